"""Inline: giving a ticket to an agent, why it was this one, and the end of what an agent has.

A seat has a chain of holds, the longest first, one for each unit in use. A ticket has one too: of more than one while it
rings. Counting for the strategies happens here, when a ticket is given and when a unit is freed.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t

from _fastroute.board cimport (
    AGENT, ARRIVAL, BAND, BY_STRATEGY, DUE, IDLE_SINCE, LATE, LOST, NONE, ONLY, PREFERRED, RING, TICKET, TIER, Board,
    Choice, Crew, Hold, Seat, Ticket,
)
from _fastroute.crews cimport seat_ready, seat_unready
from _fastroute.busy_time cimport count_busy, no_more_than_int64, time_between
from _fastroute.seat_choice cimport Rank, rank_of, strategy_for
from _fastroute.ticket_choice cimport is_late, line_of

ctypedef struct Reason:   # why a winner won, to be kept in the hold
    int64_t runner_up
    int64_t won_with
    int64_t lost_with
    uint8_t told_by
    uint8_t strategy


cdef inline Reason reason(int part, int64_t runner_up, int64_t won_with, int64_t lost_with) noexcept nogil:
    cdef Reason why
    why.told_by, why.runner_up, why.won_with, why.lost_with, why.strategy = part, runner_up, won_with, lost_with, 0
    return why


cdef inline Reason why_agent(const Board *b, int32_t ticket, const Choice *best) noexcept nogil:
    """While both are still as they were."""
    cdef Rank won, lost
    cdef Reason why
    if best.runner_up == NONE:
        return reason(ONLY, 0, 0, 0)
    won, lost = rank_of(b, best.winner, ticket), rank_of(b, best.runner_up, ticket)
    if won.tier != lost.tier:
        return reason(TIER, lost.id, won.tier, lost.tier)
    if won.strange != lost.strange:
        return reason(PREFERRED, lost.id, won.strange, lost.strange)
    if won.ring != lost.ring:
        return reason(RING, lost.id, won.ring, lost.ring)
    if won.key != lost.key:
        why = reason(BY_STRATEGY, lost.id, won.key, lost.key)
        why.strategy = strategy_for(b, ticket)
        return why
    if won.since != lost.since:
        return reason(IDLE_SINCE, lost.id, won.since, lost.since)
    return reason(AGENT, lost.id, won.id, lost.id)


cdef inline Reason why_ticket(Board *b, const Choice *best, int64_t now) noexcept nogil:
    """Only of two lines is one taken for being late, or for having waited longer among the late."""
    cdef const Ticket *won = b.tickets + best.winner
    cdef const Ticket *lost = b.tickets + best.runner_up
    cdef bint late = False
    if best.runner_up == NONE:
        return reason(ONLY, 0, 0, 0)
    if won.band != lost.band:
        return reason(BAND, lost.id, won.band, lost.band)
    if b.late_every and line_of(b, best.winner) != line_of(b, best.runner_up):
        late = is_late(b, best.winner, now)
        if late != is_late(b, best.runner_up, now):
            return reason(LATE, lost.id, b.wishes[best.winner].late_after, b.wishes[best.runner_up].late_after)
    if not late and won.due != lost.due:
        return reason(DUE, lost.id, won.due, lost.due)
    if won.arrival != lost.arrival:
        return reason(ARRIVAL, lost.id, won.arrival, lost.arrival)
    return reason(TICKET, lost.id, won.id, lost.id)


cdef inline int32_t give(Board *b, int32_t ticket, int32_t agent, int64_t now) noexcept nogil:
    """The hold. Whether the ticket stands in line is the caller's to see to."""
    cdef Ticket *t = b.tickets + ticket
    cdef int32_t kind = b.needs[t.need].kind, hold = b.free_hold
    cdef Crew *crew = &b.crews[kind]
    cdef Seat *seat = crew.seats + agent
    cdef Hold *h = b.holds + hold
    b.free_hold = h.next
    if seat.ready:
        seat_unready(b, crew, agent)
    h.given, h.ticket, h.agent, h.kind, h.next, h.beside = now, ticket, agent, kind, NONE, NONE
    if seat.first == NONE:
        seat.first = hold
    else:
        b.holds[seat.last].next = hold
    seat.last = hold
    put_beside(b, t, hold)
    seat.since = now
    seat.used += 1
    if b.counting:
        count_one_more(b, seat, t.load)
    if seat.used < seat.capacity:
        seat_ready(b, crew, agent)
    b.made[b.made_count].agent, b.made[b.made_count].ticket = agent, ticket
    b.made_count += 1
    return hold


