"""What a modem's stream brings while the doctor listens: how much, how loud, which tones."""

from collections.abc import Callable
from typing import Final

import numpy as np

from appliance.model.diagnosis import Heard
from appliance.model.signals import Ring, Samples, Signal
from appliance.model.words import Ms
from appliance.sound.codecs import CODECS
from appliance.sound.frames import FRAME_SAMPLES, RATE, SILENCE
from appliance.sound.frames import Samples as Sound
from appliance.sound.measure import level_dbm0

MOST_SAMPLES: Final = 4 * RATE
"""Two looks of 2 s; what a modem sends beyond is counted and not kept."""
SETTLES: Final = RATE // 2
"""Left out at the start: relays click, and dial tone comes after some tenths of a second."""
TONE_SHARE: Final = 0.2
"""Of the power, within a few hertz: less is no tone."""
TONES_SHARE: Final = 0.7
"""Of the power, all tones together: else it is speech or noise with a hum in it."""
SILENT_DBM0: Final = -60.0
MOST_TONES: Final = 3
TONE_BAND_HZ: Final = 10.0
"""To either side: what half a second and more of a steady tone fills."""

_PLAYED_AHEAD: Final = 2


class Ear:
    """Of one modem: hears its signals, keeps its stream from running dry."""

    def __init__(self) -> None:
        self.rang = False
        self.came = 0
        """Bytes in the stream listened to last."""
        self.opened_ms: Ms = 0
        self.closed_ms: Ms = 0
        self.first: Ms = 0
        self.last: Ms = 0
        """When the first and the last of them came."""
        self.samples: list[Sound] = []
        self._kept = 0
        self._codec = ""
        self._speak: Callable[[bytes], None] = lambda _: None
        self._listening = self._speaks = False

    def begin(self, codec: str, speak: Callable[[bytes], None]) -> None:
        """`codec`: a name of sound.codecs; `speak` takes coded samples for the modem."""
        self._codec, self._speak = codec, speak

    def opened(self, took_ms: Ms, *, speaks: bool) -> None:
        """A stream is open; `speaks`, whether it takes sound."""
        self.opened_ms = max(self.opened_ms, took_ms)
        self.samples.clear()
        self.came = self._kept = 0
        self._listening, self._speaks = True, speaks
        if speaks:
            self._say(_PLAYED_AHEAD * FRAME_SAMPLES)

    def over(self) -> None:
        self._listening = False

    def told(self, signal: Signal, now: Ms) -> None:
        """Whatever the modem says."""
        match signal:
            case Ring():
                self.rang = True
            case Samples(data) if self._listening:
                self._hear(data, now)

    def _hear(self, data: bytes, now: Ms) -> None:
        if not self.came:
            self.first = now
        self.last = now
        self.came += len(data)
        if self._kept < MOST_SAMPLES:
            self._kept += len(data)
            self.samples.append(CODECS[self._codec][0](data))
        if self._speaks:
            self._say(len(data))

    def _say(self, count: int) -> None:
        self._speak(CODECS[self._codec][1](np.resize(SILENCE, count)))


def heard_in(ear: Ear) -> Heard | None:
    """What the last stream brought; None when that was nothing."""
    if not ear.samples or ear.last <= ear.first:
        return None
    whole = np.concatenate(ear.samples)
    steady = whole[SETTLES:] if whole.size > 2 * SETTLES else whole
    ms = ear.last - ear.first
    return Heard(
        seconds=round(whole.size / RATE, 2),
        bytes_per_s=round((ear.came - ear.samples[0].size) * 1_000 / ms),
        level_dbm0=round(level_dbm0(steady), 1),
        hz=tones_in(steady),
        opened_ms=ear.opened_ms,
        closed_ms=ear.closed_ms,
    )


def tones_in(samples: Sound) -> tuple[int, ...]:
    """At most three steady tones, the strongest first; none for silence, speech and noise."""
    if samples.size < FRAME_SAMPLES or level_dbm0(samples) < SILENT_DBM0:
        return ()
    spectrum = np.fft.rfft((samples - samples.mean()) * np.hanning(samples.size))
    powers, places = np.abs(spectrum) ** 2, np.fft.rfftfreq(samples.size, 1 / RATE)
    whole, found, shares = float(powers.sum()), list[int](), 0.0
    for _ in range(MOST_TONES):
        hz = float(places[int(powers.argmax())])
        band = np.abs(places - hz) <= TONE_BAND_HZ
        share = float(powers[band].sum()) / whole
        if share < TONE_SHARE:
            break
        powers[band] = 0
        shares += share
        found.append(round(hz))
    return tuple(found) if shares >= TONES_SHARE else ()
