"""The schema of the control socket: what may be asked, what is answered, what is told, and how each becomes JSON.

A client sends Hello first, then requests; each request gets exactly one reply with its number. After Subscribe the
box tells events too, whenever they happen.
"""

from functools import cache
from typing import TypeAlias, TypeVar

import msgspec

from appliance.control.agent_words import AgentRequest, MarkMessage, MarkMissed, PressKeys
from appliance.control.keeping_words import ReadCallers, TryLamp
from appliance.control.phone_words import Occupied, PhoneTaken, SubscribeFrames
from appliance.control.prompt_words import MakePrompts
from appliance.control.talk_words import TalkRequest
from appliance.model.explanation import Idle, Waiting
from appliance.model.network import NetworkAsk
from appliance.model.records import CallRecord, OutgoingText, TimelineNote
from appliance.model.settings_orders import SettingsAnswer, SettingsOrder
from appliance.model.snapshot import Snapshot
from appliance.model.states import SecondOrder
from appliance.model.words import AgentName, CallId, FlowName, LineName, Ms, TargetName, TextId, Value

VERSION = 1
"""Raised when a message changes its meaning; box and client must agree."""

MOST_CALLS = 500
"""Longest list of calls in one reply: about 600 bytes a call keeps it well below the largest message."""


class Hello(Value, frozen=True, kw_only=True):
    """First message of every client."""

    version: int = VERSION
    program: str = ""
    """Who asks, for the box's log."""


class GetSnapshot(Value, frozen=True):
    pass


class GetStats(Value, frozen=True):
    """Cheap: also asked to learn whether the box is alive."""


class Subscribe(Value, frozen=True):
    """The reply is the snapshot of now; changed snapshots, finished calls and notices are told from then on."""


class ListCalls(Value, frozen=True, kw_only=True):
    """Calls, newest first; `before` pages on from the last one seen."""

    limit: int = 20
    before: CallId | None = None


class ExplainCall(Value, frozen=True):
    call: CallId


class WhyCallWaits(Value, frozen=True):
    """What stands between the call and an agent now, and what would bring them together."""

    call: CallId


class WhyAgentIdles(Value, frozen=True):
    """What came since the agent has been ready, and why they got none of it."""

    agent: AgentName


class GetDiagnosis(Value, frozen=True):
    """What the modem doctor knows: lines, and what was examined last. Touches nothing."""


class Examine(Value, frozen=True, kw_only=True):
    """Begins an examination; GetDiagnosis tells when it is over, and what was found."""

    line: LineName = ""
    """Taken out of service for some seconds; empty: every port that no line has."""
    off_hook: bool = True
    """An analog line may be held for two seconds."""


class TryCall(Value, frozen=True):
    """Begins a test call: somebody rings the line within a minute, and GetDiagnosis tells how it goes."""

    line: LineName


class CallBetween(Value, frozen=True):
    """Begins a test call from one line to another; GetDiagnosis tells how it goes."""

    calling: LineName
    called: LineName
    number: str = ""
    """As typed; empty: the called line's own in the settings."""


class GetTrace(Value, frozen=True, kw_only=True):
    """What box and modem said to each other after the entry of this number, masked."""

    line: LineName
    after: int = 0


class OrderText(Value, frozen=True, kw_only=True):
    """A text is to be sent; how far it has come is told by TextChanged."""

    number: str
    body: str
    line: LineName | None = None
    """None: whichever can."""


class DialNumber(Value, frozen=True, kw_only=True):
    """An outgoing call, if the rules for numbers allow it."""

    number: str
    """As typed."""
    line: LineName | None = None
    """None: the first idle one that may."""
    agent: AgentName | None = None
    """Who speaks; hears the line from the first sound on."""
    flow: FlowName | None = None
    """What begins when somebody answers. With neither the box hangs up then."""


class AboutSecond(Value, frozen=True):
    """Take who knocks on the agent's line, swap with who is held there, or refuse the one or the other."""

    agent: AgentName
    order: SecondOrder


class HandOver(Value, frozen=True):
    """The agent's caller goes to an extension of the PBX."""

    agent: AgentName
    target: TargetName


class AskLine(Value, frozen=True):
    """Something of the line's mobile network; the answer may take a minute and a half."""

    line: LineName
    ask: NetworkAsk


Request: TypeAlias = (
    Hello
    | GetSnapshot
    | GetStats
    | Subscribe
    | SubscribeFrames
    | ListCalls
    | ExplainCall
    | WhyCallWaits
    | WhyAgentIdles
    | GetDiagnosis
    | Examine
    | TryCall
    | CallBetween
    | GetTrace
    | TryLamp
    | ReadCallers
    | MakePrompts
    | OrderText
    | AskLine
    | DialNumber
    | HandOver
    | AboutSecond
    | PressKeys
    | MarkMessage
    | MarkMissed
    | TalkRequest
    | SettingsOrder
    | AgentRequest
)


