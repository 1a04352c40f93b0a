# Tone detection, 160 samples of int16 at a time. All state is inside the object: no allocation, no Python in hear().
#
# DigitDetector  every 5 ms a Hann segment of 10 ms is correlated with the 8 DTMF frequencies; the last four segments (25 ms)
#                say which two tones sound, how far off they are and how much of all energy they hold (window_digit);
#                hits in a row make a digit, misses in a row end it (count_hit).

cdef enum:
    FRAME = 160
    HOP = 40
    SEGMENT = 80
    SEGMENTS = 4       # in a window
    LANES = 16         # 8 frequencies, cosine and sine

cdef struct Tone:
    int bin
    float power        # mean square
    float offset_hz

cdef class DigitDetector:
    cdef float samples[HOP + FRAME]
    cdef float lanes[SEGMENTS][LANES]
    cdef float energy[SEGMENTS]
    cdef int newest
    cdef int candidate       # key index 0..15, -1 none
    cdef int hits
    cdef int pure_hits
    cdef int misses
    cdef bint pure           # of the last window: the tones hold enough for the middle of a digit
    cdef bint steady         # of the last window: the tones stand where they stood 5 ms before
    cdef float low_offset_hz
    cdef float high_offset_hz
    cdef int down            # key index that was reported and is still held, -1 none

    cdef int hear_frame(self, const short *frame) noexcept nogil
    cdef void add_segment(self, const float *segment) noexcept nogil
    cdef int window_digit(self) noexcept nogil
    cdef Tone strongest(self, int first_bin) noexcept nogil
    cdef void turn_per_hop(self, int b, float *step) noexcept nogil
    cdef float power_in_phase(self, int b, const float *step) noexcept nogil
    cdef int count_hit(self, int key) noexcept nogil
