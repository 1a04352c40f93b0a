"""The states of a call. Rule: whatever moves a call between states stands in this table."""

from enum import auto

from appliance.core.transitions import Machine
from appliance.model.states import CallState, Direction, State


class CallTrigger(State):
    RING = auto()
    """It comes in …"""
    DIAL = auto()
    """… or goes out."""
    ANSWER = auto()
    ANSWERED = auto()
    ENQUEUE = auto()
    OFFER = auto()
    GIVE_BACK = auto()
    """The last agent who rang for it declined, did not answer, or could not be reached."""
    ACCEPT = auto()
    LEAVE_QUEUE = auto()
    LOSE_STATION = auto()
    """The agent's station went away in mid-conversation, or they hung up while the caller was being sent on."""
    KNOCK_TAKEN = auto()
    """It knocked in another call, whose agent takes it."""
    TRANSFER = auto()
    """The agent sends the caller on to a queue."""
    DIALLED = auto()
    """The number of an outgoing call is out."""
    RINGBACK = auto()
    HAND_OVER = auto()
    """To a target of the plan."""
    KEEP = auto()
    """The target did not take the caller: the agent speaks on …"""
    TAKE_BACK = auto()
    """… or the flow does."""
    ASK = auto()
    """The agent puts the caller on hold and has somebody else rung."""
    INVITE = auto()
    """Somebody is rung to join the conversation."""
    COMPANY = auto()
    """Who was rung has answered."""
    GIVE_UP = auto()
    """Who was rung, or spoken with, is gone …"""
    ALONE = auto()
    """… or the last one besides caller and agent is."""
    PASS_ON = auto()
    """Who was asked has the caller from now on."""
    CONFER = auto()
    """Caller, agent and who was asked hear one another."""
    LINK = auto()
    """The last agent leaves the far ends to one another."""
    FAX = auto()
    """Who is spoken with is a machine: the flow has it from now on."""
    RECORD = auto()
    RECORDED = auto()
    END = auto()


_T = CallTrigger
TABLE = {
    CallState.BEGUN: {_T.RING: CallState.RINGING, _T.DIAL: CallState.DIALLING},
    CallState.RINGING: {
        _T.ANSWER: CallState.ANSWERING,
        _T.KNOCK_TAKEN: CallState.TALKING,
        _T.END: CallState.ENDED,
    },
    CallState.ANSWERING: {_T.ANSWERED: CallState.IN_FLOW, _T.END: CallState.ENDED},
    CallState.IN_FLOW: {
        _T.ENQUEUE: CallState.WAITING,
        _T.RECORD: CallState.LEAVING_MESSAGE,
        _T.HAND_OVER: CallState.TRANSFERRING,
        _T.END: CallState.ENDED,
    },
    CallState.WAITING: {
        _T.OFFER: CallState.OFFERED,
        _T.LEAVE_QUEUE: CallState.IN_FLOW,
        _T.END: CallState.ENDED,
    },
    CallState.OFFERED: {
        _T.OFFER: CallState.OFFERED,  # another phone rings for it too
        _T.GIVE_BACK: CallState.WAITING,
        _T.ACCEPT: CallState.TALKING,
        _T.LEAVE_QUEUE: CallState.IN_FLOW,
        _T.END: CallState.ENDED,
    },
    CallState.TALKING: {
        _T.LOSE_STATION: CallState.WAITING,
        _T.TRANSFER: CallState.WAITING,
        _T.HAND_OVER: CallState.TRANSFERRING,
        _T.ASK: CallState.ASKING,
        _T.INVITE: CallState.INVITING,
        _T.CONFER: CallState.CONFERRING,  # the caller of a conference hung up, and the others go on
        _T.LINK: CallState.LINKED,
        _T.FAX: CallState.IN_FLOW,
        _T.END: CallState.ENDED,
    },
    CallState.ASKING: {
        _T.COMPANY: CallState.CONSULTING,
        _T.ALONE: CallState.TALKING,
        _T.END: CallState.ENDED,
    },
    CallState.CONSULTING: {
        _T.ALONE: CallState.TALKING,
        _T.PASS_ON: CallState.TALKING,
        _T.CONFER: CallState.CONFERRING,
        _T.LINK: CallState.LINKED,
        _T.END: CallState.ENDED,
    },
    CallState.INVITING: {
        _T.COMPANY: CallState.CONFERRING,
        _T.GIVE_UP: CallState.CONFERRING,
        _T.ALONE: CallState.TALKING,
        _T.LINK: CallState.LINKED,
        _T.END: CallState.ENDED,
    },
    CallState.CONFERRING: {
        _T.INVITE: CallState.INVITING,
        _T.ALONE: CallState.TALKING,
        _T.LINK: CallState.LINKED,
        _T.END: CallState.ENDED,
    },
    CallState.LINKED: {_T.END: CallState.ENDED},
    CallState.LEAVING_MESSAGE: {_T.RECORDED: CallState.IN_FLOW, _T.END: CallState.ENDED},
    CallState.DIALLING: {_T.DIALLED: CallState.CALLING, _T.END: CallState.ENDED},
    CallState.CALLING: {
        _T.RINGBACK: CallState.CALLING,
        _T.ANSWERED: CallState.IN_FLOW,
        _T.ACCEPT: CallState.TALKING,
        _T.END: CallState.ENDED,
    },
    CallState.TRANSFERRING: {
        _T.KEEP: CallState.TALKING,
        _T.TAKE_BACK: CallState.IN_FLOW,
        _T.LOSE_STATION: CallState.TRANSFERRING,
        _T.TRANSFER: CallState.WAITING,  # nobody took the caller, and the agent's station went away meanwhile
        _T.END: CallState.ENDED,
    },
    CallState.ENDED: {},
}
FIRST = {Direction.INCOMING: CallTrigger.RING, Direction.OUTGOING: CallTrigger.DIAL}

WITH_TICKET = frozenset({CallState.WAITING, CallState.OFFERED})
"""In these states the call holds a place in line."""

REACHING = frozenset({CallState.DIALLING, CallState.CALLING})
"""In these states nobody has answered an outgoing call yet."""


class CallMachine(Machine[CallState, CallTrigger]):
    __slots__ = ()
