"""Map of what the router answers: states, verdicts and decisions as the values of records.py."""

from libc.stdint cimport int32_t

from _fastroute.directory cimport Directory


cdef class Answering(Directory):
    # ids or None
    cdef object _agent_id(self, int32_t agent)
    cdef object _ticket_id(self, int32_t ticket)

    cdef object _state(self, int32_t agent, int32_t kind)
    cdef object _verdict(self, int32_t agent, int32_t ticket)
    cdef object _decision(self, int32_t ticket, int32_t hold)
    cdef list _ticket_verdicts(self, int32_t line, int32_t agent)
