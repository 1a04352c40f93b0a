"""Inline: from a ticket's id to its slot. Open addressing over a table twice as long as the ticket table.

A dict would cost 116 bytes for each ticket; this costs 8, since the ids are in the tickets themselves.
"""

from libc.stdint cimport int32_t, int64_t, uint64_t

from _fastroute.ticket_tree cimport NONE, Ticket, scatter


cdef inline size_t wanted_cell(int64_t ticket, size_t mask) noexcept nogil:
    return <size_t>scatter(<uint64_t>ticket) & mask


cdef inline size_t cell_of(const int32_t *cells, size_t mask, const Ticket *tickets, int64_t ticket) noexcept nogil:
    """Where the id is, or the empty cell where it would go. There always is one: the table is at most half full."""
    cdef size_t cell = wanted_cell(ticket, mask)
    while cells[cell] != NONE and tickets[cells[cell]].id != ticket:
        cell = (cell + 1) & mask
    return cell


cdef inline void forget_cell(int32_t *cells, size_t mask, const Ticket *tickets, size_t cell) noexcept nogil:
    """Empties a cell and moves up whatever had to go past it, so that no search ever stops early."""
    cdef size_t hole = cell
    cdef size_t each = (cell + 1) & mask
    cdef size_t wanted
    while cells[each] != NONE:
        wanted = wanted_cell(tickets[cells[each]].id, mask)
        if ((each - wanted) & mask) >= ((each - hole) & mask):
            cells[hole] = cells[each]
            hole = each
        each = (each + 1) & mask
    cells[hole] = NONE
