# G.711: samples to and from companded bytes. One table per direction, filled once at import from the segments of the Recommendation.
# Read first: ulaw_code_of and alaw_code_of (the definition), then the loops that only look up.

cdef short ULAW_SAMPLE[256]           # code -> sample
cdef short ALAW_SAMPLE[256]
cdef unsigned char ULAW_CODE[8192]    # magnitude // 4  -> code of the positive sample (decision values are multiples of 4)
cdef unsigned char ALAW_CODE[2048]    # magnitude // 16 -> code of the positive sample (decision values are multiples of 16)

cdef unsigned char ulaw_code_of(int magnitude) noexcept nogil
cdef unsigned char alaw_code_of(int magnitude) noexcept nogil
cdef int ulaw_magnitude_of(int code) noexcept nogil
cdef int alaw_magnitude_of(int code) noexcept nogil
cdef void fill_tables() noexcept nogil

cdef void expand(const unsigned char *codes, short *samples, Py_ssize_t count, const short *table) noexcept nogil
cdef void compress_ulaw(const short *samples, unsigned char *codes, Py_ssize_t count) noexcept nogil
cdef void compress_alaw(const short *samples, unsigned char *codes, Py_ssize_t count) noexcept nogil
