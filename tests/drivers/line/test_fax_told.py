"""What a modem tells of faxes is told as it is meant, in a call and while one is being made."""

import pytest

from appliance.drivers.line.modem.fax_told import told_of_fax
from appliance.model.events import Event
from appliance.model.fax_events import FaxHeard
from appliance.model.signals import Machine, MachineTone, Ringback
from appliance.model.states import DigitSource, FaxSign
from appliance.protocol.dle_events import EVENTS

SIGNS = {
    "c": FaxSign.CALLING,
    "m": FaxSign.CALLING,
    "e": FaxSign.DATA_CALLING,
    "a": FaxSign.ANSWER,
    "f": FaxSign.ANSWER_BELL,
}


@pytest.mark.parametrize("code", SIGNS)
def test_the_events_of_v253(code: str) -> None:
    told: list[Event] = []
    assert told_of_fax("line1", EVENTS[ord(code)], told.append)
    assert told == [FaxHeard("line1", SIGNS[code], DigitSource.MODEM)]


@pytest.mark.parametrize("signal", [Ringback(), MachineTone(Machine.BONG), MachineTone(Machine.TEXTPHONE)])
def test_nothing_else_is_a_fax(signal: Ringback | MachineTone) -> None:
    told: list[Event] = []
    assert not told_of_fax("line1", signal, told.append)
    assert told == []
