"""Whatever stands in the files: settings, or sentences; nothing else comes out."""

import tomllib
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.config import SettingsFault, load
from appliance.config.dump import dump
from appliance.config.loading import load_with_tables
from appliance.config.toml_text import document_text

SITE = Path(__file__).parents[2] / "firmware_config" / "site"
WHOLE: dict[str, Any] = {}
for _file in sorted(SITE.glob("*.toml")):
    WHOLE |= tomllib.loads(_file.read_text())

_odd = st.sampled_from(
    [0, -1, 2**70, 1.5, True, "", "x", "0 s", "main", "\n", [], ["x"], [[]], "\0", {}, {"x": 1}, [{}], "wait"]
)
_choice = st.integers(0, 10**6)


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [deeper for key, item in inner for deeper in paths(item, (*path, key))]


PATHS = paths(WHOLE)


def changed(document: Any, path: tuple[Any, ...], odd: Any, *, remove: bool) -> None:
    for key in path[:-1]:
        try:
            document = document[key]
        except (KeyError, IndexError, TypeError):
            return  # an earlier change took it away
    if not isinstance(document, dict):
        return
    if remove:
        document.pop(path[-1], None)
    else:
        document[path[-1]] = odd


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(_choice, _odd, st.booleans()), min_size=1, max_size=3))
def test_a_site_with_anything_changed_loads_or_says_why(tmp_path: Path, changes: list[tuple[int, Any, bool]]) -> None:
    document = deepcopy(WHOLE)
    for number, odd, remove in changes:
        changed(document, PATHS[number % len(PATHS)], odd, remove=remove)
    main = tmp_path / "appliance.toml"
    main.write_text(document_text(document))
    try:
        loaded = load_with_tables(main)
    except SettingsFault as fault:
        told = fault.faults
        assert told
        assert all(sentence.startswith("appliance.toml: ") and "\n" not in sentence for sentence in told)
    else:
        again = tmp_path / "again.toml"
        again.write_text(dump(loaded))
        assert load(again).plan == loaded.settings.plan


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60))
def test_any_bytes_load_or_say_why(tmp_path: Path, content: bytes) -> None:
    main = tmp_path / "appliance.toml"
    main.write_bytes(content)
    with suppress(SettingsFault):
        load(main)
