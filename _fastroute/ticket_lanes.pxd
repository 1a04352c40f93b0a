"""Inline: a line while its tickets come in order: one lane per band, in which each new ticket stands last.

Mostly they do come in order, and then joining and leaving cost the same however many wait. The line is the first of the
first lane, whose weight is the number of lanes; the first of each leads to the next lane and to the last of its own. A
ticket that would have to go in between makes a tree of the line (ticket_tree.pxd), and so does who asks for a position
far from the head.
"""

from libc.stdint cimport int32_t, uint32_t

from _fastroute.board cimport IN_LANE, NONE, Ticket
from _fastroute.ticket_tree cimport count_again, is_before, weight_of

cdef enum:
    LANES = 16            # of one line: so many are looked through
    STEPS = 32            # from the head, to find a position


cdef inline bint has_lanes(const Ticket *tickets, int32_t line) noexcept nogil:
    return tickets[line].flags & IN_LANE


cdef inline int32_t *lane_for(Ticket *tickets, int32_t *line, int32_t band) noexcept nogil:
    """Where the lane of the band is, or would be."""
    cdef int32_t *place = line
    while place[0] != NONE and tickets[place[0]].band < band:
        place = &tickets[place[0]].onward
    return place


cdef inline bint join_lane(Ticket *tickets, int32_t *line, int32_t ticket) noexcept nogil:
    """False, and nothing has changed, where the ticket would not be the last of its lane."""
    cdef Ticket *t = tickets + ticket
    cdef int32_t *place = lane_for(tickets, line, t.band)
    cdef int32_t first = place[0], last
    cdef uint32_t lanes
    if first == NONE or tickets[first].band != t.band:
        lanes = tickets[line[0]].weight if line[0] != NONE else 0
        if lanes == LANES:
            return False
        t.left, t.right, t.size, t.onward = NONE, NONE, ticket, first
        place[0] = ticket
        tickets[line[0]].weight = lanes + 1
    else:
        last = tickets[first].size
        if not is_before(tickets, last, ticket):
            return False
        t.left, t.right = last, NONE
        tickets[last].right = ticket
        tickets[first].size = ticket
    t.flags |= IN_LANE
    return True


cdef inline void leave_lane(Ticket *tickets, int32_t *line, int32_t ticket) noexcept nogil:
    cdef Ticket *t = tickets + ticket
    cdef int32_t *place
    cdef uint32_t lanes = tickets[line[0]].weight
    t.flags &= ~IN_LANE
    if t.left != NONE and t.right != NONE:
        tickets[t.left].right = t.right
        tickets[t.right].left = t.left
        return
    place = lane_for(tickets, line, t.band)
    if t.left != NONE:
        tickets[t.left].right = NONE
        tickets[place[0]].size = t.left
    elif t.right != NONE:
        tickets[t.right].left, tickets[t.right].size, tickets[t.right].onward = NONE, t.size, t.onward
        place[0] = t.right
        tickets[line[0]].weight = lanes
    else:
        place[0] = t.onward
        if line[0] != NONE:
            tickets[line[0]].weight = lanes - 1


cdef inline int32_t next_in_lanes(const Ticket *tickets, int32_t line, int32_t ticket) noexcept nogil:
    if tickets[ticket].right != NONE:
        return tickets[ticket].right
    while line != NONE and tickets[line].band <= tickets[ticket].band:
        line = tickets[line].onward
    return line


cdef inline int32_t place_near_head(const Ticket *tickets, int32_t line, int32_t ticket) noexcept nogil:
    """Position in line; 0 when it is further than STEPS."""
    cdef int32_t each = line, place
    for place in range(1, STEPS + 1):
        if each == ticket:
            return place
        each = next_in_lanes(tickets, line, each)
    return 0


cdef inline void plant(Ticket *tickets, int32_t *line) noexcept nogil:
    """Makes a tree of the lanes: each in turn joins it at its right end, above whomever there it outweighs."""
    cdef int32_t lane = line[0], next_lane, each, after, end = NONE
    while lane != NONE:
        next_lane, each = tickets[lane].onward, lane
        while each != NONE:
            after = tickets[each].right
            join_right_end(tickets, &end, each)
            each = after
        lane = next_lane
    while end != NONE:
        count_again(tickets, end)
        line[0] = end
        end = tickets[end].onward


cdef inline void join_right_end(Ticket *tickets, int32_t *end, int32_t ticket) noexcept nogil:
    """Meanwhile `onward` is who is above, from the right end up to the root."""
    cdef Ticket *t = tickets + ticket
    cdef int32_t below = NONE
    t.flags &= ~IN_LANE
    t.weight = weight_of(t)
    while end[0] != NONE and tickets[end[0]].weight < t.weight:
        count_again(tickets, end[0])
        below = end[0]
        end[0] = tickets[end[0]].onward
    t.left, t.right, t.onward = below, NONE, end[0]
    if end[0] != NONE:
        tickets[end[0]].right = ticket
    end[0] = ticket
