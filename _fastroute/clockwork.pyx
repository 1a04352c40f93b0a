"""The clockwork: what happens next, played on the router's own operations. clockwork.pxd is the map.

It trusts what it is given; traffic checks before it winds it up.
"""

cimport cython
from libc.stdint cimport int32_t, int64_t
from libc.stdlib cimport free, realloc

from _fastroute.board cimport LOOSE, NONE, RINGS, Board, Hold, Ticket
from _fastroute.event_heap cimport Event, EventHeap, close_gap, put_event, take_first
from _fastroute.matcher cimport Matcher


cdef int make_room_in(EventHeap *heap, int32_t more) except -1:
    cdef int32_t room = max(64, 2 * (heap.size + more))
    cdef Event *events
    if heap.room - heap.size < more:
        events = <Event *>realloc(heap.events, room * sizeof(Event))
        if events == NULL:
            raise MemoryError
        heap.events, heap.room = events, room
    return 0


@cython.final
cdef class Clockwork:
    def __dealloc__(self):
        free(self.steps)
        free(self.tallies)
        free(self.ends.events)
        free(self.timers.events)

    cdef int make_room(self) except -1:
        self.router.make_room_for_tickets(1)
        self.router.make_room_for_links(1)
        make_room_in(&self.ends, self.most_at_once)
        make_room_in(&self.timers, 2)
        return 0

    cdef bint has_room(self) noexcept nogil:
        """For whatever one event may bring: a ticket and its two timers, a former need, work for every agent."""
        cdef const Board *b = &self.router.board
        return (
            b.free_ticket != NONE
            and b.links_used < b.link_room
            and self.ends.room - self.ends.size >= self.most_at_once
            and self.timers.room - self.timers.size >= 2
        )

    cdef Stop play(self, int64_t events) noexcept nogil:
        cdef Source source
        while events:
            events -= 1
            if not self.has_room():
                return CROWDED
            source = self.next_source()
            if source == END:
                self.end_or_answer()
            elif source == ARRIVAL:
                self.arrive()
            elif source == HANG_UP:
                self.hang_up(<int32_t>self.hang_up_tickets[self.next_hang_up])
                self.next_hang_up += 1
            elif source == TIMER:
                self.next_timer()
            elif source == CHANGE:
                self.change_presence()
            else:
                return PLAYED
        return COUNTED

    cdef Source next_source(self) noexcept nogil:
        """What is next, and `now` is its time; NOTHING when that would be at the end or later."""
        cdef int64_t first = self.until
        cdef Source source = NOTHING
        if self.ends.size and self.ends.events[0].time < first:
            first, source = self.ends.events[0].time, END
        if self.next_hang_up < self.hang_ups and self.hang_up_times[self.next_hang_up] < first:
            first, source = self.hang_up_times[self.next_hang_up], HANG_UP
        if self.timers.size and self.timers.events[0].time < first:
            first, source = self.timers.events[0].time, TIMER
        if self.next_ticket < self.tickets and self.arrival[self.next_ticket] < first:
            first, source = self.arrival[self.next_ticket], ARRIVAL
        if self.next_change < self.changes and self.presence[self.next_change, 0] <= first:
            if self.presence[self.next_change, 0] < first or (
                source == ARRIVAL and self.presence[self.next_change, 1] <= self.next_ticket
            ):
                first, source = self.presence[self.next_change, 0], CHANGE
        if source != NOTHING:
            self.now = first
        return source

    cdef void arrive(self) noexcept nogil:
        cdef int32_t ticket = self.next_ticket
        self.next_ticket += 1
        self.slots[ticket], self.ending[ticket] = self.new_ticket(ticket), UNSERVED
        self.decisions += 1
        self.router.arrive(self.slots[ticket], self.now)
        self.give_matches()
        if self.ending[ticket] != UNSERVED:
            return
        if self.patience[ticket] == 0:   # its place among the hang-ups came before the arrival
            if self.agent[ticket] == NONE and self.rings(ticket):   # one of many may answer this instant, and before
                put_event(&self.timers, self.now, <int64_t>ticket << STEP_BITS | LATE_HANG_UP)
            else:
                self.hang_up(ticket)
        elif self.agent[ticket] == NONE:
            self.set_timers(ticket)

    cdef void set_timers(self, int32_t ticket) noexcept nogil:
        if self.reserved_for[ticket]:
            put_event(&self.timers, self.now + self.reserved_for[ticket], <int64_t>ticket << STEP_BITS)
        if self.programme[ticket] != NONE:
            self.set_step_timer(ticket, 1)

    cdef int32_t new_ticket(self, int32_t ticket) noexcept nogil:
        cdef int32_t slot = self.router.new_ticket(ticket, <int32_t>self.need[ticket])
        cdef Ticket *t = self.router.board.tickets + slot
        t.due, t.arrival, t.band, t.load = self.due[ticket], self.now, self.band[ticket], self.load[ticket]
        if self.preferred[ticket] != NONE:
            self.router.prefer(slot, <int32_t>self.preferred[ticket], self.reserved_for[ticket] > 0)
        if self.strategy[ticket] != NONE:
            self.router.decide_by(slot, <int>self.strategy[ticket] + 1)
        return slot

    cdef bint rings(self, int32_t ticket) noexcept nogil:
        """With one or many who have not answered."""
        return self.ending[ticket] == UNSERVED and self.router.board.tickets[self.slots[ticket]].hold != NONE

    cdef void hang_up(self, int32_t ticket) noexcept nogil:
        if self.ending[ticket] == UNSERVED:
            self.leave(ticket, ABANDONED)

    cdef void leave(self, int32_t ticket, Ending how) noexcept nogil:
        """Out of the line, and from whomever it rings with in vain."""
        self.ending[ticket], self.ended[ticket] = how, self.now
        self.stop_ringing(ticket, NONE)
        self.router.drop(self.slots[ticket])

    cdef void stop_ringing(self, int32_t ticket, int32_t but) noexcept nogil:
        """With all but this agent. By agent number they get something else, next of all."""
        cdef const Hold *holds = self.router.board.holds
        cdef int32_t each = self.router.board.tickets[self.slots[ticket]].hold
        while each != NONE:
            if holds[each].agent != but:
                self.tallies[holds[each].agent].ring += self.now - holds[each].given
                put_event(&self.ends, self.now, <int64_t>holds[each].agent << 32 | IN_VAIN | ticket)
            each = holds[each].beside

    cdef void end_or_answer(self) noexcept nogil:
        cdef Event event = take_first(&self.ends)
        cdef int32_t agent = <int32_t>(event.what >> 32), ticket = <int32_t>(event.what & ~IN_VAIN)
        if event.what & IN_VAIN:
            self.free(agent, self.kind_of(ticket), LOOSE, 0)
        elif self.ending[ticket] == UNSERVED:
            self.answer(ticket, agent)
        elif self.ending[ticket] == ANSWERED and self.agent[ticket] == agent:
            self.end(ticket, agent)
        close_gap(&self.ends)

    cdef void end(self, int32_t ticket, int32_t agent) noexcept nogil:
        cdef Tally *tally = self.tallies + agent
        cdef int64_t talk = self.talk[ticket]
        tally.ring += self.answered[ticket] - self.offered[ticket]
        tally.talk += talk
        tally.wrap += self.wrap[ticket]
        self.free(agent, self.kind_of(ticket), self.slots[ticket], talk)

    cdef int kind_of(self, int32_t ticket) noexcept nogil:
        """Relaxation stays within one kind."""
        return self.router.board.needs[self.need[ticket]].kind

    cdef void free(self, int32_t agent, int kind, int32_t slot, int64_t talked) noexcept nogil:
        """One unit of work is over; what the agent gets next is given."""
        cdef Tally *tally = self.tallies + agent
        tally.has -= 1
        if tally.has == 0:
            tally.ready_since = self.now
            if tally.presence == GOING:
                tally.presence = AWAY
                tally.signed_in += self.now - tally.here_since
        self.decisions += 1
        self.router.finish(agent, kind, slot, talked, self.now)
        self.give_matches()

    cdef void give_matches(self) noexcept nogil:
        cdef const Board *b = &self.router.board
        cdef int32_t each
        for each in range(b.made_count):
            self.give(<int32_t>b.tickets[b.made[each].ticket].id, b.made[each].agent)

    cdef void give(self, int32_t ticket, int32_t agent) noexcept nogil:
        """The agent is rung for the ticket. Who alone is rung answers, unless the caller hangs up before."""
        cdef Tally *tally = self.tallies + agent
        cdef int64_t at = self.now + self.ring[ticket] + self.answers_after[agent]
        if tally.has == 0:
            tally.ready += self.now - tally.ready_since
        tally.has += 1
        if self.router.board.tickets[self.slots[ticket]].flags & RINGS:
            put_event(&self.ends, at, <int64_t>agent << 32 | ticket)
            return
        self.agent[ticket], self.offered[ticket] = agent, self.now
        if self.patience[ticket] == ENDLESS or at <= self.arrival[ticket] + self.patience[ticket]:
            self.settle(ticket, agent, at)

    cdef void settle(self, int32_t ticket, int32_t agent, int64_t answered) noexcept nogil:
        cdef int64_t ended = answered + self.talk[ticket]
        self.ending[ticket], self.answered[ticket], self.ended[ticket] = ANSWERED, answered, ended
        put_event(&self.ends, ended + self.wrap[ticket], <int64_t>agent << 32 | ticket)

    cdef void answer(self, int32_t ticket, int32_t agent) noexcept nogil:
        """The first of those rung all at once; what the others still stand for in `ends` will be passed over."""
        cdef const Hold *holds = self.router.board.holds
        cdef int32_t slot = self.slots[ticket], each = self.router.board.tickets[slot].hold
        while holds[each].agent != agent:
            each = holds[each].beside
        self.agent[ticket], self.offered[ticket] = agent, holds[each].given
        self.stop_ringing(ticket, agent)
        self.router.claim(slot, agent)
        self.settle(ticket, agent, self.now)

    cdef void change_presence(self) noexcept nogil:
        cdef int32_t agent = <int32_t>self.presence[self.next_change, 2]
        cdef bint comes = self.presence[self.next_change, 3] != 0
        cdef Tally *tally = self.tallies + agent
        self.next_change += 1
        if not comes:
            self.go(agent)
            return
        if tally.presence == AWAY:
            tally.here_since = tally.ready_since = self.now
        tally.presence = HERE
        self.decisions += 1
        self.router.come(agent, self.now)
        self.give_matches()

    cdef void go(self, int32_t agent) noexcept nogil:
        cdef Tally *tally = self.tallies + agent
        self.router.go(agent, self.now)
        if tally.has:
            tally.presence = GOING
            return
        tally.presence = AWAY
        tally.ready += self.now - tally.ready_since
        tally.signed_in += self.now - tally.here_since

    cdef void set_step_timer(self, int32_t ticket, int32_t which) noexcept nogil:
        """For the which-th step of its programme, 1 is the first, if there is one."""
        cdef int32_t programme = <int32_t>self.programme[ticket]
        cdef int32_t step = self.first_step[programme] + which - 1
        if step < self.first_step[programme + 1]:
            put_event(&self.timers, self.arrival[ticket] + self.steps[step].age, <int64_t>ticket << STEP_BITS | which)

    cdef void next_timer(self) noexcept nogil:
        cdef Event event = take_first(&self.timers)
        cdef int32_t ticket = <int32_t>(event.what >> STEP_BITS), which = event.what & ((1 << STEP_BITS) - 1)
        if which == LATE_HANG_UP:
            self.hang_up(ticket)
        elif self.ending[ticket] == UNSERVED and self.agent[ticket] == NONE:
            if which:
                self.take_step(ticket, which)
            else:
                self.decisions += 1
                self.router.unreserve(self.slots[ticket], self.now)
                self.give_matches()
        close_gap(&self.timers)

    cdef void take_step(self, int32_t ticket, int32_t which) noexcept nogil:
        cdef const Step *step = self.steps + self.first_step[self.programme[ticket]] + which - 1
        cdef int32_t slot = self.slots[ticket]
        cdef const Ticket *t = self.router.board.tickets + slot
        if step.overflows:
            if t.hold == NONE:
                self.leave(ticket, OVERFLOWED)
            return
        if step.sets_band or step.head_start:
            self.router.lift(slot, step.band if step.sets_band else t.band, t.due - step.head_start)
        self.set_step_timer(ticket, which + 1)
        if step.need != NONE:
            self.decisions += 1
            self.router.soften(slot, step.need, self.now)
            self.give_matches()

    cdef int64_t last_happening(self) noexcept nogil:
        """When all is over: the last arrival, leaving, end of wrap-up, coming or going."""
        cdef int64_t last = self.arrival[self.tickets - 1] if self.tickets else self.now
        cdef int32_t ticket
        if self.next_change:
            last = max(last, self.presence[self.next_change - 1, 0])
        for ticket in range(self.tickets):
            if self.ending[ticket] == ANSWERED:
                last = max(last, self.ended[ticket] + self.wrap[ticket])
            elif self.ending[ticket] != UNSERVED:
                last = max(last, self.ended[ticket])
        return last

    cdef void stop_clocks(self, int64_t at) noexcept nogil:
        """What is going on at the end counts up to there."""
        cdef int32_t each, ticket, agent
        cdef Tally *tally
        for ticket in range(self.next_ticket):
            if self.ending[ticket] == UNSERVED and self.agent[ticket] != NONE:
                self.tallies[self.agent[ticket]].ring += at - self.offered[ticket]
        for each in range(self.ends.size):
            self.stop_clock_of(&self.ends.events[each], at)
        for agent in range(self.agents):
            tally = self.tallies + agent
            if tally.presence != AWAY:
                tally.signed_in += at - tally.here_since
                tally.ready += at - tally.ready_since if tally.has == 0 else 0

    cdef void stop_clock_of(self, const Event *event, int64_t at) noexcept nogil:
        cdef int32_t agent = <int32_t>(event.what >> 32), ticket = <int32_t>(event.what & ~IN_VAIN)
        cdef Tally *tally = self.tallies + agent
        if self.ending[ticket] == UNSERVED and self.agent[ticket] == NONE:   # one of many rung
            tally.ring += at - (event.time - self.ring[ticket] - self.answers_after[agent])
        elif self.ending[ticket] == ANSWERED and self.agent[ticket] == agent:
            tally.ring += min(at, self.answered[ticket]) - self.offered[ticket]
            if at <= self.answered[ticket]:
                self.ending[ticket], self.answered[ticket], self.ended[ticket] = UNSERVED, NEVER, NEVER
                return
            tally.talk += min(at, self.ended[ticket]) - self.answered[ticket]
            tally.wrap += max(0, at - self.ended[ticket])
