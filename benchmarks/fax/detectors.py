"""Who listens: our detector and libspandsp's, through benchmarks/reference/spandsp_fax.c."""

import ctypes
import subprocess
from collections.abc import Iterator
from enum import IntFlag
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np

from _fastroute import fax
from appliance.sound.frames import RATE, Samples
from benchmarks.digits.detectors import compiled

SOURCE = Path(__file__).parents[1] / "reference" / "spandsp_fax.c"
_TOLD_A_SECOND = 20
"""More than any of them can tell."""


class Kind(IntFlag):
    """What is listened for; the bits are those that choose spandsp's receivers."""

    CALLING_FAX = 1
    ANSWER = 2
    FLAGS = 4
    CALLING_DATA = 8


EVERY = Kind.CALLING_FAX | Kind.ANSWER | Kind.FLAGS | Kind.CALLING_DATA


class Heard(NamedTuple):
    kind: Kind
    exactly: str
    """Of the answering tones, which; else empty."""
    at: int
    """The sample by which it was told."""


class Detector(Protocol):
    name: str

    def heard(self, samples: Samples, kinds: Kind = EVERY) -> list[Heard]:
        """Machines in one call, from its beginning; of a kind that is told for each burst, each time."""


class Ours:
    name = "ours"

    def heard(self, samples: Samples, kinds: Kind = EVERY) -> list[Heard]:
        told = fax.FaxDetector().hear_all(np.ascontiguousarray(samples))
        return [Heard(*_OURS[kind], at) for at, kind in told if _OURS[kind][0] & kinds]


class Spandsp:
    """Raises subprocess.CalledProcessError or OSError where libspandsp-dev or a compiler is not installed."""

    name = "spandsp"

    def __init__(self) -> None:
        self._library = compiled(SOURCE)
        pointer, long = ctypes.c_void_p, ctypes.c_long
        self._library.machines_heard.restype = long
        self._library.machines_heard.argtypes = (pointer, long, ctypes.c_int, pointer, pointer, long)
        self._library.machine_said.argtypes = (ctypes.c_int, pointer, long)

    def heard(self, samples: Samples, kinds: Kind = EVERY) -> list[Heard]:
        room = samples.size * _TOLD_A_SECOND // RATE + 4
        numbers, at = np.zeros(room, np.int32), np.zeros(room, np.int64)
        plain = np.ascontiguousarray(samples)
        told = self._library.machines_heard(
            plain.ctypes.data, plain.size, int(kinds), numbers.ctypes.data, at.ctypes.data, room
        )
        assert 0 <= told <= room, "spandsp told more than there can be"
        return [Heard(*_SPANDSP[number], int(when)) for number, when in zip(numbers[:told], at[:told], strict=True)]

    def said(self, number: int, seconds: int) -> Samples:
        """By its sender: one of its kinds."""
        out = np.zeros(seconds * RATE, np.int16)
        assert self._library.machine_said(number, out.ctypes.data, out.size) == 0, "spandsp: no memory for a sender"
        return out


_OURS = {
    fax.CALLING_FAX: (Kind.CALLING_FAX, ""),
    fax.CALLING_DATA: (Kind.CALLING_DATA, ""),
    fax.ANSWER: (Kind.ANSWER, "plain"),
    fax.ANSWER_REVERSED: (Kind.ANSWER, "turns"),
    fax.ANSWER_AM: (Kind.ANSWER, "beats"),
    fax.ANSWER_BELL: (Kind.ANSWER, "Bell"),
    fax.FLAGS: (Kind.FLAGS, ""),
}
_SPANDSP = {
    1: (Kind.CALLING_FAX, ""),
    2: (Kind.ANSWER, "plain"),
    3: (Kind.ANSWER, "turns"),
    4: (Kind.ANSWER, "beats"),
    5: (Kind.ANSWER, "beats"),
    6: (Kind.FLAGS, ""),
    8: (Kind.ANSWER, "Bell"),
    9: (Kind.CALLING_DATA, ""),
}
"""MODEM_CONNECT_TONES of spandsp/modem_connect_tones.h."""


def installed() -> Iterator[Detector]:
    """Ours first, then libspandsp's where it is here."""
    yield Ours()
    try:
        yield Spandsp()
    except (OSError, subprocess.CalledProcessError):
        return
