# Bursts of tone, whatever their frequencies. All state is inside the object: no allocation, no Python in hear().
#
# Every 20 ms a Hann window of 40 ms is turned into 16 bins of its exact spectrum, 300 to 675 Hz (listen). One or two
# narrow peaks that hold nearly all of the energy there is, outside the bins as well, are a tone (peaks).
# Windows of one tone in a row are a burst (follow): their weights add up to a constant, so that the energy of all over
# the energy of one in the middle is the burst's length, and the energy's centre its middle, both finer than a frame.
# A burst that goes on is cut into blocks of half a second, each as loud and as high as the first (weigh_block).

cdef enum:
    FRAME = 160
    WINDOW = 320
    HALF = 160
    BINS = 16

cdef struct Look:
    # One window.
    float power        # mean square without the constant part
    float tone         # of it, what the peaks hold
    int tones          # peaks: 0 no tone, 1, 2
    float low          # Hz; the only peak's, or the lower one's
    float high         # Hz; the higher one's, 0 for a single tone
    float centre       # Hz; middle of the peaks' energy

cdef class BurstFinder:
    cdef float samples[WINDOW]
    cdef float least_power
    cdef long long frame           # windows so far: the last began at 20 ms * (frame - 2)
    # The burst under way: frames is 0 when there is none.
    cdef int frames
    cdef int missed                # windows since the last that was its tone
    cdef int pairs                 # windows with two peaks
    cdef double energy, moment, pitch, low_sum, high_sum, high_energy
    cdef float before[2]           # tone power of the last two windows
    cdef float centre_before[2]
    cdef int inner                 # windows away from both ends
    cdef double inner_energy
    cdef float inner_least, inner_most, centre_least, centre_most
    # Blocks of the burst under way.
    cdef int block_frames, block_heard, blocks  # windows that passed, those of the tone; blocks so far
    cdef double block_energy, block_pitch
    cdef float block_least, block_most, first_power, first_pitch
    # The last window, and the burst that ended last.
    cdef Look look
    cdef readonly int tones
    cdef readonly double low, high, centre, began_ms, length_ms, power, unevenness, drift_hz

    cdef int hear_frame(self, const short *frame) noexcept nogil
    cdef bint is_sounding(self) noexcept nogil
    cdef void listen(self, Look *look) noexcept nogil
    cdef int follow(self, const Look *look) noexcept nogil
    cdef bint continues(self, const Look *look) noexcept nogil
    cdef void begin(self) noexcept nogil
    cdef void add(self, const Look *look) noexcept nogil
    cdef bint weigh_block(self, const Look *look) noexcept nogil
    cdef void describe(self) noexcept nogil
