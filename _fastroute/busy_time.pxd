"""Inline: how much of the last hour a seat was busy, for least_occupied.

Time is cut into twelfths of a window. What counts is the present twelfth and the eleven before it, and of those the ones
in which the agent was there, be it for a moment. The present one is that of the latest time the router was told: so the
keys of idle seats rest until it is over, and then all of them are counted anew, see attend in operations.pxd.
"""

from libc.stdint cimport INT64_MAX, INT64_MIN, int32_t, int64_t, uint64_t

from _fastroute.board cimport OUT, TWELFTHS, Agent, Board, Seat

cdef enum:
    ALL_TWELFTHS = (1 << TWELFTHS) - 1
    BITS_OF_A_TWELFTH = 59   # the most, so that twelve of them are an int64

cdef extern from *:
    int bits_in "__builtin_popcount" (unsigned int) noexcept nogil


cdef inline int64_t no_more_than_int64(int64_t one, int64_t other) noexcept nogil:
    """The sum of two numbers that are not negative."""
    return one + other if one <= INT64_MAX - other else INT64_MAX


cdef inline int64_t time_between(int64_t before, int64_t after) noexcept nogil:
    """0 when time went backwards."""
    if after <= before:
        return 0
    return INT64_MAX if before < 0 and after > INT64_MAX + before else after - before


cdef inline int32_t twelfths_since(int64_t before, int64_t present) noexcept nogil:
    """At most TWELFTHS."""
    cdef uint64_t since = <uint64_t>present - <uint64_t>before
    return TWELFTHS if since > TWELFTHS else <int32_t>since


cdef inline void enter_twelfth(Board *b, int64_t now) noexcept nogil:
    """The one it is now, from its begin to before its end, as far as there are numbers for them."""
    cdef int64_t into = now % b.twelfth
    if into < 0:
        into += b.twelfth
    b.present = now // b.twelfth - (now < 0 and now % b.twelfth != 0)
    b.present_cell = <int32_t>(b.present % TWELFTHS + (TWELFTHS if b.present % TWELFTHS < 0 else 0))
    b.present_begin = now - into if now >= INT64_MIN + into else INT64_MIN
    b.present_end = now + (b.twelfth - into) if now <= INT64_MAX - (b.twelfth - into) else INT64_MAX


cdef inline int32_t cell_before(int32_t cell) noexcept nogil:
    return cell - 1 if cell else TWELFTHS - 1


cdef inline int64_t capped(int64_t time) noexcept nogil:
    return min(time, <int64_t>1 << BITS_OF_A_TWELFTH)


cdef inline void count_busy(const Board *b, Seat *seat, int64_t given, int64_t now) noexcept nogil:
    """What of it fell into the twelfths that count: mostly into the present one and the one before, without a branch."""
    cdef int32_t passed = twelfths_since(seat.twelfth, b.present), cell = b.present_cell, before = cell_before(cell)
    cdef int64_t length = time_between(given, now), part
    if passed > 2 or now < b.present_begin or length > now - b.present_begin + b.twelfth:
        count_all_twelfths(b, seat, length, now)
        return
    part = min(length, now - b.present_begin)
    seat.busy[cell] = capped((0 if passed else seat.busy[cell]) + part)
    seat.busy[before] = capped((0 if passed == 2 else seat.busy[before]) + length - part)
    seat.twelfth = b.present


cdef inline void count_all_twelfths(const Board *b, Seat *seat, int64_t length, int64_t now) noexcept nogil:
    """One by one, the latest first."""
    cdef int32_t cell = b.present_cell, each
    cdef int64_t part = time_between(b.present_begin, now)
    for each in range(twelfths_since(seat.twelfth, b.present)):
        seat.busy[cell] = 0
        cell = cell_before(cell)
    seat.twelfth, cell, each = b.present, b.present_cell, TWELFTHS
    if now < b.present_begin:   # a clock that went back
        part = time_between(now, b.present_begin)
        if part > (TWELFTHS - 1) * b.twelfth:
            return
        while part > 0:
            part -= b.twelfth
            cell, each = cell_before(cell), each - 1
        part = -part
    while length > 0 and each:
        part = min(length, part)
        seat.busy[cell] = capped(seat.busy[cell] + part)
        length -= part
        part = b.twelfth
        cell, each = cell_before(cell), each - 1


cdef inline int32_t presence_in(const Board *b, const Agent *agent) noexcept nogil:
    """A bit for each twelfth in which they were there, the present one is the lowest."""
    cdef int32_t passed = twelfths_since(agent.twelfth, b.present)
    cdef int32_t since = (1 << passed) - 1 if agent.presence != OUT else 0
    return (agent.there_in << passed | since) & ALL_TWELFTHS


cdef inline void note_presence(const Board *b, Agent *agent) noexcept nogil:
    """Before it changes, and after they have come."""
    agent.there_in = presence_in(b, agent) | (agent.presence != OUT)
    agent.twelfth = b.present


cdef inline int64_t occupation(const Board *b, const Seat *seat, const Agent *agent) noexcept nogil:
    """The key: busy time in millionths of the time there."""
    cdef int64_t busy = 0, there = bits_in(presence_in(b, agent)) * b.twelfth
    cdef int32_t cell = b.present_cell, passed = twelfths_since(seat.twelfth, b.present), each
    for each in range(TWELFTHS):
        busy += seat.busy[cell] if each >= passed else 0
        cell = cell_before(cell)
    return <int64_t>(min(<double>busy / <double>there, 1e12) * 1e6) if there else 0
