"""Inline: what may happen, each from its cause to the last match it makes. Room is there, and everything was checked."""

from libc.stdint cimport int32_t, int64_t, uint8_t

from _fastroute.bits cimport fetch_fits, fetch_row
from _fastroute.board cimport (
    ARRIVED, FEW_WORDS, GIVEN_BACK, FREED, HERE, IN_LINE, INHERITED, KINDS, LEAST_OCCUPIED, LEAVING, LOOSE, LOST, NONE,
    OUT, READMITTED, RELAXED, RELEASED, RESERVED, RING_ALL, RINGS, SIGNED_IN, SPECIAL, USED, Agent, Board, Choice, Crew,
    Seat, Ticket,
)
from _fastroute.busy_time cimport enter_twelfth, note_presence
from _fastroute.crews cimport has_room, join_crews, leave_crews, seat_ready, seat_unready, sit_anew
from _fastroute.holds cimport (
    Reason, end_hold, give, give_chosen, hold_of, longest_hold, loose_hold, part, part_all, why_agent, why_ticket,
)
from _fastroute.seat_choice cimport choose_seat, strategy_for
from _fastroute.slot_index cimport cell_of, forget_cell
from _fastroute.ticket_choice cimport choose_ticket, leave_line, stand_in_line


cdef inline void begin(Board *b, int64_t now) noexcept nogil:
    """An operation that is told the time, before anything else."""
    b.made_count = 0
    if now >= b.present_end:
        attend(b, now)


cdef inline void attend(Board *b, int64_t now) noexcept nogil:
    """Another twelfth of the window has begun: what the seats were busy is another part of it."""
    enter_twelfth(b, now)
    if b.strategy == LEAST_OCCUPIED:
        sit_anew(b)


cdef inline int32_t give_to_best(Board *b, int32_t ticket, int64_t now, int trigger) noexcept nogil:
    """The agent, NONE when nobody is ready who may take it."""
    cdef Choice best = choose_seat(b, ticket)
    cdef Reason why
    if best.winner == NONE:
        return NONE
    if b.explaining:
        why = why_agent(b, ticket, &best)
        give_chosen(b, ticket, best.winner, now, trigger, &why)
    else:
        give(b, ticket, best.winner, now)
    return best.winner


cdef inline int32_t ring(Board *b, int32_t ticket, int64_t now, int trigger) noexcept nogil:
    """With everybody ready who may take it and for whom it does not ring yet; the first of them."""
    cdef int32_t first = NONE, agent
    if not b.tickets[ticket].flags & IN_LINE:
        stand_in_line(b, ticket)
    agent = give_to_best(b, ticket, now, trigger)
    first = agent
    while agent != NONE:
        agent = give_to_best(b, ticket, now, trigger)
    return first


cdef inline int32_t seek(Board *b, int32_t ticket, int64_t now, int trigger) noexcept nogil:
    """For a ticket in no line, or one that rings: the agent, or else it stands in line."""
    cdef int32_t agent
    if b.tickets[ticket].flags & RINGS:
        return ring(b, ticket, now, trigger)
    agent = give_to_best(b, ticket, now, trigger)
    if agent == NONE:
        stand_in_line(b, ticket)
    return agent


cdef inline int32_t seek_again(Board *b, int32_t ticket, int64_t now, int trigger) noexcept nogil:
    """For a ticket in line that more agents may take than before."""
    if not b.tickets[ticket].flags & RINGS:
        leave_line(b, ticket)
    return seek(b, ticket, now, trigger)


cdef inline int32_t take(Board *b, int32_t agent, int32_t kind, int64_t now, int trigger) noexcept nogil:
    """A seat with room gets its best ticket."""
    cdef Choice best = choose_ticket(b, agent, kind, now)
    cdef Reason why
    if best.winner == NONE:
        return NONE
    if not b.tickets[best.winner].flags & RINGS:
        leave_line(b, best.winner)
    if b.explaining:
        why = why_ticket(b, &best, now)
        give_chosen(b, best.winner, agent, now, trigger, &why)
    else:
        give(b, best.winner, agent, now)
    return best.winner


