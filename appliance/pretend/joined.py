"""Two lines of the exchange in one call: it rings at the other one, and what one box says is what the other hears."""

from collections.abc import Callable
from typing import Protocol

import numpy as np

from appliance.model.words import Digit, Ms
from appliance.pretend.caller import Gone, Party
from appliance.pretend.dialled_call import DialledCall
from appliance.pretend.exchange_tones import CountryTones
from appliance.pretend.gsm.subscribers import FarEnd
from appliance.pretend.key_watch import KeyWatch
from appliance.pretend.report import Ended, StepTimes
from appliance.sound.frames import RATE, Samples

BUSY_CAUSE, NO_ANSWER_CAUSE, OUT_OF_ORDER_CAUSE = 17, 19, 27
"""3GPP 24.008 annex H."""
PATIENCE_MS = 10_000
"""For a line that is free and that no box has set up yet."""
IN_HAND = RATE // 25
"""40 ms: two lines' clocks differ, and their pieces do not come together."""
MOST_ON_THE_WAY = RATE // 4
"""Beyond a quarter of a second the oldest goes: the clock that is faster wins no delay."""
LEAST_SURE_DIGITS = 7
"""So many at the end make a number known by its local part."""


class Subscriber(Protocol):
    """What is asked of a line before it rings."""

    @property
    def off_hook(self) -> bool: ...

    @property
    def call_number(self) -> int | None: ...

    def ready(self, now: Ms, *, second: bool = False) -> bool: ...


def reaches(dialled: str, own: str) -> bool:
    """Whether a number, dialled with or without country and area, is that of the line."""
    rest = dialled.lstrip("+0")
    digits = own.lstrip("+0")
    return bool(rest) and (rest == digits or (len(rest) >= LEAST_SURE_DIGITS and digits.endswith(rest)))


class Joins(Protocol):
    """A call to the line of the exchange that has the number; nothing rings yet. None: no line has it."""

    def __call__(self, number: str, *, withheld: bool = False) -> "Joined | None": ...


def joins_nobody(number: str, *, withheld: bool = False) -> "Joined | None":
    """For a line by itself."""


class Joined:
    """The call: two ends, each the other party of one line."""

    def __init__(self, called: Subscriber, ring: Callable[["Joined", Ms], None]) -> None:
        """`ring` has the called line ring, with `called` as who rings."""
        self._line = called
        self._ring = ring
        self._since: Ms | None = None
        self.cause = 0
        """Why it came to nothing."""
        self.rings = False
        self.calling, self.called = JoinedEnd(), JoinedEnd()
        self.calling.other, self.called.other = self.called, self.calling

    @property
    def answered(self) -> bool:
        return self.called.begun

    def go_on(self, now: Ms) -> None:
        """For the calling line, again and again until it is answered or there is a cause."""
        if self.cause or self.answered:
            return
        if self.rings:
            self.cause = NO_ANSWER_CAUSE if self.calling.gone else 0
            return
        self._since = now if self._since is None else self._since
        if self._line.off_hook or self._line.call_number is not None:
            self.cause = BUSY_CAUSE
        elif self._line.ready(now):
            self.rings = True
            self._ring(self, now)
        elif now - self._since >= PATIENCE_MS:
            self.cause = OUT_OF_ORDER_CAUSE


class JoinedEnd(Party):
    """The other line, as a party of this one: says what comes from there, and is gone when that one hangs up."""

    other: "JoinedEnd"

    def __init__(self) -> None:
        self.gone: Gone | None = None
        self.step_times: list[StepTimes] = []
        self.begun = False
        self._sound = np.zeros(0, np.int16)
        self._waits = True
        self._keys = KeyWatch()
        self._key: Digit = ""

    @property
    def key(self) -> Digit:
        return self._key

    def begin(self, now: Ms) -> None:
        self.begun = True

    def say(self, count: int) -> Samples:
        self._waits = len(self._sound) < count + IN_HAND if self._waits else len(self._sound) < count
        if self._waits:
            piece = np.zeros(count, np.int16)
        else:
            piece, self._sound = self._sound[:count], self._sound[count:]
        self._keys.hear(piece)
        self._key = self._keys.sounding
        return piece

    def hear(self, piece: Samples, now: Ms, sample: int) -> None:
        self.other.come(piece)

    def come(self, piece: Samples) -> None:
        """Sound on its way from the other line."""
        self._sound = np.concatenate((self._sound, piece))[-MOST_ON_THE_WAY:]

    def released(self, now: Ms, sample: int) -> Ended:
        self.leave()
        return Ended.SCRIPT_DONE

    def leave(self) -> None:
        if self.other.gone is None:
            self.other.gone = Gone(ended=Ended.SCRIPT_DONE)


class JoinedCall(DialledCall):
    """What an analog line hears of it until the other one answers."""

    def __init__(self, joined: Joined, tones: CountryTones) -> None:
        super().__init__(FarEnd(), tones)
        self._joined = joined

    @property
    def answered(self) -> bool:
        return self._joined.answered

    @property
    def refused(self) -> bool:
        return bool(self.far_end.cause)

    def go_on(self, now: Ms) -> None:
        self._joined.go_on(now)
        if self._joined.cause and not self.far_end.cause:
            self.far_end = FarEnd(cause=self._joined.cause)
