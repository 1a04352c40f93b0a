"""What happens to messages: while one is left, and in the message boxes."""

from appliance.model.missed import MissedState
from appliance.model.snapshot import BoxView
from appliance.model.words import CallId, LineName, Ms, Token, Value


class MessageEnded(Value, frozen=True):
    """The caller's message is over: silence, tone, key or the longest time."""

    line: LineName
    token: Token
    spoken_ms: Ms
    """Length without the silence that ended it."""


class MessageKept(Value, frozen=True):
    """The message is on disk, durable."""

    call: CallId


class MessageLost(Value, frozen=True):
    call: CallId
    reason: str


class BoxesCounted(Value, frozen=True):
    """What lies in the message boxes now; those that never had a message are missing."""

    boxes: tuple[BoxView, ...]


class MissedMarked(Value, frozen=True, kw_only=True):
    """Somebody has said what becomes of a caller who rang in vain; it is on the disk."""

    number: str
    state: MissedState
    who: str
