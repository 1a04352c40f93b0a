# IMA ADPCM (Recommended Practices 3.0 of 1992): 4 bits a sample, each the distance to what the last ones led to, in steps that adapt.
# Read first: follow (what one code does to the state), then nearest (the code whose step comes closest).

cdef struct Track:
    int sample    # the one heard last, within int16
    int index     # of STEP, 0-88

cdef int STEP[89]
cdef int INDEX_MOVES[8]

cdef int follow(Track *track, int code) noexcept nogil
cdef int nearest(const Track *track, int sample) noexcept nogil
cdef void expand(Track *track, const unsigned char *codes, short *samples, Py_ssize_t count) noexcept nogil
cdef void compress(Track *track, const short *samples, unsigned char *codes, Py_ssize_t count) noexcept nogil
cdef bint expand_block(const unsigned char *block, short *samples, Py_ssize_t groups, int channels) noexcept nogil
cdef bint expand_blocks(
    const unsigned char *data, short *samples, Py_ssize_t data_bytes, Py_ssize_t block_bytes, int channels
) noexcept nogil

cdef class AdpcmTrack:
    cdef Track track
