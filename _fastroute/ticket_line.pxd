"""Inline: the waiting tickets of one line in order of service: in lanes as long as they come in order, then as a tree.

A line is a slot, NONE when it is empty; in lanes the first ticket, in a tree the root. Each is found by its own flag.
What became a tree stays one until it is empty, so that each ticket is planted at most once.
"""

from libc.stdint cimport int32_t

from _fastroute.board cimport NONE, Ticket
from _fastroute.ticket_lanes cimport (
    has_lanes, join_lane, leave_lane, next_in_lanes, place_near_head, plant,
)
from _fastroute.ticket_tree cimport first_in_tree, next_in_tree, place_in_tree, put_into_tree, take_out_of_tree


cdef inline void put_into_line(Ticket *tickets, int32_t *line, int32_t ticket) noexcept nogil:
    if line[0] == NONE or has_lanes(tickets, line[0]):
        if join_lane(tickets, line, ticket):
            return
        plant(tickets, line)
    put_into_tree(tickets, line, ticket)


cdef inline void take_out_of_line(Ticket *tickets, int32_t *line, int32_t ticket) noexcept nogil:
    if has_lanes(tickets, ticket):
        leave_lane(tickets, line, ticket)
    else:
        take_out_of_tree(tickets, line, ticket)


cdef inline int32_t first_in_line(const Ticket *tickets, int32_t line) noexcept nogil:
    """NONE when it is empty. In lanes it has nobody before it, as the first of a tree has no branch there."""
    return first_in_tree(tickets, line)


cdef inline int32_t next_in_line(const Ticket *tickets, int32_t line, int32_t ticket) noexcept nogil:
    """The one after it, NONE after the last."""
    if has_lanes(tickets, ticket):
        return next_in_lanes(tickets, line, ticket)
    return next_in_tree(tickets, line, ticket)


cdef inline int32_t place_in_line(Ticket *tickets, int32_t *line, int32_t ticket) noexcept nogil:
    """Position, 1 is the first."""
    cdef int32_t place
    if has_lanes(tickets, ticket):
        place = place_near_head(tickets, line[0], ticket)
        if place:
            return place
        plant(tickets, line)
    return place_in_tree(tickets, line[0], ticket)
