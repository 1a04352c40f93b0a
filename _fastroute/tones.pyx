"""DTMF keys, 160 samples at a time: by frequency, level, twist and time."""

from libc.math cimport atan2f, cos, fabsf, pi, sin, sqrtf
from libc.string cimport memcpy, memset

from _fastroute.vectors cimport correlate_folded, fold, to_float, to_float_backward

KEYS = "123A456B789C*0#D"

cdef str ALL_KEYS = KEYS
cdef float DTMF_HZ[8]
DTMF_HZ[:] = [697, 770, 852, 941, 1209, 1336, 1477, 1633]

# By distance from a segment's middle, where a cosine is even and a sine odd: half as many products.
cdef float HANN[HALF]
cdef float TABLE[HALF][LANES]
cdef float TURN[LANES]                    # how far each frequency turns in one hop: cosine, sine
# Tones of exchanges lie between 350 and 480 Hz; a segment is 200 Hz wide on either side.
cdef float DIAL_HZ = 395
cdef float DIAL_COSINE[HALF]
cdef float DIAL_SINE[HALF]

# The sum of a Hann window of n samples is n / 2; of the four overlapping ones 4 * 40.
cdef float WINDOW_WEIGHT = SEGMENTS * SEGMENT / 2

# Q.24 asks for 1.5 % + 2 Hz to be taken (ES 201 235-3) and 3.5 % to be refused; a sender may be off by 1.8 % (Q.23).
# In one look, and on average over a run; where there is noise, speech may be beneath it, and less is allowed.
cdef float MOST_OFFSET = 0.026
cdef float MOST_MEAN_OFFSET = 0.0205
cdef float MOST_NOISY_OFFSET = 0.017
# Between the two: a sender has one clock, two harmonics of a voice need not both be near. Q.23 lets a sender be 1.8 % off, be it
# one up and one down; but tones so far apart have to be all there is: a voice has more than two harmonics.
cdef float MOST_APART = 0.024
cdef float APART_PURITY = 0.95
cdef float MOST_NOISY_APART = 0.012
# Hz from hop to hop. A key's tones stand still; a voice glides; a codec that models the voice makes them tremble.
cdef float MOST_DRIFT = 6
cdef float MOST_TREMBLE = 25
cdef float MOST_WANDER = 8      # over a noisy run
# Each tone's power in a noisy run, against its third look, which is the first that it fills: 1.5 dB.
cdef int SWELL_LOOKS = 3
cdef float MOST_SWELL = 1.41
# Each tone. Q.24 asks for -25 dBm to be taken and -55 dBm to be refused; mean square of -40 dBm0 in int16.
cdef float LEAST_TONE_POWER = 2.567e8 * 1e-4
# Low over high. Q.24 asks for 8 dB one way and 4 dB (NA), 6 dB (ETSI) the other: half a dB beyond, for noise.
cdef float MOST_LOW_OVER_HIGH = 8.9125
cdef float MOST_HIGH_OVER_LOW = 4.4668
# In one look. GSM 06.10 makes the high tone swell and fade by 10 dB under a low one; three looks have to be as above.
cdef float MOST_LOW_OVER_HIGH_EVER = 40
cdef float MOST_HIGH_OVER_LOW_EVER = 10
# Of the energy in the window, what the two tones hold at least: 0.70 to count at all (the window is filled to 70 %, or
# the noise is 3.7 dB down), 0.82 in the middle of a digit (6.6 dB).
cdef float LEAST_PURITY = 0.70
cdef float MIDDLE_PURITY = 0.90
# A window is filled enough from about 18 ms after a tone's start to 8 ms after its end, and looked at every 5 ms, so 5 looks are a
# tone of 30 to 35 ms: Q.24 has 40 ms taken and 23 ms refused.
cdef int LOOKS = 5
cdef int PURE_LOOKS = 3
# In noise 6 dB down the tones hold 0.80 of the energy, give or take 0.04.
cdef int NOISY_LOOKS = 6
cdef float NOISY_PURITY = 0.76
# GSM 06.10 makes tones tremble; 80 ms of them have 14 looks or more.
cdef int TREMBLING_LOOKS = 8
cdef int TREMBLING_PURE_LOOKS = 6
cdef int TREMBLING_FAIR_LOOKS = 3
cdef float FAIR_PURITY = 0.80
# A key that is down is held by less: so much of the energy, and of the power that its tones had; or, however soft they have
# become, by as much of the energy as counts at all: an echo canceller may eat a key little by little.
cdef float HELD_PURITY = 0.25
cdef float HELD_POWER = 0.25
# Looks without it: a pause of 25 ms. 20 ms are bridged, 30 taken.
cdef int MISSES_FOR_AN_END = 6
# The least of dial tone in so long, 250 to 500 ms, is there all the time. What two tones of 350 and 440 Hz lose at the
# edges of the segment's band, and one of 425 Hz does not, is made good half way.
cdef int DIAL_LOOKS = 50
cdef float DIAL_EDGES = 1.2


