"""Who takes which call: names and settings in, matches and reasons out. The deciding itself is compiled, in _fastroute.

Rule 1: a call's due time is set when it arrives – arrival + the queue's target − its head start – and never changes.
Rule 2: after each method no ready agent stands beside a waiting call they may take; so every match is made inside the
method that makes it possible, and there is nothing to poll.
"""

from collections.abc import Iterable, Mapping, Sequence

from _fastroute.faults import WrongState
from _fastroute.records import AgentState
from _fastroute.router import IMPLEMENTATION, Router
from appliance.core.errors import UnknownName
from appliance.core.routing_reasons import why_here, why_matched
from appliance.model.plan import AgentPlan, QueuePlan
from appliance.model.words import AgentName, CallId, Ms, QueueName, SkillName, Value

__all__ = ["IMPLEMENTATION", "Match", "Routing"]


class Match(Value, frozen=True):
    """An agent takes a call."""

    agent: AgentName
    call: CallId
    reason: str
    """Why, as a part of a sentence: "anna has been ready longest (3:10 against ben's 0:40)"."""


class Ticket(Value, frozen=True, kw_only=True):
    """The place in line of one call."""

    call: CallId
    queue: QueuePlan
    """As it was when the call arrived."""
    due: Ms
    arrived: Ms


