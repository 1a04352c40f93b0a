"""The loudness of a recording over time, for a picture of it: read in blocks, however long it is."""

import struct
from pathlib import Path

import numpy as np

from appliance.model.words import Ms, Value
from appliance.sound.frames import RATE
from appliance.sound.wav import HEADER_BYTES

MOST_PEAKS = 2_000
"""Of one channel; more than a screen has columns of two pixels."""
_BLOCK_FRAMES = RATE * 60
_LEAST_DB = 60.0


class Peaks(Value, frozen=True, kw_only=True, tag=False):
    length_ms: Ms
    channels: tuple[bytes, ...]
    """Caller first. One byte a column: the loudest sample in it, 0 silence, 255 full scale, in decibels between."""


class NoSound(Exception):
    """The file is not one of ours; one sentence."""


def peaks_of(path: Path, columns: int) -> Peaks:
    """Of a WAV file of 16 bits at 8 kHz. Errors: OSError, NoSound."""
    with path.open("rb") as file:
        channels = _channels(file.read(HEADER_BYTES), path)
        frames = (path.stat().st_size - HEADER_BYTES) // (2 * channels)
        columns = max(1, min(columns, MOST_PEAKS, frames))
        edges = np.arange(columns) * frames // columns
        loudest = np.zeros((channels, columns), np.int32)
        at = 0
        while block := file.read(_BLOCK_FRAMES * 2 * channels):
            samples = np.frombuffer(block[: len(block) // (2 * channels) * 2 * channels], "<i2").reshape(-1, channels)
            _louder(loudest, np.abs(samples.astype(np.int32)), edges, at)
            at += len(samples)
    return Peaks(length_ms=frames * 1_000 // RATE, channels=tuple(_as_bytes(row) for row in loudest))


def _louder(loudest: np.ndarray, samples: np.ndarray, edges: np.ndarray, at: int) -> None:
    """A column may begin in one block and end in the next."""
    if not len(samples):
        return
    first = int(np.searchsorted(edges, at, "right")) - 1
    last = int(np.searchsorted(edges, at + len(samples) - 1, "right")) - 1
    begins = np.maximum(edges[first : last + 1] - at, 0)
    found = np.maximum.reduceat(samples, begins, axis=0).T
    loudest[:, first : last + 1] = np.maximum(loudest[:, first : last + 1], found)


def _as_bytes(row: np.ndarray) -> bytes:
    decibels = 20 * np.log10(np.maximum(row, 1) / 32_768)
    return bytes(np.clip(np.rint(255 * (1 + decibels / _LEAST_DB)), 0, 255).astype(np.uint8))


def _channels(head: bytes, path: Path) -> int:
    if len(head) == HEADER_BYTES and head[:4] == b"RIFF" and head[8:16] == b"WAVEfmt ":
        kind, channels, rate = struct.unpack_from("<HHI", head, 20)
        if (kind, rate) == (1, RATE) and channels in {1, 2} and struct.unpack_from("<H", head, 34) == (16,):
            return int(channels)
    raise NoSound(f"{path.name}: no recording of this box; it plays WAV of 16 bits and 8 kHz")
