# Fax and modem tones, 160 samples of int16 at a time. All state is inside the object: no allocation, no Python in hear().
#
# Most frames are speech or silence, and five sums say that no such tone can be in them (may_be_tone). In the others every
# 5 ms a Hann segment of 10 ms is correlated with the tones (look); looks at one of them in a row are a run (follow), which
# knows its length, offset, steadiness, turned phase and beat (add). A calling machine is told by the second of its bursts
# (burst_over), an answering one by a run of a second (lasts).
# Where there are two frequencies of V.21 its bits are told apart, and the flags among them counted (count_flags).

cdef enum:
    FRAME = 160
    HOP = 40
    SEGMENT = 80
    BANK = 4           # frequencies
    KEPT = 4           # looks: the last, and three before
    BIT = 27           # samples of V.21

cdef struct Run:
    # Looks in a row at one tone.
    int tone           # place in TONE_HZ, -1 none
    int looks
    int missed         # since the last that was its tone
    long long began    # look
    double real, imaginary     # turn from look to look, summed: its angle is the offset
    double turned              # what they would add up to, were all the same
    double power, square, purity, amplitude
    double beat_real, beat_imaginary   # of its amplitude, at 15 Hz
    int reversals      # of its phase, as far apart as V.8 has them
    int since_reversal # looks

cdef class FaxDetector:
    cdef float samples[HOP + FRAME]
    cdef float seen[KEPT][2 * BANK]    # the last looks' cosine and sine of each tone
    cdef int newest
    cdef long long now         # looks so far
    cdef Run run
    cdef long long burst[BANK]  # look at which the last burst of each began that was one of a calling machine; -1 none
    cdef unsigned int told_so_far       # a bit for each kind
    cdef float bits[BIT][4]     # the last bit's products with both frequencies of V.21
    cdef float sums[4]
    cdef int place             # in bits
    cdef bint one              # what the last sample was
    cdef int bit_run           # samples since it changed
    cdef int flags

    cdef void forget(self) noexcept nogil
    cdef int hear_frame(self, const short *frame) noexcept nogil
    cdef bint is_sounding(self) noexcept nogil
    cdef bint may_be_tone(self, float *cosine, float *power) noexcept nogil
    cdef int look(self, int begin) noexcept nogil
    cdef int follow(self, int tone, float power, float purity) noexcept nogil
    cdef void begin(self, int tone) noexcept nogil
    cdef void add(self, float power, float purity) noexcept nogil
    cdef void watch_phase(self, const float *now) noexcept nogil
    cdef int end(self) noexcept nogil
    cdef bint is_steady(self, double most_off_hz, double least_evenness) noexcept nogil
    cdef int burst_over(self) noexcept nogil
    cdef int lasts(self) noexcept nogil
    cdef int tell(self, int kind) noexcept nogil
    cdef int count_flags(self, float power) noexcept nogil
    cdef void changed(self) noexcept nogil
    cdef void forget_flags(self) noexcept nogil
