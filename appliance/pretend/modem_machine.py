"""Everything that moves a pretend modem from one state to another: the table, and nothing beside it.

A pair that is not in the table does not exist for a modem in that state: the command is answered with ERROR.
"""

from collections.abc import Mapping
from enum import Enum


class PretendModemState(Enum):
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


_S, _I = PretendModemState, Input

_STREAM_ROW = {_I.END_STREAM: _S.OFF_HOOK, _I.POWER_OFF: _S.UNPLUGGED}

TABLE: Mapping[PretendModemState, Mapping[Input, PretendModemState]] = {
    _S.UNPLUGGED: {_I.POWER_ON: _S.ON_HOOK},
    _S.ON_HOOK: {
        _I.RING_BEGAN: _S.RINGING,
        _I.SEIZE: _S.OFF_HOOK,
        _I.ANSWER_DATA: _S.DATA_ANSWER,
        _I.RELEASE: _S.ON_HOOK,
        _I.POWER_OFF: _S.UNPLUGGED,
    },
    _S.RINGING: {
        _I.RING_BEGAN: _S.RINGING,
        _I.RING_STOPPED: _S.ON_HOOK,
        _I.SEIZE: _S.OFF_HOOK,
        _I.ANSWER_DATA: _S.DATA_ANSWER,
        _I.RELEASE: _S.RINGING,
        _I.POWER_OFF: _S.UNPLUGGED,
    },
    _S.OFF_HOOK: {
        _I.SEIZE: _S.OFF_HOOK,
        _I.RELEASE: _S.ON_HOOK,
        _I.BEGIN_DUPLEX: _S.DUPLEX,
        _I.BEGIN_PLAY: _S.PLAYING,
        _I.BEGIN_RECORD: _S.RECORDING,
        _I.POWER_OFF: _S.UNPLUGGED,
    },
    _S.DATA_ANSWER: {_I.RELEASE: _S.ON_HOOK, _I.POWER_OFF: _S.UNPLUGGED},
    _S.DUPLEX: _STREAM_ROW,
    _S.PLAYING: _STREAM_ROW,
    _S.RECORDING: _STREAM_ROW,
}

STREAMS = frozenset({_S.DUPLEX, _S.PLAYING, _S.RECORDING})
LOOP_OPEN = frozenset({_S.UNPLUGGED, _S.ON_HOOK, _S.RINGING})
"""No current flows in the line: to the exchange, on-hook."""


def allowed(state: PretendModemState, entry: Input) -> bool:
    return entry in TABLE[state]


def move(state: PretendModemState, entry: Input) -> tuple[PretendModemState, tuple[Effect, ...]]:
    """The next state and what that does to stream and line, in order. Raises KeyError: ask allowed() first."""
    after = TABLE[state][entry]
    happened = (
        (Effect.STREAM_CLOSED, state in STREAMS and after not in STREAMS),
        (Effect.WENT_ON_HOOK, state not in LOOP_OPEN and after in LOOP_OPEN),
        (Effect.WENT_OFF_HOOK, state in LOOP_OPEN and after not in LOOP_OPEN),
        (Effect.STREAM_OPENED, state not in STREAMS and after in STREAMS),
    )
    return after, tuple(effect for effect, true in happened if true)
