"""The settings we ship are sound and hold what the handbook promises."""

import tomllib
from pathlib import Path

import pytest

from appliance.config.places import Place
from appliance.config.reader import Reader
from appliance.drivers.check import checked, main
from appliance.drivers.station.pretend import Options

FOLDER = Path(__file__).parents[2] / "firmware_config"


def test_the_example_site_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", str(FOLDER / "appliance.toml")]) == 0
    assert capsys.readouterr().out == (
        "settings are sound: 4 lines, 3 agents, 2 queues, 2 flows, 19 prompts, 7 lamps\n"
    )


def test_every_prompt_of_the_example_is_said_somewhere() -> None:
    settings = checked(FOLDER / "appliance.toml").settings
    said = "".join((FOLDER / "site" / f"{file}.toml").read_text() for file in ("flows", "queues"))
    assert [prompt.name for prompt in settings.plan.prompts if f'"{prompt.name}"' not in said] == []


def test_no_two_pretend_agents_sound_the_same() -> None:
    stations = checked(FOLDER / "appliance.toml").settings.stations.values()
    assert len({choice.options["tone_hz"] for choice in stations}) == len(stations)


@pytest.mark.parametrize("name", tomllib.loads((FOLDER / "agent_scripts.toml").read_text()))
def test_every_agent_script_is_options_of_the_pretend_station(name: str) -> None:
    reader = Reader()
    reader.read(tomllib.loads((FOLDER / "agent_scripts.toml").read_text())[name], Options, Place(name))
    assert reader.faults == []
