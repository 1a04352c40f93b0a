"""Faxes and modems on a leg of the desk: reported once, no speech meanwhile; people and music are none."""

import shutil

import numpy as np
import pytest

from _fastroute.fax import FaxDetector
from appliance.drivers.sound.tone_plans import load_tone_plan
from appliance.model.states import FaxSign
from appliance.sound.desk import Desk
from appliance.sound.frames import FRAME_SAMPLES, Samples
from appliance.sound.recorders import MessageBlock
from appliance.sound.reports import MachineHeard, MessageOver, Report
from benchmarks import hang_up_sounds
from benchmarks.fax.machines import Manner, answering, calling, flags

CHANCE = np.random.default_rng(1)
CORPORA = [*hang_up_sounds.prompts(hang_up_sounds.SOUNDS), *hang_up_sounds.music(hang_up_sounds.SOUNDS)]


def reports(samples: Samples) -> list[Report]:
    desk = Desk(load_tone_plan("us"))
    desk.add_leg("line1")
    told: list[Report] = []
    for at in range(0, samples.size - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        told += desk.tick({"line1": samples[at : at + FRAME_SAMPLES]}).reports
    return told


@pytest.mark.parametrize(
    ("sound", "sign"),
    [
        (calling(Manner(), CHANCE), FaxSign.CALLING),
        (answering(Manner(), CHANCE), FaxSign.ANSWER),
        (answering(Manner(), CHANCE, turns=True, beats=True), FaxSign.ANSWER_AM),
        (flags(Manner(), CHANCE), FaxSign.FLAGS),
    ],
    ids=["CNG", "CED", "ANSam", "V.21"],
)
def test_a_machine_is_reported_once(sound: Samples, sign: FaxSign) -> None:
    assert reports(sound) == [MachineHeard("line1", sign)]


def test_a_fax_has_nothing_to_say_in_a_message() -> None:
    desk = Desk(load_tone_plan("us"))
    desk.add_leg("line1")
    desk.record_message("line1", 7, longest_ms=60_000, silence_ms=4_000)
    sound = calling(Manner(noise_db=40), CHANCE)
    said, spoken_ms = 0, None
    for at in range(0, sound.size - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        tick = desk.tick({"line1": sound[at : at + FRAME_SAMPLES]})
        said += sum(block.samples.size for block in tick.recorded if isinstance(block, MessageBlock))
        spoken_ms = next((each.spoken_ms for each in tick.reports if isinstance(each, MessageOver)), spoken_ms)
    desk.end_message("line1")
    last = desk.tick({}).reports
    spoken_ms = next((each.spoken_ms for each in last if isinstance(each, MessageOver)), spoken_ms)
    assert spoken_ms is not None
    assert spoken_ms <= 200


@pytest.mark.parametrize("corpus", CORPORA, ids=lambda corpus: corpus[0])
def test_prompts_and_music_are_no_machine(corpus: hang_up_sounds.Corpus) -> None:
    """What is installed of Debian's packages (./dev test has them), and our own music."""
    detector = FaxDetector()
    assert [name for sound in corpus[1] for name in detector.hear_all(np.ascontiguousarray(sound))] == []


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs Debian's espeak-ng")
def test_speech_is_no_machine() -> None:
    detector = FaxDetector()
    _, sounds = hang_up_sounds.speech(1, ("en", "it+f2"))
    assert [told for sound in sounds for told in detector.hear_all(sound)] == []