class Welcome(Value, frozen=True, kw_only=True):
    """Reply to Hello."""

    version: int
    box: str
    """The box's name, shown on the pages."""
    program: str
    """Version of the program that runs."""
    pid: int
    database: str = ""
    """File of the store. What takes long to find out is read there, by whoever asks, and not by the box."""


class SnapshotReply(Value, frozen=True):
    """Reply to GetSnapshot and Subscribe."""

    snapshot: Snapshot


class Stats(Value, frozen=True, kw_only=True):
    clients: int
    up_ms: Ms
    """Since the control socket opened."""
    figures: dict[str, float] = {}
    """Counters of the box by name."""


class Calls(Value, frozen=True):
    calls: tuple[CallRecord, ...]


class Explained(Value, frozen=True):
    call: CallRecord
    notes: tuple[TimelineNote, ...]
    """In the order they were written."""


class CallWaits(Value, frozen=True):
    why: Waiting


class AgentIdles(Value, frozen=True):
    why: Idle


class Diagnosed(Value, frozen=True):
    """Read by control.doctor_answers: few ask for it, and its many kinds would slow every terminal's start."""

    diagnosis: msgspec.Raw


class Traced(Value, frozen=True):
    """Read likewise; its times are UTC."""

    trace: msgspec.Raw


class Begun(Value, frozen=True, kw_only=True):
    """Reply to DialNumber, HandOver, PressKeys, AboutSecond and those of TalkRequest: what comes of it is told in the
    call's timeline.
    """

    call: CallId
    at: Ms
    """On the box's clock, as in snapshots."""


class TextTaken(Value, frozen=True):
    """It is on the disk, and will be sent."""

    text: TextId


class NetworkSays(Value, frozen=True, kw_only=True):
    words: tuple[str, ...]
    """Line by line."""
    reply_wanted: bool = False
    """The network waits for SendReply."""


class Done(Value, frozen=True):
    """The request was passed on to the engine, or the examination has begun."""


class Problem(Value, frozen=True):
    """Refused; one sentence: what, why, what to try."""

    sentence: str
    missing: bool = False
    """What was asked about does not exist."""


Reply: TypeAlias = (
    Welcome
    | SnapshotReply
    | Stats
    | Calls
    | Explained
    | CallWaits
    | AgentIdles
    | Diagnosed
    | Traced
    | Begun
    | TextTaken
    | NetworkSays
    | Done
    | SettingsAnswer
    | Occupied
    | Problem
)


class SnapshotChanged(Value, frozen=True):
    """At most ten a second; a slow reader gets the newest and never the ones between."""

    snapshot: Snapshot


class CallFinished(Value, frozen=True):
    """Told only when the call's row is durable."""

    call: CallRecord


class TextChanged(Value, frozen=True):
    """Told only when the text's row is durable."""

    text: OutgoingText


class Notice(Value, frozen=True):
    """One sentence for whoever watches."""

    text: str


Told: TypeAlias = SnapshotChanged | CallFinished | TextChanged | PhoneTaken | Notice


class Asked(Value, frozen=True):
    """Client to box."""

    number: int
    """Chosen by the client, given back with the reply; above 0."""
    request: Request


class Answered(Value, frozen=True):
    """Box to client. Number 0 carries a Problem with the connection itself, which is closed after it."""

    number: int
    reply: Reply


class Happened(Value, frozen=True):
    """Box to client, unasked."""

    told: Told


FromBox: TypeAlias = Answered | Happened


class NotOurs(ValueError):
    """The bytes are no message of this schema; the text is one sentence."""


T = TypeVar("T")

_encoder = msgspec.json.Encoder()


@cache
def _asked() -> msgspec.json.Decoder[Asked]:
    """Made when first needed: each side reads only one of the two, and a terminal must not wait for the other."""
    return msgspec.json.Decoder(Asked)


def to_json(message: Asked | FromBox) -> bytes:
    return _encoder.encode(message)


def read_asked(payload: bytes) -> Asked:
    """Raises NotOurs."""
    return _read(_asked(), payload, "request")


@cache
def _from_box() -> msgspec.json.Decoder[FromBox]:
    return msgspec.json.Decoder(FromBox)


def read_from_box(payload: bytes) -> FromBox:
    """Raises NotOurs."""
    return _read(_from_box(), payload, "answer")


def _read(decoder: msgspec.json.Decoder[T], payload: bytes, what: str) -> T:
    try:
        return decoder.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        sentence = f"control socket: not a {what} of version {VERSION}: {fault}"
        raise NotOurs(sentence) from None
