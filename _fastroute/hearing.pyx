"""All that is done to the sound of a leg and listened for in it, for all legs of a desk in one call."""

from cpython.buffer cimport PyBUF_FORMAT, PyBUF_ND, PyBuffer_Release, PyObject_GetBuffer
from libc.string cimport memcpy

import numpy as np

from _fastroute.leveller cimport begin, judge, weigh
from _fastroute.tones cimport key_named

TOLD_KEY = KEY
TOLD_TONE = TONE
TOLD_LOOK = LOOK
TOLD_FAX = FAX

cdef enum:
    AT_ONCE = 64       # legs that are heard between two times that Python is asked for their frames

cdef struct Job:
    void *hearing
    const short *sent
    const short *heard
    const short *left      # what the others hear
    int told


cdef class Hearing:
    def __cinit__(self, double least_tone_power, *, bint detect, bint cancel, bint level):
        self.detects, self.cancels, self.levels = detect, cancel, level
        self.canceller = EchoCanceller() if cancel else None
        self.digits = DigitDetector() if detect else None
        self.bursts = BurstFinder(least_tone_power) if detect else None
        self.fax = FaxDetector() if detect else None
        self.leveller = Leveller() if level else None
        self.key = -1
        self.said = self.machine = 0
        self.tone = False
        begin(&self.activity)

    @property
    def digit(self):
        return key_named(self.key)

    @property
    def power(self):
        return self.activity.power

    @property
    def noise_power(self):
        return self.activity.floor

    @property
    def loud(self):
        return self.activity.loud

    @property
    def noise(self):
        return self.activity.noise

    @property
    def speech(self):
        return self.activity.speech

    @property
    def quiet_frames(self):
        return self.activity.quiet

    cdef int hear_frame(self, const short *sent, const short *heard, const short **left) noexcept nogil:
        cdef int told = 0
        left[0] = heard
        if self.cancels:
            if self.canceller.take_out_frame(sent, heard, self.first):
                left[0] = self.first
            if self.canceller.until_look <= 0:
                told |= LOOK
        weigh(&self.activity, left[0])
        if self.detects:
            told |= self.listen(left[0])
        judge(&self.activity, self.tone)
        if self.levels and self.leveller.levelled(left[0], &self.activity, self.tone, self.second):
            left[0] = self.second
        return told

    cdef int listen(self, const short *frame) noexcept nogil:
        cdef int told = 0
        self.key = self.digits.hear_frame(frame)
        if self.key >= 0:
            told |= KEY
        self.said = self.bursts.hear_frame(frame)
        if self.said:
            told |= TONE
        self.machine = self.fax.hear_frame(frame)
        if self.machine:
            told |= FAX
        self.tone = self.digits.is_sounding() or self.bursts.is_sounding() or self.fax.is_sounding()
        return told


cdef int frame_of(object frame, Py_buffer *buffer, const short **samples) except -1:
    PyObject_GetBuffer(frame, buffer, PyBUF_ND | PyBUF_FORMAT)
    if buffer.len != FRAME * sizeof(short) or buffer.format == NULL or buffer.format[0] != b"h":
        PyBuffer_Release(buffer)
        raise ValueError("hear_all: a frame has 160 samples of int16")
    samples[0] = <const short *>buffer.buf
    return 0


cdef void hear_jobs(Job *jobs, int count) noexcept nogil:
    cdef int i
    for i in range(count):
        jobs[i].told = (<Hearing>jobs[i].hearing).hear_frame(jobs[i].sent, jobs[i].heard, &jobs[i].left)


cdef int hear_some(list hearings, list sent, list heard, int first, int count, list left, list told) except -1:
    cdef Job jobs[AT_ONCE]
    cdef Py_buffer buffers[2 * AT_ONCE]
    cdef int held = 0, changed = 0, i
    try:
        for i in range(count):
            jobs[i].hearing = <void *>(<Hearing?>hearings[first + i])
            frame_of(sent[first + i], &buffers[held], &jobs[i].sent)
            held += 1
            frame_of(heard[first + i], &buffers[held], &jobs[i].heard)
            held += 1
        with nogil:
            hear_jobs(jobs, count)
        for i in range(count):
            changed += jobs[i].left != jobs[i].heard
        write_down(jobs, count, changed, heard, first, left, told)
    finally:
        for i in range(held):
            PyBuffer_Release(&buffers[i])
    return 0


cdef int write_down(Job *jobs, int count, int changed, list heard, int first, list left, list told) except -1:
    cdef object rows = np.empty((changed, FRAME), np.int16)
    cdef short[:, ::1] room = rows
    cdef int row = 0, i
    for i in range(count):
        if jobs[i].left == jobs[i].heard:
            left.append(heard[first + i])
        else:
            memcpy(&room[row, 0], jobs[i].left, FRAME * sizeof(short))
            left.append(rows[row])
            row += 1
        if jobs[i].told:
            told.append((first + i, jobs[i].told))
    return 0


def hear_all(list hearings not None, list sent not None, list heard not None):
    cdef Py_ssize_t count = len(hearings)
    cdef int first = 0
    cdef list left = []
    cdef list told = []
    if not (len(sent) == len(heard) == count):
        raise ValueError(f"hear_all: {count} legs need as many frames sent and heard, not {len(sent)} and {len(heard)}")
    while first < count:
        hear_some(hearings, sent, heard, first, min(AT_ONCE, count - first), left, told)
        first += AT_ONCE
    return left, told
