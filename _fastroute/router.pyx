"""The router: who takes which ticket, decided at once. The door is described in router.pyi, the map is router.pxd.

Every public method first checks everything and makes room; only then does it change anything.
"""

cimport cython
from cpython.number cimport PyNumber_Index
from libc.stdint cimport int32_t, int64_t, uint8_t, uint64_t
from libc.string cimport memset

from _fastroute.matcher cimport (
    AGENTS, ARRIVED, BUSY, EXCLUSIONS, FREED, GIVEN_BACK, LEAVING, LEVELS, NEEDS, ONLY, OUT, READMITTED, READY,
    SIGNED_IN, SKILLED, SKILLS, TICKETS, Agent, Matcher,
)
from _fastroute.ticket_tree cimport NONE, Ticket, excludes, first_for, place_of

from _fastroute import records
from _fastroute.faults import AlreadyThere, OutOfRange, RouterFull, UnknownId, WrongState

AGENT_LIMIT, NEED_LIMIT, SKILL_LIMIT, LEVEL_LIMIT = AGENTS, NEEDS, SKILLS, LEVELS
TICKET_LIMIT, EXCLUSION_LIMIT = TICKETS, EXCLUSIONS
IMPLEMENTATION = f"compiled with Cython {cython.__version__}"

cdef list _STATES = list(records.AgentState)
cdef list _TRIGGERS = [None, *records.Trigger]
cdef list _KEY_PARTS = list(records.KeyPart)


cdef int64_t whole(object value, str what) except? -1:
    try:
        return PyNumber_Index(value)   # 1.5 is no id and no time
    except OverflowError:
        raise OutOfRange(f"{what} {value} does not fit into 64 bits") from None


