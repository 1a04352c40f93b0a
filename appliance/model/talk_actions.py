"""Actions in conversations of more than caller and agent, on what is recorded of them and said in them."""

from typing import TypeAlias

from appliance.model.words import AgentName, CallId, LineName, PromptName, Token, Value


class Connect(Value, frozen=True):
    """The station takes part from now on and is joined with nobody yet; ended by Part."""

    agent: AgentName
    call: CallId


class Confer(Value, frozen=True):
    """These hear one another and nobody else does; whoever was in conversation with one of them is not any more."""

    lines: tuple[LineName, ...]
    agents: tuple[AgentName, ...]


class Watch(Value, frozen=True, kw_only=True):
    """The agent hears these and is heard by those, from now on; ended by Part."""

    agent: AgentName
    lines: tuple[LineName, ...] = ()
    agents: tuple[AgentName, ...] = ()
    heard_on: tuple[LineName, ...] = ()
    heard_by: tuple[AgentName, ...] = ()


class Mute(Value, frozen=True):
    agent: AgentName
    muted: bool
    """Nobody hears the agent, who hears all."""


class Announce(Value, frozen=True, kw_only=True):
    """Plays to all of them together, beside what they hear; ends with one PromptsEnded(token), of the first line.

    AnnouncementFailed says which of them is not there.
    """

    lines: tuple[LineName, ...]
    agents: tuple[AgentName, ...]
    prompts: tuple[PromptName, ...]
    token: Token
    language: str = ""


class PauseRecording(Value, frozen=True):
    """Nothing said is in it from the next frame on, but its time goes on."""

    call: CallId


class ResumeRecording(Value, frozen=True):
    call: CallId


TalkAction: TypeAlias = Connect | Confer | Watch | Mute | Announce | PauseRecording | ResumeRecording
