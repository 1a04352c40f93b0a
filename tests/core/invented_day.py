"""Days of an invented line: callers by chance, agents who serve them in turn, and what was foretold about each wait."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from appliance.core.expected_wait import ExpectedWait, Forecast

HOUR_MS = 3_600_000


@dataclass
class Day:
    """Calls arrive at a rate per hour of the time of day, talk for an exponential time, and some lose patience."""

    agents: int
    calls_per_hour: Callable[[float], float]
    talk_ms: float = 180_000
    patience_ms: float = float("inf")
    percent: int = 80
    expected: ExpectedWait = field(default_factory=ExpectedWait)
    waits: list[tuple[Forecast | None, int]] = field(default_factory=list)
    """What was foretold, and how long it was for those who were served."""

    def play(self, seed: int, hours: float = 10) -> "Day":
        chance, free, line = Random(seed), self.agents, list[tuple[int, float, Forecast | None]]()
        ends: list[int] = []
        arrives = self._next_arrival(chance, 0)
        while (now := min([arrives, *ends[:1]])) < hours * HOUR_MS:
            line = self._without_impatient(line, now)
            if ends and ends[0] == now:
                heapq.heappop(ends)
                free += 1
            else:
                arrives = self._next_arrival(chance, now)
                line.append(self._joins(chance, now, line) if not free else (now, float("inf"), None))
            while free and line:
                free -= 1
                heapq.heappush(ends, now + 1 + int(chance.expovariate(1 / self.talk_ms)))
                self._served(now, line.pop(0), len(line))
        return self

    def _next_arrival(self, chance: Random, now: int) -> int:
        return now + 1 + int(chance.expovariate(max(self.calls_per_hour(now / HOUR_MS), 0.01) / HOUR_MS))

    def _joins(
        self, chance: Random, now: int, line: list[tuple[int, float, Forecast | None]]
    ) -> tuple[int, float, Forecast | None]:
        longest = now - line[0][0] if line else 0
        forecast = self.expected.forecast(now, self.percent, ahead=len(line), longest=longest)
        self.expected.begin(now, ahead=len(line))
        gives_up = now + chance.expovariate(1 / self.patience_ms) if self.patience_ms < float("inf") else float("inf")
        return now, gives_up, forecast

    def _served(self, now: int, caller: tuple[int, float, Forecast | None], waiting: int) -> None:
        began, _, forecast = caller
        if began < now:
            self.expected.served(now, began, forecast, waiting=waiting)
            self._judge(now, forecast, served=True)
            self.waits.append((forecast, now - began))

    def _judge(self, now: int, forecast: Forecast | None, *, served: bool) -> None:
        """As if every forecast had been told, to the millisecond."""
        if forecast is not None:
            self.expected.judge(now, forecast.at + forecast.enough_ms, served=served)

    def _without_impatient(
        self, line: list[tuple[int, float, Forecast | None]], now: int
    ) -> list[tuple[int, float, Forecast | None]]:
        for _, gives_up, forecast in line:
            if gives_up <= now:
                self._judge(int(gives_up), forecast, served=False)
        return [caller for caller in line if caller[1] > now]
