"""The facts behind an explanation: who was considered for a call, what told winner from runner-up, what it waits for.

Times are spans in milliseconds, so that a reader needs no clock: *_for_ms has lasted so long, *_in_ms comes in so long;
*_at_ms of a decision counts from the first ring. Sentences are made of these facts in core/explain_*.py.
"""

from enum import Enum

from appliance.model.policy import Relaxation, Strategy
from appliance.model.states import CallState, KeyPart, Trigger
from appliance.model.words import AgentName, CallId, Ms, QueueName, SkillName, StepName, Value


class Doing(Enum):
    """What an agent does at that moment, as far as calls go."""

    READY = "ready"
    OFFERED = "being rung"
    DIALLING = "calling somebody"
    TALKING = "talking"
    HOLDING = "talking, the caller on hold"
    WATCHING = "hearing somebody else's conversation"
    WRAPPING_UP = "wrapping up"
    ON_BREAK = "on break"
    SIGNED_OUT = "signed out"


class Bar(Enum):
    """What stands between an agent and a call, whatever the agent does."""

    NONE = "may take it"
    SKILL = "skill too low"
    NO_CALLS = "takes no calls"
    """The plan gives them other work only."""
    EXCLUDED = "not asked again yet"
    """Did not take it."""
    SENT_ON = "sent it on"
    """And is not asked yet, so that it does not come back at once."""
    KEPT = "kept for another"


class Lack(Value, frozen=True):
    skill: SkillName
    needed: int
    has: int
    """0: does not have it at all."""


class Considered(Value, frozen=True, kw_only=True):
    """An agent and the verdict on them."""

    agent: AgentName
    doing: Doing
    for_ms: Ms = 0
    reason: str = ""
    """Of the break."""
    call: CallId | None = None
    """What they are busy with."""
    over_in_ms: Ms | None = None
    """When what they do ends by itself: the wrap-up, the offer."""
    then: Doing | None = None
    """What comes when this is over, where it is not being ready: signed out, on break."""
    bar: Bar = Bar.NONE
    lacks: tuple[Lack, ...] = ()
    enough_at_ms: Ms | None = None
    """How long the call must have waited until they may take it; None: they never may, or may already."""
    enough_by: Relaxation | None = None
    """The step that brings that."""
    asked_again_in_ms: Ms | None = None
    levels: dict[SkillName, int] = {}
    """Theirs in what is needed."""
    tier: int = 0
    chosen: bool = False


class PassedOver(Value, frozen=True, kw_only=True):
    """A call that an agent did not get, or does not get."""

    call: CallId
    queue: QueueName
    waited_ms: Ms
    by: KeyPart | None = None
    """The part of the key in which it came after the call that was taken; None where a bar kept it from the agent."""
    behind: int = 0
    """By how much, in that part: milliseconds or bands."""
    late: bool = False
    """Past its answer target."""
    bar: Bar = Bar.NONE
    lacks: tuple[Lack, ...] = ()
    kept_for: AgentName | None = None
    for_ms: Ms | None = None
    """How long the bar still holds, where that is known."""


class Ahead(Value, frozen=True, kw_only=True):
    """A call of another line that comes, or may come, before the one that is explained."""

    call: CallId
    queue: QueueName
    by: KeyPart
    ahead: int = 0
    """By how much, in that part of the order: milliseconds, bands."""
    late: bool = False
    """Past its answer target."""
    sure: bool = True
    """False where the share of late calls decides: the turn of this one may come before or after."""


class Decision(Value, frozen=True, kw_only=True):
    """One decision about a call, with everything it was made of."""

    call: CallId
    queue: QueueName
    at_ms: Ms
    waited_ms: Ms
    because: Trigger
    need: dict[SkillName, int] = {}
    relaxed_at_ms: Ms | None = None
    """Waiting time at which the need became this one; None while it is the first."""
    relaxed_by: Relaxation | None = None
    """The step that made it so."""
    first_need: dict[SkillName, int] = {}
    strategy: Strategy = Strategy.LONGEST_IDLE
    late: bool = False
    """Past its answer target."""
    late_every: int = 0
    preferred: AgentName | None = None
    kept: bool = False
    """For the preferred agent alone."""
    chosen: tuple[AgentName, ...] = ()
    """Empty: nobody. Several where all ring."""
    runner_up: AgentName | None = None
    runner_up_call: CallId | None = None
    """Where an agent had the choice between calls."""
    told_by: KeyPart = KeyPart.ONLY
    won_with: int | None = None
    lost_with: int | None = None
    """Values of that part of the key; times as spans that had lasted (ready for, due in, waited)."""
    considered: tuple[Considered, ...] = ()
    considered_in_all: int = 0
    """More than are listed where the house is large."""
    passed_over: tuple[PassedOver, ...] = ()
    passed_over_in_all: int = 0


