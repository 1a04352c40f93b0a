"""Inline: what happens next, as a heap with four children to a parent: half as deep as with two, one cache line each.

The order is (time, what): `what` tells events of one instant apart and is unique there. Room is made by the owner, and
there always is some: the first place of an empty heap holds an event that never comes.
"""

from libc.stdint cimport INT64_MAX, int32_t, int64_t

ctypedef struct Event:
    int64_t time
    int64_t what

ctypedef struct EventHeap:
    Event *events
    int32_t size
    int32_t room
    bint gap             # the first event is taken and not yet closed up: the next to come fills its place


cdef inline bint is_sooner(Event one, Event other) noexcept nogil:
    return one.time < other.time or (one.time == other.time and one.what < other.what)


cdef inline void sink(EventHeap *heap, Event event) noexcept nogil:
    """Puts the event where the first was, and as far down as it belongs."""
    cdef Event *events = heap.events
    cdef int32_t parent = 0, child = 1, each, soonest
    while child < heap.size:
        soonest = child
        for each in range(child + 1, min(child + 4, heap.size)):
            if is_sooner(events[each], events[soonest]):
                soonest = each
        if not is_sooner(events[soonest], event):
            break
        events[parent] = events[soonest]
        parent, child = soonest, 4 * soonest + 1
    events[parent] = event


cdef inline Event take_first(EventHeap *heap) noexcept nogil:
    heap.gap = True
    return heap.events[0]


cdef inline void close_gap(EventHeap *heap) noexcept nogil:
    if heap.gap:
        heap.gap = False
        heap.size -= 1
        if heap.size:
            sink(heap, heap.events[heap.size])
        else:
            heap.events[0].time = INT64_MAX


cdef inline void put_event(EventHeap *heap, int64_t time, int64_t what) noexcept nogil:
    cdef Event *events = heap.events
    cdef Event event
    cdef int32_t place, parent
    event.time, event.what = time, what
    if heap.gap:
        heap.gap = False
        sink(heap, event)
        return
    place = heap.size
    heap.size += 1
    while place:
        parent = (place - 1) >> 2
        if not is_sooner(event, events[parent]):
            break
        events[place] = events[parent]
        place = parent
    events[place] = event
