"""What a voice modem tells of faxes and other modems, by the events of V.253."""

from typing import Final

from appliance.drivers.line import Report
from appliance.model.fax_events import FaxHeard
from appliance.model.signals import Machine, MachineTone, Signal
from appliance.model.states import DigitSource, FaxSign
from appliance.model.words import LineName

_SIGNS: Final = {
    Machine.FAX_CALLING: FaxSign.CALLING,
    Machine.DATA_CALLING: FaxSign.DATA_CALLING,
    Machine.FAX_ANSWER: FaxSign.ANSWER,
    Machine.DATA_ANSWER: FaxSign.ANSWER_BELL,
}
"""The other machines are none that one is called by, or calls."""


def told_of_fax(line: LineName, signal: Signal, report: Report) -> bool:
    """Reports FaxHeard if the signal is one; whether it was."""
    sign = _SIGNS.get(signal.machine) if isinstance(signal, MachineTone) else None
    if sign is not None:
        report(FaxHeard(line, sign, DigitSource.MODEM))
    return sign is not None
