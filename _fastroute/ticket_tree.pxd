"""Inline: the waiting tickets of a line as a treap over slots of the ticket table, where they do not come in order.

A heap would give the first as cheaply, but not the position in line; a treap gives both, and withdrawal, in O(log n), and
needs nothing but numbers in the ticket itself. Each subtree knows its size. A tree is the slot of its root, NONE when empty.
"""

from libc.stdint cimport int32_t, int64_t, uint32_t, uint64_t

from _fastroute.board cimport NONE, Ticket
from _fastroute.slot_index cimport scatter


cdef inline bint is_older(const Ticket *tickets, int32_t one, int32_t other) noexcept nogil:
    """The order of late tickets: earliest arrival, then lowest id."""
    if tickets[one].arrival != tickets[other].arrival:
        return tickets[one].arrival < tickets[other].arrival
    return tickets[one].id < tickets[other].id


cdef inline bint is_before(const Ticket *tickets, int32_t one, int32_t other) noexcept nogil:
    """The order of service: least band, least due, then earliest arrival, then lowest id."""
    if tickets[one].band != tickets[other].band:
        return tickets[one].band < tickets[other].band
    if tickets[one].due != tickets[other].due:
        return tickets[one].due < tickets[other].due
    return is_older(tickets, one, other)


cdef inline uint32_t weight_of(const Ticket *t) noexcept nogil:
    """It comes from the id: the same tickets make the same tree in every run, in whatever order they came."""
    return <uint32_t>(scatter(<uint64_t>t.id) >> 32)


cdef inline int32_t size_of(const Ticket *tickets, int32_t root) noexcept nogil:
    return 0 if root == NONE else tickets[root].size


cdef inline void count_again(Ticket *tickets, int32_t root) noexcept nogil:
    """Size of a subtree, from those of its branches."""
    tickets[root].size = 1 + size_of(tickets, tickets[root].left) + size_of(tickets, tickets[root].right)


cdef inline int32_t merged(Ticket *tickets, int32_t low, int32_t high) noexcept nogil:
    """One line of two, where everything in `low` comes before everything in `high`."""
    if low == NONE:
        return high
    if high == NONE:
        return low
    if tickets[low].weight > tickets[high].weight:
        tickets[low].right = merged(tickets, tickets[low].right, high)
        count_again(tickets, low)
        return low
    tickets[high].left = merged(tickets, low, tickets[high].left)
    count_again(tickets, high)
    return high


cdef inline void split(
    Ticket *tickets, int32_t root, int32_t at, int32_t *low, int32_t *high
) noexcept nogil:
    """Parts a line into what comes before the ticket `at`, which is not in it, and what comes after."""
    if root == NONE:
        low[0] = NONE
        high[0] = NONE
    elif is_before(tickets, root, at):
        low[0] = root
        split(tickets, tickets[root].right, at, &tickets[root].right, high)
        count_again(tickets, root)
    else:
        high[0] = root
        split(tickets, tickets[root].left, at, low, &tickets[root].left)
        count_again(tickets, root)


cdef inline void put_into_tree(Ticket *tickets, int32_t *root, int32_t ticket) noexcept nogil:
    """Goes down to where the ticket outweighs what stands there; only that part is taken apart. It is short."""
    cdef Ticket *t = tickets + ticket
    cdef int32_t *place = root
    t.weight = weight_of(t)
    while place[0] != NONE and tickets[place[0]].weight >= t.weight:
        tickets[place[0]].size += 1
        if is_before(tickets, ticket, place[0]):
            place = &tickets[place[0]].left
        else:
            place = &tickets[place[0]].right
    split(tickets, place[0], ticket, &t.left, &t.right)
    place[0] = ticket
    count_again(tickets, ticket)


cdef inline void take_out_of_tree(Ticket *tickets, int32_t *root, int32_t ticket) noexcept nogil:
    cdef int32_t *place = root
    while place[0] != ticket:
        tickets[place[0]].size -= 1
        if is_before(tickets, ticket, place[0]):
            place = &tickets[place[0]].left
        else:
            place = &tickets[place[0]].right
    place[0] = merged(tickets, tickets[ticket].left, tickets[ticket].right)


cdef inline int32_t place_in_tree(const Ticket *tickets, int32_t root, int32_t ticket) noexcept nogil:
    """Position in line, 1 is the first."""
    cdef int32_t place = 1
    while root != ticket:
        if is_before(tickets, ticket, root):
            root = tickets[root].left
        else:
            place += 1 + size_of(tickets, tickets[root].left)
            root = tickets[root].right
    return place + size_of(tickets, tickets[root].left)


cdef inline int32_t first_in_tree(const Ticket *tickets, int32_t root) noexcept nogil:
    while root != NONE and tickets[root].left != NONE:
        root = tickets[root].left
    return root


cdef inline int32_t next_in_tree(const Ticket *tickets, int32_t root, int32_t ticket) noexcept nogil:
    """The one after it, NONE after the last."""
    cdef int32_t found = NONE
    if tickets[ticket].right != NONE:
        return first_in_tree(tickets, tickets[ticket].right)
    while root != ticket:
        if is_before(tickets, ticket, root):
            found = root
            root = tickets[root].left
        else:
            root = tickets[root].right
    return found
