"""Callers who rang in vain, to be called back: one entry a number."""

from typing import NamedTuple

from appliance.model.states import Direction, Outcome, State
from appliance.model.words import CallId, LineName, Ms, QueueName, Value


class MissedState(State):
    """What has become of somebody who rang in vain."""

    OPEN = "open"
    TAKEN = "taken"
    """Somebody sees to it."""
    CLOSED = "closed"
    """Nothing is left to do, until they ring in vain again."""


class MissedOrder(State):
    """What somebody says of it."""

    TAKE = "take"
    GIVE_BACK = "give back"
    CLOSE = "close"
    REOPEN = "reopen"
    """As if nobody had said anything; takes a closing back."""


class MissedMark(Value, frozen=True, kw_only=True):
    """What somebody said last of a number."""

    number: str
    """As number_key has it."""
    state: MissedState
    who: str
    changed_utc_ms: int


class Contact(NamedTuple):
    """A call in either direction, as far as it matters to who must be called back."""

    call: CallId
    direction: Direction
    number: str
    """Of the other side, as it was told or dialled."""
    name: str
    rang_utc_ms: int
    spoke: bool
    """Somebody of the house spoke with them, or they were handed on to somebody who does."""
    outcome: Outcome | None
    line: LineName
    queue: QueueName | None
    waited_ms: Ms
    """For a person; 0 when none was asked for."""


class MissedNumber(Value, frozen=True, kw_only=True, tag=False):
    key: str
    """By which it is marked."""
    number: str
    """As it was told last."""
    name: str
    times: int
    """That they rang in vain since anybody spoke with them."""
    first_utc_ms: int
    last_utc_ms: int
    last_call: CallId
    line: LineName
    queue: QueueName | None
    """In which they waited last."""
    outcome: Outcome | None
    """Of the last call."""
    waited_ms: Ms
    """In the last call."""
    state: MissedState = MissedState.OPEN
    who: str = ""
    changed_utc_ms: int = 0
