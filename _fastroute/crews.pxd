"""Inline: seats that become ready and cease to be, in the trees of their groups, and the strategies' keys.

A crew is the seats of one kind of work. Of each group with somebody ready it keeps the first's key in a row of its own, so
that choosing compares numbers that lie side by side and touches a seat only when it wins.
"""

from libc.stdint cimport INT64_MAX, INT64_MIN, int32_t, int64_t, uint8_t, uint64_t

from _fastroute.bits cimport clear_bit, lowest_bit, set_bit
from _fastroute.board cimport (
    BEST_SKILL, FEW_WORDS, FEWEST_CALLS, HERE, KINDS, LEAST_OCCUPIED, LEAST_TALK_TIME, LEAST_VERSATILE, LIGHTER_NEXT,
    LINEAR, NONE, RANDOM, ROUND_ROBIN, SKILLS, Board, Crew, Mark, Seat,
)
from _fastroute.busy_time cimport occupation
from _fastroute.seat_tree cimport first_seat, seat_into, seat_out_of, sits_before
from _fastroute.slot_index cimport scatter


cdef inline int64_t own_key(const Board *b, const Seat *seat, int32_t agent, int strategy) noexcept nogil:
    """Of the strategies that look at nothing but the seat; 0 for the others."""
    if strategy == FEWEST_CALLS:
        return seat.calls
    if strategy == LEAST_TALK_TIME:
        return seat.talked
    if strategy == ROUND_ROBIN:
        return seat.turn
    if strategy == LINEAR:
        return b.agents[agent].position
    if strategy == LEAST_VERSATILE:
        return b.groups[seat.group].versatility
    if strategy == LIGHTER_NEXT:
        return seat.load
    if strategy == LEAST_OCCUPIED:
        return occupation(b, seat, b.agents + agent)
    return 0


cdef inline int64_t key_for(const Board *b, const Seat *seat, int32_t agent, int32_t ticket, int strategy) noexcept nogil:
    """Of any strategy, for this ticket."""
    cdef uint64_t mixed
    if strategy == BEST_SKILL:
        return -levels_used(b, seat.group, b.tickets[ticket].need)
    if strategy == RANDOM:
        mixed = scatter(b.seed ^ scatter(<uint64_t>b.tickets[ticket].id))
        mixed ^= <uint64_t>seat.id + <uint64_t>b.wishes[ticket].tries
        return <int64_t>(scatter(mixed) >> 1)
    return own_key(b, seat, agent, strategy)


cdef inline int32_t levels_used(const Board *b, int32_t group, int32_t need) noexcept nogil:
    """The sum of the group's levels in the skills that the need names."""
    cdef const uint8_t *own = b.levels + <size_t>group * SKILLS
    cdef const uint8_t *least = b.least + <size_t>need * SKILLS
    cdef int32_t column, total = 0
    for column in range(b.columns):
        total += own[column] if least[column] else 0
    return total


cdef inline bint is_after(const Crew *crew, int32_t group, const Mark *mark) noexcept nogil:
    return crew.keys[group] > mark.key or (crew.keys[group] == mark.key and crew.ties[group] > mark.tie)


cdef inline void note_first(const Board *b, Crew *crew, int32_t group, int32_t seat) noexcept nogil:
    cdef Mark *least = crew.least + (group >> 6)
    crew.firsts[group] = seat
    crew.keys[group] = crew.seats[seat].key
    crew.ties[group] = crew.seats[seat].since if b.keyed else crew.seats[seat].id
    if b.group_words > FEW_WORDS and not is_after(crew, group, least):
        least.key, least.tie = crew.keys[group], crew.ties[group]


cdef inline void forget_first(const Board *b, Crew *crew, int32_t group) noexcept nogil:
    """Before another is noted, or nobody."""
    cdef Mark *least = crew.least + (group >> 6)
    if b.group_words > FEW_WORDS and not is_after(crew, group, least):
        least.key = least.tie = INT64_MIN


cdef inline const Mark *least_in_word(Crew *crew, int32_t word) noexcept nogil:
    """Looked up when it is not known."""
    cdef Mark *least = crew.least + word
    cdef uint64_t bits = crew.ready[word]
    cdef int32_t group
    if least.key != INT64_MIN:
        return least
    least.key = least.tie = INT64_MAX
    while bits:
        group = (word << 6) + lowest_bit(bits)
        bits &= bits - 1
        if not is_after(crew, group, least):
            least.key, least.tie = crew.keys[group], crew.ties[group]
    return least


cdef inline void seat_ready(Board *b, Crew *crew, int32_t agent) noexcept nogil:
    cdef Seat *seat = crew.seats + agent
    cdef int32_t group = seat.group
    cdef int32_t *root = crew.roots + group
    # Where the strategy leaves all equal, since when they are ready is the key, and then again what follows it.
    seat.key = own_key(b, seat, agent, b.strategy) if b.keyed else seat.since
    seat.ready = True
    crew.seats_ready += 1
    if root[0] == NONE:
        seat.left = seat.right = NONE
        root[0] = agent
        set_bit(crew.ready, group)
        note_first(b, crew, group, agent)
        return
    seat_into(crew.seats, root, agent)
    if sits_before(crew.seats, agent, crew.firsts[group]):
        note_first(b, crew, group, agent)


cdef inline void seat_unready(const Board *b, Crew *crew, int32_t agent) noexcept nogil:
    cdef Seat *seat = crew.seats + agent
    cdef int32_t group = seat.group
    cdef int32_t *root = crew.roots + group
    seat.ready = False
    crew.seats_ready -= 1
    seat_out_of(crew.seats, root, agent)
    if crew.firsts[group] != agent:
        return
    forget_first(b, crew, group)
    if root[0] == NONE:
        clear_bit(crew.ready, group)
    else:
        note_first(b, crew, group, first_seat(crew.seats, root[0]))


cdef inline bint has_room(const Seat *seat) noexcept nogil:
    return seat.here and seat.used < seat.capacity


cdef inline void count_staying(Crew *crew, int32_t group, int32_t more) noexcept nogil:
    crew.staying[group] += more
    if crew.staying[group]:
        set_bit(crew.staffed, group)
    else:
        clear_bit(crew.staffed, group)


cdef inline void join_crews(Board *b, int32_t agent) noexcept nogil:
    """All seats of an agent who is here take their places."""
    cdef int32_t kind
    cdef Seat *seat
    for kind in range(KINDS):
        seat = b.crews[kind].seats + agent
        if seat.capacity:
            count_staying(&b.crews[kind], seat.group, 1)
        if has_room(seat):
            seat_ready(b, &b.crews[kind], agent)


cdef inline void leave_crews(Board *b, int32_t agent) noexcept nogil:
    cdef int32_t kind
    cdef Seat *seat
    for kind in range(KINDS):
        seat = b.crews[kind].seats + agent
        if seat.capacity:
            count_staying(&b.crews[kind], seat.group, -1)
        if seat.ready:
            seat_unready(b, &b.crews[kind], agent)


cdef inline void sit_anew(Board *b) noexcept nogil:
    """All who are here, when their keys have changed by themselves."""
    cdef int32_t agent
    for agent in range(b.agent_room):
        if b.agents[agent].there and b.agents[agent].presence == HERE:
            leave_crews(b, agent)
    for agent in range(b.agent_room):
        if b.agents[agent].there and b.agents[agent].presence == HERE:
            join_crews(b, agent)
