"""Waiting with many agents, in formulas: Erlang B, C and A (design page 5), slow and obvious.

Calls come as a Poisson stream of `arrival_rate`, talk takes an exponential time of mean 1 / `service_rate`; with
`hangup_rate` a waiting caller has an exponential patience of mean 1 / `hangup_rate`. Rates and times in one unit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import count
from math import exp, fsum

TINY = 1e-16


def blocking(lines: int, load: Fraction | float) -> Fraction | float:
    """Erlang B: the share of calls that find all lines busy; load in erlangs. Exact where the load is a Fraction."""
    share: Fraction | float = Fraction(1) if isinstance(load, Fraction) else 1.0
    for line in range(1, lines + 1):
        share = load * share / (line + load * share)
    return share


def load_for(lines: int, share: float) -> float:
    """The load in erlangs at which so many lines block this share of the calls."""
    low, high = 0.0, 10.0 * lines
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if blocking(lines, middle) < share else (low, middle)
    return low


def waiting(agents: int, load: Fraction | float) -> Fraction | float:
    """Erlang C: the share of calls that have to wait when nobody hangs up."""
    share = blocking(agents, load)
    return agents * share / (agents - load * (1 - share))


@dataclass(frozen=True)
class Patient:
    """Erlang C: M/M/n, nobody hangs up. Stable only while the load is below the agents."""

    agents: int
    arrival_rate: float
    service_rate: float

    @property
    def load(self) -> float:
        return self.arrival_rate / self.service_rate

    @property
    def waits(self) -> float:
        return float(waiting(self.agents, self.load))

    @property
    def mean_wait(self) -> float:
        return self.waits / self.service_rate / (self.agents - self.load)

    @property
    def occupancy(self) -> float:
        return self.load / self.agents

    def answered_within(self, threshold: float) -> float:
        return 1 - self.waits * exp(-(self.agents - self.load) * self.service_rate * threshold)


@dataclass(frozen=True)
class Impatient:
    """Erlang A: M/M/n+M. Shares are of all calls."""

    agents: int
    arrival_rate: float
    service_rate: float
    hangup_rate: float

    @cached_property
    def found(self) -> list[float]:
        """How likely a call finds so many others there: births and deaths, until what is left out weighs nothing."""
        weights = [1.0]
        for there in count(1):
            leaving = min(there, self.agents) * self.service_rate + max(there - self.agents, 0) * self.hangup_rate
            weights.append(weights[-1] * self.arrival_rate / leaving)
            if there > self.agents and weights[-1] < TINY * max(weights):
                break
        whole = fsum(weights)
        return [weight / whole for weight in weights]

    @property
    def waits(self) -> float:
        return fsum(self.found[self.agents :])

    @property
    def mean_line(self) -> float:
        return fsum(place * share for place, share in enumerate(self.found[self.agents :]))

    @property
    def mean_wait(self) -> float:
        """Of all calls, answered or not: Little's law."""
        return self.mean_line / self.arrival_rate

    @property
    def abandons(self) -> float:
        return self.hangup_rate * self.mean_line / self.arrival_rate

    @property
    def occupancy(self) -> float:
        return fsum(min(there, self.agents) * share for there, share in enumerate(self.found)) / self.agents

    def within(self, time: float) -> tuple[float, float]:
        """The shares answered and abandoned within the time.

        One caller is followed: with so many ahead, each step is one fewer ahead (an agent is free, or somebody ahead
        hangs up), or the caller's own hanging up; with nobody ahead the next free agent answers. Uniformisation: in
        the time there are Poisson many ticks of the fastest clock, and each tick is one step, or none.
        """
        ahead = self.found[self.agents :]
        clock = self.agents * self.service_rate + len(ahead) * self.hangup_rate
        answered = fsum(self.found[: self.agents])
        abandoned = answered_by = abandoned_by = 0.0
        for share in _poisson(clock * time):
            answered_by += share * answered
            abandoned_by += share * abandoned
            answered += ahead[0] * self.agents * self.service_rate / clock
            abandoned += fsum(ahead) * self.hangup_rate / clock
            ahead = list(self._after_a_tick(ahead, clock))
        return answered_by, abandoned_by

    def _after_a_tick(self, ahead: list[float], clock: float) -> Iterator[float]:
        for place, share in enumerate(ahead):
            stays = share * (1 - (self.agents * self.service_rate + (place + 1) * self.hangup_rate) / clock)
            behind = place + 1
            comes = self.agents * self.service_rate + behind * self.hangup_rate
            yield stays + (ahead[behind] * comes / clock if behind < len(ahead) else 0.0)

    def waits_longer(self, time: float) -> float:
        return 1 - sum(self.within(time))

    def wait_of(self, share: float) -> float:
        """The time that this share of all calls, answered or not, do not wait longer than."""
        low, high = 0.0, 1 / self.service_rate / self.agents
        while self.waits_longer(high) > 1 - share:
            low, high = high, 2 * high
        for _ in range(20):
            middle = (low + high) / 2
            low, high = (middle, high) if self.waits_longer(middle) > 1 - share else (low, middle)
        return high

    def service_levels(self, threshold: float) -> dict[str, float]:
        """The four that need no short threshold, by their names on design page 5."""
        answered, abandoned = self.within(threshold)
        return {
            "negative": answered,
            "ignore": answered / (1 - abandoned),
            "positive": answered + abandoned,
            "answered": answered / (1 - self.abandons),
        }


def _poisson(mean: float) -> Iterator[float]:
    """How likely 0, 1, 2 … are, until the rest weighs nothing."""
    share = exp(-mean)
    for number in count(1):
        yield share
        share *= mean / number
        if number > mean and share < TINY:
            return
