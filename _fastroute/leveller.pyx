"""Level of one leg: how loud it is, whether somebody speaks, and speech brought to where it is heard well."""

from libc.math cimport INFINITY, log10, pow

from _fastroute.pcm cimport mean_power

SOFTEST_DBM0 = -24.0
LOUDEST_DBM0 = -11.0
MOST_DB = 9.0
PEAK = 30_000

# Mean square in int16 of a sine of 0 dBm0 (G.711).
cdef double FULL = 32636.0 ** 2 / 2 / 10 ** 0.317
# -42 dBm0: above the noise of an 8-bit linear codec (-47 dBm0), below soft speech (-35 dBm0).
cdef double LOUD = FULL * 10 ** -4.2
# -30 dBm0: what is louder is no noise of a line, however steady; a modem may be, that sends a page for minutes.
cdef double LOUDEST_NOISE = FULL * 10 ** -3.0
# 4.5 dB from the softest spell to the loudest: a line's noise keeps within 3, and words as loud as it go beyond.
cdef double STEADY = 10 ** 0.45
# 10 dB.
cdef double SPEECH_OVER_NOISE = 10.0
# 4 dB a second: the softest lately is noise, and speech has a pause sooner.
cdef double FLOOR_UP = 10 ** (4.0 * 0.02 / 10)
# -65 dBm0, softer than the noise of any line: the sound has not begun, or was left out on the way.
cdef double NOTHING = FULL * 10 ** -6.5
# 3 dB a second up and 12 down: too loud hurts, and is mended sooner.
cdef double UP_DB = 3.0 * 0.02
cdef double DOWN_DB = 12.0 * 0.02
# 1 s of speech: syllables and pauses between words even out. 200 ms before anything is believed.
cdef int AVERAGED_FRAMES = 50
cdef int FIRST_FRAMES = 10
cdef double SOFTEST = FULL * 10 ** (SOFTEST_DBM0 / 10)
cdef double LOUDEST = FULL * 10 ** (LOUDEST_DBM0 / 10)
cdef double MOST = MOST_DB
cdef int LARGEST_PEAK = PEAK


cdef void begin(Activity *activity) noexcept nogil:
    activity.power = 0
    activity.floor = INFINITY
    activity.loud = activity.speech = activity.noise = False
    activity.quiet = 0
    activity.spell = 0
    activity.spell_frames = activity.known = activity.oldest = 0


cdef void weigh(Activity *activity, const short *frame) noexcept nogil:
    activity.power = mean_power(frame, FRAME)
    activity.loud = activity.power >= LOUD
    settle(activity)
    activity.quiet = 0 if activity.loud and not activity.noise else activity.quiet + 1


cdef void settle(Activity *activity) noexcept nogil:
    cdef double softest = INFINITY, loudest = 0
    cdef int i
    activity.spell += activity.power
    activity.spell_frames += 1
    if activity.spell_frames < SPELL:
        return
    activity.spells[activity.oldest] = activity.spell
    activity.oldest = (activity.oldest + 1) % SPELLS
    activity.known = min(activity.known + 1, SPELLS)
    activity.spell = 0
    activity.spell_frames = 0
    for i in range(activity.known):
        softest = min(softest, activity.spells[i])
        loudest = max(loudest, activity.spells[i])
    activity.noise = activity.known == SPELLS and loudest <= min(STEADY * softest, SPELL * LOUDEST_NOISE)


cdef void judge(Activity *activity, bint tone) noexcept nogil:
    activity.speech = activity.loud and not tone and activity.power > SPEECH_OVER_NOISE * activity.floor
    if activity.power > NOTHING:
        activity.floor = min(activity.power, activity.floor * FLOOR_UP)


cdef class Leveller:
    def __cinit__(self):
        self.gain_db = 0
        self.factor = 1
        self.fresh_frames = self.frames = 0
        self.speech = 0

    cdef bint levelled(self, const short *frame, const Activity *activity, bint tone, short *out) noexcept nogil:
        # False: it is to be taken as it is. From the factor of the last frame evenly to this one's, lower where a peak would clip.
        cdef double most, first, rise
        cdef int peak = 1, i, sample
        if tone:
            self.fresh_frames = 0
        elif activity.speech:
            if self.fresh_frames == LOOK_BACK:
                self.learn(self.fresh[0])
                self.fresh[0], self.fresh[1] = self.fresh[1], self.fresh[2]
                self.fresh_frames -= 1
            self.fresh[self.fresh_frames] = activity.power
            self.fresh_frames += 1
        if self.gain_db == 0 and self.factor == 1:
            return False
        for i in range(FRAME):
            sample = frame[i]
            peak = max(peak, max(sample, -sample))
        most = max(<double>LARGEST_PEAK / peak, 1.0)
        first = min(self.factor, most)
        self.factor = min(pow(10, self.gain_db / 20), most)
        rise = (self.factor - first) / FRAME
        for i in range(FRAME):
            out[i] = <short>(frame[i] * (first + rise * (i + 1)))
        return True

    cdef void learn(self, double power) noexcept nogil:
        cdef double wanted
        self.frames = min(self.frames + 1, AVERAGED_FRAMES)
        self.speech += (power - self.speech) / self.frames
        if self.frames < FIRST_FRAMES:
            return
        wanted = 10 * log10(min(max(self.speech, SOFTEST), LOUDEST) / self.speech)
        self.gain_db = min(max(self.gain_db + min(max(wanted - self.gain_db, -DOWN_DB), UP_DB), -MOST), MOST)
