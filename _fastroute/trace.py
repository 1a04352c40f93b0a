"""What traffic.replay plays: calls, agents, needs and steps of relaxation, and the checks at its door.

Tickets are numbered 0, 1, 2 … in order of arrival, agents and needs in the order they are given. Times and lengths are
int64 in one unit, the caller's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike, NDArray

from _fastroute.records import Strategy

Int64s = NDArray[np.int64]
Column = Int64s | NDArray[np.int32] | Sequence[int] | int
"""One number per ticket, or one for all."""

FOREVER = 1 << 60
"""Later than anything that is played; no time and no length may be further from 0."""
NOBODY = NO_PROGRAMME = ROUTERS_OWN = ENDLESS = -1
MOST_STEPS = 62
"""Of a programme; what is noted of a ticket's next step has six bits for it."""
HEAVIEST = 65535
"""The greatest load; router.LOAD_LIMIT."""


class TraceFault(ValueError):
    """What was given cannot be played; the text says where, what was found and what was expected."""


class Need(NamedTuple):
    """Skill → least level; the kind of work (records.Kind); tiers of agents, by number, where a queue has its own."""

    skills: Mapping[int, int]
    kind: int = 0
    tiers: Mapping[int, int] | None = None


class Step(NamedTuple):
    """What happens to a ticket that still waits at this age, counted from its arrival.

    A longest wait is a step too: into the top band, or out as overflowed. A ticket that rings somewhere is not
    overflowed.
    """

    age: int
    need: int | None = None
    """Its new need."""
    band: int | None = None
    head_start: int = 0
    """Its due moves so much earlier."""
    overflow: bool = False
    """It leaves; nothing else of this step or the later ones happens."""


class Agent(NamedTuple):
    skills: Mapping[int, int]
    tier: int = 0
    position: int | None = None
    """In the list for the strategy `linear`; None: the agent's number."""
    capacity: Mapping[int, int] | None = None
    """Kind → how many at once; None: one call."""
    ring: int = 0
    """How long it takes this agent to answer, on top of the ticket's own ring time."""


class Shift(NamedTuple):
    """An agent is signed in from begin to end; a busy one goes when the present work is over.

    Of what comes at one instant, signing in and out is before the arrivals, unless a turn is given: the number of the
    first ticket that comes after it.
    """

    agent: int
    begin: int
    end: int = FOREVER
    begin_turn: int = 0
    end_turn: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    agents: Sequence[Agent]
    shifts: Sequence[Shift] | Int64s | None = None
    """Shifts in any order, or rows of their first three or of all five numbers; None: all are there all the time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Calls, or other tickets; each field but `arrival` may be one number for all."""

    arrival: Int64s | Sequence[int]
    """Ascending."""
    need: Column = 0
    talk: Column
    wrap: Column = 0
    """Wrap-up, after the talk."""
    patience: Column = ENDLESS
    """How long after arrival the caller hangs up if not answered."""
    due: Column | None = None
    """None: the arrival."""
    late_after: Column | None = None
    """From the next instant on the ticket is late, see router.pyi. None: its due at first; no step changes it."""
    band: Column = 0
    programme: Column = NO_PROGRAMME
    """Number of a relaxation programme."""
    preferred: Column = NOBODY
    reserved_for: Column = 0
    """How long only the preferred agent may take it."""
    load: Column = 1
    """What strategy `lighter_next` weighs."""
    ring: Column = 0
    """How long it takes to answer, once offered."""
    strategy: Column = ROUTERS_OWN
    """Place in records.Strategy, where the ticket's queue has a strategy of its own."""


Programme = Sequence[Step]


def checked_columns(
    trace: Trace, staff: Staff, needs: Sequence[Need], programmes: Sequence[Programme]
) -> dict[str, Int64s]:
    """The fields of the trace as arrays of equal length; numbers for all are stretched without taking memory."""
    arrival = _whole("trace.arrival", trace.arrival)
    if arrival.ndim != 1:
        raise TraceFault(f"trace.arrival has shape {arrival.shape}; one time per ticket was expected")
    columns = {each.name: _column(each.name, getattr(trace, each.name), arrival) for each in fields(Trace)}
    if trace.late_after is None:
        columns["late_after"] = columns["due"]
    if not (arrival[1:] >= arrival[:-1]).all():
        first = int(np.flatnonzero(arrival[1:] < arrival[:-1])[0]) + 1
        raise TraceFault(
            f"trace.arrival[{first}] is {arrival[first]}, before the {arrival[first - 1]} of the ticket before it; "
            "arrivals were expected in ascending order"
        )
    limits = {
        "arrival": (-FOREVER, FOREVER), "need": (0, len(needs) - 1), "talk": (0, FOREVER), "wrap": (0, FOREVER),
        "patience": (ENDLESS, FOREVER), "due": (-FOREVER, FOREVER), "late_after": (-FOREVER, FOREVER),
        "band": (-(1 << 31), (1 << 31) - 1), "programme": (NO_PROGRAMME, len(programmes) - 1),
        "preferred": (NOBODY, len(staff.agents) - 1), "reserved_for": (0, FOREVER), "load": (0, HEAVIEST),
        "ring": (0, FOREVER), "strategy": (ROUTERS_OWN, len(Strategy) - 1),
    }  # fmt: skip
    _expect_something_to_name(columns, {"need": needs, "programme": programmes, "preferred": staff.agents})
    for name, (least, most) in limits.items():
        if name == "arrival" or columns[name] is not arrival:  # due is the arrival where none is given
            _expect_within(name, columns[name], least, most)
    _expect_reserved_for_somebody(columns)
    _expect_steps_of_one_kind(columns, needs, programmes)
    _expect_an_end(columns, staff)
    return columns


