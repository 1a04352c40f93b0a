"""Scripts read from files, their faults, the kinds, and the traffic."""

from itertools import islice
from pathlib import Path

import msgspec
import numpy as np
import pytest

import appliance.pretend
from appliance.pretend.kinds import KINDS, with_steps
from appliance.pretend.script import (
    HangUp,
    HangUpHow,
    KindChoices,
    Press,
    PretendCall,
    Script,
    ScriptFault,
    Tone,
    WaitTone,
    decode_script,
    encode_script,
    read_script,
)
from appliance.pretend.traffic import MIX, traffic


def test_the_example_is_a_script() -> None:
    script = read_script(Path(appliance.pretend.__file__).parent / "example.toml")
    assert [call.kind for call in script.call] == ["served", "message", "impatient"]
    assert script.call[2].hang_up_how is HangUpHow.LOOP_BREAK
    assert script.call[2].steps[2] == WaitTone(hz=(600, 700, 800), within_ms=20_000)


def test_a_script_comes_back_from_json() -> None:
    script = Script(call=(PretendCall(line="line2", steps=(Press(keys="1#"), Tone(hz=440, ms=100), HangUp())),))
    assert decode_script(encode_script(script), toml=False, place="here") == script


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"call = 3", "call"),
        (b"[[call]]\nrings = 3", "rings"),
        (b'[[call]]\nsteps = [{do = "dance"}]', "dance"),
        (b'[[call]]\nsteps = [{do = "press", keys = "x"}]', "keys"),
        (b'[[call]]\nsteps = [{do = "tone", hz = 5, ms = 10}]', "hz"),
        (b"[[call", "Expected"),
        (b"\xff", "decode"),
    ],
)
def test_a_bad_script_is_one_sentence_with_the_place(text: bytes, told: str) -> None:
    with pytest.raises(ScriptFault) as caught:
        decode_script(text, toml=True, place="calls.toml")
    assert str(caught.value).startswith("calls.toml: ")
    assert told in str(caught.value)


def test_a_missing_script_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ScriptFault, match="No such file"):
        read_script(tmp_path / "none.toml")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_steps_that_fit_the_house(kind: str) -> None:
    choices = KindChoices(person_key="4", message_key="5", leave_key="6", caller_hz=500)
    call = with_steps(PretendCall(kind=kind), choices)
    assert call.steps
    pressed = "".join(step.keys for step in call.steps if isinstance(step, Press))
    assert set(pressed) <= set("456")
    assert {step.hz for step in call.steps if isinstance(step, Tone)} <= {1_100 if kind == "fax" else 500}


def test_an_unknown_kind_is_told_with_those_known() -> None:
    with pytest.raises(ScriptFault, match="served"):
        with_steps(PretendCall(kind="rude"), KindChoices())


def test_own_steps_go_before_the_kind() -> None:
    call = PretendCall(kind="rude", steps=(HangUp(),))
    assert with_steps(call, KindChoices()) is call


def test_traffic_is_the_same_for_the_same_seed() -> None:
    first, again, other = (list(islice(traffic(60, seed, KindChoices()), 50)) for seed in (7, 7, 8))
    assert first == again
    assert first != other


def test_traffic_has_the_rate_the_spread_and_the_mix_asked_for() -> None:
    calls = list(islice(traffic(120, 1, KindChoices()), 6_000))
    gaps = np.diff([call.at_ms for call in calls])
    assert gaps.mean() == pytest.approx(30_000, rel=0.05)
    assert gaps.std() == pytest.approx(30_000, rel=0.08)  # exponential: the spread is the mean
    for kind, share in MIX.items():
        assert sum(call.kind == kind for call in calls) / 6_000 == pytest.approx(share, abs=0.02)
    assert all(msgspec.json.decode(msgspec.json.encode(call), type=PretendCall) == call for call in calls[:100])
