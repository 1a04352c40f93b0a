"""Inline: busy time that fades, for least_occupied. Only + − × ÷, so that every machine counts the same.

Time is cut into slices. When one is over, all that came before it counts 2^(−1/SLICES), exactly: FADES below.
The key of an idle seat is its busy time at a common instant, as a logarithm: idle seats never overtake each other.
"""

from libc.stdint cimport INT64_MIN, int32_t, int64_t, uint64_t
from libc.string cimport memcpy

from _fastroute.board cimport SLICES, Board, Seat

cdef extern from *:
    """
    static const double callbox_fades[32] = {  /* 2^(-i/32), nearest double */
        0x1.0000000000000p+0, 0x1.f50765b6e4540p-1, 0x1.ea4afa2a490dap-1, 0x1.dfc97337b9b5fp-1,
        0x1.d5818dcfba487p-1, 0x1.cb720dcef9069p-1, 0x1.c199bdd85529cp-1, 0x1.b7f76f2fb5e47p-1,
        0x1.ae89f995ad3adp-1, 0x1.a5503b23e255dp-1, 0x1.9c49182a3f090p-1, 0x1.93737b0cdc5e5p-1,
        0x1.8ace5422aa0dbp-1, 0x1.82589994cce13p-1, 0x1.7a11473eb0187p-1, 0x1.71f75e8ec5f74p-1,
        0x1.6a09e667f3bcdp-1, 0x1.6247eb03a5585p-1, 0x1.5ab07dd485429p-1, 0x1.5342b569d4f82p-1,
        0x1.4bfdad5362a27p-1, 0x1.44e086061892dp-1, 0x1.3dea64c123422p-1, 0x1.371a7373aa9cbp-1,
        0x1.306fe0a31b715p-1, 0x1.29e9df51fdee1p-1, 0x1.2387a6e756238p-1, 0x1.1d4873168b9aap-1,
        0x1.172b83c7d517bp-1, 0x1.11301d0125b51p-1, 0x1.0b5586cf9890fp-1, 0x1.059b0d3158574p-1,
    };
    """
    const double FADES "callbox_fades"[32]


cdef inline int64_t floor_divided(int64_t number, int64_t by) noexcept nogil:
    return number // by - (number % by < 0)


cdef inline double half_to_the(int32_t power) noexcept nogil:
    """2^−power, exact up to 1022, by the bits of the double."""
    cdef int64_t bits = <int64_t>(1023 - power) << 52
    cdef double value
    memcpy(&value, &bits, sizeof(value))
    return value


cdef inline double faded(double busy, uint64_t slices) noexcept nogil:
    if slices >= 1000 * SLICES:
        return 0.0
    return busy * (FADES[slices % SLICES] * half_to_the(<int32_t>(slices // SLICES)))


cdef inline int64_t slice_at(Board *b, int64_t now) noexcept nogil:
    """Mostly that of the last time: a division costs as much as all else when an agent is freed."""
    cdef int64_t past
    if now < b.slice_asked or <uint64_t>now - <uint64_t>b.slice_asked >= <uint64_t>b.slice_left:
        b.slice_number = floor_divided(now, b.slice)
        past = now % b.slice
        b.slice_asked, b.slice_left = now, -past if past < 0 else b.slice - past
    return b.slice_number


cdef inline void count_busy(Board *b, Seat *seat, int64_t length, int64_t now) noexcept nogil:
    cdef int64_t slice = slice_at(b, now)
    if seat.busy == 0.0:
        seat.slice = slice
    elif slice > seat.slice:
        seat.busy = faded(seat.busy, <uint64_t>slice - <uint64_t>seat.slice)
        seat.slice = slice
    seat.busy += <double>length


cdef inline int64_t occupation(const Seat *seat) noexcept nogil:
    """The key. 12 bits less than a double has leave room for 4 million halvings."""
    cdef int64_t bits, whole = floor_divided(seat.slice, SLICES)
    cdef int64_t part = seat.slice - whole * SLICES
    cdef double at_whole = seat.busy
    if seat.busy == 0.0:
        return INT64_MIN
    if part:
        at_whole = seat.busy * (2.0 * FADES[SLICES - part])
    memcpy(&bits, &at_whole, sizeof(bits))
    whole = max(-(1 << 21), min(1 << 21, whole))
    return (((bits >> 52) + whole) << 40) + ((bits & ((<int64_t>1 << 52) - 1)) >> 12)
