# Level of one leg: how loud it is, how loud its noise, whether somebody speaks; and speech brought to where it is heard well.
#
# Activity   the mean square of each frame; the softest lately is noise, and what is much louder and no tone is speech (weigh)
# Leveller   follows speech of the last second and scales slowly, within the peaks that G.711 carries (levelled)

cdef enum:
    FRAME = 160
    LOOK_BACK = 3      # frames: a tone is known for one only 60 ms after it began

cdef struct Activity:
    double power       # mean square of the last frame, without the constant part
    double floor       # of the noise
    bint loud          # no silence
    bint speech
    long long quiet    # frames in a row that were not loud

cdef void begin(Activity *activity) noexcept nogil
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
