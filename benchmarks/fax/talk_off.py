"""What must not be taken for machines: the prompts, speech and music of benchmarks/digits, in the same variations."""

from typing import NamedTuple

from appliance.sound.frames import RATE
from benchmarks.digits.talk_off import VARIATIONS, Corpus
from benchmarks.fax.detectors import Detector, Heard, Kind


class Taken(NamedTuple):
    corpus: str
    variation: str
    minutes: float
    machines: dict[str, dict[Kind, int]]
    """By who listened."""


def taken(corpus: Corpus, variation: str, detectors: list[Detector]) -> Taken:
    told: dict[str, list[Heard]] = {detector.name: [] for detector in detectors}
    size = 0
    for piece in corpus.pieces:
        samples = VARIATIONS[variation](piece)
        size += samples.size
        for detector in detectors:
            told[detector.name] += detector.heard(samples)
    counts = {name: {kind: sum(each.kind is kind for each in heard) for kind in Kind} for name, heard in told.items()}
    return Taken(corpus.name, variation, size / RATE / 60, counts)
