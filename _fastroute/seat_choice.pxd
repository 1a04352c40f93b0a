"""Inline: which ready agent gets a ticket, and who would have had it otherwise.

Mostly the first ready seats of the groups that meet the need tell, by one number each. Where a ticket, its need or the
strategy makes more of a difference, the whole rank is compared: tier, preferred, ring, key, since, id.
"""

from libc.stdint cimport INT64_MAX, int32_t, int64_t, uint8_t, uint64_t
from libc.string cimport memset

from _fastroute.bits cimport lowest_bit, meets, row_of
from _fastroute.board cimport (
    BEST_SKILL, FEW_WORDS, INHERITED, LEAST_VERSATILE, LONGEST_IDLE, NONE, RANDOM, RESERVED, RING_ALL, SPECIAL, Board, Choice, Crew,
    Mark, Need, OwnTier, Seat, Ticket,
)
from _fastroute.crews cimport is_after, key_for, least_in_word
from _fastroute.room cimport own_tier_cell
from _fastroute.seat_tree cimport next_seat, sits_before

ctypedef struct Rank:
    int32_t agent       # NONE: nobody
    int32_t tier
    int32_t strange     # 0 for the one preferred, else 1
    int32_t ring
    int64_t key
    int64_t since
    int64_t id

ctypedef struct Ranks:
    Rank winner
    Rank runner_up


cdef inline bint excludes(const Board *b, int32_t ticket, int32_t agent) noexcept nogil:
    cdef int32_t each = b.tickets[ticket].excluded
    while each != NONE:
        if b.links[each].what == agent:
            return True
        each = b.links[each].next
    return False


cdef inline bint is_held_by(const Board *b, int32_t ticket, int32_t agent) noexcept nogil:
    cdef int32_t each = b.tickets[ticket].hold
    while each != NONE:
        if b.holds[each].agent == agent:
            return True
        each = b.holds[each].beside
    return False


cdef inline bint is_open_to(const Board *b, int32_t ticket, int32_t agent) noexcept nogil:
    """Neither excluded nor rung already. Whether the agent meets the need is another question."""
    return not excludes(b, ticket, agent) and not is_held_by(b, ticket, agent)


cdef inline bint comes_before(const Crew *crew, int32_t one, int32_t other) noexcept nogil:
    """Of two groups, whose first seat; NONE comes last."""
    if other == NONE or crew.keys[one] != crew.keys[other]:
        return other == NONE or crew.keys[one] < crew.keys[other]
    if crew.ties[one] != crew.ties[other]:
        return crew.ties[one] < crew.ties[other]
    return sits_before(crew.seats, crew.firsts[one], crew.firsts[other])


cdef inline void look_into_word(
    const Board *b, const Crew *crew, int32_t word, uint64_t bits, Choice *best, Mark *limit
) noexcept nogil:
    """The best two groups, or the best, and what another must not come after to be one of them."""
    cdef int32_t group, least
    while bits:
        group = (word << 6) + lowest_bit(bits)
        bits &= bits - 1
        if is_after(crew, group, limit):
            continue
        if comes_before(crew, group, best.winner):
            best.runner_up, best.winner = best.winner, group
        elif comes_before(crew, group, best.runner_up):
            best.runner_up = group
        least = best.runner_up if b.explaining else best.winner
        if least != NONE:
            limit.key, limit.tie = crew.keys[least], crew.ties[least]


cdef inline Choice best_groups(const Board *b, Crew *crew, int32_t need) noexcept nogil:
    """Where keys tell: which groups that meet the need have the first seats. Most words hold nobody who could be one."""
    cdef Choice best
    cdef const uint64_t *row = row_of(b, need)
    cdef uint64_t bits
    cdef Mark limit
    cdef int32_t word
    cdef bint few = b.group_words <= FEW_WORDS
    best.winner = best.runner_up = NONE
    limit.key = limit.tie = INT64_MAX
    for word in range(b.group_words):
        if not few and is_beyond(crew.least + word, &limit):
            continue
        bits = row[word] & crew.ready[word]
        if bits and (few or best.winner == NONE or not is_beyond(least_in_word(crew, word), &limit)):
            look_into_word(b, crew, word, bits, &best, &limit)
    return best


cdef inline bint is_beyond(const Mark *one, const Mark *other) noexcept nogil:
    return one.key > other.key or (one.key == other.key and one.tie > other.tie)


cdef inline Choice firsts_of_groups(const Board *b, Crew *crew, int32_t need) noexcept nogil:
    """The best two seats; the second may be of the winner's group."""
    cdef Choice best = best_groups(b, crew, need)
    cdef int32_t beside
    if best.winner == NONE:
        return best
    best.winner = crew.firsts[best.winner]
    if b.explaining:
        best.runner_up = NONE if best.runner_up == NONE else crew.firsts[best.runner_up]
        beside = next_seat(crew.seats, crew.roots[crew.seats[best.winner].group], best.winner)
        if best.runner_up == NONE or (beside != NONE and sits_before(crew.seats, beside, best.runner_up)):
            best.runner_up = beside
    return best


cdef inline bint ranks_before(const Rank *one, const Rank *other) noexcept nogil:
    if one.tier != other.tier:
        return one.tier < other.tier
    if one.strange != other.strange:
        return one.strange < other.strange
    if one.ring != other.ring:
        return one.ring < other.ring
    if one.key != other.key:
        return one.key < other.key
    if one.since != other.since:
        return one.since < other.since
    return one.id < other.id


