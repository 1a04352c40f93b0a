"""Inline: the ready seats of one group by key, then since when they are ready, then id, as a treap over seats.

Like ticket_tree, without positions. A tree is the slot of its root, NONE when nobody is ready.
"""

from libc.stdint cimport int32_t

from _fastroute.board cimport NONE, Seat


cdef inline bint sits_before(const Seat *seats, int32_t one, int32_t other) noexcept nogil:
    if seats[one].key != seats[other].key:
        return seats[one].key < seats[other].key
    if seats[one].since != seats[other].since:
        return seats[one].since < seats[other].since
    return seats[one].id < seats[other].id


cdef inline int32_t seats_merged(Seat *seats, int32_t low, int32_t high) noexcept nogil:
    """One tree of two, where everything in `low` comes before everything in `high`."""
    cdef int32_t root = NONE
    cdef int32_t *place = &root
    while low != NONE and high != NONE:
        if seats[low].weight > seats[high].weight:
            place[0] = low
            place = &seats[low].right
            low = place[0]
        else:
            place[0] = high
            place = &seats[high].left
            high = place[0]
    place[0] = high if low == NONE else low
    return root


cdef inline void seat_into(Seat *seats, int32_t *root, int32_t seat) noexcept nogil:
    """Goes down to where the seat outweighs what stands there, and parts that into what is before and after it."""
    cdef int32_t *place = root
    cdef int32_t *low = &seats[seat].left
    cdef int32_t *high = &seats[seat].right
    cdef int32_t each
    while place[0] != NONE and seats[place[0]].weight >= seats[seat].weight:
        place = &seats[place[0]].left if sits_before(seats, seat, place[0]) else &seats[place[0]].right
    each = place[0]
    place[0] = seat
    while each != NONE:
        if sits_before(seats, each, seat):
            low[0] = each
            low = &seats[each].right
            each = low[0]
        else:
            high[0] = each
            high = &seats[each].left
            each = high[0]
    low[0] = NONE
    high[0] = NONE


cdef inline void seat_out_of(Seat *seats, int32_t *root, int32_t seat) noexcept nogil:
    cdef int32_t *place = root
    while place[0] != seat:
        place = &seats[place[0]].left if sits_before(seats, seat, place[0]) else &seats[place[0]].right
    place[0] = seats_merged(seats, seats[seat].left, seats[seat].right)


cdef inline int32_t first_seat(const Seat *seats, int32_t root) noexcept nogil:
    while root != NONE and seats[root].left != NONE:
        root = seats[root].left
    return root


cdef inline int32_t next_seat(const Seat *seats, int32_t root, int32_t seat) noexcept nogil:
    """The one after it, NONE after the last."""
    cdef int32_t found = NONE
    if seats[seat].right != NONE:
        return first_seat(seats, seats[seat].right)
    while root != seat:
        if sits_before(seats, seat, root):
            found = root
            root = seats[root].left
        else:
            root = seats[root].right
    return found
