"""Inline: which waiting ticket an agent gets, and which it would have been otherwise; and standing in line.

Of each line the first ticket's band and due stand in a row of heads, side by side, and where late tickets have their share
its age in another. Only where a head says WARY – its first ticket excludes somebody, or rings – is the line itself looked into.
"""

from libc.stdint cimport INT32_MAX, INT64_MAX, int32_t, int64_t, uint32_t, uint64_t

from _fastroute.bits cimport clear_bit, fits_of, lowest_bit, meets, set_bit
from _fastroute.board cimport IN_LINE, NONE, RESERVED, RINGS, WARY, Board, Choice, Head, Seat, Ticket
from _fastroute.seat_choice cimport is_open_to
from _fastroute.ticket_line cimport first_in_line, next_in_line, put_into_line, take_out_of_line
from _fastroute.ticket_tree cimport is_before, is_older

ctypedef struct Share:    # of the least band seen, what the late rule chooses between
    int32_t band
    int32_t late          # the head that arrived first
    int32_t on_time       # the head that is due first
    int64_t arrival       # of the one
    int64_t due           # of the other

ctypedef struct Seeker:   # who looks for a ticket
    int32_t agent
    int32_t kind
    int32_t group
    int32_t own           # line of what is reserved for them
    int32_t without       # a ticket to pass over
    int64_t now


cdef inline int32_t *line_of(Board *b, int32_t ticket) noexcept nogil:
    if b.tickets[ticket].flags & RESERVED:
        return &b.crews[b.needs[b.tickets[ticket].need].kind].seats[b.wishes[ticket].preferred].own
    return b.lines + b.tickets[ticket].need


cdef inline void note_head(Board *b, int32_t need, int32_t ticket) noexcept nogil:
    cdef const Ticket *t = b.tickets + ticket
    cdef uint32_t wary = WARY if t.excluded != NONE or t.flags & RINGS else 0
    b.heads[need].due = t.due
    b.heads[need].band = t.band
    b.heads[need].slot = <uint32_t>ticket | wary
    if b.late_every:
        b.ages[need].late_after, b.ages[need].arrival = b.wishes[ticket].late_after, t.arrival


cdef inline void stand_in_line(Board *b, int32_t ticket) noexcept nogil:
    cdef Ticket *t = b.tickets + ticket
    cdef int32_t *line = line_of(b, ticket)
    cdef bint first = line[0] == NONE
    t.flags |= IN_LINE
    b.in_line += 1
    put_into_line(b.tickets, line, ticket)
    if t.flags & RESERVED:
        return
    if first:
        set_bit(b.crews[b.needs[t.need].kind].lined, t.need)
        note_head(b, t.need, ticket)
    elif is_before(b.tickets, ticket, <int32_t>(b.heads[t.need].slot & ~<uint32_t>WARY)):
        note_head(b, t.need, ticket)


cdef inline void leave_line(Board *b, int32_t ticket) noexcept nogil:
    cdef Ticket *t = b.tickets + ticket
    cdef int32_t *line = line_of(b, ticket)
    t.flags &= ~IN_LINE
    b.in_line -= 1
    take_out_of_line(b.tickets, line, ticket)
    if t.flags & RESERVED:
        return
    if line[0] == NONE:
        clear_bit(b.crews[b.needs[t.need].kind].lined, t.need)
    elif <int32_t>(b.heads[t.need].slot & ~<uint32_t>WARY) == ticket:
        note_head(b, t.need, first_in_line(b.tickets, line[0]))


cdef inline bint is_for(const Board *b, int32_t ticket, const Seeker *who) noexcept nogil:
    cdef int32_t need = b.tickets[ticket].need
    if ticket == who.without or not meets(b, who.group, need):
        return False
    return is_open_to(b, ticket, who.agent)


cdef inline int32_t next_for(const Board *b, int32_t root, int32_t ticket, const Seeker *who) noexcept nogil:
    """The first after the ticket (NONE: in the line) that they may take."""
    ticket = first_in_line(b.tickets, root) if ticket == NONE else next_in_line(b.tickets, root, ticket)
    while ticket != NONE and not is_for(b, ticket, who):
        ticket = next_in_line(b.tickets, root, ticket)
    return ticket


cdef inline void look_into(
    const Board *b, int32_t root, int32_t ticket, Choice *best, const Seeker *who
) noexcept nogil:
    """The best two, given a line and its first ticket that they may take."""
    while ticket != NONE:  # at most twice: the second of a line cannot push its first out of the best two
        if best.winner == NONE or is_before(b.tickets, ticket, best.winner):
            best.runner_up, best.winner = best.winner, ticket
        elif best.runner_up == NONE or is_before(b.tickets, ticket, best.runner_up):
            best.runner_up = ticket
            return
        else:
            return
        ticket = next_for(b, root, ticket, who) if b.explaining else NONE


