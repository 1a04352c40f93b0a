# All that is done to a leg's sound and listened for in it, and a loop over all legs of a desk without Python in it.
#
# Hearing   of one leg, in order: the echo of what was sent is taken out; its power; keys, exchange's tones, those of fax
#           and modem; speech or none; its level made good (hear_frame). What has something to tell is flagged in `told`.

from _fastroute.bursts cimport BurstFinder
from _fastroute.echo cimport EchoCanceller
from _fastroute.fax cimport FaxDetector
from _fastroute.leveller cimport Activity, Leveller
from _fastroute.tones cimport DigitDetector

cdef enum:
    FRAME = 160
    KEY = 1            # a key was told
    TONE = 2           # a burst of an exchange's tone ended, or lasts
    LOOK = 4           # somebody should look where the echo is
    FAX = 8            # a fax or modem was told

cdef class Hearing:
    cdef readonly EchoCanceller canceller
    cdef readonly DigitDetector digits
    cdef readonly BurstFinder bursts
    cdef readonly FaxDetector fax
    cdef readonly Leveller leveller
    cdef bint detects, cancels, levels
    cdef Activity activity
    cdef readonly int said         # of the bursts, in the last frame
    cdef readonly int machine      # of fax and modem, likewise
    cdef readonly bint tone        # what sounds is no speech
    cdef int key
    cdef short first[FRAME]        # without its echo
    cdef short second[FRAME]       # levelled

    cdef int hear_frame(self, const short *sent, const short *heard, const short **left) noexcept nogil
    cdef int listen(self, const short *frame) noexcept nogil
