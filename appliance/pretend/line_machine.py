"""Everything that moves a telephone line of the exchange from state to state: the table, and nothing beside it."""

from collections.abc import Mapping
from enum import Enum


class ExchangeLineState(Enum):
    UNPLUGGED = "unplugged"
    FREE = "free"
    RINGING = "ringing"
    CONNECTED = "connected"
    """Caller and box hear each other."""
    CALLER_GONE = "caller gone"
    """The box is still off-hook and hears the exchange's tone, or nothing."""
    SEIZED = "seized"
    """Off-hook without a call: dial tone."""
    COLLECTING = "collecting"
    """The box has begun to dial: silence until the number is whole."""
    CALLING = "calling"
    """The number is whole: ringback, or the tone that says why not."""
    FLASHED = "flashed"
    """The far end is put aside after a hook flash: dial tone once more."""
    COLLECTING_EXTENSION = "collecting an extension"
    EXTENSION = "extension"
    """It rings there, or answers, or a tone says why not; on-hook joins it with who was put aside."""


class LineInput(Enum):
    CALL_BEGAN = "call began"
    CALLER_GAVE_UP = "caller gave up"
    CALLER_HUNG_UP = "caller hung up"
    BOX_OFF_HOOK = "box off-hook"
    BOX_ON_HOOK = "box on-hook"
    DIGIT_CAME = "digit came"
    NUMBER_WHOLE = "number whole"
    FAR_END_ANSWERED = "far end answered"
    FLASH = "hook flash"
    PLUG_PULLED = "plug pulled"
    PLUGGED_IN = "plugged in"


_S, _I = ExchangeLineState, LineInput

_ENDS = {_I.BOX_ON_HOOK: _S.FREE, _I.PLUG_PULLED: _S.UNPLUGGED}

TABLE: Mapping[ExchangeLineState, Mapping[LineInput, ExchangeLineState]] = {
    _S.UNPLUGGED: {_I.PLUGGED_IN: _S.FREE},
    _S.FREE: {_I.CALL_BEGAN: _S.RINGING, _I.BOX_OFF_HOOK: _S.SEIZED, _I.PLUG_PULLED: _S.UNPLUGGED},
    _S.RINGING: {_I.BOX_OFF_HOOK: _S.CONNECTED, _I.CALLER_GAVE_UP: _S.FREE, _I.PLUG_PULLED: _S.UNPLUGGED},
    _S.CONNECTED: {
        _I.CALLER_HUNG_UP: _S.CALLER_GONE,
        _I.FLASH: _S.FLASHED,
        _I.BOX_ON_HOOK: _S.FREE,
        _I.PLUG_PULLED: _S.UNPLUGGED,
    },
    _S.CALLER_GONE: {_I.BOX_ON_HOOK: _S.FREE, _I.PLUG_PULLED: _S.UNPLUGGED},
    _S.SEIZED: {_I.DIGIT_CAME: _S.COLLECTING, **_ENDS},
    _S.COLLECTING: {_I.DIGIT_CAME: _S.COLLECTING, _I.NUMBER_WHOLE: _S.CALLING, **_ENDS},
    _S.CALLING: {_I.FAR_END_ANSWERED: _S.CONNECTED, **_ENDS},
    _S.FLASHED: {_I.DIGIT_CAME: _S.COLLECTING_EXTENSION, _I.FLASH: _S.CONNECTED, **_ENDS},
    _S.COLLECTING_EXTENSION: {
        _I.DIGIT_CAME: _S.COLLECTING_EXTENSION,
        _I.NUMBER_WHOLE: _S.EXTENSION,
        _I.FLASH: _S.CONNECTED,
        **_ENDS,
    },
    _S.EXTENSION: {_I.FLASH: _S.CONNECTED, **_ENDS},
}


def allowed(state: ExchangeLineState, entry: LineInput) -> bool:
    return entry in TABLE[state]


def move(state: ExchangeLineState, entry: LineInput) -> ExchangeLineState:
    """Raises KeyError for a pair that does not exist: a fault of the exchange."""
    return TABLE[state][entry]
