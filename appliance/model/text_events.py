"""What happened to texts and to what was asked of a line's network: events, as those of events.py."""

from appliance.model.network import NetworkAsk, NetworkSight
from appliance.model.records import DeliveryReport
from appliance.model.states import OutgoingState, SendFault, TextKind
from appliance.model.words import LineName, TextId, Token, Value


class NetworkSeen(Value, frozen=True):
    """Another operator, registration, or number of bars than told last; a GSM line is looked at every 30 s."""

    line: LineName
    sight: NetworkSight


class TextRoomSeen(Value, frozen=True):
    """Whether texts still find room in the memory of a line's modem, told when that changes."""

    line: LineName
    trouble: str
    """One sentence why none can come in, and what to do; empty when there is room."""


class TextReceived(Value, frozen=True, kw_only=True):
    """A text came in, whole or as far as it will. The modem keeps it until it is told ForgetText."""

    line: LineName
    token: Token
    """The driver's number for what it keeps."""
    key: str
    sender: str
    body: str
    sent_utc_ms: int | None = None
    kind: TextKind = TextKind.PLAIN
    parts: int = 1
    missing: tuple[int, ...] = ()
    pdus: tuple[str, ...] = ()
    """All as in TextRecord."""
    report: DeliveryReport | None = None
    """Of a delivery report, what it says."""


class TextKept(Value, frozen=True):
    """The text is on the disk."""

    line: LineName
    token: Token


class TextOrdered(Value, frozen=True, kw_only=True):
    """Somebody at a terminal or a page wants a text sent; told by TellAsker(token) whether it will be."""

    line: LineName | None
    """None: whichever can."""
    number: str
    body: str
    token: Token


class OutgoingKept(Value, frozen=True):
    """The state of a text is on the disk; or is not, and the fault is one sentence."""

    text: TextId
    state: OutgoingState
    fault: str = ""


class TextSent(Value, frozen=True):
    """The network has taken this part of a text."""

    line: LineName
    text: TextId
    part: int
    """Counted from 1."""
    parts: int
    reference: int


class TextRefused(Value, frozen=True):
    """The next part of a text was not taken, or nobody knows."""

    line: LineName
    text: TextId
    fault: SendFault
    reason: str


class NetworkAsked(Value, frozen=True):
    """Somebody at a terminal or a page asks a line's network; told by TellAsker(token)."""

    line: LineName
    token: Token
    ask: NetworkAsk


class NetworkReplied(Value, frozen=True):
    """What the network says to an ask."""

    line: LineName
    token: Token
    words: tuple[str, ...] = ()
    """Line by line."""
    reply_wanted: bool = False
    """The network waits for SendReply."""
    refusal: str = ""
    """One sentence why there is no answer."""
