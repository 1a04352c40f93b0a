"""Killed at any moment: nothing that was told as done is lost, every line goes on-hook, and the story is told."""

import random
import shutil
from collections.abc import Callable, Iterator
from enum import Enum
from itertools import pairwise
from pathlib import Path

import apsw
import pytest

from appliance.model.actions import CloseCall, OpenCall
from appliance.model.message_events import MessageKept
from appliance.model.records import CallRecord
from appliance.model.states import Outcome
from appliance.model.words import CallId
from appliance.pretend.report import Ended
from appliance.pretend.script import PretendCall
from appliance.runtime import replay
from appliance.sound.wav import channels_from_bytes
from appliance.store.reader import StoreReader
from tests.journey.callers import gives_up, leaves_letter, talks
from tests.journey.house import House
from tests.journey.processes import START_S, Box, Exchange, Listener, clock_ms

pytestmark = pytest.mark.journey

KILLS = 20
SEED = 20
FLOWS = ("talk", "talk", "talk", "letter", "letter", "talk")


def callers(chance: random.Random) -> Iterator[PretendCall]:
    """More than the test will hear, every line busy all the time."""
    for _ in range(80):
        for number, flow in enumerate(FLOWS, 1):
            line, ms = f"line{number}", chance.randint(200, 1_200)
            if chance.random() < 0.1:
                yield gives_up(line)
            else:
                yield talks(line, ms) if flow == "talk" else leaves_letter(line, ms)


class Ends(Enum):
    """When a life of the box ends: between so many seconds and so many."""

    WHENEVER = (0.2, 3.8)
    """Seconds after it was ready."""
    WHEN_TOLD = (0.1, 2.0)
    """Seconds after it was ready, and then at the moment it tells that a call is finished."""
    EARLY = (0.2, 2.01)
    """Seconds after it was started; most often before it is ready."""


ENDS = (Ends.WHENEVER, Ends.WHEN_TOLD, Ends.WHENEVER, Ends.EARLY)


class Life:
    """One start of the box, and its end."""

    def __init__(self, house: House, ends: Ends, after_s: float) -> None:
        self.box = Box(house)
        self.ready_ms: int | None = None
        self.told: dict[CallId, CallRecord] = {}
        if self.box.is_ready(after_s if ends is Ends.EARLY else START_S):
            self.ready_ms = clock_ms()
            listener = Listener(self.box)
            assert not self.box.ends_within(0 if ends is Ends.EARLY else after_s), self.box.said
            if ends is Ends.WHEN_TOLD:
                listener.kill_when_told.set()
                self.box.ends_within(START_S)
            self.box.kill()
            self.told = {told.call.call: told.call for told in listener.until_the_end()}
        self.box.kill()
        self.killed_ms = clock_ms()


def copied(house: House, folder: Path) -> Path:
    """The database and its log as the killed box left them; looking must not mend what the next start has to."""
    folder.mkdir()
    for file in house.state.glob("callbox.db*"):
        shutil.copy(file, folder / file.name)
    return folder / "callbox.db"


def check_as_left(house: House, folder: Path, told: dict[CallId, CallRecord]) -> None:
    """The file is sound, what was told as finished is there, and so is each message that was told as kept."""
    database = copied(house, folder)
    connection = apsw.Connection(str(database))
    assert connection.execute("PRAGMA quick_check").get == "ok"
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    with StoreReader(database) as store:
        for call, record in told.items():
            assert store.call(call) == record
        for call in kept_messages(store):
            check_message(house, store, call)
    connection.close()


def kept_messages(store: StoreReader) -> set[CallId]:
    """Those the engine was told about."""
    steps = (step.step for run in store.runs() for step in store.steps(run.run))
    return {step.event.call for step in steps if isinstance(step.event, MessageKept)}


def check_message(house: House, store: StoreReader, call: CallId) -> None:
    (message,) = store.messages(call=call)
    sound = channels_from_bytes((house.state / message.file).read_bytes())
    assert sound.shape[0] // 8 == message.length_ms
    assert sound.any()


def open_at_the_end(store: StoreReader, run: int) -> set[CallId]:
    """The calls that the journal of this run opened and never closed."""
    actions = [action for step in store.steps(run) for action in step.step.actions]
    opened = {action.record.call for action in actions if isinstance(action, OpenCall)}
    return opened - {action.record.call for action in actions if isinstance(action, CloseCall)}


def check_cut_calls(store: StoreReader, log: str) -> int:
    """Cut calls are told as cut, in the record, in the timeline and in the log. Gives their number."""
    cut = {call for run in store.runs() for call in open_at_the_end(store, run.run)}
    for call in cut:
        record = store.call(call)
        assert record is not None
        assert record.outcome is Outcome.CUT_BY_RESTART, record
        assert "the box's program was stopped or killed while the caller" in store.timeline(call)[-1].text
        assert f"call {call} on {record.line}: After" in log
    assert cut == {record.call for record in store.calls(1_000, outcome=Outcome.CUT_BY_RESTART)}
    return len(cut)


def check_hooks(exchange: Exchange, lives: list[Life]) -> int:
    """A modem that was off-hook at a kill is on-hook before the next start says it is ready. Gives their number."""
    found = 0
    for life, after in pairwise(lives):
        for outcome in exchange.outcomes():
            off_hook, released = outcome.off_hook_ms, outcome.released_ms
            if off_hook is None or off_hook > life.killed_ms or (released or life.killed_ms) < life.killed_ms:
                continue
            assert released is not None, outcome
            assert outcome.ended is not Ended.EXCHANGE_STOPPED
            if after.ready_ms is not None:
                assert released <= after.ready_ms, outcome
            found += 1
    return found


def stopped_properly(house: House) -> str:
    """A start and a proper stop; gives what all starts said so far."""
    box = Box(house)
    try:
        assert box.ready().asked_to_stop() == 0, box.said
    finally:
        box.kill()
    return box.said


def test_killed_at_random_moments(tmp_path: Path, keep: Callable[..., Exchange]) -> None:
    chance = random.Random(SEED)
    house = House(folder=tmp_path, flows=FLOWS)
    house.write()
    stopped_properly(house)
    exchange = keep(Exchange(house, tuple(callers(chance))))
    told: dict[CallId, CallRecord] = {}
    lives: list[Life] = []
    for number in range(KILLS):
        ends = ENDS[number % len(ENDS)]
        lives.append(Life(house, ends, chance.uniform(*ends.value)))
        told.update(lives[-1].told)
        check_as_left(house, tmp_path / f"left-{number}", told)
    log = stopped_properly(house)
    exchange.asked_to_stop()
    with StoreReader(house.database) as store:
        cut = check_cut_calls(store, log)
        messages = kept_messages(store)
        for call in messages:
            check_message(house, store, call)
        assert {message.box for message in store.messages(1_000)} == {"letters"}  # the cut ones too
        runs = store.runs()
    assert [run.ended for run in runs] == ["stopped", *["killed"] * (len(runs) - 2), "stopped"]
    for run in runs:
        assert replay.main([str(house.database), "--run", str(run.run), "--quiet"]) == replay.SAME
    off_hook = check_hooks(exchange, lives)
    # Some fifty calls told, fifteen messages, sixty cut calls: fewer by far would prove little.
    assert len(told) >= 15
    assert min(cut, off_hook, len(messages)) >= 5