def ring_times(staff: Staff) -> Int64s:
    """Of each agent."""
    rings = [whole_number(agent.ring, f"staff.agents[{number}].ring") for number, agent in enumerate(staff.agents)]
    for number, ring in enumerate(rings):
        if not 0 <= ring <= FOREVER:
            raise TraceFault(f"staff.agents[{number}] has a ring time of {ring}; 0 to {FOREVER} was expected")
    return np.array(rings, np.int64)


def checked_shifts(staff: Staff, begin: int) -> tuple[Int64s, Int64s, Int64s]:
    """Times, turns and 2 · agent + whether they come, in the order in which it happens.

    `begin` is before the first arrival. Whether each agent comes and goes by turns is yet to be seen.
    """
    who, since, until, since_turn, until_turn = _shift_columns(staff, begin)
    agents = len(staff.agents)
    odd = (who < 0) | (who >= agents) | (until <= since) | (since < -FOREVER) | (until > FOREVER)
    if odd.any():
        number = int(np.flatnonzero(odd)[0])
        raise TraceFault(
            f"staff.shifts[{number}] is agent {who[number]} from {since[number]} to {until[number]}; an agent "
            f"from 0 to {agents - 1} and an end after the beginning were expected"
        )
    times, turns = _in_turn(since, until), _in_turn(since_turn, until_turn)
    changes = _in_turn(2 * who + 1, 2 * who)
    order = np.lexsort((turns, times)) if turns.any() else np.argsort(times, kind="stable")
    if len(order) and times[order[-1]] == FOREVER:
        order = order[times[order] < FOREVER]
    return times[order], turns[order], changes[order]


def checked_programmes(programmes: Sequence[Programme], needs: Sequence[Need]) -> list[list[Step]]:
    """The same, every number an int."""
    checked = []
    for number, programme in enumerate(programmes):
        where = f"programmes[{number}]"
        if len(programme) > MOST_STEPS:
            raise TraceFault(f"{where} has {len(programme)} steps; at most {MOST_STEPS} were expected")
        steps = [_whole_step(Step(*step), f"{where}[{place}]") for place, step in enumerate(programme)]
        ages = [step.age for step in steps]
        if ages != sorted(set(ages)) or not all(0 <= age <= FOREVER for age in ages):
            raise TraceFault(f"{where} has steps at the ages {ages}; ages from 0, each above the last, were expected")
        for step in steps:
            _expect_fitting(step, where, len(needs))
        checked.append(steps)
    return checked


def whole_number(given: SupportsIndex, what: str) -> int:
    """A TraceFault where it is none: 2.5 is no time."""
    try:
        return given.__index__()
    except (AttributeError, TypeError):
        raise TraceFault(f"{what} is {given!r}; a whole number was expected") from None


def _whole_step(step: Step, where: str) -> Step:
    return Step(
        age=whole_number(step.age, f"{where}.age"),
        need=None if step.need is None else whole_number(step.need, f"{where}.need"),
        band=None if step.band is None else whole_number(step.band, f"{where}.band"),
        head_start=whole_number(step.head_start, f"{where}.head_start"),
        overflow=bool(step.overflow),
    )


def _expect_fitting(step: Step, where: str, needs: int) -> None:
    if step.need is not None and not 0 <= step.need < needs:
        raise TraceFault(f"{where} at age {step.age} asks for need {step.need}; {_numbers_to(needs, 'needs')}")
    if abs(step.head_start) > FOREVER or abs(step.band or 0) >= 1 << 31:
        raise TraceFault(f"{where} at age {step.age}: band {step.band}, head start {step.head_start}; too large")


def _numbers_to(count: int, of: str) -> str:
    return f"{of} are 0 to {count - 1}" if count else f"there are no {of}"