cdef inline void count_one_more(Board *b, Seat *seat, uint16_t load) noexcept nogil:
    """Before the seat is put where its key says."""
    b.turn += 1
    seat.turn = b.turn
    seat.calls += 1
    seat.load = seat.load // 2 + 256 * load


cdef inline void put_beside(Board *b, Ticket *t, int32_t hold) noexcept nogil:
    """Last of those who have the ticket."""
    cdef int32_t *place = &t.hold
    while place[0] != NONE:
        place = &b.holds[place[0]].beside
    place[0] = hold


cdef inline void give_chosen(
    Board *b, int32_t ticket, int32_t agent, int64_t now, int trigger, const Reason *why
) noexcept nogil:
    cdef Hold *h = b.holds + give(b, ticket, agent, now)
    h.trigger, h.told_by, h.strategy = trigger, why.told_by, why.strategy
    h.runner_up, h.won_with, h.lost_with = why.runner_up, why.won_with, why.lost_with


cdef inline void part(Board *b, int32_t hold, int32_t mark) noexcept nogil:
    """The agent stays busy, and has the ticket no more."""
    cdef Hold *h = b.holds + hold
    cdef int32_t *place = &b.tickets[h.ticket].hold
    while place[0] != hold:
        place = &b.holds[place[0]].beside
    place[0] = h.beside
    h.ticket = mark
    if mark == LOST and b.counting:
        count_one_less(b, &b.crews[h.kind], h.agent)


cdef inline void count_one_less(Board *b, Crew *crew, int32_t agent) noexcept nogil:
    """Of the tickets given. The seat moves when that is the key."""
    cdef bint ready = crew.seats[agent].ready
    if ready:
        seat_unready(b, crew, agent)
    crew.seats[agent].calls -= 1
    if ready:
        seat_ready(b, crew, agent)


cdef inline void part_all(Board *b, int32_t ticket, int32_t but, int32_t mark) noexcept nogil:
    cdef int32_t each = b.tickets[ticket].hold, after
    while each != NONE:
        after = b.holds[each].beside
        if each != but:
            part(b, each, mark)
        each = after


cdef inline int32_t hold_of(const Board *b, int32_t ticket, int32_t agent) noexcept nogil:
    cdef int32_t each = b.tickets[ticket].hold
    while each != NONE and b.holds[each].agent != agent:
        each = b.holds[each].beside
    return each


cdef inline int32_t longest_hold(const Board *b, const Seat *seat) noexcept nogil:
    """The first that has its ticket, else the first."""
    cdef int32_t each = seat.first
    while each != NONE and b.holds[each].ticket < 0:
        each = b.holds[each].next
    return seat.first if each == NONE else each


cdef inline int32_t loose_hold(const Board *b, const Seat *seat) noexcept nogil:
    """The first whose ticket is gone."""
    cdef int32_t each = seat.first
    while each != NONE and b.holds[each].ticket >= 0:
        each = b.holds[each].next
    return each


cdef inline void count_work(
    const Board *b, const Hold *h, Seat *seat, int64_t talked, int64_t now
) noexcept nogil:
    if talked < 0:
        talked = 0 if h.ticket == LOST else time_between(h.given, now)
    seat.talked = no_more_than_int64(seat.talked, talked)
    count_busy(b, seat, h.given, now)


cdef inline void end_hold(Board *b, int32_t hold, int64_t talked, int64_t now) noexcept nogil:
    """Frees the unit and counts what it was. talked < 0: what the time since it was given says."""
    cdef Hold *h = b.holds + hold
    cdef Seat *seat = b.crews[h.kind].seats + h.agent
    cdef int32_t each = NONE
    if b.counting:
        count_work(b, h, seat, talked, now)
    if seat.first == hold:
        seat.first = h.next
    else:
        each = seat.first
        while b.holds[each].next != hold:
            each = b.holds[each].next
        b.holds[each].next = h.next
    if seat.last == hold:
        seat.last = each
    seat.used -= 1
    h.next = b.free_hold
    b.free_hold = hold
