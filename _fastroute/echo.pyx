"""Line echo canceller: affine projection behind a bulk delay, its ridge told by the taps in which no echo can be."""

from libc.math cimport lrintf
from libc.string cimport memcpy, memmove, memset

import numpy as np

from _fastroute.vectors cimport inner, inner_five, lean_eight, solve_eight, to_float

MOST_LAG = LAGS

# Mean square of -60 dBm0 in int16: of what is softer nothing is learnt, and nothing returns that is louder than noise.
cdef float LEAST_POWER = 2.567e8 * 1e-6
# Of the running power of what is left: a key or a syllable of the far end stops the learning within 1 ms, and for 50 ms.
cdef float ATTACK = 1.0 / 16
cdef float RELEASE = 1.0 / 200
# What is learnt from is made brighter first, x[n] - x[n-1] / 2: a voice has most of its power at the bottom.
cdef float DARK = 0.5
# To begin with the path may return a tenth of the power: the lead taps say so, and the first steps are large.
cdef float FIRST_TAP = 0.08
# Their signs: of all sequences of sixteen the flattest spectrum (merit factor 5.33, M. Golay, IEEE Trans. IT-23, 1977).
# What is learnt of one part of the band only must not look like all of it.
cdef float[LEAD] FIRST_SIGNS
FIRST_SIGNS[:] = [1, 1, -1, -1, 1, 1, 1, 1, 1, -1, 1, -1, 1, 1, -1, 1]
# Of the window's energy: the sums slide, and in float the equations need so much.
cdef float LEAST_RIDGE = 1e-5
# Less would take seconds to move the filter by a decibel.
cdef float LEAST_STEP = 0.002
# Most that the filter's distance from the path grows in four samples: 3 dB in a second.
cdef float GROWTH = 1.00035
# So many frames in a row made louder by 3 dB: the path has changed, or was never this one.
cdef int WORSE_FRAMES = 8
# Frames with something sent before the first look.
cdef int FIRST_LOOK = 8
# Mean square of -50 dBm0: what the filter leaves of softer sound says little of it.
cdef float JUDGED_POWER = 2.567e8 * 1e-5
# A filter that leaves more than this of the power over so many frames may sit at the wrong place.
cdef double BAD_SHARE = 0.5
cdef int JUDGED_OVER = 50
# Frames with something sent in which the filter is changed for every four samples; then for every eight, which is half the work.
cdef int QUICK_FRAMES = 150
# What was heard before the filter had its place is learnt from as well, 480 ms of it: four frames in each.
cdef int PAST_FRAMES = 24
cdef int PAST_AT_ONCE = 4
cdef float LOWEST = -32768
cdef float HIGHEST = 32767
# The next one's histories are moved back in another tick than the last one's, also of lines that begin in the same tick.
cdef int PHASES = (HISTORY - LOOK_BACK) // FRAME
cdef int next_phase = 0


