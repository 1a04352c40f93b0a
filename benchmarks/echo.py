"""What is left of a line's echo, beside libspandsp's canceller: python -m benchmarks echo [--write]."""

import argparse
import ctypes
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from appliance.sound.codecs import ulaw_decode, ulaw_encode
from appliance.sound.echo import LineEcho
from appliance.sound.frames import FRAME_SAMPLES, RATE, SILENCE, Samples
from appliance.sound.levels import power_of_dbm0
from appliance.sound.tones import keys
from benchmarks import hang_up_sounds
from benchmarks.digits.detectors import compiled
from benchmarks.digits.echoes import Floats, hybrid, speech_of
from benchmarks.live.readme import write_section
from benchmarks.live.usage import load_average
from benchmarks.routing.__main__ import conditions

SENT_DBM0 = -16.0
DELAY_MS = 30
"""Of the whole way. Ours looks for it; libspandsp, which cannot, is told it."""
TAPS = 256
"""32 ms, twice the hybrid."""
SPOKEN = 200
"""A hundredth of a second in which the sound reaches it counts as speech."""
SECONDS = 12
NEAR_S = (5.0, 8.0)
"""The near end speaks, or presses keys, from here to there."""
MOST_PATHS = 30
LEAST_DB = 30.0

_POINTER, _LONG = ctypes.c_void_p, ctypes.c_long
Canceller = Callable[[Samples, Samples], Samples]


class Scene(NamedTuple):
    name: str
    near_dbm0: float | None
    """None: keys at -10 dBm0 a tone."""
    through_mulaw: bool = False


SCENES = (
    Scene("the far end alone", -99.0),
    Scene("in mu-law, whose own noise is 35 dB down", -99.0, through_mulaw=True),
    Scene("both speak for 3 s, equally loud", -20.0),
    Scene("both speak for 3 s, the near end 10 dB louder", -10.0),
    Scene("loud keys over it for 3 s", None),
)


class Left(NamedTuple):
    """dB by which the echo is softer, over all paths: median and least."""

    first: list[float]
    """From 1 s of speech on, for half a second."""
    settled: list[float]
    after: list[float]
    """In the second after the near end."""
    loudest: float
    """Most by which any 100 ms of the far end alone came out louder than it came in."""


