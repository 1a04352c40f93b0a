"""Map of the directory: numbers, ids and sets of skills from outside, checked, to slots of the matcher (matcher.pxd).

Reading an argument may run code of the caller – an __index__, a mapping's items(), a generator – and that may call the
router. So every method reads all of its arguments first, down to plain numbers; only then it looks up what they name.
"""

from libc.stdint cimport int32_t, int64_t

from _fastroute.board cimport KINDS, NONE
from _fastroute.matcher cimport Matcher
from _fastroute.slot_index cimport agent_with, ticket_with

cdef extern from *:
    """
    /* Whether it is an int of at most two digits of CPython, which is nearly every int; and then its value. */
    static inline int callbox_short_int(PyObject *object, int64_t *value) {
    #if PY_VERSION_HEX < 0x030C0000
        if (!PyLong_CheckExact(object)) return 0;
        const digit *digits = ((PyLongObject *)object)->ob_digit;
        switch (Py_SIZE(object)) {
            case 0: *value = 0; return 1;
            case 1: *value = digits[0]; return 1;
            case 2: *value = (int64_t)digits[1] << PyLong_SHIFT | digits[0]; return 1;
            case -1: *value = -(int64_t)digits[0]; return 1;
            default: return 0;
        }
    #else
        if (!PyLong_CheckExact(object) || !PyUnstable_Long_IsCompact((PyLongObject *)object)) return 0;
        *value = PyUnstable_Long_CompactValue((PyLongObject *)object);
        return 1;
    #endif
    }
    """
    bint is_short_int "callbox_short_int" (object number, int64_t *value)

# reading: plain numbers, or frozensets of pairs of them
cdef int64_t whole_at_length(object value, str what) except? -1
cdef int not_within(int64_t number, str what, int64_t least, int64_t most) except -1
cdef int32_t tier_of(object tier) except? -1
cdef int no_kind(int64_t kind) except -1
cdef int strategy_of(object name) except -1
cdef frozenset read_levels(object skills, str what)
cdef frozenset read_tiers(object tiers)
cdef object read_need(object need)
cdef list read_agents(object agents)
cdef int read_capacity(object capacity, int32_t *units) except -1

# looking up: plain numbers in, a slot or a RouterFault out
cdef int no_agent(int64_t agent) except -1
cdef int no_ticket(int64_t ticket) except -1


cdef inline int64_t whole(object value, str what) except? -1:
    cdef int64_t number = 0
    return number if is_short_int(value, &number) else whole_at_length(value, what)


cdef inline int64_t within(object value, str what, int64_t least, int64_t most) except? -1:
    cdef int64_t number = whole(value, what)
    return number if least <= number <= most else not_within(number, what, least, most)


cdef inline int32_t kind_of(object kind) except -1:
    cdef int64_t number = whole(kind, "kind")
    return <int32_t>number if 0 <= number < KINDS else no_kind(number)


cdef inline int32_t agent_slot(Matcher matcher, int64_t agent) except -1:
    cdef int32_t slot = agent_with(&matcher.board, agent)
    return no_agent(agent) if slot == NONE else slot


cdef inline int32_t ticket_slot(Matcher matcher, int64_t ticket) except -1:
    cdef int32_t slot = ticket_with(&matcher.board, ticket)
    return no_ticket(ticket) if slot == NONE else slot


cdef class Directory(Matcher):
    cdef dict _needs        # (frozenset of (skill, level), kind, frozenset of (agent, tier)) → need
    cdef dict _skills       # id → column of levels and least
    cdef dict _groups       # (frozenset of (skill, level), tier) → group
    cdef dict _group_keys   # and back

    # looking up what was read: a RouterFault when it is not there, does not fit or is in the wrong state
    cdef int32_t _known_need(self, object need, int32_t kind, frozenset tiers) except -2   # NONE: nobody asked for it yet
    cdef int32_t _need_slot(self, object need, int32_t kind, frozenset tiers) except -1    # makes it where it is new
    cdef int32_t _holder(self, int32_t ticket, int32_t agent) except -1
    cdef list _agent_slots(self, list agents)
    cdef Py_ssize_t _more_units(self, const int32_t *units, int32_t agent) except -1

    # room: RouterFull, and nothing has changed; skills last, since they are known from then on
    cdef int _make_room_for_new_need(self, frozenset levels, frozenset tiers) except -1
    cdef int _make_room_for_skills(self, frozenset levels) except -1

    cdef int _exclude_all(self, int32_t ticket, list agents) except -1
    cdef int _join(self, int32_t agent, tuple key) except -1
    cdef int32_t _new_group(self, tuple key) except -1
    cdef int _forget_group(self, int32_t group) except -1
    cdef int32_t _new_need(self, frozenset levels, int32_t kind, frozenset tiers) except -1
