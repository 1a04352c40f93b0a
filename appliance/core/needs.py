"""What tickets need, as handles of the router: names become numbers, alternatives become a skill of their own."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol, TypeAlias

from _fastroute.records import Kind
from _fastroute.router import LEVEL_LIMIT
from appliance.model.plan import AgentPlan, QueuePlan
from appliance.model.policy import Strategy, WorkKind
from appliance.model.words import AgentName, QueueName, SkillName

OUTSIDE, INSIDE = 1, 2
"""Levels of the skill that stands for alternatives. Every agent has it, so that nobody counts as more versatile for it;
who may take the ticket has it at INSIDE or, for the strategy best_skill, above."""

KINDS = {kind: Kind[kind.name] for kind in WorkKind}

Levels: TypeAlias = tuple[tuple[SkillName, int], ...]


class Requirement(NamedTuple):
    """Who may take a ticket: whoever meets one of the ways, and the agents named."""

    ways: tuple[Levels, ...]
    agents: tuple[AgentName, ...] = ()

    def admits(self, agent: AgentPlan) -> bool:
        """Whether the agent may take the ticket."""
        for way in self.ways:
            if _meets(agent.skills, way):
                return True
        return agent.name in self.agents

    def strength(self, agent: AgentPlan) -> int:
        """0 when the agent may not take it; otherwise 1 or more, the larger the better they can."""
        met = [sum(agent.skills[skill] for skill, _ in way) for way in self.ways if _meets(agent.skills, way)]
        return max([*met, 1]) if met or agent.name in self.agents else 0


class Programme(NamedTuple):
    """Who may take the tickets of one queue as they grow older."""

    queue: QueuePlan
    stages: tuple[Requirement, ...]
    """At first, and after each step of the queue's relaxation."""
    handles: Mapping[WorkKind, tuple[int, ...]]
    """The router's, one per stage."""

    @property
    def rule(self) -> tuple[tuple[int, ...], Strategy | None]:
        """What the router has been told of a ticket; when it changes, the ticket must be offered anew."""
        return self.handles[WorkKind.VOICE], self.queue.strategy


def stages(queue: QueuePlan, queues: Mapping[QueueName, QueuePlan]) -> tuple[Requirement, ...]:
    """What the relaxation makes of the need, step by step. What was opened stays open."""
    own, further, agents = _levels(queue.need), tuple[Levels, ...](), tuple[AgentName, ...]()
    found = [Requirement((own,))]
    for step in queue.relax:
        own = own if step.need is None else _levels(step.need)
        further += tuple(_levels(queues[name].need) for name in step.queues if name in queues)
        agents += step.agents
        found.append(Requirement(tuple(dict.fromkeys((own, *further))), tuple(dict.fromkeys(agents))))
    return tuple(found)


class Interning(Protocol):
    """What needs are told to: the router, or a list of them for a rehearsal."""

    def need(self, skills: Mapping[int, int], kind: int, tiers: Mapping[int, int] | None, /) -> int: ...


class Needs:
    """Interns skills and requirements. Numbers are never given up: the router has room for 256 skills, 4,096 needs."""

    def __init__(self, router: Interning) -> None:
        self._router = router
        self._skills: dict[SkillName, int] = {}
        self._alternatives: dict[Requirement, int] = {}
        self._next = 0

    def add(self, requirements: Iterable[Requirement]) -> None:
        """Before the levels of agents are told: what is not one plain need gets a skill of its own."""
        for requirement in requirements:
            if not _is_plain(requirement) and requirement not in self._alternatives:
                self._alternatives[requirement] = self._new_skill()

    def levels(self, agent: AgentPlan) -> dict[int, int]:
        """All the router needs to know of what the agent can do."""
        own = {self._skill(skill): level for skill, level in agent.skills.items()}
        inside = ((skill, requirement.strength(agent)) for requirement, skill in self._alternatives.items())
        return own | {skill: min(OUTSIDE + strength, LEVEL_LIMIT) for skill, strength in inside}

    def handle(self, requirement: Requirement, kind: WorkKind, tiers: Mapping[int, int]) -> int:
        """Of a requirement that was added; `tiers` go by the router's numbers of the agents."""
        if _is_plain(requirement):
            wanted = {self._skill(skill): level for skill, level in requirement.ways[0]}
        else:
            wanted = {self._alternatives[requirement]: INSIDE}
        return self._router.need(wanted, KINDS[kind], tiers)

    def _skill(self, name: SkillName) -> int:
        if name not in self._skills:
            self._skills[name] = self._new_skill()
        return self._skills[name]

    def _new_skill(self) -> int:
        self._next += 1
        return self._next


def _levels(need: Mapping[SkillName, int]) -> Levels:
    return tuple(sorted(need.items()))


def _meets(skills: Mapping[SkillName, int], way: Levels) -> bool:
    for skill, level in way:  # noqa: SIM110 – a generator costs a call each
        if skills.get(skill, 0) < level:
            return False
    return True


def _is_plain(requirement: Requirement) -> bool:
    return len(requirement.ways) == 1 and not requirement.agents
