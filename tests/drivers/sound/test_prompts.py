"""The prompts of a plan: spoken, read, built in; each fault told, none in the way of the others."""

import numpy as np
import pytest

from appliance.drivers.sound.prompts import BUILT_IN, load_prompts
from appliance.drivers.sound.speech import Speech
from appliance.model.plan import BUILT_IN_PROMPTS, Plan, PromptPlan
from appliance.sound import measure, wav
from appliance.sound.loudness import SPEECH_LUFS, loudness_lufs
from appliance.sound.music import hold_music
from appliance.sound.tones import sine

TONE = sine(1_000, 300)


def loaded(tmp_path, *prompts: PromptPlan):
    speech = Speech(tmp_path / "cache", program="no-such-program")
    return load_prompts(Plan(prompts=prompts), base_dir=tmp_path, speech=speech, language="en")


def test_music_and_beep_are_there_without_being_asked_for(tmp_path):
    prompts, faults = loaded(tmp_path)
    assert set(prompts) == set(BUILT_IN) == set(BUILT_IN_PROMPTS)
    assert prompts["music"] is hold_music()
    assert prompts["beep"].size == 1_600
    assert faults == ()


def test_music_may_be_brought_or_named_without_a_file(tmp_path):
    (tmp_path / "jazz.wav").write_bytes(wav.to_bytes(TONE))
    prompts, faults = loaded(tmp_path, PromptPlan(name="music", file="jazz.wav"))
    assert measure.likeness(prompts["music"], TONE[400:-400]).score > 0.99
    assert loudness_lufs(prompts["music"].astype(float), 8_000) == pytest.approx(SPEECH_LUFS, abs=0.5)
    assert faults == ()
    prompts, faults = loaded(tmp_path, PromptPlan(name="music"))
    assert prompts["music"] is hold_music()
    assert faults == ()


def test_files_are_named_from_the_base_folder_on_or_in_full(tmp_path):
    (tmp_path / "sounds").mkdir()
    file = tmp_path / "sounds" / "hello.wav"
    file.write_bytes(wav.to_bytes(TONE))
    prompts, faults = loaded(
        tmp_path, PromptPlan(name="near", file="sounds/hello.wav"), PromptPlan(name="far", file=str(file))
    )
    assert faults == ()
    assert np.array_equal(prompts["near"], prompts["far"])


def test_each_fault_is_told_and_a_tone_takes_its_place(tmp_path):
    (tmp_path / "text.wav").write_text("I am no sound")
    (tmp_path / "good.wav").write_bytes(wav.to_bytes(TONE))
    prompts, faults = loaded(
        tmp_path,
        PromptPlan(name="gone", file="gone.wav"),
        PromptPlan(name="text", file="text.wav"),
        PromptPlan(name="folder", file="."),
        PromptPlan(name="spoken", text="Hello"),
        PromptPlan(name="empty"),
        PromptPlan(name="good", file="good.wav"),
    )
    assert len(faults) == 5
    for (name, words), told in zip(
        {
            "gone": "No such file",
            "text": "cannot read it as sound",
            "folder": "Is a directory",
            "spoken": "apt install espeak-ng",
            "empty": "neither text nor file",
        }.items(),
        faults,
        strict=True,
    ):
        assert told.startswith(f'prompt "{name}": ')
        assert words in told
        assert told.endswith("a tone is played instead")
        assert name not in prompts
    assert prompts["good"].size


def test_a_file_too_large_is_not_even_read(tmp_path):
    with (tmp_path / "huge.wav").open("wb") as file:
        file.truncate(200_000_001)
    _, faults = loaded(tmp_path, PromptPlan(name="huge", file="huge.wav"))
    assert "at most 200000000" in faults[0]
