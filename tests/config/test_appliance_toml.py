"""firmware_config/appliance.toml shows every option there is, with exactly its default and a comment."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from appliance.config.dump import plain
from appliance.config.loading import load
from appliance.config.places import Place
from appliance.config.reader import KIND_KEY, Reader, is_duration, key_of
from appliance.config.tables import LISTS, SINGLE
from appliance.drivers.registry import available, load_driver
from appliance.model.flow import Step
from appliance.model.settings import DriverChoice, Settings
from appliance.model.words import Value

FILE = Path(__file__).parents[2] / "firmware_config" / "appliance.toml"
KINDS = {"lamps": "lamps", "loudspeaker": "sound", "line": "line", "agent": "station"}
APART = {"options", "steps", KIND_KEY}
"""Tables of their own."""
STEPS = {str(kind.__struct_config__.tag): kind for kind in get_args(Step)}

_WITH = re.compile(r'^# With (?:driver|station) = "(\w+)":\n# \[(\w+)\.options\]\n((?:# .*\n)*)', re.MULTILINE)
_SETTING = re.compile(r"^# (?=[a-z_0-9]+ = |\[)", re.MULTILINE)


def shown_options() -> dict[tuple[str, str], dict[str, Any]]:
    """(table, driver) → the options shown for it."""
    found = _WITH.findall(FILE.read_text())
    return {(table, driver): tomllib.loads(_SETTING.sub("", lines)) for driver, table, lines in found}


def shown_tables() -> dict[str, Any]:
    """The file with every table but the drivers' options taken out of its comment."""
    return tomllib.loads(_SETTING.sub("", _WITH.sub("", FILE.read_text())))


def assert_shows_all(shown: Mapping[str, Any], value: type[Value]) -> None:
    fields = {key_of(field.name): field for field in msgspec.structs.fields(value) if field.name not in APART}
    shown = {key: item for key, item in shown.items() if key not in APART}
    assert set(shown) == set(fields), value.__name__
    for key, field in fields.items():
        default = field.default_factory() if field.default_factory is not msgspec.NODEFAULT else field.default
        if default is not msgspec.NODEFAULT and default is not None:
            assert shown[key] == plain(default, duration=is_duration(field.name)), f"{value.__name__}.{key}"
    reader = Reader()
    reader.read(shown, value, Place("it"))
    assert [fault for fault in reader.faults if "it: lacks" not in fault] == []


def test_the_file_is_exactly_the_defaults(tmp_path: Path) -> None:
    copy = tmp_path / FILE.name
    copy.write_bytes(FILE.read_bytes())
    assert load(copy) == msgspec.structs.replace(
        Settings(), lamps=DriverChoice(driver="console", place="appliance.toml: [lamps]")
    )


@pytest.mark.parametrize("name", SINGLE)
def test_every_single_table_is_shown_with_every_option(name: str) -> None:
    assert_shows_all(tomllib.loads(FILE.read_text())[name], SINGLE[name])


@pytest.mark.parametrize("name", LISTS)
def test_every_list_of_tables_is_shown_with_every_option(name: str) -> None:
    (shown,) = shown_tables()[name]
    assert_shows_all(shown, LISTS[name])


def test_every_step_is_shown_with_every_option() -> None:
    steps = shown_tables()["flow"][0]["steps"].values()
    assert sorted(step[KIND_KEY] for step in steps) == sorted(STEPS)
    for step in steps:
        assert_shows_all(step, STEPS[step[KIND_KEY]])


def test_every_driver_is_shown_with_every_option() -> None:
    assert set(shown_options()) == {(table, driver) for table, kind in KINDS.items() for driver in available(kind)}
    for (table, driver), options in shown_options().items():
        assert_shows_all(options, load_driver(KINDS[table], driver).Options)


def test_every_option_has_a_comment() -> None:
    settings = [line for line in FILE.read_text().splitlines() if re.match(r"(# )?[a-z_0-9]+ = ", line)]
    bare = [line for line in settings if "  # " not in line and " step = " not in line]
    assert bare == []
