"""Events about a line's second caller: who knocks, or whom the network holds while the other one is heard."""

from appliance.model.states import SecondOrder
from appliance.model.words import AgentName, LineName, Token, Value


class SecondCallMoved(Value, frozen=True):
    """The modem did what it was told about the second call; after TAKE and SWAP the other one is heard."""

    line: LineName
    order: SecondOrder


class SecondCallFailed(Value, frozen=True):
    """It did not, and all is as before."""

    line: LineName
    order: SecondOrder
    reason: str


class SecondCallGone(Value, frozen=True):
    """Who knocked gave up, or who was held hung up; who is heard is still there."""

    line: LineName


class SecondCallWanted(Value, frozen=True):
    """The agent, in a conversation, wants that done about the line's second caller."""

    agent: AgentName
    order: SecondOrder
    token: Token