class Overtaken(Value, frozen=True, kw_only=True):
    """While the call waited, an agent who was looking for one took another."""

    at_ms: Ms
    agent: AgentName
    took: CallId
    why: PassedOver
    """About the call that is explained."""


class WhyWaiting(Value, frozen=True, kw_only=True):
    """Where a call stands now, and what would bring it to an agent."""

    call: CallId
    state: CallState | None
    """None: it has ended."""
    waits: bool = False
    step: StepName = ""
    queue: QueueName = ""
    waited_ms: Ms = 0
    """In this queue."""
    age_ms: Ms = 0
    """Since the caller first asked for a person: more, where the ticket is older than this wait."""
    target_ms: Ms = 0
    place: int = 0
    """1 is first in its line, of those with the same need; 0 when it rings at an agent."""
    in_line: int = 0
    """Calls that wait in the queue."""
    ahead: tuple[CallId, ...] = ()
    """The next ones before it in its line; at most 5."""
    elsewhere: tuple[Ahead, ...] = ()
    """Of other lines that the same agents serve, those that come before it; at most 5."""
    elsewhere_in_all: int = 0
    need: dict[SkillName, int] = {}
    or_needs: tuple[dict[SkillName, int], ...] = ()
    """What its relaxation lets do instead."""
    or_agents: tuple[AgentName, ...] = ()
    """Whom its relaxation lets take it whatever their skills."""
    offered_to: tuple[AgentName, ...] = ()
    talks_with: AgentName | None = None
    kept_for: AgentName | None = None
    kept_for_ms: Ms | None = None
    overflow_in_ms: Ms | None = None
    overdue: bool = False
    """That time is up: it leaves as soon as no phone rings any more."""
    considered: tuple[Considered, ...] = ()
    considered_in_all: int = 0


class Missed(Value, frozen=True, kw_only=True):
    """Calls of one kind that an idle agent did not get."""

    calls: int
    bar: Bar = Bar.NONE
    by: KeyPart | None = None
    """Where the agent might have taken them: the part of the key in which others came first."""
    strategy: Strategy = Strategy.LONGEST_IDLE
    lacks: tuple[Lack, ...] = ()
    took: tuple[AgentName, ...] = ()
    """Who got them; at most 5, most calls first."""
    kept_for: tuple[AgentName, ...] = ()
    queues: tuple[QueueName, ...] = ()
    untaken: int = 0
    """Of these nobody had taken: they waited, hung up or went on."""


class WhyIdle(Value, frozen=True, kw_only=True):
    """Why an agent has had nothing for a while."""

    agent: AgentName
    doing: Doing
    for_ms: Ms = 0
    reason: str = ""
    call: CallId | None = None
    over_in_ms: Ms | None = None
    came: int = 0
    """Calls that asked for a person in that time, as far as is remembered."""
    waited_already: int = 0
    """Calls that had asked before, and were decided on in that time."""
    remembered_ms: Ms | None = None
    """How far back that goes where it is less than the whole time."""
    missed: tuple[Missed, ...] = ()
    """Most calls first."""
    waiting: tuple[PassedOver, ...] = ()
    """What waits now; at most 20."""
    waiting_in_all: int = 0


class Reason(Value, frozen=True, kw_only=True):
    """A decision in words and in facts."""

    sentences: tuple[str, ...]
    """The first says it all, the others say it of each agent and each call."""
    facts: Decision
    note: int | None = None
    """Index of the note in the call's timeline that the decision stands behind."""


class Overtaking(Value, frozen=True, kw_only=True):
    sentences: tuple[str, ...]
    facts: Overtaken


class Waiting(Value, frozen=True, kw_only=True):
    sentences: tuple[str, ...]
    """Where it stands, and what stands in the way."""
    ways_out: tuple[str, ...] = ()
    """What would bring it to somebody: what the clock brings, the soonest first, then what people may do."""
    facts: WhyWaiting


class Idle(Value, frozen=True, kw_only=True):
    sentences: tuple[str, ...]
    facts: WhyIdle


class Retelling(Value, frozen=True, kw_only=True):
    """Every decision about one call, told again from the journal."""

    call: CallId
    decisions: tuple[Reason, ...] = ()
    overtakings: tuple[Overtaking, ...] = ()
    overtakings_in_all: int = 0
    doubt: str = ""
    """One sentence where the journal does not tell all, or this program would have decided otherwise."""