cdef inline Choice heads_of_lines(const Board *b, const Seeker *who) noexcept nogil:
    cdef Choice best
    cdef const uint64_t *fits = fits_of(b, who.group)
    cdef const uint64_t *lined = b.crews[who.kind].lined
    cdef const Head *head
    cdef uint64_t bits
    cdef int64_t due = INT64_MAX
    cdef int32_t word, need, ticket, band = INT32_MAX, limit
    best.winner = best.runner_up = NONE
    for word in range(b.need_words):
        bits = fits[word] & lined[word]
        while bits:
            need = (word << 6) + lowest_bit(bits)
            bits &= bits - 1
            head = b.heads + need
            if head.band > band or (head.band == band and head.due > due):
                continue
            ticket = <int32_t>(head.slot & ~<uint32_t>WARY)
            if head.slot & WARY and not is_for(b, ticket, who):
                ticket = next_for(b, b.lines[need], ticket, who)
            look_into(b, b.lines[need], ticket, &best, who)
            limit = best.runner_up if b.explaining else best.winner
            if limit != NONE:
                band, due = b.tickets[limit].band, b.tickets[limit].due
    if who.own != NONE:
        look_into(b, who.own, next_for(b, who.own, NONE, who), &best, who)
    return best


cdef inline bint is_late(const Board *b, int32_t ticket, int64_t now) noexcept nogil:
    return b.wishes[ticket].late_after < now


cdef inline void share_with(const Board *b, Share *share, int32_t ticket, bint late) noexcept nogil:
    """The head of one more line."""
    cdef const Ticket *t = b.tickets + ticket
    if t.band > share.band:
        return
    if t.band < share.band:
        share.band, share.late, share.on_time, share.arrival, share.due = t.band, NONE, NONE, INT64_MAX, INT64_MAX
    if late and (share.late == NONE or is_older(b.tickets, ticket, share.late)):
        share.late, share.arrival = ticket, t.arrival
    if not late and (share.on_time == NONE or is_before(b.tickets, ticket, share.on_time)):
        share.on_time, share.due = ticket, t.due


cdef inline bint is_behind(const Board *b, const Share *share, int32_t need, bint late) noexcept nogil:
    """Whether the head of the line can be neither, by what stands in the rows alone."""
    if b.heads[need].band != share.band:
        return b.heads[need].band > share.band
    return b.ages[need].arrival > share.arrival if late else b.heads[need].due > share.due


cdef inline Share share_of(const Board *b, const Seeker *who) noexcept nogil:
    cdef Share share
    cdef const uint64_t *fits = fits_of(b, who.group)
    cdef const uint64_t *lined = b.crews[who.kind].lined
    cdef uint64_t bits
    cdef int32_t word, need, ticket
    cdef bint late
    share.band, share.late, share.on_time, share.arrival, share.due = INT32_MAX, NONE, NONE, INT64_MAX, INT64_MAX
    for word in range(b.need_words):
        bits = fits[word] & lined[word]
        while bits:
            need = (word << 6) + lowest_bit(bits)
            bits &= bits - 1
            late = b.ages[need].late_after < who.now
            if b.heads[need].slot != <uint32_t>who.without and not b.heads[need].slot & WARY:
                if not is_behind(b, &share, need, late):
                    share_with(b, &share, <int32_t>b.heads[need].slot, late)
                continue
            ticket = next_for(b, b.lines[need], NONE, who)
            if ticket != NONE:
                share_with(b, &share, ticket, is_late(b, ticket, who.now))
    if who.own != NONE:
        ticket = next_for(b, who.own, NONE, who)
        if ticket != NONE:
            share_with(b, &share, ticket, is_late(b, ticket, who.now))
    return share


cdef inline int32_t by_share(const Board *b, const Share *share) noexcept nogil:
    if share.late == NONE or (share.on_time != NONE and b.on_time_in_a_row < b.late_every - 1):
        return share.on_time
    return share.late


cdef inline Choice choose_ticket(Board *b, int32_t agent, int32_t kind, int64_t now) noexcept nogil:
    """And counts whose turn it is."""
    cdef Choice best
    cdef Share share, rest
    cdef Seeker who
    cdef const Seat *seat = b.crews[kind].seats + agent
    who.agent, who.kind, who.group, who.own, who.without, who.now = agent, kind, seat.group, seat.own, NONE, now
    if not b.in_line:
        best.winner = best.runner_up = NONE
        return best
    if not b.late_every:
        return heads_of_lines(b, &who)
    share = share_of(b, &who)
    best.winner, best.runner_up = by_share(b, &share), NONE
    if best.winner != NONE and b.explaining:
        who.without = best.winner
        rest = share_of(b, &who)
        best.runner_up = by_share(b, &rest)
    if best.winner != NONE and best.winner == share.late:
        b.on_time_in_a_row = 0
    elif share.late != NONE:
        b.on_time_in_a_row += 1
    return best
