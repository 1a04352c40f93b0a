"""The matcher: what it knows of agents, groups, needs and tickets, and the operations. See matcher.pxd for the map.

It trusts what it is given; the router checks before it asks. What happens is in operations.pxd.
"""

from libc.stdint cimport INT64_MIN, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memset

from _fastroute.bits cimport clear_bit, fits_of, row_of, set_bit
from _fastroute.board cimport (
    AGENTS, BEST_SKILL, HERE, KINDS, LINKS, LONGEST_IDLE, NEEDS, NONE, RANDOM, RESERVED, RING_ALL, SKILLS,
    SPECIAL, TICKETS, TIERS, UNITS, USED, Agent, Board, OwnTier, Seat, Ticket,
)
from _fastroute.crews cimport join_crews, leave_crews
from _fastroute.operations cimport (
    after_accepting, after_arriving, after_coming, after_finishing, after_giving_back, after_going, after_promoting,
    after_readmitting, after_relaxing, after_releasing, after_withdrawing, begin, enter, fill,
)
from _fastroute.room cimport (
    free_tables, grow_agents, grow_groups, grow_holds, grow_links, grow_needs, grow_own_tiers, grow_tickets,
    own_tier_cell,
)
from _fastroute.slot_index cimport cell_of, forget_cell, scatter
from _fastroute.ticket_choice cimport note_head
from _fastroute.ticket_line cimport first_in_line

from _fastroute.faults import RouterFull


cdef int grew(bint enough) except -1:
    if not enough:
        raise MemoryError
    return 0


