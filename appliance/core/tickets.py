"""A ticket: the place in line of one call, and what it has gone through so far."""

from dataclasses import dataclass, field

from appliance.core.needs import Programme
from appliance.model.plan import QueuePlan
from appliance.model.policy import WorkKind
from appliance.model.words import AgentName, CallId, Ms


@dataclass(slots=True)
class Ticket:
    call: CallId
    programme: Programme
    """As the router knows it; a later plan changes it once nobody is rung for the ticket."""
    due: Ms
    arrived: Ms
    band: int
    """The router's: the least is served first."""
    preferred: AgentName | None = None
    kept: bool = False
    """For the preferred agent alone."""
    stage: int = 0
    """Steps of the relaxation gone through."""
    rings_all: bool = False
    """It is held out to everybody who is ready and may take it at once."""
    rung: int = 0
    """Agents it is held out to."""
    excluded: tuple[AgentName, ...] = field(default=())
    """Who missed it, or sent it on, and is not asked again yet."""
    sent_by: AgentName | None = None
    kind: WorkKind = WorkKind.VOICE
    late_after: Ms = 0
    """Its arrival and the answer target of its queue: a head start makes nobody late."""

    @property
    def queue(self) -> QueuePlan:
        return self.programme.queue

    @property
    def need(self) -> int:
        """The router's handle."""
        return self.programme.handles[self.kind][self.stage]

    @property
    def line(self) -> tuple[int, AgentName | None, WorkKind]:
        """Equal for tickets that stand in one line."""
        return (0, self.preferred, self.kind) if self.kept else (1 + self.need, None, self.kind)

    def stages_due(self, now: Ms) -> int:
        """Steps of the relaxation whose time has come; overflow is none, it goes by when the wait began."""
        return sum(self.arrived + step.after_ms <= now for step in self.queue.relax if not step.overflow)

    def place(self) -> tuple[int, Ms, Ms, CallId]:
        """Sorts tickets in the order of their lines."""
        return self.band, self.due, self.arrived, self.call
