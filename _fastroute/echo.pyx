"""Line echo canceller: NLMS behind a bulk delay, its step told by the taps in which no echo can be."""

from libc.math cimport lrintf
from libc.string cimport memcpy, memmove, memset

import numpy as np

from _fastroute.vectors cimport inner, lean, to_float

MOST_LAG = LAGS

# Mean square of -60 dBm0 in int16: softer than that nothing is learnt.
cdef float LEAST_POWER = 2.567e8 * 1e-6
# Of the running power of what is left: a key or a syllable of the far end stops the learning within 1 ms, and for 50 ms.
cdef float ATTACK = 1.0 / 16
cdef float RELEASE = 1.0 / 200
# What is learnt from is made brighter first, x[n] - x[n-1] / 2: a voice has most of its power at the bottom, and NLMS
# learns the rest of the band slowly from it.
cdef float DARK = 0.5
# To begin with the path may return a tenth of the power: the lead taps say so, and the first steps are large.
cdef float FIRST_TAP = 0.08
cdef float LARGEST_STEP = 0.8
# Taps between two looks at the lead taps.
cdef int LOOK_EVERY = 8
# Most that the filter's distance from the path grows between two looks at it: 3 dB in a second.
cdef float GROWTH = 1.0007
# So many frames in a row made louder by 3 dB: the path has changed, or was never this one.
cdef int WORSE_FRAMES = 8


cdef class EchoCanceller:
    def __cinit__(self):
        self._lag = 0
        self.reset()

    def reset(self):
        memset(self.history, 0, sizeof(self.history))
        memset(self.bright, 0, sizeof(self.bright))
        self.heard_before = 0
        self.end = LOOK_BACK
        self.forget()

    @property
    def lag(self):
        return self._lag

    @lag.setter
    def lag(self, int samples):
        if not 0 <= samples <= LAGS:
            raise ValueError(f"EchoCanceller.lag: {samples} samples; 0 to {LAGS} are possible")
        self._lag = samples
        self.forget()

    def cancel(self, const short[::1] sent not None, const short[::1] heard not None, short[::1] left not None):
        if not (sent.shape[0] == heard.shape[0] == left.shape[0] == FRAME):
            raise ValueError(
                f"EchoCanceller.cancel: frames have 160 samples, not {sent.shape[0]}, {heard.shape[0]}, {left.shape[0]}"
            )
        self.cancel_frame(&sent[0], &heard[0], &left[0])

    def follow(self, const short[::1] sent not None):
        if sent.shape[0] != FRAME:
            raise ValueError(f"EchoCanceller.follow: a frame has 160 samples, not {sent.shape[0]}")
        self.remember(&sent[0])

    def recent(self, int count):
        if not 0 <= count <= LOOK_BACK:
            raise ValueError(f"EchoCanceller.recent: {count} samples; 0 to {LOOK_BACK} are kept")
        return np.asarray(<float[:count]>&self.history[self.end - count]).copy() if count else np.zeros(0, np.float32)

    cdef void forget(self) noexcept nogil:
        # The path is unknown: error where no echo can be makes the first steps large.
        cdef int tap
        memset(self.weights, 0, sizeof(self.weights))
        for tap in range(TAPS - LEAD, TAPS):
            self.weights[tap] = FIRST_TAP
        self.error_power = self.sent_power = self.heard_power = self.left_power = 0
        self.worse = 0
        self.distance = FIRST_TAP * FIRST_TAP * TAPS

    cdef void look(self) noexcept nogil:
        # What drives the filter away shows in its lead taps as well, so the distance may grow slowly only.
        cdef float seen = inner(&self.weights[TAPS - LEAD], &self.weights[TAPS - LEAD], LEAD) * (TAPS / LEAD)
        self.distance = min(seen, self.distance * GROWTH)

    cdef void remember(self, const short *sent) noexcept nogil:
        cdef int i
        if self.end + FRAME > HISTORY:
            memmove(self.history, &self.history[self.end - LOOK_BACK], LOOK_BACK * sizeof(float))
            memmove(self.bright, &self.bright[self.end - LOOK_BACK], LOOK_BACK * sizeof(float))
            self.end = LOOK_BACK
        to_float(sent, &self.history[self.end], FRAME)
        for i in range(self.end, self.end + FRAME):
            self.bright[i] = self.history[i] - DARK * self.history[i - 1]
        self.end += FRAME

    cdef void cancel_frame(self, const short *sent, const short *heard, short *left) noexcept nogil:
        cdef const float *window
        cdef const float *bright
        cdef float energy, error, rest, square, sent_energy = 0, heard_energy = 0, left_energy = 0
        cdef int i
        self.remember(sent)
        window = &self.history[self.end - FRAME - self._lag - TAPS]
        bright = &self.bright[self.end - FRAME - self._lag - TAPS]
        energy = inner(bright, bright, TAPS)
        for i in range(FRAME):
            # The window moves on by one sample; a sum of so few squares loses nothing that matters in one frame.
            energy += bright[TAPS] * bright[TAPS] - bright[0] * bright[0]
            window += 1
            bright += 1
            error = heard[i] - DARK * self.heard_before - inner(self.weights, bright, TAPS)
            self.heard_before = heard[i]
            square = error * error
            self.error_power += (ATTACK if square > self.error_power else RELEASE) * (square - self.error_power)
            rest = heard[i] - inner(self.weights, window, TAPS)
            if energy > LEAST_POWER * TAPS:
                self.adapt(bright, error, energy, i)
            left[i] = <short>lrintf(max(-32768.0, min(32767.0, rest)))
            sent_energy += window[TAPS - 1] * window[TAPS - 1]
            heard_energy += <float>heard[i] * heard[i]
            left_energy += rest * rest
        self.sent_power = sent_energy / FRAME
        self.heard_power = heard_energy / FRAME
        self.left_power = left_energy / FRAME
        self.watch(heard, left)

    cdef void adapt(self, const float *window, float error, float energy, int i) noexcept nogil:
        # Of the power that is left, what the filter's distance explains is echo: as much of the error is learnt from.
        cdef float step = self.distance * energy / TAPS / (self.error_power + 1)
        lean(self.weights, window, min(step, LARGEST_STEP) * error / (energy + 1), TAPS)
        if i % LOOK_EVERY == 0:
            self.look()

    cdef void watch(self, const short *heard, short *left) noexcept nogil:
        # A filter that makes it louder is of no use: what was heard is given out as it was, and the path is learnt anew.
        if self.left_power <= self.heard_power:
            self.worse = 0
            return
        memcpy(left, heard, FRAME * sizeof(short))
        self.worse = self.worse + 1 if self.left_power > 2 * self.heard_power else self.worse
        if self.worse >= WORSE_FRAMES:
            self.forget()
