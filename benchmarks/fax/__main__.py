"""Faxes and modems told from people, beside libspandsp: python -m benchmarks fax [--write] [--only PART …]."""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np

from appliance.sound.frames import RATE, Samples
from benchmarks import hang_up_sounds
from benchmarks.digits import detectors as lines
from benchmarks.digits.talk_off import corpora, variations
from benchmarks.fax import table, talk_off
from benchmarks.fax.detectors import Detector, Spandsp, installed
from benchmarks.fax.machines import Manner, calling
from benchmarks.fax.rows import rows, scored
from benchmarks.live.readme import write_section
from benchmarks.live.usage import load_average
from benchmarks.routing.__main__ import conditions

Detectors: TypeAlias = list[Detector]
SPEED_ROUNDS = 3


def main(argv: list[str]) -> int:
    """Measures, prints, and writes it into the README when told to."""
    arguments = _arguments(argv)
    detectors = list(installed())
    if len(detectors) < 2:
        _say("spandsp is not here and is left out: apt install libspandsp-dev and a C compiler")
    for name in arguments.only or PARTS:
        before = load_average()
        text = PARTS[name](detectors, arguments)
        where = conditions(before, f"seed {arguments.seed}")
        print(f"## {name}\n\n{where}\n\n{text}\n")
        if arguments.write:
            write_section(f"fax {name}", f"{where}\n\n{text}")
    return 0


def _tones(detectors: Detectors, arguments: argparse.Namespace) -> str:
    spandsp = next((each for each in detectors if isinstance(each, Spandsp)), None)
    coders = lines.Spandsp() if spandsp is not None else None
    found = []
    for row in rows(spandsp, coders):
        _say(row.name)
        count = arguments.calls
        found.append((row, {each.name: scored(each, row, count, arguments.seed) for each in detectors}))
    names = [each.name for each in detectors]
    return f"{arguments.calls} calls a row; in brackets when it was told.\n\n{table.tones(found, names)}"


def _talk_off(detectors: Detectors, arguments: argparse.Namespace) -> str:
    found = []
    for corpus in corpora(arguments.sounds):
        for name in variations(every=arguments.every_variation):
            _say(f"{corpus.name}, {name}")
            found.append(talk_off.taken(corpus, name, detectors))
    return table.talk_off(found, [each.name for each in detectors])


def _speed(detectors: Detectors, arguments: argparse.Namespace) -> str:
    chance = np.random.default_rng(arguments.seed)
    sounds = {
        "a fax that calls": np.tile(calling(Manner(), chance), 20),
        "noise of -38 dBm0": chance.normal(0, 200, 300 * RATE).astype(np.int16),
    }
    speech = next(iter(hang_up_sounds.prompts(arguments.sounds)), None)
    if speech is not None:
        sounds["speech of prompts"] = np.concatenate(list(speech[1]))[: 300 * RATE]
    found = {name: {each.name: _channels(each, samples) for each in detectors} for name, samples in sounds.items()}
    return table.speeds(found, [each.name for each in detectors])


def _channels(detector: Detector, samples: Samples) -> float:
    """Seconds of sound in one of the processor; the best of several."""
    least = float("inf")
    for _ in range(SPEED_ROUNDS):
        before = time.process_time()
        detector.heard(samples)
        least = min(least, time.process_time() - before)
    return samples.size / RATE / least


PARTS: dict[str, Callable[[Detectors, argparse.Namespace], str]] = {
    "tones": _tones,
    "talk-off": _talk_off,
    "speed": _speed,
}
"""Name → what measures it; the README has a section for each."""


def _say(text: str) -> None:
    sys.stderr.write(f"benchmarks.fax: {text}\n")


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks fax", description=__doc__)
    add = parser.add_argument
    add("--calls", type=int, default=200, help="in a row")
    add("--every-variation", action="store_true", help="of what must not be heard: minutes instead of half a minute")
    add("--sounds", type=Path, default=hang_up_sounds.SOUNDS, help="the packages' folder, if not Debian's own")
    add("--seed", type=int, default=1)
    add("--write", action="store_true", help="put the tables into benchmarks/README.md")
    add("--only", nargs="+", choices=list(PARTS), metavar="PART", help=f"of {', '.join(PARTS)}")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
