"""The router: who takes which ticket, decided at once. The door is described in router.pyi, the map is router.pxd.

Every public method first reads its arguments, which may run code of the caller; then it looks up what they name, checks
everything and makes room; only then does it change anything.
"""

cimport cython
from cpython.long cimport PyLong_CheckExact
from libc.stdint cimport INT32_MAX, INT32_MIN, INT64_MAX, int32_t, int64_t, uint16_t, uint64_t

from _fastroute.answering cimport Answering
from _fastroute.board cimport (
    AGENTS, HERE, KINDS, LEVELS, LINKS, LOADS, LOOSE, NEEDS, NONE, OUT, RESERVED, SKILLED, SKILLS, TICKETS, TIERS,
    TWELFTHS, UNITS, Board, Ticket,
)
from _fastroute.directory cimport (
    agent_slot, kind_of, read_agents, read_capacity, read_levels, read_need, read_tiers, strategy_of,
    ticket_slot, tier_of, whole, within,
)
from _fastroute.holds cimport hold_of, loose_hold
from _fastroute.short_calls cimport (
    ANSWERED, ANSWERED_NONE, ARRIVAL, BAND, DUE, GO_THE_LONG_WAY, LATE_AFTER, LOAD, NEED, NOW, TICKET, shorten_calls,
)
from _fastroute.slot_index cimport agent_with, ticket_with

from _fastroute import records
from _fastroute.faults import AlreadyThere, RouterFull, WrongState

AGENT_LIMIT, NEED_LIMIT, SKILL_LIMIT, LEVEL_LIMIT = AGENTS, NEEDS, SKILLS, LEVELS
TICKET_LIMIT, EXCLUSION_LIMIT, UNIT_LIMIT, TIER_LIMIT, LOAD_LIMIT = TICKETS, LINKS, UNITS, TIERS, LOADS
IMPLEMENTATION = f"compiled with Cython {cython.__version__}"

cdef tuple NOBODY = ()
cdef frozenset NO_TIERS = frozenset()
cdef list _STRATEGIES = [None, *records.Strategy]

