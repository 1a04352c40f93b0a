"""Traces that every contender replays: agents with skills, needs, calls and shifts, drawn with a seed.

Times are milliseconds. Arrivals are odd and shifts even, so that the two never share an instant.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Int64s = NDArray[np.int64]
Int32s = NDArray[np.int32]
Levels = NDArray[np.uint8]

PRIORITIES = 10
TALK_MS = 180_000
PATIENCE_MS = 120_000
WORK_MS = 3_600_000
BREAK_MS = 600_000
"""Means. Agents work for half to one and a half of WORK_MS, then have a break of half to one and a half of BREAK_MS."""
ON_DUTY = WORK_MS / (WORK_MS + BREAK_MS)
AGENT_LEVELS = np.array([0.10, 0.20, 0.30, 0.25, 0.15])
NEED_LEVELS = np.array([0.50, 0.30, 0.20])
"""How often level 1, 2, 3 … comes."""


@dataclass(frozen=True, kw_only=True)
class Size:
    """What a house is drawn from; the numbers of skills are such that there are as many skill sets as in the issue."""

    agents: int
    needs: int
    skills: int
    agent_skills: int
    """Most skills of one agent: 1 to so many, each number equally often."""


SIZES = (
    Size(agents=10, needs=49, skills=8, agent_skills=4),
    Size(agents=100, needs=292, skills=16, agent_skills=4),
    Size(agents=1_000, needs=895, skills=32, agent_skills=3),
    Size(agents=10_000, needs=2_505, skills=32, agent_skills=4),
)
LOADS = (0.8, 1.3)


@dataclass(frozen=True, kw_only=True)
class House:
    """Who can do what, and what is wanted of them."""

    levels: Levels
    """[agent, skill]: 0 where the agent lacks it."""
    least: Levels
    """[need, skill]: 0 where it does not matter."""
    wanted: Int32s
    """Needs as often as they are wanted: a call draws one of these."""

    @cached_property
    def skill_sets(self) -> tuple[Levels, Int32s]:
        """The different rows of `levels`, and which of them each agent has."""
        rows, inverse = np.unique(self.levels, axis=0, return_inverse=True)
        return rows, inverse.astype(np.int32).ravel()

    @cached_property
    def fits(self) -> NDArray[np.bool_]:
        """[need, skill set]: whether agents of that set meet it."""
        rows, _ = self.skill_sets
        wanted = [np.flatnonzero(least) for least in self.least]
        return np.array([(rows[:, on] >= least[on]).all(axis=1) for on, least in zip(wanted, self.least, strict=True)])

    @cached_property
    def agents(self) -> list[dict[int, int]]:
        """Skill → level of each agent, as the routers want it."""
        return [_as_mapping(row) for row in self.levels]

    @cached_property
    def needs(self) -> list[dict[int, int]]:
        return [_as_mapping(row) for row in self.least]


def _as_mapping(row: Levels) -> dict[int, int]:
    return {int(skill): int(row[skill]) for skill in np.flatnonzero(row)}


@dataclass(frozen=True, kw_only=True)
class Trace:
    house: House
    arrival: Int64s
    """Ascending; tickets are numbered by it."""
    need: Int32s
    priority: Int32s
    """1 to 10, 10 is served first."""
    talk: Int64s
    patience: Int64s
    shifts: Int64s
    """Rows of agent, begin, end; those of one agent do not touch."""

    @cached_property
    def signings(self) -> tuple[Int64s, Int32s, NDArray[np.uint8]]:
        """When, who, and whether in: all shifts in the order in which they happen."""
        who, begin, end = self.shifts.T
        at = np.concatenate((begin, end))
        agent, comes = np.concatenate((who, who)), np.repeat((1, 0), len(who))
        order = np.lexsort((comes, agent, at))
        return at[order], agent[order].astype(np.int32), comes[order].astype(np.uint8)

    def without_calls(self) -> "Trace":
        """The same house on a day when nobody comes: all the time it takes is setting up."""
        nothing = {name: getattr(self, name)[:0] for name in ("arrival", "need", "priority", "talk", "patience")}
        return Trace(house=self.house, shifts=self.shifts[:0], **nothing)


def house(size: Size, seed: int = 1) -> House:
    dice = np.random.default_rng((seed, size.agents))
    levels = _agents(dice, size)
    least, wanted = _needs(dice, size, levels)
    return House(levels=levels, least=least, wanted=wanted)


def draw(house: House, load: float, calls: int, seed: int = 1) -> Trace:
    """`load` is work offered by work that the agents on duty can do."""
    agents = len(house.levels)
    dice = np.random.default_rng((seed, agents, int(100 * load)))
    gap = TALK_MS / (agents * ON_DUTY * load)
    arrival = np.cumsum(dice.exponential(gap, calls)).astype(np.int64) // 2 * 2 + 1
    return Trace(
        house=house,
        arrival=arrival,
        need=dice.choice(house.wanted, calls),
        priority=dice.integers(1, PRIORITIES, calls, dtype=np.int32, endpoint=True),
        talk=1 + dice.exponential(TALK_MS, calls).astype(np.int64),
        patience=1 + dice.exponential(PATIENCE_MS, calls).astype(np.int64),
        shifts=_shifts(dice, agents, int(arrival[-1])),
    )


def _popularity(skills: int) -> NDArray[np.float64]:
    """Zipf: the second is wanted half as often as the first, the third a third as often."""
    weights = 1 / np.arange(1, skills + 1)
    return np.asarray(weights / weights.sum())


def _drawn_skills(dice: np.random.Generator, numbers: Int64s, skills: int) -> NDArray[np.bool_]:
    """[row, skill]: which skills each row has, so many as `numbers` says, popular ones more often.

    The k largest of log(weight) + Gumbel noise are a draw of k without putting back (Yellott 1977).
    """
    keys = np.log(_popularity(skills)) + dice.gumbel(size=(len(numbers), skills))
    places = np.argsort(np.argsort(-keys, axis=1), axis=1)
    return np.asarray(places < numbers[:, None])


def _agents(dice: np.random.Generator, size: Size) -> Levels:
    held = _drawn_skills(dice, dice.integers(1, size.agent_skills, size.agents, endpoint=True), size.skills)
    return np.where(held, dice.choice(5, held.shape, p=AGENT_LEVELS) + 1, 0).astype(np.uint8)


def _needs(dice: np.random.Generator, size: Size, levels: Levels) -> tuple[Levels, Int32s]:
    """Needs of 1 to 3 skills that somebody meets, drawn until there are enough different ones; and each one drawn.

    What was drawn more often is wanted more often.
    """
    sets = np.unique(levels, axis=0)
    known: dict[bytes, int] = {}
    drawn: list[int] = []
    while len(known) < size.needs:
        wanted = _drawn_skills(dice, dice.integers(1, 3, 256, endpoint=True), size.skills)
        for row in np.where(wanted, dice.choice(3, wanted.shape, p=NEED_LEVELS) + 1, 0).astype(np.uint8):
            skills = np.flatnonzero(row)
            if len(known) < size.needs and (sets[:, skills] >= row[skills]).all(axis=1).any():
                drawn.append(known.setdefault(row.tobytes(), len(known)))
    return np.frombuffer(b"".join(known), np.uint8).reshape(size.needs, size.skills), np.array(drawn, np.int32)


def _shifts(dice: np.random.Generator, agents: int, last: int) -> Int64s:
    """Everybody begins somewhere in their round of work and break."""
    rows = []
    for agent in range(agents):
        at = -int(dice.integers(0, WORK_MS + BREAK_MS))
        while at < last:
            end = at + int(dice.integers(WORK_MS // 2, WORK_MS * 3 // 2))
            if end > 0:
                rows.append((agent, max(at, 0) // 2 * 2, end // 2 * 2 + 2))
            at = end + int(dice.integers(BREAK_MS // 2, BREAK_MS * 3 // 2))
    return np.array(rows, np.int64)
