"""Keys heard, beside libspandsp and multimon-ng: python -m benchmarks digits [--write] [--only PART …]."""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np

from appliance.sound.frames import Samples
from benchmarks import hang_up_sounds
from benchmarks.digits import held_out, speed, table, talk_off
from benchmarks.digits.detectors import Detector, Multimon, Ours, Spandsp, installed
from benchmarks.digits.echoes import speech_of
from benchmarks.digits.rows import Pressed, Row, rows
from benchmarks.digits.scoring import Score, scored
from benchmarks.live.readme import write_section
from benchmarks.live.usage import load_average
from benchmarks.routing.__main__ import conditions

Detectors: TypeAlias = list[Detector]


def main(argv: list[str]) -> int:
    """Measures, prints, and writes it into the README when told to."""
    arguments = _arguments(argv)
    detectors = list(installed())
    names = {detector.name for detector in detectors}
    for kind, package in ((Spandsp, "libspandsp-dev and a C compiler"), (Multimon, "multimon-ng")):
        if kind.name not in names:
            _say(f"{kind.name} is not here and is left out: apt install {package}")
    for name in arguments.only or PARTS:
        _say(name)
        before = load_average()
        text = PARTS[name](detectors, arguments)
        where = conditions(before, f"seed {arguments.seed}")
        print(f"## {name}\n\n{where}\n\n{text}\n")
        if arguments.write:
            write_section(f"digits {name}", f"{where}\n\n{text}")
    return 0


def _keys(detectors: Detectors, arguments: argparse.Namespace) -> str:
    spandsp = next((each for each in detectors if isinstance(each, Spandsp)), None)
    prompts = _prompts(arguments.sounds)
    if prompts is None:
        _say(
            f"no prompts in {arguments.sounds}, so nothing is heard over their echo: "
            "apt install asterisk-core-sounds-en-wav"
        )
    found: list[tuple[Row, dict[str, Score]]] = []
    for turn, row in enumerate(rows(spandsp, prompts)):
        _say(row.name)
        pressed = list(row.make(arguments.keys, np.random.default_rng((arguments.seed, turn))))
        found.append((row, {each.name: _score(each, row, pressed) for each in detectors}))
    return f"{arguments.keys} keys a row.\n\n{table.keys(found, [each.name for each in detectors])}"


def _score(detector: Detector, row: Row, pressed: Sequence[Pressed]) -> Score:
    several = (each.ours if isinstance(detector, Ours) else each.others for each in pressed)
    return scored(detector, several, dial_tone=row.dial_tone)


def _talk_off(detectors: Detectors, arguments: argparse.Namespace) -> str:
    return _taken(talk_off.corpora(arguments.sounds), detectors, arguments)


def _held_out(detectors: Detectors, arguments: argparse.Namespace) -> str:
    return _taken(held_out.corpora(arguments.sounds), detectors, arguments)


def _taken(corpora: Iterable[talk_off.Corpus], detectors: Detectors, arguments: argparse.Namespace) -> str:
    """multimon-ng hears the first variation only: it needs another rate, and making that takes longer than hearing."""
    found: list[talk_off.Taken] = []
    for corpus in corpora:
        for name in talk_off.variations(every=arguments.every_variation):
            _say(f"{corpus.name}, {name}")
            several = [each for each in detectors if each.timed or name in talk_off.QUICK]
            found.append(talk_off.taken_for_keys(corpus, name, several))
    return table.talk_off(found, [each.name for each in detectors])


def _speed(detectors: Detectors, arguments: argparse.Namespace) -> str:
    return table.speeds(speed.speeds(detectors, _prompts(arguments.sounds)))


def _prompts(folder: Path) -> Samples | None:
    """The first language's, without those that are silent."""
    first = next(iter(hang_up_sounds.prompts(folder)), None)
    return speech_of(first[1]) if first is not None else None


PARTS: dict[str, Callable[[Detectors, argparse.Namespace], str]] = {
    "keys": _keys,
    "talk-off": _talk_off,
    "held-out": _held_out,
    "speed": _speed,
}
"""Name → what measures it; the README has a section for each."""


def _say(text: str) -> None:
    sys.stderr.write(f"benchmarks.digits: {text}\n")


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks digits", description=__doc__)
    add = parser.add_argument
    add("--keys", type=int, default=4_200, help="in a row; 4200 divides into calls at three levels")
    add("--every-variation", action="store_true", help="of what must not be heard: minutes instead of half a minute")
    add("--sounds", type=Path, default=hang_up_sounds.SOUNDS, help="the packages' folder, if not Debian's own")
    add("--seed", type=int, default=1)
    add("--write", action="store_true", help="put the tables into benchmarks/README.md")
    add("--only", nargs="+", choices=list(PARTS), metavar="PART", help=f"of {', '.join(PARTS)}")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
