"""The rehearsal: checks and tables before, the outcome after. What happens between is clockwork.pyx; see traffic.pyi."""

from cpython.exc cimport PyErr_CheckSignals
from libc.stdint cimport INT64_MAX, int8_t, int32_t, int64_t
from libc.stdlib cimport calloc

from _fastroute.clockwork cimport CROWDED, NEVER, NOT_COME, PLAYED, Clockwork, Column, Step, Stop, Tally
from _fastroute.board cimport NONE

import numpy as np

from _fastroute.outcome import Outcome
from _fastroute.records import BY_COUNTS, Strategy
from _fastroute.router import Router
from _fastroute.trace import (
    FOREVER, TraceFault, checked_columns, checked_programmes, checked_shifts, different, ring_times, whole_number,
)

PROGRESS_EVERY = 100_000

cdef dict _FILLED_IN = {
    **{name: (np.dtype(np.int64), NEVER) for name in ("offered", "answered", "ended")},
    "waited": (np.dtype(np.int64), 0),
    **{name: (np.dtype(np.int32), NONE) for name in ("agent", "slots")},
    "ending": (np.dtype(np.int8), NOT_COME),
}   # and what stands there until something happens


def replay(
    trace, staff, *, needs, strategy="longest_idle", late_every=0, seed=0, window=3_600_000, programmes=(),
    until=None, progress=None,
):
    until = None if until is None else whole_number(until, "until")
    if until is not None and not -FOREVER <= until <= FOREVER:
        raise TraceFault(f"until is {until}; a time from {-FOREVER} to {FOREVER} was expected, or None")
    programmes = checked_programmes(programmes, needs)
    columns = checked_columns(trace, staff, needs, programmes)
    router = Router(strategy, late_every=late_every, seed=seed, window=window, explaining=False)
    cdef Clockwork works = Clockwork()
    works.router, works.arrays = router, []
    works.router.board.indexed = False
    _add_staff(works, staff, columns["arrival"])
    _add_needs(works, columns, needs, programmes)
    _add_trace(works, columns, router.strategy)
    works.until = INT64_MAX if until is None else until
    blank = _blank(works)
    works.make_room()
    works.wind_up()
    _play(works, progress)
    end = works.last if until is None else until
    works.stop_clocks(end)
    return Outcome(**blank, **_spent(works), until=end, decisions=works.decisions)


cdef int _add_staff(Clockwork works, staff, arrival) except -1:
    cdef int32_t agents = len(staff.agents)
    for number, agent in enumerate(staff.agents):
        works.router.add_agent(
            number, agent.skills, tier=agent.tier, position=agent.position, capacity=agent.capacity
        )
        works.most_at_once += 1 if agent.capacity is None else sum(agent.capacity.values())
    works.agents = agents
    works.most_at_once += 1
    works.tallies = <Tally *>calloc(max(1, agents), sizeof(Tally))
    if works.tallies == NULL:
        raise MemoryError
    times, turns, changes = checked_shifts(staff, int(arrival[0]) if len(arrival) else 0)
    works.answers_after = <const int64_t *>kept(works, ring_times(staff))
    works.change_times, works.change_turns = <const int64_t *>kept(works, times), <const int64_t *>kept(works, turns)
    works.changes, works.change_count = <const int64_t *>kept(works, changes), len(changes)
    odd = works.first_odd_change()
    if odd != NONE:
        raise TraceFault(
            f"staff.shifts: agent {changes[odd] >> 1} has two shifts that overlap at {times[odd]}, or meet there and are "
            "given later one first; shifts of one agent were expected apart, or in order"
        )
    return 0