def _whole(what: str, given: ArrayLike) -> Int64s:
    array = np.asarray(given)
    if array.size == 0:
        return np.zeros(array.shape, np.int64)
    if array.dtype.kind not in "iu" or array.dtype == np.uint64:
        raise TraceFault(f"{what} holds {array.dtype}; whole numbers that fit into int64 were expected")
    return array.astype(np.int64, copy=False)


def _column(name: str, given: Column | None, arrival: Int64s) -> Int64s:
    if given is None:
        return arrival
    array = _whole(f"trace.{name}", given)
    if array.ndim and array.shape != arrival.shape:
        raise TraceFault(
            f"trace.{name} has shape {array.shape}; one number, or {len(arrival)} as there are arrivals, was expected"
        )
    return np.broadcast_to(array, arrival.shape)


def different(column: Int64s) -> Int64s:
    """What there is to look at: one number for all needs to be looked at once."""
    return column if column.strides[0] else column[:1]


def _expect_something_to_name(columns: dict[str, Int64s], named: dict[str, Sequence[object]]) -> None:
    """Where there are no needs, programmes or agents at all, saying so tells more than from which number to which."""
    lists = {"need": "needs", "programme": "programmes", "preferred": "staff.agents"}
    for name in (name for name, those in named.items() if not those):
        asking = np.flatnonzero(columns[name] >= 0)
        if asking.size:
            raise TraceFault(f"trace.{name}[{asking[0]}] is {columns[name][asking[0]]}, and {lists[name]} is empty")


def _expect_within(name: str, column: Int64s, least: int, most: int) -> None:
    seen = different(column)
    if not len(seen) or (seen.min() >= least and seen.max() <= most):
        return
    first = int(np.flatnonzero((column < least) | (column > most))[0])
    raise TraceFault(f"trace.{name}[{first}] is {column[first]}; {least} to {most} was expected")


def _expect_reserved_for_somebody(columns: dict[str, Int64s]) -> None:
    if not different(columns["reserved_for"]).any():
        return
    odd = np.flatnonzero((columns["reserved_for"] > 0) & (columns["preferred"] == NOBODY))
    if len(odd):
        raise TraceFault(f"trace.reserved_for[{odd[0]}] is {columns['reserved_for'][odd[0]]}, and nobody is preferred")


def _expect_steps_of_one_kind(
    columns: dict[str, Int64s], needs: Sequence[Need], programmes: Sequence[Programme]
) -> None:
    of_need = np.array([need.kind for need in needs], np.int64)
    for number, programme in enumerate(programmes):
        for kind in {of_need[step.need] for step in programme if step.need is not None}:
            if (of_need == kind).all():
                continue
            kinds = of_need[columns["need"]]
            odd = np.flatnonzero((columns["programme"] == number) & (kinds != kind))
            if len(odd):
                raise TraceFault(
                    f"trace.programme[{odd[0]}] is {number}, which leads to a need of kind {kind}; the ticket's need "
                    f"is of kind {kinds[odd[0]]}, and relaxation was expected to stay within one kind"
                )


def _expect_an_end(columns: dict[str, Int64s], staff: Staff) -> None:
    """If one agent did everything one after the other: were that before FOREVER, every time stays far inside int64."""
    calls, slowest = len(columns["talk"]), int(ring_times(staff).max(initial=0))
    lengths = [columns[name] for name in ("talk", "wrap", "ring")]
    if calls * (slowest + sum(int(different(each).max(initial=0)) for each in lengths)) <= FOREVER:
        return
    whole = sum(float(each.sum(dtype=np.float64)) for each in lengths)
    if whole + float(slowest) * calls > FOREVER:
        raise TraceFault(f"trace: talk, wrap and ring come to {whole:.3g} in all; at most {FOREVER:.3g} was expected")


def _shift_columns(staff: Staff, begin: int) -> Int64s:
    """Agents, begins, ends, and the turns of both."""
    if staff.shifts is None:
        rows = np.array([Shift(agent, begin) for agent in range(len(staff.agents))], np.int64)
    else:
        rows = _whole("staff.shifts", _as_rows(staff.shifts))
    if not rows.size:
        return np.zeros((5, 0), np.int64)
    if rows.ndim != 2 or rows.shape[1] not in {3, 5}:
        raise TraceFault(f"staff.shifts has shape {rows.shape}; rows of 3 or 5 numbers were expected: see trace.Shift")
    columns = np.zeros((5, len(rows)), np.int64)
    columns[: rows.shape[1]] = rows.T
    return columns


def _as_rows(shifts: Sequence[Shift] | Int64s) -> ArrayLike:
    """Of equal length, which numpy asks for."""
    if isinstance(shifts, np.ndarray) or len({len(shift) for shift in shifts}) <= 1:
        return shifts
    return [Shift(*shift) for shift in shifts]


def _in_turn(one: Int64s, other: Int64s) -> Int64s:
    return np.stack((one, other), axis=1).ravel()