@cython.final
cdef class Router(Matcher):
    def __cinit__(self):
        self._agent_slots, self._needs, self._skills = {}, {}, {}

    def add_agent(self, agent, skills):
        cdef int64_t id_ = whole(agent, "agent")
        if id_ in self._agent_slots:
            raise AlreadyThere(f"agent {id_} has been added before")
        levels = self._checked_levels(skills)
        self._make_room_for_skills(levels)
        self.make_room_for_agent()
        self._agent_slots[id_] = slot = self.new_agent(id_)
        self._set_levels(slot, levels)

    def set_skills(self, agent, skills, now):
        cdef int32_t slot = self._agent_slot(agent)
        cdef int64_t at = whole(now, "now")
        levels = self._checked_levels(skills)
        self._make_room_for_skills(levels)
        self._set_levels(slot, levels)
        return self._ticket_id(self.give_to_idle(slot, at, SKILLED)) if self.agents[slot].state == READY else None

    def remove_agent(self, agent):
        cdef int32_t slot = self._agent_slot(agent)
        cdef uint8_t state = self.agents[slot].state
        if state != OUT:
            raise WrongState(f"agent {agent} is {_STATES[state]}; only who is signed out can be removed")
        del self._agent_slots[self.agents[slot].id]
        self.drop_agent(slot)

    def sign_in(self, agent, now):
        cdef int32_t slot = self._agent_slot(agent)
        cdef int64_t at = whole(now, "now")
        cdef uint8_t state = self.agents[slot].state
        if state == LEAVING:
            self.set_state(slot, BUSY, self.agents[slot].since)
            return None
        if state != OUT:
            raise WrongState(f"agent {agent} is signed in already, and {_STATES[state]}")
        self.set_state(slot, READY, at)
        return self._ticket_id(self.give_to_idle(slot, at, SIGNED_IN))

    def sign_out(self, agent, now):
        cdef int32_t slot = self._agent_slot(agent)
        cdef int64_t at = whole(now, "now")
        cdef uint8_t state = self.agents[slot].state
        if state == READY:
            self.set_state(slot, OUT, at)
        elif state == BUSY:
            self.set_state(slot, LEAVING, self.agents[slot].since)
        else:
            raise WrongState(f"agent {agent} is {_STATES[state]} and cannot sign out")

    def free(self, agent, now):
        cdef int32_t slot = self._agent_slot(agent)
        cdef int64_t at = whole(now, "now")
        cdef uint8_t state = self.agents[slot].state
        if state != BUSY and state != LEAVING:
            raise WrongState(f"agent {agent} is {_STATES[state]} and has nothing to be freed from")
        if self.agents[slot].ticket != NONE:
            self.forget(self.agents[slot].ticket)
            self.agents[slot].ticket = NONE
        if state == LEAVING:
            self.set_state(slot, OUT, at)
            return None
        self.set_state(slot, READY, at)
        return self._ticket_id(self.give_to_idle(slot, at, FREED))

    def need(self, skills):
        levels = self._checked_levels(skills)
        key = frozenset(levels.items())
        found = self._needs.get(key)
        return self._new_need(levels, key) if found is None else found

    def offer_ticket(self, ticket, need, due, arrival, now, excluded=()):
        cdef int64_t id_ = whole(ticket, "ticket"), due_ = whole(due, "due"), arrival_ = whole(arrival, "arrival")
        cdef int64_t at = whole(now, "now")
        cdef int32_t slot, agent
        if self.ticket_of(id_) != NONE:
            raise AlreadyThere(f"ticket {id_} has been offered before")
        out = self._checked_excluded(excluded)
        self.make_room_for_ticket()
        self.make_room_for_exclusions(len(out))
        slot = self.new_ticket(id_, self._need_slot(need))
        self.tickets[slot].due, self.tickets[slot].arrival = due_, arrival_
        for agent in out:
            self.exclude(slot, agent)
        return self._agent_id(self.give_to_agent(slot, at, ARRIVED))

    def give_back(self, ticket, excluded, now):
        cdef int32_t slot = self._ticket_slot(ticket), agent
        cdef int64_t at = whole(now, "now")
        if self.tickets[slot].holder == NONE:
            raise WrongState(f"ticket {ticket} is waiting; only one an agent has can be given back")
        out = self._checked_excluded(excluded)
        self.make_room_for_exclusions(len(out))
        for agent in out:
            if not excludes(self.tickets, self.exclusions, slot, agent):
                self.exclude(slot, agent)
        self.agents[self.tickets[slot].holder].ticket = NONE
        self.tickets[slot].holder = NONE
        return self._agent_id(self.give_to_agent(slot, at, GIVEN_BACK))

    def readmit(self, ticket, agent, now):
        cdef int32_t slot = self._ticket_slot(ticket), who = self._agent_slot(agent)
        cdef int64_t at = whole(now, "now")
        if not self.lift_exclusion(slot, who):
            raise WrongState(f"ticket {ticket} does not exclude agent {agent}")
        if self.tickets[slot].holder != NONE:
            return None
        # Nobody else is ready for it, or they would have it already; so the search finds this agent or none.
        self.leave_line(slot)
        return self._agent_id(self.give_to_agent(slot, at, READMITTED))

    def withdraw(self, ticket):
        cdef int32_t slot = self._ticket_slot(ticket)
        if self.tickets[slot].holder == NONE:
            self.leave_line(slot)
        else:
            self.agents[self.tickets[slot].holder].ticket = NONE
        self.forget(slot)

    def position(self, ticket):
        cdef int32_t slot = self._ticket_slot(ticket)
        if self.tickets[slot].holder != NONE:
            return 0
        return place_of(self.tickets, self.lines[self.tickets[slot].need], slot)

    def waiting(self):
        return self.in_line

    def ready(self):
        return self.idle_agents

    def staffed(self, need):
        cdef const uint64_t *row = self.row_of(self._need_slot(need))
        cdef int32_t word
        for word in range(self.agent_room >> 6):
            if row[word] & self.staying[word]:
                return True
        return False

    def holding(self, agent):
        return self._ticket_id(self.agents[self._agent_slot(agent)].ticket)

    def state(self, agent):
        return _STATES[self.agents[self._agent_slot(agent)].state]

    def decision(self, ticket):
        return self._decision(self._ticket_slot(ticket))

    def explain(self, ticket):
        cdef int32_t slot = self._ticket_slot(ticket), agent
        cdef const Ticket *t = self.tickets + slot
        verdicts = tuple(
            records.AgentVerdict(id_, self._verdict(agent, slot), self.agents[agent].since)
            for id_, agent in sorted(self._agent_slots.items())
        )
        place = self.position(ticket)
        return records.TicketReport(t.id, t.need, t.due, t.arrival, place, self._decision(slot), verdicts)

    def explain_agent(self, agent):
        cdef int32_t slot = self._agent_slot(agent), need, ticket
        cdef const Agent *a = self.agents + slot
        verdicts = []
        for need in range(self.needs):
            ticket = first_for(self.tickets, self.exclusions, self.lines[need], NONE, NONE)
            while ticket != NONE:
                verdicts.append(records.TicketVerdict(self.tickets[ticket].id, self._verdict(slot, ticket)))
                ticket = first_for(self.tickets, self.exclusions, self.lines[need], NONE, ticket)
        return records.AgentReport(a.id, _STATES[a.state], a.since, self._ticket_id(a.ticket), tuple(verdicts))

    cdef int32_t _agent_slot(self, object agent) except -1:
        slot = self._agent_slots.get(agent)
        if slot is None:
            raise UnknownId(f"no agent {agent}; add_agent() makes agents known")
        return slot

    cdef int32_t _ticket_slot(self, object ticket) except -1:
        cdef int32_t slot = self.ticket_of(whole(ticket, "ticket"))
        if slot == NONE:
            raise UnknownId(f"no ticket {ticket}; it was never offered, or is withdrawn, or its agent is free again")
        return slot

    cdef int32_t _need_slot(self, object need) except -1:
        if not isinstance(need, int):
            return self.need(need)
        if not 0 <= need < self.needs:
            raise UnknownId(f"no need {need}; need() makes them")
        return need

    cdef dict _checked_levels(self, object skills):
        cdef dict levels = {}
        for skill, level in skills.items():
            if not 1 <= whole(level, "level") <= LEVELS:
                raise OutOfRange(f"skill {skill} at level {level}: levels are 1 to {LEVELS}; leave out what is 0")
            levels[whole(skill, "skill")] = level
        return levels

    cdef list _checked_excluded(self, object excluded):
        return [self._agent_slot(agent) for agent in dict.fromkeys(excluded)]

    cdef int _make_room_for_skills(self, dict levels) except -1:
        new = levels.keys() - self._skills.keys()
        if len(self._skills) + len(new) > SKILLS:
            raise RouterFull(f"the router knows {len(self._skills)} skills of at most {SKILLS}")
        for skill in sorted(new):
            self._skills[skill] = len(self._skills)
        return 0

    cdef int _set_levels(self, int32_t agent, dict levels) except -1:
        cdef uint8_t *own = self.levels + <size_t>agent * SKILLS
        cdef int32_t need
        memset(own, 0, SKILLS)
        for skill, level in levels.items():
            own[<int32_t>self._skills[skill]] = level
        for need in range(self.needs):
            self.mark(agent, need)
        return 0

    cdef int32_t _new_need(self, dict levels, frozenset key) except -1:
        cdef int32_t need = self.needs, agent
        cdef uint8_t *least
        self._make_room_for_skills(levels)
        self.make_room_for_need()
        least = self.least + <size_t>need * SKILLS
        for skill, level in levels.items():
            least[<int32_t>self._skills[skill]] = level
        for agent in range(self.agent_room):
            self.mark(agent, need)
        self._needs[key] = need
        self.needs += 1
        return need

    cdef object _agent_id(self, int32_t agent):
        return None if agent == NONE else self.agents[agent].id

    cdef object _ticket_id(self, int32_t ticket):
        return None if ticket == NONE else self.tickets[ticket].id

    cdef object _verdict(self, int32_t agent, int32_t ticket):
        cdef uint8_t state = self.agents[agent].state
        if self.tickets[ticket].holder == agent:
            return records.Verdict.CHOSEN
        if not self.meets(agent, self.tickets[ticket].need):
            return records.Verdict.UNSKILLED
        if excludes(self.tickets, self.exclusions, ticket, agent):
            return records.Verdict.EXCLUDED
        if state == OUT:
            return records.Verdict.SIGNED_OUT
        return records.Verdict.READY if state == READY else records.Verdict.BUSY

    cdef object _decision(self, int32_t ticket):
        cdef const Ticket *t = self.tickets + ticket
        if t.holder == NONE:
            return None
        alone = t.told_by == ONLY
        return records.Decision(
            trigger=_TRIGGERS[t.trigger],
            now=t.decided,
            agent=self.agents[t.holder].id,
            ticket=t.id,
            told_by=_KEY_PARTS[t.told_by],
            runner_up=None if alone else t.runner_up,
            won_with=None if alone else t.won_with,
            lost_with=None if alone else t.lost_with,
        )
