"""Replay proves that the same input gives the same actions, and tells the first step where it does not."""

from pathlib import Path

import msgspec
import pytest

from appliance.core.engine import Engine
from appliance.model.actions import (
    Action,
    AnswerLine,
    HangUpLine,
    Note,
    OpenCall,
    RecordMessage,
    WithdrawOffer,
    WithdrawReason,
)
from appliance.model.caller import Caller, Presentation
from appliance.model.events import (
    BoxStarted,
    CallerIdentified,
    ClockStruck,
    Event,
    LineAnswered,
    LineHungUp,
    LineRang,
    LineReady,
    LineReleased,
)
from appliance.model.flow import Flow, HangUp
from appliance.model.plan import LinePlan, Plan
from appliance.model.records import CallRecord
from appliance.model.states import HangUpCause
from appliance.runtime.replay import DIFFERENT, SAME, UNUSABLE, Broken, Difference, Gap, compare, main, verdict_lines
from appliance.store.database import RunStart
from appliance.store.rows import Numbered, Step
from appliance.store.writer import StoreWriter

RANG = CallRecord(call=1, line="line1", caller=Caller("5551234", "", Presentation.GIVEN), rang_ms=1_000, rang_utc_ms=5)
OPENED = (OpenCall(RANG), Note(1, 0, "The line rang."))


class Answering:
    """A small engine: opens at the first ring, answers at the first wake, raises on a hang-up."""

    def handle(self, event: Event, now: int) -> tuple[Action, ...]:
        if isinstance(event, LineHungUp):
            raise KeyError(event.line)
        return OPENED if isinstance(event, LineRang) else ()

    def wake(self, now: int) -> tuple[Action, ...]:
        return (AnswerLine("line1", 1),)


class Deciding:
    """Answers the same to everything."""

    def __init__(self, actions: tuple[Action, ...]) -> None:
        self._actions = actions

    def handle(self, event: Event, now: int) -> tuple[Action, ...]:
        return self._actions

    def wake(self, now: int) -> tuple[Action, ...]:
        return self._actions


STEPS = (
    Step(1_000, LineRang("line1"), OPENED),
    Step(2_500, None, (AnswerLine("line1", 1),)),
    Step(3_000, LineAnswered("line1"), ()),
)


def numbered(*steps: Step, first: int = 1) -> list[Numbered]:
    return [Numbered(seq, step) for seq, step in enumerate(steps, first)]


def test_the_same_decisions_are_identical():
    verdict = compare(Answering(), numbered(*STEPS))
    assert (verdict.steps, verdict.actions, verdict.failure) == (3, 3, None)
    assert list(verdict_lines(verdict)) == ["3 steps, 3 actions: identical"]
    assert list(verdict_lines(compare(Answering(), []))) == ["0 steps, 0 actions: identical"]


def test_the_first_difference_is_shown_with_what_was_expected_and_got():
    other = Step(2_500, None, (HangUpLine("line1"),))
    verdict = compare(Answering(), numbered(STEPS[0], other, STEPS[2]))
    assert verdict.failure == Difference(Numbered(2, other), (AnswerLine("line1", 1),))
    assert list(verdict_lines(verdict)) == [
        "step 2 differs; 1 steps before it are identical",
        "  at 2500 ms: time passed",
        "    journal  hang up line: line line1",
        "    now      answer line: line line1, call 1",
    ]


def test_actions_missing_or_too_many_differ_too():
    lines = list(verdict_lines(compare(Answering(), numbered(Step(1_000, LineRang("line1"), OPENED[:1])))))
    assert lines[2].startswith("    both     open call")
    assert lines[3] == "    now      note: call 1, at ms 0, text The line rang."


def test_a_journal_that_does_not_say_the_box_of_a_recording_says_nothing_against_it():
    record = RecordMessage(line="line1", call=1, token=5, longest_ms=9_000, silence_ms=900)
    kept = msgspec.structs.replace(record, box="night")
    deciding = Deciding((AnswerLine("line1", 1), kept))
    assert compare(deciding, numbered(Step(1, None, (AnswerLine("line1", 1), record)))).failure is None
    other = Step(1, None, (AnswerLine("line1", 1), msgspec.structs.replace(record, box="day")))
    assert compare(deciding, numbered(other)).failure is not None
    later = Step(1, None, (HangUpLine("line1"), record))
    lines = list(verdict_lines(compare(deciding, numbered(later))))
    assert lines[-1] == "    both     record message: line line1, call 1, token 5, longest ms 9000, silence ms 900"