@cython.final
@cython.binding(False)
cdef class Router(Answering):
    def __init__(self, strategy="longest_idle", *, late_every=0, seed=0, window=3_600_000, explaining=True):
        self.board.seed = <uint64_t>whole(seed, "seed")
        self.board.twelfth = max(1, within(window, "window", 1, INT64_MAX) // TWELFTHS)
        self.board.explaining = bool(explaining)
        self.strategy = strategy
        self.late_every = late_every

    @property
    def strategy(self):
        return _STRATEGIES[self.board.strategy]

    @strategy.setter
    def strategy(self, name):
        self.set_strategy(strategy_of(name))

    @property
    def late_every(self):
        return self.board.late_every

    @late_every.setter
    def late_every(self, every):
        self.set_late_every(<int32_t>within(every, "late_every", 0, INT32_MAX))

    def add_agent(self, agent, skills, tier=0, position=None, capacity=None):
        cdef int64_t id_ = whole(agent, "agent")
        cdef int64_t place = id_ if position is None else whole(position, "position")
        cdef int32_t units[KINDS]
        cdef int32_t slot
        levels = read_levels(skills, "skills")
        key = (levels, tier_of(tier))
        read_capacity(capacity, units)
        if agent_with(&self.board, id_) != NONE:
            raise AlreadyThere(f"agent {id_} has been added before")
        self.make_room_for_agent()
        self.make_room_for_group()
        self.make_room_for_units(self._more_units(units, NONE))
        self._make_room_for_skills(levels)
        slot = self.new_agent(id_)
        self._join(slot, key)
        self.set_capacity(slot, units)
        self.board.agents[slot].position = place
        self.board.made_count = 0

    def set_skills(self, agent, skills, now, *, tier=None, position=None, capacity=None):
        cdef int64_t id_ = whole(agent, "agent"), at = whole(now, "now")
        cdef int64_t place = 0 if position is None else whole(position, "position")
        cdef int32_t rank = 0 if tier is None else tier_of(tier), slot
        cdef int32_t units[KINDS]
        levels = None if skills is None else read_levels(skills, "skills")
        read_capacity(capacity, units)
        slot = agent_slot(self, id_)
        former = self._group_keys[self.board.agents[slot].group]
        self.make_room_for_group()
        if capacity is not None:
            self.make_room_for_units(self._more_units(units, slot))
        if levels is not None:
            self._make_room_for_skills(levels)
        self.attend(at)
        self.stand_up(slot)
        self._join(slot, (former[0] if levels is None else levels, former[1] if tier is None else rank))
        if position is not None:
            self.board.agents[slot].position = place
        if capacity is not None:
            self.set_capacity(slot, units)
        self.sit_down(slot)
        return self._ticket_id(self.fill(slot, at, SKILLED))

    def remove_agent(self, agent):
        cdef int32_t slot = agent_slot(self, whole(agent, "agent")), kind
        if self.board.agents[slot].presence != OUT:
            raise WrongState(f"agent {agent} is signed in; only who is signed out can be removed")
        if any([self.board.crews[kind].seats[slot].own != NONE for kind in range(KINDS)]):
            raise WrongState(f"a ticket is reserved for agent {agent}; release it before they are removed")
        self._forget_group(self.board.agents[slot].group)
        self.drop_agent(slot)
        self.board.made_count = 0

    def sign_in(self, agent, now):
        cdef int64_t id_ = whole(agent, "agent"), at = whole(now, "now")
        cdef int32_t slot = agent_slot(self, id_)
        if self.board.agents[slot].presence == HERE:
            raise WrongState(f"agent {id_} is signed in already")
        return self._ticket_id(self.come(slot, at))

    def sign_out(self, agent, now):
        cdef int64_t id_ = whole(agent, "agent"), at = whole(now, "now")
        cdef int32_t slot = agent_slot(self, id_)
        if self.board.agents[slot].presence != HERE:
            raise WrongState(f"agent {id_} is signed out already, or leaving")
        self.go(slot, at)

    def free(self, agent, now, kind=0, *, ticket=None, talked=None, loose=False):
        cdef int64_t id_ = whole(agent, "agent"), at = whole(now, "now")
        cdef int64_t named = 0 if ticket is None else whole(ticket, "ticket")
        cdef int64_t spoken = -1 if talked is None else within(talked, "talked", 0, INT64_MAX)
        cdef int32_t work = kind_of(kind), what = LOOSE if loose else NONE, slot = agent_slot(self, id_)
        if ticket is not None:
            what = ticket_slot(self, named)
            if hold_of(&self.board, what, slot) == NONE:
                raise WrongState(f"agent {id_} does not have ticket {named}")
        elif what == LOOSE and loose_hold(&self.board, self.board.crews[work].seats + slot) == NONE:
            raise WrongState(f"agent {id_} has the ticket of all they are busy with")
        elif self.board.crews[work].seats[slot].first == NONE:
            raise WrongState(f"agent {id_} is {self._state(slot, work)} and has nothing to be freed from")
        return self._ticket_id(self.finish(slot, work, what, spoken, at))

    def need(self, skills, kind=0, tiers=None):
        levels, work, own = read_levels(skills, "skills"), kind_of(kind), read_tiers(tiers)
        return self._need_slot(levels, work, own)

    def offer_ticket(
        self, ticket, need, due, arrival, now, excluded=NOBODY, *,
        late_after=None, band=0, preferred=None, reserved=False, strategy=None, load=1
    ):
        cdef Board *b = &self.board
        cdef int64_t id_ = whole(ticket, "ticket"), due_ = whole(due, "due"), arrival_ = whole(arrival, "arrival")
        cdef int64_t at = whole(now, "now"), band_ = within(band, "band", INT32_MIN, INT32_MAX)
        cdef int64_t load_ = within(load, "load", 0, LOADS), late = due_ if late_after is None else whole(late_after, "late_after")
        cdef int64_t wish_id = 0 if preferred is None else whole(preferred, "preferred")
        cdef int own = 0 if strategy is None else strategy_of(strategy)
        cdef bint alone = reserved
        cdef int32_t slot, wanted, wish = NONE
        cdef object asked = need if PyLong_CheckExact(need) else read_need(need)
        cdef list out = None if excluded is NOBODY else read_agents(excluded)
        if ticket_with(b, id_) != NONE:
            raise AlreadyThere(f"ticket {id_} has been offered before")
        if out is not None:
            out = self._agent_slots(out)
        if preferred is not None:
            wish = agent_slot(self, wish_id)
        if alone and wish == NONE:
            raise WrongState(f"ticket {id_} is reserved, but no preferred agent is named")
        wanted = self._known_need(asked, 0, NO_TIERS)
        if b.free_ticket == NONE:
            self.make_room_for_tickets(1)
        if out is not None:
            self.make_room_for_links(len(out))
        if wanted == NONE:
            wanted = self._need_slot(asked, 0, NO_TIERS)
        slot = self.new_ticket(id_, wanted)
        b.tickets[slot].due, b.tickets[slot].arrival, b.wishes[slot].late_after = due_, arrival_, late
        b.tickets[slot].band, b.tickets[slot].load = <int32_t>band_, <uint16_t>load_
        if wish != NONE:
            self.prefer(slot, wish, alone)
        if own:
            self.decide_by(slot, own)
        if out is not None:
            self._exclude_all(slot, out)
        return self._agent_id(self.arrive(slot, at))

    def give_back(self, ticket, excluded, now, *, agent=None):
        cdef int64_t id_ = whole(ticket, "ticket"), at = whole(now, "now")
        cdef int64_t holder_id = 0 if agent is None else whole(agent, "agent")
        cdef list out = read_agents(excluded)
        cdef int32_t slot = ticket_slot(self, id_), holder = NONE if agent is None else agent_slot(self, holder_id)
        out = self._agent_slots(out)
        holder = self._holder(slot, holder)
        self.make_room_for_links(len(out))
        self._exclude_all(slot, out)
        return self._agent_id(self.hand_back(slot, holder, at))

    def accept(self, ticket, agent):
        cdef int64_t id_ = whole(ticket, "ticket"), agent_id = whole(agent, "agent")
        cdef int32_t slot = ticket_slot(self, id_)
        self.claim(slot, self._holder(slot, agent_slot(self, agent_id)))

    def readmit(self, ticket, agent, now):
        cdef int64_t id_ = whole(ticket, "ticket"), agent_id = whole(agent, "agent"), at = whole(now, "now")
        cdef int32_t slot = ticket_slot(self, id_), who = agent_slot(self, agent_id)
        if not self.admit(slot, who):
            raise WrongState(f"ticket {id_} does not exclude agent {agent_id}")
        return self._agent_id(self.look_again(slot, at))

    def withdraw(self, ticket):
        self.drop(ticket_slot(self, whole(ticket, "ticket")))

    def relax(self, ticket, need, now):
        cdef int64_t id_ = whole(ticket, "ticket"), at = whole(now, "now")
        cdef object asked = need if PyLong_CheckExact(need) else read_need(need)
        cdef int32_t slot = ticket_slot(self, id_), kind = self.board.needs[self.board.tickets[slot].need].kind
        cdef int32_t easier = self._known_need(asked, kind, NO_TIERS)
        if easier != NONE and self.board.needs[easier].kind != kind:
            raise WrongState(f"ticket {id_} is of another kind of work than need {asked}")
        self.make_room_for_links(1)
        if easier == NONE:
            easier = self._need_slot(asked, kind, NO_TIERS)
        return self._agent_id(self.soften(slot, easier, at))

    def promote(self, ticket, now, *, due=None, band=None):
        cdef int64_t id_ = whole(ticket, "ticket"), at = whole(now, "now")
        cdef int64_t due_ = 0 if due is None else whole(due, "due")
        cdef int64_t band_ = 0 if band is None else within(band, "band", INT32_MIN, INT32_MAX)
        cdef int32_t slot = ticket_slot(self, id_)
        cdef const Ticket *t = self.board.tickets + slot
        self.attend(at)
        self.lift(slot, t.band if band is None else <int32_t>band_, t.due if due is None else due_)

    def release(self, ticket, now):
        cdef int64_t id_ = whole(ticket, "ticket"), at = whole(now, "now")
        cdef int32_t slot = ticket_slot(self, id_)
        if not self.board.tickets[slot].flags & RESERVED:
            raise WrongState(f"ticket {id_} is not reserved")
        return self._agent_id(self.unreserve(slot, at))

    def matches(self):
        cdef int32_t each
        cdef const Board *b = &self.board
        return tuple([(self._agent_id(b.made[each].agent), self._ticket_id(b.made[each].ticket))
                      for each in range(b.made_count)])

    def reset_counts(self):
        self.reset()
        self.board.made_count = 0


cdef int offer_shortly(object asked, const int64_t *given, int64_t *answer) noexcept:
    """offer_ticket with nothing but numbers."""
    cdef Router router = <Router>asked
    cdef Board *b = &router.board
    cdef int32_t slot, agent
    if not (0 <= given[NEED] < b.need_count and INT32_MIN <= given[BAND] <= INT32_MAX and 0 <= given[LOAD] <= LOADS):
        return GO_THE_LONG_WAY
    if b.free_ticket == NONE or ticket_with(b, given[TICKET]) != NONE:
        return GO_THE_LONG_WAY
    slot = router.new_ticket(given[TICKET], <int32_t>given[NEED])
    b.tickets[slot].due, b.tickets[slot].arrival = given[DUE], given[ARRIVAL]
    b.wishes[slot].late_after = given[LATE_AFTER]
    b.tickets[slot].band, b.tickets[slot].load = <int32_t>given[BAND], <uint16_t>given[LOAD]
    agent = router.arrive(slot, given[NOW])
    if agent == NONE:
        return ANSWERED_NONE
    answer[0] = b.agents[agent].id
    return ANSWERED


cdef int free_shortly(object asked, const int64_t *given, int64_t *answer) noexcept:
    """free(agent, now): from a call."""
    cdef Router router = <Router>asked
    cdef Board *b = &router.board
    cdef int32_t agent = agent_with(b, given[0]), ticket
    if agent == NONE or b.crews[0].seats[agent].first == NONE:
        return GO_THE_LONG_WAY
    ticket = router.finish(agent, 0, NONE, -1, given[1])
    if ticket == NONE:
        return ANSWERED_NONE
    answer[0] = b.tickets[ticket].id
    return ANSWERED


cdef int withdraw_shortly(object asked, const int64_t *given, int64_t *answer) noexcept:
    cdef Router router = <Router>asked
    cdef int32_t slot = ticket_with(&router.board, given[0])
    if slot == NONE:
        return GO_THE_LONG_WAY
    router.drop(slot)
    return ANSWERED_NONE


shorten_calls(Router, offer_shortly, free_shortly, withdraw_shortly)
