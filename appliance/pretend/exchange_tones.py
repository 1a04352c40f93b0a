"""The tones an exchange sends towards the box: dial tone, ringback, and busy tone after the caller is gone, by country.

Frequencies and cadences: ITU-T E.180 Supplement 2 (various tones used in national networks).
"""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from appliance.model.words import Ms, Value
from appliance.pretend.sines import EndlessSines
from appliance.sound.frames import RATE, Samples


class ExchangeTone(Value, frozen=True, kw_only=True):
    hz: tuple[int, ...]
    on_ms: Ms = 1_000
    off_ms: Ms = 0
    dbm0: float
    """Of each frequency."""


class CountryTones(Value, frozen=True, kw_only=True):
    dial: ExchangeTone
    busy: ExchangeTone
    ringback: ExchangeTone = ExchangeTone(hz=(425,), on_ms=1_000, off_ms=4_000, dbm0=-13.0)
    congestion: ExchangeTone | None = None
    """None: busy tone stands for it."""


def _tone(hz: int | tuple[int, ...], on_ms: Ms, off_ms: Ms, dbm0: float = -13.0) -> ExchangeTone:
    return ExchangeTone(hz=hz if isinstance(hz, tuple) else (hz,), on_ms=on_ms, off_ms=off_ms, dbm0=dbm0)


def _steady(*hz: int) -> ExchangeTone:
    return _tone(hz, 1_000, 0)


_EUROPE = CountryTones(dial=_steady(425), busy=_tone(425, 500, 500), congestion=_tone(425, 250, 250))
_AMERICA = CountryTones(
    dial=_steady(350, 440),
    busy=_tone((480, 620), 500, 500, -24.0),
    ringback=_tone((440, 480), 2_000, 4_000, -19.0),
    congestion=_tone((480, 620), 250, 250, -24.0),
)

COUNTRIES: Mapping[str, CountryTones] = MappingProxyType(
    {
        "us": _AMERICA,
        "ca": _AMERICA,
        "uk": CountryTones(dial=_steady(350, 440), busy=_tone(400, 375, 375)),
        "de": CountryTones(dial=_steady(425), busy=_tone(425, 480, 480), congestion=_tone(425, 240, 240)),
        "at": CountryTones(dial=_steady(420), busy=_tone(420, 400, 400)),
        "fr": CountryTones(
            dial=_steady(440),
            busy=_tone(440, 500, 500),
            ringback=_tone(440, 1_500, 3_500),
            congestion=_tone(440, 250, 250),
        ),
        "es": CountryTones(dial=_steady(425), busy=_tone(425, 200, 200)),
        "it": _EUROPE,
        "nl": _EUROPE,
        "be": _EUROPE,
        "ch": _EUROPE,
        "pl": _EUROPE,
        "au": CountryTones(dial=_steady(425), busy=_tone(425, 375, 375)),
        "jp": CountryTones(dial=_steady(400), busy=_tone(400, 500, 500)),
    }
)


class TonePlayer:
    """One tone with its cadence, for ever."""

    def __init__(self, tone: ExchangeTone) -> None:
        self._sines = EndlessSines(tone.hz, tone.dbm0)
        self._on = tone.on_ms * RATE // 1_000
        self._period = self._on + tone.off_ms * RATE // 1_000
        self._place = 0

    def next(self, count: int) -> Samples:
        """The next samples, at most one second."""
        sound = self._sines.next(count)
        places = (np.arange(self._place, self._place + count)) % self._period
        self._place = (self._place + count) % self._period
        return np.where(places < self._on, sound, np.int16(0)).astype(np.int16)
