"""Who takes which call: names and settings in, matches and their reasons out. The deciding itself is compiled.

Rule 1: a ticket's due time is set when it arrives – arrival + the queue's target − its head start – and never changes.
Rule 2: after each method no ready agent stands beside a ticket they may take, unless it is kept for another; so every
match is made inside the method that makes it possible, and there is nothing to poll.
Rule 3: every decision, that for nobody included, is noted in the moment it is made.
"""

from collections.abc import Callable
from typing import TypeAlias

import msgspec

from _fastroute.faults import WrongState
from _fastroute.records import AgentState, Decision, Strategy
from _fastroute.router import IMPLEMENTATION, Router
from appliance.core.decisions import left_idle, left_waiting, taken
from appliance.core.errors import UnknownName
from appliance.core.needs import KINDS, Needs, Programme, Requirement, stages
from appliance.core.occupying import take_up
from appliance.core.plan_levels import in_levels
from appliance.core.roster import Roster
from appliance.core.routing_reasons import why_matched, why_rung
from appliance.core.tickets import Ticket
from appliance.model.actions import NoteDecision
from appliance.model.plan import Plan, QueuePlan
from appliance.model.policy import WorkKind
from appliance.model.states import Trigger
from appliance.model.words import AgentName, CallId, Ms, QueueName

__all__ = ["IMPLEMENTATION", "Match", "Matches", "Routing"]


class Match(msgspec.Struct, frozen=True):
    """An agent is to be rung for a call."""

    agent: AgentName
    call: CallId
    decision: Decision | None


Matches: TypeAlias = tuple[Match, ...]


