"""The echo of a line: what was sent comes back from the far side's hybrid, later and softer, and is taken out again.

First the delay is looked for – the modem's buffers, the exchange, up to half a second – then a filter learns the 20 ms
around it. A line without echo costs a look now and then, and its sound passes untouched.
"""

from collections.abc import Generator
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from _fastroute.echo import EchoCanceller
from appliance.sound.frames import FRAME_SAMPLES, RATE, Frame

BEFORE_PEAK = 32
"""Samples of the filter before the strongest echo: half of them where no echo is, half for what comes before it."""

_LOOKED_AT = 4_096
"""Samples heard that one look compares with what was sent."""
LOOK_EVERY = 8
"""Frames with sound sent, while there is none; 25 times as many, 4 s, once ten looks found nothing."""
_PATIENCE = 10
_SETTLED = 10
"""So many times as long, 1.6 s, when the filter takes out little and is where the echo is: somebody speaks then."""
_LEAST_PEAK = 8.0
"""Of the whitened correlation, over its root mean square: 4,096 lags reach 4.5 by chance. Two looks must agree."""
_SAME_PATH = 24
"""Samples that a strongest echo may wander without the filter losing it."""
_BAND_HZ = (300.0, 3_400.0)
_LEAST_OF_STRONGEST = 1e-4
"""Of the power at the strongest frequency: what is sent more softly tells nothing of where it went."""
_LEAST_BREADTH = 0.2
"""Share of all frequencies up to 4 kHz. A tone fits behind every other tone, whatever the delay; a voice is broad."""

_NEARLY_NOTHING = np.float32(1e-9)

Floats = npt.NDArray[np.float32]
Steps: TypeAlias = Generator[None, None, int | None]


class LineEcho:
    """Of one leg: looks where the echo is, and places the filter there. What it does follows from the frames alone."""

    def __init__(self, canceller: EchoCanceller | None = None) -> None:
        """With a canceller of its own, if it is given none."""
        self.canceller = canceller or EchoCanceller()
        self._looks = 0
        self._seen: int | None = None
        """By the look before: what two looks see is there."""
        self._steps: Steps | None = None
        """Of a look that was begun: those to be done."""

    @property
    def lag(self) -> int | None:
        """Samples after which the strongest echo comes back; None: none was found."""
        return self.canceller.lag + BEFORE_PEAK if self.canceller.cancelling else None

    def taken_out(self, sent: Frame, heard: Frame) -> Frame:
        """What was heard, without the echo of what was sent until then: `sent` is the frame of the tick before."""
        left = np.empty(FRAME_SAMPLES, np.int16)
        cancelled = self.canceller.take_out(sent, heard, left)
        if self.canceller.overdue:
            self.look()
        while self.looking:
            self.look()
        return left if cancelled else heard

    @property
    def looking(self) -> bool:
        """A look was begun and is to be ended."""
        return self._steps is not None

    def look(self) -> None:
        """A quarter of a look at where the echo is, so that no tick of many lines has a whole one to do.

        To be called when the canceller says that it is due – the filter has no place yet, or takes out little of the
        echo – or some frames later, and until it is no longer `looking`.
        """
        if self._steps is None:
            canceller = self.canceller
            self._looks += 1
            canceller.look_after(LOOK_EVERY * (1 if canceller.cancelling or self._looks < _PATIENCE else 25))
            self._steps = looking_for(canceller.recent(2 * _LOOKED_AT), canceller.came_lately(_LOOKED_AT))
        try:
            next(self._steps)
        except StopIteration as found:
            self._steps = None
            self._place(found.value)

    def _place(self, lag: int | None) -> None:
        """The filter goes where two looks saw the same."""
        before, self._seen = self._seen, lag
        canceller = self.canceller
        elsewhere = not canceller.cancelling or (lag is not None and self._is_elsewhere(lag))
        if not elsewhere:
            canceller.look_after(LOOK_EVERY * _SETTLED)
        elif lag is not None and before is not None and abs(lag - before) <= _SAME_PATH:
            canceller.lag = max(lag - BEFORE_PEAK, 0)

    def _is_elsewhere(self, lag: int) -> bool:
        return abs(lag - BEFORE_PEAK - self.canceller.lag) > _SAME_PATH


def strongest_echo(sent: Floats, heard: Floats) -> int | None:
    """After how many samples `sent` is heard again loudest; None when it is not.

    `sent` has twice the samples of `heard` and ends with the same moment. Generalised cross-correlation
    with phase transform (Knapp and Carter, IEEE Trans. ASSP-24, 1976) in the telephone band: as sharp for a voice as
    for noise.
    """
    steps = looking_for(sent, heard)
    while True:
        try:
            next(steps)
        except StopIteration as found:
            lag: int | None = found.value
            return lag


def looking_for(sent: Floats, heard: Floats) -> Steps:
    """The same in four steps that take about as long each; fewer where what was sent tells nothing."""
    count = heard.size
    if sent.size != 2 * count:
        raise ValueError(f"strongest_echo: {count} samples heard need {2 * count} sent, not {sent.size}")
    first, last = (round(hz * 2 * count / RATE) for hz in _BAND_HZ)
    of_sent = np.fft.rfft(sent)[first:last]
    power = of_sent.real**2 + of_sent.imag**2
    told = power > _LEAST_OF_STRONGEST * np.max(power, initial=0.0)
    if np.count_nonzero(told) < _LEAST_BREADTH * count:
        return None
    yield
    late = np.zeros(2 * count, np.float32)
    late[count:] = heard
    of_heard = np.fft.rfft(late)[first:last]
    yield
    cross = of_heard * np.conj(of_sent)
    whitened = np.zeros(count + 1, np.complex64)
    whitened[first:last] = cross * (told / (np.abs(cross) + _NEARLY_NOTHING))
    yield
    alike = np.fft.irfft(whitened)[:count]
    peak = int(np.argmax(np.abs(alike)))
    return peak if np.abs(alike[peak]) > _LEAST_PEAK * np.sqrt(np.mean(alike**2)) else None
