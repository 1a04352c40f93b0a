"""Inline: from an id to its slot. Open addressing over a table of slots, twice as long as the table of records.

A dict would cost 116 bytes for each ticket; this costs 8, since the ids are in the records themselves: whatever the
record, its id comes first, and `width` is its size. `scatter` is the product's one way to mix bits.
"""

from libc.stdint cimport int32_t, int64_t, uint64_t

from _fastroute.board cimport NONE, Agent, Board, Ticket


cdef inline uint64_t scatter(uint64_t number) noexcept nogil:
    """Spreads neighbouring numbers over all 64 bits (the finisher of splitmix64)."""
    number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9ULL
    number = (number ^ (number >> 27)) * 0x94D049BB133111EBULL
    return number ^ (number >> 31)


cdef inline int64_t id_in(const void *records, size_t width, int32_t slot) noexcept nogil:
    return (<const int64_t *>(<const char *>records + slot * width))[0]


cdef inline size_t cell_of(
    const int32_t *cells, size_t mask, const void *records, size_t width, int64_t id_
) noexcept nogil:
    """Where the id is, or the empty cell where it would go. There always is one: the table is at most half full."""
    cdef size_t cell = <size_t>scatter(<uint64_t>id_) & mask
    while cells[cell] != NONE and id_in(records, width, cells[cell]) != id_:
        cell = (cell + 1) & mask
    return cell


cdef inline void forget_cell(
    int32_t *cells, size_t mask, const void *records, size_t width, int64_t id_
) noexcept nogil:
    """Empties its cell and moves up whatever had to go past it, so that no search ever stops early."""
    cdef size_t hole = cell_of(cells, mask, records, width, id_)
    cdef size_t each = (hole + 1) & mask
    cdef size_t wanted
    while cells[each] != NONE:
        wanted = <size_t>scatter(<uint64_t>id_in(records, width, cells[each])) & mask
        if ((each - wanted) & mask) >= ((each - hole) & mask):
            cells[hole] = cells[each]
            hole = each
        each = (each + 1) & mask
    cells[hole] = NONE


cdef inline int32_t agent_with(const Board *b, int64_t id_) noexcept nogil:
    """NONE when there is none."""
    # Who counts agents from 0 has given them their slots: then the seat, which is looked at next anyway, says so.
    if 0 <= id_ < b.agent_room and b.crews[0].seats[id_].id == id_ and b.crews[0].seats[id_].group != NONE:
        return <int32_t>id_
    if not b.agent_room:
        return NONE
    return b.agent_cells[cell_of(b.agent_cells, 2 * <size_t>b.agent_room - 1, b.agents, sizeof(Agent), id_)]


cdef inline int32_t ticket_with(const Board *b, int64_t id_) noexcept nogil:
    """NONE when there is none, or tickets are not indexed."""
    if not b.indexed or not b.ticket_room:
        return NONE
    return b.ticket_cells[cell_of(b.ticket_cells, 2 * <size_t>b.ticket_room - 1, b.tickets, sizeof(Ticket), id_)]
