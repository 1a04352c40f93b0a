"""Line echo canceller: NLMS behind a bulk delay, its step told by the taps in which no echo can be."""

from libc.math cimport lrintf
from libc.string cimport memcpy, memmove, memset

import numpy as np

from _fastroute.vectors cimport inner, inner_five, lean_four, to_float

MOST_LAG = LAGS

# Mean square of -60 dBm0 in int16: of what is softer nothing is learnt, and nothing returns that is louder than noise.
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
# Less would take seconds to move the filter by a decibel.
cdef float LEAST_STEP = 0.002
# Samples between two looks at the lead taps.
cdef int LOOK_EVERY = 8
# Most that the filter's distance from the path grows between two looks at it: 3 dB in a second.
cdef float GROWTH = 1.0007
# So many frames in a row made louder by 3 dB: the path has changed, or was never this one.
cdef int WORSE_FRAMES = 8
# Frames with something sent before the first look.
cdef int FIRST_LOOK = 8
# Mean square of -50 dBm0: what the filter leaves of softer sound says little of it.
cdef float JUDGED_POWER = 2.567e8 * 1e-5
# A filter that leaves more than this of the power over so many frames may sit at the wrong place.
cdef double BAD_SHARE = 0.5
cdef int JUDGED_OVER = 50


cdef class EchoCanceller:
    def __cinit__(self):
        self._lag = 0
        self.reset()

    def reset(self):
        memset(self.history, 0, sizeof(self.history))
        memset(self.came, 0, sizeof(self.came))
        self.came_end = LAGS
        self._lag = 0
        self.placed = False
        self.quiet = LAGS
        self.until_look = FIRST_LOOK
        self.judged = 0
        self.judged_heard = self.judged_left = 0
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
        self.placed = True
        self.forget()

    @property
    def cancelling(self):
        return self.placed

    @property
    def overdue(self):
        return 1 - self.until_look if self.until_look <= 0 else 0

    def look_after(self, int frames):
        self.until_look = frames
        self.judged = 0
        self.judged_heard = self.judged_left = 0

    def take_out(self, const short[::1] sent not None, const short[::1] heard not None, short[::1] left not None):
        if not (sent.shape[0] == heard.shape[0] == left.shape[0] == FRAME):
            raise ValueError(
                f"EchoCanceller.take_out: frames have 160 samples, not {sent.shape[0]}, {heard.shape[0]}, {left.shape[0]}"
            )
        return self.take_out_frame(&sent[0], &heard[0], &left[0])

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

    def came_lately(self, int count):
        if not 0 <= count <= LAGS:
            raise ValueError(f"EchoCanceller.came_lately: {count} samples; 0 to {LAGS} are kept")
        lately = np.zeros(count, np.float32)
        cdef float[::1] out = lately
        cdef int i
        for i in range(count):
            out[i] = self.came[self.came_end - count + i]
        return lately

    cdef bint take_out_frame(self, const short *sent, const short *heard, short *left) noexcept nogil:
        cdef int sounds = 0, i
        for i in range(FRAME):
            sounds |= sent[i]
        self.quiet = 0 if sounds else self.quiet + FRAME
        if self.quiet > LAGS + 2 * FRAME:
            self.quiet = LAGS + 2 * FRAME  # nothing of it can return any more
            return False
        self.remember_heard(heard)
        self.until_look -= 1
        if not self.placed:
            self.remember(sent)
            return False
        self.cancel_frame(sent, heard, left)
        if self.sent_power > JUDGED_POWER:
            self.judged += 1
            self.judged_heard += self.heard_power
            self.judged_left += self.left_power
        if self.until_look <= 0 and not self.is_bad():
            self.until_look = FIRST_LOOK
        return True

    cdef bint is_bad(self) noexcept nogil:
        cdef bint bad
        if self.judged < JUDGED_OVER:
            return False
        bad = self.judged_left > BAD_SHARE * self.judged_heard
        if not bad:
            self.judged = 0
            self.judged_heard = self.judged_left = 0
        return bad

    cdef void remember_heard(self, const short *heard) noexcept nogil:
        if self.came_end + FRAME > HISTORY:
            memmove(self.came, &self.came[self.came_end - LAGS], LAGS * sizeof(short))
            self.came_end = LAGS
        memcpy(&self.came[self.came_end], heard, FRAME * sizeof(short))
        self.came_end += FRAME

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
        cdef float[FOUR] rest
        cdef float sent_energy = 0, heard_energy = 0, left_energy = 0
        cdef int i, k, four
        self.remember(sent)
        window = &self.history[self.end - FRAME - self._lag - TAPS]
        if inner(window, window, FRAME + TAPS) <= LEAST_POWER * TAPS:
            self.pass_by(heard, left)
            return
        self.weigh_bright()
        for four in range(FRAME // FOUR):
            i = FOUR * four
            self.cancel_four(i, heard, rest)
            for k in range(FOUR):
                left[i + k] = <short>lrintf(max(-32768.0, min(32767.0, rest[k])))
                sent_energy += window[TAPS + i + k] * window[TAPS + i + k]
                heard_energy += <float>heard[i + k] * heard[i + k]
                left_energy += rest[k] * rest[k]
        self.sent_power = sent_energy / FRAME
        self.heard_power = heard_energy / FRAME
        self.left_power = left_energy / FRAME
        self.watch(heard, left)

    cdef void pass_by(self, const short *heard, short *left) noexcept nogil:
        # What could return is softer than a line's noise. Whoever is heard now stops the learning when something is sent again.
        cdef float energy = 0
        cdef int i
        memcpy(left, heard, FRAME * sizeof(short))
        for i in range(FRAME):
            energy += <float>heard[i] * heard[i]
        self.heard_before = heard[FRAME - 1]
        self.sent_power = 0
        self.heard_power = self.left_power = self.error_power = energy / FRAME
        self.worse = 0

    cdef void weigh_bright(self) noexcept nogil:
        # For the window before the frame's first sample: how alike the bright history is to both, one to three samples later.
        cdef int at = self.end - FRAME - self._lag - TAPS
        cdef int apart
        for apart in range(FOUR):
            self.bright_alike[apart] = inner(&self.bright[at], &self.bright[at - apart], TAPS)
            self.alike[apart] = inner(&self.history[at], &self.bright[at - apart], TAPS)

    cdef void move_on(self, int at) noexcept nogil:
        # The window moves on by one sample; a sum of so few products loses nothing that matters in one frame.
        cdef const float *window = &self.history[at]
        cdef const float *bright = &self.bright[at]
        cdef int apart
        for apart in range(FOUR):
            self.bright_alike[apart] += bright[TAPS] * bright[TAPS - apart] - bright[0] * bright[-apart]
            self.alike[apart] += window[TAPS] * bright[TAPS - apart] - window[0] * bright[-apart]

    cdef void cancel_four(self, int first, const short *heard, float *rest) noexcept nogil:
        # The filter is read and changed once for four samples; what the steps before have changed in between is made good
        # by how alike the sound is to itself, so that each sample has the filter that it would have had by itself.
        cdef int begin = self.end - FRAME - self._lag - TAPS + first
        cdef float[FOUR + 1] echoes     # of the sample before the first, and of the four
        cdef float[FOUR] errors
        cdef float[FOUR] steps
        cdef float share, error, energy
        cdef int i, earlier
        inner_five(self.weights, &self.history[begin], TAPS, echoes)
        for i in range(FOUR):
            errors[i] = heard[first + i] - DARK * self.heard_before - (echoes[i + 1] - DARK * echoes[i])
            rest[i] = heard[first + i] - echoes[i + 1]
            self.heard_before = heard[first + i]
        share = self.share_of_echo(errors)
        for i in range(FOUR):
            self.move_on(begin + i)
            energy = self.bright_alike[0]
            error = errors[i]
            for earlier in range(i):
                rest[i] -= steps[earlier] * self.alike[i - earlier]
                error -= steps[earlier] * self.bright_alike[i - earlier]
            # Divided first: that need not wait for the error.
            steps[i] = min(share * energy, LARGEST_STEP) / (energy + 1) * error if energy > LEAST_POWER * TAPS else 0
        if self.bright_alike[0] <= LEAST_POWER * TAPS:
            return
        if share * self.bright_alike[0] >= LEAST_STEP:
            lean_four(self.weights, &self.bright[begin + 1], steps, TAPS)
        if first % LOOK_EVERY == 0:
            self.look()

    cdef float share_of_echo(self, const float *errors) noexcept nogil:
        # Of the power that is left, what the filter's distance explains is echo: as much of the error is learnt from. To be
        # multiplied by the energy of the window.
        cdef float square
        cdef int i
        for i in range(FOUR):
            square = errors[i] * errors[i]
            self.error_power += (ATTACK if square > self.error_power else RELEASE) * (square - self.error_power)
        return self.distance / (TAPS * (self.error_power + 1))

    cdef void watch(self, const short *heard, short *left) noexcept nogil:
        # A filter that makes it louder is of no use: what was heard is given out as it was, and the path is learnt anew.
        if self.left_power <= self.heard_power:
            self.worse = 0
            return
        memcpy(left, heard, FRAME * sizeof(short))
        self.worse = self.worse + 1 if self.left_power > 2 * self.heard_power else self.worse
        if self.worse >= WORSE_FRAMES:
            self.forget()
