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


class LineInput(Enum):
    CALL_BEGAN = "call began"
    CALLER_GAVE_UP = "caller gave up"
    CALLER_HUNG_UP = "caller hung up"
    BOX_OFF_HOOK = "box off-hook"
    BOX_ON_HOOK = "box on-hook"
    PLUG_PULLED = "plug pulled"
    PLUGGED_IN = "plugged in"


_S, _I = ExchangeLineState, LineInput

TABLE: Mapping[ExchangeLineState, Mapping[LineInput, ExchangeLineState]] = {
    _S.UNPLUGGED: {_I.PLUGGED_IN: _S.FREE},
    _S.FREE: {_I.CALL_BEGAN: _S.RINGING, _I.BOX_OFF_HOOK: _S.SEIZED, _I.PLUG_PULLED: _S.UNPLUGGED},
    _S.RINGING: {_I.BOX_OFF_HOOK: _S.CONNECTED, _I.CALLER_GAVE_UP: _S.FREE, _I.PLUG_PULLED: _S.UNPLUGGED},
    _S.CONNECTED: {_I.CALLER_HUNG_UP: _S.CALLER_GONE, _I.BOX_ON_HOOK: _S.FREE, _I.PLUG_PULLED: _S.UNPLUGGED},
    _S.CALLER_GONE: {_I.BOX_ON_HOOK: _S.FREE, _I.PLUG_PULLED: _S.UNPLUGGED},
    _S.SEIZED: {_I.BOX_ON_HOOK: _S.FREE, _I.PLUG_PULLED: _S.UNPLUGGED},
}


def move(state: ExchangeLineState, entry: LineInput) -> ExchangeLineState:
    """Raises KeyError for a pair that does not exist: a fault of the exchange."""
    return TABLE[state][entry]
