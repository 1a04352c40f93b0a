"""Fax and modem tones, 160 samples at a time: by frequency, length, steadiness, phase and beat; and the flags of V.21."""

from libc.math cimport atan2, cos, fabs, hypot, pi, sin
from libc.string cimport memcpy, memset

from _fastroute.vectors cimport inner, to_float, weigh

NOTHING = 0
CALLING_FAX = 1
CALLING_DATA = 2
ANSWER = 3
ANSWER_REVERSED = 4
ANSWER_AM = 5
ANSWER_BELL = 6
FLAGS = 7

# The first two come in bursts.
cdef float TONE_HZ[BANK]
TONE_HZ[:] = [1100, 1300, 2100, 2225]
cdef float HANN[SEGMENT]
cdef float TABLE[SEGMENT][2 * BANK]       # cosines, then sines, under the window
cdef double TURN[BANK][2]                 # how far each turns in one hop
# 1650 Hz is a one, 1850 Hz a zero (V.21, channel 2); both come round in 160 samples.
cdef float BIT_TABLE[FRAME][4]
cdef float WINDOW_WEIGHT = SEGMENT / 2
cdef double LOOKS_A_SECOND = 200

# Mean square of -43 dBm0 in int16.
cdef float LEAST_POWER = 2.567e8 * 10 ** -4.3
# A frame's first two autocorrelations, over its power: cosines of 2400 and 900 Hz, and what a sine leaves of itself when it
# is foretold by the two samples before, which is 0, and 2 of white noise; 1.04 with noise 3 dB below.
cdef float LEAST_COSINE = -0.31
cdef float MOST_COSINE = 0.76
cdef float MOST_LEFT = 1.2
# The same of V.21: 1900 to 1600 Hz, and noise that draws it towards 2000.
cdef float LEAST_FLAG_COSINE = 0.03
cdef float MOST_FLAG_COSINE = 0.32

# Of a segment's energy, what the tone holds; and on average over a run, with what its offset costs made good.
cdef float LEAST_PURITY = 0.5
cdef double LEAST_MEAN_PURITY = 0.62
# Looks without the tone that are overheard: its phase turns round within two, a click fills three, a lost frame five.
cdef int MOST_MISSED = 7
# 60 ms.
cdef int SOUNDING_LOOKS = 12
cdef double SOUNDING_PURITY = 0.8
# Hz: T.30 lets the calling tone be off by 38 and the answering tone by 15, and a line adds some.
cdef double MOST_CALLING_OFF = 45
cdef double MOST_ANSWER_OFF = 22
# All turns from look to look added up, over what they would be were they the same; and the mean power's square over the mean
# square, which is 0.7 of a note that dies away by 10 dB. GSM 06.10 makes 0.95 of a calling and 0.8 of an answering tone.
cdef double LEAST_COHERENCE = 0.9
cdef double LEAST_EVENNESS = 0.85
cdef double LEAST_ANSWER_EVENNESS = 0.68
# Looks: 0.5 s within 15 %, and 0.5 to 0.7 s, which begin 3.5 s and 2 to 2.7 s after one another; 20 ms more either way.
cdef int SHORTEST[2]
SHORTEST[:] = [81, 95]
cdef int LONGEST[2]
LONGEST[:] = [119, 145]
cdef int SOONEST[2]
SOONEST[:] = [590, 395]
cdef int LATEST[2]
LATEST[:] = [810, 545]
# 1.1 s: two turns of the phase are in it wherever listening began, and 15 Hz are told from noise.
cdef int ANSWER_LOOKS = 220
# V.8: 450 ms, give or take 25.
cdef int LEAST_TURN_GAP = 82
cdef int MOST_TURN_GAP = 98
cdef double TURNED = 2.2
cdef double BEAT_HZ = 15
# V.8 has 20 %; a line's noise makes 2 %.
cdef double LEAST_BEAT = 0.1

# Samples of six ones, and of the one or two zeros between: 160, 27 and 53; GSM 06.10 moves them by half a bit.
cdef int LEAST_ONES = 140
cdef int MOST_ONES = 180
cdef int LEAST_ZEROS = 13
cdef int MOST_ZEROS = 72
cdef int LEAST_FLAGS = 6
cdef int SOUNDING_FLAGS = 3
# Of a frame's power, what the stronger of the two frequencies holds, bit by bit; and it has to be so much the stronger
# before a bit is another.
cdef float LEAST_BIT_PURITY = 0.5
cdef float STRONGER = 1.2


