# Linear samples: 8-bit bytes both ways, the saturating sum of frames, two frames side by side, the power of a frame.

cdef short clipped(int value) noexcept nogil
cdef void expand8(const unsigned char *codes, short *samples, Py_ssize_t count, unsigned char flip) noexcept nogil
cdef void compress8(const short *samples, unsigned char *codes, Py_ssize_t count, unsigned char flip) noexcept nogil
cdef void sum_clipped(const short *left, const short *right, short *total, Py_ssize_t count) noexcept nogil
cdef double mean_power(const short *samples, Py_ssize_t count) noexcept nogil
cdef void add_to(const short *samples, int *sums, Py_ssize_t count) noexcept nogil
cdef void clip_all(const int *sums, short *total, Py_ssize_t count) noexcept nogil
cdef void lay_side_by_side(const short *left, const short *right, short *both, Py_ssize_t count) noexcept nogil