cdef class Matcher:
    def __cinit__(self):
        cdef Board *b = &self.board
        b.free_agent = b.free_group = b.free_ticket = b.free_link = b.free_hold = NONE
        b.twelfth, b.present_end = 1, INT64_MIN
        b.explaining = b.indexed = b.counting = True
        self.set_strategy(LONGEST_IDLE)

    def __dealloc__(self):
        free_tables(&self.board)

    cdef int make_room_for_agent(self) except -1:
        if self.board.free_agent != NONE:
            return 0
        if self.board.agent_room == AGENTS:
            raise RouterFull(f"the router has {AGENTS} agents, which is the most")
        return grew(grow_agents(&self.board))

    cdef int make_room_for_group(self) except -1:
        if self.board.free_group != NONE:
            return 0
        if self.board.group_room == 2 * AGENTS:
            raise RouterFull(f"the router has {2 * AGENTS} groups of agents, which is the most")
        return grew(grow_groups(&self.board))

    cdef int make_room_for_need(self) except -1:
        if self.board.need_count < self.board.need_room:
            return 0
        if self.board.need_room == NEEDS:
            raise RouterFull(f"the router has {NEEDS} different needs, which is the most")
        return grew(grow_needs(&self.board))

    cdef int make_room_for_tickets(self, Py_ssize_t wanted) except -1:
        while self.board.ticket_room - self.board.tickets_used < wanted:
            if self.board.ticket_room == TICKETS:
                raise RouterFull(f"the router has {TICKETS} tickets, which is the most; withdraw or free some")
            grew(grow_tickets(&self.board))
        return 0

    cdef int make_room_for_links(self, Py_ssize_t wanted) except -1:
        while self.board.link_room - self.board.links_used < wanted:
            if self.board.link_room == LINKS:
                raise RouterFull(f"the router has {LINKS} exclusions and former needs, which is the most")
            grew(grow_links(&self.board))
        return 0

    cdef int make_room_for_units(self, Py_ssize_t wanted) except -1:
        if self.board.units + wanted > UNITS:
            raise RouterFull(f"the agents have a capacity of {self.board.units + wanted}; the most is {UNITS}")
        while self.board.hold_room < self.board.units + wanted:
            grew(grow_holds(&self.board))
        return 0

    cdef int make_room_for_own_tiers(self, Py_ssize_t wanted) except -1:
        if self.board.own_tiers_used + wanted > TIERS:
            raise RouterFull(f"the needs have {self.board.own_tiers_used + wanted} tiers; the most is {TIERS}")
        while self.board.own_tier_room < 2 * (self.board.own_tiers_used + wanted):
            grew(grow_own_tiers(&self.board))
        return 0

    cdef int32_t new_agent(self, int64_t id_) noexcept nogil:
        """A slot for them, of the room made before, signed out, in no group and without capacity."""
        cdef Board *b = &self.board
        cdef int32_t slot = b.free_agent, kind
        cdef Agent *a = b.agents + slot
        cdef Seat *seat
        b.free_agent = a.group
        memset(a, 0, sizeof(Agent))
        a.id, a.position, a.group, a.there = id_, id_, NONE, True
        for kind in range(KINDS):
            seat = b.crews[kind].seats + slot
            memset(seat, 0, sizeof(Seat))
            seat.id, seat.group, seat.first, seat.last, seat.own = id_, NONE, NONE, NONE, NONE
            seat.weight = <uint32_t>(scatter(<uint64_t>id_) >> 32)
        b.agent_cells[cell_of(b.agent_cells, 2 * b.agent_room - 1, b.agents, sizeof(Agent), id_)] = slot
        return slot

    cdef void drop_agent(self, int32_t agent) noexcept nogil:
        cdef Board *b = &self.board
        cdef int32_t capacity[KINDS]
        cdef int32_t ticket
        memset(capacity, 0, sizeof(capacity))
        self.set_capacity(agent, capacity)
        self.join(agent, NONE)
        for ticket in range(b.ticket_room):   # whoever gets this slot next is excluded from nothing
            if b.tickets[ticket].flags & USED:
                self.admit(ticket, agent)
                if b.wishes[ticket].preferred == agent:
                    b.wishes[ticket].preferred = NONE
        forget_cell(b.agent_cells, 2 * b.agent_room - 1, b.agents, sizeof(Agent), b.agents[agent].id)
        b.agents[agent].there = False
        b.agents[agent].group = b.free_agent
        b.free_agent = agent

    cdef void stand_up(self, int32_t agent) noexcept nogil:
        if self.board.agents[agent].presence == HERE:
            leave_crews(&self.board, agent)

    cdef void sit_down(self, int32_t agent) noexcept nogil:
        if self.board.agents[agent].presence == HERE:
            join_crews(&self.board, agent)

    cdef void join(self, int32_t agent, int32_t group) noexcept nogil:
        cdef Board *b = &self.board
        cdef int32_t former = b.agents[agent].group, kind
        if group != NONE:
            b.groups[group].members += 1
        b.agents[agent].group = group
        for kind in range(KINDS):
            b.crews[kind].seats[agent].group = group
        if former != NONE:
            b.groups[former].members -= 1
            if not b.groups[former].members:
                self.drop_group(former)

    cdef void set_capacity(self, int32_t agent, const int32_t *capacity) noexcept nogil:
        cdef int32_t kind
        cdef Seat *seat
        for kind in range(KINDS):
            seat = self.board.crews[kind].seats + agent
            self.board.units -= seat.bound
            seat.capacity = <uint16_t>capacity[kind]
            seat.bound = max(seat.capacity, seat.used)
            self.board.units += seat.bound

    cdef int32_t new_group(self, int32_t tier) noexcept nogil:
        """Of the room made before; then its levels and versatility are the caller's to set, then settle_group."""
        cdef Board *b = &self.board
        cdef int32_t slot = b.free_group
        b.free_group = b.groups[slot].next
        b.groups[slot].members, b.groups[slot].tier = 0, tier
        memset(b.levels + <size_t>slot * SKILLS, 0, SKILLS)
        b.group_words = max(b.group_words, (slot >> 6) + 1)
        b.tiered += tier != 0
        self.choose_path()
        return slot

    cdef void drop_group(self, int32_t group) noexcept nogil:
        cdef Board *b = &self.board
        cdef int32_t need
        for need in range(b.need_count):
            clear_bit(row_of(b, need), group)
        memset(fits_of(b, group), 0, b.need_room >> 3)
        b.tiered -= b.groups[group].tier != 0
        self.choose_path()
        b.groups[group].next = b.free_group
        b.free_group = group

    cdef bint is_met(self, int32_t group, int32_t need) noexcept nogil:
        cdef const uint8_t *own = self.board.levels + <size_t>group * SKILLS
        cdef const uint8_t *least = self.board.least + <size_t>need * SKILLS
        cdef uint8_t lacking = 0
        cdef int32_t column
        for column in range(self.board.columns):
            lacking |= own[column] < least[column]
        return not lacking

    cdef void mark(self, int32_t group, int32_t need) noexcept nogil:
        """For a group or a need that is new: no bit is set yet."""
        if self.is_met(group, need):
            set_bit(row_of(&self.board, need), group)
            set_bit(fits_of(&self.board, group), need)

    cdef void settle_group(self, int32_t group) noexcept nogil:
        cdef int32_t need
        for need in range(self.board.need_count):
            self.mark(group, need)

    cdef void settle_need(self, int32_t need) noexcept nogil:
        """The next one, whose kind and least levels are set."""
        cdef int32_t group
        self.board.need_count = need + 1
        self.board.need_words = (need >> 6) + 1
        for group in range(self.board.group_words << 6):
            if self.board.groups[group].members:
                self.mark(group, need)

    cdef void put_own_tier(self, int32_t need, int64_t agent, int32_t tier) noexcept nogil:
        cdef Board *b = &self.board
        cdef OwnTier *cell = b.own_tiers + own_tier_cell(b.own_tiers, b.own_tier_room - 1, agent, need)
        cell.need, cell.agent, cell.tier = need, agent, tier
        b.own_tiers_used += 1

    cdef void choose_path(self) noexcept nogil:
        cdef int strategy = self.board.strategy
        self.board.by_first = not self.board.tiered and strategy != RANDOM and strategy != BEST_SKILL

    cdef void set_strategy(self, int strategy) noexcept nogil:
        """Ready seats stand in its order from now on."""
        self.rise()
        self.board.strategy = strategy
        self.board.keyed = not (
            strategy == LONGEST_IDLE or strategy == RING_ALL or strategy == RANDOM or strategy == BEST_SKILL
        )
        self.choose_path()
        self.sit_again()

    cdef void rise(self) noexcept nogil:
        cdef int32_t agent
        for agent in range(self.board.agent_room):
            if self.board.agents[agent].there:
                self.stand_up(agent)

    cdef void sit_again(self) noexcept nogil:
        cdef int32_t agent
        for agent in range(self.board.agent_room):
            if self.board.agents[agent].there:
                self.sit_down(agent)

    cdef void set_late_every(self, int32_t late_every) noexcept nogil:
        cdef Board *b = &self.board
        cdef int32_t need
        b.late_every, b.on_time_in_a_row = late_every, 0
        for need in range(b.need_count):   # nobody kept the ages of the lines if there was no share before
            if b.lines[need] != NONE:
                note_head(b, need, first_in_line(b.tickets, b.lines[need]))

    cdef void attend(self, int64_t now) noexcept nogil:
        begin(&self.board, now)

    cdef void reset(self) noexcept nogil:
        """What the strategies count begins anew, but for busy time."""
        cdef int32_t kind, agent
        cdef Seat *seat
        self.rise()
        self.board.turn = 0
        for kind in range(KINDS):
            for agent in range(self.board.agent_room):
                seat = self.board.crews[kind].seats + agent
                seat.calls = seat.talked = seat.turn = seat.load = 0
        self.sit_again()

    cdef int32_t new_ticket(self, int64_t id_, int32_t need) noexcept nogil:
        return enter(&self.board, id_, need)

    cdef void prefer(self, int32_t ticket, int32_t agent, bint reserved) noexcept nogil:
        """Before it arrives."""
        self.board.wishes[ticket].preferred = agent
        self.board.tickets[ticket].flags |= SPECIAL | (RESERVED if reserved else 0)

    cdef void decide_by(self, int32_t ticket, int strategy) noexcept nogil:
        """Before it arrives."""
        self.board.tickets[ticket].strategy = <uint8_t>strategy
        self.board.tickets[ticket].flags |= SPECIAL

    cdef void exclude(self, int32_t ticket, int32_t agent) noexcept nogil:
        """One who is not excluded yet; the ticket stands in no line, or rings."""
        cdef Board *b = &self.board
        cdef int32_t each = b.free_link
        b.free_link = b.links[each].next
        b.links[each].what, b.links[each].next = agent, b.tickets[ticket].excluded
        b.tickets[ticket].excluded = each
        b.tickets[ticket].flags |= SPECIAL
        b.links_used += 1

    cdef bint admit(self, int32_t ticket, int32_t agent) noexcept nogil:
        """Ends the exclusion; False when there was none."""
        cdef Board *b = &self.board
        cdef int32_t *link = &b.tickets[ticket].excluded
        cdef int32_t each
        while link[0] != NONE:
            each = link[0]
            if b.links[each].what == agent:
                link[0] = b.links[each].next
                b.links[each].next = b.free_link
                b.free_link = each
                b.links_used -= 1
                return True
            link = &b.links[each].next
        return False

    cdef int32_t arrive(self, int32_t ticket, int64_t now) noexcept nogil:
        return after_arriving(&self.board, ticket, now)

    cdef int32_t finish(self, int32_t agent, int kind, int32_t ticket, int64_t talked, int64_t now) noexcept nogil:
        return after_finishing(&self.board, agent, kind, ticket, talked, now)

    cdef int32_t come(self, int32_t agent, int64_t now) noexcept nogil:
        return after_coming(&self.board, agent, now)

    cdef void go(self, int32_t agent, int64_t now) noexcept nogil:
        after_going(&self.board, agent, now)

    cdef void drop(self, int32_t ticket) noexcept nogil:
        after_withdrawing(&self.board, ticket)

    cdef int32_t soften(self, int32_t ticket, int32_t need, int64_t now) noexcept nogil:
        return after_relaxing(&self.board, ticket, need, now)

    cdef void lift(self, int32_t ticket, int32_t band, int64_t due) noexcept nogil:
        after_promoting(&self.board, ticket, band, due)

    cdef int32_t unreserve(self, int32_t ticket, int64_t now) noexcept nogil:
        return after_releasing(&self.board, ticket, now)

    cdef int32_t hand_back(self, int32_t ticket, int32_t agent, int64_t now) noexcept nogil:
        return after_giving_back(&self.board, ticket, agent, now)

    cdef int32_t look_again(self, int32_t ticket, int64_t now) noexcept nogil:
        return after_readmitting(&self.board, ticket, now)

    cdef int32_t fill(self, int32_t agent, int64_t now, int trigger) noexcept nogil:
        return fill(&self.board, agent, now, trigger)

    cdef void claim(self, int32_t ticket, int32_t agent) noexcept nogil:
        after_accepting(&self.board, ticket, agent)
