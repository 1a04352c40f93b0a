"""What is asked about conversations: part of the schema of the control socket. The engine answers each with Begun."""

from typing import TypeAlias

from appliance.model.talk_states import Audience, RecordingOrder, TalkOrder, WatchMode
from appliance.model.words import AgentName, LineName, PromptName, Value


class AboutTalk(Value, frozen=True):
    """Hold, retrieve, mute, unmute; complete, join, leave, drop."""

    agent: AgentName
    order: TalkOrder


class AskIn(Value, frozen=True, kw_only=True):
    """Somebody is asked about the agent's caller, who is on hold meanwhile; or invited to join them."""

    agent: AgentName
    colleague: AgentName | None = None
    number: str = ""
    """As typed. Exactly one of colleague and number is given."""
    line: LineName | None = None
    """To call the number on; None: the first idle one that may."""
    invite: bool = False


class WatchTalk(Value, frozen=True, kw_only=True):
    """The supervisor listens to the agent's conversation, whispers, or barges in; without an agent no more."""

    supervisor: AgentName
    agent: AgentName | None = None
    mode: WatchMode = WatchMode.LISTEN


class SayInTalk(Value, frozen=True, kw_only=True):
    """Prompts are said in the agent's conversation."""

    agent: AgentName
    prompts: tuple[PromptName, ...]
    to: Audience = Audience.BOTH


class AboutRecording(Value, frozen=True):
    """Start, pause, resume or stop the recording of the agent's conversation."""

    agent: AgentName
    order: RecordingOrder


class NoteCall(Value, frozen=True):
    """Something to be remembered of the caller the agent speaks with, or has just spoken with."""

    agent: AgentName
    text: str
    """1 to 1,000 characters."""


TalkRequest: TypeAlias = AboutTalk | AskIn | WatchTalk | SayInTalk | AboutRecording | NoteCall
