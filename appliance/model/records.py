"""What is written down about a call, a message, a recording and a text."""

from appliance.model.caller import Caller
from appliance.model.states import (
    DialFault,
    Direction,
    HangUpCause,
    MessageState,
    Outcome,
    OutgoingState,
    ReportedFate,
    TextKind,
)
from appliance.model.words import AgentName, CallId, LineName, Ms, QueueName, TextId, Value


class CallRecord(Value, frozen=True, kw_only=True):
    """One call. Times are milliseconds since `rang_ms`, so that a jump of the wall clock changes no duration."""

    call: CallId
    line: LineName
    caller: Caller = Caller()
    """Of an outgoing call, who is called."""
    rang_ms: Ms
    """On the monotonic clock of its run. An outgoing call begins with the wish for it."""
    rang_utc_ms: int
    """Unix time of the first ring, from the last ClockStruck."""
    answered_ms: Ms | None = None
    """The box went off-hook; of an outgoing call, the far end answered."""
    asked_person_ms: Ms | None = None
    """The caller joined a queue for the first time; the wait counts from here."""
    offered_ms: Ms | None = None
    """First offer."""
    wait_ended_ms: Ms | None = None
    """The last wait ended without a person, by a key or by overflow, and the call went on."""
    talk_began_ms: Ms | None = None
    """Of the first conversation; a lost station makes a second one."""
    talk_ended_ms: Ms | None = None
    """Of the last conversation."""
    ended_ms: Ms | None = None
    """The call was over for the business; None while it is open."""
    queue: QueueName | None = None
    agent: AgentName | None = None
    """Who spoke with the caller."""
    misses: int = 0
    """Offers that were declined or expired."""
    path: tuple[str, ...] = ()
    """Steps and keys in order: greet, menu, 1, sales."""
    variables: dict[str, str] = {}
    """What Collect steps collected."""
    outcome: Outcome | None = None
    hung_up: str = ""
    """Who ended it: caller, agent, box; of an outgoing call, far end for caller."""
    cause: HangUpCause | None = None
    """What told the caller's end."""
    recorded: bool = False
    direction: Direction = Direction.INCOMING
    dialled: str = ""
    """The number called, as dialled after the line's own prefix."""
    dial_fault: DialFault | None = None
    """Why nobody was reached."""


class MessageRecord(Value, frozen=True, kw_only=True):
    call: CallId
    box: str
    caller: Caller
    taken_utc_ms: int
    file: str
    """Below the state directory."""
    length_ms: Ms
    cut: bool = False
    """The box stopped while it was recorded; what was on the disk was kept."""
    urgent: bool = False
    """The caller said so."""
    state: MessageState = MessageState.NEW
    who: str = ""
    """Of those who see to it, or did last."""
    changed_utc_ms: int = 0
    """When it came into this state; 0 while it is as it was left."""

    @property
    def id(self) -> str:
        """Call and number in it: "12345-1". Unique, and all that anybody outside needs to name it by."""
        return self.file.rpartition("/")[2].removeprefix("call-").removesuffix(".wav")


class MessageMark(Value, frozen=True, kw_only=True):
    """What has become of a message."""

    file: str
    state: MessageState
    who: str
    changed_utc_ms: int


class TakeUsed(Value, frozen=True):
    """What was said in a call has become a prompt, which keeps its source: the take's row goes."""

    file: str


class MessageErased(Value, frozen=True):
    """A deleted message's time is over: its row goes."""

    file: str


class Pause(Value, frozen=True):
    """Of a recording: nothing said is in it from there on for so long."""

    at_ms: Ms
    """Since its beginning."""
    length_ms: Ms


class RecordingRecord(Value, frozen=True, kw_only=True):
    call: CallId
    file: str
    """Below the state directory. Two channels: caller left, agent right."""
    length_ms: Ms
    cut: bool = False
    """The box stopped while it was recorded; what was on the disk was kept."""
    pauses: tuple[Pause, ...] = ()
    """In their order. Of one that was cut they are not known; the sound has a mark where each begins."""


class TextRecord(Value, frozen=True, kw_only=True):
    """A text (short message) that came in over a line, whole or with gaps told."""

    key: str
    """Tells it from every other. One that was fetched twice, as after a power cut, has the same again."""
    line: LineName
    sender: str
    """A number, or the name that a firm sends under."""
    body: str
    """Parts that never came are marked in it; empty where there is nothing to read."""
    sent_utc_ms: int | None = None
    """By the clock of the network's service centre; None when it said none that can be."""
    received_utc_ms: int
    kind: TextKind = TextKind.PLAIN
    parts: int = 1
    missing: tuple[int, ...] = ()
    """Parts that never came, counted from 1."""
    pdus: tuple[str, ...] = ()
    """As they came, in hex; only of what is not plain text, so that nothing is lost by not being understood."""


class DeliveryReport(Value, frozen=True, kw_only=True):
    """What the network says of one part of a text sent from here."""

    reference: int
    """The network's number of the part, as told when it was taken."""
    recipient: str
    fate: ReportedFate
    words: str


class OutgoingText(Value, frozen=True, kw_only=True):
    """A text that is sent from here, as far as it has come."""

    text: TextId
    line: LineName
    number: str
    """As the line's modem is given it."""
    body: str
    ordered_utc_ms: int
    state: OutgoingState = OutgoingState.TO_BE_SENT
    changed_utc_ms: int = 0
    words: str = ""
    """Why it is in this state, and what to do; empty where the state says it all."""
    parts: int = 0
    """That it was cut into; 0 while that is not known."""
    references: tuple[int, ...] = ()
    """Of the parts that the network took, in their order: the network's numbers, by which reports tell of them."""
    arrived: tuple[int, ...] = ()
    """Parts of which a report says that they are delivered, counted from 1."""

    @property
    def over(self) -> bool:
        """Nothing more is done for it."""
        return self.state not in {OutgoingState.TO_BE_SENT, OutgoingState.SENDING}


class TimelineNote(Value, frozen=True):
    call: CallId
    at_ms: Ms
    """Since the first ring."""
    text: str
