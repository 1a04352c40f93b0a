"""Speech by the real espeak-ng: level, trimming, cache, and what is said when it cannot."""

import shutil

import numpy as np
import pytest

from appliance.drivers.errors import DriverFault, MissingLibrary
from appliance.drivers.sound import speech as speech_module
from appliance.drivers.sound.speech import LONGEST_TEXT, Speech, piper_faults
from appliance.model.settings import SoundSettings
from appliance.sound import measure, wav
from appliance.sound.loudness import PEAK, SPEECH_LUFS, loudness_lufs

TEXT = "Welcome to Miller's bakery. To hear our opening hours, press one."

pytestmark = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs Debian's espeak-ng")


def test_speech_is_speech_at_its_level_without_quiet_ends(tmp_path):
    sound = Speech(tmp_path).samples(TEXT, "en")
    assert 2 * 8_000 < sound.size < 8 * 8_000
    assert np.abs(sound.astype(int)).max() <= PEAK
    assert loudness_lufs(sound.astype(float), 8_000) == pytest.approx(SPEECH_LUFS, abs=0.5)
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


def test_each_language_has_the_voice_that_the_settings_give_it(tmp_path):
    choice = SoundSettings(voices={"de": "de+f3", "pt-BR": "pt-br"}, piper_voices={"fr": "/voices/siwis.onnx"})
    speech = Speech(tmp_path, choice=choice)
    asked = ("de", "de-AT", "pt-br", "pt", "fr-CA", "en-gb")
    assert [speech.voice(each) for each in asked] == [
        "de+f3",
        "de+f3",
        "pt-br",
        "pt",
        "/voices/siwis.onnx",
        "en-gb",
    ]


PEER = """#!/bin/sh
# Speaks as piper does: a text a line on stdin, --model FILE --output_file FILE; here by espeak-ng.
[ "$1" = --model ] && [ "$3" = --output_file ] || exit 2
read -r text; [ -z "$(cat)" ] || exit 3
[ -f "$2" ] || { echo "Unable to find voice: $2" >&2; exit 1; }
printf '%s' "$text" | espeak-ng -v en --stdin --stdout > "$4"
"""


def test_piper_speaks_the_languages_it_is_chosen_for(tmp_path):
    program, voice = tmp_path / "piper", tmp_path / "voice.onnx"
    program.write_text(PEER)
    program.chmod(0o755)
    choice = SoundSettings(piper_voices={"fr": str(voice)})
    speech = Speech(tmp_path / "cache", choice=choice, piper=str(program))
    with pytest.raises(DriverFault, match=r"piper could not speak .* Unable to find voice"):
        speech.samples("Bonjour,\nà tous", "fr")
    assert f"piper_voices.fr = {voice}: no such file" in piper_faults(choice.piper_voices, str(program))[0]
    voice.write_bytes(b"")
    (tmp_path / "voice.onnx.json").write_text("{}")
    assert piper_faults(choice.piper_voices, str(program)) == []
    sound = speech.samples("Bonjour,\nà tous", "fr")
    assert loudness_lufs(sound.astype(float), 8_000) == pytest.approx(SPEECH_LUFS, abs=0.5)


def test_piper_that_is_not_installed_is_said_with_what_to_do(tmp_path):
    choice = SoundSettings(piper_voices={"fr": "/voices/siwis.onnx"})
    with pytest.raises(MissingLibrary, match=r"is not installed, .*pipx install piper-tts"):
        Speech(tmp_path, choice=choice, piper="no-such-program").samples("Bonjour", "fr")
    assert len(piper_faults(choice.piper_voices, "no-such-program")) == 2
