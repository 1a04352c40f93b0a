"""Events about conversations: what agents and supervisors want done in them; each wish is answered under its token."""

from typing import TypeAlias

from appliance.model.talk_states import Audience, RecordingOrder, TalkOrder, WatchMode
from appliance.model.words import AgentName, LineName, PromptName, Token, Value


class TalkOrdered(Value, frozen=True):
    agent: AgentName
    """In whose conversation."""
    order: TalkOrder
    token: Token


class CompanyWanted(Value, frozen=True, kw_only=True):
    """The agent asks a colleague, or somebody outside: alone while the caller is on hold, or into the conversation.

    Exactly one of `colleague` and `number` is given.
    """

    agent: AgentName
    token: Token
    colleague: AgentName | None = None
    number: str = ""
    """As typed."""
    line: LineName | None = None
    """To call the number on; None: the first idle one that may."""
    invite: bool = False
    """The caller is not put on hold: who answers joins them."""


class WatchWanted(Value, frozen=True, kw_only=True):
    """A supervisor wants to hear an agent's conversation, and to be heard in it by some, or no more."""

    supervisor: AgentName
    token: Token
    agent: AgentName | None = None
    """None: ends what the supervisor watches."""
    mode: WatchMode = WatchMode.LISTEN


class AnnouncementWanted(Value, frozen=True, kw_only=True):
    """Something is to be said in the agent's conversation, beside what is spoken."""

    agent: AgentName
    token: Token
    prompts: tuple[PromptName, ...]
    to: Audience = Audience.BOTH


class RecordingOrdered(Value, frozen=True):
    agent: AgentName
    """Of whose conversation."""
    order: RecordingOrder
    token: Token


class CallNoted(Value, frozen=True):
    """The agent writes something down about the caller they speak with, or have just spoken with."""

    agent: AgentName
    text: str
    token: Token


class StationAway(Value, frozen=True):
    """The place where the agent talks cannot be reached just now; StationBack or StationLost follows soon."""

    agent: AgentName


class StationBack(Value, frozen=True):
    agent: AgentName


class AnnouncementFailed(Value, frozen=True):
    """A prompt of it is not there; the others were not said either."""

    line: LineName
    token: Token
    reason: str


TalkEvent: TypeAlias = (
    TalkOrdered
    | CompanyWanted
    | WatchWanted
    | AnnouncementWanted
    | AnnouncementFailed
    | RecordingOrdered
    | CallNoted
    | StationAway
    | StationBack
)