cdef int fill_tables() except -1:
    cdef int i, b
    cdef double angle
    for i in range(HALF):
        HANN[i] = <float>(0.5 + 0.5 * cos(2 * pi * (i + 0.5) / SEGMENT))
        DIAL_COSINE[i] = <float>cos(2 * pi * DIAL_HZ * (i + 0.5) / 8000)
        DIAL_SINE[i] = <float>sin(2 * pi * DIAL_HZ * (i + 0.5) / 8000)
        for b in range(8):
            angle = 2 * pi * DTMF_HZ[b] * (i + 0.5) / 8000
            TABLE[i][b] = <float>cos(angle)
            TABLE[i][8 + b] = <float>(-sin(angle))
    for b in range(8):
        angle = 2 * pi * DTMF_HZ[b] * HOP / 8000
        TURN[b] = <float>cos(angle)
        TURN[8 + b] = <float>(-sin(angle))
    return 0


fill_tables()


cdef inline int strongest(const float *powers, int first) noexcept nogil:
    cdef int b, best = first
    for b in range(first + 1, first + 4):
        if powers[b] > powers[best]:
            best = b
    return best


cdef inline float ratio(float one, float other) noexcept nogil:
    return one / other if one > other else other / one


cdef inline float share_off(const Tone *tone) noexcept nogil:
    return tone.offset_hz / DTMF_HZ[tone.bin]


cdef object key_named(int key):
    return ALL_KEYS[key] if key >= 0 else ""


