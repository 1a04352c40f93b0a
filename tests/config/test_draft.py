"""A draft over the settings in effect: what it says replaces, what it does not mention stays."""

from pathlib import Path

import pytest

from appliance.config import SettingsFault
from appliance.config.loading import load_with_tables
from appliance.model.plan import Plan
from appliance.model.policy import Strategy

PRESENT = """
[routing]
late_every = 5
[[queue]]
name = "sales"
need = { sales = 2 }
target = "30 s"
[[queue]]
name = "service"
[[agent]]
name = "anna"
station = "pretend"
skills = { sales = 3 }
"""


@pytest.fixture
def main(tmp_path: Path) -> Path:
    path = tmp_path / "appliance.toml"
    path.write_text(PRESENT)
    return path


def plan_with(main: Path, text: str) -> Plan:
    draft = main.with_name("draft.toml")
    draft.write_text(text)
    return load_with_tables(main, draft=draft).settings.plan


def faults_with(main: Path, draft: Path) -> tuple[str, ...]:
    with pytest.raises(SettingsFault) as raised:
        load_with_tables(main, draft=draft)
    return raised.value.faults


def test_a_queue_of_the_same_name_is_changed_key_by_key(main: Path) -> None:
    queues = plan_with(main, '[[queue]]\nname = "sales"\nneed = { sales = 1 }').queues
    assert [queue.name for queue in queues] == ["sales", "service"]
    assert (queues[0].need, queues[0].target_ms) == ({"sales": 1}, 30_000)


def test_single_tables_are_changed_key_by_key_too(main: Path) -> None:
    routing = plan_with(main, '[routing]\nstrategy = "least_occupied"').routing
    assert (routing.strategy, routing.late_every) == (Strategy.LEAST_OCCUPIED, 5)


def test_a_new_name_is_added(main: Path) -> None:
    agents = plan_with(main, '[[agent]]\nname = "dora"\nstation = "pretend"').agents
    assert [agent.name for agent in agents] == ["anna", "dora"]


def test_an_empty_draft_changes_nothing(main: Path) -> None:
    assert plan_with(main, "") == load_with_tables(main).settings.plan


def test_every_fault_is_told_with_its_place_in_the_draft(main: Path) -> None:
    draft = main.with_name("draft.toml")
    draft.write_text('[[queue]]\nname = "sales"\nstratgy = "linear"\ntiers = { dora = 1 }\n[web]\nport = "x"')
    first, second, *_ = faults_with(main, draft)
    assert first.startswith('draft.toml: [[queue]] 1 "sales" stratgy = "linear": no such option')
    assert second.startswith('draft.toml: [web] port = "x"')


def test_a_draft_that_is_not_there(main: Path) -> None:
    assert faults_with(main, main.with_name("drft.toml"))[-1].endswith(
        "expected the draft: a TOML file or a folder of them"
    )


def test_a_folder_is_read_with_its_site(main: Path) -> None:
    folder = main.with_name("draft")
    (folder / "site").mkdir(parents=True)
    (folder / "site" / "queues.toml").write_text('[[queue]]\nname = "sales"\ntarget = "10 s"')
    assert load_with_tables(main, draft=folder).settings.plan.queues[0].target_ms == 10_000
    (folder / "site" / "queues.toml").unlink()
    assert faults_with(main, folder)[0].endswith("no *.toml in it; expected a folder of settings")


def test_two_tables_of_one_name_in_one_draft_are_a_fault(main: Path) -> None:
    draft = main.with_name("draft.toml")
    draft.write_text('[[queue]]\nname = "sales"\n[[queue]]\nname = "sales"')
    assert "the name is taken by" in faults_with(main, draft)[0]
