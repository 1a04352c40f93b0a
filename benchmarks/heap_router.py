"""The router as one would write it in Python, to measure against: a heap per need, lazy deletion, sets of agents."""

from collections.abc import Mapping
from heapq import heappop, heappush


class HeapRouter:
    """Only what the benchmarks ask: agents and tickets come and go; nobody declines."""

    def __init__(self) -> None:
        self._skills: dict[int, Mapping[int, int]] = {}
        self._ready: dict[int, int] = {}
        self._needs: list[Mapping[int, int]] = []
        self._meets: list[set[int]] = []
        self._lines: list[list[tuple[int, int, int]]] = []
        self._waiting: dict[int, int] = {}

    def add_agent(self, agent: int, skills: Mapping[int, int]) -> None:
        self._skills[agent] = skills
        for need, meets in zip(self._needs, self._meets, strict=True):
            if self._fits(agent, need):
                meets.add(agent)

    def need(self, skills: Mapping[int, int]) -> int:
        self._needs.append(skills)
        self._meets.append({agent for agent in self._skills if self._fits(agent, skills)})
        self._lines.append([])
        return len(self._needs) - 1

    def _fits(self, agent: int, need: Mapping[int, int]) -> bool:
        return all(self._skills[agent].get(skill, 0) >= level for skill, level in need.items())

    def sign_in(self, agent: int, now: int) -> int | None:
        best = None
        for need, line in enumerate(self._lines):
            while line and line[0][2] not in self._waiting:
                heappop(line)
            if line and agent in self._meets[need] and (best is None or line[0] < best[0]):
                best = (line[0], line)
        if best is None:
            self._ready[agent] = now
            return None
        ticket = heappop(best[1])[2]
        del self._waiting[ticket]
        return ticket

    free = sign_in

    def offer_ticket(self, ticket: int, need: int, due: int, arrival: int, now: int) -> int | None:
        meets = self._meets[need]
        agent = min((agent for agent in self._ready if agent in meets), key=lambda a: (self._ready[a], a), default=None)
        if agent is None:
            heappush(self._lines[need], (due, arrival, ticket))
            self._waiting[ticket] = need
            return None
        del self._ready[agent]
        return agent

    def withdraw(self, ticket: int) -> None:
        del self._waiting[ticket]

    def position(self, ticket: int) -> int:
        line = sorted(key for key in self._lines[self._waiting[ticket]] if key[2] in self._waiting)
        return next(place for place, key in enumerate(line, start=1) if key[2] == ticket)