cdef inline int32_t fill(Board *b, int32_t agent, int64_t now, int trigger) noexcept nogil:
    """All seats of the agent that are ready; the first ticket."""
    cdef int32_t kind, ticket, first = NONE
    for kind in range(KINDS):
        while b.crews[kind].seats[agent].ready:
            ticket = take(b, agent, kind, now, trigger)
            if ticket == NONE:
                break
            if first == NONE:
                first = ticket
    return first


cdef inline void free_links(Board *b, int32_t *chain) noexcept nogil:
    cdef int32_t each
    while chain[0] != NONE:
        each = chain[0]
        chain[0] = b.links[each].next
        b.links[each].next = b.free_link
        b.free_link = each
        b.links_used -= 1


cdef inline void forget(Board *b, int32_t ticket) noexcept nogil:
    """A ticket in no line that nobody has."""
    cdef Ticket *t = b.tickets + ticket
    if t.flags & SPECIAL:
        free_links(b, &t.excluded)
        free_links(b, &b.wishes[ticket].former)
    if b.indexed:
        forget_cell(b.ticket_cells, 2 * <size_t>b.ticket_room - 1, b.tickets, sizeof(Ticket), t.id)
    t.flags = 0
    t.left = b.free_ticket
    b.free_ticket = ticket
    b.tickets_used -= 1


cdef inline int32_t enter(Board *b, int64_t id_, int32_t need) noexcept nogil:
    """A slot for a ticket, of the room made before; its due, arrival, band and load are the caller's to set."""
    cdef int32_t slot = b.free_ticket
    cdef Ticket *t = b.tickets + slot
    if b.group_words > FEW_WORDS:
        fetch_row(b, need)
    b.free_ticket = t.left
    b.tickets_used += 1
    t.id, t.need, t.hold, t.excluded, t.band, t.load = id_, need, NONE, NONE, 0, 1
    t.strategy, t.flags = INHERITED, USED
    b.wishes[slot].preferred = b.wishes[slot].former = NONE
    b.wishes[slot].tries = 0
    if b.indexed:
        b.ticket_cells[cell_of(b.ticket_cells, 2 * <size_t>b.ticket_room - 1, b.tickets, sizeof(Ticket), id_)] = slot
    return slot


cdef inline int32_t after_arriving(Board *b, int32_t ticket, int64_t now) noexcept nogil:
    begin(b, now)
    if strategy_for(b, ticket) == RING_ALL:
        b.tickets[ticket].flags |= RINGS | SPECIAL
    return seek(b, ticket, now, ARRIVED)


cdef inline int32_t after_finishing(
    Board *b, int32_t agent, int32_t kind, int32_t ticket, int64_t talked, int64_t now
) noexcept nogil:
    """The ticket NONE: what they have had longest, of the kind; LOOSE: a unit whose ticket is gone."""
    cdef int32_t hold
    cdef Crew *crew
    cdef Seat *seat
    cdef bint was_ready
    if ticket == NONE:
        hold = longest_hold(b, b.crews[kind].seats + agent)
    elif ticket == LOOSE:
        hold = loose_hold(b, b.crews[kind].seats + agent)
    else:
        hold = hold_of(b, ticket, agent)
    kind, ticket = b.holds[hold].kind, b.holds[hold].ticket
    crew = &b.crews[kind]
    seat = crew.seats + agent
    was_ready = seat.ready
    if b.in_line and b.need_words > 8:
        fetch_fits(b, seat.group)
    begin(b, now)
    if was_ready:
        seat_unready(b, crew, agent)
    end_hold(b, hold, talked, now)
    if ticket >= 0:
        end_ticket(b, ticket, hold)
    seat.since = now
    if not has_room(seat):
        if not seat.here and not is_busy(b, agent):
            note_presence(b, b.agents + agent)
            b.agents[agent].presence = OUT
        return NONE
    # Who was ready besides stood beside no ticket they may take, and still does not.
    ticket = NONE if was_ready else take(b, agent, kind, now, FREED)
    if ticket == NONE:
        seat_ready(b, crew, agent)
    return ticket


