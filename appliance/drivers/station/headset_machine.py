"""The states of a headset and every way between them. Nothing else changes the state."""

from enum import Enum
from typing import Final


class HeadsetState(Enum):
    FREE = "free"
    RUNG = "rung"
    ACCEPTED = "accepted"
    """Has answered, is not joined with the caller yet."""
    TALKING = "talking"
    HUNG_UP = "hung up"
    """Has hung up; the box has not yet said that the conversation is over."""
    GONE = "gone"


class Move(Enum):
    RING = "ring"
    ACCEPT = "accept"
    WITHDRAW = "withdraw"
    CONNECT = "connect"
    HANG_UP = "hang up"
    DISCONNECT = "disconnect"
    LEAVE = "leave"


_S, _M = HeadsetState, Move

TRANSITIONS: Final[dict[HeadsetState, dict[Move, HeadsetState]]] = {
    _S.FREE: {_M.RING: _S.RUNG, _M.CONNECT: _S.TALKING, _M.LEAVE: _S.GONE},
    _S.RUNG: {
        _M.RING: _S.RUNG,  # another offer takes the place of this one
        _M.ACCEPT: _S.ACCEPTED,
        _M.WITHDRAW: _S.FREE,
        _M.CONNECT: _S.TALKING,  # accepted elsewhere
        _M.LEAVE: _S.GONE,
    },
    _S.ACCEPTED: {
        _M.CONNECT: _S.TALKING,
        _M.WITHDRAW: _S.FREE,  # the caller hung up at the same moment
        _M.DISCONNECT: _S.FREE,
        _M.LEAVE: _S.GONE,
    },
    _S.TALKING: {_M.HANG_UP: _S.HUNG_UP, _M.DISCONNECT: _S.FREE, _M.LEAVE: _S.GONE},
    _S.HUNG_UP: {_M.DISCONNECT: _S.FREE, _M.LEAVE: _S.GONE},
    _S.GONE: {},
}


class HeadsetMachine:
    """One agent's place in the table."""

    def __init__(self) -> None:
        self.state = HeadsetState.FREE

    def move(self, move: Move) -> bool:
        """Takes the row's way; False, and nothing changes, when the table has none."""
        following = TRANSITIONS[self.state].get(move)
        if following is None:
            return False
        self.state = following
        return True
