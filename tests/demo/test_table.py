"""The table tells each call in a row, what was wrong below it, and the sum at the end."""

from pathlib import Path

from appliance.demo import table
from appliance.demo.judge import Evidence, judge
from appliance.model.states import Outcome
from tests.demo.invented import GREETING, Scene, tone, with_gap


def row_of(scene: Scene, folder: Path) -> list[str]:
    return table.row(judge(scene.evidence(folder), GREETING)).splitlines()


def test_a_right_call_is_one_row_below_its_heading(tmp_path: Path) -> None:
    (row,) = row_of(Scene(), tmp_path)
    assert " ".join(row.split()) == "1 line1 served answered anna 1.0 s 3.0 s 1.000 -15.0 dBm0 -12.0 dBm0 ok"
    assert row.index("answered") == table.heading().index("OUTCOME")


def test_what_is_wrong_stands_below_the_row(tmp_path: Path) -> None:
    row, *faults = row_of(Scene(agent_heard=with_gap(tone(1_000, -15.0), 60)), tmp_path)
    assert row.endswith("WRONG")
    assert "gap 60" in row
    assert faults == ["      ! the agent heard a gap of 60 ms"]


def test_a_call_spoiled_by_the_machine_is_told_apart(tmp_path: Path) -> None:
    row, _ = row_of(Scene(agent_heard=with_gap(tone(1_000, -15.0), 60), late_ms=41), tmp_path)
    assert row.endswith("machine stood still 41 ms")


def test_what_never_happened_is_a_dash(tmp_path: Path) -> None:
    verdict = judge(Evidence(outcome=Scene().outcome(tmp_path), record=None), GREETING)
    row, fault = table.row(verdict).splitlines()
    assert row.split() == ["-", "line1", "served", "-", "-", "-", "-", "-", "-", "-", "WRONG"]
    assert fault == "      ! is not in the record"


def test_the_sum_counts_right_wrong_and_spoiled(tmp_path: Path) -> None:
    gap = with_gap(tone(1_000, -15.0), 60)
    scenes = [
        Scene(),
        Scene("vanishes", changed_record={"rang_ms": 12_000, "ended_ms": 8_000}),
        Scene(changed_record={"outcome": Outcome.MISSED}),
        Scene(agent_heard=gap, late_ms=40),
    ]
    verdicts = [judge(scene.evidence(tmp_path), GREETING) for scene in scenes]
    assert table.summary(verdicts) == (
        "4 calls: 2 as their scripts say, 1 wrong, 1 spoiled by the machine; "
        "played in 10.0 s, one after the other they take 26.0 s"
    )


def test_no_calls_are_no_sum_to_fail_on() -> None:
    assert table.summary([]).startswith("0 calls: 0 as their scripts say, 0 wrong")
