"""Map of the clockwork: what a rehearsal reads, what it writes, and what happens next. Only traffic uses it.

What will happen stands in four places, each in order of time; the first of their heads is played, earlier places first
where times are equal:
  ends       by (time, agent, ticket): an agent is free again; or one of many who are rung answers
  timers     by (time, hang-up or not, ticket, which): hang-ups; then 0 the reservation is over, k the k-th step of
             the programme. Of who is answered by then nothing is left to do: what stands here is never taken out before
  presence   sorted beforehand: agents come and go
  arrivals   the trace itself
Tickets and agents are numbers of the trace. An agent's number is the slot in the matcher; a ticket's slot is in `slots`.
"""

from libc.stdint cimport int8_t, int32_t, int64_t, uint8_t

from _fastroute.agenda cimport Agenda, Event
from _fastroute.board cimport Board
from _fastroute.matcher cimport Matcher

cdef enum:
    NEVER = -1            # outcome.NEVER
    ENDLESS = -1          # trace.ENDLESS
    STEP_BITS = 6
    MOST_STEPS = 1 << STEP_BITS   # trace.MOST_STEPS and the reservation
    TIMERS_AT_ONCE = 3    # of a ticket that comes: hang-up, reservation, first step
    IN_VAIN = 0x80000000   # on the ticket of an event: the agent was rung for it, and nobody is there any more

cdef enum Ending:         # in the order of outcome.Ending
    NOT_COME, ANSWERED, ABANDONED, OVERFLOWED, UNSERVED

cdef enum Presence:
    AWAY, HERE, GOING     # GOING: the shift is over, the work is not

cdef enum Source:         # in the order at one instant; a change may be after an arrival, see trace.Shift
    END, TIMER, CHANGE, ARRIVAL, NOTHING

cdef enum Stop:
    PLAYED, COUNTED, CROWDED   # all, or up to the end; as many events as asked for; there is no room for what comes

ctypedef struct Column:
    const char *data
    Py_ssize_t stride     # bytes

ctypedef struct Tally:    # of an agent
    int64_t ring, talk, wrap, ready, signed_in
    int64_t ready_since, here_since
    int32_t has           # units of work
    uint8_t presence

ctypedef struct Step:
    int64_t age
    int64_t head_start
    int32_t need          # NONE: as before
    int32_t band
    uint8_t sets_band
    uint8_t overflows


cdef inline int64_t of(const Column *column, int32_t ticket) noexcept nogil:
    return (<const int64_t *>(column.data + ticket * column.stride))[0]


cdef class Clockwork:
    cdef Matcher router
    cdef Board *board     # the router's
    cdef int64_t until    # what happens then or later does not
    cdef int64_t now
    cdef int64_t last     # that something happened which can be seen in the outcome
    cdef int64_t decisions
    cdef int32_t tickets, next_ticket, agents
    cdef int32_t most_at_once             # units of work of all agents, and one: no event puts more into `ends`
    cdef bint rings_at_many               # some tickets ring at all: only then may `ends` hold more than that
    cdef bint plain                       # no ticket has a programme, a preference or a strategy of its own

    # the trace, a column each; where one number is for all, the stride is 0
    cdef Column arrival, need, talk, wrap, patience, due, late_after, band, programme, preferred, reserved_for
    cdef Column load, ring, strategy
    cdef const int64_t *changes           # of presence: 2 * agent + whether they come
    cdef const int64_t *change_times
    cdef const int64_t *change_turns
    cdef Py_ssize_t change_count, next_change
    cdef int64_t arrival_time, change_time, change_turn   # of the next; INT64_MAX: there is none
    cdef const int64_t *answers_after     # [agent]: ring time of their own
    cdef Step *steps
    cdef const int32_t *first_step        # [programme] in steps; one more, where the last ends

    # what came of it
    cdef int8_t *ending
    cdef int32_t *agent
    cdef int32_t *slots
    cdef int64_t *offered
    cdef int64_t *answered
    cdef int64_t *ended
    cdef int64_t *waited
    cdef Tally *tallies
    cdef Agenda ends, timers
    cdef list arrays      # whose memory all that is

    cdef Stop play(self, int64_t events) noexcept nogil
    cdef bint has_room_for(self, Source source) noexcept nogil
    cdef int make_room(self) except -1
    cdef Py_ssize_t first_odd_change(self) noexcept nogil
    cdef void wind_up(self) noexcept nogil
    cdef void look_at_next_change(self) noexcept nogil
    cdef void look_at_next_arrival(self) noexcept nogil
    cdef Source next_source(self) noexcept nogil

    # what happens
    cdef void end_or_answer(self) noexcept nogil
    cdef void end(self, int32_t ticket, int32_t agent) noexcept nogil
    cdef void answer(self, int32_t ticket, int32_t agent) noexcept nogil
    cdef void next_timer(self) noexcept nogil
    cdef void take_step(self, int32_t ticket, int32_t which) noexcept nogil
    cdef void change_presence(self) noexcept nogil
    cdef void arrive(self) noexcept nogil

    # what follows from it
    cdef int32_t new_ticket(self, int32_t ticket) noexcept nogil
    cdef void give_matches(self) noexcept nogil
    cdef void give(self, int32_t ticket, int32_t agent) noexcept nogil
    cdef void settle(self, int32_t ticket, int32_t agent, int64_t answered) noexcept nogil
    cdef void stop_ringing(self, int32_t ticket, int32_t but) noexcept nogil
    cdef void leave(self, int32_t ticket, Ending how) noexcept nogil
    cdef void go(self, int32_t agent) noexcept nogil
    cdef void free(self, int32_t agent, int kind, int32_t slot, int64_t talked) noexcept nogil
    cdef int kind_of(self, int32_t ticket) noexcept nogil
    cdef void set_timers(self, int32_t ticket) noexcept nogil
    cdef void set_step_timer(self, int32_t ticket, int32_t which) noexcept nogil

    # the end
    cdef void stop_clocks(self, int64_t at) noexcept nogil
    cdef void stop_clock_of(self, const Event *event, int64_t at) noexcept nogil
