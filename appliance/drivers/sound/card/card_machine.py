"""A card's child as the box sees it, and every way between its states."""

from enum import Enum
from typing import Final


class ChildState(Enum):
    GONE = "gone"
    """Not started, ended or killed."""
    STARTING = "starting"
    RESTING = "resting"
    """It has its card, whose sound rests."""
    FLOWING = "flowing"
    """It was told to let the sound flow."""


class ChildMove(Enum):
    START = "start"
    OPENED = "opened"
    """It reports that it has its card."""
    FLOW = "flow"
    REST = "rest"
    END = "end"
    """It died, or is killed."""


_END: Final = {ChildMove.END: ChildState.GONE}

TRANSITIONS: Final[dict[ChildState, dict[ChildMove, ChildState]]] = {
    ChildState.GONE: {ChildMove.START: ChildState.STARTING},
    ChildState.STARTING: {ChildMove.OPENED: ChildState.RESTING, **_END},
    ChildState.RESTING: {ChildMove.FLOW: ChildState.FLOWING, **_END},
    ChildState.FLOWING: {ChildMove.REST: ChildState.RESTING, **_END},
}


class CardMachine:
    def __init__(self) -> None:
        self.state = ChildState.GONE

    def move(self, move: ChildMove) -> bool:
        """Whether the table has such a way; where it has none, nothing changes."""
        after = TRANSITIONS[self.state].get(move)
        if after is None:
            return False
        self.state = after
        return True
