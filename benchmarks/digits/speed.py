"""How many lines one core can listen to: seconds of sound over seconds of processor time."""

import resource
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from _fastroute.tones import DigitDetector
from appliance.sound.frames import FRAME_SAMPLES, RATE, Samples
from benchmarks.digits.detectors import Detector, Multimon, at_multimon_rate
from benchmarks.digits.dialling import Manner, calls

ROUNDS = 5
"""Everybody in turn; the best counts, since the machine can only make it slower."""
NOISE_SECONDS = 300
BY_FRAMES = "ours, a call from Python for each frame"


class Speed(NamedTuple):
    sound: str
    channels: dict[str, float]
    """By who listened."""


def speeds(detectors: list[Detector], speech: Samples | None) -> list[Speed]:
    chance = np.random.default_rng(1)
    sounds = {
        "keys, 50 ms on, 50 ms off": np.concatenate([call.samples for call in calls(Manner(), 3_000, chance)]),
        "noise of -38 dBm0": chance.normal(0, 200, NOISE_SECONDS * RATE).astype(np.int16),
    }
    if speech is not None:
        sounds["speech of prompts"] = speech[: NOISE_SECONDS * RATE]
    return [Speed(name, _channels(detectors, samples)) for name, samples in sounds.items()]


def _channels(detectors: list[Detector], samples: Samples) -> dict[str, float]:
    work: dict[str, Callable[[], object]] = {BY_FRAMES: lambda: _by_frames(samples)}
    for detector in detectors:
        if isinstance(detector, Multimon):
            resampled = at_multimon_rate(samples)
            work[detector.name] = lambda listen=detector.listen, sound=resampled: listen(sound)
        else:
            work[detector.name] = lambda heard=detector.heard: heard(samples)
    least = dict.fromkeys(work, float("inf"))
    for _ in range(ROUNDS):
        for name, listen in work.items():
            least[name] = min(least[name], _processor_seconds(listen))
    return {name: samples.size / RATE / seconds for name, seconds in least.items()}


def _by_frames(samples: Samples) -> None:
    hear = DigitDetector().hear
    for at in range(0, samples.size - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        hear(samples[at : at + FRAME_SAMPLES])


def _processor_seconds(work: Callable[[], object]) -> float:
    """Of this process and of the commands it ran."""
    before = time.process_time() + _children()
    work()
    return time.process_time() + _children() - before


def _children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
