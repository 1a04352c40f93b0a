"""Sound first heard on 2026-11-23, when all limits were set: speakers in games, songs, orchestras, licences read."""

import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from appliance.sound.frames import RATE, Samples
from benchmarks.digits.talk_off import Corpus, joined, said

HEDGEWARS = Path("/usr/share/games/hedgewars/Data")
"""hedgewars-data: fifteen speakers and singers who shout, in six languages; game music."""
WESNOTH = Path("/usr/share/games/wesnoth")
"""wesnoth-1.16-music: two hours of orchestra."""
LICENCES = Path("/usr/share/common-licenses")
"""Long sentences that every Debian has."""
READ = ("GPL-3", "Artistic", "MPL-2.0", "Apache-2.0", "GFDL-1.3")
READ_CHARACTERS = 4_000

VARIANTS = (
    "Alicia",
    "Andy",
    "Demonic",
    "anika",
    "aunty",
    "belinda",
    "croak",
    "f5",
    "grandma",
    "klatt3",
    "linda",
    "steph2",
)
LANGUAGES = ("en-gb-scotland", "fr-be", "pt-br", "es-419", "ro", "hu", "el", "cs", "id", "sw", "eo", "la")
"""Each variant speaks one of these and English; none was in any corpus before."""
SONGS = 24
SONG_SECONDS = 60
VOWELS_HZ = ((730, 1_090, 2_440), (530, 1_840, 2_480), (270, 2_290, 3_010), (570, 840, 2_410), (300, 870, 2_240))
"""Formants of a, e, i, o, u of men (Peterson and Barney, J. Acoust. Soc. Am. 24, 1952)."""
FORMANT_WIDTH_HZ = 90.0

Floats = npt.NDArray[np.float64]


def corpora() -> Iterator[Corpus]:
    """What is installed of them."""
    sounds: dict[str, Iterable[Samples]] = {
        "speakers and singers of hedgewars": _files(HEDGEWARS / "Sounds" / "voices"),
        "music of hedgewars": _files(HEDGEWARS / "Music"),
        "music of wesnoth": _files(WESNOTH),
        "espeak-ng, 12 other variants read licences": _licences(),
        "synthetic singing, one to three voices": (sung(seed) for seed in range(SONGS)),
    }
    for name, each in sounds.items():
        pieces = tuple(joined(each))
        if pieces:
            yield Corpus(name, pieces)


def _files(folder: Path) -> Iterator[Samples]:
    for file in sorted(folder.rglob("*.ogg")) if shutil.which("ffmpeg") else ():
        command = ["ffmpeg", "-v", "quiet", "-i", str(file), "-ar", str(RATE), "-ac", "1", "-f", "s16le", "-"]
        done = subprocess.run(command, check=False, capture_output=True)
        yield np.frombuffer(done.stdout, "<i2")


def _licences() -> Iterator[Samples]:
    if not shutil.which("espeak-ng"):
        return
    for at, (variant, language) in enumerate(zip(VARIANTS, LANGUAGES, strict=True)):
        text = (LICENCES / READ[at % len(READ)]).read_text()
        for turn, voice in enumerate((language, "en")):
            part = text[turn * READ_CHARACTERS :][:READ_CHARACTERS]
            yield said(part, f"{voice}+{variant}", 30 + 5 * at, 130 + 6 * at)


def sung(seed: int) -> Samples:
    """A song of one to three voices a third or a fifth apart: vibrato, glides, five vowels, pauses for breath."""
    dice = np.random.default_rng((23, seed))
    size = SONG_SECONDS * RATE
    tune, loud, vowel = _melody(dice, size)
    mixed = sum(_voice(tune * 2 ** (interval / 12), vowel, dice) for interval in (0, 4, 7)[: 1 + seed % 3])
    sound = np.asarray(mixed) * loud
    return np.asarray(np.rint(sound / np.abs(sound).max() * 20_000), np.int16)


def _melody(dice: np.random.Generator, size: int) -> tuple[Floats, Floats, npt.NDArray[np.int64]]:
    """Frequency, loudness and vowel of each sample."""
    low = dice.uniform(110, 330)
    tune, loud, vowel, at = np.full(size, low), np.zeros(size), np.zeros(size, np.int64), 0
    while at < size:
        length = min(int(dice.uniform(0.15, 1.5) * RATE), size - at)
        tune[at : at + length] = low * 2 ** (dice.choice((0, 2, 4, 5, 7, 9, 11, 12)) / 12)
        vowel[at : at + length] = dice.integers(len(VOWELS_HZ))
        loud[at : at + length] = 0.0 if dice.random() < 0.1 else dice.uniform(0.4, 1.0)
        at += length
    glide = np.ones(400) / 400
    return np.convolve(tune, glide, "same"), np.convolve(loud, glide, "same"), vowel


def _voice(tune: Floats, vowel: npt.NDArray[np.int64], dice: np.random.Generator) -> Floats:
    """Harmonics 6 dB an octave softer, shaped by the vowel's formants."""
    moments = np.arange(tune.size) / RATE
    vibrato = 1 + dice.uniform(0.0, 0.02) * np.sin(2 * np.pi * dice.uniform(4.5, 6.5) * moments)
    phase = 2 * np.pi * np.cumsum(tune * vibrato) / RATE
    formants = np.asarray(VOWELS_HZ, float)[vowel]
    total = np.zeros(tune.size)
    for harmonic in range(1, int(3_600 / tune.min()) + 1):
        hz = tune * harmonic
        gain = (1 / (1 + ((hz[:, None] - formants) / FORMANT_WIDTH_HZ) ** 2)).sum(axis=1)
        total += np.where(hz < 3_600, gain / harmonic, 0.0) * np.sin(harmonic * phase)
    return total
