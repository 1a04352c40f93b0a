"""The echo of a line: what was sent comes back from the far side's hybrid, later and softer, and is taken out again.

First the delay is looked for – the modem's buffers, the exchange, up to half a second – then a filter learns the 20 ms
around it. A line without echo costs a look now and then, and its sound passes untouched.
"""

import numpy as np
import numpy.typing as npt

from _fastroute.echo import MOST_LAG, EchoCanceller
from appliance.sound.frames import FRAME_SAMPLES, RATE, SILENCE, Frame
from appliance.sound.levels import power_of_dbm0

BEFORE_PEAK = 32
"""Samples of the filter before the strongest echo: half of them where no echo is, half for what comes before it."""

_LOOKED_AT = 4_096
"""Samples heard that one look compares with what was sent."""
_LOOK_EVERY = 8
"""Frames with sound sent; ten times as many once as many looks found nothing."""
_PATIENCE = 10
_LEAST_PEAK = 8.0
"""Of the whitened correlation, over its root mean square: 4,096 lags reach 4.5 by chance. Two looks must agree."""
_SAME_PATH = 24
"""Samples that a strongest echo may wander without the filter losing it."""
_BAD_GAIN = 0.5
"""A filter that leaves more than this of the power over so many frames may sit at the wrong place."""
_JUDGED_OVER = 50
_SENT_POWER = power_of_dbm0(-50.0)
_BAND_HZ = (300.0, 3_400.0)
_LEAST_OF_STRONGEST = 1e-4
"""Of the power at the strongest frequency: what is sent more softly tells nothing of where it went."""
_LEAST_BREADTH = 0.2
"""Share of all frequencies up to 4 kHz. A tone fits behind every other tone, whatever the delay; a voice is broad."""

Floats = npt.NDArray[np.float32]


class LineEcho:
    """Of one leg. What it does follows from the frames alone."""

    def __init__(self) -> None:
        self._canceller = EchoCanceller()
        self._heard: Floats = np.zeros(_LOOKED_AT, np.float32)
        self._quiet = MOST_LAG
        """Samples since something was sent; as many as can return, and nothing can."""
        self._until_look = _LOOK_EVERY
        self._looks = 0
        self._seen: int | None = None
        """By the look before: what two looks see is there."""
        self._found = False
        self._judged, self._heard_power, self._left_power = 0, 0.0, 0.0

    @property
    def lag(self) -> int | None:
        """Samples after which the strongest echo comes back; None: none was found."""
        return self._canceller.lag + BEFORE_PEAK if self._found else None

    def taken_out(self, sent: Frame, heard: Frame) -> Frame:
        """What was heard, without the echo of what was sent until then: `sent` is the frame of the tick before."""
        self._quiet = 0 if sent is not SILENCE and sent.any() else self._quiet + FRAME_SAMPLES
        if self._quiet > MOST_LAG + FRAME_SAMPLES * 2:
            return heard
        if self._found:
            left = self._cancelled(sent, heard)
        else:
            self._canceller.follow(sent)
            left = heard
        self._heard[:-FRAME_SAMPLES] = self._heard[FRAME_SAMPLES:]
        self._heard[-FRAME_SAMPLES:] = heard
        self._until_look -= 1
        if self._until_look <= 0:
            self._look()
        return left

    def _cancelled(self, sent: Frame, heard: Frame) -> Frame:
        left = np.empty(FRAME_SAMPLES, np.int16)
        canceller = self._canceller
        canceller.cancel(sent, heard, left)
        if canceller.sent_power > _SENT_POWER:
            self._judged += 1
            self._heard_power += canceller.heard_power
            self._left_power += canceller.left_power
        return left

    def _look(self) -> None:
        """Looks for the echo while there is none, and again when the filter takes out little of it."""
        self._looks += 1
        self._until_look = _LOOK_EVERY * (1 if self._found or self._looks < _PATIENCE else 10)
        if self._found and not self._is_bad():
            return
        lag, before = strongest_echo(self._canceller.recent(2 * _LOOKED_AT), self._heard), self._seen
        self._seen = lag
        if lag is None or before is None or abs(lag - before) > _SAME_PATH:
            return
        if not self._found or abs(lag - BEFORE_PEAK - self._canceller.lag) > _SAME_PATH:
            self._found = True
            self._canceller.lag = max(lag - BEFORE_PEAK, 0)

    def _is_bad(self) -> bool:
        if self._judged < _JUDGED_OVER:
            return False
        bad = self._left_power > _BAD_GAIN * self._heard_power
        self._judged, self._heard_power, self._left_power = 0, 0.0, 0.0
        return bad


def strongest_echo(sent: Floats, heard: Floats) -> int | None:
    """After how many samples `sent` is heard again loudest; None when it is not.

    `sent` has twice the samples of `heard` and ends with the same moment. Generalised cross-correlation
    with phase transform (Knapp and Carter, IEEE Trans. ASSP-24, 1976) in the telephone band: as sharp for a voice as
    for noise.
    """
    count = heard.size
    if sent.size != 2 * count:
        raise ValueError(f"strongest_echo: {count} samples heard need {2 * count} sent, not {sent.size}")
    of_sent, of_heard = np.fft.rfft(sent), np.fft.rfft(np.concatenate([np.zeros(count, np.float32), heard]))
    hz = np.fft.rfftfreq(2 * count, 1 / RATE)
    power = np.abs(of_sent) ** 2 * ((hz > _BAND_HZ[0]) & (hz < _BAND_HZ[1]))
    told = power > _LEAST_OF_STRONGEST * np.max(power)
    if np.count_nonzero(told) < _LEAST_BREADTH * hz.size:
        return None
    cross = np.where(told, of_heard * np.conj(of_sent), 0)
    whitened = np.fft.irfft(cross / (np.abs(cross) + 1e-9))[:count]
    peak = int(np.argmax(np.abs(whitened)))
    return peak if np.abs(whitened[peak]) > _LEAST_PEAK * np.sqrt(np.mean(whitened**2)) else None
