"""Counting what became of callers, by queue and day, so that figures of any days come from sums of these.

The words of design page 5: A answered, B abandoned, At and Bt of them within the queue's target, Bs within the short
threshold.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from appliance.core.rehearsed import Ending, Int64s, Played
from appliance.rehearsal.history import DAY_MS, Columns, History

Floats = NDArray[np.float64]
LONGEST_S = 3_600
"""Waits are counted by whole seconds, rounded up; longer ones with those of this length."""

COUNTED = (
    "came",
    "answered",
    "abandoned",
    "answered_in",
    "abandoned_in",
    "short",
    "overflowed",
    "left",
    "wait_answered",
    "wait_abandoned",
)


@dataclass(slots=True)
class Thresholds:
    """Of each queue, milliseconds."""

    target: Int64s
    short: Int64s


@dataclass(slots=True)
class Tally:
    """Averages over the ways it may have been."""

    queues: int
    days: int
    people: int
    ways: int = 0
    sums: dict[str, Floats] = field(default_factory=dict)
    """By name of COUNTED: queue × day."""
    waits: Floats = field(init=False)
    """Queue × day × seconds, of all but those who never got into the queue."""
    longest: Floats = field(init=False)
    """Of each queue."""
    calls: Floats = field(init=False)
    """Person × day; so are talk, wrap and ready, in milliseconds."""
    talk: Floats = field(init=False)
    wrap: Floats = field(init=False)
    ready: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.sums = {name: np.zeros((self.queues, self.days)) for name in COUNTED}
        self.waits = np.zeros((self.queues, self.days, LONGEST_S + 1))
        self.longest = np.zeros(self.queues)
        self.calls, self.talk, self.wrap, self.ready = (np.zeros((self.people, self.days)) for _ in range(4))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What became of each stay; by_key of those who hung up left by a key instead."""

    ending: NDArray[np.int8]
    waited: Int64s
    agent: Int64s
    ring: Int64s
    talk: Int64s
    wrap: Int64s


def ended(played: Played, ring: Int64s, talk: Int64s, wrap: Int64s) -> Ended:
    return Ended(ending=played.ending, waited=played.waited, agent=played.agent, ring=ring, talk=talk, wrap=wrap)


def truly(stays: Columns) -> Ended:
    return Ended(
        ending=stays.ending,
        waited=stays.waited,
        agent=stays.agent,
        ring=stays.ring,
        talk=np.maximum(stays.talk, 0),
        wrap=np.maximum(stays.wrap, 0),
    )


def empty(history: History, people: int) -> Tally:
    return Tally(len(history.queues), len(history.days), people)


def count(tally: Tally, history: History, came_to: Ended, thresholds: Thresholds, signed_in: Floats) -> None:
    """Adds one way it may have been, or the truth. `signed_in`: person × day, as signed_in_by_day gives it."""
    stays, waited = history.stays, came_to.waited
    place = stays.queue * tally.days + stays.day
    answered = came_to.ending == Ending.ANSWERED
    gone = came_to.ending == Ending.ABANDONED
    abandoned = gone & ~stays.by_key
    within, shortly = waited <= thresholds.target[stays.queue], waited <= thresholds.short[stays.queue]
    counted = {
        "came": np.ones(len(waited)),
        "answered": answered,
        "abandoned": abandoned,
        "answered_in": answered & within,
        "abandoned_in": abandoned & within,
        "short": abandoned & shortly,
        "overflowed": came_to.ending == Ending.OVERFLOWED,
        "left": gone & stays.by_key,
        "wait_answered": np.where(answered, waited, 0),
        "wait_abandoned": np.where(abandoned, waited, 0),
    }
    tally.ways += 1
    for name, each in counted.items():
        _mean_in(tally, tally.sums[name], _summed(place, each, tally.sums[name].shape))
    got_in = (came_to.ending != Ending.OVERFLOWED) | (waited > 0)
    seconds = np.minimum(-(-waited[got_in] // 1_000), LONGEST_S)
    _mean_in(tally, tally.waits, _summed(place[got_in] * (LONGEST_S + 1) + seconds, None, tally.waits.shape))
    longest = np.zeros(tally.queues)
    np.maximum.at(longest, stays.queue, waited)
    _mean_in(tally, tally.longest, longest)
    _count_work(tally, stays, came_to, answered, signed_in)


def _count_work(tally: Tally, stays: Columns, came_to: Ended, answered: NDArray[np.bool_], signed_in: Floats) -> None:
    place = came_to.agent[answered] * tally.days + stays.day[answered]
    shape = tally.calls.shape
    talk, wrap = (_summed(place, each[answered], shape) for each in (came_to.talk, came_to.wrap))
    ring = _summed(place, came_to.ring[answered], shape)
    _mean_in(tally, tally.calls, _summed(place, None, shape))
    _mean_in(tally, tally.talk, talk)
    _mean_in(tally, tally.wrap, wrap)
    _mean_in(tally, tally.ready, np.maximum(signed_in - talk - wrap - ring, 0))


def signed_in_by_day(shifts: Int64s, midnights: Int64s, people: int) -> Floats:
    """How long each person was signed in on each day, milliseconds."""
    found = np.zeros((people, len(midnights)))
    ends = np.append(midnights[1:], midnights[-1] + DAY_MS)
    for day, (begin, end) in enumerate(zip(midnights, ends, strict=True)):
        lengths = np.clip(shifts[:, 2], begin, end) - np.clip(shifts[:, 1], begin, end)
        found[:, day] = np.bincount(shifts[:, 0], lengths, people)[:people]
    return found


def thresholds(history: History, targets: dict[str, tuple[int, int]]) -> Thresholds:
    """From target and short threshold of each queue by name."""
    columns = np.array([targets[name] for name in history.queues], np.int64).reshape(-1, 2)
    return Thresholds(columns[:, 0], columns[:, 1])


def _mean_in(tally: Tally, mean: Floats, new: Floats) -> None:
    """The new one of `ways`, the latest included."""
    mean += (new - mean) / tally.ways


def _summed(place: Int64s, weights: NDArray[np.generic] | None, shape: tuple[int, ...]) -> Floats:
    size = int(np.prod(shape))
    summed: Floats = np.bincount(place, weights, size).astype(np.float64).reshape(shape)
    return summed
