"""Everything that moves a pretend modem from one state to another: the table, and nothing beside it.

A pair that is not in the table does not exist for a modem in that state: the command is answered with ERROR.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType


class State(Enum):
    UNPLUGGED = "unplugged"
    ON_HOOK = "on-hook"
    RINGING = "ringing"
    OFF_HOOK = "off-hook"
    """In command mode; the sound of the line goes nowhere."""
    DATA_ANSWER = "answering as data"
    """ATA outside voice class: answer tone until carrier, a key from the host, or time."""
    DUPLEX = "duplex"
    """+VTR: samples both ways."""
    PLAYING = "playing"
    """+VTX: samples from the host."""
    RECORDING = "recording"
    """+VRX: samples to the host."""


class Input(Enum):
    POWER_ON = "power on"
    POWER_OFF = "power off"
    RING_BEGAN = "ring began"
    RING_STOPPED = "ring stopped"
    SEIZE = "seize"
    """+VLS=1, or ATA in voice class."""
    ANSWER_DATA = "answer data"
    RELEASE = "release"
    """ATH, ATZ, +VLS=0, or +FCLASS=0."""
    BEGIN_DUPLEX = "begin duplex"
    BEGIN_PLAY = "begin play"
    BEGIN_RECORD = "begin record"
    END_STREAM = "end stream"


class Effect(Enum):
    WENT_OFF_HOOK = "went off-hook"
    WENT_ON_HOOK = "went on-hook"
    STREAM_OPENED = "stream opened"
    STREAM_CLOSED = "stream closed"


_KEEP: tuple[Effect, ...] = ()

_STREAMS = (State.DUPLEX, State.PLAYING, State.RECORDING)

TABLE: Mapping[tuple[State, Input], tuple[State, tuple[Effect, ...]]] = MappingProxyType(
    {
        (State.UNPLUGGED, Input.POWER_ON): (State.ON_HOOK, _KEEP),
        (State.ON_HOOK, Input.POWER_OFF): (State.UNPLUGGED, _KEEP),
        (State.ON_HOOK, Input.RING_BEGAN): (State.RINGING, _KEEP),
        (State.ON_HOOK, Input.SEIZE): (State.OFF_HOOK, (Effect.WENT_OFF_HOOK,)),
        (State.ON_HOOK, Input.ANSWER_DATA): (State.DATA_ANSWER, (Effect.WENT_OFF_HOOK,)),
        (State.ON_HOOK, Input.RELEASE): (State.ON_HOOK, _KEEP),
        (State.RINGING, Input.POWER_OFF): (State.UNPLUGGED, _KEEP),
        (State.RINGING, Input.RING_BEGAN): (State.RINGING, _KEEP),
        (State.RINGING, Input.RING_STOPPED): (State.ON_HOOK, _KEEP),
        (State.RINGING, Input.SEIZE): (State.OFF_HOOK, (Effect.WENT_OFF_HOOK,)),
        (State.RINGING, Input.ANSWER_DATA): (State.DATA_ANSWER, (Effect.WENT_OFF_HOOK,)),
        (State.RINGING, Input.RELEASE): (State.RINGING, _KEEP),
        (State.OFF_HOOK, Input.POWER_OFF): (State.UNPLUGGED, (Effect.WENT_ON_HOOK,)),
        (State.OFF_HOOK, Input.SEIZE): (State.OFF_HOOK, _KEEP),
        (State.OFF_HOOK, Input.RELEASE): (State.ON_HOOK, (Effect.WENT_ON_HOOK,)),
        (State.OFF_HOOK, Input.BEGIN_DUPLEX): (State.DUPLEX, (Effect.STREAM_OPENED,)),
        (State.OFF_HOOK, Input.BEGIN_PLAY): (State.PLAYING, (Effect.STREAM_OPENED,)),
        (State.OFF_HOOK, Input.BEGIN_RECORD): (State.RECORDING, (Effect.STREAM_OPENED,)),
        (State.DATA_ANSWER, Input.POWER_OFF): (State.UNPLUGGED, (Effect.WENT_ON_HOOK,)),
        (State.DATA_ANSWER, Input.RELEASE): (State.ON_HOOK, (Effect.WENT_ON_HOOK,)),
        **{(stream, Input.END_STREAM): (State.OFF_HOOK, (Effect.STREAM_CLOSED,)) for stream in _STREAMS},
        **{
            (stream, Input.POWER_OFF): (State.UNPLUGGED, (Effect.STREAM_CLOSED, Effect.WENT_ON_HOOK))
            for stream in _STREAMS
        },
    }
)


def allowed(state: State, entry: Input) -> bool:
    return (state, entry) in TABLE


def move(state: State, entry: Input) -> tuple[State, tuple[Effect, ...]]:
    """The next state and what it does to the line. Raises KeyError for a pair that does not exist."""
    return TABLE[state, entry]
