"""What the box tells of the modem doctor, into a reply and out of it."""

import msgspec

from appliance.control.schema import Diagnosed, NotOurs, Traced
from appliance.model.diagnosis import Diagnosis, Trace


def diagnosed(diagnosis: Diagnosis) -> Diagnosed:
    return Diagnosed(msgspec.Raw(msgspec.json.encode(diagnosis)))


def traced(trace: Trace) -> Traced:
    return Traced(msgspec.Raw(msgspec.json.encode(trace)))


def read_diagnosis(reply: Diagnosed) -> Diagnosis:
    """Raises NotOurs."""
    try:
        return msgspec.json.decode(reply.diagnosis, type=Diagnosis)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise NotOurs(str(fault)) from None


def read_trace(reply: Traced) -> Trace:
    """Raises NotOurs."""
    try:
        return msgspec.json.decode(reply.trace, type=Trace)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise NotOurs(str(fault)) from None
