"""The two textbook rules, slow and obvious: nothing is kept in order, everything is looked through at every step.

Strict priority: the call of the highest priority, then the earliest, then of the lowest id; the agent who has been idle
longest, then of the lowest id. Least versatile: the same calls; of the agents, who has the fewest skills comes first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from tests.oracle.traces import Assignment, Call, Day, Levels, SignIn, Trace


@dataclass
class Agent:
    id: int
    skills: Levels
    signed_in: bool = False
    idle_since: int = 0
    busy_until: int | None = None

    def is_ready(self) -> bool:
        return self.signed_in and self.busy_until is None

    def meets(self, need: Levels) -> bool:
        return all(self.skills.get(skill, 0) >= level for skill, level in need.items())


class TextbookRule(Enum):
    STRICT_PRIORITY = "longest_idle"
    """The value is the router's strategy that says the same."""
    LEAST_VERSATILE = "least_versatile"

    def key(self, agent: Agent) -> tuple[int, ...]:
        """Of the agents who may take a call, the one with the least takes it."""
        if self is TextbookRule.LEAST_VERSATILE:
            return (len(agent.skills), agent.idle_since, agent.id)
        return (agent.idle_since, agent.id)


class Step(NamedTuple):
    """Something that will happen unless something else happens before."""

    at: int
    phase: int
    """0: a call ends, 1: a caller hangs up, 2: the next of the inputs."""
    order: int
    """In the phase: the agent's id, the ticket's id."""
    happen: Callable[[], None]


class TextbookHouse:
    """One day. run() says what became of it."""

    def __init__(self, trace: Trace, rule: TextbookRule) -> None:
        self.needs = trace.needs
        self.rule = rule
        self.agents = [Agent(agent, skills) for agent, skills in enumerate(trace.skills)]
        self.inputs = list(trace.inputs)
        self.waiting: list[Call] = []
        self.assigned: list[Assignment] = []
        self.hung_up: list[tuple[int, int]] = []

    def run(self) -> Day:
        while steps := self.possible_steps():
            min(steps, key=lambda step: step[:3]).happen()
        return Day(tuple(self.assigned), tuple(self.hung_up))

    def possible_steps(self) -> list[Step]:
        ends = [
            Step(agent.busy_until, 0, agent.id, lambda agent=agent: self.end(agent))
            for agent in self.agents
            if agent.busy_until is not None
        ]
        hang_ups = [
            Step(call.at + call.patience, 1, call.ticket, lambda call=call: self.hang_up(call))
            for call in self.waiting
            if call.patience is not None
        ]
        inputs = [Step(each.at, 2, 0, self.next_input) for each in self.inputs[:1]]
        return ends + hang_ups + inputs

    def end(self, agent: Agent) -> None:
        assert agent.busy_until is not None
        agent.idle_since = agent.busy_until
        agent.busy_until = None
        self.look_for_call(agent)

    def hang_up(self, call: Call) -> None:
        assert call.patience is not None
        self.waiting.remove(call)
        self.hung_up.append((call.at + call.patience, call.ticket))

    def next_input(self) -> None:
        what = self.inputs.pop(0)
        if isinstance(what, Call):
            self.waiting.append(what)
            self.look_for_agent(what)
            return
        agent = self.agents[what.agent]
        agent.signed_in = isinstance(what, SignIn)
        if agent.is_ready():
            agent.idle_since = what.at
            self.look_for_call(agent)

    def look_for_agent(self, call: Call) -> None:
        ready = [agent for agent in self.agents if agent.is_ready() and agent.meets(self.needs[call.need])]
        if ready:
            self.assign(call.at, call, min(ready, key=self.rule.key))

    def look_for_call(self, agent: Agent) -> None:
        calls = [call for call in self.waiting if agent.is_ready() and agent.meets(self.needs[call.need])]
        if calls:
            first = min(calls, key=lambda call: (-call.priority, call.at, call.ticket))
            self.assign(agent.idle_since, first, agent)

    def assign(self, at: int, call: Call, agent: Agent) -> None:
        self.waiting.remove(call)
        self.assigned.append(Assignment(at, call.ticket, agent.id))
        agent.busy_until = at + call.busy


def textbook_day(trace: Trace, rule: TextbookRule) -> Day:
    return TextbookHouse(trace, rule).run()