cdef class EchoCanceller:
    def __cinit__(self):
        global next_phase
        self.phase = next_phase
        next_phase = (next_phase + 1) % PHASES
        self._lag = 0
        self.reset()

    def reset(self):
        memset(self.history, 0, sizeof(self.history))
        memset(self.came, 0, sizeof(self.came))
        self.came_end = LAGS + self.phase * FRAME
        self._lag = 0
        self.placed = False
        self.quiet = LAGS
        self.until_look = FIRST_LOOK
        self.judged = 0
        self.judged_heard = self.judged_left = 0
        self.past_frames = 0
        memset(self.bright, 0, sizeof(self.bright))
        self.heard_before = 0
        self.end = LOOK_BACK + self.phase * FRAME
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
        self.past_frames = PAST_FRAMES
        self.past = PAST_FRAMES * FRAME
        self.past_error_power = 0

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
        self.learn_from_the_past()
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
            self.weights[tap] = FIRST_TAP * FIRST_SIGNS[tap - (TAPS - LEAD)]
        self.error_power = self.sent_power = self.heard_power = self.left_power = 0
        self.worse = 0
        self.follows = self.spares = False
        self.quick_frames = QUICK_FRAMES
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
        cdef int at, i, k, four
        self.remember(sent)
        at = self.end - FRAME - self._lag - TAPS
        window = &self.history[at]
        if inner(window, window, FRAME + TAPS) <= LEAST_POWER * TAPS:
            self.pass_by(heard, left)
            return
        self.quick_frames -= self.quick_frames > 0
        self.weigh_bright(at)
        for four in range(FRAME // FOUR):
            i = FOUR * four
            self.cancel_four(at + i, &heard[i], rest)
            for k in range(FOUR):
                left[i + k] = <short>lrintf(max(LOWEST, min(HIGHEST, rest[k])))
                sent_energy += window[TAPS + i + k] * window[TAPS + i + k]
                heard_energy += <float>heard[i + k] * heard[i + k]
                left_energy += rest[k] * rest[k]
        self.sent_power = sent_energy / FRAME
        self.heard_power = heard_energy / FRAME
        self.left_power = left_energy / FRAME
        self.watch(heard, left)

    cdef void learn_from_the_past(self) noexcept nogil:
        # As if it were heard now, and nothing is given out; what is left has a power of its own.
        cdef float error_power = self.error_power, heard_before = self.heard_before
        cdef const short *heard
        cdef const float *window
        cdef float[FOUR] rest
        cdef int at, four, frame
        if not self.past_frames:
            return
        self.follows = False
        self.past += FRAME
        self.error_power = self.past_error_power
        for frame in range(min(self.past_frames, PAST_AT_ONCE)):
            heard = &self.came[self.came_end - self.past]
            at = self.end - self.past - self._lag - TAPS
            window = &self.history[at]
            self.past -= FRAME
            self.past_frames -= 1
            if inner(window, window, FRAME + TAPS) <= LEAST_POWER * TAPS:
                self.follows = False
                continue
            self.heard_before = (heard - 1)[0]
            self.weigh_bright(at)
            for four in range(FRAME // FOUR):
                self.cancel_four(at + FOUR * four, &heard[FOUR * four], rest)
        self.past_error_power, self.error_power = self.error_power, error_power
        self.heard_before = heard_before
        self.follows = False

    cdef void pass_by(self, const short *heard, short *left) noexcept nogil:
        # What could return is softer than a line's noise. Whoever is heard now stops the learning when something is sent again.
        cdef float energy = 0
        cdef int i
        memcpy(left, heard, FRAME * sizeof(short))
        for i in range(FRAME):
            energy += <float>heard[i] * heard[i]
        self.heard_before = heard[FRAME - 1]
        self.follows = False
        self.sent_power = 0
        self.heard_power = self.left_power = self.error_power = energy / FRAME
        self.worse = 0

    cdef void weigh_bright(self, int at) noexcept nogil:
        # For the window before the frame's first sample: how alike the bright history is to itself, one to seven samples later.
        cdef int apart
        for apart in range(EIGHT):
            self.bright_alike[apart] = inner(&self.bright[at], &self.bright[at - apart], TAPS)

    cdef void move_on(self, int at) noexcept nogil:
        # The window moves on by one sample; a sum of so few products loses nothing that matters in one frame.
        cdef const float *bright = &self.bright[at]
        cdef int apart
        for apart in range(EIGHT):
            self.bright_alike[apart] += bright[TAPS] * bright[TAPS - apart] - bright[0] * bright[-apart]

    cdef void cancel_four(self, int begin, const short *heard, float *rest) noexcept nogil:
        # The window of the first sample begins behind `begin`. The filter is read and changed once for four samples, and
        # changed so that what is left of them and of the four before becomes least together.
        cdef float[FOUR + 1] echoes     # of the sample before the first, and of the four
        cdef float[EIGHT] errors
        cdef float[EIGHT] steps
        cdef float ridge, energy
        cdef int i
        inner_five(self.weights, &self.history[begin], TAPS, echoes)
        for i in range(FOUR):
            errors[i] = self.errors_before[i] if self.follows else 0
            errors[FOUR + i] = heard[i] - DARK * self.heard_before - (echoes[i + 1] - DARK * echoes[i])
            rest[i] = heard[i] - echoes[i + 1]
            self.heard_before = heard[i]
        ridge = self.ridge_of(&errors[FOUR])
        self.weigh_four(begin)
        energy = self.alike[EIGHT - 1][EIGHT - 1]
        self.spares = not self.spares and self.quick_frames == 0
        if self.spares or energy <= LEAST_POWER * TAPS or energy < LEAST_STEP * ridge:
            memcpy(self.errors_before, &errors[FOUR], FOUR * sizeof(float))
            return
        ridge += LEAST_RIDGE * energy
        solve_eight(self.alike, ridge, errors, steps)
        lean_eight(self.weights, &self.bright[begin + 1 - FOUR], steps, TAPS)
        for i in range(FOUR):
            self.errors_before[i] = ridge * steps[FOUR + i]  # by the equations themselves
        self.look()

    cdef void weigh_four(self, int begin) noexcept nogil:
        # How alike the windows of the last eight samples are. Where the four before are of another sound they count nothing.
        cdef int i, j
        for i in range(FOUR):
            for j in range(i + 1):
                self.alike[i][j] = self.alike[FOUR + i][FOUR + j]
        for i in range(FOUR):
            self.move_on(begin + i)
            for j in range(FOUR + i + 1):
                self.alike[FOUR + i][j] = self.bright_alike[FOUR + i - j]
        if not self.follows:
            memset(self.alike, 0, FOUR * sizeof(self.alike[0]))
            for i in range(FOUR):
                memset(self.alike[FOUR + i], 0, FOUR * sizeof(float))
        self.follows = True

    cdef float ridge_of(self, const float *errors) noexcept nogil:
        # What is left, over what the filter's distance from the path explains of it, as energy of the window: the greater,
        # the less is learnt.
        cdef float power = self.error_power
        cdef float over
        cdef int i
        for i in range(FOUR):
            over = errors[i] * errors[i] - power
            power += ATTACK * (over if over > 0 else 0) + RELEASE * (over if over < 0 else 0)  # nothing to be guessed
        self.error_power = power
        return TAPS * (self.error_power + 1) / self.distance

    cdef void watch(self, const short *heard, short *left) noexcept nogil:
        # A filter that makes it louder is of no use: what was heard is given out as it was, and the path is learnt anew.
        if self.left_power <= self.heard_power:
            self.worse = 0
            return
        memcpy(left, heard, FRAME * sizeof(short))
        self.worse = self.worse + 1 if self.left_power > 2 * self.heard_power else self.worse
        if self.worse >= WORSE_FRAMES:
            self.forget()
