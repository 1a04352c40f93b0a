"""The SIM: its codes with their tries, its identity, the files a host may read (3GPP 31.102, 11.11, 23.003)."""

from appliance.model.words import LineName, Ms, Value
from appliance.pretend.gsm.asking import Cme
from appliance.pretend.gsm.sim_machine import SimInput, SimState, move
from appliance.pretend.gsm.tpdu import address_octets, semi_octets

PIN_TRIES, PUK_TRIES = 3, 10
"""3GPP 11.11 §9.3."""
START_MS = 400
"""A card that is well answers so long after power-on."""
_REFUSALS = {
    SimState.STARTING: Cme.SIM_BUSY,
    SimState.PIN_WANTED: Cme.SIM_PIN_REQUIRED,
    SimState.PUK_WANTED: Cme.SIM_PUK_REQUIRED,
    SimState.DEAD: Cme.SIM_FAILURE,
    SimState.ABSENT: Cme.SIM_NOT_INSERTED,
}


class SimCard(Value, frozen=True, kw_only=True):
    """What is in the slot."""

    line: LineName = ""
    """In whose modem it is."""
    present: bool = True
    pin: str = ""
    """Empty: the card asks for none."""
    puk: str = "12345678"
    imsi: str = "262019876543210"
    iccid: str = "8949020000001234567"
    number: str = "+4915550000001"
    """Its own, as +CNUM tells it."""
    centre: str = "+491710760000"
    """Address of the service centre."""


class Sim:
    def __init__(self, card: SimCard) -> None:
        self.card = card
        self.state = SimState.STARTING
        self.pin = card.pin
        self.locked = bool(card.pin)
        self.pin_tries, self.puk_tries = PIN_TRIES, PUK_TRIES
        self.centre = card.centre
        self.started_at: Ms | None = None
        """When a card that is still starting will be done."""

    def power_on(self, now: Ms, busy_ms: Ms) -> None:
        """Tries used up stay used up."""
        self.state = move(self.state, SimInput.RESET)
        self.started_at = now + max(START_MS, busy_ms)

    def start(self) -> None:
        """Its time has come; nothing happens to one that was pulled meanwhile."""
        if self.started_at is not None:
            self.started_at = None
            self.state = move(self.state, self._found())

    def pull(self) -> None:
        """Out of the slot; put in again it starts afresh, with power_on()."""
        self.started_at = None
        self.state = move(self.state, SimInput.PULLED)

    def _found(self) -> SimInput:
        if not self.card.present:
            return SimInput.NOT_THERE
        if not self.puk_tries:
            return SimInput.STARTED_DEAD
        if not self.pin_tries:
            return SimInput.STARTED_WITHOUT_TRIES
        return SimInput.STARTED_LOCKED if self.locked else SimInput.STARTED_OPEN

    @property
    def ready(self) -> bool:
        return self.state is SimState.READY

    @property
    def refusal(self) -> Cme:
        """Why a command that needs the card is refused. KeyError when it is ready."""
        return _REFUSALS[self.state]

    @property
    def tries_left(self) -> tuple[int, int]:
        return self.pin_tries, self.puk_tries

    def try_pin(self, pin: str) -> bool:
        """Waiting for it, or ready and asked to prove it; a wrong one costs a try, the last one asks for the PUK."""
        if pin == self.pin:
            self.pin_tries = PIN_TRIES
            if self.state is SimState.PIN_WANTED:
                self.state = move(self.state, SimInput.RIGHT_PIN)
            return True
        self.pin_tries -= 1
        if not self.pin_tries:
            self.state = move(self.state, SimInput.LAST_PIN_WRONG)
        return False

    def try_puk(self, puk: str, new_pin: str) -> bool:
        if puk == self.card.puk:
            self.pin, self.pin_tries, self.puk_tries = new_pin, PIN_TRIES, PUK_TRIES
            self.state = move(self.state, SimInput.RIGHT_PUK)
            return True
        self.puk_tries -= 1
        if not self.puk_tries:
            self.state = move(self.state, SimInput.LAST_PUK_WRONG)
        return False

    def file(self, identity: int) -> bytes | None:
        """Contents of an elementary file, None where the card has none."""
        return self._files().get(identity)

    def _files(self) -> dict[int, bytes]:
        card = self.card
        imsi = semi_octets(f"9{card.imsi}")
        number = address_octets(card.number, of_centre=True)
        centre = address_octets(self.centre, of_centre=True)
        return {
            0x2FE2: semi_octets(card.iccid).ljust(10, b"\xff"),
            0x6F05: b"en",
            0x6F07: bytes((len(imsi),)) + imsi,
            0x6F38: b"\xff\x33\xff\xff\x3f\x3c\x0f\x00",
            0x6F40: b"Own".ljust(14, b"\xff") + number.ljust(12, b"\xff") + b"\xff\xff",
            0x6F42: b"\xff" * 14 + b"\xfd" + b"\xff" * 12 + centre.ljust(12, b"\xff") + b"\xff\xff\xff",
            0x6F46: b"\x01" + b"Pretend".ljust(16, b"\xff"),
            0x6FAD: b"\x00\x00\x00\x02",
        }


RECORDS = frozenset({0x6F40, 0x6F42})
"""Files of one record; the others are transparent (31.102 §4.2)."""
