"""The clockwork: what happens next, played on the router's own operations. clockwork.pxd is the map.

It trusts what it is given; traffic checks before it winds it up.
"""

cimport cython
from libc.stdint cimport INT64_MAX, int32_t, int64_t
from libc.stdlib cimport free, realloc

from _fastroute.agenda cimport (
    Agenda, Event, begin_empty, close_gap, event_at, put_event, room_left, sorted_count, take_first, time_of_first,
)
from _fastroute.board cimport LOOSE, NONE, RINGS, Board, Hold, Ticket
from _fastroute.operations cimport after_arriving, after_finishing, after_withdrawing, enter


cdef int make_room_in(Agenda *agenda, int32_t more) except -1:
    cdef int32_t room = max(64, 2 * (agenda.room + more))
    cdef Event *heap
    if room_left(agenda) < more:
        heap = <Event *>realloc(agenda.heap, room * sizeof(Event))
        if heap == NULL:
            raise MemoryError
        agenda.heap, agenda.room = heap, room
        if agenda.size:
            agenda.first = heap
    return 0


cdef inline int64_t timer_of(int32_t ticket, int32_t which) noexcept nogil:
    """After all hang-ups of its instant, which have no such bit."""
    return <int64_t>1 << 40 | <int64_t>ticket << STEP_BITS | which


