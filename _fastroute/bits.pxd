"""Inline: rows of bits, one per agent slot."""

from libc.stdint cimport int32_t, uint64_t

cdef extern from *:
    int lowest_bit "__builtin_ctzll" (uint64_t) noexcept nogil


cdef inline void put_bit(uint64_t *row, int32_t position, bint on) noexcept nogil:
    if on:
        row[position >> 6] |= <uint64_t>1 << (position & 63)
    else:
        row[position >> 6] &= ~(<uint64_t>1 << (position & 63))
