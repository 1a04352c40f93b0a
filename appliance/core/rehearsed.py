"""What a rehearsal is of and what comes of it: callers and the shop in, what became of each of them out."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from _fastroute.outcome import Ending
from appliance.model.words import AgentName, QueueName

__all__ = ["NOBODY", "Callers", "Ending", "Int64s", "Played", "Shop"]

Int64s = NDArray[np.int64]
NOBODY = -1


class Shop(NamedTuple):
    """Who and what the numbers mean, whatever the plan."""

    people: tuple[AgentName, ...]
    queues: tuple[QueueName, ...]
    shifts: Int64s
    """Rows of person, begin, end; those of one person apart. Times in milliseconds, as those of the callers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Callers:
    """Who asked for a person, in the order in which they joined their queues. One number per caller in each."""

    joined: Int64s
    asked: Int64s
    """When the caller first asked; before `joined` for who was in another queue already."""
    queue: Int64s
    preferred: Int64s
    """Who spoke with them last; -1 nobody."""
    patience: Int64s
    """After so long they hang up."""
    ring: Int64s
    """How long phones ring for them."""
    talk: Int64s
    wrap: Int64s


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What became of each caller, and what each person did in all."""

    ending: NDArray[np.int8]
    agent: Int64s
    """The person who answered; -1 where nobody did."""
    waited: Int64s
    busy: Int64s
    """Talk and wrap-up."""
    ready: Int64s
    decisions: int
