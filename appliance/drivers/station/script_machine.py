"""The states of a pretend agent and every way between them. Nothing else changes the state."""

from enum import Enum
from typing import Final


class AgentState(Enum):
    FREE = "free"
    RUNG = "rung"
    ACCEPTED = "accepted"
    """Has answered, is not joined with the caller yet."""
    TALKING = "talking"
    HUNG_UP = "hung up"
    """Has hung up; the box has not yet said that the conversation is over."""
    WRAPPING_UP = "wrapping up"
    ON_BREAK = "on break"
    GONE = "gone"


class Move(Enum):
    RING = "ring"
    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    CONNECT = "connect"
    HANG_UP = "hang up"
    DISCONNECT = "disconnect"
    FINISH = "finish"
    """Notes are written."""
    REST = "rest"
    RETURN = "return"
    LEAVE = "leave"


_S, _M = AgentState, Move

TRANSITIONS: Final[dict[AgentState, dict[Move, AgentState]]] = {
    _S.FREE: {_M.RING: _S.RUNG, _M.CONNECT: _S.TALKING, _M.REST: _S.ON_BREAK, _M.LEAVE: _S.GONE},
    _S.RUNG: {_M.ACCEPT: _S.ACCEPTED, _M.DECLINE: _S.FREE, _M.WITHDRAW: _S.FREE, _M.LEAVE: _S.GONE},
    _S.ACCEPTED: {
        _M.CONNECT: _S.TALKING,
        _M.WITHDRAW: _S.FREE,  # the caller hung up at the same moment
        _M.DISCONNECT: _S.FREE,
        _M.LEAVE: _S.GONE,
    },
    _S.TALKING: {_M.HANG_UP: _S.HUNG_UP, _M.DISCONNECT: _S.WRAPPING_UP, _M.LEAVE: _S.GONE},
    _S.HUNG_UP: {_M.DISCONNECT: _S.WRAPPING_UP, _M.LEAVE: _S.GONE},
    _S.WRAPPING_UP: {
        _M.FINISH: _S.FREE,
        _M.RING: _S.RUNG,  # the box's own wrap-up time was shorter
        _M.LEAVE: _S.GONE,
    },
    _S.ON_BREAK: {_M.RETURN: _S.FREE, _M.LEAVE: _S.GONE},
    _S.GONE: {},
}


class ScriptMachine:
    """One agent's place in the table."""

    def __init__(self) -> None:
        self.state = AgentState.FREE

    def move(self, move: Move) -> bool:
        """Takes the row's way; False, and nothing changes, when the table has none."""
        following = TRANSITIONS[self.state].get(move)
        if following is None:
            return False
        self.state = following
        return True
