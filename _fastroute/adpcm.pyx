"""IMA ADPCM, both ways: distances between samples in steps that grow with loud sound and shrink with soft.

A step is taken apart by shifts, each rounded down, as the Recommended Practices have it: whoever rounds otherwise drifts away.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize

MOST_CHANNELS = 8

# Chapter 6 of the Recommended Practices.
STEP[:] = [
    7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107, 118,
    130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876, 963, 1060, 1166,
    1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845,
    8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767,
]
INDEX_MOVES[:] = [-1, -1, -1, -1, 2, 4, 6, 8]


cdef inline int follow(Track *track, int code) noexcept nogil:
    cdef int step = STEP[track.index]
    cdef int distance = step >> 3
    if code & 4:
        distance += step
    if code & 2:
        distance += step >> 1
    if code & 1:
        distance += step >> 2
    if code & 8:
        distance = -distance
    track.sample = min(max(track.sample + distance, -32768), 32767)
    track.index = min(max(track.index + INDEX_MOVES[code & 7], 0), 88)
    return track.sample


cdef inline int nearest(const Track *track, int sample) noexcept nogil:
    cdef int step = STEP[track.index]
    cdef int distance = sample - track.sample
    cdef int code = 0
    if distance < 0:
        code = 8
        distance = -distance
    if distance >= step:
        code |= 4
        distance -= step
    step >>= 1
    if distance >= step:
        code |= 2
        distance -= step
    if distance >= step >> 1:
        code |= 1
    return code


cdef void expand(Track *track, const unsigned char *codes, short *samples, Py_ssize_t count) noexcept nogil:
    cdef Py_ssize_t i
    for i in range(count):
        samples[2 * i] = <short>follow(track, codes[i] & 0x0F)
        samples[2 * i + 1] = <short>follow(track, codes[i] >> 4)


cdef void compress(Track *track, const short *samples, unsigned char *codes, Py_ssize_t count) noexcept nogil:
    cdef Py_ssize_t i
    cdef int low, high
    for i in range(count):
        low = nearest(track, samples[2 * i])
        follow(track, low)
        high = nearest(track, samples[2 * i + 1])
        follow(track, high)
        codes[i] = <unsigned char>(low | (high << 4))


cdef bint expand_block(const unsigned char *block, short *samples, Py_ssize_t groups, int channels) noexcept nogil:
    # False: an index that there is not. A group is 8 samples of each channel.
    cdef Track track
    cdef const unsigned char *codes
    cdef short *out
    cdef Py_ssize_t group
    cdef int channel, i
    for channel in range(channels):
        track.sample = <short>(block[4 * channel] | (block[4 * channel + 1] << 8))
        track.index = block[4 * channel + 2]
        if track.index > 88:
            return False
        out = samples + channel
        out[0] = <short>track.sample
        for group in range(groups):
            codes = block + 4 * (channels * (group + 1) + channel)
            for i in range(8):
                out += channels
                out[0] = <short>follow(&track, (codes[i >> 1] >> (4 * (i & 1))) & 0x0F)
    return True


cdef bint expand_blocks(
    const unsigned char *data, short *samples, Py_ssize_t data_bytes, Py_ssize_t block_bytes, int channels
) noexcept nogil:
    cdef Py_ssize_t at = 0
    cdef Py_ssize_t groups
    while at < data_bytes:
        groups = min(block_bytes, data_bytes - at) // (4 * channels) - 1
        if not expand_block(data + at, samples, groups, channels):
            return False
        samples += (8 * groups + 1) * channels
        at += block_bytes
    return True


cdef class AdpcmTrack:
    def __cinit__(self, int sample=0, int index=0):
        self.sample = sample
        self.index = index

    @property
    def sample(self):
        return self.track.sample

    @sample.setter
    def sample(self, int sample):
        if not -32768 <= sample <= 32767:
            raise ValueError(f"AdpcmTrack: sample {sample}; expected -32768 to 32767")
        self.track.sample = sample

    @property
    def index(self):
        return self.track.index

    @index.setter
    def index(self, int index):
        if not 0 <= index <= 88:
            raise ValueError(f"AdpcmTrack: index {index}; expected 0 to 88")
        self.track.index = index

    def decode(self, const unsigned char[::1] codes not None, short[::1] samples not None):
        if 2 * codes.shape[0] != samples.shape[0]:
            raise ValueError(f"decode: {codes.shape[0]} bytes need twice as many samples, not {samples.shape[0]}")
        if codes.shape[0]:
            expand(&self.track, &codes[0], &samples[0], codes.shape[0])

    def encode(self, const short[::1] samples not None):
        cdef Py_ssize_t count = samples.shape[0] // 2
        cdef bytes codes
        if samples.shape[0] % 2:
            raise ValueError(f"encode: {samples.shape[0]} samples; expected an even number, as two make a byte")
        codes = PyBytes_FromStringAndSize(NULL, count)
        if count:
            compress(&self.track, &samples[0], <unsigned char *>PyBytes_AS_STRING(codes), count)
        return codes


def frames_in(Py_ssize_t data_bytes, Py_ssize_t block_bytes, int channels):
    cdef Py_ssize_t group_bytes = 4 * channels
    if not 1 <= channels <= MOST_CHANNELS:
        raise ValueError(f"{channels} channels; expected 1 to {MOST_CHANNELS}")
    if block_bytes < group_bytes or block_bytes % group_bytes:
        raise ValueError(f"{block_bytes} bytes a block; expected 4 for each channel, {group_bytes}, or some times as many")
    if data_bytes < 0 or data_bytes % group_bytes:
        raise ValueError(f"{data_bytes} bytes; expected 4 for each channel, {group_bytes}, or some times as many")
    # Each block has one sample ahead of its groups; so has a shorter one at the end.
    return 8 * (data_bytes // group_bytes) - 7 * ((data_bytes + block_bytes - 1) // block_bytes)


def decode_blocks(const unsigned char[::1] data not None, short[:, ::1] samples not None, Py_ssize_t block_bytes):
    cdef int channels = <int>samples.shape[1]
    cdef Py_ssize_t count = frames_in(data.shape[0], block_bytes, channels)
    if samples.shape[0] != count:
        raise ValueError(f"decode_blocks: {data.shape[0]} bytes need {count} frames, not {samples.shape[0]}")
    if count and not expand_blocks(&data[0], &samples[0, 0], data.shape[0], block_bytes, channels):
        raise ValueError("decode_blocks: a block begins with an index beyond 88")
