"""A call of a journal is told as fully as if somebody had written everything down when it happened."""

import sqlite3
from pathlib import Path

import pytest

from appliance import __version__
from appliance.model import events
from appliance.model.explanation import Reason, Retelling
from appliance.model.plan import AgentPlan, Plan, QueuePlan
from appliance.model.policy import Relaxation
from appliance.runtime.retelling import retell
from appliance.runtime.scribe import Scribe
from appliance.store.database import RunStart
from appliance.store.reader import StoreReader
from appliance.store.writer import StoreWriter
from tests.core.counter import Counter, counter

GERMAN = QueuePlan(name="german", need={"german": 3}, relax=(Relaxation(after_ms=12_000, need={"german": 2}),))
PLAN: Plan = counter(
    [GERMAN, QueuePlan(name="sales")],
    [AgentPlan(name="anna", skills={"german": 3}), AgentPlan(name="ben", skills={"german": 2})],
)


def a_morning() -> tuple[Counter, tuple[Reason, ...]]:
    """Call 3 waits, is passed over, gets an easier need, and goes to ben in the end; what was decided about it."""
    play = Counter(PLAN)
    record = play.engine.record(3)
    play.sign_in("anna", "ben")
    play.ring("german 1")
    play.accept("anna")
    play.at(1).ring("sales 1")
    play.accept("ben")
    play.at(2).ring("german 2")
    play.at(3).ring("sales 2")
    play.at(9).hang_up("sales 1")
    play.at(20)
    play.decline("ben")
    play.at(30).hang_up("german 1")
    play.at(40)
    play.accept("anna")
    play.at(50).hang_up("german 2")
    play.at(60)
    return play, record.reasons()


def written(play: Counter, path: Path, program: str = __version__) -> StoreReader:
    writer = StoreWriter.open(path, RunStart(boot_id="b", utc_ms=0, now=0, program=program))
    scribe = Scribe(writer, lambda _record: None, lambda _event: None)
    for now, event, actions in play.journal:
        scribe.write(now, event, actions)
    writer.close(now=play.now)
    return StoreReader(path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "callbox.db"


def told(path: Path, call: int = 3) -> Retelling:
    with StoreReader(path) as store:
        return retell(store, call)


def test_what_was_decided_is_told_as_it_was_seen_then(path: Path) -> None:
    play, seen = a_morning()
    with written(play, path) as store:
        done: list[tuple[int, int]] = []
        retelling = retell(store, 3, lambda steps, of: done.append((steps, of)))
    assert [reason.sentences for reason in retelling.decisions] == [reason.sentences for reason in seen]
    assert [reason.facts for reason in retelling.decisions] == [reason.facts for reason in seen]
    assert len(seen) >= 4
    assert retelling.doubt == ""
    assert done[-1][0] == done[-1][1] > 20
    assert [one.sentences[0] for one in retelling.overtakings] == []


def test_each_decision_stands_beside_the_note_that_tells_of_it(path: Path) -> None:
    play, _ = a_morning()
    with written(play, path) as store:
        notes = store.timeline(3)
        retelling = retell(store, 3)
    beside = [notes[reason.note].text if reason.note is not None else None for reason in retelling.decisions]
    for reason, note in zip(retelling.decisions, beside, strict=True):
        assert note is not None
        if reason.facts.chosen:
            assert note.startswith(f"Offered to {reason.facts.chosen[0]}: ")
    assert len({reason.note for reason in retelling.decisions}) == len(retelling.decisions)


def test_a_call_that_is_still_up_is_told_as_far_as_it_is_written(path: Path) -> None:
    play = Counter(PLAN)
    play.sign_in("anna")
    play.at(1).ring("german 1")
    with written(play, path) as store:
        (reason,) = retell(store, 1).decisions
    assert reason.facts.chosen == ("anna",)


def test_nothing_is_known_of_a_call_that_never_was(path: Path) -> None:
    play, _ = a_morning()
    written(play, path).close()
    assert told(path, 99).doubt == "The journal has nothing about this call."


def test_steps_that_are_missing_are_said_so(path: Path) -> None:
    play, _ = a_morning()
    written(play, path).close()
    with sqlite3.connect(path) as database:
        database.execute("DELETE FROM journal WHERE seq IN (12, 13)")
    assert told(path).doubt == "Steps 12 to 13 are not in the journal: of what came after them nothing is told."


def test_another_program_that_decided_otherwise_is_said_so(path: Path) -> None:
    play, _ = a_morning()
    written(play, path, program="0.0.1").close()
    with sqlite3.connect(path) as database:
        offered = '"OfferCall","agent":"'
        database.execute("UPDATE journal SET actions = replace(actions, ?, ?)", (f"{offered}ben", f"{offered}anna"))
    retelling = told(path)
    assert retelling.doubt == (
        "This program would not have decided all of it as the box did then. "
        f"It was version 0.0.1, and this is {__version__}."
    )
    assert retelling.decisions


def test_other_words_for_the_same_decision_are_no_doubt(path: Path) -> None:
    play, seen = a_morning()
    written(play, path, program="0.0.1").close()
    with sqlite3.connect(path) as database:
        changed = database.execute("UPDATE journal SET actions = replace(actions, 'Waits in', 'Is in line of')")
        assert changed.rowcount
    assert told(path).doubt == ""
    assert [reason.sentences for reason in told(path).decisions] == [reason.sentences for reason in seen]


def test_a_journal_that_cannot_be_played_is_said_so(path: Path) -> None:
    play, _ = a_morning()
    play.journal.insert(9, (play.now + 1, events.AgentSignedIn("anna"), ()))
    written(play, path).close()
    doubt = told(path).doubt
    assert doubt.startswith("The journal cannot be played on from step 11 (TimeWentBack: ")
