"""`callbox prompt`, as it is typed: add, list, check."""

import shutil

import numpy as np
import pytest

from appliance.cli import main
from appliance.sound import wav
from appliance.sound.tones import sine

SYLLABLES = np.repeat([0.0, 1.0, 0.02, 0.7, 0.0], [8_000, 2_400, 800, 2_400, 8_000])

pytestmark = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs Debian's espeak-ng")


@pytest.fixture
def house(tmp_path):
    config = tmp_path / "appliance.toml"
    config.write_text(
        f"""
[box]
state_dir = "{tmp_path}/state"
cache_dir = "{tmp_path}/cache"
[[prompt]]
name = "hello"
text = "Hello."
texts = {{ de = "Guten Tag.", fr-CA = "Bonjour." }}
[[flow]]
name = "main"
start = "greet"
[flow.steps.greet]
step = "hang_up"
prompts = ["hello", "welcome"]
"""
    )
    return config


def take(tmp_path, loudness=900.0):
    file = tmp_path / "take.wav"
    chance = np.random.default_rng(1)
    file.write_bytes(wav.to_bytes(wav.to_int16(loudness * SYLLABLES * chance.normal(0, 1, SYLLABLES.size))))
    return str(file)


def test_what_is_brought_in_can_be_named_by_flows_and_is_listed(tmp_path, house, capsys):
    assert main(["check", "--config", str(house)]) == 1
    assert '"welcome": no such prompt' in capsys.readouterr().err
    without = tmp_path / "first.toml"
    without.write_text(house.read_text().replace('"hello", "welcome"', '"hello"'))
    assert main(["prompt", "add", "welcome", take(tmp_path), "--config", str(without)]) == 0
    assert "state/prompts/welcome.wav: 0.8 s, brought from -" in capsys.readouterr().out
    assert main(["check", "--config", str(house)]) == 0
    assert main(["prompt", "add", "hello", take(tmp_path), "--language", "de-AT", "--config", str(house)]) == 0
    capsys.readouterr()
    assert main(["prompt", "list", "--config", str(house)]) == 0
    rows = [line.split(maxsplit=5) for line in capsys.readouterr().out.splitlines()]
    assert ["welcome", "-", "0.8", "s", "-16", "recorded"] in rows
    assert ["hello", "de-at", "0.8", "s", "-16", "recorded"] in rows
    assert [row[:2] + row[4:] for row in rows if row[:2] == ["hello", "de"]] == [["hello", "de", "-16", "spoken by de"]]
    assert any(row[:2] == ["beep", "-"] and row[-1] == "built in" for row in rows)
    assert main(["prompt", "check", "--config", str(house)]) == 0
    assert "7 prompts, all of them can be played" in capsys.readouterr().out


def test_doubts_are_told_and_faults_refuse(tmp_path, house, capsys):
    config = ["--config", str(tmp_path / "first.toml")]
    (tmp_path / "first.toml").write_text(house.read_text().replace('"hello", "welcome"', '"hello"'))
    assert main(["prompt", "add", "welcome", take(tmp_path, 80.0), *config]) == 0
    assert "but very quiet" in capsys.readouterr().out
    silent = tmp_path / "silent.wav"
    silent.write_bytes(wav.to_bytes(np.zeros(9_000, np.int16)))
    assert main(["prompt", "add", "hello", str(silent), *config]) == 1
    assert "callbox: " in (told := capsys.readouterr().err)
    assert "it is silent; check the microphone and record it again" in told
    (tmp_path / "state" / "prompts" / "torn.wav").write_bytes(wav.to_bytes(sine(500, 500))[:-3])
    assert main(["prompt", "check", *config]) == 1
    assert "torn: " in capsys.readouterr().out


def test_only_a_recording_can_be_deleted(tmp_path, capsys):
    config = tmp_path / "appliance.toml"
    config.write_text(f'[box]\nstate_dir = "{tmp_path}/state"\n[[prompt]]\nname = "hello"\ntext = "Hello."\n')
    assert main(["prompt", "delete", "hello", "--language", "fr", "--config", str(config)]) == 1
    assert '"hello@fr" is no recording; callbox prompt list shows all' in capsys.readouterr().err


@pytest.mark.parametrize("tag", ["German", "de_AT", "", "de-"])
def test_what_is_no_language_is_refused(tmp_path, capsys, tag):
    with pytest.raises(SystemExit):
        main(["prompt", "add", "hello", take(tmp_path), "--language", tag])
    assert "the tag of a language was expected" in capsys.readouterr().err


def test_values_are_listed_and_the_voice_that_cannot_say_them_is_told(tmp_path, capsys):
    config = tmp_path / "appliance.toml"
    flow = 'name = "main"\nstart = "bye"\n[flow.steps.bye]\nstep = "hang_up"\nprompts = ["{digits caller}"]'
    config.write_text(
        f'[box]\nstate_dir = "{tmp_path}/state"\ncache_dir = "{tmp_path}/cache"\nlanguage = "de"\n[[flow]]\n{flow}\n'
    )
    assert main(["prompt", "list", "--config", str(config)]) == 0
    assert "values in de: 0 recorded parts of 11, the rest spoken by de" in capsys.readouterr().out
    assert main(["prompt", "check", "--config", str(config)]) == 0
    config.write_text(config.read_text().replace('language = "de"', 'language = "zz"'))
    assert main(["prompt", "check", "--config", str(config)]) == 1
    assert "values in zz: espeak-ng could not speak with voice" in capsys.readouterr().out