def main(argv: list[str]) -> int:
    arguments = _arguments(argv)
    before = load_average()
    cancellers: dict[str, Canceller] = {"ours": _ours}
    try:
        cancellers["libspandsp"] = _spandsp()
    except (OSError, subprocess.CalledProcessError):
        sys.stderr.write("benchmarks.echo: libspandsp is not here: apt install libspandsp-dev and a C compiler\n")
    speech = _speech()
    lines = [
        "| scene | canceller | dB less after 1 s: median · least | later | after the near end | worst | met |",
        "| --- | --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for scene in SCENES:
        for name, canceller in cancellers.items():
            lines.append(_row(scene, name, _left(scene, canceller, speech, arguments)))
    where = conditions(before, f"{arguments.paths} paths a row, seed {arguments.seed}")
    text = "\n".join((where, "", *lines))
    print(text)
    if arguments.write:
        write_section("echo", text)
    return 0


def _row(scene: Scene, name: str, left: Left) -> str:
    figures = [f"{np.median(each):.1f} · {min(each):.1f}" for each in (left.first, left.settled, left.after)]
    enough = LEAST_DB if not scene.through_mulaw else LEAST_DB - 3
    least = np.median(left.first) if scene.through_mulaw else min(left.first)
    met = "yes" if least >= enough and left.loudest < 1.0 else "**no**"
    return f"| {scene.name} | {name} | {' | '.join(figures)} | {left.loudest:.1f} | {met if name == 'ours' else ''} |"


def _left(scene: Scene, canceller: Canceller, speech: Samples, arguments: argparse.Namespace) -> Left:
    """The near end is taken off what comes out, so that what is measured is the echo alone."""
    first, settled, after, louder = [], [], [], []
    for sent, echo, near in _calls(scene, speech, arguments):
        heard = _sampled(echo + near, mulaw=scene.through_mulaw)
        left = canceller(sent, heard).astype(np.float64) - near
        begin = _spoken_s(sent, 1.0) + DELAY_MS / 1_000
        first.append(_gone(echo, left, begin, begin + 0.5))
        settled.append(_gone(echo, left, 3.0, 5.0))
        after.append(_gone(echo, left, NEAR_S[1] + 0.1, NEAR_S[1] + 1.1))
        alone = [at / 10 for at in range(10 * SECONDS) if not NEAR_S[0] - 0.1 <= at / 10 < NEAR_S[1] + 0.1]
        spoken = [at for at in alone if np.mean(echo[int(at * RATE) : int(at * RATE) + RATE // 10] ** 2) > 1e4]
        louder += [-_gone(echo, left, at, at + 0.1) for at in spoken]
    return Left(first, settled, after, max(louder))


def _calls(scene: Scene, speech: Samples, arguments: argparse.Namespace) -> Iterator[tuple[Samples, Floats, Floats]]:
    for path in range(arguments.paths):
        chance = np.random.default_rng((arguments.seed, path))
        count = SECONDS * RATE
        sent = _sampled(_part(speech, count, SENT_DBM0, chance), mulaw=True)
        echo = np.convolve(sent, hybrid(float(chance.uniform(6, 12)), chance))
        echo = np.concatenate([np.zeros(DELAY_MS * RATE // 1_000), echo])[:count]
        near = np.zeros(count)
        if scene.near_dbm0 is None:
            near = keys("159#" * 40, on_ms=100, off_ms=100, dbm0=-10)[:count].astype(np.float64)
            near = np.resize(near, count)
        elif scene.near_dbm0 > -99.0:
            near = _part(speech, count, scene.near_dbm0, chance)
        near[: int(NEAR_S[0] * RATE)] = near[int(NEAR_S[1] * RATE) :] = 0
        yield sent, echo, near


def _spoken_s(sent: Samples, seconds: float) -> float:
    """When so much has been spoken, pauses left out."""
    spoken = np.abs(sent.reshape(-1, RATE // 100).astype(int)).max(axis=1) > SPOKEN
    return float(np.argmax(np.cumsum(spoken) >= 100 * seconds)) / 100


def _part(speech: Samples, count: int, dbm0: float, chance: np.random.Generator) -> Floats:
    place = int(chance.integers(0, speech.size - count))
    part = speech[place : place + count].astype(np.float64)
    loud = part[np.abs(part) > 100]
    scaled: Floats = part * np.sqrt(power_of_dbm0(dbm0) / np.mean(loud**2))
    return scaled


def _gone(echo: Floats, left: Floats, begin_s: float, end_s: float) -> float:
    piece = slice(int(begin_s * RATE), int(end_s * RATE))
    return float(10 * np.log10((np.mean(echo[piece] ** 2) + 1e-3) / (np.mean(left[piece] ** 2) + 1e-3)))


def _sampled(sound: Floats, *, mulaw: bool) -> Samples:
    whole: Samples = np.clip(np.rint(sound), -32_768, 32_767).astype(np.int16)
    return ulaw_decode(ulaw_encode(whole)) if mulaw else whole


def _ours(sent: Samples, heard: Samples) -> Samples:
    line, left, before = LineEcho(), heard.copy(), SILENCE
    for at in range(0, heard.size - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        now = slice(at, at + FRAME_SAMPLES)
        left[now] = line.taken_out(before, heard[now])
        before = sent[now]
    return left


def _spandsp() -> Canceller:
    library = compiled()

    def cancelled(sent: Samples, heard: Samples) -> Samples:
        sent = np.concatenate([np.zeros(DELAY_MS * RATE // 1_000, np.int16), sent])[: heard.size]
        left = np.zeros_like(heard)
        done = library.echo_left(
            *(each.ctypes.data_as(_POINTER) for each in (sent, heard, left)), _LONG(heard.size), TAPS
        )
        assert done == 0, "libspandsp: no memory for a canceller"
        return left

    return cancelled


def _speech() -> Samples:
    first = next(iter(hang_up_sounds.prompts()), None) or hang_up_sounds.speech()
    return speech_of(first[1])


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks echo", description=__doc__)
    add = parser.add_argument
    add("--paths", type=int, default=MOST_PATHS, help="hybrids, each with speech of its own")
    add("--seed", type=int, default=1)
    add("--write", action="store_true", help="put the table into benchmarks/README.md")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
