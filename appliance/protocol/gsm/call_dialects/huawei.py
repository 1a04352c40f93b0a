"""Huawei: ^ORIG, ^CONF, ^CONN, ^CEND with three or four fields, ^DDTMF."""

from typing import Final

from appliance.protocol.gsm.call_dialects.digits import digit_heard
from appliance.protocol.gsm.call_dialects.standard import call_number
from appliance.protocol.gsm.call_signs import Alerting, CallSign, Cause, Connected, Dialled, End, Ended, cause_of
from appliance.protocol.gsm.fields import NamedLine

# The third field, in the chip maker's numbering; the fourth, where there is one, is 24.008's and says more.
_ENDS: Final = {
    0: End.NETWORK,  # radio off
    21: End.NETWORK,  # no network
    22: End.NETWORK,  # signal lost
    25: End.HUNG_UP,  # by the network
    28: End.STOPPED_RINGING,
    29: End.HUNG_UP,  # by us
    102: End.REJECTED,
    103: End.REJECTED,
    104: End.HUNG_UP,  # by the network, cause in the next field
}


def huawei(line: NamedLine) -> CallSign | None:
    """The line's sign; None when it has nothing to do with calls. Raises ModemFault."""
    match line.name:
        case "^ORIG":
            return Dialled(call_number(line, 0))
        case "^CONF":
            return Alerting(call_number(line, 0))
        case "^CONN":
            return Connected(call_number(line, 0))
        case "^CEND":
            return _ended(line)
        case "^DDTMF":
            return digit_heard(line)
        case _:
            return None


def _ended(line: NamedLine) -> Ended:
    """`call,seconds,end[,cause]`."""
    told = cause_of(line.number(3))
    end = line.number(2)
    cause = told if told.code is not None else Cause(_ENDS.get(-1 if end is None else end, End.UNKNOWN))
    return Ended(call_number(line, 0), cause, line.number(1))
