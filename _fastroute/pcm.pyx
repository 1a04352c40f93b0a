"""Linear samples: 8-bit bytes both ways, the saturating sum of frames, two frames side by side, the power of a frame."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from libc.string cimport memset

cdef enum:
    MOST_MIXED = 1024  # samples of each leg that one call adds up; a frame has 160


cdef inline short clipped(int value) noexcept nogil:
    return <short>(32767 if value > 32767 else (-32768 if value < -32768 else value))


cdef void expand8(const unsigned char *codes, short *samples, Py_ssize_t count, unsigned char flip) noexcept nogil:
    # flip 0x80 turns unsigned (idle 0x80) into signed (idle 0x00).
    cdef Py_ssize_t i
    for i in range(count):
        samples[i] = <short>(<int><signed char>(codes[i] ^ flip) * 256)


cdef void compress8(const short *samples, unsigned char *codes, Py_ssize_t count, unsigned char flip) noexcept nogil:
    # Rounded to the nearest step; the largest positive samples have none above them.
    cdef Py_ssize_t i
    cdef int rounded
    for i in range(count):
        rounded = (<int>samples[i] + 128) >> 8
        codes[i] = <unsigned char>((rounded if rounded < 127 else 127) & 0xFF) ^ flip


cdef void sum_clipped(const short *left, const short *right, short *total, Py_ssize_t count) noexcept nogil:
    cdef Py_ssize_t i
    for i in range(count):
        total[i] = clipped(<int>left[i] + <int>right[i])


cdef void add_to(const short *samples, int *sums, Py_ssize_t count) noexcept nogil:
    cdef Py_ssize_t i
    for i in range(count):
        sums[i] += samples[i]


cdef void clip_all(const int *sums, short *total, Py_ssize_t count) noexcept nogil:
    cdef Py_ssize_t i
    for i in range(count):
        total[i] = clipped(sums[i])


cdef void lay_side_by_side(const short *left, const short *right, short *both, Py_ssize_t count) noexcept nogil:
    cdef Py_ssize_t i
    for i in range(count):
        both[2 * i] = left[i]
        both[2 * i + 1] = right[i]


cdef double mean_power(const short *samples, Py_ssize_t count) noexcept nogil:
    # Integer sums are exact and reduce in vectors: 2^63 / 2^30 leaves room for 2^33 samples.
    cdef long long squares = 0
    cdef long long offset = 0
    cdef Py_ssize_t i
    for i in range(count):
        squares += <long long>(<int>samples[i] * <int>samples[i])
        offset += samples[i]
    return <double>squares / count - (<double>offset / count) * (<double>offset / count)


def u8_decode(const unsigned char[::1] codes not None, short[::1] samples not None):
    if codes.shape[0] != samples.shape[0]:
        raise ValueError(f"u8_decode: {codes.shape[0]} codes need as many samples, not {samples.shape[0]}")
    if codes.shape[0]:
        expand8(&codes[0], &samples[0], codes.shape[0], 0x80)


def s8_decode(const unsigned char[::1] codes not None, short[::1] samples not None):
    if codes.shape[0] != samples.shape[0]:
        raise ValueError(f"s8_decode: {codes.shape[0]} codes need as many samples, not {samples.shape[0]}")
    if codes.shape[0]:
        expand8(&codes[0], &samples[0], codes.shape[0], 0x00)


def u8_encode(const short[::1] samples not None):
    cdef bytes codes = PyBytes_FromStringAndSize(NULL, samples.shape[0])
    if samples.shape[0]:
        compress8(&samples[0], <unsigned char *>PyBytes_AS_STRING(codes), samples.shape[0], 0x80)
    return codes


def s8_encode(const short[::1] samples not None):
    cdef bytes codes = PyBytes_FromStringAndSize(NULL, samples.shape[0])
    if samples.shape[0]:
        compress8(&samples[0], <unsigned char *>PyBytes_AS_STRING(codes), samples.shape[0], 0x00)
    return codes


def mix(const short[::1] left not None, const short[::1] right not None, short[::1] total not None):
    if not (left.shape[0] == right.shape[0] == total.shape[0]):
        raise ValueError(f"mix: lengths differ: {left.shape[0]} and {right.shape[0]} into {total.shape[0]}")
    if left.shape[0]:
        sum_clipped(&left[0], &right[0], &total[0], left.shape[0])


def mix_all(parts not None, short[::1] total not None):
    cdef int[MOST_MIXED] sums
    cdef const short[::1] samples
    if total.shape[0] > MOST_MIXED:
        raise ValueError(f"mix_all: {total.shape[0]} samples; {MOST_MIXED} are added up at a time")
    memset(sums, 0, total.shape[0] * sizeof(int))
    for part in parts:
        samples = part
        if samples.shape[0] != total.shape[0]:
            raise ValueError(f"mix_all: lengths differ: {samples.shape[0]} into {total.shape[0]}")
        if samples.shape[0]:
            add_to(&samples[0], sums, samples.shape[0])
    if total.shape[0]:
        clip_all(sums, &total[0], total.shape[0])


def pair_all(list lefts not None, list rights not None, short[:, :, ::1] pairs not None):
    cdef Py_ssize_t count = len(lefts)
    cdef Py_ssize_t size = pairs.shape[1]
    cdef Py_ssize_t i
    cdef const short[::1] left
    cdef const short[::1] right
    if not (len(rights) == pairs.shape[0] == count and pairs.shape[2] == 2):
        raise ValueError(f"pair_all: {count} and {len(rights)} frames do not fit into {pairs.shape[0]} x {pairs.shape[2]}")
    for i in range(count):
        left, right = lefts[i], rights[i]
        if not (left.shape[0] == right.shape[0] == size):
            raise ValueError(f"pair_all: {left.shape[0]} and {right.shape[0]} samples do not fit into {size}")
        if size:
            lay_side_by_side(&left[0], &right[0], &pairs[i, 0, 0], size)


def power(const short[::1] samples not None):
    return mean_power(&samples[0], samples.shape[0]) if samples.shape[0] else 0.0