cdef int fill_tables() except -1:
    cdef int i, b
    cdef double angle
    for i in range(SEGMENT):
        HANN[i] = <float>(0.5 - 0.5 * cos(2 * pi * (i + 0.5) / SEGMENT))
        for b in range(BANK):
            angle = 2 * pi * TONE_HZ[b] * i / 8000
            TABLE[i][b] = <float>(HANN[i] * cos(angle))
            TABLE[i][BANK + b] = <float>(-HANN[i] * sin(angle))
    for b in range(BANK):
        angle = 2 * pi * TONE_HZ[b] * HOP / 8000
        TURN[b][0], TURN[b][1] = cos(angle), sin(angle)
    for i in range(FRAME):
        for b in range(2):
            angle = 2 * pi * (1650 + 200 * b) * i / 8000
            BIT_TABLE[i][2 * b], BIT_TABLE[i][2 * b + 1] = <float>cos(angle), <float>sin(angle)
    return 0


fill_tables()


cdef inline double loss_of(double off_hz) noexcept nogil:
    # A Hann window of 10 ms passes a tone x hundreds of Hz beside its middle with 1 - 0.645 x^2 (first terms).
    cdef double passed = 1 - 0.645 * (off_hz / 100) ** 2
    return max(passed * passed, 0.1)


