"""The memory that the box and a card's child share: two rings of frames, each with one writer and one reader.

It is a memfd handed down to the child: it has no name that could be left behind, and is gone with its last process.

    offset   size   written by   what (numbers are unsigned, 32 bit, little-endian, and wrap)
         0      8   box          "CALLSND1"
        64     20   child        frames: heard, put; said, taken; said, missing; heard, lost; and beats that were rough
       128      8   box          frames: heard, taken; said, put
       192   5120   child        heard: 16 slots of one frame, 160 samples, signed 16 bit, 8 kHz
      5312   5120   box          said: likewise

Frame n of a ring is in slot n % 16. A writer fills the slot, then counts it; between that and the other's look lies a
system call on the way to hear (the bell), and a frame's time on the way to say.
"""

import mmap
import os
import sys
from collections.abc import Iterator
from typing import Final

from appliance.drivers.sound.ways import SoundCounts
from appliance.sound.frames import FRAME_SAMPLES

SLOTS: Final = 16
"""320 ms: more than the box was ever late; whoever finds the ring full drops the frame and counts it."""
FRAME_BYTES: Final = 2 * FRAME_SAMPLES
SILENT: Final = bytes(FRAME_BYTES)

_MAGIC: Final = b"CALLSND1"
_HEARD_AT: Final = 192
_SAID_AT: Final = _HEARD_AT + SLOTS * FRAME_BYTES
SIZE: Final = _SAID_AT + SLOTS * FRAME_BYTES

_HEARD_PUT, _SAID_TAKEN, _SAID_MISSING, _HEARD_LOST, _ROUGH = range(16, 21)
_HEARD_TAKEN, _SAID_PUT = range(32, 34)
"""As numbers of 4 bytes from the start."""
_WRAP: Final = 0xFFFF_FFFF


def new_memory() -> int:
    """A descriptor, closed on exec unless it is passed on. Raises OSError."""
    fd = os.memfd_create("callbox-card")
    os.ftruncate(fd, SIZE)
    os.pwrite(fd, _MAGIC, 0)
    return fd


class SharedSound:
    """The memory behind a descriptor, mapped; the descriptor may be closed afterwards."""

    def __init__(self, fd: int) -> None:
        """Raises ValueError for a memory of another layout, OSError."""
        self._map = mmap.mmap(fd, SIZE)
        if self._map[: len(_MAGIC)] != _MAGIC or sys.byteorder != "little":
            self._map.close()
            raise ValueError("the memory shared with a sound card's child has another layout; install callbox again")
        self._octets = memoryview(self._map)
        self._numbers = self._octets[:_HEARD_AT].cast("I")

    def close(self) -> None:
        """Harmless twice."""
        self._numbers.release()
        self._octets.release()
        self._map.close()

    def number(self, place: int) -> int:
        return self._numbers[place]

    def count(self, place: int, to: int) -> None:
        self._numbers[place] = to & _WRAP

    def read(self, ring: int, frame: int) -> bytes:
        at = ring + frame % SLOTS * FRAME_BYTES
        return bytes(self._octets[at : at + FRAME_BYTES])

    def write(self, ring: int, frame: int, samples: bytes) -> None:
        at = ring + frame % SLOTS * FRAME_BYTES
        self._octets[at : at + FRAME_BYTES] = samples

    def waiting(self, put: int, taken: int) -> int:
        """Frames between two counters; 0 for what no honest writer can have counted."""
        waiting = (self.number(put) - self.number(taken)) & _WRAP
        return waiting if waiting <= SLOTS else 0


class CardEnd:
    """The child's end. One thread at a time."""

    def __init__(self, shared: SharedSound) -> None:
        self._shared = shared

    def put_heard(self, frame: bytes) -> None:
        shared, put = self._shared, self._shared.number(_HEARD_PUT)
        if shared.waiting(_HEARD_PUT, _HEARD_TAKEN) == SLOTS:
            shared.count(_HEARD_LOST, shared.number(_HEARD_LOST) + 1)
            return
        shared.write(_HEARD_AT, put, frame)
        shared.count(_HEARD_PUT, put + 1)

    def take_said(self) -> bytes:
        """Silence when there is none, counted."""
        shared, taken = self._shared, self._shared.number(_SAID_TAKEN)
        if not shared.waiting(_SAID_PUT, _SAID_TAKEN):
            shared.count(_SAID_MISSING, shared.number(_SAID_MISSING) + 1)
            return SILENT
        frame = shared.read(_SAID_AT, taken)
        shared.count(_SAID_TAKEN, taken + 1)
        return frame

    def was_rough(self) -> None:
        self._shared.count(_ROUGH, self._shared.number(_ROUGH) + 1)


class BoxEnd:
    """The box's end. Believes nothing of the child that could make it wait, grow or fail."""

    def __init__(self, shared: SharedSound) -> None:
        self._shared = shared

    def begin(self) -> None:
        """What is left of another conversation is not part of this one; while the sound rests."""
        self.take_all_heard()
        self._shared.count(_SAID_PUT, self._shared.number(_SAID_TAKEN))

    def take_heard(self) -> Iterator[bytes]:
        """All there are, at most SLOTS."""
        shared, taken = self._shared, self._shared.number(_HEARD_TAKEN)
        for frame in range(taken, taken + shared.waiting(_HEARD_PUT, _HEARD_TAKEN)):
            samples = shared.read(_HEARD_AT, frame)
            shared.count(_HEARD_TAKEN, frame + 1)
            yield samples

    def take_all_heard(self) -> None:
        """Away with them."""
        self._shared.count(_HEARD_TAKEN, self._shared.number(_HEARD_PUT))

    @property
    def said_waiting(self) -> int:
        """Frames ahead of the card."""
        return self._shared.waiting(_SAID_PUT, _SAID_TAKEN)

    def put_said(self, frame: bytes) -> None:
        """Dropped when the ring is full."""
        shared, put = self._shared, self._shared.number(_SAID_PUT)
        if self.said_waiting < SLOTS:
            shared.write(_SAID_AT, put, frame)
            shared.count(_SAID_PUT, put + 1)

    @property
    def counts(self) -> SoundCounts:
        numbers = [self._shared.number(each) for each in (_HEARD_PUT, _SAID_MISSING, _HEARD_LOST, _ROUGH)]
        return SoundCounts(heard=numbers[0], missing=numbers[1], lost=numbers[2], rough=numbers[3])
