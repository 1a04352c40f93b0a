"""Map of the matcher: which functions do what. It trusts what it is given; the router and the rehearsal are its users.

  board.pxd                        the tables: agents, seats, groups, needs, tickets, holds
  slot_index.pxd  bits.pxd         ids to slots · which groups meet which needs
  seat_tree.pxd   crews.pxd        ready seats of a group in order · seats that become ready, the strategies' keys
  ticket_line.pxd ticket_lanes.pxd ticket_tree.pxd  waiting tickets of a line in order · as they came · as a tree
  ticket_choice.pxd                lines, and which ticket an agent gets
  seat_choice.pxd                  which agent a ticket gets
  holds.pxd       busy_time.pxd    giving, why, and the end of it · busy time of the last hour
  operations.pxd  room.pxd         what may happen · longer tables

  a ticket looks for an agent: groups that meet its need & groups with somebody ready; the least first seat
  an agent looks for a ticket: needs the group meets & lines with somebody in them; the least head
After every operation no ready agent stands beside a ticket they may take, unless reserved: nothing else is ever searched.
Operations count their matches in board.made; they need room made before, and return slots or NONE.
"""

from libc.stdint cimport int32_t, int64_t

from _fastroute.board cimport Board


cdef class Matcher:
    cdef Board board      # its explaining, indexed and counting may be put off before the first ticket

    # room; afterwards the slots are there, and nothing else has changed
    cdef int make_room_for_agent(self) except -1
    cdef int make_room_for_group(self) except -1
    cdef int make_room_for_need(self) except -1
    cdef int make_room_for_tickets(self, Py_ssize_t wanted) except -1
    cdef int make_room_for_links(self, Py_ssize_t wanted) except -1
    cdef int make_room_for_units(self, Py_ssize_t wanted) except -1
    cdef int make_room_for_own_tiers(self, Py_ssize_t wanted) except -1

    # agents, groups, needs
    cdef int32_t new_agent(self, int64_t id_) noexcept nogil
    cdef void drop_agent(self, int32_t agent) noexcept nogil
    cdef void stand_up(self, int32_t agent) noexcept nogil       # around whatever changes them, if they are here
    cdef void sit_down(self, int32_t agent) noexcept nogil
    cdef void rise(self) noexcept nogil                          # all of them
    cdef void sit_again(self) noexcept nogil
    cdef void join(self, int32_t agent, int32_t group) noexcept nogil
    cdef void set_capacity(self, int32_t agent, const int32_t *capacity) noexcept nogil
    cdef int32_t new_group(self, int32_t tier) noexcept nogil
    cdef void drop_group(self, int32_t group) noexcept nogil
    cdef bint is_met(self, int32_t group, int32_t need) noexcept nogil
    cdef void mark(self, int32_t group, int32_t need) noexcept nogil
    cdef void settle_group(self, int32_t group) noexcept nogil
    cdef void settle_need(self, int32_t need) noexcept nogil
    cdef void put_own_tier(self, int32_t need, int64_t agent, int32_t tier) noexcept nogil
    cdef void choose_path(self) noexcept nogil
    cdef void set_strategy(self, int strategy) noexcept nogil
    cdef void set_late_every(self, int32_t late_every) noexcept nogil
    cdef void attend(self, int64_t now) noexcept nogil           # what every operation that is told the time does itself
    cdef void reset(self) noexcept nogil

    # tickets: first new_ticket, then its due, arrival, band and load in board.tickets and its late_after in board.wishes;
    # then these where wanted
    cdef int32_t new_ticket(self, int64_t id_, int32_t need) noexcept nogil
    cdef void prefer(self, int32_t ticket, int32_t agent, bint reserved) noexcept nogil
    cdef void decide_by(self, int32_t ticket, int strategy) noexcept nogil
    cdef void exclude(self, int32_t ticket, int32_t agent) noexcept nogil
    cdef bint admit(self, int32_t ticket, int32_t agent) noexcept nogil

    # operations
    cdef int32_t arrive(self, int32_t ticket, int64_t now) noexcept nogil
    cdef int32_t finish(self, int32_t agent, int kind, int32_t ticket, int64_t talked, int64_t now) noexcept nogil
    cdef int32_t come(self, int32_t agent, int64_t now) noexcept nogil
    cdef void go(self, int32_t agent, int64_t now) noexcept nogil
    cdef void drop(self, int32_t ticket) noexcept nogil
    cdef int32_t soften(self, int32_t ticket, int32_t need, int64_t now) noexcept nogil
    cdef void lift(self, int32_t ticket, int32_t band, int64_t due) noexcept nogil
    cdef int32_t unreserve(self, int32_t ticket, int64_t now) noexcept nogil
    cdef int32_t hand_back(self, int32_t ticket, int32_t agent, int64_t now) noexcept nogil
    cdef int32_t look_again(self, int32_t ticket, int64_t now) noexcept nogil
    cdef int32_t fill(self, int32_t agent, int64_t now, int trigger) noexcept nogil
    cdef void claim(self, int32_t ticket, int32_t agent) noexcept nogil
