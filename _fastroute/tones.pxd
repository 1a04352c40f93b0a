# Tone detection, 160 samples of int16 at a time. All state is inside the object: no allocation, no Python in hear().
#
# DigitDetector  every 5 ms a Hann segment of 10 ms is correlated with the 8 DTMF frequencies (add_segment); the last four
#                segments (25 ms) say which two tones sound, how far off they are and how much of all energy they hold (look);
#                a steady tone of the exchange beneath them is taken off that energy first (dial_tone).
#                Looks in a row at one key are a run (follow). A run is a digit by one of three rules: soon when it is clear,
#                later when there is noise, or when the tones wander as a codec makes them (is_digit).

cdef enum:
    FRAME = 160
    HOP = 40
    SEGMENT = 80
    HALF = 40
    SEGMENTS = 4       # in a window
    LANES = 16         # 8 frequencies, cosine and sine

cdef struct Tone:
    int bin
    float power        # mean square
    float offset_hz

cdef struct Look:
    # One window.
    int key            # key index 0..15, -1 none
    float purity       # of the energy, what the two tones hold
    bint fair          # neither tone is too loud beside the other
    Tone low, high

cdef struct Run:
    # Looks in a row at one key, misses between them forgiven one for one.
    int key            # -1 none
    int looks
    int pure           # of them, as pure as the middle of a digit
    int fair
    int steady         # since the tones last moved
    int steady_pure
    float purest
    float purity       # sums
    float low_off
    float high_off
    float low_power, high_power    # at first
    float swell        # how far one of them is from that
    float low_least, low_most, high_least, high_most  # Hz, of those that count as steady

cdef object key_named(int key)

cdef class DigitDetector:
    cdef float forward[HOP + FRAME]
    cdef float backward[HOP + FRAME]   # the same, last sample first
    cdef float lanes[SEGMENTS][LANES]
    cdef float powers[SEGMENTS][LANES / 2]
    cdef float mean[SEGMENTS]
    cdef float energy[SEGMENTS]
    cdef float dial[SEGMENTS]
    cdef int newest
    cdef float dial_least[2]   # of the present quarter of a second and of the one before
    cdef int dial_looks        # in the present one
    cdef Look seen             # the window before
    cdef Run run
    cdef int down              # key index that was reported and is still held, -1 none
    cdef float down_low, down_high  # how loud its tones are
    cdef int misses            # looks since it was last heard
    cdef float told_purity

    cdef void forget(self) noexcept nogil
    cdef int hear_frame(self, const short *frame) noexcept nogil
    cdef bint is_sounding(self) noexcept nogil
    cdef void add_segment(self, int begin) noexcept nogil
    cdef float dial_tone(self) noexcept nogil
    cdef void look(self, Look *look) noexcept nogil
    cdef Tone toned(self, int b) noexcept nogil
    cdef void turn_per_hop(self, int b, float *step) noexcept nogil
    cdef float power_in_phase(self, int b, const float *step) noexcept nogil
    cdef int follow(self, const Look *look) noexcept nogil
    cdef bint holds(self, const Look *look) noexcept nogil
    cdef void forgive(self) noexcept nogil
    cdef void add(self, const Look *look) noexcept nogil
    cdef bint is_digit(self) noexcept nogil