cdef int _add_needs(Clockwork works, dict columns, needs, programmes) except -1:
    cdef int32_t place = 0
    handles = [works.router.need(need.skills, need.kind, need.tiers) for need in needs]
    if handles != list(range(len(handles))):   # two of them are equal
        columns["need"] = np.array(handles, np.int64)[columns["need"]]
    works.first_step = <const int32_t *>kept(works, np.cumsum([0, *map(len, programmes)], dtype=np.int32))
    works.steps = <Step *>calloc(works.first_step[len(programmes)] + 1, sizeof(Step))
    if works.steps == NULL:
        raise MemoryError
    for programme in programmes:
        for step in programme:
            works.steps[place].age, works.steps[place].head_start = step.age, step.head_start
            works.steps[place].need = NONE if step.need is None else handles[step.need]
            works.steps[place].band, works.steps[place].sets_band = step.band or 0, step.band is not None
            works.steps[place].overflows = step.overflow
            place += 1
    return 0


cdef int _add_trace(Clockwork works, dict columns, strategy) except -1:
    works.tickets = len(columns["arrival"])
    works.arrival, works.need = column(works, columns["arrival"]), column(works, columns["need"])
    works.talk, works.wrap = column(works, columns["talk"]), column(works, columns["wrap"])
    works.patience, works.due = column(works, columns["patience"]), column(works, columns["due"])
    works.band, works.load = column(works, columns["band"]), column(works, columns["load"])
    works.programme, works.preferred = column(works, columns["programme"]), column(works, columns["preferred"])
    works.reserved_for, works.ring = column(works, columns["reserved_for"]), column(works, columns["ring"])
    works.strategy, works.late_after = column(works, columns["strategy"]), column(works, columns["late_after"])
    own = [name for name in ("programme", "preferred", "strategy") if different(columns[name]).max(initial=-1) >= 0]
    works.plain = not own
    works.router.board.counting = "strategy" in own or strategy in BY_COUNTS
    works.rings_at_many = "strategy" in own or strategy == Strategy.RING_ALL
    return 0


cdef Column column(Clockwork works, array) except *:
    cdef Column made
    made.data, made.stride = <const char *>kept(works, array), array.strides[0]
    return made


cdef char *kept(Clockwork works, array) except NULL:
    """Where its memory is; the clockwork keeps it."""
    works.arrays.append(array)
    return <char *><size_t>array.ctypes.data


cdef dict _blank(Clockwork works):
    """What is filled in for each ticket, in one piece: what is freed as one the allocator keeps for the next rehearsal."""
    cdef Py_ssize_t tickets = works.tickets, place = 0
    made = {}
    whole = np.empty(tickets * sum([kind.itemsize for kind, _ in _FILLED_IN.values()]), np.int8)
    for name, (kind, blank) in _FILLED_IN.items():
        made[name] = whole[place:place + tickets * kind.itemsize].view(kind)
        made[name].fill(blank)
        place += tickets * kind.itemsize
    works.ending = <int8_t *>kept(works, made["ending"])
    works.agent, works.slots = <int32_t *>kept(works, made["agent"]), <int32_t *>kept(works, made.pop("slots"))
    works.offered, works.answered = <int64_t *>kept(works, made["offered"]), <int64_t *>kept(works, made["answered"])
    works.ended, works.waited = <int64_t *>kept(works, made["ended"]), <int64_t *>kept(works, made["waited"])
    return made


cdef int _play(Clockwork works, progress) except -1:
    cdef int64_t events = PROGRESS_EVERY
    cdef Stop stop
    while True:
        with nogil:
            stop = works.play(events)
        if stop == PLAYED:
            return 0
        if stop == CROWDED:
            works.make_room()
            continue
        PyErr_CheckSignals()
        if progress is not None:
            progress(works.next_ticket, works.tickets)


cdef dict _spent(Clockwork works):
    """What each agent did, by the names of outcome.Outcome."""
    cdef int32_t agent
    cdef int64_t[:, ::1] sums
    spent = np.empty((5, works.agents), np.int64)
    sums = spent
    for agent in range(works.agents):
        sums[0, agent], sums[1, agent] = works.tallies[agent].ring, works.tallies[agent].talk
        sums[2, agent], sums[3, agent] = works.tallies[agent].wrap, works.tallies[agent].ready
        sums[4, agent] = works.tallies[agent].signed_in
    return dict(zip(("ring", "talk", "wrap", "ready", "signed_in"), spent, strict=True))
