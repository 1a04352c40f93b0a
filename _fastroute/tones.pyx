"""DTMF keys, 160 samples at a time: by frequency, level, twist and time."""

from libc.math cimport atan2f, cos, pi, sin, sqrtf
from libc.string cimport memcpy, memset

from _fastroute.vectors cimport correlate, to_float, weigh

KEYS = "123A456B789C*0#D"

cdef str ALL_KEYS = KEYS
cdef float DTMF_HZ[8]
DTMF_HZ[:] = [697, 770, 852, 941, 1209, 1336, 1477, 1633]

cdef float SEGMENT_TABLE[SEGMENT][LANES]  # Hann times cosine and sine of each frequency, phase 0 at its start
cdef float SEGMENT_HANN[SEGMENT]
cdef float TURN[LANES]                    # how far each frequency turns in one hop: cosine, sine

# The sum of a Hann window of n samples is n / 2; of the four overlapping ones 4 * 40.
cdef float WINDOW_WEIGHT = SEGMENTS * SEGMENT / 2

# Q.24 asks for 1.5 % + 2 Hz to be taken (ES 201 235-3) and 3.5 % to be refused.
cdef float MOST_OFFSET = 0.023
# Hz from hop to hop. A key's tones stand still; a voice glides.
cdef float MOST_DRIFT = 6
# Each tone. Q.24 asks for -25 dBm to be taken and -55 dBm to be refused; mean square of -40 dBm0 in int16.
cdef float LEAST_TONE_POWER = 2.567e8 * 1e-4
# Low over high. Q.24 asks for 8 dB one way and 4 dB (NA), 6 dB (ETSI) the other: half a dB beyond, for noise.
cdef float MOST_LOW_OVER_HIGH = 8.9125
cdef float MOST_HIGH_OVER_LOW = 4.4668
# Of the energy in the window, what the two tones hold at least: 0.70 to count as a hit (the window is filled to 70 %, or
# the noise is 3.7 dB down), 0.82 in the middle of a digit (6.6 dB).
cdef float LEAST_PURITY = 0.70
cdef float MIDDLE_PURITY = 0.82
# Hops of 5 ms. A tone fills enough of the window from about 18 ms after its start to 8 ms after its end, so 5 hits are a
# tone of 30 to 35 ms: Q.24 has 40 ms taken and 23 ms refused. 7 misses are a pause of 25 ms: 20 bridged, 30 taken.
cdef int HITS_FOR_A_DIGIT = 5
cdef int PURE_HITS_FOR_A_DIGIT = 3
cdef int MISSES_FOR_AN_END = 7


cdef int fill_tables() except -1:
    cdef int i, b
    cdef double hann, angle
    for i in range(SEGMENT):
        hann = 0.5 - 0.5 * cos(2 * pi * (i + 0.5) / SEGMENT)
        SEGMENT_HANN[i] = <float>hann
        for b in range(8):
            angle = 2 * pi * DTMF_HZ[b] * i / 8000
            SEGMENT_TABLE[i][b] = <float>(hann * cos(angle))
            SEGMENT_TABLE[i][8 + b] = <float>(-hann * sin(angle))
    for b in range(8):
        angle = 2 * pi * DTMF_HZ[b] * HOP / 8000
        TURN[b] = <float>cos(angle)
        TURN[8 + b] = <float>(-sin(angle))
    return 0


fill_tables()


