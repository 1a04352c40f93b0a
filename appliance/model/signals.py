"""What the wire said: one noun for each thing a modem can tell. The protocol makes signals; line drivers read them."""

from enum import Enum
from typing import TypeAlias

from appliance.model.caller import Caller
from appliance.model.words import Digit, Value


class Result(Enum):
    """Final result codes of a command (V.250 §5.7.1, with what voice and GSM modems add)."""

    OK = "OK"
    CONNECT = "CONNECT"
    NO_CARRIER = "NO CARRIER"
    ERROR = "ERROR"
    NO_DIALTONE = "NO DIALTONE"
    BUSY = "BUSY"
    NO_ANSWER = "NO ANSWER"


class CommandDone(Value, frozen=True):
    """The command in flight got its final result code."""

    command: str
    """As sent, without the carriage return."""
    result: Result
    lines: tuple[str, ...] = ()
    """Information text between command and result, without echo and unsolicited lines."""
    detail: str = ""
    """What stood beside the code: "+CME ERROR: 14", "CONNECT 9600"."""

    @property
    def ok(self) -> bool:
        return self.result is Result.OK


class CommandTimedOut(Value, frozen=True):
    """The command's deadline passed without a final result code; the modem's state is unknown until a resync."""

    command: str


class Ring(Value, frozen=True):
    cadence: str = ""
    """Of distinctive ringing, as the modem writes it: "1" in "RING 1"."""


class CallerId(Value, frozen=True):
    """All that the exchange said about the caller; a later one for the same call replaces it."""

    caller: Caller


class Unsolicited(Value, frozen=True):
    """A line that belongs to no command and is none of the others."""

    text: str


class DirectMessage(Value, frozen=True):
    """A short message that the modem hands over instead of storing it (3GPP 27.005 §3.4.1)."""

    header: str
    """The line with its name: "+CMT: ,23", "+CDS: 25"."""
    body: str
    """The line below it: the PDU, or text in text mode."""


class TextWanted(Value, frozen=True):
    """The prompt: the modem waits for the text that belongs to the command, and for nothing else."""

    command: str


class JunkDropped(Value, frozen=True):
    """Bytes that make no sense here, or beyond a bound, were thrown away."""

    size: int


class StreamOpened(Value, frozen=True):
    """CONNECT: sound flows both ways from now on."""


class Samples(Value, frozen=True):
    """Sound in the modem's own coding, shielding removed."""

    data: bytes


class StreamClosed(Value, frozen=True):
    """Command mode again."""

    asked: bool
    """False when the modem ended the stream by itself."""


class StreamStalled(Value, frozen=True):
    """The stream is open and no byte came for the longest gap allowed."""


class Resynced(Value, frozen=True):
    """The modem answers AT with OK: out of every stream, command mode for certain."""


class Deaf(Value, frozen=True):
    """The resync ran through and the modem never answered OK."""


class DigitTone(Value, frozen=True):
    """The modem's own detector heard a key; repeats of one press are already folded into one."""

    digit: Digit


class LoopBreak(Value, frozen=True):
    """Loop current was interrupted: on many exchanges the far end hung up."""


class LoopReversed(Value, frozen=True):
    """Loop polarity changed: answer or hang-up supervision, as the exchange has it."""


class BusyTone(Value, frozen=True):
    fast: bool = False
    """Reorder (congestion) rather than busy."""


class DialTone(Value, frozen=True):
    pass


class Ringback(Value, frozen=True):
    pass


class SilenceHeard(Value, frozen=True):
    """The modem's silence timer ran out."""

    after_voice: bool
    """Something had been heard before (quiet); otherwise nothing ever was (presumed hang-up)."""


class VoiceHeard(Value, frozen=True):
    pass


class CallWaiting(Value, frozen=True):
    """The call-waiting beep: another caller knocks; this call goes on."""


class Machine(Enum):
    """Who is not a person at the far end."""

    FAX_ANSWER = "fax or data answer, 2100 Hz"
    DATA_ANSWER = "data answer, 2225 Hz"
    FAX_CALLING = "fax calling, 1100 Hz"
    DATA_CALLING = "data calling, 1300 Hz"
    TEXTPHONE = "text telephone"
    INTERCEPT = "special information tone"
    BONG = "bong tone"


class MachineTone(Value, frozen=True):
    machine: Machine


class Handset(Value, frozen=True):
    """A telephone beside the modem was lifted or put down."""

    lifted: bool
    extension: bool
    """On the line itself, not on the modem's own socket."""


class Underrun(Value, frozen=True):
    """The modem ran out of samples to play."""


class DataLost(Value, frozen=True):
    """Samples from the line, or bytes, were lost on the way to us."""


class OddEvent(Value, frozen=True):
    """A DLE code that no table knows, or that asks for nothing."""

    code: int


class ComplexEvent(Value, frozen=True):
    """A packet between DLE X and DLE . that is not caller id."""

    text: str


Signal: TypeAlias = (
    CommandDone
    | CommandTimedOut
    | Ring
    | CallerId
    | Unsolicited
    | DirectMessage
    | TextWanted
    | JunkDropped
    | StreamOpened
    | Samples
    | StreamClosed
    | StreamStalled
    | Resynced
    | Deaf
    | DigitTone
    | LoopBreak
    | LoopReversed
    | BusyTone
    | DialTone
    | Ringback
    | SilenceHeard
    | VoiceHeard
    | CallWaiting
    | MachineTone
    | Handset
    | Underrun
    | DataLost
    | OddEvent
    | ComplexEvent
)
