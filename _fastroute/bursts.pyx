"""Bursts of tone, 160 samples at a time: where each begins, how long it is, at which frequencies and how steady."""

from libc.math cimport cos, fabsf, pi, sin, sqrtf
from libc.string cimport memcpy, memset

from _fastroute.vectors cimport correlate, to_float, weigh

NOTHING = 0
ENDED = 1
LASTS = 2

cdef float COSINES[HALF][BINS]  # of the bins' frequencies, by distance from the window's middle
cdef float SINES[HALF][BINS]
cdef float HANN[HALF]
cdef float HANN_SQUARED[WINDOW]
cdef float ENERGY_WEIGHT = 0.375 * WINDOW  # sum of HANN_SQUARED
cdef float FIRST_HZ = 300
cdef float BIN_HZ = 25

# Of all energy in the window, what the peaks hold: 6 dB over everything else together; 10 dB where it is one peak.
cdef float LEAST_SHARE = 0.80
cdef float LEAST_SINGLE_SHARE = 0.90
# Hz. A weak peak so near belongs to the strong one: tones that beat.
cdef float BESIDE = 100
# The weaker of two tones over the stronger, in power: 10 dB.
cdef float LEAST_BALANCE = 0.1
# Hz about their common centre, as a standard deviation: three tones that beat.
cdef float MOST_SPREAD = 38
# Hz between the centre of a burst so far and of its next window. Neighbouring notes are 6 % apart.
cdef float MOST_STEP = 18
# Windows without the tone that are overheard within a burst: a click fills one or two. A window four times softer than
# the burst is a pause at once.
cdef int MOST_MISSED = 2
cdef float PAUSE = 0.25
# Blocks of a lasting tone: half a second each.
cdef int BLOCK_FRAMES = 25
cdef float MOST_RIPPLE = 2.0
cdef float MOST_BLOCK_RATIO = 1.6
cdef float MOST_BLOCK_DRIFT = 4
# A pitch held for 60 ms is not speech.
cdef int SOUNDING_FRAMES = 3
cdef float SOUNDING_DRIFT = 8


cdef int fill_tables() except -1:
    cdef int i, k
    cdef double angle
    for i in range(WINDOW):
        HANN_SQUARED[i] = <float>((0.5 - 0.5 * cos(2 * pi * (i + 0.5) / WINDOW)) ** 2)
    for i in range(HALF):
        HANN[i] = <float>(0.5 + 0.5 * cos(2 * pi * (i + 0.5) / WINDOW))
        for k in range(BINS):
            angle = 2 * pi * (FIRST_HZ + BIN_HZ * k) * (i + 0.5) / 8000
            COSINES[i][k] = <float>cos(angle)
            SINES[i][k] = <float>sin(angle)
    return 0


fill_tables()


cdef inline int peak_of(const float *bins) noexcept nogil:
    cdef int k, best = 0
    for k in range(1, BINS):
        if bins[k] > bins[best]:
            best = k
    return best


cdef inline float energy_about(const float *bins, int first, int last, float *centre) noexcept nogil:
    cdef float energy = 0, moment = 0
    cdef int k
    for k in range(first, last + 1):
        energy += bins[k]
        moment += bins[k] * (FIRST_HZ + BIN_HZ * k)
    centre[0] = moment / energy if energy > 0 else 0
    return energy


cdef inline float take_peak(float *bins, float *centre) noexcept nogil:
    # Energy of the highest peak down to the valleys beside it, at most two bins away; these bins are emptied.
    cdef int peak = peak_of(bins)
    cdef int first = peak, last = peak, k
    cdef float energy
    while first > 0 and peak - first < 2 and bins[first - 1] < bins[first]:
        first -= 1
    while last < BINS - 1 and last - peak < 2 and bins[last + 1] < bins[last]:
        last += 1
    energy = energy_about(bins, first, last, centre)
    for k in range(first, last + 1):
        bins[k] = 0
    return energy


cdef inline float spread_about(const float *bins, float centre, float energy) noexcept nogil:
    cdef float moment = 0, away
    cdef int k
    for k in range(BINS):
        away = FIRST_HZ + BIN_HZ * k - centre
        moment += bins[k] * away * away
    return sqrtf(moment / energy)


