"""Writing down every decision about one call, in full, while a journal is played through the engine again."""

import msgspec

from appliance.core.decisions import LOOKED_FOR_A_TICKET
from appliance.core.explain_agents import MOST_CONSIDERED, considered, need_of
from appliance.core.explain_decision import as_span, tell_decision, tell_overtaken
from appliance.core.explain_tickets import is_late, passed, passed_over
from appliance.core.house import House
from appliance.core.tickets import Ticket
from appliance.model.actions import NoteDecision
from appliance.model.explanation import Bar, Decision, Overtaken, Overtaking, Reason
from appliance.model.policy import Strategy
from appliance.model.words import AgentName, CallId, Ms

MOST_DECISIONS = 200
"""About one call: of a caller who is offered to everybody all day long, the first ones."""

MOST_OVERTAKINGS = 50


class Record:
    """Listens to the house until the journal is over. Everything is seen as it was when it was decided on."""

    def __init__(self, house: House, call: CallId) -> None:
        self._house = house
        self._call = call
        self._decisions: list[Decision] = []
        self._overtakings: list[Overtaken] = []
        self.overtakings_in_all = 0
        house.listener = self._decided

    def reasons(self) -> tuple[Reason, ...]:
        return tuple(Reason(sentences=tell_decision(each), facts=each) for each in self._decisions)

    def overtakings(self) -> tuple[Overtaking, ...]:
        return tuple(Overtaking(sentences=tell_overtaken(each), facts=each) for each in self._overtakings)

    def _decided(self, note: NoteDecision) -> None:
        ticket = self._house.routing.tickets.get(self._call)
        if ticket is None:
            return
        if note.call == self._call:
            self._write_down(note, ticket)
        elif note.agent is not None and note.call is not None and note.trigger in LOOKED_FOR_A_TICKET:
            self._overtaken(note.agent, note.call, ticket)

    def _write_down(self, note: NoteDecision, ticket: Ticket) -> None:
        found = decision(self._house, note, ticket)
        last = self._decisions[-1] if self._decisions else None
        if last is not None and _rings_besides(last, found):
            self._decisions[-1] = _with_another(last, found.chosen[0])
        elif len(self._decisions) < MOST_DECISIONS:
            self._decisions.append(found)

    def _overtaken(self, agent: AgentName, took: CallId, ticket: Ticket) -> None:
        house = self._house
        other = house.routing.tickets.get(took)
        if ticket.rung or other is None:
            return
        why = passed(house, house.agents[agent], other, ticket, now=house.now)
        if why.bar is not Bar.NONE:
            return
        self.overtakings_in_all += 1
        if len(self._overtakings) < MOST_OVERTAKINGS:
            at_ms = since_ring(house, self._call)
            self._overtakings.append(Overtaken(at_ms=at_ms, agent=agent, took=took, why=why))


def decision(house: House, note: NoteDecision, ticket: Ticket) -> Decision:
    """The whole of it, as things stand: to be asked for in the moment of the decision. O(agents + waiting)."""
    now, queue = house.now, ticket.queue
    chosen: tuple[AgentName, ...] = () if note.agent is None else (note.agent,)
    agents, in_all = considered(house, ticket, now, chosen=chosen, runner_up=note.over_agent)
    step = queue.relax[ticket.stage - 1] if ticket.stage else None
    looked = note.trigger in LOOKED_FOR_A_TICKET and note.agent is not None
    passed_by, passed_in_all = passed_over(house, house.agents[chosen[0]], ticket, now) if looked else ((), 0)
    return Decision(
        call=ticket.call,
        queue=queue.name,
        at_ms=since_ring(house, ticket.call),
        waited_ms=now - ticket.arrived,
        because=note.trigger,
        need=need_of(ticket),
        relaxed_at_ms=step.after_ms if step is not None else None,
        relaxed_by=step,
        first_need=need_of(ticket, 0) if ticket.stage else {},
        strategy=note.strategy or queue.strategy or house.plan.routing.strategy,
        late=is_late(house, ticket, now),
        late_every=house.plan.routing.late_every,
        preferred=ticket.preferred,
        kept=ticket.kept,
        chosen=chosen,
        runner_up=note.over_agent,
        runner_up_call=note.over_call,
        told_by=note.told_by,
        won_with=as_span(note.told_by, note.won_with, now),
        lost_with=as_span(note.told_by, note.lost_with, now),
        considered=agents,
        considered_in_all=in_all,
        passed_over=passed_by,
        passed_over_in_all=passed_in_all,
    )


def since_ring(house: House, call: CallId) -> Ms:
    known = house.calls.get(call)
    return house.now - known.record.rang_ms if known is not None else 0


def _rings_besides(last: Decision, found: Decision) -> bool:
    """One more of those who ring at once: part of the same decision."""
    same = (last.at_ms, last.because) == (found.at_ms, found.because)
    return same and last.strategy is Strategy.RING_ALL and bool(last.chosen) and bool(found.chosen)


def _with_another(last: Decision, agent: AgentName) -> Decision:
    marked = (msgspec.structs.replace(one, chosen=one.chosen or one.agent == agent) for one in last.considered)
    listed = tuple(sorted(marked, key=lambda one: not one.chosen))[:MOST_CONSIDERED]
    return msgspec.structs.replace(last, chosen=(*last.chosen, agent), considered=listed)
