"""`callbox config` as an admin types it, on a box that does not run: everything but the calls is the same."""

import json
from pathlib import Path

import pytest

from appliance.cli import main
from appliance.config import load
from appliance.store.connection import WriterLock

SITE = """
[[queue]]
name = "sales"
max_wait = "10 min"
[[line]]
name = "front"
flow = "main"
options = { port = "/dev/none", pin = "1234" }
driver = "gsm_modem"
[[flow]]
name = "main"
start = "bye"
[flow.steps.bye]
step = "hang_up"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "appliance.toml"
    path.write_text(f'[box]\nstate_dir = "{tmp_path}/state"\nrun_dir = "{tmp_path}/run"\n{SITE}')
    return path


class Terminal:
    def __init__(self, config: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.config, self._capsys = config, capsys

    def __call__(self, *words: str, who: str = "anna", code: int = 0) -> str:
        assert main(["config", *words, "--config", str(self.config), "--who", who]) == code
        said = self._capsys.readouterr()
        return said.out + said.err

    def json(self, *words: str, who: str = "anna", code: int = 0) -> dict[str, object]:
        told: dict[str, object] = json.loads(self(*words, "--json", who=who, code=code))
        return told


@pytest.fixture
def config_says(config: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(config, capsys)


def test_a_setting_is_drafted_compared_published_and_taken_back(config_says: Terminal, config: Path) -> None:
    assert config_says("show") == "the files hold; nothing was published yet\n"
    config_says("set", "queue.sales.max_wait", "5 min")
    assert config_says("diff") == '~ queue.sales.max_wait: "10 min" → "5 min"\n'
    assert config_says("check").endswith("the draft can be published\n")
    assert "version 2 of the settings holds: 1 change" in config_says("publish", "--note", "shorter")
    assert load(config).plan.queues[0].max_wait_ms == 300_000
    assert "by anna" in config_says("show")
    assert "version 3" in config_says("undo")
    assert load(config).plan.queues[0].max_wait_ms == 600_000
    assert [line.split(" by ")[0] for line in config_says("versions").splitlines()] == [
        "version 3",
        "version 2",
        "version 1",
    ]
    assert config_says("diff", "--since", "1", "--version", "2").startswith("~ queue.sales.max_wait")


def test_faults_are_told_with_their_fields(config_says: Terminal) -> None:
    config_says("set", "queue.sales.tarjet", "5 s")
    said = config_says("check", code=1)
    assert 'draft anna: [[queue]] 1 "sales" tarjet = "5 s": no such option; did you mean "target"?' in said
    (wrong,) = config_says.json("publish", code=1)["wrong"]  # type: ignore[misc]
    assert wrong["spot"] == {"type": "Spot", "kind": "queue", "name": "sales", "keys": ["tarjet"]}
    assert "nothing was published yet" in config_says("show") or "version 1" in config_says("show")


def test_the_second_of_two_sees_the_conflict_and_loses_nothing(config_says: Terminal) -> None:
    config_says("set", "queue.sales.max_wait", "5 min", who="anna")
    config_says("set", "queue.sales.max_wait", "20 min", who="ben")
    config_says("set", "box.name", "Harbour", who="ben")
    config_says("publish", who="anna")
    said = config_says("publish", who="ben", code=1)
    assert '! queue.sales.max_wait: was "10 min"\n    yours:  "20 min"\n    theirs: "5 min" (version 2 by anna' in said
    assert config_says("merge", who="ben", code=1) == said
    config_says("merge", "--mine", who="ben")
    assert "version 3" in config_says("publish", who="ben")


def test_an_export_has_no_secret_and_an_import_of_it_keeps_the_one_there_is(
    config_says: Terminal, tmp_path: Path, config: Path
) -> None:
    config_says("set", "queue.sales.target", "30 s")
    config_says("publish")
    exported = tmp_path / "exported.toml"
    config_says("export", str(exported))
    assert "1234" not in exported.read_text()
    exported.write_text(exported.read_text().replace('"10 min"', '"7 min"'))
    config_says("import", str(exported))
    said = config_says("diff")
    assert said == '~ queue.sales.max_wait: "10 min" → "7 min"\n'
    config_says("publish")
    assert load(config).lines["front"].options["pin"] == "1234"


def test_an_import_replaces_or_lies_over(config_says: Terminal, tmp_path: Path) -> None:
    part = tmp_path / "part.toml"
    part.write_text('[[queue]]\nname = "sales"\ntarget = "30 s"\n')
    config_says("import", str(part), "--over")
    assert config_says("diff") == '+ queue.sales.target = "30 s"\n'
    config_says("import", str(part))
    assert "- line.front" in config_says("diff")
    assert "1234" not in config_says("diff")
    config_says("discard")
    config_says("discard", code=1)


def test_changed_files_are_told_once_they_hold_no_more(
    config_says: Terminal, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config_says("set", "queue.sales.max_wait", "5 min")
    config_says("publish")
    config.write_text(config.read_text().replace("10 min", "8 min"))
    assert "callbox config import" in config_says("show")
    assert main(["check", "--config", str(config)]) == 0
    said = capsys.readouterr().out
    assert "settings are sound (version 2)" in said
    assert "callbox config import" in said
    config_says("import")
    config_says("publish")
    assert "callbox config import" not in config_says("show")


def test_what_cannot_be_is_one_sentence(config_says: Terminal, config: Path) -> None:
    assert 'no draft is called "anna"' in config_says("publish", code=1)
    assert "which queue" in config_says("set", "queue", "1", code=2)
    assert "nothing to take away" in config_says("unset", "queue.none", code=2)
    config_says("draft")
    assert "nothing to publish" in config_says("publish", code=1)
    assert "version 9" in config_says("export", "--version", "9", code=1)
    lock = WriterLock(config.parent / "state" / "callbox.db.lock")
    lock.take()
    assert "another Callbox writes this database" in config_says("set", "box.name", "x", code=1)
    lock.release()
    config_says("rename", "queue.sales", "shop")
    assert "queue.shop" in config_says("diff")


def test_a_socket_that_is_named_must_answer(config_says: Terminal, tmp_path: Path) -> None:
    said = config_says("set", "box.name", "x", "--socket", str(tmp_path / "none"), code=1)
    assert "no box answers here" in said
