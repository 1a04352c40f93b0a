"""Stays: from the calls and the journal, every time a caller waited in a queue – since when, how long, how it ended.

A call has several when it overflows or is transferred into another queue, or when its agent's station is lost. Times
are Unix milliseconds.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from appliance.core.rehearsed import Ending
from appliance.model.states import Outcome, ShiftState
from appliance.model.words import AgentName, CallId, Ms, QueueName
from appliance.store.history import AskedCall, Interval, Joined

TALK = {ShiftState.TALKING.value, ShiftState.HOLDING.value}
HUNG_UP = {Outcome.ABANDONED.value, Outcome.SHORT_ABANDONED.value}
CUT = {Outcome.LINE_LOST.value, Outcome.POWER_LOST.value, Outcome.CUT_BY_RESTART.value, Outcome.FAX.value}
OF_A_CALL = {*TALK, ShiftState.OFFERED.value, ShiftState.WRAPPING_UP.value}


class Stay(NamedTuple):
    call: CallId
    queue: QueueName
    asked: int
    joined: int
    waited: Ms
    ending: Ending
    """UNSERVED: the line was lost, the box stopped, or it was a fax."""
    by_key: bool = False
    """Left by a key; its ending is ABANDONED, but it is counted for itself."""
    preferred: AgentName | None = None
    agent: AgentName | None = None
    ring: Ms = 0
    """How long phones rang for this caller; where nobody answered it would have been longer."""
    talk: Ms = -1
    """-1, as in wrap: nobody answered."""
    wrap: Ms = -1
    wrap_by_agent: bool = False
    """The agent was done before the wrap-up time was over."""


class Ways(NamedTuple):
    """What a stay's end is told by when neither an agent nor the caller's hang-up ended it."""

    key_pressed: Callable[[int, CallId, Ms], Ms | None]
    """Run, call, time on its clock → when the call left its queue by a key after that."""
    longest_wait: Callable[[QueueName, int], Ms]
    """Of a queue at that time."""


class Facts:
    """What the journal tells, by call."""

    def __init__(self, joins: Iterable[Joined], intervals: Iterable[Interval]) -> None:
        self.joins: dict[CallId, list[Joined]] = defaultdict(list)
        self.pieces: dict[CallId, list[Interval]] = defaultdict(list)
        for join in joins:
            self.joins[join.call].append(join)
        for piece in intervals:
            if piece.call is not None and piece.state in OF_A_CALL:
                self.pieces[piece.call].append(piece)


def stays_of(call: AskedCall, facts: Facts, offset: int, ways: Ways) -> Iterator[Stay]:
    """`offset`: Unix time − the clock of the call's run."""
    pieces = sorted(facts.pieces.get(call.call, ()), key=lambda piece: piece.began)
    joins = _waits(facts.joins.get(call.call, ()), pieces)
    asked, end = call.rang + call.asked, call.rang + call.ended
    if not joins:
        yield _refused(call, asked + offset)
        return
    for join, until in zip(joins, [*(join.at for join in joins[1:]), end], strict=True):
        last = join is joins[-1]
        stay = Stay(call.call, join.queue, join.arrived + offset, join.at + offset, until - join.at, Ending.UNSERVED)
        stay = stay._replace(preferred=join.preferred)
        mine = [piece for piece in pieces if piece.began >= join.at and (last or piece.began < until)]
        talk = [piece for piece in mine if piece.state in TALK]
        stay = stay._replace(ring=_rang(mine, talk[0].began if talk else until))
        yield _answered(stay, talk, pieces, offset) if talk else _unanswered(stay, call, offset, ways, last=last)


def _waits(joins: Sequence[Joined], pieces: Sequence[Interval]) -> list[Joined]:
    """A ticket offered anew, as after a change of the plan, or ringing at several agents, is one wait all the same."""
    found: list[Joined] = []
    for join in joins:
        before = found[-1] if found else None
        same = before is not None and before.queue == join.queue
        if before is None or not same or any(p.state in TALK and before.at <= p.began < join.at for p in pieces):
            found.append(join)
    return found


def _refused(call: AskedCall, asked: int) -> Stay:
    """Never got into the queue: it was full, or nobody was signed in."""
    return Stay(call.call, call.queue or "", asked, asked, 0, Ending.OVERFLOWED)


def _answered(stay: Stay, talk: Sequence[Interval], pieces: Sequence[Interval], offset: int) -> Stay:
    agent, began = talk[0].agent, talk[0].began
    wrap = next((each for each in pieces if _is_wrap(each, agent) and each.began >= talk[-1].ended), None)
    return stay._replace(
        ending=Ending.ANSWERED,
        waited=began + offset - stay.joined,
        agent=agent,
        talk=sum(each.ended - each.began for each in talk),
        wrap=0 if wrap is None else wrap.ended - wrap.began,
        wrap_by_agent=wrap is not None and wrap.by_agent,
    )


def _is_wrap(piece: Interval, agent: AgentName) -> bool:
    """After a transfer it lies in the time of the next stay."""
    return piece.state == ShiftState.WRAPPING_UP.value and piece.agent == agent


def _rang(pieces: Iterable[Interval], until: Ms) -> Ms:
    """Time in which at least one phone rang: those that ring at once count once."""
    total = reached = 0
    for piece in pieces:
        if piece.state == ShiftState.OFFERED.value and piece.began < until:
            end = min(piece.ended, until)
            total += max(0, end - max(piece.began, reached))
            reached = max(reached, end)
    return total


def _unanswered(stay: Stay, call: AskedCall, offset: int, ways: Ways, *, last: bool) -> Stay:
    if last and call.outcome in HUNG_UP:
        return stay._replace(ending=Ending.ABANDONED)
    if last and call.outcome in CUT:
        return stay
    longest = min(stay.waited, ways.longest_wait(stay.queue, stay.joined))
    pressed = ways.key_pressed(call.run, call.call, stay.joined - offset)
    if pressed is not None and pressed + offset - stay.joined < longest:
        return stay._replace(ending=Ending.ABANDONED, waited=pressed + offset - stay.joined, by_key=True)
    return stay._replace(ending=Ending.OVERFLOWED, waited=longest)