cdef class DigitDetector:
    def __cinit__(self):
        self.reset()

    def reset(self):
        """Forgets what was heard: a new call."""
        memset(self.samples, 0, sizeof(self.samples))
        memset(self.lanes, 0, sizeof(self.lanes))
        memset(self.energy, 0, sizeof(self.energy))
        self.newest = 0
        self.candidate = self.down = -1
        self.hits = self.pure_hits = self.misses = 0
        self.pure = self.steady = False
        self.low_offset_hz = self.high_offset_hz = 0

    def hear(self, const short[::1] frame not None):
        if frame.shape[0] != FRAME:
            raise ValueError(f"DigitDetector.hear: a frame has 160 samples, not {frame.shape[0]}")
        cdef int key = self.hear_frame(&frame[0])
        return ALL_KEYS[key] if key >= 0 else ""

    @property
    def sounding(self):
        return self.down >= 0 or self.hits >= 2

    cdef int hear_frame(self, const short *frame) noexcept nogil:
        # Two digits cannot begin within one frame: the later one needs four hits of its own.
        cdef int reported = -1
        cdef int hop, key
        memcpy(self.samples, &self.samples[FRAME], HOP * sizeof(float))
        to_float(frame, &self.samples[HOP], FRAME)
        for hop in range(FRAME // HOP):
            self.add_segment(&self.samples[hop * HOP])
            key = self.count_hit(self.window_digit())
            if key >= 0:
                reported = key
        return reported

    cdef void add_segment(self, const float *segment) noexcept nogil:
        cdef float sums[2]
        self.newest = (self.newest + 1) % SEGMENTS
        correlate(segment, &SEGMENT_TABLE[0][0], SEGMENT, self.lanes[self.newest])
        weigh(segment, SEGMENT_HANN, SEGMENT, sums)
        self.energy[self.newest] = sums[1]

    cdef int window_digit(self) noexcept nogil:
        cdef float total = self.energy[0] + self.energy[1] + self.energy[2] + self.energy[3]
        cdef float mean_square = total / WINDOW_WEIGHT
        cdef Tone low, high
        self.pure = self.steady = False
        if mean_square < 2 * LEAST_TONE_POWER:
            return -1
        low = self.strongest(0)
        if low.power < LEAST_TONE_POWER:
            return -1
        high = self.strongest(4)
        if high.power < LEAST_TONE_POWER or low.power + high.power < LEAST_PURITY * mean_square:
            return -1
        if low.power > MOST_LOW_OVER_HIGH * high.power or high.power > MOST_HIGH_OVER_LOW * low.power:
            return -1
        self.pure = low.power + high.power >= MIDDLE_PURITY * mean_square
        self.steady = (
            -MOST_DRIFT <= low.offset_hz - self.low_offset_hz <= MOST_DRIFT
            and -MOST_DRIFT <= high.offset_hz - self.high_offset_hz <= MOST_DRIFT
        )
        self.low_offset_hz = low.offset_hz
        self.high_offset_hz = high.offset_hz
        return low.bin * 4 + high.bin - 4

    cdef Tone strongest(self, int first_bin) noexcept nogil:
        # Of four neighbouring frequencies. Zero power when the tone there is too far from the frequency.
        cdef Tone tone
        cdef float best = -1, power, length, re, im, bins
        cdef float step[2]
        cdef int b, j
        tone.bin = first_bin
        tone.power = tone.offset_hz = 0
        for b in range(first_bin, first_bin + 4):
            power = 0
            for j in range(SEGMENTS):
                power += self.lanes[j][b] * self.lanes[j][b] + self.lanes[j][8 + b] * self.lanes[j][8 + b]
            if power > best:
                best = power
                tone.bin = b
        b = tone.bin
        self.turn_per_hop(b, step)
        length = sqrtf(step[0] * step[0] + step[1] * step[1])
        if length <= 0:
            return tone
        step[0] /= length
        step[1] /= length
        # Beyond what the nominal frequency turns in a hop: that is the tone's offset.
        re = step[0] * TURN[b] - step[1] * TURN[8 + b]
        im = step[1] * TURN[b] + step[0] * TURN[8 + b]
        tone.offset_hz = atan2f(im, re) * (8000 / (2 * pi * HOP))
        if tone.offset_hz > MOST_OFFSET * DTMF_HZ[b] or tone.offset_hz < -MOST_OFFSET * DTMF_HZ[b]:
            return tone
        # A Hann window of 10 ms passes a tone x hundreds of Hz beside its middle with 1 - 0.645 x^2 (first terms).
        bins = tone.offset_hz / 100
        length = WINDOW_WEIGHT * (1 - 0.645 * bins * bins)
        tone.power = 2 * self.power_in_phase(b, step) / (length * length)
        return tone

    cdef void turn_per_hop(self, int b, float *step) noexcept nogil:
        # How far the tone turned from segment to segment, as a sum of complex quotients.
        cdef int j
        cdef const float *now
        cdef const float *before = self.lanes[(self.newest + 1) % SEGMENTS]
        step[0] = step[1] = 0
        for j in range(1, SEGMENTS):
            now = self.lanes[(self.newest + 1 + j) % SEGMENTS]
            step[0] += now[b] * before[b] + now[8 + b] * before[8 + b]
            step[1] += now[8 + b] * before[b] - now[b] * before[8 + b]
            before = now

    cdef float power_in_phase(self, int b, const float *step) noexcept nogil:
        # The four segments, each turned back by so many steps, add up in phase only for one steady tone.
        cdef float sum_re = 0, sum_im = 0, back_re = 1, back_im = 0, turned
        cdef const float *lanes
        cdef int j
        for j in range(SEGMENTS):
            lanes = self.lanes[(self.newest + 1 + j) % SEGMENTS]
            sum_re += lanes[b] * back_re - lanes[8 + b] * back_im
            sum_im += lanes[b] * back_im + lanes[8 + b] * back_re
            turned = back_re * step[0] + back_im * step[1]
            back_im = back_im * step[0] - back_re * step[1]
            back_re = turned
        return sum_re * sum_re + sum_im * sum_im

    cdef int count_hit(self, int key) noexcept nogil:
        # Returns the key when it has been down long enough for the first time, else -1.
        if key >= 0 and key == self.down:
            self.misses = 0
            return -1
        if self.down >= 0:
            self.misses += 1
            if self.misses >= MISSES_FOR_AN_END:
                self.down = -1
        if key < 0:
            self.hits -= self.hits > 0
            return -1
        if key != self.candidate or not self.steady:
            self.candidate = key
            self.hits = self.pure_hits = 0
        self.hits += 1
        self.pure_hits += self.pure
        if self.hits < HITS_FOR_A_DIGIT or self.pure_hits < PURE_HITS_FOR_A_DIGIT:
            return -1
        self.down = key
        self.hits = self.misses = self.pure_hits = 0
        return key
