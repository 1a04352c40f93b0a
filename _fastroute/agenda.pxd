"""Inline: what happens next. As long as few events are to come they lie sorted, side by side; many are in a heap.

The order is (time, what): `what` tells events of one instant apart and is unique there. In a short list an event is put
where it belongs in a few steps, and taken from the end. The heap has four children to a parent: half as deep as with two,
one cache line each. Room in the heap is made by the owner, and there always is some for all events.
"""

from libc.stdint cimport INT64_MAX, int32_t, int64_t

cdef enum:
    FEW = 8               # so few events come back from the heap
    MANY = 32             # the most that lie sorted

ctypedef struct Event:
    int64_t time
    int64_t what

ctypedef struct Agenda:
    Event sorted[MANY + 2]   # [0] never happens; then the latest first
    Event *first          # where it stands: the last of the sorted, [0] when nothing is there; or the first of the heap
    int32_t size          # of the heap; 0 while events are sorted
    int32_t room
    bint gap              # the first of the heap is taken and not yet closed up: the next to come fills its place
    Event *heap


cdef inline bint is_sooner(const Event *one, const Event *other) noexcept nogil:
    return one.time < other.time or (one.time == other.time and one.what < other.what)


cdef inline void begin_empty(Agenda *agenda) noexcept nogil:
    agenda.sorted[0].time = INT64_MAX
    agenda.first = agenda.sorted


cdef inline int32_t room_left(const Agenda *agenda) noexcept nogil:
    """At least, however many lie sorted."""
    return agenda.room - agenda.size - MANY


cdef inline int32_t sorted_count(const Agenda *agenda) noexcept nogil:
    return 0 if agenda.size else <int32_t>(agenda.first - agenda.sorted)


cdef inline void sink(Agenda *agenda, Event event) noexcept nogil:
    """Puts the event where the first was, and as far down as it belongs."""
    cdef Event *heap = agenda.heap
    cdef int32_t parent = 0, child = 1, each, soonest
    while child < agenda.size:
        soonest = child
        for each in range(child + 1, min(child + 4, agenda.size)):
            if is_sooner(heap + each, heap + soonest):
                soonest = each
        if not is_sooner(heap + soonest, &event):
            break
        heap[parent] = heap[soonest]
        parent, child = soonest, 4 * soonest + 1
    heap[parent] = event


cdef inline void rise(Agenda *agenda, Event event) noexcept nogil:
    cdef Event *heap = agenda.heap
    cdef int32_t place = agenda.size, parent
    agenda.size += 1
    while place:
        parent = (place - 1) >> 2
        if not is_sooner(&event, heap + parent):
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = event


cdef inline void become_heap(Agenda *agenda) noexcept nogil:
    """What is sorted is a heap."""
    while agenda.first != agenda.sorted:
        agenda.heap[agenda.size] = agenda.first[0]
        agenda.size += 1
        agenda.first -= 1
    agenda.first = agenda.heap


cdef inline void become_sorted(Agenda *agenda) noexcept nogil:
    cdef int32_t place
    agenda.first = agenda.sorted + agenda.size
    for place in range(agenda.size, 0, -1):
        agenda.sorted[place] = agenda.heap[0]
        agenda.size -= 1
        if agenda.size:
            sink(agenda, agenda.heap[agenda.size])


cdef inline int64_t time_of_first(const Agenda *agenda) noexcept nogil:
    """INT64_MAX: there is none."""
    return agenda.first.time


cdef inline Event take_first(Agenda *agenda) noexcept nogil:
    """close_gap() follows, when all is put that comes of it."""
    if agenda.size:
        agenda.gap = True
        return agenda.first[0]
    agenda.first -= 1
    return agenda.first[1]


cdef inline void close_gap(Agenda *agenda) noexcept nogil:
    if not agenda.gap:
        return
    agenda.gap = False
    agenda.size -= 1
    sink(agenda, agenda.heap[agenda.size])
    if agenda.size <= FEW:
        become_sorted(agenda)


cdef inline void put_event(Agenda *agenda, int64_t time, int64_t what) noexcept nogil:
    cdef Event *place
    cdef Event event
    event.time, event.what = time, what
    if agenda.gap:
        agenda.gap = False
        sink(agenda, event)
        return
    if agenda.size:
        rise(agenda, event)
        return
    place = agenda.first
    agenda.first += 1
    while is_sooner(place, &event):
        place[1] = place[0]
        place -= 1
    place[1] = event
    if agenda.first > agenda.sorted + MANY:
        become_heap(agenda)


cdef inline const Event *event_at(Agenda *agenda, int32_t which) noexcept nogil:
    """Each of them, in no order, up to size + sorted_count()."""
    return agenda.heap + which if agenda.size else &agenda.sorted[which + 1]
