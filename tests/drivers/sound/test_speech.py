"""Speech by the real espeak-ng: level, trimming, cache, and what is said when it cannot."""

import shutil

import numpy as np
import pytest

from appliance.drivers.errors import DriverFault, MissingLibrary
from appliance.drivers.sound import speech as speech_module
from appliance.drivers.sound.speech import LONGEST_TEXT, Speech
from appliance.sound import measure, wav
from appliance.sound.loudness import PEAK

TEXT = "Welcome to Miller's bakery. To hear our opening hours, press one."

pytestmark = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs Debian's espeak-ng")


def test_speech_is_speech_at_its_level_without_quiet_ends(tmp_path):
    sound = Speech(tmp_path).samples(TEXT, "en")
    assert 2 * 8_000 < sound.size < 8 * 8_000
    assert np.abs(sound.astype(int)).max() <= PEAK
    assert -17 < measure.level_dbm0(sound) < -11
    assert measure.level_dbm0(sound[: 8 * 150]) > -40
    assert measure.level_dbm0(sound[-8 * 150 :]) > -40


def test_it_is_made_once_and_read_from_then_on(tmp_path):
    first = Speech(tmp_path).samples(TEXT, "en")
    (file,) = tmp_path.iterdir()
    assert np.array_equal(wav.from_bytes(file.read_bytes()), first)
    without = Speech(tmp_path, program="no-such-program")
    assert np.array_equal(without.samples(TEXT, "en"), first)
    with pytest.raises(MissingLibrary):
        without.samples(TEXT, "en-us")


def test_a_torn_cache_file_is_made_anew(tmp_path):
    speech = Speech(tmp_path)
    first = speech.samples("One.", "en")
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-100])
    assert np.array_equal(speech.samples("One.", "en"), first)
    assert np.array_equal(wav.from_bytes(file.read_bytes()), first)


def test_a_cache_that_cannot_be_written_costs_no_prompt(tmp_path):
    (tmp_path / "cache").write_text("a file, not a folder")
    assert Speech(tmp_path / "cache").samples("One.", "en").size > 1_000


@pytest.mark.parametrize("text", ["-v de; echo $(id)", "--version", "<speak>&amp;</speak>", "Größe, naïve, 10 €"])
def test_no_text_is_taken_for_an_option_or_a_command(tmp_path, text):
    assert Speech(tmp_path).samples(text, "en").size > 2_000


def test_another_voice_sounds_different(tmp_path):
    speech = Speech(tmp_path)
    assert speech.samples("Guten Tag", "de").size != speech.samples("Guten Tag", "en+f3").size


@pytest.mark.parametrize(
    ("text", "voice", "message"),
    [
        ("", "en", "a text of 0 characters"),
        ("x" * (LONGEST_TEXT + 1), "en", "expected 1 to 4000"),
        ("Hello", "--help", "is no name of a voice"),
        ("Hello", "../en", "is no name of a voice"),
        ("Hello", "xx-nobody", 'with voice "xx-nobody": .*--voices lists'),
        (". . .", "en", "espeak-ng is silent|made no sound"),
    ],
)
def test_faults_are_sentences(tmp_path, text, voice, message):
    with pytest.raises(DriverFault, match=message):
        Speech(tmp_path).samples(text, voice)
    assert not list(tmp_path.iterdir())


def test_a_missing_program_says_how_to_install_it(tmp_path):
    with pytest.raises(MissingLibrary, match="apt install espeak-ng"):
        Speech(tmp_path, program="no-such-program").samples("Hello", "en")


def test_the_rule_is_in_the_name_of_what_is_kept(tmp_path):
    assert speech_module._name("a", "en") != speech_module._name("aen", "")
