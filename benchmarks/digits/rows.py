"""The rows of the table: under what keys are pressed, and how many of them have to be heard."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import NamedTuple, TypeAlias

import numpy as np

from _fastroute.adpcm import AdpcmTrack
from appliance.sound.codecs import CODECS
from appliance.sound.frames import Samples
from benchmarks.digits import echoes
from benchmarks.digits.detectors import Spandsp
from benchmarks.digits.dialling import Call, Chance, Manner, calls, over_tones

CODEC_LEVELS = (-5.0, -15.0, -25.0)
US_DIAL_HZ, EUROPEAN_DIAL_HZ = (350.0, 440.0), (425.0,)
OFF = ((0.015, 0.015), (-0.015, -0.015), (0.015, -0.015), (-0.015, 0.015))
FAR_OFF = tuple((low * 0.035, high * 0.035) for low in (-1, 0, 1) for high in (-1, 0, 1) if low or high)
"""Both tones, or either."""


class Pressed(NamedTuple):
    """One call, as we hear it and as the others do: the same but where our echo canceller is measured too."""

    ours: Call
    others: Call


Make: TypeAlias = Callable[[int, Chance], Iterator[Pressed]]


class Row(NamedTuple):
    name: str
    make: Make
    least: float | None = None
    """Per cent of the keys."""
    most: float | None = None
    dial_tone: bool = False

    @property
    def aim(self) -> str:
        return f"≥ {self.least:g}" if self.least is not None else f"≤ {self.most:g}"


def rows(spandsp: Spandsp | None, prompts: Samples | None) -> Iterator[Row]:
    """Without libspandsp, whose GSM coder one uses, and without prompts some are left out."""
    yield from _limits()
    yield from _noises()
    yield from _codecs(spandsp)
    yield Row("over dial tone, 350 + 440 Hz", _dial(US_DIAL_HZ, -13), least=100, dial_tone=True)
    yield Row("over the same as loud as the keys", _dial(US_DIAL_HZ, -10), least=100, dial_tone=True)
    yield Row("over dial tone, 425 Hz", _dial(EUROPEAN_DIAL_HZ, -10), least=100, dial_tone=True)
    if prompts is not None:
        for over_db, least in ((12, 100), (9, 99.9), (6, 99), (3, 97), (0, 95)):
            yield Row(f"{over_db} dB over a prompt's echo", _echo(prompts, over_db), least=least)


def _limits() -> Iterator[Row]:
    yield Row("50 ms on, 50 ms off", _plain(Manner()), least=100)
    yield Row("both tones off by 1.5 %", _plain(Manner(offsets=OFF)), least=99.9)
    yield Row("either or both off by 3.5 %", _plain(Manner(offsets=FAR_OFF)), most=0)
    for twist, least in ((8.0, 99.9), (-4.0, 99.9)):
        name = f"low tone {abs(twist):g} dB {'louder' if twist > 0 else 'softer'}"
        yield Row(name, _plain(Manner(low_over_high_db=twist)), least=least)
    for twist in (10.2, -8.2):
        name = f"low tone {abs(twist):g} dB {'louder' if twist > 0 else 'softer'}"
        yield Row(name, _plain(Manner(low_over_high_db=twist)), most=0)
    yield Row("40 ms on", _plain(Manner(on_ms=40)), least=100)
    yield Row("23 ms on", _plain(Manner(on_ms=23, off_ms=77)), most=1)
    yield Row("40 ms off", _plain(Manner(off_ms=40, jitter_ms=0)), least=100)
    yield Row("40 ms off, always the same key", _plain(Manner(off_ms=40, jitter_ms=0, keys="5")), least=100)


def _noises() -> Iterator[Row]:
    for noise_db, least in ((12.0, 100.0), (10, 99.9), (9, 99.5), (8, 98), (6, 60)):
        yield Row(f"{noise_db:g} dB over noise", _plain(Manner(noise_db=noise_db)), least=least)


def _codecs(spandsp: Spandsp | None) -> Iterator[Row]:
    for name in ("ulaw", "alaw", "u8"):
        decode, encode = CODECS[name]
        yield Row(f"through {name}", _coded(lambda samples, d=decode, e=encode: d(e(samples))), least=100)
    yield Row("through IMA ADPCM", _coded(_through_ima), least=100)
    if spandsp is not None:
        yield Row("through GSM 06.10, 80 ms on, 80 ms off", _coded(spandsp.through_gsm, 80), least=99.9)


def _through_ima(samples: Samples) -> Samples:
    """An even number of them."""
    heard = np.empty(samples.size // 2 * 2, np.int16)
    AdpcmTrack().decode(AdpcmTrack().encode(samples[: heard.size]), heard)
    return heard


def _alike(several: Iterable[Call]) -> Iterator[Pressed]:
    return (Pressed(call, call) for call in several)


def _plain(manner: Manner) -> Make:
    return lambda count, chance: _alike(calls(manner, count, chance))


def _coded(line: Callable[[Samples], Samples], ms: float = 50) -> Make:
    """At three levels, 30 dB over noise."""
    manners = [Manner(on_ms=ms, off_ms=ms, dbm0=level, noise_db=30) for level in CODEC_LEVELS]
    return lambda count, chance: _alike(
        chain.from_iterable(calls(manner, count // len(manners), chance, line) for manner in manners)
    )


def _dial(hz: tuple[float, ...], dbm0: float) -> Make:
    """Each of its tones has so many dBm0, and sounds for a second before the first key."""
    return lambda count, chance: _alike(over_tones(Manner(lead_ms=1_000), hz, dbm0, chance, count))


def _echo(prompts: Samples, over_db: float) -> Make:
    return lambda count, chance: (
        Pressed(call.cancelled, call.raw) for call in echoes.calls(prompts, over_db, count, chance)
    )
