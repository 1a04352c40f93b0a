"""What may be set about who speaks with whom: strategies, steps of relaxation, capacities, the house's routing."""

from appliance.model.states import State
from appliance.model.words import AgentName, Ms, QueueName, SkillName, Value


class Strategy(State):
    """Which of the ready agents who may take a ticket gets it. Tier, preferred agent and relaxation come before."""

    LONGEST_IDLE = "longest_idle"
    """Who has been ready longest."""
    LEAST_OCCUPIED = "least_occupied"
    """The smallest share of the last hour spent on calls."""
    FEWEST_CALLS = "fewest_calls"
    """The fewest calls since midnight."""
    LEAST_TALK_TIME = "least_talk_time"
    """The least time spoken since midnight."""
    ROUND_ROBIN = "round_robin"
    """In turn."""
    LINEAR = "linear"
    """Whoever stands first in the list."""
    RANDOM = "random"
    """By lot, from the journalled seed."""
    BEST_SKILL = "best_skill"
    """The highest levels in what is needed."""
    LEAST_VERSATILE = "least_versatile"
    """The fewest skills: who can do much is kept free for what few can do."""
    LIGHTER_NEXT = "lighter_next"
    """The lightest last calls: after a hard one comes a light one."""
    RING_ALL = "ring_all"
    """All of them ring; the first to answer gets it."""


class WorkKind(State):
    """Kinds of work with capacities of their own, so that none fences off another."""

    VOICE = "voice"
    TEXT = "text"
    MESSAGE = "message"
    CALLBACK = "callback"


class RoutingPlan(Value, frozen=True, kw_only=True):
    strategy: Strategy = Strategy.LONGEST_IDLE
    """Of every queue that does not name its own."""
    late_every: int = 3
    """Of so many calls dispatched one at least is the longest waiting past its target; 1 late ones always first, 0 no
    such share: the order of due times alone counts."""
    vip_head_start_ms: Ms = 120_000
    """How much earlier the tickets of callers are due whom the address book lets come first."""
    seed: int = 0
    """Of the strategy random; 0 draws another at each start and writes it into the journal."""


class Capacity(Value, frozen=True, kw_only=True):
    """How much of each kind of work at once. Kinds do not take room from each other."""

    voice: int = 1
    text: int = 3
    message: int = 1
    callback: int = 1


class Relaxation(Value, frozen=True, kw_only=True):
    """What becomes easier for a ticket that has waited so long. One thing; queues and agents count as one."""

    after_ms: Ms
    """Since the ticket's arrival."""
    need: dict[SkillName, int] | None = None
    """Replaces the need so far."""
    narrows: bool = False
    """Declares that the new need is meant to be harder for somebody; without it that is a fault."""
    queues: tuple[QueueName, ...] = ()
    """Whoever serves these may take the ticket too."""
    agents: tuple[AgentName, ...] = ()
    """These may take the ticket too, whatever their skills."""
    overflow: bool = False
    """The caller leaves the queue by its overflow; counted from when this wait began, like the longest wait."""
