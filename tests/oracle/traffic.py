"""The rehearsal again, slow and obvious: everything that is pending is looked through at every step.

It asks a router by its public door, one call per operation: the compiled one, or the oracle of the full rule.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from _fastroute.outcome import NEVER, Ending
from _fastroute.records import Strategy
from _fastroute.trace import (
    ENDLESS,
    FOREVER,
    NO_PROGRAMME,
    NOBODY,
    ROUTERS_OWN,
    Need,
    Programme,
    Shift,
    Staff,
    Step,
    Trace,
)

ENDS, HANGS_UP, TIMERS, INPUTS = range(4)
STRATEGIES = list(Strategy)


class Pending(NamedTuple):
    """Of what is pending, what comes first by these three happens first."""

    at: int
    phase: int
    order: tuple[int, ...]
    happen: Any


class Told(NamedTuple):
    """What came of a ticket."""

    ending: int
    agent: int
    offered: int
    answered: int
    ended: int
    waited: int


class Spent(NamedTuple):
    """What became of an agent's time."""

    ring: int
    talk: int
    wrap: int
    ready: int
    signed_in: int


@dataclass
class Work:
    """One unit of an agent's capacity, from being rung to being free of it."""

    agent: int
    rung: int
    answered: int = FOREVER
    ended: int = FOREVER
    over: int = FOREVER


@dataclass
class Ticket:
    number: int
    arrival: int
    columns: dict[str, int]
    """Of the trace."""
    rings_at_all: bool
    ending: Ending = Ending.NOT_COME
    has_steps: bool = True
    works: list[Work] = field(default_factory=list)
    """Of who is rung, or of who answered."""
    told: tuple[int, int, int, int] = (NOBODY, NEVER, NEVER, NEVER)
    """Agent, offered, answered, ended."""

    def is_in_line(self) -> bool:
        return self.ending is Ending.UNSERVED and (self.rings_at_all or not self.works)


