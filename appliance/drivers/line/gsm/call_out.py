"""The call that a GSM line makes: what the modem tells of it becomes events, each once and in order."""

import asyncio
from collections.abc import Iterator
from typing import Final

from appliance.drivers.line.modem.modem_machine import ModemState
from appliance.model.events import DialFailed, Event, LineDialled, LineHungUp, RingbackHeard
from appliance.model.states import DialFault, HangUpCause
from appliance.model.words import LineName
from appliance.protocol.gsm.call_signs import Cause, Direction, End, Stage
from appliance.protocol.gsm.one_call import GsmCall

_FAULTS: Final = {
    End.BUSY: DialFault.BUSY,
    End.NO_ANSWER: DialFault.NO_ANSWER,
    End.HUNG_UP: DialFault.NO_ANSWER,
    End.REJECTED: DialFault.REFUSED,
    End.WRONG_NUMBER: DialFault.UNOBTAINABLE,
    End.UNREACHABLE: DialFault.UNOBTAINABLE,
    End.NETWORK: DialFault.CONGESTION,
}
"""Whatever else the end is, the call was refused."""
FOR_ONE_CALL: Final = {"#31#": "hidden", "*31#": "shown"}
"""Before a number: whether who is called sees the line's own, whatever its settings say (22.030 Annex B)."""
NO_TRANSFER: Final = "a mobile network knows no hook flash; transfer on an analog line, or let an agent call them"


class CallOut:
    """From dial() until the line is released."""

    def __init__(self, line: LineName) -> None:
        self.line = line
        self._dialled = False
        self._rang = False
        self.gave_up = False
        """DialFailed was told."""
        self.up: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when the far end has answered, or the call is over."""
        self.cause: Cause | None = None
        """Why it is over, once it is."""
        self.talking = False

    @property
    def pending(self) -> bool:
        """Neither answered nor over."""
        return not self.up.done()

    def changed(self, call: GsmCall) -> Iterator[Event]:
        if call.direction is not Direction.OUTGOING or self.cause is not None:
            return
        match call.stage:
            case Stage.ALERTING if not self._rang:
                yield from self.dialled()
                self._rang = True
                yield RingbackHeard(self.line)
            case Stage.ACTIVE:
                self._settle()
            case Stage.ENDED:
                self.cause = call.cause or Cause()
                self._settle()
                if self.talking:
                    yield LineHungUp(self.line, HangUpCause.NETWORK)

    def learn(self, cause: Cause) -> None:
        """A reason that comes behind the end it is of, as BUSY does after a call list."""
        if self.cause is not None and self.cause.end is End.UNKNOWN:
            self.cause = cause

    def let_go(self) -> None:
        """We hang up: that it ends is no news."""
        self.talking = False

    def dialled(self) -> Iterator[Event]:
        """The network has taken the number; told once."""
        if not self._dialled:
            self._dialled = True
            yield LineDialled(self.line)

    def failed(self, fault: DialFault, detail: str) -> Iterator[Event]:
        """Told once."""
        if not self.gave_up:
            self.gave_up = True
            self._settle()
            yield DialFailed(self.line, fault, detail)

    def without_network(self) -> Iterator[Event]:
        return self.failed(DialFault.NOT_READY, "no network has this line; look at its aerial and SIM")

    def ended(self, cause: Cause, detail: str) -> Iterator[Event]:
        """Before anybody answered."""
        if cause.end is End.UNKNOWN and self._rang:
            cause = Cause(End.NO_ANSWER)
        words = f"{cause.end.value}{f' (cause {cause.code})' if cause.code else ''}"
        yield from self.failed(_FAULTS.get(cause.end, DialFault.REFUSED), f"{words}: {detail}" if detail else words)

    def _settle(self) -> None:
        if not self.up.done():
            self.up.set_result(None)


def why_not_dial(line: LineName, number: str, state: ModemState, *, rings: bool) -> DialFailed | None:
    """None: nothing speaks against it."""
    wrong = wrong_mobile_number(own_number_in(number, "")[0])
    if wrong:
        return DialFailed(line, DialFault.REFUSED, wrong)
    if rings:
        return DialFailed(line, DialFault.NOT_READY, "somebody rings on this line")
    if state is not ModemState.ON_HOOK:
        return DialFailed(line, DialFault.NOT_READY, f"the line is {state.value}")
    return None


def wrong_mobile_number(number: str) -> str:
    """Why a GSM line does not dial it, one sentence; empty when it does."""
    if not (1 <= len(number) <= 20 and set(number) <= set("0123456789*#")):
        return f"{number[:40]!r}: expected 1 to 20 of 0-9, * and #"
    if number[0] in "*#" or number[-1] == "#":  # 22.030 §6.5.2
        return f"{number}: a code that orders something of the network, not a number; codes are asked for as USSD"
    return ""


def own_number_in(number: str, otherwise: str) -> tuple[str, str]:
    """The number alone, and whether the line's own is hidden or shown; `otherwise` where the number does not say."""
    code = number[:4]
    return (number[4:], FOR_ONE_CALL[code]) if code in FOR_ONE_CALL else (number, otherwise)
