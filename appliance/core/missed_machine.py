"""What becomes of somebody who rang in vain. Rule: whatever moves it between states stands in this table."""

from appliance.core.transitions import Machine
from appliance.model.missed import MissedOrder, MissedState

_O = MissedOrder
TABLE = {
    MissedState.OPEN: {_O.TAKE: MissedState.TAKEN, _O.CLOSE: MissedState.CLOSED, _O.REOPEN: MissedState.OPEN},
    MissedState.TAKEN: {
        _O.TAKE: MissedState.TAKEN,
        _O.GIVE_BACK: MissedState.OPEN,
        _O.CLOSE: MissedState.CLOSED,
        _O.REOPEN: MissedState.OPEN,
    },
    MissedState.CLOSED: {_O.REOPEN: MissedState.OPEN},
}


class MissedMachine(Machine[MissedState, MissedOrder]):
    __slots__ = ()