class SlowTraffic:
    """One run: run() says what came of every ticket and every agent."""

    def __init__(
        self, router: Any, trace: Trace, staff: Staff, needs: Sequence[Need], programmes: Sequence[Programme] = ()
    ) -> None:
        self.router, self.staff, self.needs, self.programmes = router, staff, needs, programmes
        self.now = 0
        self.pending: list[Pending] = []
        self.works: list[Work] = []
        self.presence: list[list[tuple[int, int]]] = [[] for _ in staff.agents]
        """Per agent: from, to; the last may have no end yet."""
        self.leaving: set[int] = set()
        self.last = 0
        for number, agent in enumerate(staff.agents):
            router.add_agent(number, agent.skills, agent.tier, agent.position, agent.capacity)
        self.handles = [router.need(need.skills, need.kind, need.tiers) for need in needs]
        self.tickets = [self._ticket(number, columns) for number, columns in enumerate(rows(trace))]
        self._put_inputs()

    def run(self, until: int | None = None) -> tuple[list[Told], list[Spent]]:
        while self.pending:
            first = min(self.pending, key=lambda each: each[:3])
            if until is not None and first.at >= until:
                break
            self.pending.remove(first)
            self.now = first.at
            first.happen()
        end = self.last if until is None else until
        return [told(each, end) for each in self.tickets], [
            self._spent(each, end) for each in range(len(self.presence))
        ]

    def _ticket(self, number: int, columns: dict[str, int]) -> Ticket:
        own = columns["strategy"]
        strategy = self.router.strategy if own == ROUTERS_OWN else STRATEGIES[own]
        return Ticket(number, columns["arrival"], columns, strategy == Strategy.RING_ALL)

    def _put_inputs(self) -> None:
        begin = self.tickets[0].arrival if self.tickets else 0
        everybody = [Shift(agent, begin) for agent in range(len(self.staff.agents))]
        shifts = everybody if self.staff.shifts is None else self.staff.shifts
        for place, shift in enumerate(Shift(*map(int, each)) for each in shifts):
            self._put(shift.begin, INPUTS, (shift.begin_turn, 0, 2 * place), partial(self._come, shift.agent))
            if shift.end < FOREVER:
                self._put(shift.end, INPUTS, (shift.end_turn, 0, 2 * place + 1), partial(self._go, shift.agent))
        for ticket in self.tickets:
            self._put(ticket.arrival, INPUTS, (ticket.number, 1, 0), partial(self._arrive, ticket))

    def _put(self, at: int, phase: int, order: tuple[int, ...], happen: Any) -> None:
        self.pending.append(Pending(at, phase, order, happen))

    def _come(self, agent: int) -> None:
        self.last = self.now
        if agent in self.leaving:
            self.leaving.remove(agent)
        else:
            self.presence[agent].append((self.now, FOREVER))
        self.router.sign_in(agent, self.now)
        self._ring_for_matches()

    def _go(self, agent: int) -> None:
        self.last = self.now
        self.router.sign_out(agent, self.now)
        self.leaving.add(agent)
        self._leave_if_free(agent)

    def _leave_if_free(self, agent: int) -> None:
        has = any(work.agent == agent and work.over == FOREVER for work in self.works)
        if agent in self.leaving and not has:
            self.leaving.remove(agent)
            self.presence[agent][-1] = (self.presence[agent][-1][0], self.now)

    def _arrive(self, ticket: Ticket) -> None:
        self.last = self.now
        columns, number = ticket.columns, ticket.number
        ticket.ending = Ending.UNSERVED
        self.router.offer_ticket(
            *(number, self.handles[columns["need"]], columns["due"], self.now, self.now),
            late_after=columns["late_after"],
            band=columns["band"],
            preferred=None if columns["preferred"] == NOBODY else columns["preferred"],
            reserved=columns["reserved_for"] > 0,
            strategy=None if columns["strategy"] == ROUTERS_OWN else STRATEGIES[columns["strategy"]],
            load=columns["load"],
        )
        self._ring_for_matches()
        if columns["patience"] != ENDLESS:
            happen = partial(self._leave, ticket, Ending.ABANDONED)
            self._put(self.now + columns["patience"], HANGS_UP, (number,), happen)
        if columns["reserved_for"]:
            self._put(self.now + columns["reserved_for"], TIMERS, (number, 0), partial(self._release, ticket))
        steps = () if columns["programme"] == NO_PROGRAMME else self.programmes[columns["programme"]]
        for place, step in enumerate(steps, start=1):
            self._put(self.now + step.age, TIMERS, (number, place), partial(self._take_step, ticket, step))

    def _ring_for_matches(self) -> None:
        for agent, number in self.router.matches():
            ticket = self.tickets[number]
            work = Work(agent, self.now)
            self.works.append(work)
            ticket.works.append(work)
            at = self.now + ticket.columns["ring"] + self.staff.agents[agent].ring
            self._put(at, ENDS, (agent, 0, number), partial(self._answer, ticket, work))

    def _answer(self, ticket: Ticket, work: Work) -> None:
        if ticket.ending is not Ending.UNSERVED:
            return
        self.router.accept(ticket.number, work.agent)
        work.answered, work.ended = self.now, self.now + ticket.columns["talk"]
        ticket.ending, ticket.told = Ending.ANSWERED, (work.agent, work.rung, self.now, work.ended)
        self._ring_in_vain(ticket, [each for each in ticket.works if each is not work])
        over = work.ended + ticket.columns["wrap"]
        self._put(over, ENDS, (work.agent, 0, ticket.number), partial(self._end, ticket, work))

    def _ring_in_vain(self, ticket: Ticket, works: list[Work]) -> None:
        for work in works:
            work.answered = work.ended = self.now
            self._put(self.now, ENDS, (work.agent, 1, ticket.number), partial(self._end_loose, ticket, work))

    def _end(self, ticket: Ticket, work: Work) -> None:
        self.last = work.over = self.now
        self.router.free(work.agent, self.now, ticket=ticket.number, talked=ticket.columns["talk"])
        self._leave_if_free(work.agent)
        self._ring_for_matches()

    def _end_loose(self, ticket: Ticket, work: Work) -> None:
        self.last = work.over = self.now
        self.router.free(work.agent, self.now, self.needs[ticket.columns["need"]].kind, talked=0, loose=True)
        self._leave_if_free(work.agent)
        self._ring_for_matches()

    def _leave(self, ticket: Ticket, how: Ending) -> None:
        if ticket.ending is not Ending.UNSERVED:
            return
        self.last = self.now
        self.router.withdraw(ticket.number)
        who = (
            (NOBODY, NEVER)
            if ticket.rings_at_all or not ticket.works
            else (ticket.works[0].agent, ticket.works[0].rung)
        )
        ticket.ending, ticket.told = how, (*who, NEVER, self.now)
        self._ring_in_vain(ticket, ticket.works)

    def _release(self, ticket: Ticket) -> None:
        if ticket.is_in_line():
            self.router.release(ticket.number, self.now)
            self._ring_for_matches()

    def _take_step(self, ticket: Ticket, step: Step) -> None:
        if not ticket.is_in_line() or not ticket.has_steps:
            return
        if step.overflow:
            ticket.has_steps = False
            if not ticket.works:
                self._leave(ticket, Ending.OVERFLOWED)
            return
        columns = ticket.columns
        columns["due"] -= step.head_start
        columns["band"] = columns["band"] if step.band is None else step.band
        self.router.promote(ticket.number, self.now, due=columns["due"], band=columns["band"])
        if step.need is not None:
            self.router.relax(ticket.number, self.handles[step.need], self.now)
            self._ring_for_matches()

    def _spent(self, agent: int, end: int) -> Spent:
        works = [work for work in self.works if work.agent == agent]
        here = [(begin, min(over, end)) for begin, over in self.presence[agent]]
        busy = {time for work in works for time in range(work.rung, min(work.over, end))}
        return Spent(
            ring=sum(min(work.answered, end) - work.rung for work in works),
            talk=sum(max(0, min(work.ended, end) - work.answered) for work in works),
            wrap=sum(max(0, min(work.over, end) - work.ended) for work in works),
            ready=sum(len(set(range(*each)) - busy) for each in here),
            signed_in=sum(over - begin for begin, over in here),
        )


def told(ticket: Ticket, end: int) -> Told:
    agent, offered, answered, ended = ticket.told
    if ticket.ending is Ending.UNSERVED and ticket.works and not ticket.rings_at_all:
        agent, offered = ticket.works[0].agent, ticket.works[0].rung
    until = {Ending.NOT_COME: ticket.arrival, Ending.UNSERVED: end, Ending.ANSWERED: answered}.get(ticket.ending, ended)
    return Told(int(ticket.ending), agent, offered, answered, ended, until - ticket.arrival)


def rows(trace: Trace) -> Iterator[dict[str, int]]:
    """The columns, ticket by ticket."""
    arrival = np.asarray(trace.arrival)
    given = {each.name: getattr(trace, each.name) for each in fields(Trace)}
    given["due"] = arrival if trace.due is None else trace.due
    given["late_after"] = given["due"] if trace.late_after is None else trace.late_after
    columns = {name: np.broadcast_to(one, arrival.shape) for name, one in given.items()}
    for number in range(len(arrival)):
        yield {name: int(column[number]) for name, column in columns.items()}
