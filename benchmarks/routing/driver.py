"""Plays a trace through any router written in, or called from, Python: one call per operation.

Timed either whole – the driver's own heap of what happens next included – or as the bare list of operations: what one
contender was asked in the whole replay is asked again, in the same order, of any other that answers the same.
"""

from heapq import heappop, heappush, heapreplace
from typing import Any, NamedTuple, Protocol

from benchmarks.routing.traces import Trace

ID_BITS = 20
HANGS_UP = 1 << ID_BITS
"""Ends of calls, without this bit, come first at one instant; each by id."""
TIME = ID_BITS + 1
ARRIVES, COMES, GOES = range(3)
OFFER, FREE, SIGN_IN, SIGN_OUT, WITHDRAW = range(5)


class Router(Protocol):
    """What a trace needs of a router."""

    def offer_ticket(self, ticket: int, need: int, due: int, arrival: int, now: int, *, band: int) -> int | None: ...
    def free(self, agent: int, now: int) -> int | None: ...
    def sign_in(self, agent: int, now: int) -> int | None: ...
    def sign_out(self, agent: int, now: int) -> None: ...
    def withdraw(self, ticket: int) -> None: ...


class Script(NamedTuple):
    """A trace as plain lists: made once, outside of what is timed."""

    inputs: list[tuple[int, int, int]]
    """Time, what, agent or ticket; in the order in which they happen."""
    need: list[int]
    band: list[int]
    talk: list[int]
    patience: list[int]


Operation = tuple[int, int, int, int, int]
"""Which, agent or ticket, now, need, band."""


def script(trace: Trace) -> Script:
    signed, who, comes = (column.tolist() for column in trace.signings)
    arrivals = [(at, ARRIVES, ticket) for ticket, at in enumerate(trace.arrival.tolist())]
    signings = [(at, COMES if comes else GOES, agent) for at, agent, comes in zip(signed, who, comes, strict=True)]
    return Script(
        sorted([*arrivals, *signings], key=lambda each: each[0]),
        *(column.tolist() for column in (trace.need, -trace.priority, trace.talk, trace.patience)),
    )


def play(router: Router, trace: Script) -> list[int]:
    """Who took each ticket; -1 where the caller hung up."""
    need, band, talk, patience = trace.need, trace.band, trace.talk, trace.patience
    offer, sign_in, sign_out = router.offer_ticket, router.sign_in, router.sign_out
    agent_of = [-1] * len(need)
    ahead: list[int] = []
    for at, what, who in trace.inputs:
        if ahead and ahead[0] >> TIME <= at:
            _go_on(router, trace, ahead, agent_of, at)
        if what == ARRIVES:
            agent = offer(who, need[who], at, at, at, band=band[who])
            if agent is None:
                heappush(ahead, at + patience[who] << TIME | HANGS_UP | who)
                continue
            agent_of[who] = agent
            heappush(ahead, at + talk[who] << TIME | agent)
        elif what == COMES:
            ticket = sign_in(who, at)
            if ticket is not None:
                agent_of[ticket] = who
                heappush(ahead, at + talk[ticket] << TIME | who)
        else:
            sign_out(who, at)
    _go_on(router, trace, ahead, agent_of, 1 << 62)
    return agent_of


def _go_on(router: Router, trace: Script, ahead: list[int], agent_of: list[int], until: int) -> None:
    """Ends of calls and hang-ups up to that time."""
    free, withdraw, talk = router.free, router.withdraw, trace.talk
    while ahead and (now := ahead[0] >> TIME) <= until:
        who = ahead[0] & (HANGS_UP - 1)
        if ahead[0] & HANGS_UP:
            if agent_of[who] < 0:
                withdraw(who)
            heappop(ahead)
            continue
        ticket = free(who, now)
        if ticket is None:
            heappop(ahead)
        else:
            agent_of[ticket] = who
            heapreplace(ahead, now + talk[ticket] << TIME | who)


class Recorder:
    """Stands between driver and router and writes down what is asked."""

    def __init__(self, router: Router) -> None:
        self.operations: list[Operation] = []
        self._router = router

    def offer_ticket(self, ticket: int, need: int, due: int, arrival: int, now: int, *, band: int) -> int | None:
        self.operations.append((OFFER, ticket, now, need, band))
        return self._router.offer_ticket(ticket, need, due, arrival, now, band=band)

    def free(self, agent: int, now: int) -> int | None:
        self.operations.append((FREE, agent, now, 0, 0))
        return self._router.free(agent, now)

    def sign_in(self, agent: int, now: int) -> int | None:
        self.operations.append((SIGN_IN, agent, now, 0, 0))
        return self._router.sign_in(agent, now)

    def sign_out(self, agent: int, now: int) -> None:
        self.operations.append((SIGN_OUT, agent, now, 0, 0))
        self._router.sign_out(agent, now)

    def withdraw(self, ticket: int) -> None:
        self.operations.append((WITHDRAW, ticket, 0, 0, 0))
        self._router.withdraw(ticket)


def ask(router: Any, operations: list[Operation]) -> None:
    """The operations, and as little around them as there can be."""
    offer, free, withdraw = router.offer_ticket, router.free, router.withdraw
    sign_in, sign_out = router.sign_in, router.sign_out
    for which, who, now, need, band in operations:
        if which == OFFER:
            offer(who, need, now, now, now, band=band)
        elif which == FREE:
            free(who, now)
        elif which == WITHDRAW:
            withdraw(who)
        elif which == SIGN_IN:
            sign_in(who, now)
        else:
            sign_out(who, now)


def ask_nobody(operations: list[Operation]) -> None:
    """The same loop and the same comparisons without the calls: what of ask() is not the router's."""
    for which, _who, _now, _need, _band in operations:
        _ = which == OFFER or which == FREE or which == WITHDRAW or which == SIGN_IN  # noqa: PLR1714 – as ask() does
