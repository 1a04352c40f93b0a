"""What names, numbers and times are called everywhere, and the shape every value has."""

from typing import Annotated, TypeAlias

import msgspec

Ms: TypeAlias = int
"""Whole milliseconds of a monotonic clock, passed in from outside."""

LineName: TypeAlias = str
AgentName: TypeAlias = str
QueueName: TypeAlias = str
FlowName: TypeAlias = str
StepName: TypeAlias = str
PromptName: TypeAlias = str
HoursName: TypeAlias = str
DeviceName: TypeAlias = str
"""Of a sound device: loudspeaker, line_in, headset of anna."""
LampName: TypeAlias = str
SkillName: TypeAlias = str
TargetName: TypeAlias = str

CallId: TypeAlias = Annotated[int, msgspec.Meta(le=999_999_999_999_999)]
"""Counts up over the life of the box; never used twice. Fifteen digits fit into every JSON number and the database."""

TextId: TypeAlias = Annotated[int, msgspec.Meta(le=999_999_999_999_999)]
"""Of a text that is sent from here; counts up over the life of the box, as CallId."""

Token: TypeAlias = int
"""Tells one offer, or one playing of prompts, from every other; an answer that carries an old token is ignored."""

Digit: TypeAlias = str
"""One of 0-9 * # A-D."""


class Value(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True, gc=False):
    """A frozen, slotted value that compares by content and travels as JSON with its own name in it.

    The collector of cycles passes it over: a frozen value holds only what was there before it, so it is in no cycle.

    msgspec rather than dataclasses: the journal, the control socket and the API need exactly these values as JSON,
    with unions told apart by name, validated on the way in.
    """
