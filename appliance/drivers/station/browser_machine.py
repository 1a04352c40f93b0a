"""The states of a browser's station and every way between them. Nothing else changes the state."""

from enum import Enum
from typing import Final


class BrowserState(Enum):
    EMPTY = "empty"
    """No browser has come yet."""
    FREE = "free"
    TALKING = "talking"
    AWAY = "away"
    """The browser has gone; it may come back."""
    CUT = "cut"
    """The same in a conversation, which waits for it."""
    LOST = "lost"
    """It did not come back."""
    GONE = "gone"


class Move(Enum):
    PLUG = "plug"
    UNPLUG = "unplug"
    CONNECT = "connect"
    DISCONNECT = "disconnect"
    EXPIRE = "expire"
    LEAVE = "leave"


_S, _M = BrowserState, Move

TRANSITIONS: Final[dict[BrowserState, dict[Move, BrowserState]]] = {
    _S.EMPTY: {_M.PLUG: _S.FREE, _M.LEAVE: _S.GONE},
    _S.FREE: {_M.CONNECT: _S.TALKING, _M.UNPLUG: _S.AWAY, _M.LEAVE: _S.GONE},
    _S.TALKING: {_M.DISCONNECT: _S.FREE, _M.UNPLUG: _S.CUT, _M.LEAVE: _S.GONE},
    _S.AWAY: {
        _M.PLUG: _S.FREE,
        _M.CONNECT: _S.CUT,  # answered at a terminal
        _M.EXPIRE: _S.LOST,
        _M.LEAVE: _S.GONE,
    },
    _S.CUT: {_M.PLUG: _S.TALKING, _M.DISCONNECT: _S.AWAY, _M.EXPIRE: _S.LOST, _M.LEAVE: _S.GONE},
    _S.LOST: {_M.LEAVE: _S.GONE},
    _S.GONE: {},
}


class BrowserMachine:
    """One station's place in the table."""

    def __init__(self) -> None:
        self.state = BrowserState.EMPTY

    def move(self, move: Move) -> bool:
        """Takes the row's way; False, and nothing changes, when the table has none."""
        following = TRANSITIONS[self.state].get(move)
        if following is None:
            return False
        self.state = following
        return True
