"""The state of the house at one moment; what lamps, pages and metrics read."""

from appliance.model.caller import Caller
from appliance.model.records import CallRecord
from appliance.model.states import AgentActivity, AgentStatus, CallState, LampPattern, LineState
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


class TicketView(Value, frozen=True, kw_only=True):
    call: CallId
    arrived: Ms
    position: int
    """1 is next."""


class QueueView(Value, frozen=True, kw_only=True):
    name: QueueName
    target_ms: Ms
    waiting: tuple[TicketView, ...] = ()


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