cdef class FaxDetector:
    def __cinit__(self):
        self.forget()

    def reset(self):
        """Forgets what was heard: a new call."""
        self.forget()

    def hear(self, const short[::1] frame not None):
        if frame.shape[0] != FRAME:
            raise ValueError(f"FaxDetector.hear: a frame has 160 samples, not {frame.shape[0]}")
        return self.hear_frame(&frame[0])

    def hear_all(self, const short[::1] samples not None):
        cdef Py_ssize_t at = 0
        cdef int kind
        told = []
        while at + FRAME <= samples.shape[0]:
            with nogil:
                kind = 0
                while kind == 0 and at + FRAME <= samples.shape[0]:
                    kind = self.hear_frame(&samples[at])
                    at += FRAME
            if kind:
                told.append((at, kind))
        return told

    @property
    def sounding(self):
        return self.is_sounding()

    cdef bint is_sounding(self) noexcept nogil:
        cdef const Run *run = &self.run
        if self.flags >= SOUNDING_FLAGS:
            return True
        return run.looks >= SOUNDING_LOOKS and run.missed == 0 and run.purity >= SOUNDING_PURITY * run.looks

    cdef void forget(self) noexcept nogil:
        cdef int b
        memset(self.samples, 0, sizeof(self.samples))
        memset(self.seen, 0, sizeof(self.seen))
        memset(&self.run, 0, sizeof(self.run))
        self.run.tone = -1
        self.newest = 0
        self.now = 0
        self.told_so_far = 0
        for b in range(BANK):
            self.burst[b] = -1
        self.forget_flags()

    cdef int hear_frame(self, const short *frame) noexcept nogil:
        cdef float cosine, power
        cdef int hop, kind, told = 0
        memcpy(self.samples, &self.samples[FRAME], HOP * sizeof(float))
        to_float(frame, &self.samples[HOP], FRAME)
        if not self.may_be_tone(&cosine, &power):
            self.forget_flags()
            memset(self.seen, 0, sizeof(self.seen))
            for hop in range(FRAME // HOP):
                told |= self.follow(-1, 0, 0)
            return told
        for hop in range(FRAME // HOP):
            kind = self.look(hop * HOP)
            if kind:
                told = kind
        if cosine < LEAST_FLAG_COSINE or cosine > MOST_FLAG_COSINE:
            self.forget_flags()
            return told
        kind = self.count_flags(power)
        return kind if kind else told

    cdef bint may_be_tone(self, float *cosine, float *power) noexcept nogil:
        cdef const float *now = &self.samples[HOP]
        cdef float energy = inner(now, now, FRAME)
        cdef float first, second, constant = 0
        cdef int i
        if energy < FRAME * LEAST_POWER:
            return False
        for i in range(FRAME):
            constant += now[i]
        constant *= constant / FRAME
        energy -= constant
        if energy < FRAME * LEAST_POWER:
            return False
        first = (inner(now, now - 1, FRAME) - constant) / energy
        second = (inner(now, now - 2, FRAME) - constant) / energy
        cosine[0] = first
        power[0] = energy / FRAME
        return LEAST_COSINE <= first <= MOST_COSINE and 2 + 2 * second - 4 * first * first <= MOST_LEFT

    cdef int look(self, int begin) noexcept nogil:
        cdef float lanes[2 * BANK]
        cdef float sums[2]
        cdef float energy, power, most = 0
        cdef int i, b, best = 0
        memset(lanes, 0, sizeof(lanes))
        for i in range(SEGMENT):
            for b in range(2 * BANK):
                lanes[b] += self.samples[begin + i] * TABLE[i][b]
        weigh(&self.samples[begin], HANN, SEGMENT, sums)
        energy = (sums[1] - sums[0] * sums[0] / WINDOW_WEIGHT) / WINDOW_WEIGHT
        for b in range(BANK):
            power = lanes[b] * lanes[b] + lanes[BANK + b] * lanes[BANK + b]
            if power > most:
                most, best = power, b
        most *= 2 / (WINDOW_WEIGHT * WINDOW_WEIGHT)
        self.newest = (self.newest + 1) % KEPT
        memcpy(self.seen[self.newest], lanes, sizeof(lanes))
        if most < LEAST_POWER or most < LEAST_PURITY * energy:
            return self.follow(-1, 0, 0)
        return self.follow(best, most, most / energy)

    cdef int follow(self, int tone, float power, float purity) noexcept nogil:
        # Of one look: which tone it is, -1 none, and how loud. Returns what is certain by it.
        cdef Run *run = &self.run
        cdef int told = 0
        self.now += 1
        if run.tone >= 0 and tone != run.tone:
            run.missed += 1
            run.since_reversal += 1
            if run.missed <= MOST_MISSED:
                return 0
            told = self.end()
        if tone < 0:
            return told
        if run.tone < 0:
            self.begin(tone)
        self.add(power, purity)
        return told if told else self.lasts()

    cdef void begin(self, int tone) noexcept nogil:
        memset(&self.run, 0, sizeof(self.run))
        self.run.tone = tone
        self.run.began = self.now

    cdef void add(self, float power, float purity) noexcept nogil:
        cdef Run *run = &self.run
        cdef const float *now = self.seen[self.newest]
        cdef const float *before = self.seen[(self.newest + KEPT - 1) % KEPT]
        cdef int b = run.tone
        cdef double amplitude = hypot(now[b], now[BANK + b])
        cdef double real, imaginary, angle
        if run.looks and run.missed == 0:
            # Beyond what the nominal frequency turns in a hop.
            real = <double>now[b] * before[b] + <double>now[BANK + b] * before[BANK + b]
            imaginary = <double>now[BANK + b] * before[b] - <double>now[b] * before[BANK + b]
            run.real += real * TURN[b][0] + imaginary * TURN[b][1]
            run.imaginary += imaginary * TURN[b][0] - real * TURN[b][1]
            run.turned += hypot(real, imaginary)
        run.looks += run.missed + 1  # what a click covered was tone as well
        run.power += power * (run.missed + 1)
        run.square += <double>power * power * (run.missed + 1)
        run.purity += purity * (run.missed + 1)
        run.amplitude += amplitude * (run.missed + 1)
        run.missed = 0
        angle = 2 * pi * BEAT_HZ / LOOKS_A_SECOND * run.looks
        run.beat_real += amplitude * cos(angle)
        run.beat_imaginary += amplitude * sin(angle)
        run.since_reversal += 1
        self.watch_phase(now)

    cdef void watch_phase(self, const float *now) noexcept nogil:
        # Three looks ago are the last samples that this one does not share; between them the phase may have turned round.
        cdef Run *run = &self.run
        cdef const float *before = self.seen[(self.newest + 1) % KEPT]
        cdef int b = run.tone, turn
        cdef double real, imaginary, kept, step_real, step_imaginary, length = hypot(run.real, run.imaginary)
        if run.looks < LEAST_TURN_GAP // 2 or length <= 0 or run.since_reversal < LEAST_TURN_GAP // 2:
            return
        real = <double>now[b] * before[b] + <double>now[BANK + b] * before[BANK + b]
        imaginary = <double>now[BANK + b] * before[b] - <double>now[b] * before[BANK + b]
        step_real = (run.real * TURN[b][0] - run.imaginary * TURN[b][1]) / length
        step_imaginary = (run.imaginary * TURN[b][0] + run.real * TURN[b][1]) / length
        for turn in range(KEPT - 1):
            kept = real * step_real + imaginary * step_imaginary
            imaginary = imaginary * step_real - real * step_imaginary
            real = kept
        if fabs(atan2(imaginary, real)) < TURNED:
            return
        # The first one has nothing before it to be timed by.
        run.reversals += run.reversals == 0 or LEAST_TURN_GAP <= run.since_reversal <= MOST_TURN_GAP
        run.since_reversal = 0

    cdef int end(self) noexcept nogil:
        cdef int told = self.burst_over()
        self.run.tone = -1
        self.run.looks = 0
        return told

    cdef bint is_steady(self, double most_off_hz, double least_evenness) noexcept nogil:
        cdef const Run *run = &self.run
        cdef double off = atan2(run.imaginary, run.real) * LOOKS_A_SECOND / (2 * pi)
        if fabs(off) > most_off_hz or run.purity < LEAST_MEAN_PURITY * loss_of(off) * run.looks:
            return False
        if hypot(run.real, run.imaginary) < LEAST_COHERENCE * run.turned:
            return False
        return run.power * run.power >= least_evenness * run.looks * run.square

    cdef int burst_over(self) noexcept nogil:
        # The run is over; a look at either end is filled in part.
        cdef const Run *run = &self.run
        cdef int b = run.tone
        cdef long long before
        if b > 1 or not (SHORTEST[b] <= run.looks <= LONGEST[b]):
            return 0
        if not self.is_steady(MOST_CALLING_OFF if b == 0 else MOST_ANSWER_OFF, LEAST_EVENNESS):
            return 0
        before, self.burst[b] = self.burst[b], run.began
        if before < 0 or not (SOONEST[b] <= run.began - before <= LATEST[b]):
            return 0
        return self.tell(1 if b == 0 else 2)

    cdef int lasts(self) noexcept nogil:
        # An answering machine's tone that goes on.
        cdef const Run *run = &self.run
        if run.tone < 2 or run.looks < ANSWER_LOOKS or not self.is_steady(MOST_ANSWER_OFF, LEAST_ANSWER_EVENNESS):
            return 0
        if run.tone == 3:
            return self.tell(6)
        if 2 * hypot(run.beat_real, run.beat_imaginary) >= LEAST_BEAT * run.amplitude:
            return self.tell(5)
        return self.tell(4 if run.reversals >= 2 else 3)

    cdef int tell(self, int kind) noexcept nogil:
        # One answering tone is one kind, whatever it would seem later.
        cdef unsigned int alike = 0b0111000 if 3 <= kind <= 5 else 1u << kind
        if self.told_so_far & alike:
            return 0
        self.told_so_far |= alike
        return kind

    cdef int count_flags(self, float power) noexcept nogil:
        cdef float sample, fresh, one, zero, held = 0
        cdef float *old
        cdef int i, lane
        for i in range(FRAME):
            sample = self.samples[HOP + i]
            old = self.bits[self.place]
            for lane in range(4):
                fresh = sample * BIT_TABLE[i][lane]
                self.sums[lane] += fresh - old[lane]
                old[lane] = fresh
            self.place = self.place + 1 if self.place + 1 < BIT else 0
            one = self.sums[0] * self.sums[0] + self.sums[1] * self.sums[1]
            zero = self.sums[2] * self.sums[2] + self.sums[3] * self.sums[3]
            held += max(one, zero)
            self.bit_run += 1
            if (zero > STRONGER * one) if self.one else (one > STRONGER * zero):
                self.changed()
        if held * 2 / (BIT * BIT) < LEAST_BIT_PURITY * power * FRAME:
            self.flags = 0
        return self.tell(7) if self.flags >= LEAST_FLAGS else 0

    cdef void changed(self) noexcept nogil:
        # A row of equal bits is over.
        if self.one:
            self.flags = self.flags + 1 if LEAST_ONES <= self.bit_run <= MOST_ONES else 0
        elif not (LEAST_ZEROS <= self.bit_run <= MOST_ZEROS):
            self.flags = 0
        self.one = not self.one
        self.bit_run = 0

    cdef void forget_flags(self) noexcept nogil:
        memset(self.bits, 0, sizeof(self.bits))
        memset(self.sums, 0, sizeof(self.sums))
        self.place = self.flags = self.bit_run = 0
        self.one = True
