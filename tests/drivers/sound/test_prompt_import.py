"""Recordings become prompts: level, ends, languages, what is kept, and what is refused."""

import numpy as np
import pytest

from appliance.config.prompt_folder import PromptFolder
from appliance.drivers.errors import DriverFault
from appliance.drivers.sound.prompt_import import keep, made_of
from appliance.drivers.sound.prompts import load_prompts
from appliance.drivers.sound.speech import Speech
from appliance.model.plan import Plan, PromptPlan
from appliance.sound import wav
from appliance.sound.loudness import PEAK, SPEECH_LUFS, loudness_lufs

SYLLABLES = np.repeat([0.0, 1.0, 0.02, 0.7, 0.0], [8_000, 2_400, 800, 2_400, 8_000])


def recorded(tmp_path, name="take.wav", loudness=900.0, seed=4):
    chance = np.random.default_rng(seed)
    file = tmp_path / name
    file.write_bytes(wav.to_bytes(wav.to_int16(loudness * SYLLABLES * chance.normal(0, 1, SYLLABLES.size))))
    return file


def loaded(tmp_path, folder, *prompts):
    speech = Speech(tmp_path / "cache", program="no-such-program")
    return load_prompts(Plan(prompts=prompts), base_dir=tmp_path, speech=speech, language="en", folder=folder)


def test_a_recording_is_trimmed_levelled_and_kept_with_its_source(tmp_path):
    file, folder = recorded(tmp_path), PromptFolder(tmp_path / "state")
    made = made_of(file)
    target = keep(folder, "hello", "", file, made)
    kept = wav.from_bytes(target.read_bytes())
    assert np.array_equal(kept, made.samples)
    assert kept.size == pytest.approx(5_600 + 800, abs=200)
    assert loudness_lufs(kept.astype(float), 8_000) == pytest.approx(SPEECH_LUFS, abs=0.5)
    assert np.abs(kept.astype(int)).max() <= PEAK
    assert made.judgement.doubts == ()
    (source,) = folder.sources("hello", "")
    assert source.read_bytes() == file.read_bytes()
    assert source.parent.parent == target.parent


def test_a_second_take_replaces_the_first_and_its_source_of_another_ending(tmp_path):
    folder = PromptFolder(tmp_path)
    first, second = recorded(tmp_path, "a.wav", seed=1), recorded(tmp_path, "b.WAVE", seed=2)
    keep(folder, "hello", "", first, made_of(first))
    keep(folder, "hello", "de", first, made_of(first))
    keep(folder, "hello", "", second, made_of(second))
    assert [source.name for source in folder.sources("hello", "")] == ["hello.wave"]
    assert [source.name for source in folder.sources("hello", "de")] == ["hello@de.wav"]
    assert set(folder.names()) == {"hello", "hello@de"}
    assert folder.plain_names() == ("hello",)


def test_a_recording_replaces_a_text_but_not_a_file_of_the_settings(tmp_path):
    file, folder = recorded(tmp_path), PromptFolder(tmp_path)
    made = made_of(file)
    for name in ("hello", "bye", "more"):
        keep(folder, name, "", file, made)
    (tmp_path / "own.wav").write_bytes(wav.to_bytes(made.samples[:3_200]))
    plan = (PromptPlan(name="hello", text="Hello."), PromptPlan(name="bye", file="own.wav"))
    prompts, faults = loaded(tmp_path, folder, *plan)
    assert faults == ()
    assert np.array_equal(prompts["hello"], made.samples)
    assert np.array_equal(prompts["more"], made.samples)
    assert 0 < prompts["bye"].size < made.samples.size


def test_a_language_that_fails_has_the_prompt_of_the_others(tmp_path):
    file, folder = recorded(tmp_path), PromptFolder(tmp_path)
    keep(folder, "hello", "", file, made_of(file))
    prompts, faults = loaded(tmp_path, folder, PromptPlan(name="hello", text="Hello.", texts={"de": "Guten Tag."}))
    assert [fault.split(":")[0] for fault in faults] == ['prompt "hello@de"']
    assert "hello@de" not in prompts


@pytest.mark.parametrize("name", ["", "../hello", "a/b", "hello@de", ".hidden", "x" * 41, "a\0b"])
def test_names_that_are_none_write_nothing(tmp_path, name):
    file = recorded(tmp_path)
    with pytest.raises(DriverFault, match="cannot be the name of a prompt"):
        keep(PromptFolder(tmp_path / "state"), name, "fr" if name == "hello@de" else "", file, made_of(file))
    assert not (tmp_path / "state").exists()


def test_silence_is_refused_and_a_folder_that_cannot_be_written_says_as_whom(tmp_path):
    silent = tmp_path / "silent.wav"
    silent.write_bytes(wav.to_bytes(np.zeros(16_000, np.int16)))
    with pytest.raises(DriverFault, match=r"silent\.wav: it is silent; check the microphone"):
        made_of(silent)
    (tmp_path / "state").write_text("a file, no folder")
    file = recorded(tmp_path)
    with pytest.raises(DriverFault, match=r"cannot be written: .*; try it as the user that the box runs as"):
        keep(PromptFolder(tmp_path / "state"), "hello", "", file, made_of(file))


def test_other_files_in_the_folder_are_no_prompts(tmp_path):
    folder = PromptFolder(tmp_path)
    folder.path.mkdir()
    for name in ("hello.wav", "hello@DE.wav", "@de.wav", ".draft-1.wav", "notes.txt", "hello@de-at.wav"):
        (folder.path / name).write_bytes(b"")
    assert set(folder.names()) == {"hello", "hello@de-at"}
    assert PromptFolder(tmp_path / "nowhere").names() == {}
