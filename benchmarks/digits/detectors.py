"""Who listens: our detector, libspandsp's (through benchmarks/reference/spandsp.c) and multimon-ng (a command)."""

import ctypes
import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np

from _fastroute.tones import DigitDetector
from appliance.sound.frames import FRAME_SAMPLES, RATE, Samples

SOURCE = Path(__file__).parents[1] / "reference" / "spandsp.c"
FLAGS = ("-O3", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC")
"""As the kernels are compiled: no -march."""
MULTIMON_RATE = 22_050
"""What its DTMF demodulator wants."""
_KEYS_A_SECOND = 40
"""More than any detector can tell."""


def compiled(source: Path = SOURCE) -> ctypes.CDLL:
    """A C driver of ours with libspandsp behind it. Raises as Spandsp."""
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "spandsp.so"
        compiler = shlex.split(os.environ.get("CC", "cc"))
        subprocess.run(
            [*compiler, *FLAGS, "-o", str(library), str(source), "-lspandsp"], check=True, capture_output=True
        )
        return ctypes.CDLL(str(library))


class Heard(NamedTuple):
    key: str
    at: int
    """The sample by which it was told; for multimon-ng its place in the order of what was told."""


class Detector(Protocol):
    name: str
    timed: bool
    """`at` is a time."""

    def heard(self, samples: Samples, *, dial_tone: bool = False) -> list[Heard]:
        """Keys in one call, from its beginning. `dial_tone`: it may be told that there is dial tone beneath."""


class Ours:
    """Frame by frame, as the desk does it."""

    name = "ours"
    timed = True

    def heard(self, samples: Samples, *, dial_tone: bool = False) -> list[Heard]:
        del dial_tone  # needs no telling
        return [Heard(key, at) for at, key in DigitDetector().hear_all(np.ascontiguousarray(samples))]


class Spandsp:
    """Raises subprocess.CalledProcessError or OSError where libspandsp-dev or a compiler is not installed."""

    name = "spandsp"
    timed = True

    def __init__(self) -> None:
        self._library = compiled()
        pointer, long = ctypes.c_void_p, ctypes.c_long
        self._library.keys_heard.restype = long
        self._library.keys_heard.argtypes = (pointer, long, ctypes.c_int, pointer, pointer, long)
        for through in (self._library.through_gsm, self._library.through_ima):
            through.argtypes = (pointer, pointer, long)

    def heard(self, samples: Samples, *, dial_tone: bool = False) -> list[Heard]:
        room = samples.size * _KEYS_A_SECOND // RATE + 1
        keys, at = np.zeros(room, np.uint8), np.zeros(room, np.int64)
        plain = np.ascontiguousarray(samples)
        told = self._library.keys_heard(
            plain.ctypes.data, plain.size, int(dial_tone), keys.ctypes.data, at.ctypes.data, room
        )
        assert 0 <= told <= room, "spandsp told more keys than there can be"
        return [Heard(chr(key), int(when)) for key, when in zip(keys[:told], at[:told], strict=True)]

    def through_gsm(self, samples: Samples) -> Samples:
        return self._through(self._library.through_gsm, samples)

    def through_ima(self, samples: Samples) -> Samples:
        return self._through(self._library.through_ima, samples)

    @staticmethod
    def _through(codec: "ctypes._NamedFuncPointer", samples: Samples) -> Samples:
        plain = np.ascontiguousarray(samples[: samples.size // FRAME_SAMPLES * FRAME_SAMPLES])
        out = np.zeros_like(plain)
        assert codec(plain.ctypes.data, out.ctypes.data, plain.size) == 0, "spandsp: no memory for a codec"
        return out


class Multimon:
    """Raises FileNotFoundError where it is not installed."""

    name = "multimon-ng"
    timed = False

    def __init__(self) -> None:
        if shutil.which("multimon-ng") is None:
            raise FileNotFoundError("multimon-ng")

    def heard(self, samples: Samples, *, dial_tone: bool = False) -> list[Heard]:
        del dial_tone  # cannot be told
        return self.listen(at_multimon_rate(samples))

    @staticmethod
    def listen(resampled: Samples) -> list[Heard]:
        """The same of sound at MULTIMON_RATE."""
        command = ["multimon-ng", "-q", "-n", "-t", "raw", "-a", "DTMF", "-"]
        told = subprocess.run(command, check=True, capture_output=True, input=resampled.tobytes())
        lines = told.stdout.decode("ascii", "replace").splitlines()
        return [Heard(line.split()[1], i) for i, line in enumerate(lines) if line.startswith("DTMF:")]


def at_multimon_rate(samples: Samples) -> Samples:
    """The same sound, band-limited, with 441 samples for each 160."""
    return changed_rate(samples, 441, 160)


def changed_rate(samples: Samples, up: int, down: int) -> Samples:
    """By the spectrum of pieces of 8 s, which overlap by 0.2 s: up samples for each down. Nothing is aliased."""
    pieces = []
    edge = 5 * down * -(-800 // (5 * down))
    step = 160 * down * max(1, 64_000 // (160 * down))
    padded = np.concatenate([np.zeros(edge), samples.astype(np.float64), np.zeros(edge + step)])
    for at in range(0, samples.size, step):
        piece = padded[at : at + step + 2 * edge]
        spectrum = np.fft.rfft(piece)
        count = piece.size * up // down
        out = np.fft.irfft(spectrum[: count // 2 + 1], count) * (up / down)
        pieces.append(out[edge * up // down : (edge + step) * up // down])
    whole = np.concatenate(pieces)[: samples.size * up // down] if pieces else np.zeros(0)
    return np.clip(np.rint(whole), -32_768, 32_767).astype(np.int16)


def installed() -> Iterator[Detector]:
    """Ours first, then the others that are here."""
    yield Ours()
    for kind in (Spandsp, Multimon):
        try:
            yield kind()
        except (OSError, subprocess.CalledProcessError):
            continue
