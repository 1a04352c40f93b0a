"""Inline: rows of bits, and which needs are met by whom in them."""

from libc.stdint cimport int32_t, uint64_t

from _fastroute.board cimport Board

cdef extern from *:
    int lowest_bit "__builtin_ctzll" (uint64_t) noexcept nogil


cdef inline void put_bit(uint64_t *row, int32_t position, bint on) noexcept nogil:
    if on:
        row[position >> 6] |= <uint64_t>1 << (position & 63)
    else:
        row[position >> 6] &= ~(<uint64_t>1 << (position & 63))


cdef inline bint has_bit(const uint64_t *row, int32_t position) noexcept nogil:
    return row[position >> 6] >> (position & 63) & 1


cdef inline uint64_t *row_of(const Board *b, int32_t need) noexcept nogil:
    """The groups that meet it."""
    return b.rows + <size_t>need * (b.group_room >> 6)


cdef inline uint64_t *fits_of(const Board *b, int32_t group) noexcept nogil:
    """The needs it meets."""
    return b.fits + <size_t>group * (b.need_room >> 6)


cdef inline bint meets(const Board *b, int32_t group, int32_t need) noexcept nogil:
    return has_bit(fits_of(b, group), need)
