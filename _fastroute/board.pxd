"""The tables of the matcher, as one C struct: what stands where. matcher.pxd says how they work together.

A slot is an index into a table, NONE is no slot; ids are the caller's. Tables that grow are longer than what is used.
A seat is an agent for one kind of work. A group is the agents of equal skills and tier. A line is the waiting tickets
of one need, or those reserved for one agent. A hold is one unit of a seat in use, mostly with the ticket it has.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

cdef enum:
    NONE = -1
    LOST = -2             # in a hold: its ticket was given back, or another accepted it
    LOOSE = -3            # for a ticket: whatever unit has none
    KINDS = 4             # records.Kind
    AGENTS = 16384        # of a box far larger than ours, and so are the others
    NEEDS = 4096
    SKILLS = 256          # columns of levels
    LEVELS = 255          # a byte
    FEW_WORDS = 32        # of bits: with more, what is least in each is kept
    CAPACITY = 255        # of one seat
    UNITS = 262144        # capacity over all seats; 16 MB
    TICKETS = 262144      # waiting and held; 22 MB
    LINKS = 1048576       # exclusions and former needs over all tickets; 8 MB
    TIERS = 262144        # needs' own tiers; 8 MB
    LOADS = 65535
    TWELFTHS = 12         # of the window of least_occupied, see busy_time.pxd

cdef enum Presence:
    OUT, HERE, LEAVING

cdef enum Strategy:       # in the order of records.Strategy; INHERITED is that of the router
    INHERITED, LONGEST_IDLE, LEAST_OCCUPIED, FEWEST_CALLS, LEAST_TALK_TIME, ROUND_ROBIN, LINEAR, RANDOM, BEST_SKILL
    LEAST_VERSATILE, LIGHTER_NEXT, RING_ALL

cdef enum Trigger:        # in the order of records.Trigger
    UNDECIDED, ARRIVED, GIVEN_BACK, READMITTED, RELAXED, RELEASED, SIGNED_IN, FREED, SKILLED

cdef enum KeyPart:        # in the order of records.KeyPart
    ONLY, TIER, PREFERRED, RING, BY_STRATEGY, IDLE_SINCE, AGENT, BAND, LATE, DUE, ARRIVAL, TICKET

cdef enum Flag:           # of a ticket
    USED = 1
    IN_LINE = 2
    RESERVED = 4          # stands in the line of its preferred agent
    RINGS = 8             # stays in line while agents hold it
    SPECIAL = 16          # has a wish, a former need or a strategy of its own: every seat's whole rank is looked at
    IN_LANE = 32          # in line, and the line has not become a tree (ticket_lanes.pxd)

ctypedef struct Ticket:   # 64 bytes: one line of the cache
    int64_t id
    int64_t due
    int64_t arrival
    int32_t band
    uint32_t weight       # in a tree (ticket_tree.pxd): parents weigh more than children; in lanes see there
    int32_t left          # … the branches; in a lane (ticket_lanes.pxd) its neighbours; also chains the free slots
    int32_t right
    int32_t size          # … of the subtree; in a lane, of its first: the last
    int32_t onward        # in a lane, of its first: the next lane; while it becomes a tree: who is above
    int32_t need
    int32_t hold          # the first of those who have it
    int32_t excluded      # first link
    uint16_t load
    uint8_t strategy      # INHERITED or its own
    uint8_t flags

ctypedef struct Wish:     # of the ticket in the same slot
    int64_t late_after    # from the next instant on the ticket is late
    int32_t preferred     # agent slot
    int32_t former        # first link, of the latest of its former needs
    int32_t tries         # how often it was given back

ctypedef struct Link:     # in a chain of excluded agents, or of former needs
    int32_t what
    int32_t next

ctypedef struct Head:     # of the line of one need
    int64_t due
    int32_t band
    uint32_t slot         # of the first ticket; + WARY when that one is not for everybody
cdef enum:
    WARY = 1 << 30

ctypedef struct Age:      # of the same ticket
    int64_t late_after
    int64_t arrival

ctypedef struct Hold:     # 64 bytes
    int64_t given
    int64_t runner_up     # id; what kind of follows from trigger
    int64_t won_with
    int64_t lost_with
    int32_t ticket        # NONE when it is withdrawn, LOST
    int32_t agent
    int32_t next          # of the same seat; chains the free holds
    int32_t beside        # the next who has the same ticket
    uint8_t kind
    uint8_t trigger
    uint8_t told_by
    uint8_t strategy
    int64_t unused

ctypedef struct Agent:
    int64_t id
    int64_t position      # for LINEAR
    int32_t group         # chains the free slots
    uint8_t presence
    uint8_t there         # the slot is in use
    uint16_t there_in     # bit per twelfth of the window up to this one, which is the lowest: the agent was there in it
    int64_t twelfth

ctypedef struct Seat:     # 192 bytes: what choosing needs, then two lines that giving and freeing count in
    int64_t id            # of the agent
    int64_t since
    int64_t key           # of the router's strategy, while ready
    int32_t left          # in the tree of its group (seat_tree.pxd), while ready
    int32_t right
    uint32_t weight
    int32_t group
    int32_t first         # hold, the longest
    int32_t last
    int32_t own           # the line of tickets reserved for them
    uint16_t used
    uint16_t capacity
    uint16_t bound        # the most that `used` was or may become since capacity was last set
    uint8_t ready
    uint8_t here          # the agent is HERE
    uint32_t load
    int64_t calls
    int64_t talked
    int64_t turn
    int64_t twelfth       # the latest of these
    int64_t busy[TWELFTHS]   # [twelfth modulo TWELFTHS]: busy time in it and those before it

ctypedef struct Group:
    int32_t members       # agents
    int32_t tier
    int32_t versatility   # number of skills
    int32_t next          # free slot

ctypedef struct Need:
    uint8_t kind
    uint8_t tiered        # has tiers of its own

ctypedef struct OwnTier:  # cell of a table with open addressing, by agent id and need; need NONE: empty
    int64_t agent
    int32_t need
    int32_t tier

ctypedef struct Choice:   # the best two: slots of agents, or of tickets
    int32_t winner
    int32_t runner_up

ctypedef struct Match:
    int32_t agent
    int32_t ticket

ctypedef struct Mark:
    int64_t key
    int64_t tie

ctypedef struct Crew:     # the seats of one kind
    Seat *seats           # [agent]
    int32_t *roots        # [group]: ready seats
    int64_t *keys         # [group]: of the first ready seat
    int64_t *ties         # [group]: what tells when keys do not, its id, or since when it is ready
    int32_t *firsts       # [group]: that seat
    uint64_t *ready       # bit per group: somebody is ready
    Mark *least           # [word of `ready`]: none of its groups is before it; INT64_MIN: to be looked up
    int32_t *staying      # [group]: agents here with capacity
    uint64_t *staffed     # bit per group: somebody stays
    uint64_t *lined       # bit per need of this kind: somebody waits
    int32_t seats_ready

ctypedef struct Board:
    Crew crews[KINDS]
    Agent *agents
    int32_t *agent_cells  # id → slot, see slot_index.pxd
    Group *groups
    uint8_t *levels       # [group][column]: 0 where they lack the skill
    uint64_t *fits        # [group]: bit per need they meet
    Need *needs
    uint8_t *least        # [need][column]: 0 where it does not matter
    uint64_t *rows        # [need]: bit per group that meets it
    int32_t *lines        # [need]: see ticket_line.pxd
    Head *heads           # [need]: while somebody waits
    Age *ages             # [need]: while late_every is set, too
    Ticket *tickets
    Wish *wishes          # [ticket]
    int32_t *ticket_cells
    Link *links
    Hold *holds
    Match *made           # of the last operation
    OwnTier *own_tiers
    int64_t turn          # of round_robin
    int64_t twelfth       # length, of the window of least_occupied
    int64_t present       # which one it is, at the latest time that was told
    int32_t present_cell  # present modulo TWELFTHS
    int64_t present_begin
    int64_t present_end   # no longer in it
    uint64_t seed
    int32_t agent_room, free_agent, group_room, free_group, need_room, ticket_room, free_ticket, tickets_used
    int32_t link_room, links_used, free_link, hold_room, free_hold, units, own_tier_room, own_tiers_used
    int32_t need_count, need_words, group_words, columns  # what of the tables is used
    int32_t made_count, in_line
    int32_t late_every, on_time_in_a_row
    int32_t tiered        # groups whose tier is not 0
    uint8_t strategy
    uint8_t keyed         # the strategy has a key of the seat's own
    uint8_t by_first      # the first ready seats of the groups tell: no tiers, no strategy that looks at the ticket
    uint8_t explaining
    uint8_t indexed       # tickets can be found by id
    uint8_t counting      # of each seat, what a strategy may ask for: calls, talk, turns, load, busy time
