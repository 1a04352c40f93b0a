"""Asking the modem for its list of calls: when, and what it says (27.007 §7.18 +CLCC)."""

from typing import Literal

from appliance.drivers.line.gsm.call_listing import calls_in
from appliance.drivers.line.gsm.stray_calls import StrayWatch, stray
from appliance.drivers.line.gsm.turns import Haste, Turns
from appliance.drivers.line.modem.gsm_family import Calls
from appliance.model.words import Ms
from appliance.protocol.gsm.call_dialects import DIALECTS
from appliance.protocol.gsm.call_list import CallList
from appliance.protocol.gsm.call_signs import CallTold
from appliance.protocol.gsm.one_call import GsmCall


def calls_of(family: Calls) -> CallList:
    """None yet, kept as the family's modems tell of them."""
    return CallList(
        DIALECTS[family.dialect],
        ring_gap_ms=family.ring_gap_ms,
        poll_ms=family.poll_every_ms,
        ok_connects=family.ok_means == "connected",
        polls_setting_up=family.poll == "always",
    )


class Polls:
    def __init__(
        self,
        turns: Turns,
        calls: CallList,
        allowed: Literal["always", "not_while_dialling", "never"] = "always",
        now: Ms = 0,
    ) -> None:
        """`allowed`: when the family may be asked."""
        self._turns = turns
        self._calls = calls
        self._allowed = allowed
        self.strays = StrayWatch(now)
        self._at_once = False

    def at(self, now: Ms, *, on_hook: bool, dialling: bool) -> Ms | None:
        """When it is to be asked next; None: it need not be, or that would do harm."""
        if self._allowed == "never" or (dialling and self._allowed == "not_while_dialling"):
            return None
        if self._at_once:
            return now
        dues = (self._calls.poll_at(now), self.strays.due if on_hook else None)
        return min((due for due in dues if due is not None), default=None)

    def soon(self) -> None:
        """Something may have been lost: it is asked at once, as soon as that does no harm."""
        self._at_once = True

    async def poll(self) -> tuple[GsmCall, ...]:
        """The calls that changed by what the modem lists. Raises DriverFault."""
        asked_at = self._turns.now()
        self._at_once = False
        self.strays.looked(asked_at)
        told = await self.listed()
        if told is None:
            self._calls.poll_failed(self._turns.now())
            return ()
        changed = self._calls.polled(told, asked_at, self._turns.now())
        if not stray(self._calls.calls):
            self.strays.found_none()
        return changed

    async def listed(self) -> tuple[CallTold, ...] | None:
        """The modem's own list; None when it does not tell. Raises DriverFault."""
        return calls_in(await self._turns.ask("AT+CLCC", Haste.CALL))
