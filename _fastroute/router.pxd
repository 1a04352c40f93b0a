"""Map of the router: what changes it; what it answers is in answering.pxd. Where things stand is in board.pxd."""

from _fastroute.answering cimport Answering


cdef class Router(Answering):
    pass
