"""The rows of the table: what is heard, as who, and how many of it have to be."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple, TypeAlias

import numpy as np

from appliance.sound.codecs import CODECS
from appliance.sound.frames import RATE, Samples
from benchmarks.digits.detectors import Spandsp as Lines
from benchmarks.fax.detectors import Detector, Heard, Kind, Spandsp
from benchmarks.fax.machines import SHARED_FLAG, Chance, Manner, answering, calling, data, flags

Make: TypeAlias = Callable[[Chance], Samples]
NOISES_DB = (20, 10, 6, 3)
ANSWERS = {"plain": {}, "turns": {"turns": True}, "beats": {"beats": True}, "Bell": {"hz": 2_225.0}}


class Row(NamedTuple):
    name: str
    make: Make
    wanted: Kind | None = None
    """None: nothing is to be heard."""
    exactly: str = ""
    least: float = 100.0
    """Per cent; of what is not to be heard the most is 0."""


class Score(NamedTuple):
    percent: float
    """Of the calls: heard as what it is, and as nothing else; where nothing is wanted: in which anything was heard."""
    after_ms: float
    """Since the call began, in the middle."""


def scored(detector: Detector, row: Row, count: int, seed: int) -> Score:
    right, times = 0, []
    for turn in range(count):
        heard = detector.heard(row.make(np.random.default_rng((seed, turn))))
        right += _is_right(heard, row) if row.wanted is not None else bool(heard)
        times += [heard[0].at * 1_000 / RATE] if heard else []
    return Score(100 * right / count, float(np.median(times)) if times else float("nan"))


def _is_right(heard: list[Heard], row: Row) -> bool:
    """Told for each burst is told once; which answering tone it is counts too."""
    return bool(heard) and all(each.kind is row.wanted and each.exactly == row.exactly for each in heard)


def rows(spandsp: Spandsp | None, lines: Lines | None) -> Iterator[Row]:
    yield from _limits()
    yield from _answers()
    yield from _on_lines(lines)
    yield from _nothing()
    if spandsp is not None:
        for number, (kind, exactly) in {
            1: (Kind.CALLING_FAX, ""),
            2: (Kind.ANSWER, "plain"),
            3: (Kind.ANSWER, "turns"),
            5: (Kind.ANSWER, "beats"),
            9: (Kind.CALLING_DATA, ""),
        }.items():
            name = f"spandsp's own sender, {kind.name.lower().replace('_', ' ')}{', ' + exactly if exactly else ''}"
            yield Row(name, partial(_said, spandsp, number), kind, exactly)


def _said(spandsp: Spandsp, number: int, _: Chance) -> Samples:
    return spandsp.said(number, 10)


def _fax(manner: Manner) -> Make:
    return lambda chance: calling(manner, chance)


def _limits() -> Iterator[Row]:
    fax = Kind.CALLING_FAX
    yield Row("CNG, 1100 Hz", _fax(Manner()), fax)
    for off in (-38, 38):
        yield Row(f"CNG off by {off:+d} Hz", _fax(Manner(off_hz=off)), fax)
    for share in (0.85, 1.15):
        yield Row(f"CNG, times × {share:g}", _fax(Manner(stretch=share)), fax)
    for dbm0 in (0, -30, -40):
        yield Row(f"CNG, {dbm0} dBm0", _fax(Manner(dbm0=dbm0)), fax)
    for noise in NOISES_DB:
        yield Row(f"CNG, {noise} dB over noise", _fax(Manner(noise_db=noise)), fax, least=100 if noise > 3 else 50)
    calls = partial(calling, hz=1_300, on_ms=600, off_ms=1_800)
    yield Row("V.25 calling tone, 1300 Hz", lambda chance: calls(Manner(), chance), Kind.CALLING_DATA)
    for name, flag in (("V.21 flags", "01111110"), ("V.21 flags that share their zeros", SHARED_FLAG)):
        yield Row(name, lambda chance, f=flag: flags(Manner(), chance, flag=f), Kind.FLAGS)
    for noise in NOISES_DB:
        manner = Manner(noise_db=noise)
        yield Row(f"V.21 flags, {noise} dB over noise", lambda chance, m=manner: flags(m, chance), Kind.FLAGS)


def _answers() -> Iterator[Row]:
    for name, how in ANSWERS.items():
        for noise in (None, *NOISES_DB):
            manner = Manner(noise_db=noise)
            where = f", {noise} dB over noise" if noise is not None else ""
            make = partial(answering, manner, **how)
            yield Row(f"answering tone, {name}{where}", make, Kind.ANSWER, name)
    for off in (-15, 15):
        yield Row(f"answering tone off by {off:+d} Hz", partial(answering, Manner(off_hz=off)), Kind.ANSWER, "plain")


def _on_lines(lines: Lines | None) -> Iterator[Row]:
    for name in ("ulaw", "alaw", "u8"):
        decode, encode = CODECS[name]
        through = lambda samples, d=decode, e=encode: d(e(samples))  # noqa: E731
        yield from _through(name, through)
    if lines is not None:
        yield from _through("GSM 06.10", lines.through_gsm, least=75)


def _through(name: str, line: Callable[[Samples], Samples], *, least: float = 100) -> Iterator[Row]:
    manner = Manner(noise_db=30)
    yield Row(f"CNG through {name}", lambda chance: line(calling(manner, chance)), Kind.CALLING_FAX, least=least)
    yield Row(f"CED through {name}", lambda chance: line(answering(manner, chance)), Kind.ANSWER, "plain", least)
    yield Row(f"V.21 flags through {name}", lambda chance: line(flags(manner, chance)), Kind.FLAGS, least=least)


def _nothing() -> Iterator[Row]:
    for hz in (1_040, 1_160):
        yield Row(f"no machine: {hz} Hz as CNG", lambda chance, h=hz: calling(Manner(), chance, hz=h))
    for on in (250, 750):
        yield Row(f"no machine: 1100 Hz for {on} ms", lambda chance, ms=on: calling(Manner(), chance, on_ms=ms))
    for off in (1_000, 5_000):
        yield Row(
            f"no machine: 1100 Hz each {500 + off} ms", lambda chance, ms=off: calling(Manner(), chance, off_ms=ms)
        )
    for hz in (2_040, 2_160):
        yield Row(f"no machine: {hz} Hz", lambda chance, h=hz: answering(Manner(), chance, hz=h))
    yield Row("no fax: V.21 with bits by lot", lambda chance: data(Manner(), chance))
