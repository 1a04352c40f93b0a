"""A plain trace through the router's public door, one call per operation; those operations as a list, for timing."""

from collections.abc import Mapping, Sequence
from heapq import heappop, heappush
from typing import Any, NamedTuple

from tests.oracle.traces import Assignment, Call, Day, SignIn, Trace

END, HANG_UP = 0, 1


class Operation(NamedTuple):
    """One call of a method of the router."""

    name: str
    arguments: tuple[int, ...]
    options: Mapping[str, int]


class TraceReplay:
    """Holds the clock: what will end, who will hang up. The router holds everything else."""

    def __init__(self, router: Any, trace: Trace) -> None:
        """The router is new, of the wanted strategy; it has no late band."""
        self.operations: list[Operation] = []
        """Every call after the agents and needs were made known."""
        self._router = router
        self._inputs = trace.inputs
        self._calls = {each.ticket: each for each in trace.inputs if isinstance(each, Call)}
        for agent, skills in enumerate(trace.skills):
            router.add_agent(agent, skills)
        self._needs = [router.need(need) for need in trace.needs]
        self._ahead: list[tuple[int, int, int]] = []
        """A heap of time, END or HANG_UP, and agent or ticket."""
        self._waiting: set[int] = set()
        self._assigned: list[Assignment] = []
        self._hung_up: list[tuple[int, int]] = []

    def run(self) -> Day:
        for each in self._inputs:
            self._until(each.at)
            if isinstance(each, Call):
                self._arrive(each)
            elif isinstance(each, SignIn):
                self._given(self._tell("sign_in", each.agent, each.at), each.agent, each.at)
            else:
                self._tell("sign_out", each.agent, each.at)
        self._until(None)
        return Day(tuple(self._assigned), tuple(self._hung_up))

    def _until(self, at: int | None) -> None:
        """Ends of calls and hang-ups up to that time, the time itself included; None: all that are left."""
        while self._ahead and (at is None or self._ahead[0][0] <= at):
            now, what, who = heappop(self._ahead)
            if what == END:
                self._given(self._tell("free", who, now), who, now)
            elif who in self._waiting:
                self._waiting.remove(who)
                self._tell("withdraw", who)
                self._hung_up.append((now, who))

    def _arrive(self, call: Call) -> None:
        need = self._needs[call.need]
        agent = self._tell("offer_ticket", call.ticket, need, call.at, call.at, call.at, band=-call.priority)
        self._waiting.add(call.ticket)
        if agent is not None:
            self._given(call.ticket, agent, call.at)
        elif call.patience is not None:
            heappush(self._ahead, (call.at + call.patience, HANG_UP, call.ticket))

    def _given(self, ticket: int | None, agent: int, now: int) -> None:
        if ticket is not None:
            self._waiting.remove(ticket)
            self._assigned.append(Assignment(now, ticket, agent))
            heappush(self._ahead, (now + self._calls[ticket].busy, END, agent))

    def _tell(self, name: str, *arguments: int, **options: int) -> int | None:
        self.operations.append(Operation(name, arguments, options))
        told: int | None = getattr(self._router, name)(*arguments, **options)
        return told


def replayed(router: Any, trace: Trace) -> Day:
    return TraceReplay(router, trace).run()


def operations_of(router: Any, trace: Trace) -> Sequence[Operation]:
    """What a fresh router of the same strategy can be asked again, blindly, to do the same day."""
    replay = TraceReplay(router, trace)
    replay.run()
    return replay.operations