class Routing:
    """One line per need, over all queues. Signing in and out means: becomes and stops being available.

    A matched agent is busy until free(), whatever becomes of the ticket. Unknown names raise UnknownName, what makes no
    sense in the present state a RouterFault; nothing has changed then.
    """

    def __init__(
        self, plan: Plan | None = None, *, seed: int = 0, note: Callable[[NoteDecision], None] = lambda _: None
    ) -> None:
        """`note` is given every decision as it is made, while everything is as it was decided on.

        The seed is that of the strategy random.
        """
        self.tickets: dict[CallId, Ticket] = {}
        """Every ticket that waits or is held out to somebody."""
        self.replanned: tuple[CallId, ...] = ()
        """Tickets for which the last replan() brought another rule, in the order of their lines."""
        self._note = note
        self._router = Router(seed=seed)
        self._needs = Needs(self._router)
        self._roster = Roster(self._router, self._needs)
        self._programmes: dict[QueueName, Programme] = {}
        self._kept: dict[AgentName, dict[CallId, None]] = {}
        """Tickets that wait for this agent alone."""
        self._top = 0
        """The router's band that is served first; its bands count down where those of the settings count up."""
        self.replan(plan or Plan(), 0)

    def replan(self, plan: Plan, now: Ms) -> Matches:
        """Puts a changed plan into effect: strategies, tiers, needs and their relaxation, for who waits already too.

        Tickets keep their place. An agent who is not in the plan any more goes on as before until signed out, and is
        then forgotten; tickets of a queue that is not in it any more keep their need.
        """
        self._router.strategy = Strategy(plan.routing.strategy.value)
        if self._router.late_every != plan.routing.late_every:
            self._router.late_every = plan.routing.late_every
        self._top = min((-queue.band for queue in plan.queues), default=0)
        self._roster.adopt(plan.agents)
        self._adopt(plan)
        changed = sorted(filter(self._is_outdated, self.tickets.values()), key=Ticket.place)
        for ticket in changed:
            self._router.withdraw(ticket.call)
        self.replanned = tuple(ticket.call for ticket in changed)
        matches: list[Match] = []
        for place, agent in enumerate(plan.agents):
            self._roster.update(agent, place, now)
            if made := self._router.matches():
                matches += self._made(Trigger.SKILLED, made)
        for ticket in changed:
            matches += self._offer_anew(ticket, now)
        return tuple(matches)

    def sign_in(self, agent: AgentName, now: Ms) -> Matches:
        self._router.sign_in(self._roster.id(agent), now)
        return self._for_agent(Trigger.SIGNED_IN, agent)

    def sign_in_busy(self, agent: AgentName, call: CallId, now: Ms) -> tuple[Matches, bool]:
        """While in a call that no queue gave them; whether the router knows of it now, so that free() must follow."""
        id_ = self._roster.id(agent)
        take_up(self._router, id_, call, now, self._top)
        self._router.sign_in(id_, now)
        made = self._router.matches()
        self._router.withdraw(call)
        others = tuple(match for match in made if match[1] != call)
        return self._made(Trigger.SIGNED_IN, others), len(others) < len(made)

    def occupy(self, agent: AgentName, call: CallId, now: Ms) -> bool:
        """A ready agent begins a call that no queue gave them, and is busy until free().

        False: no calls are shared out to the agent, and nothing is to be freed.
        """
        id_ = self._roster.id(agent)
        taken_up = take_up(self._router, id_, call, now, self._top) is not None
        self._router.withdraw(call)
        return taken_up

    def sign_out(self, agent: AgentName, now: Ms) -> Matches:
        """A busy agent is out after the present call; signing in before that takes it back.

        What was kept for the agent may go to others at once.
        """
        self._router.sign_out(self._roster.id(agent), now)
        matches = [match for call in tuple(self._kept.get(agent, ())) for match in self.release(call, now)]
        self._roster.forget_if_out(agent)
        return tuple(matches)

    def free(self, agent: AgentName, now: Ms, *, kind: WorkKind = WorkKind.VOICE, talked: Ms | None = None) -> Matches:
        """One piece of work is over: a conversation, or an offer that came to nothing.

        A call that is still held out to the agent is over with it; other kinds are freed of what is gone already.
        """
        id_ = self._roster.id(agent)
        had = self._call_held(id_) if kind is WorkKind.VOICE else None
        self._router.free(id_, now, KINDS[kind], ticket=had, loose=had is None, talked=talked)
        if had is not None:
            self._forget(had)
        matches = self._for_agent(Trigger.FREED, agent)
        self._roster.forget_if_out(agent)
        return matches

    def enqueue(  # noqa: PLR0913 - each is a fact of the ticket
        self,
        call: CallId,
        queue: QueueName,
        arrived: Ms,
        now: Ms,
        *,
        preferred: AgentName | None = None,
        keep: bool = False,
        excluded: tuple[AgentName, ...] = (),
        sent_by: AgentName | None = None,
        kind: WorkKind = WorkKind.VOICE,
        head_start: Ms = 0,
    ) -> Matches:
        """A ticket begins to wait. `arrived` is when its caller first asked for a person.

        A preferred agent comes first when ready; with `keep` it waits for them alone until release(). Whoever is
        excluded is not asked until include(). What its age brings, for who asked before this wait, it brings at once.
        """
        programme = self._programme_of(queue)
        late_after = arrived + programme.queue.target_ms
        due = late_after - programme.queue.head_start_ms - head_start
        aged = arrived + programme.queue.top_after_ms <= now
        band = self._top if aged else -programme.queue.band
        ticket = Ticket(
            call, programme, due, arrived, band, preferred, keep, excluded=excluded, sent_by=sent_by, kind=kind
        )
        ticket.late_after = late_after
        self._offer(ticket, now)
        self.tickets[call] = ticket
        if keep and preferred is not None:
            self._kept.setdefault(preferred, {})[call] = None
        return (*self._for_ticket(Trigger.ARRIVED, ticket), *self._relax_as_due(ticket, now))

    def give_back(self, call: CallId, agent: AgentName, now: Ms, *, exclude: bool = True) -> Matches:
        """The agent did not take it: it keeps its place and is not held out to them again until include().

        The agent stays busy until freed or signed out. Without `exclude` they may have it as soon as they are ready.
        """
        ticket, id_ = self._known(call), self._roster.id(agent)
        self._router.give_back(call, (id_,) if exclude else (), now, agent=id_)
        ticket.rung -= 1
        if exclude:
            ticket.excluded = (*ticket.excluded, agent)
        if ticket.kept:  # for this very agent: nobody has it yet, and nobody is waited for any more
            self._unkeep(ticket)
            self._router.release(call, now)
        matches = self._for_ticket(Trigger.GIVEN_BACK, ticket)
        if not matches and self._is_outdated(ticket):
            self._router.withdraw(call)
            matches = tuple(self._offer_anew(ticket, now))
        return matches

    def include(self, call: CallId, agent: AgentName, now: Ms) -> Matches:
        """May be held out to the agent again. Nothing happens when the call or the agent is gone, or was included."""
        ticket = self.tickets.get(call)
        if ticket is None or agent not in self._roster.ids:
            return ()
        try:
            self._router.readmit(call, self._roster.ids[agent], now)
        except WrongState:
            return ()
        ticket.excluded = tuple(name for name in ticket.excluded if name != agent)
        ticket.sent_by = None if ticket.sent_by == agent else ticket.sent_by
        return self._for_ticket(Trigger.READMITTED, ticket)

    def accept(self, call: CallId, agent: AgentName) -> None:
        """The agent has it for good. Whoever else rang for it stays busy until freed, as the agent does."""
        self._known(call)
        self._router.accept(call, self._roster.id(agent))
        self.withdraw(call)

    def withdraw(self, call: CallId) -> None:
        """The caller is gone, or leaves the queue. An agent who had the call stays busy until freed."""
        self._known(call)
        self._router.withdraw(call)
        self._forget(call)

    def relax(self, call: CallId, now: Ms) -> Matches:
        """The next step of the queue's relaxation; whoever met an earlier need still comes first."""
        ticket = self._known(call)
        ticket.stage += 1
        self._router.relax(call, ticket.need, now)
        return self._for_ticket(Trigger.RELAXED, ticket)

    def release(self, call: CallId, now: Ms) -> Matches:
        """No longer kept for one agent."""
        ticket = self._known(call)
        if not ticket.kept:
            return ()
        self._unkeep(ticket)
        self._router.release(call, now)
        return self._for_ticket(Trigger.RELEASED, ticket)

    def lift(self, call: CallId, now: Ms) -> None:
        """Into the highest band there is."""
        self._known(call).band = self._top
        self._router.promote(call, now, band=self._top)

    def programme(self, queue: QueueName) -> Programme | None:
        """Who may take its tickets as they grow older; None when the plan has no such queue."""
        return self._programmes.get(queue)

    def begin_day(self) -> None:
        """Calls, talk times and turns are counted from here on."""
        self._router.reset_counts()

    def position(self, call: CallId) -> int:
        """1 is next among all tickets with the same need; 0 when an agent has it."""
        self._known(call)
        return self._router.position(call)

    def in_line(self, queue: QueueName) -> int:
        """A number for the line that the queue's tickets join; queues with the same need and tiers share one."""
        return self._programme_of(queue).handles[WorkKind.VOICE][0]

    def is_below_top(self, call: CallId) -> bool:
        """Whether there are callers who are served before this one whatever their due times."""
        return self._known(call).band > self._top

    def may_take(self, agent: AgentName, queue: QueueName) -> bool:
        """Whether the agent meets what the queue needs at first."""
        plan = self._roster.plans.get(agent)
        return plan is not None and self._programme_of(queue).stages[0].admits(plan)

    def anyone_for(self, queue: QueueName, kind: WorkKind = WorkKind.VOICE) -> bool:
        """Whether somebody who may take its tickets, sooner or later, is signed in, busy or not."""
        return any(map(self._router.staffed, self._programme_of(queue).handles[kind]))

    def reason(self, match: Match) -> str:
        """Why, as a part of a sentence: "anna has been ready for 3:10 against ben's 0:40"."""
        if match.decision is None:
            return "it rings there too"
        ticket = self.tickets[match.call]
        if ticket.rings_all:
            return why_rung(match.decision, self._roster.names, others=ticket.rung > 1)
        late = self._router.late_every > 0 and ticket.late_after < match.decision.now
        return why_matched(match.decision, self._roster.names, late=late, kept=ticket.kept)

    def _adopt(self, plan: Plan) -> None:
        """Programmes of the plan's queues. Skills that stand for alternatives come before the agents are updated."""
        queues = {queue.name: queue for queue in plan.queues}
        wanted = {queue.name: stages(queue, queues) for queue in plan.queues}
        for several in wanted.values():
            self._needs.add(several)
        self._programmes = {name: self._programme(queues[name], several) for name, several in wanted.items()}
        for ticket in self.tickets.values():
            present = self._programmes.get(ticket.queue.name)
            if present is not None and present.rule == ticket.programme.rule:
                ticket.programme = present

    def _programme(self, queue: QueuePlan, several: tuple[Requirement, ...]) -> Programme:
        tiers = self._roster.tiers(queue.tiers)
        handles = {kind: tuple(self._needs.handle(each, kind, tiers) for each in several) for kind in WorkKind}
        return Programme(queue, several, handles)

    def _is_outdated(self, ticket: Ticket) -> bool:
        """The plan has another rule for it now, and nobody is rung for it."""
        present = self._programmes.get(ticket.queue.name, ticket.programme)
        return not ticket.rung and present.rule != ticket.programme.rule

    def _offer_anew(self, ticket: Ticket, now: Ms) -> list[Match]:
        """With everything as it was, but under the present programme."""
        ticket.programme, ticket.stage = self._programmes[ticket.queue.name], 0
        if ticket.preferred not in self._roster.ids:
            ticket.preferred = None
        self._offer(ticket, now)
        return [*self._for_ticket(Trigger.REPLANNED, ticket), *self._relax_as_due(ticket, now)]

    def _relax_as_due(self, ticket: Ticket, now: Ms) -> list[Match]:
        """Step by step: whoever meets an earlier need comes first."""
        due = ticket.stages_due(now) if ticket.queue.relax else 0
        return [match for _ in range(ticket.stage, due) for match in self.relax(ticket.call, now)]

    def _offer(self, ticket: Ticket, now: Ms) -> None:
        queue = ticket.queue
        strategy = self._router.strategy if queue.strategy is None else Strategy(queue.strategy.value)
        ticket.rings_all = strategy is Strategy.RING_ALL
        self._router.offer_ticket(
            ticket.call,
            ticket.need,
            ticket.due,
            ticket.arrived,
            now,
            [self._roster.ids[name] for name in ticket.excluded if name in self._roster.ids],
            late_after=ticket.late_after,
            band=ticket.band,
            preferred=None if ticket.preferred is None else self._roster.id(ticket.preferred),
            reserved=ticket.kept,
            strategy=None if queue.strategy is None else queue.strategy.value,
            load=queue.load,
        )

    def _for_ticket(self, trigger: Trigger, ticket: Ticket) -> Matches:
        """What the router's last call found for the ticket."""
        made = self._router.matches()
        if made:
            return self._made(trigger, made)
        place = 0 if ticket.rung else self._router.position(ticket.call)
        if place:
            self._note(left_waiting(trigger, ticket, place))
        return ()

    def _for_agent(self, trigger: Trigger, agent: AgentName) -> Matches:
        """What the router's last call found for the agent."""
        made = self._router.matches()
        if made:
            return self._made(trigger, made)
        if self._router.state(self._roster.id(agent)) is AgentState.READY:
            self._note(left_idle(trigger, agent))
        return ()

    def _made(self, trigger: Trigger, made: tuple[tuple[int, int], ...]) -> Matches:
        return tuple([self._match(trigger, agent, call) for agent, call in made])

    def _match(self, trigger: Trigger, agent: int, call: CallId) -> Match:
        ticket, names = self.tickets[call], self._roster.names
        ticket.rung += 1
        match = Match(names[agent], call, in_levels(self._router.decision(call, agent), ticket, self._roster))
        self._note(taken(trigger, match.agent, ticket, match.decision, names=names))
        return match

    def _call_held(self, agent: int) -> CallId | None:
        for call in self._router.held(agent):
            ticket = self.tickets.get(call)
            if ticket is not None and ticket.kind is WorkKind.VOICE:
                return call
        return None

    def _unkeep(self, ticket: Ticket) -> None:
        ticket.kept = False
        kept = self._kept.get(ticket.preferred or "", {})
        kept.pop(ticket.call, None)
        if not kept:
            self._kept.pop(ticket.preferred or "", None)

    def _forget(self, call: CallId) -> None:
        ticket = self.tickets.pop(call)
        if ticket.kept:
            self._unkeep(ticket)

    def _known(self, call: CallId) -> Ticket:
        ticket = self.tickets.get(call)
        if ticket is None:
            msg = f"routing: call {call} is in no queue"
            raise UnknownName(msg)
        return ticket

    def _programme_of(self, queue: QueueName) -> Programme:
        programme = self._programmes.get(queue)
        if programme is None:
            msg = f'routing: no queue "{queue}"; the plan has {", ".join(self._programmes) or "none"}'
            raise UnknownName(msg)
        return programme
