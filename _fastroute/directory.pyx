"""The directory: ids of the outside to slots of the matcher, and sets of skills to groups and needs. See directory.pxd.

Everything that comes from outside is checked here; a RouterFault tells what was wrong with it.
"""

from cpython.long cimport PyLong_CheckExact
from cpython.number cimport PyIndex_Check, PyNumber_Index
from libc.stdint cimport INT32_MAX, INT32_MIN, int32_t, int64_t, uint8_t

from _fastroute.board cimport CAPACITY, KINDS, LEVELS, NONE, SKILLS, Board
from _fastroute.holds cimport hold_of
from _fastroute.matcher cimport Matcher
from _fastroute.seat_choice cimport excludes

from _fastroute import records
from _fastroute.faults import OutOfRange, RouterFull, UnknownId, WrongState


cdef frozenset NO_TIERS = frozenset()
cdef list STRATEGIES = list(records.Strategy)


cdef int64_t whole_at_length(object value, str what) except? -1:
    try:
        return PyNumber_Index(value)   # 1.5 is no id and no time
    except OverflowError:
        raise OutOfRange(f"{what} {value} does not fit into 64 bits") from None


cdef int not_within(int64_t number, str what, int64_t least, int64_t most) except -1:
    raise OutOfRange(f"{what} {number} is not between {least} and {most}")


cdef int32_t tier_of(object tier) except? -1:
    return <int32_t>within(tier, "tier", INT32_MIN, INT32_MAX)


cdef int strategy_of(object name) except -1:
    """INHERITED has no name."""
    if name not in STRATEGIES:
        raise UnknownId(f"no strategy {name!r}; there are {', '.join(records.Strategy)}")
    return 1 + STRATEGIES.index(name)


cdef object items_of(object mapping, str what):
    if not hasattr(mapping, "items"):
        raise TypeError(f"{what} {mapping!r}: a mapping was expected, as {{7: 3}} for 7 at 3")
    return mapping.items()


cdef frozenset read_levels(object skills, str what):
    cdef dict levels = {}
    for skill, level in items_of(skills, what):
        levels[whole(skill, "skill")] = whole(level, "level")
    for skill, level in levels.items():
        if not 1 <= level <= LEVELS:
            raise OutOfRange(f"skill {skill} at level {level}: levels are 1 to {LEVELS}; leave out what is 0")
    return frozenset(levels.items())


cdef frozenset read_tiers(object tiers):
    if tiers is None:
        return NO_TIERS
    return frozenset({whole(agent, "agent"): tier_of(tier) for agent, tier in items_of(tiers, "tiers")}.items())


cdef object read_need(object need):
    """A handle, or levels."""
    return whole(need, "need") if PyIndex_Check(need) else read_levels(need, "need")


cdef list read_agents(object agents):
    """Each of them once."""
    return list(dict.fromkeys([whole(agent, "agent") for agent in agents]))


cdef int read_capacity(object capacity, int32_t *units) except -1:
    """By kind; those not named have none. None: one call."""
    cdef int32_t kind
    for kind in range(KINDS):
        units[kind] = capacity is None and kind == 0
    for each, count in () if capacity is None else items_of(capacity, "capacity"):
        kind = kind_of(each)
        units[kind] = <int32_t>within(count, "capacity", 0, CAPACITY)
    return 0


cdef int no_kind(int64_t kind) except -1:
    raise UnknownId(f"no kind {kind} of work; they are 0 to {KINDS - 1}, see records.Kind")


cdef int no_agent(int64_t agent) except -1:
    raise UnknownId(f"no agent {agent}; add_agent() makes them known")


cdef int no_ticket(int64_t ticket) except -1:
    raise UnknownId(f"no ticket {ticket}; it was never offered, or is over")


cdef class Directory(Matcher):
    def __cinit__(self):
        self._needs, self._skills, self._groups, self._group_keys = {}, {}, {}, {}

    cdef int32_t _known_need(self, object need, int32_t kind, frozenset tiers) except -2:
        cdef int64_t slot
        if not PyLong_CheckExact(need):
            found = self._needs.get((need, kind, tiers))
            return NONE if found is None else found
        slot = need
        if not 0 <= slot < self.board.need_count:
            raise UnknownId(f"no need {slot}; need() makes them")
        return <int32_t>slot

    cdef int32_t _need_slot(self, object need, int32_t kind, frozenset tiers) except -1:
        cdef int32_t slot = self._known_need(need, kind, tiers)
        if slot == NONE:
            self._make_room_for_new_need(need, tiers)
            slot = self._new_need(need, kind, tiers)
        return slot

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

    cdef list _agent_slots(self, list agents):
        return [agent_slot(self, agent) for agent in agents]

    cdef Py_ssize_t _more_units(self, const int32_t *units, int32_t agent) except -1:
        """How many more there are then, at most."""
        cdef Py_ssize_t more = 0
        cdef int32_t kind
        for kind in range(KINDS):
            more += units[kind] if agent == NONE else max(
                0, units[kind] - <int32_t>self.board.crews[kind].seats[agent].bound
            )
        return more

    cdef int _make_room_for_new_need(self, frozenset levels, frozenset tiers) except -1:
        self.make_room_for_need()
        self.make_room_for_own_tiers(len(tiers))
        self._make_room_for_skills(levels)
        return 0

    cdef int _make_room_for_skills(self, frozenset levels) except -1:
        cdef Py_ssize_t new = 0
        for skill, _ in levels:
            new += skill not in self._skills
        if len(self._skills) + new > SKILLS:
            raise RouterFull(f"the router knows {len(self._skills)} skills of at most {SKILLS}")
        for skill, _ in levels:
            self._skills.setdefault(skill, len(self._skills))
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

    cdef int32_t _new_need(self, frozenset levels, int32_t kind, frozenset tiers) except -1:
        """Room for it was made."""
        cdef Board *b = &self.board
        cdef int32_t need = b.need_count
        cdef uint8_t *least = b.least + <size_t>need * SKILLS
        for skill, level in levels:
            least[<int32_t>self._skills[skill]] = level
        b.needs[need].kind, b.needs[need].tiered = kind, len(tiers) > 0
        for agent, tier in tiers:
            self.put_own_tier(need, agent, tier)
        self.settle_need(need)
        self._needs[levels, kind, tiers] = need
        return need
