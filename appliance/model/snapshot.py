"""The state of the house at one moment; what lamps, pages and metrics read."""

from appliance.model.board import BoardLimits
from appliance.model.caller import Caller
from appliance.model.network import NetworkSight
from appliance.model.records import CallRecord, TextRecord
from appliance.model.states import (
    AgentActivity,
    AgentStatus,
    CallState,
    Direction,
    LampPattern,
    LineState,
    SecondState,
    TextKind,
)
from appliance.model.talk_states import RecordingState, WatchMode
from appliance.model.words import (
    AgentName,
    CallId,
    DeviceName,
    LampName,
    LineName,
    Ms,
    QueueName,
    StepName,
    Token,
    Value,
)


class LineView(Value, frozen=True, kw_only=True):
    name: LineName
    state: LineState
    since: Ms
    modem: str = ""
    fault: str = ""
    """Why it is out of order."""
    call: CallId | None = None
    """Of two, the one that is heard."""
    second: CallId | None = None
    """Who knocks, or is held by the network."""
    second_state: SecondState = SecondState.NONE
    network: NetworkSight | None = None
    """Of a GSM line that works, once it was looked at."""
    texts: str = ""
    """Why no text can come in, and what to do; empty when they can."""


LONGEST_BODY = 400
"""Characters of a text that are shown; the store has all of it."""


class TextView(Value, frozen=True, kw_only=True):
    """A text as the pages show it."""

    key: str
    line: LineName
    sender: str
    """A number, or the name that a firm sends under."""
    body: str
    """At most LONGEST_BODY characters; what is cut off is told by an ellipsis."""
    utc_ms: int
    """When it came."""
    kind: TextKind = TextKind.PLAIN


class CallView(Value, frozen=True, kw_only=True):
    call: CallId
    line: LineName
    state: CallState
    since: Ms
    rang: Ms
    caller: Caller
    step: StepName = ""
    queue: QueueName | None = None
    agent: AgentName | None = None
    direction: Direction = Direction.INCOMING
    recording: RecordingState = RecordingState.OFF
    host: CallId | None = None
    """The call that this one is, or is to be, in conference with."""
    others: tuple[AgentName, ...] = ()
    """Further agents in the conversation, or asked to be."""


class TicketView(Value, frozen=True, kw_only=True):
    call: CallId
    arrived: Ms
    position: int
    """In its line, of all with the same need: 1 is first; 0 when it rings at an agent."""
    due: Ms = 0
    band: int = 0
    relaxed: int = 0
    """Steps of the queue's relaxation gone through."""
    kept_for: AgentName | None = None
    """Who spoke with the caller last and alone may take it for now."""
    told_ms: Ms | None = None
    """The wait announced last."""


class QueueView(Value, frozen=True, kw_only=True):
    name: QueueName
    target_ms: Ms
    waiting: tuple[TicketView, ...] = ()
    expected_ms: Ms | None = None
    """How long somebody who came now would wait, as it would be announced before rounding; None: too little known."""
    foretold: int = 0
    """Waits over of which the caller was told how long they may take …"""
    kept: int = 0
    """… and how many of them were over within what was told, in the minutes told."""
    board: BoardLimits = BoardLimits()


class AgentView(Value, frozen=True, kw_only=True):
    name: AgentName
    status: AgentStatus
    activity: AgentActivity
    since: Ms
    """Of whichever changed last, status or activity."""
    reason: str = ""
    """Of the break."""
    call: CallId | None = None
    token: Token | None = None
    """Of the offer held out now."""
    muted: bool = False
    watches: WatchMode | None = None
    """How they take part in `call`, which is somebody else's."""


class BoxView(Value, frozen=True, kw_only=True):
    """A message box."""

    name: str
    new: int = 0
    """Messages that nobody has heard."""
    urgent: int = 0
    """Of those."""
    open: int = 0
    """All that are not done."""


class SoundDeviceView(Value, frozen=True, kw_only=True):
    """A headset, the loudspeaker or the line-in."""

    name: DeviceName
    works: bool
    since: Ms
    what: str = ""
    """Which sound card it is."""
    fault: str = ""
    """Why it does not work."""


class LampView(Value, frozen=True):
    name: LampName
    pattern: LampPattern


class Snapshot(Value, frozen=True, kw_only=True):
    """Times are on the engine's monotonic clock; `now` and `utc_ms` say where that clock stands."""

    now: Ms
    utc_ms: int
    draining: bool = False
    lines: tuple[LineView, ...] = ()
    calls: tuple[CallView, ...] = ()
    queues: tuple[QueueView, ...] = ()
    agents: tuple[AgentView, ...] = ()
    lamps: tuple[LampView, ...] = ()
    boxes: tuple[BoxView, ...] = ()
    """That have had a message."""
    missed_marks: int = 0
    """How often somebody has said what becomes of a missed caller; who lists them looks again."""
    devices: tuple[SoundDeviceView, ...] = ()
    last_calls: tuple[CallRecord, ...] = ()
    """Newest first; at most 20."""
    last_texts: tuple[TextView, ...] = ()
    """That came in, newest first; at most 20."""
    prompt_faults: tuple[str, ...] = ()
    """A sentence for each prompt that callers cannot hear as they should; at most 20."""


def text_view(text: TextRecord) -> TextView:
    """What the pages show of a text."""
    body = text.body if len(text.body) <= LONGEST_BODY else text.body[: LONGEST_BODY - 1] + "…"
    return TextView(
        key=text.key, line=text.line, sender=text.sender, body=body, utc_ms=text.received_utc_ms, kind=text.kind
    )
