"""What any GSM modem can tell of a call, whatever its dialect: one small set of values."""

from enum import Enum
from typing import Final, TypeAlias

from appliance.model.caller import Caller
from appliance.model.words import Digit, Value


class Direction(Enum):
    OUTGOING = 0
    INCOMING = 1


class Stage(Enum):
    """Where a call is; the numbers are +CLCC's (27.007 §7.18)."""

    ACTIVE = 0
    HELD = 1
    DIALLING = 2
    ALERTING = 3
    INCOMING = 4
    WAITING = 5
    ENDED = 6


class End(Enum):
    """Why a call is over."""

    HUNG_UP = "hung up"
    BUSY = "busy"
    NO_ANSWER = "no answer"
    REJECTED = "rejected"
    WRONG_NUMBER = "the number is not in use"
    UNREACHABLE = "not reachable"
    NOT_ALLOWED = "not allowed"
    NETWORK = "the network failed"
    STOPPED_RINGING = "stopped ringing"
    UNKNOWN = "reason not told"


class Cause(Value, frozen=True):
    end: End = End.UNKNOWN
    code: int | None = None
    """Of 24.008 §10.5.4.11, where the modem tells it."""


# Codes of 24.008 annex H; those of a range without a row mean what the range means.
_CAUSES: Final = {
    1: End.WRONG_NUMBER,
    3: End.UNREACHABLE,
    8: End.NOT_ALLOWED,
    16: End.HUNG_UP,
    17: End.BUSY,
    18: End.NO_ANSWER,
    19: End.NO_ANSWER,
    21: End.REJECTED,
    22: End.WRONG_NUMBER,
    25: End.NETWORK,
    26: End.HUNG_UP,
    27: End.UNREACHABLE,
    28: End.WRONG_NUMBER,
    29: End.NOT_ALLOWED,
    31: End.HUNG_UP,
    50: End.NOT_ALLOWED,
    55: End.NOT_ALLOWED,
    57: End.NOT_ALLOWED,
    68: End.NOT_ALLOWED,
    87: End.NOT_ALLOWED,
    88: End.UNREACHABLE,
}
_HIGHEST_CAUSE: Final = 127


def cause_of(code: int | None) -> Cause:
    """A cause of 24.008; whatever else the code is, it says nothing."""
    if code is None or not 0 < code <= _HIGHEST_CAUSE:
        return Cause()
    return Cause(_CAUSES.get(code, End.NETWORK), code)


class Dialled(Value, frozen=True):
    """The network took our call."""

    call: int | None = None
    """The modem's number of the call; None when it does not tell."""


class Alerting(Value, frozen=True):
    """It rings at the far end."""

    call: int | None = None


class Connected(Value, frozen=True):
    call: int | None = None


class Ended(Value, frozen=True):
    call: int | None = None
    cause: Cause = Cause()
    seconds: int | None = None
    """How long it was connected."""
    unanswered: bool = False
    """The line can only mean a call of ours that was not answered."""


class CallTold(Value, frozen=True):
    """All of one call at once, as +CLCC has it."""

    call: int
    direction: Direction
    stage: Stage
    caller: Caller = Caller()
    """The other end, whoever called."""
    voice: bool = True
    conference: bool = False


class CallerTold(Value, frozen=True):
    """Who the ringing is from."""

    caller: Caller


class Knocking(Value, frozen=True):
    """Another caller, while a call goes on."""

    caller: Caller


class Rang(Value, frozen=True):
    """One ring of an incoming call."""

    voice: bool = True
    """False: fax or data, as +CRING tells (27.007 §6.11)."""


class Missed(Value, frozen=True):
    """The caller gave up."""

    number: str = ""


class DigitHeard(Value, frozen=True):
    """The modem's own detector heard a key of the far end."""

    digit: Digit
    milliseconds: int | None = None


CallSign: TypeAlias = (
    Dialled | Alerting | Connected | Ended | CallTold | CallerTold | Knocking | Rang | Missed | DigitHeard
)