cdef class DigitDetector:
    def __cinit__(self):
        self.forget()

    def reset(self):
        self.forget()

    def hear(self, const short[::1] frame not None):
        if frame.shape[0] != FRAME:
            raise ValueError(f"DigitDetector.hear: a frame has 160 samples, not {frame.shape[0]}")
        cdef int key = self.hear_frame(&frame[0])
        return key_named(key)

    def hear_all(self, const short[::1] samples not None):
        cdef Py_ssize_t at = 0
        cdef int key
        told = []
        while at + FRAME <= samples.shape[0]:
            with nogil:
                key = -1
                while key < 0 and at + FRAME <= samples.shape[0]:
                    key = self.hear_frame(&samples[at])
                    at += FRAME
            if key >= 0:
                told.append((at, ALL_KEYS[key]))
        return told

    @property
    def sounding(self):
        return self.is_sounding()

    @property
    def purity(self):
        return min(self.told_purity, 1.0)

    cdef bint is_sounding(self) noexcept nogil:
        return self.down >= 0 or self.run.looks >= 2

    cdef void forget(self) noexcept nogil:
        memset(self.forward, 0, sizeof(self.forward))
        memset(self.backward, 0, sizeof(self.backward))
        memset(self.lanes, 0, sizeof(self.lanes))
        memset(self.powers, 0, sizeof(self.powers))
        memset(self.mean, 0, sizeof(self.mean))
        memset(self.energy, 0, sizeof(self.energy))
        memset(self.dial, 0, sizeof(self.dial))
        memset(&self.run, 0, sizeof(self.run))
        memset(&self.seen, 0, sizeof(self.seen))
        self.newest = self.misses = self.dial_looks = 0
        self.dial_least[0] = self.dial_least[1] = 0
        self.run.key = self.seen.key = self.down = -1
        self.down_low = self.down_high = self.told_purity = 0

    cdef int hear_frame(self, const short *frame) noexcept nogil:
        # Two digits cannot begin within one frame: the later one needs four looks of its own.
        cdef int reported = -1
        cdef int hop, key
        cdef Look look
        memcpy(self.forward, &self.forward[FRAME], HOP * sizeof(float))
        to_float(frame, &self.forward[HOP], FRAME)
        memcpy(&self.backward[FRAME], self.backward, HOP * sizeof(float))
        to_float_backward(frame, self.backward, FRAME)
        for hop in range(FRAME // HOP):
            self.add_segment(hop * HOP)
            self.look(&look)
            key = self.follow(&look)
            self.seen = look
            if key >= 0:
                reported = key
        return reported

    cdef void add_segment(self, int begin) noexcept nogil:
        cdef float evens[HALF]
        cdef float odds[HALF]
        cdef float sums[2]
        cdef float probed[2]
        cdef int now = (self.newest + 1) % SEGMENTS
        cdef const float *after = &self.forward[begin + HALF]
        cdef const float *before = &self.backward[FRAME - begin]
        fold(after, before, HANN, DIAL_COSINE, DIAL_SINE, HALF, evens, odds, sums, probed)
        correlate_folded(evens, odds, &TABLE[0][0], HALF, self.lanes[now], self.powers[now])
        self.mean[now] = sums[0]
        self.energy[now] = sums[1]
        self.dial[now] = probed[0] * probed[0] + probed[1] * probed[1]
        self.newest = now

    cdef float dial_tone(self) noexcept nogil:
        # Mean square of what has sounded about DIAL_HZ all the time for at least 250 ms.
        cdef float now = (self.dial[0] + self.dial[1] + self.dial[2] + self.dial[3]) * (
            2 * DIAL_EDGES / (SEGMENTS * HALF * HALF)
        )
        self.dial_looks += 1
        if self.dial_looks == DIAL_LOOKS:
            self.dial_looks = 0
            self.dial_least[1] = self.dial_least[0]
            self.dial_least[0] = now
        self.dial_least[0] = min(self.dial_least[0], now)
        return min(self.dial_least[0], self.dial_least[1])

    cdef void look(self, Look *look) noexcept nogil:
        cdef float powers[8]
        cdef float mean = (self.mean[0] + self.mean[1] + self.mean[2] + self.mean[3]) / WINDOW_WEIGHT
        cdef float energy = (self.energy[0] + self.energy[1] + self.energy[2] + self.energy[3]) / WINDOW_WEIGHT
        cdef float held
        cdef int b
        energy -= mean * mean + self.dial_tone()
        memset(look, 0, sizeof(look[0]))
        look.key = -1
        if energy < 2 * LEAST_TONE_POWER:
            return
        for b in range(8):
            powers[b] = self.powers[0][b] + self.powers[1][b] + self.powers[2][b] + self.powers[3][b]
        look.low.bin = strongest(powers, 0)
        look.high.bin = strongest(powers, 4)
        # In phase or not, tones hold no more than that; 0.8 is lost at most to their offset.
        held = (powers[look.low.bin] + powers[look.high.bin]) * (2 * SEGMENTS / (0.8 * WINDOW_WEIGHT * WINDOW_WEIGHT))
        if held < HELD_PURITY * energy:
            return
        look.low = self.toned(look.low.bin)
        look.high = self.toned(look.high.bin)
        if look.low.power < LEAST_TONE_POWER or look.high.power < LEAST_TONE_POWER:
            return
        if (
            look.low.power > MOST_LOW_OVER_HIGH_EVER * look.high.power
            or look.high.power > MOST_HIGH_OVER_LOW_EVER * look.low.power
        ):
            return
        if fabsf(share_off(&look.low)) > MOST_OFFSET or fabsf(share_off(&look.high)) > MOST_OFFSET:
            return
        look.key = look.low.bin * 4 + look.high.bin - 4
        look.purity = (look.low.power + look.high.power) / energy
        look.fair = (
            look.low.power <= MOST_LOW_OVER_HIGH * look.high.power
            and look.high.power <= MOST_HIGH_OVER_LOW * look.low.power
        )

    cdef Tone toned(self, int b) noexcept nogil:
        cdef Tone tone
        cdef float length, re, im, bins
        cdef float step[2]
        tone.bin = b
        tone.power = tone.offset_hz = 0
        self.turn_per_hop(b, step)
        length = sqrtf(step[0] * step[0] + step[1] * step[1])
        if length <= 0:
            return tone
        step[0] /= length
        step[1] /= length
        # Beyond what the nominal frequency turns in a hop: that is the tone's offset.
        re = step[0] * TURN[b] - step[1] * TURN[8 + b]
        im = step[1] * TURN[b] + step[0] * TURN[8 + b]
        tone.offset_hz = atan2f(im, re) * <float>(8000 / (2 * pi * HOP))
        # A Hann window of 10 ms passes a tone x hundreds of Hz beside its middle with 1 - 0.645 x^2 (first terms).
        bins = tone.offset_hz / 100
        length = WINDOW_WEIGHT * max(1 - <float>0.645 * bins * bins, <float>0.5)
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

    cdef int follow(self, const Look *look) noexcept nogil:
        # Returns the key when it has been down long enough for the first time, else -1.
        if self.down >= 0:
            if self.holds(look):
                self.misses = 0
                return -1
            self.misses += 1
            if self.misses >= MISSES_FOR_AN_END:
                self.down = -1
        if look.purity < LEAST_PURITY or look.key == self.down:
            self.forgive()
            return -1
        self.add(look)
        if not self.is_digit():
            return -1
        self.down = look.key
        self.down_low, self.down_high = look.low.power, look.high.power
        self.told_purity = self.run.purest
        self.run.looks = self.misses = 0
        self.run.key = -1
        return self.down

    cdef bint holds(self, const Look *look) noexcept nogil:
        if look.key != self.down or look.purity < HELD_PURITY:
            return False
        return look.purity >= LEAST_PURITY or (
            look.low.power >= HELD_POWER * self.down_low and look.high.power >= HELD_POWER * self.down_high
        )

    cdef void forgive(self) noexcept nogil:
        # A miss takes one look back.
        cdef float left
        if self.run.looks <= 1:
            self.run.looks = 0
            self.run.key = -1
            return
        left = <float>(self.run.looks - 1) / self.run.looks
        self.run.looks -= 1
        self.run.steady -= self.run.steady > 0
        self.run.purity *= left
        self.run.low_off *= left
        self.run.high_off *= left

    cdef void add(self, const Look *look) noexcept nogil:
        cdef float low_step = fabsf(look.low.offset_hz - self.seen.low.offset_hz)
        cdef float high_step = fabsf(look.high.offset_hz - self.seen.high.offset_hz)
        cdef bint pure = look.purity >= MIDDLE_PURITY
        cdef bint goes_on = look.key == self.run.key and self.seen.key == look.key
        if look.key != self.run.key or (goes_on and (low_step > MOST_TREMBLE or high_step > MOST_TREMBLE)):
            memset(&self.run, 0, sizeof(self.run))
            self.run.key = look.key
        self.run.looks += 1
        self.run.pure += pure
        self.run.fair += look.fair and look.purity >= FAIR_PURITY
        self.run.purity += look.purity
        self.run.purest = max(self.run.purest, look.purity)
        self.run.low_off += share_off(&look.low)
        self.run.high_off += share_off(&look.high)
        if not look.fair:
            self.run.steady = 0
            return
        if self.run.steady == 0 or not goes_on or low_step > MOST_DRIFT or high_step > MOST_DRIFT:
            self.run.steady = self.run.steady_pure = 0
            self.run.low_least = self.run.low_most = look.low.offset_hz
            self.run.high_least = self.run.high_most = look.high.offset_hz
        self.run.steady += 1
        self.run.steady_pure += pure
        if self.run.steady <= SWELL_LOOKS:
            self.run.low_power, self.run.high_power = look.low.power, look.high.power
        self.run.swell = max(
            ratio(look.low.power, self.run.low_power), ratio(look.high.power, self.run.high_power)
        )
        self.run.low_least = min(self.run.low_least, look.low.offset_hz)
        self.run.low_most = max(self.run.low_most, look.low.offset_hz)
        self.run.high_least = min(self.run.high_least, look.high.offset_hz)
        self.run.high_most = max(self.run.high_most, look.high.offset_hz)

    cdef bint is_digit(self) noexcept nogil:
        cdef const Run *run = &self.run
        cdef float off = max(fabsf(run.low_off), fabsf(run.high_off)) / run.looks
        if off > MOST_MEAN_OFFSET:
            return False
        if run.purest < APART_PURITY and fabsf(run.low_off - run.high_off) > MOST_APART * run.looks:
            return False
        if run.steady >= LOOKS and run.steady_pure >= PURE_LOOKS:
            return True
        if run.looks >= TREMBLING_LOOKS and run.pure >= TREMBLING_PURE_LOOKS and run.fair >= TREMBLING_FAIR_LOOKS:
            return True
        return (
            run.steady >= NOISY_LOOKS
            and run.purity >= NOISY_PURITY * run.looks
            and off <= MOST_NOISY_OFFSET
            and fabsf(run.low_off - run.high_off) <= MOST_NOISY_APART * run.looks
            and run.swell <= MOST_SWELL
            and run.low_most - run.low_least <= MOST_WANDER
            and run.high_most - run.high_least <= MOST_WANDER
        )
