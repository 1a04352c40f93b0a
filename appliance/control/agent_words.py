"""What agents ask for: part of the schema of the control socket."""

from typing import TypeAlias

from appliance.model.missed import MissedOrder
from appliance.model.states import MessageOrder
from appliance.model.words import AgentName, QueueName, Token, Value


class SignIn(Value, frozen=True):
    agent: AgentName


class SignOut(Value, frozen=True):
    agent: AgentName


class BeginBreak(Value, frozen=True):
    agent: AgentName
    reason: str


class EndBreak(Value, frozen=True):
    agent: AgentName


class AcceptOffer(Value, frozen=True):
    agent: AgentName
    token: Token


class DeclineOffer(Value, frozen=True):
    agent: AgentName
    token: Token


class HangUpAgent(Value, frozen=True):
    agent: AgentName


class EndWrapUp(Value, frozen=True):
    agent: AgentName


class HoldCaller(Value, frozen=True):
    """The caller hears music; nobody hears anybody."""

    agent: AgentName


class ResumeCaller(Value, frozen=True):
    agent: AgentName


class SendOn(Value, frozen=True):
    """The caller goes on to the queue, with the place of when they first asked for a person."""

    agent: AgentName
    queue: QueueName


class MarkMessage(Value, frozen=True, kw_only=True):
    """Says what becomes of a message in its box; the reply, Done, comes when that is on the disk."""

    message: str
    """Its id, as lists show it."""
    order: MessageOrder
    who: str = ""
    """Says so; must be given to take it."""


class MarkMissed(Value, frozen=True, kw_only=True):
    """Says what becomes of a caller who rang in vain; the reply, Done, comes when that is on the disk."""

    number: str
    """By the key that lists show."""
    order: MissedOrder
    who: str = ""
    """Says so; must be given to take it."""


class PressKeys(Value, frozen=True):
    """Keys for the far end of the agent's conversation; the engine answers it."""

    agent: AgentName
    keys: str
    """1 to 32 of 0-9 * # A-D."""


AgentRequest: TypeAlias = (
    SignIn
    | SignOut
    | BeginBreak
    | EndBreak
    | AcceptOffer
    | DeclineOffer
    | HangUpAgent
    | EndWrapUp
    | HoldCaller
    | ResumeCaller
    | SendOn
)
