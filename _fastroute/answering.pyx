"""What the router answers: who waits where, who has what, and why. Nothing here changes anything.

The door is described in router.pyi, the map is answering.pxd; arguments are read first, as in router.pyx.
"""

from cpython.long cimport PyLong_CheckExact
from libc.stdint cimport int32_t, int64_t, uint64_t

from _fastroute.bits cimport meets, row_of
from _fastroute.board cimport BY_STRATEGY, HERE, IN_LINE, KINDS, NONE, ONLY, OUT, RESERVED, Board, Hold, Seat, Ticket
from _fastroute.directory cimport Directory, agent_slot, kind_of, read_need, ticket_slot, whole
from _fastroute.holds cimport hold_of
from _fastroute.seat_choice cimport excludes
from _fastroute.ticket_choice cimport line_of
from _fastroute.ticket_line cimport first_in_line, next_in_line, place_in_line

from _fastroute import records

cdef frozenset NO_TIERS = frozenset()
cdef object _STATE = records.AgentState
cdef object _VERDICT = records.Verdict
cdef list _STRATEGIES = [None, *records.Strategy]
cdef list _TRIGGERS = [None, *records.Trigger]
cdef list _KEY_PARTS = list(records.KeyPart)


cdef class Answering(Directory):
    def position(self, ticket):
        cdef int32_t slot = ticket_slot(self, whole(ticket, "ticket"))
        if not self.board.tickets[slot].flags & IN_LINE:
            return 0
        return place_in_line(self.board.tickets, line_of(&self.board, slot), slot)

    def waiting(self):
        return self.board.in_line

    def ready(self, kind=0):
        return self.board.crews[kind_of(kind)].seats_ready

    def staffed(self, need):
        cdef int32_t slot = self._need_slot(need if PyLong_CheckExact(need) else read_need(need), 0, NO_TIERS), word
        cdef const uint64_t *row = row_of(&self.board, slot)
        cdef const uint64_t *staffed = self.board.crews[self.board.needs[slot].kind].staffed
        for word in range(self.board.group_words):
            if row[word] & staffed[word]:
                return True
        return False

    def holding(self, agent):
        held = self.held(agent)
        return held[0] if held else None

    def held(self, agent):
        cdef int32_t slot = agent_slot(self, whole(agent, "agent")), kind, each
        found = []
        for kind in range(KINDS):
            each = self.board.crews[kind].seats[slot].first
            while each != NONE:
                if self.board.holds[each].ticket >= 0:
                    found.append(self._ticket_id(self.board.holds[each].ticket))
                each = self.board.holds[each].next
        return tuple(found)

    def state(self, agent, kind=0):
        cdef int64_t id_ = whole(agent, "agent")
        cdef int32_t work = kind_of(kind)
        return self._state(agent_slot(self, id_), work)

    def decision(self, ticket, agent=None):
        cdef int64_t id_ = whole(ticket, "ticket"), agent_id = 0 if agent is None else whole(agent, "agent")
        cdef int32_t slot = ticket_slot(self, id_)
        if agent is not None:
            return self._decision(slot, hold_of(&self.board, slot, agent_slot(self, agent_id)))
        return self._decision(slot, self.board.tickets[slot].hold)

    def explain(self, ticket):
        cdef int64_t id_ = whole(ticket, "ticket")
        cdef int32_t slot = ticket_slot(self, id_), each
        cdef const Board *b = &self.board
        cdef const Ticket *t = b.tickets + slot
        cdef const Seat *seats = b.crews[b.needs[t.need].kind].seats
        verdicts = [
            records.AgentVerdict(seats[each].id, self._verdict(each, slot), seats[each].since)
            for each in range(b.agent_room) if b.agents[each].there
        ]
        held_by, each = [], t.hold
        while each != NONE:
            held_by.append(self._agent_id(b.holds[each].agent))
            each = b.holds[each].beside
        return records.TicketReport(
            t.id, t.need, t.due, t.arrival, self.position(id_), self._decision(slot, t.hold), tuple(sorted(verdicts)),
            t.band, b.wishes[slot].late_after, self._agent_id(b.wishes[slot].preferred), bool(t.flags & RESERVED),
            tuple(held_by),
        )

    def explain_agent(self, agent, kind=0):
        cdef int64_t id_ = whole(agent, "agent")
        cdef int32_t work = kind_of(kind), slot = agent_slot(self, id_), each
        cdef const Board *b = &self.board
        cdef const Seat *seat = b.crews[work].seats + slot
        verdicts = []
        for each in range(b.need_count):
            if b.needs[each].kind == work:
                verdicts += self._ticket_verdicts(b.lines[each], slot)
        for _, each in sorted([(b.agents[each].id, each) for each in range(b.agent_room) if b.agents[each].there]):
            verdicts += self._ticket_verdicts(b.crews[work].seats[each].own, slot)
        each = seat.first
        while each != NONE and b.holds[each].ticket < 0:
            each = b.holds[each].next
        has = None if each == NONE else self._ticket_id(b.holds[each].ticket)
        return records.AgentReport(seat.id, self._state(slot, work), seat.since, has, tuple(verdicts))

    cdef list _ticket_verdicts(self, int32_t line, int32_t agent):
        cdef const Ticket *tickets = self.board.tickets
        cdef int32_t each = first_in_line(tickets, line)
        found = []
        while each != NONE:
            found.append(records.TicketVerdict(tickets[each].id, self._verdict(agent, each)))
            each = next_in_line(tickets, line, each)
        return found

    cdef object _agent_id(self, int32_t agent):
        return None if agent == NONE else self.board.agents[agent].id

    cdef object _ticket_id(self, int32_t ticket):
        return None if ticket == NONE else self.board.tickets[ticket].id

    cdef object _state(self, int32_t agent, int32_t kind):
        cdef const Seat *seat = self.board.crews[kind].seats + agent
        if self.board.agents[agent].presence == HERE and seat.used < seat.capacity:
            return _STATE.READY
        if not seat.used or self.board.agents[agent].presence == OUT:
            return _STATE.OUT
        return _STATE.BUSY if self.board.agents[agent].presence == HERE else _STATE.LEAVING

    cdef object _verdict(self, int32_t agent, int32_t ticket):
        cdef const Board *b = &self.board
        cdef const Ticket *t = b.tickets + ticket
        cdef const Seat *seat = b.crews[b.needs[t.need].kind].seats + agent
        if hold_of(b, ticket, agent) != NONE:
            return _VERDICT.CHOSEN
        if not meets(b, seat.group, t.need):
            return _VERDICT.UNSKILLED
        if excludes(b, ticket, agent):
            return _VERDICT.EXCLUDED
        if t.flags & RESERVED and b.wishes[ticket].preferred != agent:
            return _VERDICT.RESERVED
        if not seat.capacity:
            return _VERDICT.OTHER_WORK
        if b.agents[agent].presence == OUT:
            return _VERDICT.SIGNED_OUT
        return _VERDICT.READY if seat.ready else _VERDICT.BUSY

    cdef object _decision(self, int32_t ticket, int32_t hold):
        cdef const Hold *h = self.board.holds + hold
        if hold == NONE or not self.board.explaining:
            return None
        alone = h.told_by == ONLY
        return records.Decision(
            trigger=_TRIGGERS[h.trigger],
            now=h.given,
            agent=self.board.agents[h.agent].id,
            ticket=self.board.tickets[ticket].id,
            told_by=_KEY_PARTS[h.told_by],
            runner_up=None if alone else h.runner_up,
            won_with=None if alone else h.won_with,
            lost_with=None if alone else h.lost_with,
            strategy=_STRATEGIES[h.strategy] if h.told_by == BY_STRATEGY else None,
        )
