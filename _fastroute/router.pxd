"""Map of the router: ids of the outside to slots of the matcher (matcher.pxd). The door is described in router.pyi."""

from libc.stdint cimport int32_t

from _fastroute.matcher cimport Matcher


cdef class Router(Matcher):
    cdef dict _agent_slots  # id → slot
    cdef dict _needs        # frozenset of (skill, level) → need
    cdef dict _skills       # id → column of levels and least

    # what was asked for, checked: RouterFault when it is not there
    cdef int32_t _agent_slot(self, object agent) except -1
    cdef int32_t _ticket_slot(self, object ticket) except -1
    cdef int32_t _need_slot(self, object need) except -1
    cdef dict _checked_levels(self, object skills)
    cdef list _checked_excluded(self, object excluded)

    cdef int _make_room_for_skills(self, dict levels) except -1
    cdef int _set_levels(self, int32_t agent, dict levels) except -1
    cdef int32_t _new_need(self, dict levels, frozenset key) except -1

    # answers: ids or None
    cdef object _agent_id(self, int32_t agent)
    cdef object _ticket_id(self, int32_t ticket)
    cdef object _verdict(self, int32_t agent, int32_t ticket)
    cdef object _decision(self, int32_t ticket)