@cython.final
cdef class Clockwork:
    def __cinit__(self):
        begin_empty(&self.ends)
        begin_empty(&self.timers)

    def __dealloc__(self):
        free(self.steps)
        free(self.tallies)
        free(self.ends.heap)
        free(self.timers.heap)

    cdef int make_room(self) except -1:
        self.router.make_room_for_tickets(1)
        self.router.make_room_for_links(1)
        make_room_in(&self.ends, self.most_at_once)
        make_room_in(&self.timers, TIMERS_AT_ONCE)
        return 0

    cdef inline bint has_room_for(self, Source source) noexcept nogil:
        """For whatever it may bring: a ticket and its timers, a former need and the next step, work for every agent."""
        cdef const Board *b = self.board
        if self.rings_at_many and room_left(&self.ends) < self.most_at_once:
            return False
        if source == ARRIVAL:
            return b.free_ticket != NONE and room_left(&self.timers) >= TIMERS_AT_ONCE
        return source != TIMER or (b.links_used < b.link_room and room_left(&self.timers) >= TIMERS_AT_ONCE)

    cdef Py_ssize_t first_odd_change(self) noexcept nogil:
        """An agent comes who is here, or goes who is not; NONE: nobody ever does."""
        cdef Py_ssize_t each, odd = NONE
        cdef Tally *tally
        for each in range(self.change_count):
            tally = self.tallies + (self.changes[each] >> 1)
            if tally.presence == (HERE if self.changes[each] & 1 else AWAY):
                odd = each
                break
            tally.presence = HERE if self.changes[each] & 1 else AWAY
        for each in range(self.agents):
            self.tallies[each].presence = AWAY
        return odd

    cdef void wind_up(self) noexcept nogil:
        self.board = &self.router.board
        self.look_at_next_change()
        self.look_at_next_arrival()

    cdef inline void look_at_next_change(self) noexcept nogil:
        cdef bint there = self.next_change < self.change_count
        self.change_time = self.change_times[self.next_change] if there else INT64_MAX
        self.change_turn = self.change_turns[self.next_change] if there else 0

    cdef inline void look_at_next_arrival(self) noexcept nogil:
        self.arrival_time = of(&self.arrival, self.next_ticket) if self.next_ticket < self.tickets else INT64_MAX

    cdef Stop play(self, int64_t events) noexcept nogil:
        cdef Source source
        while events:
            events -= 1
            source = self.next_source()
            if not self.has_room_for(source):
                return CROWDED
            if source == END:
                self.end_or_answer()
            elif source == ARRIVAL:
                self.arrive()
            elif source == TIMER:
                self.next_timer()
            elif source == CHANGE:
                self.change_presence()
            else:
                return PLAYED
        return COUNTED

    cdef inline Source next_source(self) noexcept nogil:
        """What is next, and `now` is its time; NOTHING when that would be at the end or later."""
        cdef int64_t first = time_of_first(&self.ends)
        cdef Source source = END
        if time_of_first(&self.timers) < first:
            first, source = time_of_first(&self.timers), TIMER
        if self.arrival_time < first:
            first, source = self.arrival_time, ARRIVAL
        if self.change_time < first or (
            self.change_time == first and source == ARRIVAL and self.change_turn <= self.next_ticket
        ):
            first, source = self.change_time, CHANGE
        if first >= self.until:
            return NOTHING
        self.now = first
        return source

    cdef void arrive(self) noexcept nogil:
        cdef int32_t ticket = self.next_ticket
        self.next_ticket += 1
        self.look_at_next_arrival()
        self.last = self.now
        self.slots[ticket], self.ending[ticket] = self.new_ticket(ticket), UNSERVED
        self.decisions += 1
        after_arriving(self.board, self.slots[ticket], self.now)
        self.give_matches()
        if self.ending[ticket] == UNSERVED:
            self.set_timers(ticket)

    cdef void set_timers(self, int32_t ticket) noexcept nogil:
        cdef int64_t patience = of(&self.patience, ticket)
        if patience != ENDLESS:
            put_event(&self.timers, self.now + patience, <int64_t>ticket << STEP_BITS)
        if self.agent[ticket] != NONE or self.plain:   # rings in vain, or nothing else can happen to it
            return
        if of(&self.reserved_for, ticket):
            put_event(&self.timers, self.now + of(&self.reserved_for, ticket), timer_of(ticket, 0))
        if of(&self.programme, ticket) != NONE:
            self.set_step_timer(ticket, 1)

    cdef inline int32_t new_ticket(self, int32_t ticket) noexcept nogil:
        cdef int32_t slot = enter(self.board, ticket, <int32_t>of(&self.need, ticket))
        cdef Ticket *t = self.board.tickets + slot
        t.due, t.arrival, t.band, t.load = of(&self.due, ticket), self.now, of(&self.band, ticket), of(&self.load, ticket)
        self.router.board.wishes[slot].late_after = of(&self.late_after, ticket)
        if self.plain:
            return slot
        if of(&self.preferred, ticket) != NONE:
            self.router.prefer(slot, <int32_t>of(&self.preferred, ticket), of(&self.reserved_for, ticket) > 0)
        if of(&self.strategy, ticket) != NONE:
            self.router.decide_by(slot, <int>of(&self.strategy, ticket) + 1)
        return slot

    cdef void leave(self, int32_t ticket, Ending how) noexcept nogil:
        """Out of the line, and from whomever it rings with in vain."""
        self.last = self.now
        self.ending[ticket], self.ended[ticket] = how, self.now
        self.waited[ticket] = self.now - of(&self.arrival, ticket)
        self.stop_ringing(ticket, NONE)
        after_withdrawing(self.board, self.slots[ticket])

    cdef void stop_ringing(self, int32_t ticket, int32_t but) noexcept nogil:
        """With all but this agent. By agent number they get something else, next of all."""
        cdef const Hold *holds = self.board.holds
        cdef int32_t each = self.board.tickets[self.slots[ticket]].hold
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

    cdef inline void end(self, int32_t ticket, int32_t agent) noexcept nogil:
        cdef Tally *tally = self.tallies + agent
        cdef int64_t talk = of(&self.talk, ticket)
        tally.ring += self.answered[ticket] - self.offered[ticket]
        tally.talk += talk
        tally.wrap += of(&self.wrap, ticket)
        self.free(agent, 0, self.slots[ticket], talk)

    cdef inline int kind_of(self, int32_t ticket) noexcept nogil:
        """Relaxation stays within one kind."""
        return self.board.needs[of(&self.need, ticket)].kind

    cdef inline void free(self, int32_t agent, int kind, int32_t slot, int64_t talked) noexcept nogil:
        """One unit of work is over, the slot's or else one of the kind; what the agent gets next is given."""
        cdef Tally *tally = self.tallies + agent
        self.last = self.now
        tally.has -= 1
        if tally.has == 0:
            tally.ready_since = self.now
            if tally.presence == GOING:
                tally.presence = AWAY
                tally.signed_in += self.now - tally.here_since
        self.decisions += 1
        after_finishing(self.board, agent, kind, slot, talked, self.now)
        self.give_matches()

    cdef inline void give_matches(self) noexcept nogil:
        cdef const Board *b = self.board
        cdef int32_t each
        for each in range(b.made_count):
            self.give(<int32_t>b.tickets[b.made[each].ticket].id, b.made[each].agent)

    cdef inline void give(self, int32_t ticket, int32_t agent) noexcept nogil:
        """The agent is rung for the ticket. Who alone is rung answers, unless the caller hangs up before."""
        cdef Tally *tally = self.tallies + agent
        cdef int64_t at = self.now + of(&self.ring, ticket) + self.answers_after[agent]
        if tally.has == 0:
            tally.ready += self.now - tally.ready_since
        tally.has += 1
        if self.board.tickets[self.slots[ticket]].flags & RINGS:
            put_event(&self.ends, at, <int64_t>agent << 32 | ticket)
            return
        self.agent[ticket], self.offered[ticket] = agent, self.now
        if of(&self.patience, ticket) == ENDLESS or at <= of(&self.arrival, ticket) + of(&self.patience, ticket):
            self.settle(ticket, agent, at)

    cdef inline void settle(self, int32_t ticket, int32_t agent, int64_t answered) noexcept nogil:
        cdef int64_t ended = answered + of(&self.talk, ticket)
        self.ending[ticket], self.answered[ticket], self.ended[ticket] = ANSWERED, answered, ended
        self.waited[ticket] = answered - of(&self.arrival, ticket)
        put_event(&self.ends, ended + of(&self.wrap, ticket), <int64_t>agent << 32 | ticket)

    cdef void answer(self, int32_t ticket, int32_t agent) noexcept nogil:
        """The first of those rung all at once; what the others still stand for in `ends` will be passed over."""
        cdef const Hold *holds = self.board.holds
        cdef int32_t slot = self.slots[ticket], each = self.board.tickets[slot].hold
        while holds[each].agent != agent:
            each = holds[each].beside
        self.agent[ticket], self.offered[ticket] = agent, holds[each].given
        self.stop_ringing(ticket, agent)
        self.router.claim(slot, agent)
        self.settle(ticket, agent, self.now)

    cdef void change_presence(self) noexcept nogil:
        cdef int32_t agent = <int32_t>(self.changes[self.next_change] >> 1)
        cdef bint comes = self.changes[self.next_change] & 1
        cdef Tally *tally = self.tallies + agent
        self.next_change += 1
        self.look_at_next_change()
        self.last = self.now
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
        cdef int32_t programme = <int32_t>of(&self.programme, ticket)
        cdef int32_t step = self.first_step[programme] + which - 1
        if step < self.first_step[programme + 1]:
            put_event(&self.timers, of(&self.arrival, ticket) + self.steps[step].age, timer_of(ticket, which))

    cdef void next_timer(self) noexcept nogil:
        cdef Event event = take_first(&self.timers)
        cdef int32_t ticket = <int32_t>(event.what >> STEP_BITS), which = event.what & (MOST_STEPS - 1)
        if self.ending[ticket] == UNSERVED:
            if event.what < timer_of(0, 0):
                self.leave(ticket, ABANDONED)
            elif self.agent[ticket] != NONE:   # rings, and nobody can be found who would be better
                pass
            elif which:
                self.take_step(ticket, which)
            else:
                self.decisions += 1
                self.router.unreserve(self.slots[ticket], self.now)
                self.give_matches()
        close_gap(&self.timers)

    cdef void take_step(self, int32_t ticket, int32_t which) noexcept nogil:
        cdef const Step *step = self.steps + self.first_step[of(&self.programme, ticket)] + which - 1
        cdef int32_t slot = self.slots[ticket]
        cdef const Ticket *t = self.board.tickets + slot
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

    cdef void stop_clocks(self, int64_t at) noexcept nogil:
        """What is going on at the end counts up to there."""
        cdef int32_t each, ticket, agent
        cdef Tally *tally
        for each in range(self.ends.size + sorted_count(&self.ends)):
            self.stop_clock_of(event_at(&self.ends, each), at)
        for ticket in range(self.next_ticket):
            if self.ending[ticket] == UNSERVED:
                self.waited[ticket] = at - of(&self.arrival, ticket)
                if self.agent[ticket] != NONE:
                    self.tallies[self.agent[ticket]].ring += at - self.offered[ticket]
        for agent in range(self.agents):
            tally = self.tallies + agent
            if tally.presence != AWAY:
                tally.signed_in += at - tally.here_since
                tally.ready += at - tally.ready_since if tally.has == 0 else 0

    cdef void stop_clock_of(self, const Event *event, int64_t at) noexcept nogil:
        cdef int32_t agent = <int32_t>(event.what >> 32), ticket = <int32_t>(event.what & ~IN_VAIN)
        cdef Tally *tally = self.tallies + agent
        if self.ending[ticket] == UNSERVED:
            if self.agent[ticket] == NONE:   # one of many rung
                tally.ring += at - (event.time - of(&self.ring, ticket) - self.answers_after[agent])
        elif self.ending[ticket] == ANSWERED and self.agent[ticket] == agent:
            if at <= self.answered[ticket]:
                self.ending[ticket], self.answered[ticket], self.ended[ticket] = UNSERVED, NEVER, NEVER
                return
            tally.ring += self.answered[ticket] - self.offered[ticket]
            tally.talk += min(at, self.ended[ticket]) - self.answered[ticket]
            tally.wrap += max(0, at - self.ended[ticket])
