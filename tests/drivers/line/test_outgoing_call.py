"""What a modem tells while a call of ours rings: which of it means that the far end answered."""

import pytest

from appliance.drivers.line.modem.call_ear import CallEar
from appliance.drivers.line.modem.outgoing_call import OutgoingCall
from appliance.drivers.sound.tone_plans import load_tone_plan
from appliance.model.events import FarEndAnswered, RingbackHeard
from appliance.model.signals import Machine, MachineTone, Ringback, VoiceHeard
from appliance.model.states import AnswerSign
from appliance.sound.detectors.call_progress import CallTones
from tests.drivers.line.scripted_modem import Ears

ANSWER_TONES = {Machine.FAX_ANSWER, Machine.DATA_ANSWER}
ANSWERED = FarEndAnswered("line1", AnswerSign.MODEM)


def ringing() -> OutgoingCall:
    call = OutgoingCall("line1", CallEar(Ears(), CallTones(load_tone_plan("us")), lambda _: None))
    assert list(call.told(Ringback())) == [RingbackHeard("line1")]
    return call


@pytest.mark.parametrize("machine", sorted(set(Machine) - {Machine.INTERCEPT}, key=lambda machine: machine.name))
def test_of_machines_only_the_tones_of_those_that_answer_are_an_answer(machine: Machine) -> None:
    assert list(ringing().told(MachineTone(machine))) == ([ANSWERED] if machine in ANSWER_TONES else [])


def test_a_voice_is_an_answer() -> None:
    assert list(ringing().told(VoiceHeard())) == [ANSWERED]
