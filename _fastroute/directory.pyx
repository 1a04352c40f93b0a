"""The directory: ids of the outside to slots of the matcher, and sets of skills to groups and needs. See directory.pxd.

Everything that comes from outside is checked here; a RouterFault tells what was wrong with it.
"""

from cpython.long cimport PyLong_CheckExact
from cpython.number cimport PyNumber_Index
from libc.stdint cimport INT32_MAX, INT32_MIN, int32_t, int64_t, uint8_t

from _fastroute.board cimport CAPACITY, KINDS, LEVELS, NONE, SKILLS, Board
from _fastroute.holds cimport hold_of
from _fastroute.matcher cimport Matcher
from _fastroute.seat_choice cimport excludes

from _fastroute.faults import OutOfRange, RouterFull, UnknownId, WrongState


cdef int64_t whole_at_length(object value, str what) except? -1:
    try:
        return PyNumber_Index(value)   # 1.5 is no id and no time
    except OverflowError:
        raise OutOfRange(f"{what} {value} does not fit into 64 bits") from None


cdef int64_t within(object value, str what, int64_t least, int64_t most) except? -1:
    cdef int64_t number = whole(value, what)
    if not least <= number <= most:
        raise OutOfRange(f"{what} {value} is not between {least} and {most}")
    return number


cdef int no_kind(object kind) except -1:
    raise UnknownId(f"no kind {kind} of work; they are 0 to {KINDS - 1}, see records.Kind")


cdef int no_agent(object agent) except -1:
    raise UnknownId(f"no agent {agent}; add_agent() makes them known")


cdef int no_ticket(object ticket) except -1:
    raise UnknownId(f"no ticket {ticket}; it was never offered, or is over")


cdef int32_t tier_of(object tier) except? -1:
    return <int32_t>within(tier, "tier", INT32_MIN, INT32_MAX)


cdef class Directory(Matcher):
    def __cinit__(self):
        self._needs, self._skills, self._groups, self._group_keys = {}, {}, {}, {}

    cdef int32_t _need_slot(self, object need) except -1:
        cdef int64_t slot
        if not PyLong_CheckExact(need) and not hasattr(need, "__index__"):
            return self._need_for(need, 0, {})
        slot = whole(need, "need")
        if not 0 <= slot < self.board.need_count:
            raise UnknownId(f"no need {need}; need() makes them")
        return <int32_t>slot

    cdef int32_t _holder(self, int32_t ticket, int32_t agent) except -1:
        """The agent, who has to have the ticket; for NONE whoever has had it longest."""
        cdef Board *b = &self.board
        if b.tickets[ticket].hold == NONE:
            raise WrongState(f"ticket {b.tickets[ticket].id} is waiting; no agent has it")
        if agent == NONE:
            return b.holds[b.tickets[ticket].hold].agent
        if hold_of(b, ticket, agent) == NONE:
            raise WrongState(f"agent {b.agents[agent].id} does not have ticket {b.tickets[ticket].id}")
        return agent

    cdef dict _checked_levels(self, object skills):
        cdef dict levels = {}
        for skill, level in skills.items():
            if not 1 <= whole(level, "level") <= LEVELS:
                raise OutOfRange(f"skill {skill} at level {level}: levels are 1 to {LEVELS}; leave out what is 0")
            levels[whole(skill, "skill")] = level
        return levels

    cdef list _checked_excluded(self, object excluded):
        return [agent_slot(self, agent) for agent in dict.fromkeys(excluded)]

    cdef Py_ssize_t _checked_capacity(self, object capacity, int32_t *checked, int32_t agent) except -1:
        """By kind; returns how many more units there are then, at most."""
        cdef Py_ssize_t more = 0
        cdef int32_t kind
        for kind in range(KINDS):
            checked[kind] = 0
        for each, units in capacity.items():
            checked[kind_of(each)] = <int32_t>within(units, "capacity", 0, CAPACITY)
        for kind in range(KINDS):
            more += checked[kind] if agent == NONE else max(
                0, checked[kind] - <int32_t>self.board.crews[kind].seats[agent].bound
            )
        return more

    cdef int _make_room_for_skills(self, dict levels) except -1:
        new = levels.keys() - self._skills.keys()
        if len(self._skills) + len(new) > SKILLS:
            raise RouterFull(f"the router knows {len(self._skills)} skills of at most {SKILLS}")
        for skill in sorted(new):
            self._skills[skill] = len(self._skills)
        self.board.columns = (len(self._skills) + 15) & ~15
        return 0

    cdef int _exclude_all(self, int32_t ticket, list agents) except -1:
        cdef int32_t agent
        for agent in agents:
            if not excludes(&self.board, ticket, agent):
                self.exclude(ticket, agent)
        return 0

    cdef int _join(self, int32_t agent, tuple key) except -1:
        """Puts the agent into the group of these skills and this tier. Room for one more group was made."""
        cdef int32_t former = self.board.agents[agent].group
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = self._new_group(key)
            self._group_keys[group] = key
        if group != former:
            self._forget_group(former)
            self.join(agent, group)
        return 0

    cdef int32_t _new_group(self, tuple key) except -1:
        cdef int32_t group = self.new_group(key[1])
        cdef uint8_t *own = self.board.levels + <size_t>group * SKILLS
        for skill, level in key[0]:
            own[<int32_t>self._skills[skill]] = level
        self.board.groups[group].versatility = len(key[0])
        self.settle_group(group)
        return group

    cdef int _forget_group(self, int32_t group) except -1:
        """When its last agent is about to leave it."""
        if group != NONE and self.board.groups[group].members == 1:
            del self._groups[self._group_keys.pop(group)]
        return 0

    cdef int32_t _need_for(self, object skills, int32_t kind, object tiers) except -1:
        cdef dict levels = self._checked_levels(skills)
        cdef dict own = {whole(agent, "agent"): tier_of(tier) for agent, tier in tiers.items()}
        found = self._needs.get((frozenset(levels.items()), kind, frozenset(own.items())))
        return self._new_need(levels, kind, own) if found is None else found

    cdef int32_t _new_need(self, dict levels, int32_t kind, dict tiers) except -1:
        cdef Board *b = &self.board
        cdef int32_t need = b.need_count
        cdef uint8_t *least
        self.make_room_for_need()
        self.make_room_for_own_tiers(len(tiers))
        self._make_room_for_skills(levels)
        least = b.least + <size_t>need * SKILLS
        for skill, level in levels.items():
            least[<int32_t>self._skills[skill]] = level
        b.needs[need].kind, b.needs[need].tiered = kind, len(tiers) > 0
        for agent, tier in tiers.items():
            self.put_own_tier(need, agent, tier)
        self.settle_need(need)
        self._needs[frozenset(levels.items()), kind, frozenset(tiers.items())] = need
        return need