class Routing:
    """One line per need, over all queues. Signing in and out means: becomes and stops being available for calls.

    A matched agent is busy until free(), whatever becomes of the call. Unknown names raise UnknownName, calls that
    make no sense in the present state a RouterFault; nothing has changed then.
    """

    def __init__(self, queues: Sequence[QueuePlan], agents: Sequence[AgentPlan]) -> None:
        self._router = Router()
        self._ids: dict[AgentName, int] = {}
        self._names: dict[int, AgentName] = {}
        self._next_id = 0
        self._skills: dict[SkillName, int] = {}
        self._queues: dict[QueueName, QueuePlan] = {}
        self._agents: dict[AgentName, AgentPlan] = {}
        self._tickets: dict[CallId, Ticket] = {}
        """Every call that waits or is with an agent."""
        self.replan(queues, agents, 0)

    def replan(self, queues: Sequence[QueuePlan], agents: Sequence[AgentPlan], now: Ms) -> tuple[Match, ...]:
        """Puts a changed plan into effect. Calls keep their place and their need, agents their state.

        An agent who is not in the plan any more goes on as before until signed out, and is then forgotten.
        """
        self._queues = {queue.name: queue for queue in queues}
        self._agents = {agent.name: agent for agent in agents}
        for name in tuple(self._ids):
            self._forget_if_out(name)
        return tuple(match for agent in agents if (match := self._plan_agent(agent, now)))

    def sign_in(self, agent: AgentName, now: Ms) -> Match | None:
        return self._taken(agent, self._router.sign_in(self._id(agent), now))

    def sign_out(self, agent: AgentName, now: Ms) -> None:
        """A busy agent is out after the present call; signing in before that takes it back."""
        self._router.sign_out(self._id(agent), now)
        self._forget_if_out(agent)

    def free(self, agent: AgentName, now: Ms) -> Match | None:
        """Whatever the agent was busy with is over, and so is the call they still had."""
        id_ = self._id(agent)
        had = self._router.holding(id_)
        match = self._taken(agent, self._router.free(id_, now))
        if had is not None:
            del self._tickets[had]
        self._forget_if_out(agent)
        return match

    def enqueue(
        self, call: CallId, queue: QueueName, arrived: Ms, now: Ms, *, excluded: Iterable[AgentName] = ()
    ) -> Match | None:
        """A call begins to wait. `arrived` is when its caller first asked for a person."""
        plan = self._plan_of(queue)
        out = [self._id(agent) for agent in excluded]
        due = arrived + plan.target_ms - plan.head_start_ms
        agent = self._router.offer_ticket(call, self._need(plan.need), due, arrived, now, out)
        self._tickets[call] = Ticket(call=call, queue=plan, due=due, arrived=arrived)
        return self._given(call, agent)

    def give_back(self, call: CallId, agent: AgentName, now: Ms) -> Match | None:
        """The agent did not take it: it keeps its place and is not held out to them again until include().

        The agent stays busy until freed or signed out.
        """
        self._known(call)
        return self._given(call, self._router.give_back(call, (self._id(agent),), now))

    def include(self, call: CallId, agent: AgentName, now: Ms) -> Match | None:
        """May be held out to the agent again. Nothing happens when the call or the agent is gone, or was included."""
        if call not in self._tickets or agent not in self._ids:
            return None
        try:
            return self._given(call, self._router.readmit(call, self._ids[agent], now))
        except WrongState:
            return None

    def withdraw(self, call: CallId) -> None:
        """The caller is gone, or leaves the queue. An agent who had the call stays busy until freed."""
        self._known(call)
        self._router.withdraw(call)
        del self._tickets[call]

    def position(self, call: CallId) -> int:
        """1 is next among all calls with the same need; 0 when an agent has it."""
        self._known(call)
        return self._router.position(call)

    def waiting(self, queue: QueueName) -> tuple[CallId, ...]:
        """In the order in which they are due."""
        here = [ticket for ticket in self._tickets.values() if ticket.queue.name == queue]
        in_line = sorted((ticket.due, ticket.arrived, ticket.call) for ticket in here)
        return tuple(call for _, _, call in in_line if self._router.position(call))

    def anyone_for(self, queue: QueueName) -> bool:
        """Whether somebody who may take its calls is signed in, busy or not."""
        return self._router.staffed(self._need(self._plan_of(queue).need))

    def explain(self, call: CallId) -> str:
        """Why the call is where it is, and what it waits for, in sentences for the owner of the shop."""
        self._known(call)
        return why_here(self._router.explain(call), self._tickets[call].queue, self._names, self._agents)

    def _taken(self, agent: AgentName, call: CallId | None) -> Match | None:
        return None if call is None else self._match(agent, call)

    def _given(self, call: CallId, agent: int | None) -> Match | None:
        return None if agent is None else self._match(self._names[agent], call)

    def _match(self, agent: AgentName, call: CallId) -> Match:
        decision = self._router.decision(call)
        return Match(agent, call, why_matched(decision, self._names) if decision else "")

    def _plan_agent(self, plan: AgentPlan, now: Ms) -> Match | None:
        skills = self._in_ids(plan.skills)
        if plan.name in self._ids:
            return self._taken(plan.name, self._router.set_skills(self._ids[plan.name], skills, now))
        self._router.add_agent(self._next_id, skills)
        self._ids[plan.name] = self._next_id
        self._names[self._next_id] = plan.name
        self._next_id += 1
        return None

    def _forget_if_out(self, agent: AgentName) -> None:
        if agent in self._agents or self._router.state(self._ids[agent]) is not AgentState.OUT:
            return
        self._router.remove_agent(self._ids[agent])
        del self._names[self._ids.pop(agent)]

    def _need(self, skills: Mapping[SkillName, int]) -> int:
        return self._router.need(self._in_ids(skills))

    def _in_ids(self, skills: Mapping[SkillName, int]) -> dict[int, int]:
        return {self._skills.setdefault(name, len(self._skills)): level for name, level in skills.items()}

    def _id(self, agent: AgentName) -> int:
        if agent not in self._ids:
            msg = f'routing: no agent "{agent}"; the plan has {", ".join(self._ids) or "none"}'
            raise UnknownName(msg)
        return self._ids[agent]

    def _plan_of(self, queue: QueueName) -> QueuePlan:
        if queue not in self._queues:
            msg = f'routing: no queue "{queue}"; the plan has {", ".join(self._queues) or "none"}'
            raise UnknownName(msg)
        return self._queues[queue]

    def _known(self, call: CallId) -> None:
        if call not in self._tickets:
            msg = f"routing: call {call} is in no queue"
            raise UnknownName(msg)
