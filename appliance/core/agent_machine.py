"""The two axes of an agent: what they say (status) and what they do (activity). Every move stands in these tables."""

from enum import auto

from appliance.core.transitions import Machine
from appliance.model.states import AgentActivity, AgentStatus, State


class StatusTrigger(State):
    SIGN_IN = auto()
    SIGN_OUT = auto()
    TAKE_BREAK = auto()
    COME_BACK = auto()


class ActivityTrigger(State):
    OFFER = auto()
    GIVE_BACK = auto()
    """The offer ended without a conversation."""
    ACCEPT = auto()
    DIAL = auto()
    """The agent calls somebody."""
    LET_GO = auto()
    """Nobody was reached."""
    HOLD = auto()
    RESUME = auto()
    END_TALK = auto()
    WATCH = auto()
    """Hears the conversation of somebody else …"""
    END_WATCH = auto()
    """… and does no more."""
    END_WRAP_UP = auto()


_S = StatusTrigger
STATUS_TABLE = {
    AgentStatus.SIGNED_OUT: {_S.SIGN_IN: AgentStatus.READY},
    AgentStatus.READY: {_S.SIGN_OUT: AgentStatus.SIGNED_OUT, _S.TAKE_BREAK: AgentStatus.ON_BREAK},
    AgentStatus.ON_BREAK: {
        _S.COME_BACK: AgentStatus.READY,
        _S.SIGN_IN: AgentStatus.READY,
        _S.SIGN_OUT: AgentStatus.SIGNED_OUT,
    },
}

_A = ActivityTrigger
ACTIVITY_TABLE = {
    AgentActivity.IDLE: {
        _A.OFFER: AgentActivity.OFFERED,
        _A.DIAL: AgentActivity.DIALLING,
        _A.WATCH: AgentActivity.WATCHING,
    },
    AgentActivity.OFFERED: {_A.ACCEPT: AgentActivity.TALKING, _A.GIVE_BACK: AgentActivity.IDLE},
    AgentActivity.DIALLING: {_A.ACCEPT: AgentActivity.TALKING, _A.LET_GO: AgentActivity.IDLE},
    AgentActivity.TALKING: {_A.HOLD: AgentActivity.HOLDING, _A.END_TALK: AgentActivity.WRAPPING_UP},
    AgentActivity.HOLDING: {_A.RESUME: AgentActivity.TALKING, _A.END_TALK: AgentActivity.WRAPPING_UP},
    AgentActivity.WATCHING: {_A.END_WATCH: AgentActivity.IDLE},
    AgentActivity.WRAPPING_UP: {
        _A.END_WRAP_UP: AgentActivity.IDLE,
        _A.DIAL: AgentActivity.DIALLING,
        _A.WATCH: AgentActivity.WATCHING,
    },
}


class StatusMachine(Machine[AgentStatus, StatusTrigger]):
    __slots__ = ()


class ActivityMachine(Machine[AgentActivity, ActivityTrigger]):
    __slots__ = ()
