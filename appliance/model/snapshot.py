"""The state of the house at one moment; what lamps, pages and metrics read."""

from appliance.model.caller import Caller
from appliance.model.records import CallRecord
from appliance.model.states import AgentActivity, AgentStatus, CallState, Direction, LampPattern, LineState
from appliance.model.words import AgentName, CallId, LampName, LineName, Ms, QueueName, StepName, Token, Value


class LineView(Value, frozen=True, kw_only=True):
    name: LineName
    state: LineState
    since: Ms
    modem: str = ""
    fault: str = ""
    """Why it is out of order."""
    call: CallId | None = None


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
    last_calls: tuple[CallRecord, ...] = ()
    """Newest first; at most 20."""
