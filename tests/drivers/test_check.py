"""`callbox check` and `callbox show-config`, as a technician runs them."""

import tomllib
from pathlib import Path

import pytest

from appliance.drivers.check import main, show_config

GPIO = """
[lamps]
driver = "gpio"
[lamps.options]
pin_factory = "mock"
pins = { fault = 17 }
[[lamp]]
name = "fault"
fault = true
"""


def write(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "appliance.toml"
    file.write_text(text)
    return ["--config", str(file)]


def test_sound_settings_are_summed_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(write(tmp_path, GPIO)) == 0
    assert capsys.readouterr() == ("settings are sound: 0 lines, 0 agents, 0 queues, 0 flows, 0 prompts, 1 lamp\n", "")


def test_every_fault_is_told_also_those_only_drivers_know(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = (
        GPIO.replace("pin_factory", "pin_factroy") + '[web]\nprot = 1\n[[agent]]\nname = "anna"\nstation = "pretnd"\n'
    )
    assert main(write(tmp_path, wrong)) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        'appliance.toml: [web] prot = 1: no such option; did you mean "port"?',
        'appliance.toml: [lamps] options.pin_factroy = "mock": no such option; did you mean "pin_factory"?',
        'appliance.toml: [[agent]] 1 "anna" station: "pretnd": no such station driver; did you mean "pretend"?',
        "3 faults in the settings",
    ]


def test_lamps_without_a_pin_are_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(write(tmp_path, GPIO.replace("{ fault = 17 }", "{}"))) == 1
    assert 'lamp "fault" has no pin' in capsys.readouterr().err


def test_a_country_without_tones_is_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(write(tmp_path, '[sound]\ncountry = "usa"\n')) == 1
    told = capsys.readouterr().err
    assert told.startswith('appliance.toml: [sound] country = "usa": no such file of tones in ')
    assert 'did you mean "us"?' in told


def test_show_config_tells_drivers_defaults_as_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert show_config(write(tmp_path, GPIO)) == 0
    text = capsys.readouterr().out
    assert tomllib.loads(text)["lamps"]["options"] == {
        "pin_factory": "mock",
        "pins": {"fault": 17},
        "active_high": True,
    }
    assert "# default" in text


def test_show_config_changed_leaves_the_defaults_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert show_config([*write(tmp_path, GPIO), "--changed"]) == 0
    assert tomllib.loads(capsys.readouterr().out) == tomllib.loads(GPIO)


def test_show_config_refuses_wrong_settings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert show_config(write(tmp_path, "[web]\nprot = 1\n")) == 1
    assert capsys.readouterr().err.endswith("1 fault in the settings\n")
