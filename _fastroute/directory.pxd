"""Map of the directory: numbers, ids and sets of skills from outside, checked, to slots of the matcher (matcher.pxd)."""

from cpython.long cimport PyLong_AsLongLongAndOverflow, PyLong_CheckExact
from libc.stdint cimport int32_t, int64_t

from _fastroute.matcher cimport Matcher

cdef int64_t whole_at_length(object value, str what) except? -1
cdef int64_t within(object value, str what, int64_t least, int64_t most) except? -1
cdef int32_t kind_of(object kind) except -1
cdef int32_t tier_of(object tier) except? -1


cdef inline int64_t whole(object value, str what) except? -1:
    cdef int overflow = 1
    cdef int64_t number
    if PyLong_CheckExact(value):
        number = PyLong_AsLongLongAndOverflow(value, &overflow)
        if not overflow:
            return number
    return whole_at_length(value, what)


cdef class Directory(Matcher):
    cdef dict _needs        # (frozenset of (skill, level), kind, frozenset of (agent, tier)) → need
    cdef dict _skills       # id → column of levels and least
    cdef dict _groups       # (frozenset of (skill, level), tier) → group
    cdef dict _group_keys   # and back

    # what was asked for: a RouterFault when it is not there, does not fit or is in the wrong state
    cdef int32_t _agent_slot(self, object agent) except -1
    cdef int32_t _ticket_slot(self, object ticket) except -1
    cdef int32_t _need_slot(self, object need) except -1
    cdef int32_t _holder(self, int32_t ticket, int32_t agent) except -1
    cdef dict _checked_levels(self, object skills)
    cdef list _checked_excluded(self, object excluded)
    cdef Py_ssize_t _checked_capacity(self, object capacity, int32_t *checked, int32_t agent) except -1

    cdef int _make_room_for_skills(self, dict levels) except -1
    cdef int _exclude_all(self, int32_t ticket, list agents) except -1
    cdef int _join(self, int32_t agent, tuple key) except -1
    cdef int32_t _new_group(self, tuple key) except -1
    cdef int _forget_group(self, int32_t group) except -1
    cdef int32_t _need_for(self, object skills, int32_t kind, object tiers) except -1
    cdef int32_t _new_need(self, dict levels, int32_t kind, dict tiers) except -1
