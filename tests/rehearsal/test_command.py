"""`callbox rehearse` as a user types it, on a week that the engine itself has lived through."""

import json
import shutil
from pathlib import Path

import pytest

from appliance.cli import main
from tests.rehearsal.invented_shop import AGENTS, live

HELP_FOR_SALES = """
[[queue]]
name = "sales"
[[queue.relax]]
after = "15 s"
agents = ["carla"]
[[agent]]
name = "dora"
skills = { service = 2, sales = 1 }
"""


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return live(tmp_path_factory.mktemp("shop"), days=7, calls=190)


def rehearse(week: Path, draft: str, *more: str) -> int:
    path = week.with_name("draft.toml")
    path.write_text(draft)
    return main(["rehearse", "--config", str(week), "--with", str(path), "--ways", "2", *more])


def refusal(capsys: pytest.CaptureFixture[str]) -> str:
    told = capsys.readouterr()
    assert not told.out
    return told.err


def test_a_draft_that_helps(week: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rehearse(week, HELP_FOR_SALES) == 0
    told = capsys.readouterr()
    assert not told.err
    for expected in (
        "agent dora: skills service 2 → service 2, sales 1",
        "queue sales: relax nothing → after 15 s carla may take the call too",
        "sales, in time: 0:20",
        "service, in time: 0:30",
        "on the 7 days since 2026-10-19, when these settings were in effect",
        "The simulation is close to what truly happened.",
    ):
        assert expected in " ".join(told.out.split())
    assert "dora would speak" in told.out
    assert max(map(len, told.out.splitlines())) <= 100


def test_the_same_for_machines(week: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rehearse(week, HELP_FOR_SALES, "--json") == 0
    first = capsys.readouterr().out
    assert rehearse(week, HELP_FOR_SALES, "--json") == 0
    assert capsys.readouterr().out == first, "equal seeds, equal answers"
    found = json.loads(first)
    sales = found["queues"]["sales"]["negative"]
    assert sales["draft"]["value"] - sales["present"]["value"] == pytest.approx(sales["difference"]["value"])
    assert sales["difference"]["low"] > 0, "one agent more for sales is better beyond chance"
    assert found["days"] == 7
    assert not found["validation"]["far"]
    assert len(found["all"]) > len(found["agents"]["anna"])


def test_everything_is_shown_with_its_formula(week: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rehearse(week, HELP_FOR_SALES, "--all") == 0
    assert "short credit: (At + Bs) / (A + B)" in capsys.readouterr().out


def test_a_new_agent_is_there_whenever_anybody_was(week: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rehearse(week, '[[agent]]\nname = "emil"\nstation = "pretend"\nskills = { sales = 1, service = 2 }') == 0
    told = capsys.readouterr().out
    assert "emil: new, and supposed to be there whenever anybody was" in told
    assert "and does not speak with anybody now" in told


def test_fewer_agents_make_it_worse(week: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rehearse(week, '[[agent]]\nname = "ben"\ncapacity = { voice = 0 }', "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["all"]["negative"]["difference"]["high"] < 0
    assert found["agents"]["ben"]["calls"]["draft"]["value"] == 0
    assert any(sentence.startswith("ben would not speak with anybody, instead of") for sentence in found["sentences"])


def test_a_draft_that_says_what_is_said_already(week: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rehearse(week, '[[queue]]\nname = "sales"\nneed = { sales = 1 }') == 0
    assert "says what the settings say already" in capsys.readouterr().out
    assert rehearse(week, "", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"same": True}


def test_an_invalid_draft_is_refused_with_every_fault(week: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rehearse(week, '[[queue]]\nname = "sales"\nstratgy = "linear"\n[[agent]]\nname = "ben"\ntier = "x"') == 1
    told = refusal(capsys)
    assert 'draft.toml: [[queue]] 1 "sales" stratgy = "linear": no such option; did you mean "strategy"?' in told
    assert "2 faults in the draft" in told


def test_what_a_rehearsal_cannot_tell_is_refused(week: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rehearse(week, '[[queue]]\nname = "sales"\noffer = "20 s"') == 1
    assert "queue sales: offer 15 s → 20 s" in refusal(capsys)


def test_a_name_that_is_probably_misspelt(week: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rehearse(week, '[[queue]]\nname = "sals"\ntarget = "40 s"\n') == 1
    told = refusal(capsys)
    assert "queue sals is added" in told
    assert told.endswith('there is no queue "sals" so far; did you mean "sales"?\n')
    assert rehearse(week, '[[agent]]\nname = "annna"\ntier = 2\n') == 1
    assert refusal(capsys).endswith('there is no agent "annna" so far; did you mean "anna"?\n')


def test_nobody_there_at_all(week: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nobody = "".join(f'[[agent]]\nname = "{name}"\ncapacity = {{ voice = 0 }}\n' for name in AGENTS)
    assert rehearse(week, nobody, "--json") == 0
    told = json.loads(capsys.readouterr().out)["sentences"]
    assert told[0].startswith("all queues: nobody would be answered, instead of ")
    assert not [sentence for sentence in told if "hang up" in sentence]


def test_a_new_target_is_no_new_measure(week: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rehearse(week, '[[queue]]\nname = "sales"\ntarget = "1 min"\n') == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "queue sales: in time means within 20 s, as at present, on both sides" in told


def test_a_history_too_thin_is_refused(week: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rehearse(week, HELP_FOR_SALES, "--since", "1d") == 1
    told = refusal(capsys)
    assert "the history is too thin to tell" in told
    assert "5 are needed to tell days apart" in told
    assert rehearse(week, HELP_FOR_SALES, "--since", "2027-01-01") == 1
    assert "nobody has asked for a person since 2027-01-01" in refusal(capsys)


def test_no_history_at_all(week: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rehearse(week, HELP_FOR_SALES, "--db", str(tmp_path / "callbox.db")) == 1
    assert "there is no such file" in refusal(capsys)


def test_settings_that_are_wrong_themselves(week: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "appliance.toml"
    shutil.copy(week, broken)
    broken.write_text(broken.read_text() + "[web]\nprot = 1\n")
    assert rehearse(broken, HELP_FOR_SALES) == 2
    assert 'no such option; did you mean "port"?' in refusal(capsys)


@pytest.mark.parametrize("words", [("--since", "soon"), ("--ways", "0"), ("--patience", "3"), ("--seed", "x")])
def test_what_cannot_be_understood(week: Path, words: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        rehearse(week, HELP_FOR_SALES, *words)
    assert ended.value.code == 2
    assert words[0] in refusal(capsys)


def test_another_plan_was_in_effect(week: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file was changed since; what happened is no measure of what it would do."""
    other = tmp_path / "appliance.toml"
    other.write_text(week.read_text().replace('target = "30 s"', 'target = "40 s"'))
    assert rehearse(other, HELP_FOR_SALES) == 0
    assert "although other settings were in effect then" in " ".join(capsys.readouterr().out.split())
