# Line echo: what was sent, come back through the hybrid, taken out of what is heard. 160 samples of int16 at a time.
#
# EchoCanceller  an adaptive FIR filter (NLMS) behind a bulk delay (`lag`); weights are kept oldest sample first, so that filter and
#                update run forward through the history. The step follows how far the filter is still off, told by its LEAD newest
#                taps, where no echo can be: what stands there is error (delay coefficients), and against the power of what is left.

cdef enum:
    FRAME = 160
    TAPS = 192          # 24 ms: 2 ms without echo, 2 ms before the strongest, 20 ms of hybrid
    LEAD = 16           # the newest taps, earlier than any echo
    LAGS = 4096         # 512 ms
    LOOK_BACK = 8448    # LAGS, the filter, and as much again for who looks for the lag
    HISTORY = 12288     # moved back once in 24 frames

cdef class EchoCanceller:
    cdef float history[HISTORY]      # what was sent; the newest at `end` - 1
    cdef float bright[HISTORY]       # the same with less bass, to learn from
    cdef float heard_before
    cdef float weights[TAPS]         # oldest first
    cdef int end
    cdef int _lag
    cdef float error_power           # running, of what is left
    cdef float distance              # squared, of the weights from the true echo path
    cdef int worse                   # frames in a row in which the filter made it louder
    cdef readonly float sent_power   # of the last frame: mean square, of what could return in it
    cdef readonly float heard_power
    cdef readonly float left_power

    cdef void forget(self) noexcept nogil
    cdef void remember(self, const short *sent) noexcept nogil
    cdef void cancel_frame(self, const short *sent, const short *heard, short *left) noexcept nogil
    cdef void adapt(self, const float *window, float error, float energy, int i) noexcept nogil
    cdef void look(self) noexcept nogil
    cdef void watch(self, const short *heard, short *left) noexcept nogil
