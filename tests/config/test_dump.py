"""What show-config writes loads to the same settings, and says where each value comes from."""

from pathlib import Path

import msgspec
import pytest

from appliance.config.dump import dump
from appliance.config.loading import Loaded, load_with_tables
from appliance.model.settings import DriverChoice, Settings

MAIN = """
[web]
address = "127.0.0.1"
port = 9000
"""
SITE = """
[[line]]
name = "front desk"
flow = "main"
[line.options]
port = "/dev/pretend1"
[[flow]]
name = "main"
start = "menu"
person = "wait"
[flow.steps.menu]
step = "ask"
prompts = ["hello"]
choices = { 1 = "wait", "*" = "bye" }
wait = "1.5 s"
on_exhausted = "bye"
[flow.steps.wait]
step = "queue"
queue = "sales"
on_overflow = "bye"
[flow.steps.bye]
step = "hang_up"
[[queue]]
name = "sales"
need = { sales = 2 }
[[agent]]
name = "anna"
skills = { sales = 3 }
station = "pretend"
[[hours]]
name = "office"
monday = ["09:00-12:30"]
closed_on = [2026-12-25]
[[lamp]]
name = "front"
line = "front desk"
lit = "slow"
[[prompt]]
name = "hello"
text = "Say \\"friend\\",\\nand enter – é."
[[prompt]]
name = "music"
file = "music.wav"
"""


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    (tmp_path / "site").mkdir()
    (tmp_path / "appliance.toml").write_text(MAIN)
    (tmp_path / "site" / "all.toml").write_text(SITE)
    (tmp_path / "site" / "music.wav").write_bytes(b"")
    return load_with_tables(tmp_path / "appliance.toml")


def without_places(settings: Settings) -> Settings:
    def bare(choice: DriverChoice) -> DriverChoice:
        return msgspec.structs.replace(choice, place="")

    return msgspec.structs.replace(
        settings,
        lamps=bare(settings.lamps),
        lines={name: bare(choice) for name, choice in settings.lines.items()},
        stations={name: bare(choice) for name, choice in settings.stations.items()},
    )


@pytest.mark.parametrize("changed", [False, True])
def test_a_dump_loads_to_the_same_settings(loaded: Loaded, tmp_path: Path, *, changed: bool) -> None:
    written = tmp_path / "site" / "elsewhere"
    written.mkdir()
    (written / "all.toml").write_text(dump(loaded, changed=changed))
    assert without_places(load_with_tables(written / "all.toml").settings) == without_places(loaded.settings)


def test_each_value_says_where_it_comes_from(loaded: Loaded) -> None:
    lines = [" ".join(line.split()) for line in dump(loaded).splitlines()]
    assert "port = 9000 # appliance.toml" in lines
    assert 'address = "127.0.0.1" # appliance.toml' in lines
    assert 'language = "en" # default' in lines
    assert '# site/all.toml: [[line]] 1 "front desk"' in lines
    assert "rings = 2 # default" in lines
    assert 'wait = "1.5 s" # site/all.toml' in lines
    assert 'choices = { 1 = "wait", "*" = "bye" } # site/all.toml' in lines


def test_changed_shows_only_what_differs_from_the_default(loaded: Loaded) -> None:
    text = dump(loaded, changed=True)
    assert "# default" not in text
    assert "[box]" not in text
    assert "address" not in text  # written, but as the default says
    assert "port = 9000" in text
