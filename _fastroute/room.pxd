"""Inline: longer tables. Each function doubles one kind of them and answers False, with nothing lost, when memory is short.

Tables begin at two lines of the cache, so that a ticket and a hold are one of them and a seat is three.
"""

from libc.stdint cimport INT64_MIN, int32_t, int64_t, uint64_t
from libc.stdlib cimport free
from libc.string cimport memcpy, memset

from _fastroute.board cimport (
    KINDS, NONE, SKILLS, USED, Age, Agent, Board, Crew, Group, Head, Hold, Link, Mark, Match, Need,
    OwnTier, Seat, Ticket, Wish,
)
from _fastroute.slot_index cimport cell_of, scatter

cdef extern from "stdlib.h" nogil:
    void *aligned_alloc(size_t, size_t)


cdef inline bint longer(void **table, size_t before, size_t after, int fill) noexcept nogil:
    """So many bytes; the new ones are filled with this one."""
    cdef char *new = <char *>aligned_alloc(128, (max(<size_t>1, after) + 127) & ~<size_t>127)
    if new == NULL:
        return False
    if before:
        memcpy(new, table[0], before)
    memset(new + before, fill, after - before)
    free(table[0])
    table[0] = new
    return True


cdef inline bint wider(uint64_t **table, size_t rows, size_t room, size_t before, size_t after) noexcept nogil:
    """Rows of bits, each with so many words before and after; so many rows in use, and room for so many."""
    cdef void *new = NULL
    cdef size_t row
    if not longer(&new, 0, room * after * sizeof(uint64_t), 0):
        return False
    for row in range(rows):
        memcpy(<uint64_t *>new + row * after, table[0] + row * before, before * sizeof(uint64_t))
    free(table[0])
    table[0] = <uint64_t *>new
    return True


cdef inline bint grow_agents(Board *b) noexcept nogil:
    cdef int32_t room = b.agent_room, more = max(64, 2 * room), kind, slot
    for kind in range(KINDS):
        if not longer(<void **>&b.crews[kind].seats, room * sizeof(Seat), more * sizeof(Seat), 0xFF):
            return False
    if not longer(<void **>&b.agents, room * sizeof(Agent), more * sizeof(Agent), 0):
        return False
    if not longer(<void **>&b.agent_cells, 0, 2 * more * sizeof(int32_t), 0xFF):
        return False
    for slot in range(room):
        if b.agents[slot].there:
            b.agent_cells[cell_of(b.agent_cells, 2 * more - 1, b.agents, sizeof(Agent), b.agents[slot].id)] = slot
    for slot in range(more - 1, room - 1, -1):
        b.agents[slot].group = b.free_agent
        b.free_agent = slot
    b.agent_room = more
    return True


cdef inline bint grow_crew(Crew *crew, size_t room, size_t more) noexcept nogil:
    """Its tables by group."""
    return (
        longer(<void **>&crew.roots, room * sizeof(int32_t), more * sizeof(int32_t), 0xFF)
        and longer(<void **>&crew.firsts, room * sizeof(int32_t), more * sizeof(int32_t), 0xFF)
        and longer(<void **>&crew.keys, room * sizeof(int64_t), more * sizeof(int64_t), 0)
        and longer(<void **>&crew.staying, room * sizeof(int32_t), more * sizeof(int32_t), 0)
        and longer(<void **>&crew.ready, room >> 3, more >> 3, 0)
        and longer(<void **>&crew.staffed, room >> 3, more >> 3, 0)
        and longer(<void **>&crew.ties, room * sizeof(int64_t), more * sizeof(int64_t), 0)
        and longer(<void **>&crew.least, (room >> 6) * sizeof(Mark), (more >> 6) * sizeof(Mark), 0)
    )


cdef inline bint grow_groups(Board *b) noexcept nogil:
    cdef int32_t room = b.group_room, more = max(64, 2 * room), kind, slot
    cdef size_t need_words = b.need_room >> 6
    for kind in range(KINDS):
        if not grow_crew(&b.crews[kind], room, more):
            return False
        for slot in range(room >> 6, more >> 6):
            b.crews[kind].least[slot].key = b.crews[kind].least[slot].tie = INT64_MIN
    if not longer(<void **>&b.groups, room * sizeof(Group), more * sizeof(Group), 0):
        return False
    if not longer(<void **>&b.levels, <size_t>room * SKILLS, <size_t>more * SKILLS, 0):
        return False
    if not longer(<void **>&b.fits, room * need_words * 8, more * need_words * 8, 0):
        return False
    if not wider(&b.rows, b.need_count, b.need_room, room >> 6, more >> 6):
        return False
    for slot in range(more - 1, room - 1, -1):
        b.groups[slot].next = b.free_group
        b.free_group = slot
    b.group_room = more
    return True


