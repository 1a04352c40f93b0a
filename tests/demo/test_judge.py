"""The judge finds a right call right, and each thing that can be wrong wrong, with a sentence that says what."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from appliance.demo.calls import CALLER_DBM0, CALLER_HZ, KINDS
from appliance.demo.judge import MESSAGE_DBM0, Evidence, judge
from appliance.demo.site import AGENT_HZ, AGENT_LEVEL_DBM0
from appliance.model.states import HangUpCause, Outcome
from appliance.pretend.report import Ended
from appliance.sound.frames import RATE
from tests.demo.invented import AGENT, GREETING, Scene, silence, tone, with_gap

ANNA_HZ = AGENT_HZ[AGENT]
ANNA = tone(ANNA_HZ, AGENT_LEVEL_DBM0)
CALLER = tone(CALLER_HZ, CALLER_DBM0)


def faults_of(scene: Scene, folder: Path) -> tuple[str, ...]:
    return judge(scene.evidence(folder), GREETING).faults


@pytest.mark.parametrize("line", ["line1", "line3"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_call_of_every_kind_that_is_right_is_right(tmp_path: Path, kind: str, line: str) -> None:
    assert faults_of(Scene(kind, line), tmp_path) == ()


def test_what_a_network_tells_must_be_told_on_a_mobile_line_and_silence_found_on_an_analog_one(tmp_path: Path) -> None:
    on_mobile = Scene("silent_hang_up", "line3", changed_record={"cause": HangUpCause.SILENCE})
    assert faults_of(on_mobile, tmp_path) == (
        f"end told by {HangUpCause.SILENCE.value}, not {HangUpCause.NETWORK.value}",
    )
    on_analog = Scene("silent_hang_up", "line1", changed_record={"cause": HangUpCause.NETWORK})
    assert faults_of(on_analog, tmp_path) != ()


def test_what_was_measured_stands_in_the_verdict(tmp_path: Path) -> None:
    verdict = judge(Scene().evidence(tmp_path), GREETING)
    assert verdict.likeness == pytest.approx(1.0)
    assert verdict.caller_to_agent is not None
    assert verdict.agent_to_caller is not None
    assert verdict.caller_to_agent.hz == pytest.approx(CALLER_HZ, abs=0.5)
    assert verdict.agent_to_caller.dbm0 == pytest.approx(AGENT_LEVEL_DBM0, abs=0.1)
    assert verdict.agent_to_caller.length_ms == pytest.approx(2_500, abs=10)


def record(**changes: object) -> Callable[[Scene], None]:
    return lambda scene: scene.changed_record.update(changes)


def outcome(**changes: object) -> Callable[[Scene], None]:
    return lambda scene: scene.changed_outcome.update(changes)


def sound(**changes: object) -> Callable[[Scene], None]:
    def change(scene: Scene) -> None:
        for name, value in changes.items():
            setattr(scene, name, value)

    return change


WRONG_RECORDS = [
    ("served", record(outcome=Outcome.ABANDONED), "ended as abandoned, not answered"),
    ("served", record(outcome=None), "ended as open, not answered"),
    ("served", outcome(number="5559999"), "caller 5550001, not 5559999"),
    ("served", outcome(number=""), "caller 5550001, not unknown"),
    ("agent_no_answer", record(misses=0), "0 unanswered offers, not 1"),
    ("silent_hang_up", record(cause=HangUpCause.BUSY_TONE), "end told by busy tone heard, not silence"),
    ("silent_hang_up", record(cause=None), "end told by nothing, not silence"),
    ("vanishes", outcome(ended=Ended.NOT_HEARD, failure="no sound within 10000 ms"), "no sound within 10000 ms"),
]


@pytest.mark.parametrize(("kind", "spoil", "sentence"), WRONG_RECORDS, ids=[row[2] for row in WRONG_RECORDS])
def test_a_wrong_record_is_told(tmp_path: Path, kind: str, spoil: Callable[[Scene], None], sentence: str) -> None:
    scene = Scene(kind)
    spoil(scene)
    verdict = judge(scene.evidence(tmp_path), GREETING)
    assert verdict.faults == (sentence,)
    assert not verdict.sound_only


REVERSED = GREETING[::-1].copy()
LOST_FRAME = np.concatenate([GREETING[:1_600], GREETING[1_760:]])
STRETCHED = np.concatenate([GREETING[:2_000], silence(20), GREETING[2_000:]])

WRONG_SOUND = [
    ("vanishes", outcome(heard_wav=""), "nothing was heard of the greeting"),
    ("vanishes", sound(greeting_heard=REVERSED), "greeting only 0."),
    ("vanishes", sound(greeting_heard=LOST_FRAME), "greeting only 0."),
    ("vanishes", sound(greeting_heard=STRETCHED), "greeting only 0."),
    ("vanishes", sound(greeting_heard=silence(500), caller_heard=silence(500)), "greeting only 0.000 like its file"),
    ("served", sound(agent_heard=None), "no agent has heard the caller"),
    ("served", record(agent=None), "no agent has heard the caller"),
    ("served", sound(agent_heard=tone(1_010, CALLER_DBM0)), "the agent heard 1010 Hz, not 1000"),
    ("served", sound(agent_heard=tone(1_000, -17.0)), "the agent heard -17.0 dBm0, not -15.0"),
    ("served", sound(agent_heard=with_gap(CALLER, 40)), "the agent heard a gap of 40 ms"),
    ("served", sound(agent_heard=CALLER[: 2 * RATE]), "the agent heard only 1999 ms of 2250"),
    ("served", sound(agent_heard=silence(3_000)), "the agent heard 0 Hz, not 1000"),
    ("served", sound(caller_heard=tone(ANNA_HZ + 50, -12)), f"the caller heard {ANNA_HZ + 50} Hz, not {ANNA_HZ}"),
    ("served", sound(caller_heard=tone(ANNA_HZ, -10.5)), "the caller heard -10.5 dBm0, not -12.0"),
    ("served", sound(caller_heard=with_gap(ANNA, 30)), "the caller heard a gap of 30 ms"),
    ("served", sound(caller_heard=ANNA[:RATE]), "the caller heard only 1000 ms of 2250"),
    ("served", sound(recordings=0), "0 recordings, not 1"),
    ("served", sound(recordings=2), "2 recordings, not 1"),
    ("served", sound(stereo=False), "the recording recording-0.wav has not two channels"),
    ("served", sound(left=silence(3_000)), "the recording has on the left 0 Hz, not 1000"),
    ("served", sound(right=with_gap(ANNA, 60)), "the recording has on the right a gap of 60 ms"),
    ("message", sound(messages=[]), "0 messages are kept, not 1"),
    ("message", sound(messages=[CALLER, CALLER]), "2 messages are kept, not 1"),
    ("message", sound(messages=[with_gap(tone(CALLER_HZ, MESSAGE_DBM0), 100)]), "the message has a gap of 100 ms"),
    ("message", sound(messages=[tone(CALLER_HZ, -30)]), "the message has -30.0 dBm0, not -9.8"),
]


@pytest.mark.parametrize(
    ("kind", "spoil", "sentence"), WRONG_SOUND, ids=[f"{row[2]} {number}" for number, row in enumerate(WRONG_SOUND)]
)
def test_wrong_sound_is_told(tmp_path: Path, kind: str, spoil: Callable[[Scene], None], sentence: str) -> None:
    scene = Scene(kind)
    spoil(scene)
    verdict = judge(scene.evidence(tmp_path), GREETING)
    assert verdict.faults[0].startswith(sentence), verdict.faults
    assert verdict.sound_only


def test_one_lost_frame_is_forgiven_and_no_more(tmp_path: Path) -> None:
    assert faults_of(Scene(agent_heard=with_gap(CALLER, 20)), tmp_path) == ()
    assert faults_of(Scene(agent_heard=with_gap(CALLER, 25)), tmp_path) == ("the agent heard a gap of 25 ms",)


def test_an_unplugged_call_may_be_half_as_long(tmp_path: Path) -> None:
    half = RATE * 5 // 4
    cut = Scene("unplugged", agent_heard=CALLER[:half], left=CALLER[:half])
    cut.caller_heard, cut.right = ANNA[:half], ANNA[:half]
    assert len(faults_of(cut, tmp_path)) == 4
    cut.changed_outcome["ended"] = Ended.UNPLUGGED
    assert faults_of(cut, tmp_path) == ()


def test_a_call_that_is_not_in_the_record_is_told(tmp_path: Path) -> None:
    evidence = Evidence(outcome=Scene().outcome(tmp_path), record=None)
    assert judge(evidence, GREETING).faults == ("is not in the record",)


def test_only_sound_is_ever_excused_by_a_machine_that_stood_still(tmp_path: Path) -> None:
    late, wrong = Scene(agent_heard=with_gap(CALLER, 60), late_ms=40), Scene(late_ms=40)
    wrong.changed_record["outcome"] = Outcome.MISSED
    assert judge(late.evidence(tmp_path), GREETING).spoiled
    assert not judge(wrong.evidence(tmp_path), GREETING).spoiled
    assert not judge(Scene(late_ms=40).evidence(tmp_path), GREETING).spoiled
    late.late_ms = 20
    assert not judge(late.evidence(tmp_path), GREETING).spoiled
