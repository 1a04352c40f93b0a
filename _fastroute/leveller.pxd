# Level of one leg: how loud it is, how loud its noise, whether somebody speaks; and speech brought to where it is heard well.
#
# Activity   the mean square of each frame; the softest lately is noise, and what is much louder and no tone is speech (weigh);
#            what is as loud for seconds on end is noise as well, and silence when nothing but it is heard (settle)
# Leveller   follows speech of the last second and scales slowly, within the peaks that G.711 carries (levelled)

cdef enum:
    FRAME = 160
    LOOK_BACK = 3      # frames: a tone is known for one only 60 ms after it began
    SPELL = 5          # frames, 100 ms: shorter than a syllable, and noise of any line is even over it
    SPELLS = 50        # 5 s: whoever speaks pauses, or comes to another sound, sooner

cdef struct Activity:
    double power       # mean square of the last frame, without the constant part
    double floor       # of the noise
    bint loud          # no silence
    bint speech
    bint noise         # nothing else for SPELLS spells
    long long quiet    # frames in a row of silence: not loud, or noise
    double spell       # of mean squares in the one that is not over
    int spell_frames
    double spells[SPELLS]
    int known, oldest  # of them

cdef void begin(Activity *activity) noexcept nogil
cdef void settle(Activity *activity) noexcept nogil
cdef void weigh(Activity *activity, const short *frame) noexcept nogil
cdef void judge(Activity *activity, bint tone) noexcept nogil

cdef class Leveller:
    cdef readonly double gain_db
    cdef double factor         # at the end of the last frame
    cdef double fresh[LOOK_BACK]
    cdef int fresh_frames
    cdef double speech         # mean square
    cdef int frames            # that it is of, up to a second of them

    cdef bint levelled(self, const short *frame, const Activity *activity, bint tone, short *out) noexcept nogil
    cdef void learn(self, double power) noexcept nogil