cdef inline bint grow_needs(Board *b) noexcept nogil:
    cdef size_t room = b.need_room, more = max(<size_t>64, 2 * room), row = (b.group_room >> 6) * sizeof(uint64_t)
    cdef int32_t kind
    for kind in range(KINDS):
        if not longer(<void **>&b.crews[kind].lined, room >> 3, more >> 3, 0):
            return False
    if not (
        longer(<void **>&b.needs, room * sizeof(Need), more * sizeof(Need), 0)
        and longer(<void **>&b.least, room * SKILLS, more * SKILLS, 0)
        and longer(<void **>&b.lines, room * sizeof(int32_t), more * sizeof(int32_t), 0xFF)
        and longer(<void **>&b.heads, room * sizeof(Head), more * sizeof(Head), 0)
        and longer(<void **>&b.ages, room * sizeof(Age), more * sizeof(Age), 0)
        and longer(<void **>&b.rows, room * row, more * row, 0)
        and wider(&b.fits, b.group_room, b.group_room, room >> 6, more >> 6)
    ):
        return False
    b.need_room = <int32_t>more
    return True


cdef inline bint grow_tickets(Board *b) noexcept nogil:
    cdef int32_t room = b.ticket_room, more = max(64, 2 * room), slot
    cdef size_t mask = 2 * <size_t>more - 1
    if not longer(<void **>&b.wishes, room * sizeof(Wish), more * sizeof(Wish), 0xFF):
        return False
    if not longer(<void **>&b.tickets, room * sizeof(Ticket), more * sizeof(Ticket), 0):
        return False
    if b.indexed:
        if not longer(<void **>&b.ticket_cells, 0, 2 * more * sizeof(int32_t), 0xFF):
            return False
        for slot in range(room):
            if b.tickets[slot].flags & USED:
                b.ticket_cells[cell_of(b.ticket_cells, mask, b.tickets, sizeof(Ticket), b.tickets[slot].id)] = slot
    for slot in range(more - 1, room - 1, -1):
        b.tickets[slot].left = b.free_ticket
        b.free_ticket = slot
    b.ticket_room = more
    return True


cdef inline bint grow_links(Board *b) noexcept nogil:
    cdef int32_t room = b.link_room, more = max(64, 2 * room), each
    if not longer(<void **>&b.links, room * sizeof(Link), more * sizeof(Link), 0):
        return False
    for each in range(more - 1, room - 1, -1):
        b.links[each].next = b.free_link
        b.free_link = each
    b.link_room = more
    return True


cdef inline bint grow_holds(Board *b) noexcept nogil:
    """An operation makes no more matches than there are units, so both have the same room."""
    cdef int32_t room = b.hold_room, more = max(64, 2 * room), each
    if not longer(<void **>&b.made, room * sizeof(Match), more * sizeof(Match), 0):
        return False
    if not longer(<void **>&b.holds, room * sizeof(Hold), more * sizeof(Hold), 0):
        return False
    for each in range(more - 1, room - 1, -1):
        b.holds[each].next = b.free_hold
        b.free_hold = each
    b.hold_room = more
    return True


cdef inline size_t own_tier_cell(
    const OwnTier *cells, size_t mask, int64_t agent, int32_t need
) noexcept nogil:
    """Where the tier of the agent for the need is, or would be."""
    cdef size_t cell = <size_t>scatter(scatter(<uint64_t>agent) + <uint64_t>need) & mask
    while cells[cell].need != NONE and (cells[cell].need != need or cells[cell].agent != agent):
        cell = (cell + 1) & mask
    return cell


cdef inline bint grow_own_tiers(Board *b) noexcept nogil:
    """Twice as many cells, so that at most half of them are used."""
    cdef size_t room = b.own_tier_room, more = max(<size_t>64, 2 * room), each
    cdef const OwnTier *old = b.own_tiers
    cdef void *new = NULL
    if not longer(&new, 0, more * sizeof(OwnTier), 0xFF):
        return False
    for each in range(room):
        if old[each].need != NONE:
            (<OwnTier *>new)[own_tier_cell(<OwnTier *>new, more - 1, old[each].agent, old[each].need)] = old[each]
    free(b.own_tiers)
    b.own_tiers = <OwnTier *>new
    b.own_tier_room = <int32_t>more
    return True


cdef inline void free_tables(Board *b) noexcept nogil:
    cdef int32_t kind
    for kind in range(KINDS):
        free(b.crews[kind].seats)
        free(b.crews[kind].roots)
        free(b.crews[kind].keys)
        free(b.crews[kind].ties)
        free(b.crews[kind].firsts)
        free(b.crews[kind].ready)
        free(b.crews[kind].staying)
        free(b.crews[kind].staffed)
        free(b.crews[kind].least)
        free(b.crews[kind].lined)
    free(b.agents)
    free(b.agent_cells)
    free(b.groups)
    free(b.levels)
    free(b.fits)
    free(b.needs)
    free(b.least)
    free(b.rows)
    free(b.lines)
    free(b.heads)
    free(b.ages)
    free(b.tickets)
    free(b.wishes)
    free(b.ticket_cells)
    free(b.links)
    free(b.holds)
    free(b.made)
    free(b.own_tiers)
