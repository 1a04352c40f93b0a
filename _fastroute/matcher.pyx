"""The matcher: tables of agents, needs and tickets, and the choice between them. See matcher.pxd for the map.

It trusts what it is given; the router checks before it asks.
"""

cimport cython
from libc.stdint cimport int32_t, int64_t, uint8_t, uint64_t
from libc.stdlib cimport free, realloc
from libc.string cimport memcpy, memset

from _fastroute.bits cimport lowest_bit, put_bit
from _fastroute.ticket_index cimport cell_of, forget_cell
from _fastroute.ticket_tree cimport NONE, Exclusion, Ticket, excludes, first_for, is_before, with_ticket, without_ticket

from _fastroute.faults import RouterFull


cdef void *grown(void *old, size_t before, size_t after, int fill) except NULL:
    """The same memory, longer; the new part is filled with the byte."""
    cdef void *new = realloc(old, after)
    if new == NULL:
        raise MemoryError
    memset(<char *>new + before, fill, after - before)
    return new


cdef class Matcher:
    def __cinit__(self):
        self.free_agent = self.free_ticket = self.free_exclusion = NONE

    def __dealloc__(self):
        free(self.agents)
        free(self.levels)
        free(self.idle)
        free(self.staying)
        free(self.least)
        free(self.rows)
        free(self.lines)
        free(self.tickets)
        free(self.cells)
        free(self.exclusions)

    cdef int make_room_for_agent(self) except -1:
        cdef int32_t room = self.agent_room, more = max(64, 2 * room), need, slot
        cdef uint64_t *rows = NULL
        if self.free_agent != NONE:
            return 0
        if room == AGENTS:
            raise RouterFull(f"the router has {AGENTS} agents, which is the most")
        self.agents = <Agent *>grown(self.agents, room * sizeof(Agent), more * sizeof(Agent), 0)
        self.levels = <uint8_t *>grown(self.levels, <size_t>room * SKILLS, <size_t>more * SKILLS, 0)
        self.idle = <uint64_t *>grown(self.idle, room >> 3, more >> 3, 0)
        self.staying = <uint64_t *>grown(self.staying, room >> 3, more >> 3, 0)
        if self.need_room:
            rows = <uint64_t *>grown(NULL, 0, <size_t>self.need_room * (more >> 3), 0)
            for need in range(self.needs):
                memcpy(rows + <size_t>need * (more >> 6), self.row_of(need), room >> 3)
            free(self.rows)
            self.rows = rows
        self.agent_room = more
        for slot in range(more - 1, room - 1, -1):
            self.agents[slot].ticket = self.free_agent
            self.free_agent = slot
        return 0

    cdef int make_room_for_need(self) except -1:
        cdef int32_t room = self.need_room, more = max(16, 2 * room)
        cdef size_t row = max(64, self.agent_room) >> 3
        if self.needs < room:
            return 0
        if room == NEEDS:
            raise RouterFull(f"the router has {NEEDS} different needs, which is the most")
        self.least = <uint8_t *>grown(self.least, <size_t>room * SKILLS, <size_t>more * SKILLS, 0)
        self.rows = <uint64_t *>grown(self.rows, room * row, more * row, 0)
        self.lines = <int32_t *>grown(self.lines, room * sizeof(int32_t), more * sizeof(int32_t), 0xFF)
        self.need_room = more
        return 0

    cdef int make_room_for_ticket(self) except -1:
        cdef int32_t room = self.ticket_room, more = max(64, 2 * room), slot
        if self.free_ticket != NONE:
            return 0
        if room == TICKETS:
            raise RouterFull(f"the router has {TICKETS} tickets, which is the most; withdraw or free some")
        self.tickets = <Ticket *>grown(self.tickets, room * sizeof(Ticket), more * sizeof(Ticket), 0)
        self.cells = <int32_t *>grown(self.cells, 0, 2 * more * sizeof(int32_t), 0xFF)
        for slot in range(room):   # no slot is free, so each is in use
            self.cells[cell_of(self.cells, 2 * more - 1, self.tickets, self.tickets[slot].id)] = slot
        for slot in range(more - 1, room - 1, -1):
            self.tickets[slot].left = self.free_ticket
            self.free_ticket = slot
        self.ticket_room = more
        return 0

    cdef int make_room_for_exclusions(self, Py_ssize_t wanted) except -1:
        cdef int32_t room, more, each
        while self.exclusion_room - self.exclusions_used < wanted:
            room = self.exclusion_room
            more = max(64, 2 * room)
            if room == EXCLUSIONS:
                raise RouterFull(f"the router has {EXCLUSIONS} exclusions, which is the most")
            self.exclusions = <Exclusion *>grown(self.exclusions, room * sizeof(Exclusion), more * sizeof(Exclusion), 0)
            for each in range(more - 1, room - 1, -1):
                self.exclusions[each].next = self.free_exclusion
                self.free_exclusion = each
            self.exclusion_room = more
        return 0

    cdef int32_t new_agent(self, int64_t id_) noexcept nogil:
        """A slot for them, of the room made before, signed out; their levels are the caller's to set."""
        cdef int32_t slot = self.free_agent
        cdef Agent *a = self.agents + slot
        self.free_agent = a.ticket
        a.id, a.since, a.ticket, a.state, a.there = id_, 0, NONE, OUT, True
        return slot

    cdef void drop_agent(self, int32_t agent) noexcept nogil:
        cdef int32_t need, cell
        self.agents[agent].there = False
        for need in range(self.needs):
            self.mark(agent, need)
        for cell in range(2 * self.ticket_room):   # whoever gets this slot next is excluded from nothing
            if self.cells[cell] != NONE:
                self.lift_exclusion(self.cells[cell], agent)
        self.agents[agent].ticket = self.free_agent
        self.free_agent = agent

    cdef uint64_t *row_of(self, int32_t need) noexcept nogil:
        return self.rows + <size_t>need * (self.agent_room >> 6)

    cdef bint meets(self, int32_t agent, int32_t need) noexcept nogil:
        cdef const uint8_t *own = self.levels + <size_t>agent * SKILLS
        cdef const uint8_t *least = self.least + <size_t>need * SKILLS
        cdef uint8_t lacking = 0
        cdef int32_t skill
        for skill in range(SKILLS):
            lacking |= own[skill] < least[skill]
        return not lacking

    cdef void mark(self, int32_t agent, int32_t need) noexcept nogil:
        cdef bint met = self.agents[agent].there and self.meets(agent, need)
        put_bit(self.row_of(need), agent, met)

    cdef Choice best_agents(self, int32_t ticket) noexcept nogil:
        cdef Choice best
        cdef int32_t words = self.agent_room >> 6, word, agent
        cdef const uint64_t *row = self.row_of(self.tickets[ticket].need)
        cdef uint64_t bits
        best.winner = best.runner_up = NONE
        for word in range(words):
            bits = row[word] & self.idle[word]
            while bits:
                agent = (word << 6) + lowest_bit(bits)
                bits &= bits - 1
                if best.runner_up != NONE and not self.is_idle_longer(agent, best.runner_up):
                    continue
                if excludes(self.tickets, self.exclusions, ticket, agent):
                    continue
                if best.winner == NONE or self.is_idle_longer(agent, best.winner):
                    best.runner_up, best.winner = best.winner, agent
                else:
                    best.runner_up = agent
        return best

    cdef Choice best_tickets(self, int32_t agent) noexcept nogil:
        cdef Choice best
        cdef int32_t need, ticket
        cdef const Ticket *tickets = self.tickets
        best.winner = best.runner_up = NONE
        for need in range(self.needs):
            if self.lines[need] == NONE or not self.row_of(need)[agent >> 6] >> (agent & 63) & 1:
                continue
            ticket = first_for(tickets, self.exclusions, self.lines[need], agent, NONE)
            while ticket != NONE:   # at most twice: the second of a line cannot push its first out of the best two
                if best.winner == NONE or is_before(tickets, ticket, best.winner):
                    best.runner_up, best.winner = best.winner, ticket
                elif best.runner_up == NONE or is_before(tickets, ticket, best.runner_up):
                    best.runner_up = ticket
                    break
                else:
                    break
                ticket = first_for(tickets, self.exclusions, self.lines[need], agent, ticket)
        return best

    cdef bint is_idle_longer(self, int32_t one, int32_t other) noexcept nogil:
        if self.agents[one].since != self.agents[other].since:
            return self.agents[one].since < self.agents[other].since
        return self.agents[one].id < self.agents[other].id

    cdef int32_t new_ticket(self, int64_t id_, int32_t need) noexcept nogil:
        """A slot for it, of the room made before; its times are the caller's to set."""
        cdef int32_t slot = self.free_ticket
        cdef Ticket *t = self.tickets + slot
        self.free_ticket = t.left
        t.id, t.need, t.holder, t.excluded, t.trigger = id_, need, NONE, NONE, UNDECIDED
        self.cells[cell_of(self.cells, 2 * self.ticket_room - 1, self.tickets, id_)] = slot
        return slot

    cdef int32_t ticket_of(self, int64_t id_) noexcept nogil:
        if self.ticket_room == 0:
            return NONE
        return self.cells[cell_of(self.cells, 2 * self.ticket_room - 1, self.tickets, id_)]

    cdef int32_t give_to_agent(self, int32_t ticket, int64_t now, Trigger trigger) noexcept nogil:
        """To the best ready agent, whose slot is returned, or else into line: NONE."""
        cdef Choice best = self.best_agents(ticket)
        if best.winner == NONE:
            self.stand_in_line(ticket)
            return NONE
        self.record_agents(&best, ticket, trigger)
        self.assign(ticket, best.winner, now)
        return best.winner

    cdef int32_t give_to_idle(self, int32_t agent, int64_t now, Trigger trigger) noexcept nogil:
        """The best ticket they may take, whose slot is returned, if any."""
        cdef Choice best = self.best_tickets(agent)
        if best.winner == NONE:
            return NONE
        self.leave_line(best.winner)
        self.record_tickets(&best, trigger)
        self.assign(best.winner, agent, now)
        return best.winner

    cdef void set_state(self, int32_t agent, State state, int64_t now) noexcept nogil:
        self.idle_agents += (state == READY) - (self.agents[agent].state == READY)
        self.agents[agent].state = state
        self.agents[agent].since = now
        put_bit(self.idle, agent, state == READY)
        put_bit(self.staying, agent, state == READY or state == BUSY)

    cdef void assign(self, int32_t ticket, int32_t agent, int64_t now) noexcept nogil:
        self.tickets[ticket].holder = agent
        self.tickets[ticket].decided = now
        self.agents[agent].ticket = ticket
        self.set_state(agent, BUSY, now)

    cdef void record_agents(self, const Choice *best, int32_t ticket, Trigger trigger) noexcept nogil:
        """Keeps why the winner got the ticket, while winner and runner-up are still as they were."""
        cdef Ticket *t = self.tickets + ticket
        cdef const Agent *won = self.agents + best.winner
        cdef const Agent *lost = self.agents + best.runner_up
        t.trigger = trigger
        if best.runner_up == NONE:
            t.told_by = ONLY
            return
        t.runner_up = lost.id
        if won.since != lost.since:
            t.told_by, t.won_with, t.lost_with = IDLE_SINCE, won.since, lost.since
        else:
            t.told_by, t.won_with, t.lost_with = AGENT, won.id, lost.id

    cdef void record_tickets(self, const Choice *best, Trigger trigger) noexcept nogil:
        cdef Ticket *won = self.tickets + best.winner
        cdef const Ticket *lost = self.tickets + best.runner_up
        won.trigger = trigger
        if best.runner_up == NONE:
            won.told_by = ONLY
            return
        won.runner_up = lost.id
        if won.due != lost.due:
            won.told_by, won.won_with, won.lost_with = DUE, won.due, lost.due
        elif won.arrival != lost.arrival:
            won.told_by, won.won_with, won.lost_with = ARRIVAL, won.arrival, lost.arrival
        else:
            won.told_by, won.won_with, won.lost_with = TICKET, won.id, lost.id

    cdef void stand_in_line(self, int32_t ticket) noexcept nogil:
        cdef int32_t *line = self.lines + self.tickets[ticket].need
        line[0] = with_ticket(self.tickets, line[0], ticket)
        self.in_line += 1

    cdef void leave_line(self, int32_t ticket) noexcept nogil:
        cdef int32_t *line = self.lines + self.tickets[ticket].need
        line[0] = without_ticket(self.tickets, line[0], ticket)
        self.in_line -= 1

    cdef void exclude(self, int32_t ticket, int32_t agent) noexcept nogil:
        cdef int32_t each = self.free_exclusion
        self.free_exclusion = self.exclusions[each].next
        self.exclusions[each].agent = agent
        self.exclusions[each].next = self.tickets[ticket].excluded
        self.tickets[ticket].excluded = each
        self.exclusions_used += 1

    cdef bint lift_exclusion(self, int32_t ticket, int32_t agent) noexcept nogil:
        """Ends the exclusion; False when there was none."""
        cdef int32_t *link = &self.tickets[ticket].excluded
        cdef int32_t each
        while link[0] != NONE:
            each = link[0]
            if self.exclusions[each].agent == agent:
                link[0] = self.exclusions[each].next
                self.exclusions[each].next = self.free_exclusion
                self.free_exclusion = each
                self.exclusions_used -= 1
                return True
            link = &self.exclusions[each].next
        return False

    cdef void forget(self, int32_t ticket) noexcept nogil:
        cdef size_t mask = 2 * self.ticket_room - 1
        while self.tickets[ticket].excluded != NONE:
            self.lift_exclusion(ticket, self.exclusions[self.tickets[ticket].excluded].agent)
        forget_cell(self.cells, mask, self.tickets, cell_of(self.cells, mask, self.tickets, self.tickets[ticket].id))
        self.tickets[ticket].left = self.free_ticket
        self.free_ticket = ticket
