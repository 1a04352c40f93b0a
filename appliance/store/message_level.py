"""A message at the level of prompts: a file beside the one recorded, which stays until this one is whole."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import numpy as np

from appliance.sound.frames import RATE, Samples
from appliance.sound.message_level import MARGIN, gain_db, raised
from appliance.sound.wav import HEADER_BYTES, header
from appliance.store.wav_file import SAMPLE_BYTES, WavFile

LEVELLED: Final = ".level"
"""After the name of the message; left behind by a kill, it is removed at the next start."""
PIECE: Final = 20 * RATE
"""Samples worked on at once: 160 ms of numpy on a small computer, most of it without the interpreter's lock."""


def levelled(file: WavFile) -> Path | None:
    """The durable file to take its place; None where the level is right, or there is no room for a second file."""
    copy = file.path.with_name(file.path.name + LEVELLED)
    try:
        return copy if _write(file, copy) else None
    except OSError:
        with suppress(OSError):
            copy.unlink(missing_ok=True)
        return None


def _write(file: WavFile, copy: Path) -> bool:
    decibels = gain_db(piece for _, piece, _ in _pieces(file))
    if not decibels:
        return False
    with copy.open("wb") as out:
        out.write(header(1, file.samples * SAMPLE_BYTES))
        for before, piece, after in _pieces(file):
            out.write(raised(before, piece, after, decibels).astype("<i2").tobytes())
        out.flush()
        os.fsync(out.fileno())
        return out.tell() == HEADER_BYTES + file.samples * SAMPLE_BYTES


def _pieces(file: WavFile) -> Iterator[tuple[Samples, Samples, Samples]]:
    """Each with the MARGIN before and after it."""
    for start in range(0, file.samples, PIECE):
        end = min(start + PIECE, file.samples)
        first, last = max(start - MARGIN, 0), min(end + MARGIN, file.samples)
        whole = np.frombuffer(file.read(first, last), "<i2").astype(np.int16)
        yield whole[: start - first], whole[start - first : end - first], whole[end - first :]
