"""Map of the matcher: what it stores and which functions do what. Only the router uses it.

A slot is an index into the tables of agents or tickets; ids are whatever the caller gave. A need is a set of least
levels. For each need there is one row of bits, the agents who meet it, and one line of waiting tickets.
  a ticket looks for an agent: row of its need & ready agents, least (idle since, id), not excluded
  an agent looks for a ticket: heads of the lines whose row has the agent's bit, least (due, arrival, id), not excluded
After every call of the router no ready agent stands beside a ticket they may take: nothing else is ever searched.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint64_t

from _fastroute.ticket_tree cimport Exclusion, Ticket

cdef enum:
    AGENTS = 16384        # of a box far larger than ours; a row of bits is then 2 KB
    NEEDS = 4096          # rows
    SKILLS = 256          # columns
    LEVELS = 255          # a byte
    TICKETS = 262144      # waiting and held; 25 MB
    EXCLUSIONS = 1048576  # over all tickets; 8 MB

cdef enum State:
    OUT, READY, BUSY, LEAVING

cdef enum Trigger:        # in the order of records.Trigger
    UNDECIDED, ARRIVED, GIVEN_BACK, READMITTED, RELAXED, RELEASED, SIGNED_IN, FREED, SKILLED

cdef enum KeyPart:        # in the order of records.KeyPart
    ONLY, PREFERRED, TIER, RING, STRATEGY, IDLE_SINCE, AGENT, BAND, LATE, DUE, ARRIVAL, TICKET

ctypedef struct Agent:
    int64_t id
    int64_t since         # in the present state
    int32_t ticket        # slot; NONE when there is none, or it is withdrawn or given back; chains the free slots
    uint8_t state
    uint8_t there         # the slot is in use

ctypedef struct Choice:   # the best two: slots of agents, or of tickets
    int32_t winner
    int32_t runner_up


cdef class Matcher:
    cdef Agent *agents
    cdef uint8_t *levels  # [agent slot][skill column]: 0 where the agent lacks it
    cdef uint64_t *idle   # bit per agent slot: READY
    cdef uint64_t *staying  # bit per agent slot: READY or BUSY
    cdef int32_t agent_room, free_agent  # room is 0 or 64, 128, 256 …
    cdef uint8_t *least   # [need][skill column]: 0 where it does not matter
    cdef uint64_t *rows   # [need]: bit per agent slot
    cdef int32_t *lines   # [need]: root of the line, see ticket_tree.pxd
    cdef int32_t need_room, needs
    cdef Ticket *tickets
    cdef int32_t *cells   # id → slot, see ticket_index.pxd
    cdef Exclusion *exclusions
    cdef int32_t ticket_room, free_ticket
    cdef int32_t exclusion_room, exclusions_used, free_exclusion
    cdef int32_t in_line, idle_agents

    # room; afterwards the slots are there, and nothing else has changed
    cdef int make_room_for_agent(self) except -1
    cdef int make_room_for_need(self) except -1
    cdef int make_room_for_ticket(self) except -1
    cdef int make_room_for_exclusions(self, Py_ssize_t wanted) except -1

    # agents and needs
    cdef int32_t new_agent(self, int64_t id_) noexcept nogil
    cdef void drop_agent(self, int32_t agent) noexcept nogil
    cdef uint64_t *row_of(self, int32_t need) noexcept nogil
    cdef bint meets(self, int32_t agent, int32_t need) noexcept nogil
    cdef void mark(self, int32_t agent, int32_t need) noexcept nogil
    cdef void set_state(self, int32_t agent, State state, int64_t now) noexcept nogil

    # tickets
    cdef int32_t new_ticket(self, int64_t id_, int32_t need) noexcept nogil
    cdef int32_t ticket_of(self, int64_t id_) noexcept nogil
    cdef void forget(self, int32_t ticket) noexcept nogil
    cdef void stand_in_line(self, int32_t ticket) noexcept nogil
    cdef void leave_line(self, int32_t ticket) noexcept nogil
    cdef void exclude(self, int32_t ticket, int32_t agent) noexcept nogil
    cdef bint lift_exclusion(self, int32_t ticket, int32_t agent) noexcept nogil

    # matching
    cdef int32_t give_to_agent(self, int32_t ticket, int64_t now, Trigger trigger) noexcept nogil
    cdef int32_t give_to_idle(self, int32_t agent, int64_t now, Trigger trigger) noexcept nogil
    cdef Choice best_agents(self, int32_t ticket) noexcept nogil
    cdef Choice best_tickets(self, int32_t agent) noexcept nogil
    cdef bint is_idle_longer(self, int32_t one, int32_t other) noexcept nogil
    cdef void assign(self, int32_t ticket, int32_t agent, int64_t now) noexcept nogil
    cdef void record_agents(self, const Choice *best, int32_t ticket, Trigger trigger) noexcept nogil
    cdef void record_tickets(self, const Choice *best, Trigger trigger) noexcept nogil
