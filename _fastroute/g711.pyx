"""G.711 mu-law and A-law, both ways, by table.

Scale: mu-law's 14-bit values of table 2/G.711 times 4, A-law's 13-bit values of table 1/G.711 times 8, so that both fill int16.
A sample that equals a decision value belongs to the interval above it, in magnitude; negative samples mirror positive ones.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize


cdef unsigned char ulaw_code_of(int magnitude) noexcept nogil:
    # Table 2a/G.711: with 33 (here 132) added, segment n begins at 2^n * 33 - a power of two apart, 16 equal steps in each.
    cdef int biased = (magnitude if magnitude < 32635 else 32635) + 132
    cdef int segment = 0
    while biased >> (segment + 8):
        segment += 1
    return <unsigned char>(~((segment << 4) | ((biased >> (segment + 3)) & 0x0F)) & 0xFF)


cdef int ulaw_magnitude_of(int code) noexcept nogil:
    cdef int inverted = ~code & 0x7F
    return ((((inverted & 0x0F) << 3) + 132) << (inverted >> 4)) - 132


cdef unsigned char alaw_code_of(int magnitude) noexcept nogil:
    # Table 1a/G.711: segments 0 and 1 share the finest step (here 16), each further one doubles it; even bits are inverted.
    cdef int segment = 0
    cdef int step
    while segment < 7 and magnitude >> (segment + 8):
        segment += 1
    step = (magnitude >> (segment + 3 if segment else 4)) & 0x0F
    return <unsigned char>((0x80 | (segment << 4) | step) ^ 0x55)


cdef int alaw_magnitude_of(int code) noexcept nogil:
    cdef int inverted = (code ^ 0x55) & 0x7F
    cdef int segment = inverted >> 4
    cdef int middle = ((inverted & 0x0F) << 4) + 8
    return middle if segment == 0 else (middle + 256) << (segment - 1)


cdef void fill_tables() noexcept nogil:
    cdef int i
    for i in range(256):
        ULAW_SAMPLE[i] = <short>(ulaw_magnitude_of(i) if i & 0x80 else -ulaw_magnitude_of(i))
        ALAW_SAMPLE[i] = <short>(alaw_magnitude_of(i) if i & 0x80 else -alaw_magnitude_of(i))
    for i in range(8192):
        ULAW_CODE[i] = ulaw_code_of(i * 4)
    for i in range(2048):
        ALAW_CODE[i] = alaw_code_of(i * 16)


fill_tables()


cdef void expand(const unsigned char *codes, short *samples, Py_ssize_t count, const short *table) noexcept nogil:
    cdef Py_ssize_t i
    for i in range(count):
        samples[i] = table[codes[i]]


cdef void compress_ulaw(const short *samples, unsigned char *codes, Py_ssize_t count) noexcept nogil:
    cdef Py_ssize_t i
    cdef int sample
    for i in range(count):
        sample = samples[i]
        # -32768 has no mirror in int16 but is one in int: 32768 // 4 would lie one beyond the table.
        if sample >= 0:
            codes[i] = ULAW_CODE[sample >> 2]
        else:
            codes[i] = ULAW_CODE[(-sample if sample > -32768 else 32767) >> 2] & 0x7F


cdef void compress_alaw(const short *samples, unsigned char *codes, Py_ssize_t count) noexcept nogil:
    cdef Py_ssize_t i
    cdef int sample
    for i in range(count):
        sample = samples[i]
        if sample >= 0:
            codes[i] = ALAW_CODE[sample >> 4]
        else:
            codes[i] = ALAW_CODE[(-sample if sample > -32768 else 32767) >> 4] & 0x7F


def ulaw_decode(const unsigned char[::1] codes not None, short[::1] samples not None):
    if codes.shape[0] != samples.shape[0]:
        raise ValueError(f"ulaw_decode: {codes.shape[0]} codes need as many samples, not {samples.shape[0]}")
    if codes.shape[0]:
        expand(&codes[0], &samples[0], codes.shape[0], ULAW_SAMPLE)


def alaw_decode(const unsigned char[::1] codes not None, short[::1] samples not None):
    if codes.shape[0] != samples.shape[0]:
        raise ValueError(f"alaw_decode: {codes.shape[0]} codes need as many samples, not {samples.shape[0]}")
    if codes.shape[0]:
        expand(&codes[0], &samples[0], codes.shape[0], ALAW_SAMPLE)


def ulaw_encode(const short[::1] samples not None):
    cdef bytes codes = PyBytes_FromStringAndSize(NULL, samples.shape[0])
    if samples.shape[0]:
        compress_ulaw(&samples[0], <unsigned char *>PyBytes_AS_STRING(codes), samples.shape[0])
    return codes


def alaw_encode(const short[::1] samples not None):
    cdef bytes codes = PyBytes_FromStringAndSize(NULL, samples.shape[0])
    if samples.shape[0]:
        compress_alaw(&samples[0], <unsigned char *>PyBytes_AS_STRING(codes), samples.shape[0])
    return codes
