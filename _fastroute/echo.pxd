# Line echo: what was sent, come back through the hybrid, taken out of what is heard. 160 samples of int16 at a time.
#
# EchoCanceller  an adaptive FIR filter (affine projection of eight samples, four new ones each time) behind a bulk delay (`lag`);
#                weights are kept oldest sample first, so that filter and update run forward through the history. How much is learnt
#                follows from how far the filter is still off, told by its LEAD newest taps, where no echo can be: what stands there
#                is error (delay coefficients), and from the power of what is left.
#                take_out is what a leg calls: it remembers both ways, and cancels once somebody has found the lag; then it learns
#                from what it remembers as well.

cdef enum:
    FRAME = 160
    TAPS = 192          # 24 ms: 2 ms without echo, 2 ms before the strongest, 20 ms of hybrid
    LEAD = 16           # the newest taps, earlier than any echo
    LAGS = 4096         # 512 ms
    LOOK_BACK = 8448    # LAGS, the filter, and as much again for who looks for the lag
    HISTORY = 12288     # moved back once in 24 frames
    FOUR = 4            # samples at a time
    EIGHT = 8           # samples that a change is to suit

cdef class EchoCanceller:
    cdef float history[HISTORY]      # what was sent; the newest at `end` - 1
    cdef float bright[HISTORY]       # the same with less bass, to learn from
    cdef short came[HISTORY]         # what was heard meanwhile; the newest at `came_end` - 1
    cdef int came_end
    cdef bint placed                 # somebody has said where the echo is
    cdef int quiet                   # samples since something was sent that may still return
    cdef int until_look              # frames with something sent; at 0 and below somebody should look where the echo is
    cdef int judged                  # frames that the two powers are of
    cdef double judged_heard, judged_left
    cdef float heard_before
    cdef float weights[TAPS]         # oldest first
    cdef float bright_alike[EIGHT]   # bright window times that of so many samples before; [0] is its energy
    cdef float alike[EIGHT][EIGHT]   # the same of the last eight samples, each with each; the lower half
    cdef float errors_before[FOUR]   # of the four samples before, as the filter now is
    cdef bint follows                # these four samples and the next are one sound, and the filter was not changed in between
    cdef int quick_frames            # that change the filter for every four samples
    cdef bint spares                 # these four wait for the next
    cdef int past_frames             # heard before the filter had its place, still to be learnt from
    cdef int past                    # samples since the first of them began
    cdef float past_error_power
    cdef int phase                   # in which of the ticks between two such moves
    cdef int end
    cdef int _lag
    cdef float error_power           # running, of what is left
    cdef float distance              # squared, of the weights from the true echo path
    cdef int worse                   # frames in a row in which the filter made it louder
    cdef readonly float sent_power   # of the last frame: mean square, of what could return in it
    cdef readonly float heard_power
    cdef readonly float left_power

    cdef bint take_out_frame(self, const short *sent, const short *heard, short *left) noexcept nogil
    cdef bint is_bad(self) noexcept nogil
    cdef void remember_heard(self, const short *heard) noexcept nogil
    cdef void forget(self) noexcept nogil
    cdef void remember(self, const short *sent) noexcept nogil
    cdef void cancel_frame(self, const short *sent, const short *heard, short *left) noexcept nogil
    cdef void learn_from_the_past(self) noexcept nogil
    cdef void cancel_four(self, int begin, const short *heard, float *rest) noexcept nogil
    cdef void pass_by(self, const short *heard, short *left) noexcept nogil
    cdef void weigh_bright(self, int at) noexcept nogil
    cdef void weigh_four(self, int begin) noexcept nogil
    cdef void move_on(self, int at) noexcept nogil
    cdef float ridge_of(self, const float *errors) noexcept nogil
    cdef void look(self) noexcept nogil
    cdef void watch(self, const short *heard, short *left) noexcept nogil
