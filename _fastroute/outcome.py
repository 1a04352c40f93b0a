"""What came of a rehearsal: what happened to each ticket, and what each agent did."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Int64s = NDArray[np.int64]

NEVER = -1
"""Of times: it did not happen."""


class Ending(IntEnum):
    NOT_COME = 0
    """It would have arrived after the end."""
    ANSWERED = 1
    ABANDONED = 2
    OVERFLOWED = 3
    UNSERVED = 4
    """Still waited or rang at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Times in the unit of the trace. The first arrays have one number per ticket, the last five one per agent.

    What had not ended at the end is counted up to there. For an agent who does one thing at a time,
    ring + talk + wrap + ready = signed_in, exactly.
    """

    ending: NDArray[np.int8]
    """An Ending each."""
    agent: NDArray[np.int32]
    """Who answered it, or last rang in vain; -1 where nobody did (of those rung all at once: who answered)."""
    offered: Int64s
    """When the agent was found; answered − offered is the ring time."""
    answered: Int64s
    ended: Int64s
    """End of the talk, or when the ticket left; NEVER for who still waits. May be after the end."""
    waited: Int64s
    """From arrival to answer or leaving, or to the end; includes ringing. 0 for who has not come."""

    ring: Int64s
    talk: Int64s
    wrap: Int64s
    ready: Int64s
    """Signed in with nothing at all to do."""
    signed_in: Int64s
    """Until the last work is over, also past the end of the shift."""

    until: int
    """The end: as given, else the time of the last thing that happened."""
    decisions: int
    """How often the router was asked: who takes this ticket, what does this agent get?"""