def test_a_journal_of_a_program_that_did_not_tell_stations_of_declined_offers_says_nothing_against_it():
    withdrawn = WithdrawOffer("anna", 3, WithdrawReason.DECLINED)
    deciding = Deciding((AnswerLine("line1", 1), withdrawn, HangUpLine("line1")))
    without = (AnswerLine("line1", 1), HangUpLine("line1"))
    assert compare(deciding, numbered(Step(1, None, without))).failure is None
    other = (AnswerLine("line1", 1), WithdrawOffer("anna", 4, WithdrawReason.DECLINED), HangUpLine("line1"))
    assert compare(deciding, numbered(Step(1, None, other))).failure is not None
    assert compare(Deciding(without), numbered(Step(1, None, other))).failure is not None
    expired = WithdrawOffer("anna", 3, WithdrawReason.EXPIRED)
    assert compare(Deciding((*without, expired)), numbered(Step(1, None, without))).failure is not None


def test_a_gap_in_the_journal_proves_nothing_behind_it():
    verdict = compare(Answering(), [*numbered(*STEPS[:2]), *numbered(STEPS[2], first=9)])
    assert verdict.failure == Gap(2, 9)
    assert list(verdict_lines(verdict)) == ["steps 3 to 8 are not in the journal; 2 before them are identical"]


def test_an_engine_that_raises_is_the_finding():
    step = Step(4_000, LineHungUp("line1", HangUpCause.SILENCE), ())
    verdict = compare(Answering(), numbered(step))
    assert verdict.failure == Broken(Numbered(1, step), "KeyError: 'line1'")
    assert "step 1 broke the engine" in next(verdict_lines(verdict))


PLAN = Plan(
    lines=(LinePlan(name="line1", flow="main"),), flows=(Flow(name="main", start="bye", steps={"bye": HangUp()}),)
)
EVENTS: tuple[tuple[int, Event | None], ...] = (
    (5_000, BoxStarted(plan=PLAN, first_call=1, seed=7)),
    (5_000, ClockStruck(utc_ms=1_790_000_000_000, date="2026-09-21", day=0, minute=600)),
    (5_100, LineReady("line1", "USR5637")),
    (10_000, LineRang("line1")),
    (11_000, CallerIdentified("line1", Caller("5551234", "", Presentation.GIVEN))),
    (12_000, LineAnswered("line1")),
    (13_000, LineHungUp("line1", HangUpCause.BUSY_TONE)),
    (13_500, LineReleased("line1")),
    (60_000, None),
)


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """The journal of the real engine at work."""
    engine, path = Engine(), tmp_path / "callbox.db"
    writer = StoreWriter.open(path, RunStart(boot_id="a", utc_ms=1_790_000_000_000, now=5_000))
    for now, event in EVENTS:
        actions = engine.wake(now) if event is None else engine.handle(event, now)
        writer.put(Step(now, event, actions), *(action.record for action in actions if isinstance(action, OpenCall)))
    assert writer.close(now=61_000) == 0
    return path


def test_the_real_engine_decides_the_same_again(journal, capsys):
    assert main([str(journal)]) == SAME
    assert capsys.readouterr().out.endswith("actions: identical\n")
    assert main([str(journal), "--quiet"]) == SAME
    assert capsys.readouterr().out == ""


def test_one_call_is_told_with_its_steps_and_reasons(journal, capsys):
    assert main([str(journal), "--call", "1"]) == SAME
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("call 1 on line1 from")
    assert lines[1] == "     +0.000 s  line rang: line line1"
    assert any("“" in line for line in lines)
    assert not any("box started" in line or "clock struck" in line for line in lines)


def test_a_changed_journal_is_found(journal, capsys):
    import apsw

    connection = apsw.Connection(str(journal))
    connection.execute("UPDATE journal SET actions = '[]' WHERE seq = 4")
    connection.close()
    assert main([str(journal), "--quiet"]) == DIFFERENT
    assert capsys.readouterr().out.startswith("step 4 differs; 3 steps before it are identical\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["--run", "9"], "has no run 9; runs are 1 to 1"), (["--call", "77"], "call 77 is not in this database")],
)
def test_what_is_not_there_is_a_sentence(journal, capsys, arguments, sentence):
    assert main([str(journal), *arguments]) == UNUSABLE
    assert sentence in capsys.readouterr().err


def test_a_missing_file_and_bad_usage_end_with_two(tmp_path, capsys):
    assert main([str(tmp_path / "nothing.db")]) == UNUSABLE
    assert "there is no such file" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        main(["--nonsense"])
    assert ended.value.code == UNUSABLE
