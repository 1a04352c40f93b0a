"""A call that never was: who rings and when, what they do, and what the box would have them hear."""

from enum import Enum
from typing import Annotated, TypeAlias

import msgspec

from appliance.model.states import CallState, HangUpCause, Outcome
from appliance.model.words import (
    AgentName,
    Digit,
    FlowName,
    HoursName,
    LineName,
    Ms,
    PromptName,
    QueueName,
    SkillName,
    StepName,
    Value,
)

MOST_ACTS = 200
"""Of one simulated call: far more than anybody presses before hanging up."""
LONGEST_MS = 21_600_000
"""Six hours from the first ring; a call that is still up then is left there."""
LONGEST_WAIT_MS = 3_600_000
"""Of one act."""
MOST_AHEAD = 20
"""Callers invented in front of the one who is simulated, in each queue."""


class Staff(Enum):
    """What all agents do as the call comes in."""

    READY = "ready"
    BUSY = "busy"
    """Each speaks with a caller made up for it."""
    AWAY = "away"
    """Nobody is signed in."""


class Deed(Enum):
    """What happens next in the simulated call."""

    KEY = "key"
    """The caller presses `key`."""
    WAIT = "wait"
    """`for_ms` go by."""
    LISTEN = "listen"
    """Until what is played is over, or, where nothing is, until the box does something next."""
    SPEAK = "speak"
    """The caller speaks for `for_ms` and is silent then: a message, while one is recorded."""
    HANG_UP = "hang up"
    """By the caller."""
    ANSWER = "answer"
    """By the agent whose phone rings."""
    DECLINE = "decline"
    """By the same."""
    END_TALK = "end talk"
    """The agent who speaks with the caller hangs up."""
    FREE = "free"
    """One agent who is busy with somebody made up ends that conversation."""


Span: TypeAlias = Annotated[Ms, msgspec.Meta(ge=0, le=LONGEST_WAIT_MS)]
Name: TypeAlias = Annotated[str, msgspec.Meta(max_length=100)]


class Act(Value, frozen=True, kw_only=True, tag=False):
    do: Deed
    key: Annotated[Digit, msgspec.Meta(pattern=r"^[0-9*#A-D]?$")] = ""
    for_ms: Span = 0


class Wanted(Value, frozen=True, kw_only=True, tag=False):
    """A simulated call, whole: the same always gives the same."""

    line: Name = ""
    """Empty: the first that has the flow, or one made up for it."""
    flow: Name = ""
    """Empty: the line's."""
    at: Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d$")] = ""
    """Local date and time of the first ring, 2026-12-24T17:30; empty: now, as whoever simulates it knows."""
    number: Annotated[str, msgspec.Meta(pattern=r"^\+?[0-9]{0,20}$")] = ""
    """Of the caller; empty: the line says nothing of it."""
    withheld: bool = False
    language: Annotated[str, msgspec.Meta(max_length=40)] = ""
    """What the caller is spoken to in at first; empty: the flow's."""
    staff: Staff = Staff.READY
    ahead: Annotated[int, msgspec.Meta(ge=0, le=MOST_AHEAD)] = 0
    """Callers who wait already in each queue of the flow, where all agents are busy."""
    transfer_works: bool = True
    """The PBX takes callers over."""
    store_works: bool = True
    """Messages come onto the disk."""
    acts: Annotated[tuple[Act, ...], msgspec.Meta(max_length=MOST_ACTS)] = ()


class SoundKind(Enum):
    PROMPTS = "prompts"
    MUSIC = "music"
    MESSAGE = "message"
    """What the caller has said before."""


class Spoken(Value, frozen=True, kw_only=True, tag=False):
    prompt: PromptName
    text: str = ""
    """Empty: a recording, or a value that the box says in words of its own."""
    lasts_ms: Ms
    """As recorded, or about, by the length of its text."""


class Sounding(Value, frozen=True, kw_only=True, tag=False):
    kind: SoundKind
    prompts: tuple[Spoken, ...] = ()
    language: str = ""
    step: StepName = ""
    began_ms: Ms
    """Since the first ring."""


class Told(Value, frozen=True, kw_only=True, tag=False):
    """A sentence of the timeline."""

    at_ms: Ms
    text: str


class HoursSeen(Value, frozen=True, kw_only=True, tag=False):
    """Hours that steps of the flow ask for, as they are at that moment."""

    hours: HoursName
    open: bool
    holiday: bool = False
    """Closed for the date."""
    until: str = ""
    """Local time of the next change, 2026-12-24T17:30; empty: there is none within a year."""


class WaitSeen(Value, frozen=True, kw_only=True, tag=False):
    queue: QueueName
    need: dict[SkillName, int] = {}
    """As it was at first."""
    relaxed: int = 0
    """Steps of the queue's relaxation gone through."""
    place: int = 0
    """1 is next; 0 while somebody is rung for the caller."""
    rung: tuple[AgentName, ...] = ()
    waited_ms: Ms = 0
    told_ms: Ms | None = None
    """The wait announced last."""
    expected_ms: Ms | None = None
    """How long whoever comes now would wait; None: too little is known."""


class Moment(Value, frozen=True, kw_only=True, tag=False):
    """How things stand after an act; the first, once the call is answered."""

    act: Act | None = None
    at_ms: Ms
    """Since the first ring."""
    date: str
    day: int
    """0 Monday … 6 Sunday."""
    minute: int
    """Of the local day."""
    state: CallState
    flow: FlowName
    step: StepName = ""
    path: tuple[str, ...] = ()
    """Steps and keys in order."""
    variables: dict[str, str] = {}
    language: str = ""
    """What the caller is spoken to in."""
    sounded: tuple[Sounding, ...] = ()
    """What began to sound since the moment before, in order."""
    sounding: Sounding | None = None
    """What sounds now."""
    listening: bool = False
    """A message is being recorded."""
    keys: dict[Digit, StepName] = {}
    """Keys that mean something now, and the steps they lead to; "" where they lead to none."""
    hours: tuple[HoursSeen, ...] = ()
    wait: WaitSeen | None = None
    agent: AgentName | None = None
    """Who speaks with the caller."""
    told: tuple[Told, ...] = ()
    """What the timeline says since the moment before."""
    outcome: Outcome | None = None
    """Once the call is over."""
    hung_up: str = ""
    cause: HangUpCause | None = None


class Simulated(Value, frozen=True, kw_only=True, tag=False):
    line: LineName
    flow: FlowName
    of: str
    """Which settings: "version 4", "draft anna", "the files"."""
    at: str
    moments: tuple[Moment, ...]
    """One for the beginning and one for each act, until the call is over."""
    cut: str = ""
    """Why not every act was done; empty: each was, or the call was over."""
