"""Secrets are shown nowhere: not by show-config, not in a sentence about what is wrong with them."""

from pathlib import Path

import pytest

from appliance.config.dump import dump
from appliance.config.hidden import is_secret
from appliance.config.loading import load_with_tables
from appliance.drivers.check import show_config

SETTINGS = """
[[line]]
name = "gsm1"
flow = "main"
driver = "gsm_modem"
options = { port = "/dev/pretend1", pin = PIN, credit = "*100#" }

[[flow]]
name = "main"
start = "bye"
[flow.steps.bye]
step = "hang_up"
"""


def written(tmp_path: Path, pin: str) -> Path:
    file = tmp_path / "appliance.toml"
    file.write_text(SETTINGS.replace("PIN", pin))
    return file


@pytest.mark.parametrize("key", ["pin", "puk", "sim_pin", "api-token", "Password"])
def test_secrets_are_known_by_name(key: str) -> None:
    assert is_secret(key)


@pytest.mark.parametrize("key", ["pins", "spin_up", "port", "", "pin_of"])
def test_other_options_are_none(key: str) -> None:
    assert not is_secret(key)


def test_show_config_hides_a_pin_and_shows_the_rest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert show_config(["--config", str(written(tmp_path, '"1379"'))]) == 0
    told = capsys.readouterr().out
    assert "1379" not in told
    assert "# pin: hidden" in told
    assert 'credit = "*100#"' in told
    assert show_config(["--config", str(written(tmp_path, '""'))]) == 0
    assert 'pin = ""' in capsys.readouterr().out


def test_also_where_nobody_knows_the_drivers_options(tmp_path: Path) -> None:
    assert "1379" not in dump(load_with_tables(written(tmp_path, '"1379"')))


@pytest.mark.parametrize("pin", ['"137"', "1379"])
def test_what_is_wrong_with_a_pin_is_told_without_it(
    pin: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert show_config(["--config", str(written(tmp_path, pin))]) == 1
    told = capsys.readouterr().err
    assert "pin = hidden: " in told
    assert "137" not in told