cdef inline bint is_busy(const Board *b, int32_t agent) noexcept nogil:
    """With whatever kind of work."""
    cdef int32_t kind
    for kind in range(KINDS):
        if b.crews[kind].seats[agent].used:
            return True
    return False


cdef inline void end_ticket(Board *b, int32_t ticket, int32_t hold) noexcept nogil:
    """Whoever else it rings with loses it."""
    if b.tickets[ticket].flags & IN_LINE:
        leave_line(b, ticket)
    if b.tickets[ticket].flags & RINGS:
        part_all(b, ticket, hold, LOST)
    forget(b, ticket)


cdef inline int32_t after_coming(Board *b, int32_t agent, int64_t now) noexcept nogil:
    cdef int32_t kind
    cdef Seat *seat
    begin(b, now)
    note_presence(b, b.agents + agent)
    b.agents[agent].presence = HERE
    note_presence(b, b.agents + agent)
    for kind in range(KINDS):
        seat = b.crews[kind].seats + agent
        seat.here = True
        if has_room(seat):
            seat.since = now
    join_crews(b, agent)
    return fill(b, agent, now, SIGNED_IN)


cdef inline void after_going(Board *b, int32_t agent, int64_t now) noexcept nogil:
    cdef int32_t kind
    cdef Seat *seat
    begin(b, now)
    note_presence(b, b.agents + agent)
    leave_crews(b, agent)
    for kind in range(KINDS):
        seat = b.crews[kind].seats + agent
        seat.here = False
        if not seat.used:
            seat.since = now
    b.agents[agent].presence = LEAVING if is_busy(b, agent) else OUT


cdef inline void after_withdrawing(Board *b, int32_t ticket) noexcept nogil:
    b.made_count = 0
    if b.tickets[ticket].flags & IN_LINE:
        leave_line(b, ticket)
    part_all(b, ticket, NONE, NONE)
    forget(b, ticket)


cdef inline int32_t after_relaxing(Board *b, int32_t ticket, int32_t need, int64_t now) noexcept nogil:
    cdef Ticket *t = b.tickets + ticket
    cdef bint in_line = t.flags & IN_LINE
    cdef int32_t link = b.free_link
    begin(b, now)
    if need == t.need:
        return NONE
    if in_line:
        leave_line(b, ticket)
    b.free_link = b.links[link].next
    b.links_used += 1
    b.links[link].what, b.links[link].next = t.need, b.wishes[ticket].former
    b.wishes[ticket].former = link
    t.need = need
    t.flags |= SPECIAL
    return seek(b, ticket, now, RELAXED) if in_line else NONE


cdef inline void after_promoting(Board *b, int32_t ticket, int32_t band, int64_t due) noexcept nogil:
    cdef Ticket *t = b.tickets + ticket
    cdef bint in_line = t.flags & IN_LINE
    b.made_count = 0
    if in_line:
        leave_line(b, ticket)
    t.band, t.due = band, due
    if in_line:
        stand_in_line(b, ticket)


cdef inline int32_t after_releasing(Board *b, int32_t ticket, int64_t now) noexcept nogil:
    cdef Ticket *t = b.tickets + ticket
    cdef bint in_line = t.flags & IN_LINE
    begin(b, now)
    if in_line:
        leave_line(b, ticket)
    t.flags &= ~RESERVED
    return seek(b, ticket, now, RELEASED) if in_line else NONE


cdef inline int32_t after_giving_back(Board *b, int32_t ticket, int32_t agent, int64_t now) noexcept nogil:
    begin(b, now)
    part(b, hold_of(b, ticket, agent), LOST)
    b.wishes[ticket].tries += 1
    return seek(b, ticket, now, GIVEN_BACK)


cdef inline int32_t after_readmitting(Board *b, int32_t ticket, int64_t now) noexcept nogil:
    begin(b, now)
    return seek_again(b, ticket, now, READMITTED) if b.tickets[ticket].flags & IN_LINE else NONE


cdef inline void after_accepting(Board *b, int32_t ticket, int32_t agent) noexcept nogil:
    b.made_count = 0
    if b.tickets[ticket].flags & IN_LINE:
        leave_line(b, ticket)
        part_all(b, ticket, hold_of(b, ticket, agent), LOST)
