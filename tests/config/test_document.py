"""A document is the tables without their files: to JSON, to TOML and back it says the same."""

import tomllib
from pathlib import Path

import msgspec
import pytest

from appliance.config import SettingsFault
from appliance.config.document import (
    DEEPEST,
    LARGEST_BYTES,
    Document,
    document_of,
    from_json,
    from_outside,
    misplaced,
    tables_of,
    to_json,
    to_toml,
)
from appliance.config.documents import read_tables
from appliance.config.loading import Found, read_settings
from appliance.config.places import Fault
from appliance.model.settings_words import Spot
from appliance.model.words import Value

SITE = Path(__file__).parents[2] / "firmware_config" / "appliance.toml"

MAIN = """
[box]
name = "Harbour"
state_dir = "state"
run_dir = "run"
[[line]]
name = "front desk"
flow = "main"
options = { port = "/dev/ttyACM0", pin = "1234" }
[[line]]
name = "2"
flow = "main"
[[hours]]
name = "office"
closed_on = [2026-12-25]
[[prompt]]
name = "hello"
file = "hello.wav"
"""


def document(text: str, tmp_path: Path) -> Document:
    path = tmp_path / "appliance.toml"
    path.write_text(text)
    faults: list[str] = []
    found = document_of(read_tables(path, faults), faults)
    assert not faults
    return found


def test_it_holds_tables_by_kind_and_name_and_not_where_the_store_is(tmp_path: Path) -> None:
    found = document(MAIN, tmp_path)
    assert found["box"] == {"": {"name": "Harbour"}}
    assert list(found["line"]) == ["front desk", "2"]
    assert found["line"]["front desk"] == {"flow": "main", "options": {"port": "/dev/ttyACM0", "pin": "1234"}}
    assert found["hours"]["office"] == {"closed_on": ["2026-12-25"]}


def test_a_path_is_told_whole_because_a_document_stands_in_no_folder(tmp_path: Path) -> None:
    assert document(MAIN, tmp_path)["prompt"]["hello"]["file"] == str(tmp_path / "hello.wav")


def test_json_and_toml_say_the_same_again_in_the_same_order(tmp_path: Path) -> None:
    found = document(MAIN, tmp_path)
    assert from_json(to_json(found), "it") == found
    assert list(from_json(to_json(found), "it")["line"]) == ["front desk", "2"]
    assert from_outside(tomllib.loads(to_toml(found)), "it") == found


def test_the_example_house_loads_to_the_same_settings_through_a_document(tmp_path: Path) -> None:
    faults: list[str] = []
    tables = tables_of(from_json(to_json(document_of(read_tables(SITE, faults), faults)), "it"), "it", tmp_path, faults)
    again, files = read_settings(SITE, instead=tables), read_settings(SITE)
    assert not faults
    assert [fault.partition("=")[2] for fault in again.faults] == [fault.partition("=")[2] for fault in files.faults]
    for kind in document_of((entry.table for entry in files.entries), []):
        assert values_of(again, kind) == values_of(files, kind)


def values_of(found: Found, kind: str) -> list[Value]:
    return [entry.value for entry in found.entries if entry.table.kind == kind]


def test_what_json_cannot_hold_becomes_text_which_the_reader_refuses_with_its_place(tmp_path: Path) -> None:
    found = document("[routing]\nseed = 99999999999999999999\n[sound]\nhang_up_silence = inf\n", tmp_path)
    assert found["routing"][""]["seed"] == "99999999999999999999"
    tables = tables_of(found, "draft", tmp_path, [])
    faults = read_settings(tmp_path / "appliance.toml", instead=tables).faults
    assert {fault.spot for fault in faults if isinstance(fault, Fault)} == {
        Spot(kind="routing", keys=("seed",)),
        Spot(kind="sound", keys=("hang_up_silence",)),
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[1]", "not JSON of settings"),
        ("{", "not JSON of settings"),
        ('{"line": [{"flow": "main"}]}', 'lacks the option "name"'),
        ('{"line": [{"name": 7}]}', 'lacks the option "name"'),
        ('{"line": {"name": "a"}}', "two brackets"),
        ('{"lines": []}', "no such table"),
        ('{"queue": [{"name": "a"}, {"name": "a"}]}', "the name is taken"),
        ('{"box": 1}', "single brackets"),
        ('{"flow": [{"name": "a", "steps": ' + '{"a":' * 30 + "1" + "}" * 30 + "}]}", f"more than {DEEPEST} deep"),
        ('{"box": {"name": "' + "x" * LARGEST_BYTES + '"}}', "larger than"),
        ("[" * 100_000, "not JSON of settings"),
    ],
)
def test_what_is_no_document_is_refused_with_a_sentence(text: str, words: str) -> None:
    with pytest.raises(SettingsFault, match=words):
        from_json(text, "draft")


def test_faults_know_their_fields(tmp_path: Path) -> None:
    text = MAIN + '[[queue]]\nname = "sales"\nmax_wiat = "2 min"\nrelax = [{ after = "1 s", need = { a = 9 } }]\n'
    found = document(text, tmp_path)
    faults = read_settings(tmp_path / "appliance.toml", instead=tables_of(found, "draft", tmp_path, [])).faults
    spots = [fault.spot for fault in faults if isinstance(fault, Fault)]
    assert Spot(kind="queue", name="sales", keys=("max_wiat",)) in spots
    assert Spot(kind="queue", name="sales", keys=("relax", "1", "need", "a")) in spots
    assert Spot(kind="line", name="front desk", keys=("flow",)) in spots


def test_where_the_store_is_cannot_be_said_in_a_document() -> None:
    (fault,) = misplaced({"box": {"state_dir": "/x", "name": "y"}}, "draft")
    assert isinstance(fault, Fault)
    assert fault.spot == Spot(kind="box", keys=("state_dir",))
    assert from_json(msgspec.json.encode({"box": {"state_dir": "/x", "name": "y"}}), "draft") == {
        "box": {"": {"name": "y"}}
    }
