"""Map of the rehearsal: what is made of the arguments before the clockwork (clockwork.pxd) runs. The door is traffic.pyi."""

from _fastroute.clockwork cimport Clockwork, Column

cdef int _add_staff(Clockwork works, staff, arrival) except -1
cdef int _add_needs(Clockwork works, dict columns, needs, programmes) except -1
cdef int _add_trace(Clockwork works, dict columns, strategy) except -1
cdef Column column(Clockwork works, array) except *
cdef char *kept(Clockwork works, array) except NULL
cdef dict _blank(Clockwork works)
cdef int _play(Clockwork works, progress) except -1
cdef dict _spent(Clockwork works)