cdef inline int32_t tier_for(const Board *b, int32_t group, int64_t agent, int32_t need) noexcept nogil:
    cdef const OwnTier *own
    if b.needs[need].tiered:
        own = b.own_tiers + own_tier_cell(b.own_tiers, b.own_tier_room - 1, agent, need)
        if own.need != NONE:
            return own.tier
    return b.groups[group].tier


cdef inline int32_t ring_for(const Board *b, int32_t group, int32_t ticket) noexcept nogil:
    """The index of the first need they meet. The chain has the latest first, and the present one comes after it."""
    cdef int32_t each = b.wishes[ticket].former, length = 0, newer = 0, ring
    while each != NONE:
        length += 1
        each = b.links[each].next
    ring = length
    each = b.wishes[ticket].former
    while each != NONE:
        newer += 1
        if meets(b, group, b.links[each].what):
            ring = length - newer
        each = b.links[each].next
    return ring


cdef inline int strategy_for(const Board *b, int32_t ticket) noexcept nogil:
    return b.tickets[ticket].strategy if b.tickets[ticket].strategy != INHERITED else b.strategy


cdef inline Rank rank_of(const Board *b, int32_t agent, int32_t ticket) noexcept nogil:
    cdef Rank rank
    cdef const Ticket *t = b.tickets + ticket
    cdef const Seat *seat = b.crews[b.needs[t.need].kind].seats + agent
    rank.agent, rank.since, rank.id = agent, seat.since, seat.id
    rank.strange = b.wishes[ticket].preferred != agent
    rank.tier = tier_for(b, seat.group, seat.id, t.need)
    rank.ring = ring_for(b, seat.group, ticket)
    rank.key = key_for(b, seat, agent, ticket, strategy_for(b, ticket))
    return rank


cdef inline void rank_in(const Board *b, Ranks *ranks, int32_t agent, int32_t ticket) noexcept nogil:
    """Puts a seat among the best two, if it may have the ticket and belongs there."""
    cdef Rank rank
    if agent == ranks.winner.agent or not is_open_to(b, ticket, agent):
        return
    rank = rank_of(b, agent, ticket)
    if ranks.winner.agent == NONE or ranks_before(&rank, &ranks.winner):
        ranks.runner_up, ranks.winner = ranks.winner, rank
    elif ranks.runner_up.agent == NONE or ranks_before(&rank, &ranks.runner_up):
        ranks.runner_up = rank


cdef inline void rank_all(const Board *b, const Seat *seats, Ranks *ranks, int32_t root, int32_t ticket) noexcept nogil:
    if root != NONE:
        rank_in(b, ranks, root, ticket)
        rank_all(b, seats, ranks, seats[root].left, ticket)
        rank_all(b, seats, ranks, seats[root].right, ticket)


cdef inline void rank_first(
    const Board *b, const Crew *crew, Ranks *ranks, int32_t group, int32_t ticket
) noexcept nogil:
    """The first one or two of a group whose order is also the ticket's."""
    cdef int32_t seat = crew.firsts[group], wanted = 2 if b.explaining else 1
    while seat != NONE and wanted:
        if is_open_to(b, ticket, seat):
            rank_in(b, ranks, seat, ticket)
            wanted -= 1
        seat = next_seat(crew.seats, crew.roots[group], seat)


cdef inline bint is_by_since(int strategy) noexcept nogil:
    """Whether its keys are equal within a group."""
    return strategy == LONGEST_IDLE or strategy == RING_ALL or strategy == BEST_SKILL or strategy == LEAST_VERSATILE


cdef inline bint is_one_by_one(const Board *b, int32_t ticket) noexcept nogil:
    """Whether the order of the ready seats in a group is not the ticket's."""
    cdef int strategy = strategy_for(b, ticket)
    if strategy == RANDOM or b.needs[b.tickets[ticket].need].tiered:
        return True
    return strategy != b.strategy and not (is_by_since(strategy) and (is_by_since(b.strategy) or not b.keyed))


cdef inline Choice whole_ranks(const Board *b, const Crew *crew, int32_t ticket) noexcept nogil:
    cdef Choice best
    cdef Ranks ranks
    cdef const uint64_t *row = row_of(b, b.tickets[ticket].need)
    cdef uint64_t bits
    cdef int32_t word, group, preferred = b.wishes[ticket].preferred
    cdef bint reserved = b.tickets[ticket].flags & RESERVED, one_by_one = is_one_by_one(b, ticket)
    cdef bint tiered = b.tiered or b.needs[b.tickets[ticket].need].tiered
    memset(&ranks, 0, sizeof(Ranks))
    ranks.winner.agent = ranks.runner_up.agent = NONE
    if preferred != NONE and crew.seats[preferred].ready:
        if meets(b, crew.seats[preferred].group, b.tickets[ticket].need):
            rank_in(b, &ranks, preferred, ticket)
    if not reserved and (ranks.winner.agent == NONE or tiered or b.explaining):
        for word in range(b.group_words):
            bits = row[word] & crew.ready[word]
            while bits:
                group = (word << 6) + lowest_bit(bits)
                bits &= bits - 1
                if one_by_one:
                    rank_all(b, crew.seats, &ranks, crew.roots[group], ticket)
                else:
                    rank_first(b, crew, &ranks, group, ticket)
    best.winner, best.runner_up = ranks.winner.agent, ranks.runner_up.agent
    return best


cdef inline Choice choose_seat(Board *b, int32_t ticket) noexcept nogil:
    cdef const Ticket *t = b.tickets + ticket
    cdef const Need *need = b.needs + t.need
    cdef Crew *crew = &b.crews[need.kind]
    if b.by_first and not (t.flags & SPECIAL) and not need.tiered:
        return firsts_of_groups(b, crew, t.need)
    return whole_ranks(b, crew, ticket)
