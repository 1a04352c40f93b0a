"""The rehearsal: checks and tables before, the outcome after. What happens between is clockwork.pyx; see traffic.pyi."""

from cpython.exc cimport PyErr_CheckSignals
from libc.stdint cimport INT64_MAX, int32_t, int64_t
from libc.stdlib cimport calloc

from _fastroute.clockwork cimport CROWDED, ENDLESS, NEVER, PLAYED, Clockwork, Step, Stop, Tally
from _fastroute.board cimport NONE

import numpy as np

from _fastroute.outcome import Outcome, waits
from _fastroute.router import Router
from _fastroute.trace import FOREVER, TraceFault, checked_columns, checked_programmes, checked_shifts, ring_times

PROGRESS_EVERY = 100_000


def replay(
    trace, staff, *, needs, strategy="longest_idle", late_every=0, seed=0, fading=3_600_000, programmes=(),
    until=None, progress=None,
):
    if until is not None and not -FOREVER <= until <= FOREVER:
        raise TraceFault(f"until is {until}; a time from {-FOREVER} to {FOREVER} was expected, or None")
    checked_programmes(programmes, needs)
    columns = checked_columns(trace, staff, needs, programmes)
    router = Router(strategy, late_every=late_every, seed=seed, fading=fading, explaining=False)
    cdef Clockwork works = Clockwork()
    works.router = router
    works.router.board.indexed = False
    _add_staff(works, staff, columns["arrival"])
    _add_needs(works, columns, needs, programmes)
    _add_trace(works, columns)
    works.until = INT64_MAX if until is None else until
    _play(works, progress)
    end = works.last_happening() if until is None else until
    works.stop_clocks(end)
    return _outcome(works, columns["arrival"], end)


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
    works.answers_after = ring_times(staff)
    works.presence = checked_shifts(staff, int(arrival[0]) if len(arrival) else 0)
    works.changes = len(works.presence)
    return 0


cdef int _add_needs(Clockwork works, dict columns, needs, programmes) except -1:
    cdef int32_t place = 0
    handles = [works.router.need(need.skills, need.kind, need.tiers) for need in needs]
    if handles != list(range(len(handles))):   # two of them are equal
        columns["need"] = np.array(handles, np.int64)[columns["need"]]
    works.first_step = np.cumsum([0, *map(len, programmes)], dtype=np.int32)
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


cdef int _add_trace(Clockwork works, dict columns) except -1:
    tickets = len(columns["arrival"])
    works.tickets = tickets
    works.arrival, works.need, works.talk = columns["arrival"], columns["need"], columns["talk"]
    works.wrap, works.patience, works.due = columns["wrap"], columns["patience"], columns["due"]
    works.band, works.programme, works.load = columns["band"], columns["programme"], columns["load"]
    works.preferred, works.reserved_for = columns["preferred"], columns["reserved_for"]
    works.ring, works.strategy = columns["ring"], columns["strategy"]
    impatient = np.flatnonzero(columns["patience"] != ENDLESS)
    times = columns["arrival"][impatient] + columns["patience"][impatient]
    order = np.argsort(times, kind="stable")
    works.hang_up_times, works.hang_up_tickets = times[order], impatient[order]
    works.hang_ups = len(order)
    works.ending = np.zeros(tickets, np.int8)
    works.agent, works.slots = np.full((2, tickets), NONE, np.int32)
    works.offered, works.answered, works.ended = np.full((3, tickets), NEVER, np.int64)
    return 0


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


cdef object _outcome(Clockwork works, arrival, end):
    cdef int32_t agent
    cdef int64_t[:, ::1] sums
    ending, answered, ended = np.asarray(works.ending), np.asarray(works.answered), np.asarray(works.ended)
    spent = np.empty((5, works.agents), np.int64)
    sums = spent
    for agent in range(works.agents):
        sums[0, agent], sums[1, agent] = works.tallies[agent].ring, works.tallies[agent].talk
        sums[2, agent], sums[3, agent] = works.tallies[agent].wrap, works.tallies[agent].ready
        sums[4, agent] = works.tallies[agent].signed_in
    return Outcome(
        ending=ending, agent=np.asarray(works.agent), offered=np.asarray(works.offered), answered=answered,
        ended=ended, waited=waits(ending, arrival, answered, ended, end), ring=spent[0], talk=spent[1], wrap=spent[2],
        ready=spent[3], signed_in=spent[4], until=int(end), decisions=works.decisions,
    )