cdef void peaks(float *bins, float total, Look *look) noexcept nogil:
    # Total is the energy of all bins there are from 0 to 4 kHz, in the same measure.
    cdef float first_hz, second_hz, first, second
    cdef int peak = peak_of(bins)
    # A Hann window's tone fills two bins on either side; so do tones that beat or are modulated by up to 50 Hz.
    look.tone = energy_about(bins, max(peak - 2, 0), min(peak + 2, BINS - 1), &look.centre)
    look.low = look.centre
    if look.tone >= LEAST_SINGLE_SHARE * total:
        look.tones = 1
        return
    look.tone = energy_about(bins, 0, BINS - 1, &look.centre)
    if look.tone < LEAST_SHARE * total:
        return
    if look.tone >= LEAST_SINGLE_SHARE * total and spread_about(bins, look.centre, look.tone) <= MOST_SPREAD:
        look.tones = 1
        look.low = look.centre
        return
    first = take_peak(bins, &first_hz)
    second = take_peak(bins, &second_hz)
    look.tone = first + second
    if look.tone < LEAST_SHARE * total:
        return
    look.centre = (first * first_hz + second * second_hz) / look.tone
    if second < LEAST_BALANCE * first:
        if fabsf(second_hz - first_hz) > BESIDE:
            look.centre = first_hz
        look.tones = 1
        look.low = look.centre
        return
    look.tones = 2
    look.low = min(first_hz, second_hz)
    look.high = max(first_hz, second_hz)


