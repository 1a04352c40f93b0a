"""What may go on in a conversation, and what can be ordered there: recording, listening in, asking others to join."""

from appliance.model.states import State


class RecordPolicy(State):
    """Whether the conversations of a queue are recorded."""

    ON = "on"
    OFF = "off"
    ON_DEMAND = "on demand"
    """When the agent says so."""


class RecordingState(State):
    """Of a conversation."""

    OFF = "not recorded"
    TELLING = "being told"
    """Those who will be recorded hear so first."""
    RECORDED = "recorded"
    PAUSED = "paused"
    """Nothing said is in it meanwhile."""
    REFUSED = "refused"
    """By the caller, for the rest of the call."""


class RecordingOrder(State):
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"


class WatchMode(State):
    """How somebody takes part in a conversation that is not theirs; each may hear all of it."""

    LISTEN = "listen"
    """Nobody hears them."""
    WHISPER = "whisper"
    """The agent alone hears them."""
    BARGE = "barge"
    """All hear them."""


class Audience(State):
    """Who hears an announcement in a conversation."""

    CALLER = "caller"
    AGENT = "agent"
    BOTH = "both"


class TalkOrder(State):
    """What an agent wants done in their conversation."""

    HOLD = "hold"
    RETRIEVE = "retrieve"
    """The caller hears the agent again; of somebody who is only asked, they are let go."""
    MUTE = "mute"
    UNMUTE = "unmute"
    COMPLETE = "complete"
    """The caller goes to who was asked, and the agent leaves."""
    JOIN = "join"
    """Caller, agent and who was asked hear one another."""
    LEAVE = "leave"
    """The others of the conference go on without the agent."""
    DROP = "drop"
    """All but caller and agent leave the conference, or are not rung for it any more."""
