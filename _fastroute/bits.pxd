"""Inline: rows of bits, and which needs are met by whom in them."""

from libc.stdint cimport int32_t, uint64_t

from _fastroute.board cimport Board

cdef extern from *:
    int lowest_bit "__builtin_ctzll" (uint64_t) noexcept nogil
    void fetch "__builtin_prefetch" (const void *) noexcept nogil


cdef inline void set_bit(uint64_t *row, int32_t position) noexcept nogil:
    row[position >> 6] |= <uint64_t>1 << (position & 63)


cdef inline void clear_bit(uint64_t *row, int32_t position) noexcept nogil:
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


cdef inline void fetch_row(const Board *b, int32_t need) noexcept nogil:
    """Early, and all at once: of many rows hardly one is near."""
    cdef const uint64_t *row = row_of(b, need)
    cdef int32_t word
    for word in range(0, b.group_words, 8):
        fetch(row + word)


cdef inline void fetch_fits(const Board *b, int32_t group) noexcept nogil:
    cdef const uint64_t *row = fits_of(b, group)
    cdef int32_t word
    for word in range(0, (b.need_count + 63) >> 6, 8):
        fetch(row + word)
