"""What a GSM line may lack though its modem works: its SIM and its network; looked after, and waited for."""

from collections.abc import Callable, Iterable

from appliance.drivers.line import PinMemory
from appliance.drivers.line.gsm.network_look import look_at_network
from appliance.drivers.line.gsm.network_watch import NetworkWatch
from appliance.drivers.line.gsm.options import Options, wanted
from appliance.drivers.line.gsm.preparing import REGISTERED_WITHIN_S, STILL_SEARCHING_S, family_unasked, prepare_gsm
from appliance.drivers.line.gsm.sim_lock import OF_THIS_PROCESS
from appliance.drivers.line.gsm.sound_choice import CallPort
from appliance.drivers.line.gsm.turns import Turns
from appliance.drivers.line.health_machine import Health
from appliance.drivers.line.modem.gsm_family import GsmFamily
from appliance.drivers.line.modem.link import Link
from appliance.drivers.line.modem.mending import mend_modem
from appliance.model.events import Event
from appliance.model.words import LineName


class LackingLine:
    """The part of a line driver that gets the modem ready, and mends it."""

    _name: LineName
    _options: Options
    _link: Link
    _turns: Turns
    _network: NetworkWatch
    _family: GsmFamily | None
    _sound: CallPort | None
    _say: Callable[[Iterable[Event]], None]
    _pins: PinMemory = OF_THIS_PROCESS
    _search_s: float = REGISTERED_WITHIN_S

    def keep_pins_in(self, memory: PinMemory) -> None:
        self._pins = memory

    async def mend(self, rung: Health) -> None:
        self._search_s = STILL_SEARCHING_S if rung is Health.LACKING else REGISTERED_WITHIN_S
        await mend_modem(self._link, rung, lambda: self._known_family().reset)

    def sign(self) -> object:
        signs = (self._link.sign(), self._sound.sign() if self._sound else "")
        return None if None in signs else (*signs, self._network.came)

    async def _ready_modem(self) -> GsmFamily:
        """Raises DriverFault; DeviceLacks with its port open."""
        if not self._link.listening:
            await self._link.open()
        return await prepare_gsm(self._link, wanted(self._options, self._pins), within_s=self._search_s)

    def _known_family(self) -> GsmFamily:
        return self._family or family_unasked(wanted(self._options), self._link)

    async def _look_at_network(self) -> None:
        seen = await look_at_network(self._turns, self._known_family())
        self._network.looked(seen.halves, self._link.now(), seen.sim)
        self._say(self._network.news(self._name, seen.sight))
