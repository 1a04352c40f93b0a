"""The box's own announcements: which are made, in which languages, from whose recordings, and what is spoken."""

import shutil

import numpy as np
import pytest

from appliance.config.prompt_folder import PromptFolder
from appliance.drivers.sound.debian_sounds import ATTRIBUTIONS, FOLDERS, attributions, credit, parts_of
from appliance.drivers.sound.own_words import OwnWords
from appliance.drivers.sound.prompts import load_prompts
from appliance.drivers.sound.speech import Speech
from appliance.drivers.sound.value_parts import load_parts
from appliance.model.flow import Flow, HangUp, Say
from appliance.model.plan import Plan, QueuePlan
from appliance.sound import measure, wav
from appliance.sound.loudness import SPEECH_LUFS, loudness_lufs
from appliance.sound.spoken.phrases import digits, place, wait
from appliance.sound.tones import sine

PLAN = Plan(
    queues=(QueuePlan(name="sales", announce_every_ms=30_000, announce_spoken=(5, 1), announce_places=2),),
    flows=(
        Flow(
            name="main",
            start="say",
            language="fr",
            steps={"say": Say(prompts=(), language="de-AT", then="bye"), "bye": HangUp()},
        ),
    ),
)

pytestmark = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs Debian's espeak-ng")


def recording(folder, name, language, hz):
    folder.path.mkdir(parents=True, exist_ok=True)
    folder.file(name, language).write_bytes(wav.to_bytes(sine(hz, 300)))


def debians(tmp_path, *names):
    place = tmp_path / "sounds" / FOLDERS["en"]
    (place / "digits").mkdir(parents=True)
    for name in names:
        (place / f"{name}.wav").write_bytes(wav.to_bytes(sine(500, 200)))
    return tmp_path / "sounds"


def test_every_announcement_is_made_in_every_language_that_callers_may_have(tmp_path):
    prompts, faults = load_prompts(PLAN, base_dir=tmp_path, speech=Speech(tmp_path), language="en")
    assert faults == ()
    names = {f"{name}{tag}" for name in ("wait:1", "wait:5", "place:1", "place:2") for tag in ("", "@fr", "@de-at")}
    assert set(prompts) == names | {"music", "beep"}
    assert all(prompts[name].size > 4_000 for name in names)


def test_nothing_is_made_where_nothing_is_announced(tmp_path):
    silent = Plan(queues=(QueuePlan(name="sales", announce_spoken=(5,), announce_places=3),))
    prompts, _ = load_prompts(silent, base_dir=tmp_path, speech=Speech(tmp_path), language="en")
    assert set(prompts) == {"music", "beep"}


def test_own_recordings_are_played_and_the_rest_is_spoken(tmp_path):
    folder = PromptFolder(tmp_path)
    recording(folder, "part.n5", "de", 700)
    words = OwnWords(Speech(tmp_path / "cache"), folder.names(), tmp_path / "none")
    assert set(words.files(wait("de", 5), "de-AT")) == {"n5"}
    assert words.files(wait("de", 6), "de-AT") == {}
    assert words.files(wait("en", 5), "en") == {}
    sound, tone = words.said(wait("de", 5), "de-AT"), sine(700, 300)
    assert loudness_lufs(sound.astype(float), 8_000) == pytest.approx(SPEECH_LUFS, abs=0.5)
    assert measure.likeness(sound, tone[400:-400]).score > 0.99
    before = Speech(tmp_path / "cache").samples("Die Wartezeit beträgt etwa", "de-AT")
    assert measure.likeness(sound[: before.size], before[400:-400]).score > 0.95


def test_parts_are_no_prompts_of_their_own(tmp_path):
    folder = PromptFolder(tmp_path)
    recording(folder, "part.n5", "de", 700)
    prompts, _ = load_prompts(Plan(), base_dir=tmp_path, speech=Speech(tmp_path), language="en", folder=folder)
    assert set(prompts) == {"music", "beep"}


def test_debian_s_recordings_are_used_only_where_they_make_a_whole_phrase(tmp_path):
    sounds = debians(tmp_path, "queue-holdtime", "queue-minutes", "digits/5", "digits/20")
    words = OwnWords(Speech(tmp_path / "cache", program="no-such-program"), {}, sounds)
    assert set(words.files(wait("en", 5), "en-us")) == {"wait.is", "n5", "minute.other"}
    assert words.origin(wait("en", 5), "en-us") == f"recorded parts; {ATTRIBUTIONS[FOLDERS['en']]}"
    assert words.origin(wait("en", 1), "en-us") == "own words, spoken"
    assert words.files(wait("en", 1), "en-us") == {}
    assert words.files(wait("en", 7), "en-us") == {}
    assert words.files(place("en", 5), "en-us") == {}
    assert words.said(wait("en", 5), "en-us").size == 3 * 1_600


@pytest.mark.parametrize("language", FOLDERS)
def test_what_debian_has_is_found_and_named(language):
    found = parts_of(debian_sounds_folder(), language)
    assert {f"n{n}" for n in range(21)} <= set(found)
    assert "wait.is" in found
    assert any(line.startswith(f"asterisk-core-sounds-{language}: recorded by ") for line in attributions())


def test_who_made_a_recording_is_named_wherever_it_is_played(tmp_path):
    assert credit(tmp_path / "ru_RU_f_IvrvoiceRU" / "hello.wav", tmp_path).startswith("asterisk-core-sounds-ru: ")
    assert credit(tmp_path / "robot_dity.wav", music=tmp_path).endswith("Reno Project; CC BY-SA 3.0")
    assert credit(tmp_path / "ours" / "hello.wav", tmp_path) == credit(tmp_path, tmp_path) == ""
    assert credit(tmp_path / "hello.wav") == ""


def debian_sounds_folder():
    from appliance.drivers.sound.debian_sounds import SOUNDS

    if not SOUNDS.is_dir():
        pytest.skip("needs Debian's asterisk-core-sounds")
    return SOUNDS


def test_without_debian_s_packages_nothing_is_missing(tmp_path):
    assert parts_of(tmp_path, "en") == {}
    assert parts_of(tmp_path, "xx") == {}
    assert list(attributions(tmp_path, tmp_path)) == []


def test_values_are_spoken_before_the_first_call_in_the_languages_of_their_flows(tmp_path):
    said = Flow(name="main", start="bye", language="de", steps={"bye": HangUp(prompts=("{digits caller}",))})
    silent = Flow(name="other", start="bye", language="fr", steps={"bye": HangUp()})
    speech, words = Speech(tmp_path), OwnWords(Speech(tmp_path), {}, tmp_path / "none")
    at_first = load_parts(Plan(flows=(said, silent)), words, speech, "en", speak=False)
    assert (set(at_first.parts), at_first.faults, at_first.unspoken) == ({"de"}, (), 11)
    assert at_first.parts["de"].said(digits("de", "42")) is None
    spoken = load_parts(Plan(flows=(said, silent)), words, speech, "en")
    assert spoken.unspoken == 0
    sound = spoken.parts["de"].said(digits("de", "42"))
    assert sound is not None
    assert np.array_equal(sound, np.concatenate([speech.samples(text, "de") for text in ("vier", "zwei")]))
    again = load_parts(
        Plan(flows=(said, silent)), words, Speech(tmp_path, program="no-such-program"), "en", speak=False
    )
    assert again.unspoken == 0
    assert np.array_equal(again.parts["de"].said(digits("de", "42")), sound)
