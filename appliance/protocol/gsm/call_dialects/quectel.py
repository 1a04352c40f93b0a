"""Quectel: ^DSCI, +QIND: "ccinfo", and +QTONEDET with the key's ASCII code."""

from typing import Final

from appliance.protocol.gsm.call_dialects.digits import digit_by_code
from appliance.protocol.gsm.call_dialects.standard import call_number, direction, stage
from appliance.protocol.gsm.call_signs import CallSign, CallTold, Stage
from appliance.protocol.gsm.fields import NamedLine
from appliance.protocol.gsm.network.callers import caller_of

# EC2x AT commands manual, AT^DSCI: other numbers than +CLCC's.
_DSCI: Final = {
    1: Stage.HELD,
    2: Stage.DIALLING,
    3: Stage.ACTIVE,
    4: Stage.INCOMING,
    5: Stage.WAITING,
    6: Stage.ENDED,
    7: Stage.ALERTING,
}
# The same, AT+QINDCFG "ccinfo": those of +CLCC, and -1.
_CCINFO: Final = {-1: Stage.ENDED, **{each.value: each for each in Stage}}


def quectel(line: NamedLine) -> CallSign | None:
    """The line's sign; None when it has nothing to do with calls. Raises ModemFault."""
    if line.name == "^DSCI":
        return _dsci(line)
    if line.name == "+QTONEDET":
        return digit_by_code(line)
    if line.name == "+QIND" and line.text(0).lower() == "ccinfo":
        return _ccinfo(line)
    return None


def _dsci(line: NamedLine) -> CallTold:
    """`id,dir,stat,type,number,num_type[,tone]`; others of the chip's family have a field more before the number."""
    at = 5 if line.is_quoted(5) else 4
    caller = caller_of(line.text(at), line.number(at + 1), "", None)
    return CallTold(call_number(line, 0), direction(line, 1), stage(line, 2, _DSCI), caller, voice=not line.number(3))


def _ccinfo(line: NamedLine) -> CallTold:
    """`"ccinfo",id,dir,state,mode,mpty,number,type[,alpha]`."""
    return CallTold(
        call_number(line, 1),
        direction(line, 2),
        stage(line, 3, _CCINFO),
        caller_of(line.text(6), line.number(7), line.text(8), None),
        voice=not line.number(4),
        conference=line.number(5) == 1,
    )
