"""How long a wait will take, for one line: learnt from the waits before, told so that it is enough for most.

The length of the line says: the number of callers ahead, and oneself, times the time that passes from one to the next.
While somebody waits and somebody has been served since the line was last empty, the wait is also about as long as that
of the head of the line so far, or of whoever was served last (Ibrahim and Whitt 2009: HOL and LES); the longest of the
three counts. How far such estimates have been off lately says what the percentile wanted takes.
"""

from bisect import bisect_left, insort
from collections import deque
from itertools import pairwise
from math import ceil, sqrt

import msgspec

from appliance.model.states import State
from appliance.model.words import Ms

REMEMBERED = 100
"""Errors of each way to estimate: enough for a 99th percentile, few enough to follow the day."""
ENOUGH_TO_LEARN = 20
LEAST_MS = 1_000
"""Shorter estimates are taken for so long: one second more or less is no error."""
MEMORY = 8
"""The pace forgets at this rate: each new time counts an eighth."""
LARGEST_FACTOR = 4.0

NORMAL = ((50, 0.0), (60, 0.2533), (70, 0.5244), (80, 0.8416), (90, 1.2816), (95, 1.6449), (99, 2.3263))
"""Percentile, standard deviations above the mean of a normal distribution."""
DEVIATIONS = {
    percent: low_value + (high_value - low_value) * (percent - low) / (high - low)
    for (low, low_value), (high, high_value) in pairwise(NORMAL)
    for percent in range(low, high + 1)
}
"""The same of every whole percentile from 50 to 99, on straight lines between them."""


class Way(State):
    DELAY = "delay"
    LENGTH = "length"


class Forecast(msgspec.Struct, frozen=True, gc=False):
    """Made when a wait begins, or when whoever was rung at its beginning did not take it."""

    at: Ms
    way: Way
    estimate_ms: Ms
    enough_ms: Ms
    """Long enough for the percentile asked for."""


class Errors:
    """The last ratios of truth to estimate, sorted."""

    __slots__ = ("_by_age", "_by_size")

    def __init__(self) -> None:
        self._by_age: deque[float] = deque()
        self._by_size: list[float] = []

    def add(self, ratio: float) -> None:
        self._by_age.append(ratio)
        insort(self._by_size, ratio)
        if len(self._by_age) > REMEMBERED:
            del self._by_size[bisect_left(self._by_size, self._by_age.popleft())]

    def percentile(self, percent: int) -> float | None:
        """Not exceeded by so many in a hundred, the next one counted in; None while too little is known."""
        known = len(self._by_size)
        if known < ENOUGH_TO_LEARN:
            return None
        return self._by_size[min(known, ceil((known + 1) * percent / 100)) - 1]


class ExpectedWait:
    """One line of tickets with the same need. O(log n) in what it remembers, which is bounded."""

    __slots__ = ("_busy_since", "_errors", "_last_served", "_last_wait", "_pace", "foretold", "kept")

    def __init__(self) -> None:
        self._pace: float | None = None
        """Time from one caller being served to the next, while there is one, in milliseconds."""
        self._busy_since: Ms = 0
        """The line was empty before."""
        self._last_served: Ms | None = None
        self._last_wait: Ms = 0
        self._errors = {way: Errors() for way in Way}
        self.foretold = 0
        """Waits that are over and of which the caller was told how long they may take …"""
        self.kept = 0
        """… of these, by the time told. Whoever gave up before it says nothing and does not count."""

    def begin(self, now: Ms, *, ahead: int) -> None:
        """A wait begins, with so many ahead of it."""
        if ahead == 0:
            self._busy_since = now

    def forecast(self, now: Ms, percent: int, *, ahead: int, longest: Ms) -> Forecast | None:
        """For a wait that would begin now; `longest` is that of the head of the line so far. None: too little known."""
        if self._pace is None:
            return None
        way, estimate = Way.LENGTH, (ahead + 1) * self._pace
        if ahead and self._last_served is not None and self._last_served >= self._busy_since:
            way, estimate = Way.DELAY, max(estimate, longest, self._last_wait)
        estimate = max(estimate, LEAST_MS)
        factor = self._errors[way].percentile(percent) or self._assumed_factor(way, percent, estimate, ahead)
        return Forecast(now, way, int(estimate), int(estimate * factor))

    def remaining(self, place: int, percent: int) -> Ms | None:
        """For who waits already, by the place in line alone."""
        if self._pace is None:
            return None
        return int(max(place * self._pace, LEAST_MS) * _factor(percent, 1 / sqrt(place)))

    def served(self, now: Ms, began: Ms, forecast: Forecast | None, *, waiting: int) -> None:
        """A wait that began then is over, so many wait still."""
        since = began
        if self._last_served is not None and self._last_served >= self._busy_since:
            since = max(began, self._last_served)
        self._learn_pace(now - since)
        self._last_served, self._last_wait = now, now - began
        if waiting == 0:
            self._busy_since = now + 1
        if forecast is not None:
            self._errors[forecast.way].add(max(now - forecast.at, LEAST_MS) / forecast.estimate_ms)

    def judge(self, now: Ms, told: Ms, *, served: bool) -> None:
        """A wait is over whose end the caller was told. Who gave up before that time says nothing about it."""
        if served or now > told:
            self.foretold += 1
            self.kept += now <= told

    def _learn_pace(self, took: Ms) -> None:
        self._pace = float(took) if self._pace is None else self._pace + (took - self._pace) / MEMORY

    def _assumed_factor(self, way: Way, percent: int, estimate: float, ahead: int) -> float:
        """Before anything is learnt: as if each caller took an exponential time."""
        spread = 1 / sqrt(ahead + 1) if way is Way.LENGTH else sqrt(2 * (self._pace or 0) / estimate)
        return _factor(percent, spread)


def _factor(percent: int, spread: float) -> float:
    """Of a mean, to be enough for so many in a hundred; `spread` is the standard deviation in parts of the mean."""
    return min(1 + DEVIATIONS[percent] * spread, LARGEST_FACTOR)