cdef class BurstFinder:
    def __cinit__(self, double least_power):
        self.least_power = <float>least_power
        self.reset()

    def reset(self):
        memset(self.samples, 0, sizeof(self.samples))
        memset(&self.look, 0, sizeof(self.look))
        self.frame = 0
        self.frames = 0
        self.blocks = 0

    def hear(self, const short[::1] frame not None):
        if frame.shape[0] != FRAME:
            raise ValueError(f"BurstFinder.hear: a frame has 160 samples, not {frame.shape[0]}")
        return self.hear_frame(&frame[0])

    @property
    def steady_ms(self):
        return self.blocks * BLOCK_FRAMES * 20

    @property
    def sounding(self):
        return self.is_sounding()

    cdef bint is_sounding(self) noexcept nogil:
        return (
            self.look.tones > 0
            and self.frames >= SOUNDING_FRAMES
            and self.missed == 0
            and self.centre_most - self.centre_least <= SOUNDING_DRIFT
        )

    cdef int hear_frame(self, const short *frame) noexcept nogil:
        memcpy(self.samples, &self.samples[FRAME], FRAME * sizeof(float))
        to_float(frame, &self.samples[FRAME], FRAME)
        self.frame += 1
        self.listen(&self.look)
        return self.follow(&self.look)

    cdef void listen(self, Look *look) noexcept nogil:
        cdef float sums[2]
        cdef float evens[HALF]
        cdef float odds[HALF]
        cdef float real[BINS]
        cdef float imaginary[BINS]
        cdef float after, before
        cdef int i, k
        memset(look, 0, sizeof(look[0]))
        weigh(self.samples, HANN_SQUARED, WINDOW, sums)
        look.power = (sums[1] - sums[0] * sums[0] / ENERGY_WEIGHT) / ENERGY_WEIGHT
        if look.power < self.least_power:
            return
        # About the window's middle a cosine is even and a sine odd: half as many products.
        for i in range(HALF):
            after = HANN[i] * self.samples[HALF + i]
            before = HANN[i] * self.samples[HALF - 1 - i]
            evens[i] = after + before
            odds[i] = after - before
        correlate(evens, &COSINES[0][0], HALF, real)
        correlate(odds, &SINES[0][0], HALF, imaginary)
        for k in range(BINS):
            # Parseval: over all bins this adds up to the mean square.
            real[k] = 2 * (real[k] * real[k] + imaginary[k] * imaginary[k]) / (WINDOW * ENERGY_WEIGHT)
        peaks(real, look.power, look)

    cdef int follow(self, const Look *look) noexcept nogil:
        cdef int said = 0
        if self.frames == 0:
            if look.tones:
                self.begin()
                self.add(look)
            return 0
        if self.continues(look):
            # What a click covered was tone as well.
            self.energy += self.missed * self.before[0]
            self.moment += self.missed * self.before[0] * (self.frame - 0.5 * (self.missed + 1))
            self.pitch += self.missed * self.before[0] * self.centre_before[0]
            self.frames += self.missed
            self.block_frames += self.missed
            self.missed = 0
            self.add(look)
            return 2 if self.weigh_block(look) else 0
        self.missed += 1
        if self.missed <= MOST_MISSED and look.power * self.frames >= PAUSE * self.energy:
            return 0
        self.describe()
        said = 1 if self.inner > 0 else 0
        self.frames = 0
        self.blocks = 0
        return said

    cdef bint continues(self, const Look *look) noexcept nogil:
        # Windows that the tone fills only in part are too blurred to be held against it.
        cdef float step = look.centre - <float>(self.pitch / self.energy)
        if look.tones == 0:
            return False
        return fabsf(step) <= MOST_STEP or look.tone < 0.3 * self.before[0] or self.before[0] < 0.3 * look.tone

    cdef void begin(self) noexcept nogil:
        self.frames = self.missed = self.pairs = self.inner = self.block_frames = self.block_heard = self.blocks = 0
        self.energy = self.moment = self.pitch = self.low_sum = self.high_sum = self.high_energy = self.inner_energy = 0
        self.before[0] = self.before[1] = 0
        self.centre_before[0] = self.centre_before[1] = 0
        self.inner_least = self.inner_most = self.centre_least = self.centre_most = 0

    cdef void add(self, const Look *look) noexcept nogil:
        cdef float power, centre
        self.frames += 1
        self.energy += look.tone
        self.moment += look.tone * <double>self.frame
        self.pitch += look.tone * look.centre
        if look.tones == 2:
            self.pairs += 1
            self.low_sum += look.tone * look.low
            self.high_sum += look.tone * look.high
            self.high_energy += look.tone
        # Two windows behind and from the third on: those at the ends are filled only in part.
        power, centre = self.before[1], self.centre_before[1]
        if self.frames >= 5:
            if self.inner == 0:
                self.inner_least = self.inner_most = power
                self.centre_least = self.centre_most = centre
            self.inner += 1
            self.inner_energy += power
            self.inner_least = min(self.inner_least, power)
            self.inner_most = max(self.inner_most, power)
            self.centre_least = min(self.centre_least, centre)
            self.centre_most = max(self.centre_most, centre)
        self.before[1], self.before[0] = self.before[0], look.tone
        self.centre_before[1], self.centre_before[0] = self.centre_before[0], look.centre

    cdef bint weigh_block(self, const Look *look) noexcept nogil:
        # True when another block as steady as those before is over. Beats of 25 Hz vanish in the mean of two windows.
        cdef float smooth, power, pitch
        cdef bint even
        if self.frames < 5:
            return False
        smooth = 0.5 * look.tone + 0.5 * self.before[1]
        if self.block_heard == 0:
            self.block_energy = self.block_pitch = 0
            self.block_least = self.block_most = smooth
        self.block_frames += 1
        self.block_heard += 1
        self.block_energy += look.tone
        self.block_pitch += look.tone * look.centre
        self.block_least = min(self.block_least, smooth)
        self.block_most = max(self.block_most, smooth)
        if self.block_frames < BLOCK_FRAMES:
            return False
        power = <float>(self.block_energy / self.block_heard)
        pitch = <float>(self.block_pitch / self.block_energy)
        self.block_frames = self.block_heard = 0
        if self.blocks and (
            power > MOST_BLOCK_RATIO * self.first_power
            or self.first_power > MOST_BLOCK_RATIO * power
            or fabsf(pitch - self.first_pitch) > MOST_BLOCK_DRIFT
        ):
            self.blocks = 0
        if self.block_most > MOST_RIPPLE * self.block_least:
            self.blocks = 0
            return False
        if self.blocks == 0:
            self.first_power, self.first_pitch = power, pitch
        self.blocks += 1
        self.describe()
        return True

    cdef void describe(self) noexcept nogil:
        cdef double middle, plain
        if self.inner == 0:
            return
        self.power = self.inner_energy / self.inner
        self.length_ms = 20 * self.energy / self.power
        # Window n lies around the start of frame n, which is 20 ms * (n - 1) after the first.
        middle = 20 * (self.moment / self.energy - 1)
        self.began_ms = middle - self.length_ms / 2
        self.centre = self.pitch / self.energy
        self.tones = 2 if 2 * self.pairs > self.frames else 1
        if self.tones == 2:
            self.low = self.low_sum / self.high_energy
            self.high = self.high_sum / self.high_energy
        else:
            self.low = self.centre
            self.high = 0
        self.unevenness = self.inner_most / self.inner_least
        self.drift_hz = self.centre_most - self.centre_least
