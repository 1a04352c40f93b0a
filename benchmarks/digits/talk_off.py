"""What must not be taken for keys: prompts, speech, music; each also louder, softer, faster, higher, narrower."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from appliance.sound import wav
from appliance.sound.frames import RATE, Samples
from appliance.sound.resample import to_8k
from benchmarks import hang_up_sounds
from benchmarks.digits.detectors import Detector, changed_rate

PITCHES = (20, 50, 80)
WORDS_A_MINUTE = (140, 190)
NUMBERS_SPOKEN = 60
"""By each voice at each pitch and speed: in its own language."""
OVERDRIVE = 20
PIECE_SAMPLES = 8 * 60 * RATE
BAND_HZ = (300, 3_400)


class Corpus(NamedTuple):
    name: str
    pieces: tuple[Samples, ...]
    """Each is a call of its own, of some minutes."""


class Taken(NamedTuple):
    """A corpus in one variation: what each detector took for keys."""

    corpus: str
    variation: str
    minutes: float
    keys: dict[str, int]


def corpora(folder: Path) -> Iterator[Corpus]:
    """What is installed of Debian's prompts and music, our own music, and espeak-ng when it is there."""
    for name, sounds in (*hang_up_sounds.prompts(folder), *hang_up_sounds.music(folder)):
        yield Corpus(name, tuple(joined(sounds)))
    if shutil.which("espeak-ng"):
        yield Corpus(f"espeak-ng, {len(hang_up_sounds.VOICES)} voices", tuple(joined(spoken())))


def joined(sounds: Iterable[Samples]) -> Iterator[Samples]:
    """Some minutes at a time, a pause after each sound."""
    parts: list[Samples] = []
    for sound in sounds:
        parts += [sound, hang_up_sounds.GAP]
        if sum(part.size for part in parts) >= PIECE_SAMPLES:
            yield np.concatenate(parts)
            parts = []
    if parts:
        yield np.concatenate(parts)


def spoken() -> Iterator[Samples]:
    """Some sentences with long vowels, and numbers, which each voice says in its own language."""
    chance = np.random.default_rng(7)
    for voice in hang_up_sounds.VOICES:
        for pitch in PITCHES:
            for speed in WORDS_A_MINUTE:
                numbers = ". ".join(str(number) for number in 10 ** chance.uniform(0, 6, NUMBERS_SPOKEN) // 1)
                yield said(" ".join((*hang_up_sounds.TEXTS, numbers.replace(".0", ""))), voice, pitch, speed)


def said(text: str, voice: str, pitch: int, speed: int) -> Samples:
    """By espeak-ng."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "speech.wav"
        options = ["-v", voice, "-p", str(pitch), "-s", str(speed), "-w", str(file)]
        subprocess.run(["espeak-ng", *options, text], check=True, capture_output=True)
        samples, rate = wav.mono_from_bytes(file.read_bytes())
    return wav.to_int16(to_8k(samples, rate))


def _louder(db: float) -> Callable[[Samples], Samples]:
    return lambda samples: _clipped(samples * 10 ** (db / 20))


def _faster(up: int, down: int) -> Callable[[Samples], Samples]:
    return lambda samples: changed_rate(samples, up, down)


def _higher(cents: int) -> Callable[[Samples], Samples]:
    """At the same speed."""
    raw = ("-t", "raw", "-r", str(RATE), "-e", "signed", "-b", "16", "-c", "1", "-")
    command = ["sox", "-V1", "-D", *raw, *raw, "pitch", str(cents)]

    def higher(samples: Samples) -> Samples:
        done = subprocess.run(command, check=True, capture_output=True, input=samples.tobytes())
        return np.frombuffer(done.stdout, np.int16)

    return higher


def _narrow(samples: Samples) -> Samples:
    """Piece by piece; at the seams it clicks, as lines do."""
    pieces = []
    for at in range(0, samples.size, 8 * RATE):
        piece = samples[at : at + 8 * RATE]
        hz = np.fft.rfftfreq(piece.size, 1 / RATE)
        pieces.append(np.fft.irfft(np.fft.rfft(piece) * ((hz > BAND_HZ[0]) & (hz < BAND_HZ[1])), piece.size))
    return _clipped(np.concatenate(pieces))


def _clipped(samples: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Samples:
    return np.clip(np.rint(samples), -32_768, 32_767).astype(np.int16)


VARIATIONS: Mapping[str, Callable[[Samples], Samples]] = MappingProxyType(
    {
        "as it is": lambda samples: samples,
        "12 dB louder": _louder(12),
        "12 dB softer": _louder(-12),
        "speed 0.9": _faster(10, 9),
        "speed 1.1": _faster(10, 11),
        "speed 1.25": _faster(4, 5),
        "pitch +300 cents": _higher(300),
        "pitch +600 cents": _higher(600),
        "300 to 3400 Hz": _narrow,
        "overdriven 20 times": _louder(20 * np.log10(OVERDRIVE)),
    }
)
"""Name → what it does. Speed moves the pitch as well; the pitch alone is moved by sox."""
QUICK = ("as it is",)


def variations(*, every: bool) -> tuple[str, ...]:
    """Without sox those of the pitch are left out."""
    names = tuple(VARIATIONS) if every else QUICK
    return tuple(name for name in names if shutil.which("sox") or not name.startswith("pitch"))


def taken_for_keys(corpus: Corpus, variation: str, detectors: Iterable[Detector]) -> Taken:
    keys = {detector.name: 0 for detector in detectors}
    size = 0
    for piece in corpus.pieces:
        samples = VARIATIONS[variation](piece)
        size += samples.size
        for detector in detectors:
            keys[detector.name] += len(detector.heard(samples))
    return Taken(corpus.name, variation, size / RATE / 60, keys)
