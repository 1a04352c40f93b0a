"""Inline: the waiting tickets of one need in due order, as a treap over slots of the ticket table.

A heap would give the head as cheaply, but not the position in line; a treap gives both, and withdrawal, in O(log n),
and needs nothing but four numbers in the ticket itself. A line is the slot of its root, NONE when empty.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t

cdef enum:
    NONE = -1  # no slot

ctypedef struct Exclusion:
    int32_t agent
    int32_t next

ctypedef struct Ticket:
    int64_t id
    int64_t due
    int64_t arrival
    int64_t decided     # when the last decision gave it to an agent
    int64_t runner_up   # id; which kind follows from trigger
    int64_t won_with
    int64_t lost_with
    uint32_t weight     # of the treap: parents weigh more than children
    int32_t size        # of the subtree
    int32_t left        # also chains the free slots
    int32_t right
    int32_t need
    int32_t holder      # slot of the agent who has it; NONE while it waits
    int32_t excluded    # first Exclusion
    uint8_t trigger
    uint8_t told_by


cdef inline uint64_t scatter(uint64_t number) noexcept nogil:
    """Spreads neighbouring numbers over all 64 bits (the finisher of splitmix64)."""
    number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9ULL
    number = (number ^ (number >> 27)) * 0x94D049BB133111EBULL
    return number ^ (number >> 31)


cdef inline bint is_before(const Ticket *tickets, int32_t one, int32_t other) noexcept nogil:
    """The order of service: least due, then earliest arrival, then lowest id."""
    if tickets[one].due != tickets[other].due:
        return tickets[one].due < tickets[other].due
    if tickets[one].arrival != tickets[other].arrival:
        return tickets[one].arrival < tickets[other].arrival
    return tickets[one].id < tickets[other].id


cdef inline bint excludes(
    const Ticket *tickets, const Exclusion *exclusions, int32_t ticket, int32_t agent
) noexcept nogil:
    cdef int32_t each = tickets[ticket].excluded
    while each != NONE:
        if exclusions[each].agent == agent:
            return True
        each = exclusions[each].next
    return False


cdef inline int32_t size_of(const Ticket *tickets, int32_t root) noexcept nogil:
    return 0 if root == NONE else tickets[root].size


cdef inline void count_again(Ticket *tickets, int32_t root) noexcept nogil:
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


cdef inline void split(Ticket *tickets, int32_t root, int32_t at, int32_t *low, int32_t *high) noexcept nogil:
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


cdef inline int32_t with_ticket(Ticket *tickets, int32_t root, int32_t ticket) noexcept nogil:
    cdef int32_t low, high
    # The weight comes from the id: the same tickets make the same tree in every run, in whatever order they came.
    tickets[ticket].weight = <uint32_t>(scatter(<uint64_t>tickets[ticket].id) >> 32)
    tickets[ticket].size = 1
    tickets[ticket].left = NONE
    tickets[ticket].right = NONE
    split(tickets, root, ticket, &low, &high)
    return merged(tickets, merged(tickets, low, ticket), high)


cdef inline int32_t without_ticket(Ticket *tickets, int32_t root, int32_t ticket) noexcept nogil:
    if root == ticket:
        return merged(tickets, tickets[root].left, tickets[root].right)
    if is_before(tickets, ticket, root):
        tickets[root].left = without_ticket(tickets, tickets[root].left, ticket)
    else:
        tickets[root].right = without_ticket(tickets, tickets[root].right, ticket)
    tickets[root].size -= 1
    return root


cdef inline int32_t place_of(const Ticket *tickets, int32_t root, int32_t ticket) noexcept nogil:
    """Position in line, 1 is the head."""
    cdef int32_t place = 1
    while root != ticket:
        if is_before(tickets, ticket, root):
            root = tickets[root].left
        else:
            place += 1 + size_of(tickets, tickets[root].left)
            root = tickets[root].right
    return place + size_of(tickets, tickets[root].left)


cdef inline int32_t first_for(
    const Ticket *tickets, const Exclusion *exclusions, int32_t root, int32_t agent, int32_t after
) noexcept nogil:
    """The first ticket after `after` (NONE: from the head) that does not exclude the agent (NONE: whomever)."""
    cdef int32_t found
    while root != NONE:
        if after == NONE or is_before(tickets, after, root):
            found = first_for(tickets, exclusions, tickets[root].left, agent, after)
            if found != NONE:
                return found
            if agent == NONE or not excludes(tickets, exclusions, root, agent):
                return root
        root = tickets[root].right
    return NONE
