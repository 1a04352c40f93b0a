"""Whether a recording is fit to be a prompt: faults that make it useless, and doubts that its owner shall hear of."""

import numpy as np
import numpy.typing as npt

from appliance.model.words import Value
from appliance.sound.frames import RATE
from appliance.sound.loudness import SPEECH_LUFS, loudness_lufs, trimmed

SHORTEST_MS = 160
"""With the 50 ms before and after it that are kept; shorter is a click, not a word."""
LONGEST_MS = 10 * 60_000
"""Music on hold may be long; what is longer was not meant as a prompt."""
LONG_SPEECH_MS = 60_000
"""Callers hang up before."""
SILENT_LUFS = -60.0
QUIET_LUFS = -45.0
"""From there up to SPEECH_LUFS every noise of the room comes up by 30 dB."""
CLIPPED_RUN = 3
"""So many samples in a row at the highest value: no voice does that, a converter at its end does."""
CLIPPED_SHARE = 1e-4
"""Of all samples; a single peak that was cut is not heard."""
NOISY_DB = 10.0
"""Between the loud and the softest parts of speech with less than that, the pauses are heard as noise."""

_FULL_SCALE = 32_768.0


class Judgement(Value, frozen=True, kw_only=True):
    """A sentence each, beginning with what was found."""

    faults: tuple[str, ...] = ()
    """Why it is refused."""
    doubts: tuple[str, ...] = ()
    """What will be heard all the same."""
    length_ms: int = 0
    """Without its quiet ends."""
    lufs: float = 0.0
    """As it came."""


def judge(at_8k: npt.NDArray[np.float64], original: npt.NDArray[np.float64], rate: int) -> Judgement:
    """One recording at 8 kHz and as it came, shape (n,) each, on int16's scale."""
    heard = trimmed(at_8k)
    length_ms = round(1_000 * heard.size / RATE)
    lufs = loudness_lufs(original, rate)
    if lufs <= SILENT_LUFS:
        return Judgement(faults=("it is silent; check the microphone and record it again",), lufs=lufs)
    faults = _length_faults(length_ms)
    return Judgement(faults=faults, doubts=_doubts(heard, original, length_ms, lufs), length_ms=length_ms, lufs=lufs)


def _length_faults(length_ms: int) -> tuple[str, ...]:
    if length_ms < SHORTEST_MS:
        return (f"only {length_ms} ms of sound in it; expected {SHORTEST_MS} ms or more, record it again",)
    if length_ms > LONGEST_MS:
        return (f"{length_ms // 1_000} s of sound; expected {LONGEST_MS // 1_000} s at most, cut it",)
    return ()


def _doubts(
    heard: npt.NDArray[np.float64], original: npt.NDArray[np.float64], length_ms: int, lufs: float
) -> tuple[str, ...]:
    found = []
    clipped = clipped_share(original)
    if clipped > CLIPPED_SHARE:
        found.append(f"clipped: {clipped:.2%} of it is cut off at full scale; record it again, softer")
    if lufs < QUIET_LUFS:
        found.append(
            f"very quiet ({lufs:.0f} LUFS): made louder by {SPEECH_LUFS - lufs:.0f} dB, and its noise with it; "
            "record it closer to the microphone"
        )
    elif 1_000 < length_ms <= LONG_SPEECH_MS and _range_db(heard) < NOISY_DB:
        found.append("noisy, or music: its pauses are hardly softer than its words; record speech in a quiet room")
    if length_ms > LONG_SPEECH_MS:
        found.append(f"{length_ms // 1_000} s long: fine for music, too long for something said")
    return tuple(found)


def clipped_share(samples: npt.NDArray[np.float64]) -> float:
    """Of the samples that stand in runs of CLIPPED_RUN or more at the same extreme, near full scale or beyond it."""
    highest = float(np.abs(samples).max(initial=0.0))
    if highest < _FULL_SCALE / 2:
        return 0.0
    at_end = np.abs(samples) >= 0.9995 * highest
    edges = np.flatnonzero(np.diff(np.concatenate(([0], at_end.astype(np.int8), [0]))))
    runs = edges[1::2] - edges[::2]
    return float(runs[runs >= CLIPPED_RUN].sum()) / samples.size


def _range_db(heard: npt.NDArray[np.float64]) -> float:
    """Between the loudest tenth and the softest tenth of its blocks of 20 ms."""
    blocks = heard[: heard.size // 160 * 160].reshape(-1, 160)
    powers = np.mean(blocks**2, axis=1) + 1.0
    softest, loudest = np.percentile(powers, (10, 90))
    return float(10 * np.log10(loudest / softest))
