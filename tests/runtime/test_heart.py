"""The heart keeps the order of events, writes before it does, and wakes the engine when it wants to be woken."""

import asyncio
import logging

import pytest

from appliance.model import events
from appliance.model.actions import Action, HangUpLine, StopSound
from appliance.model.events import Event
from appliance.model.snapshot import Snapshot
from appliance.model.words import Ms
from appliance.runtime.heart import Heart


class Echo:
    """Answers a ring with two actions; asks to be woken once; fails on a release."""

    def __init__(self) -> None:
        self.wanted: Ms | None = None

    def handle(self, event: Event, now: Ms) -> tuple[Action, ...]:
        match event:
            case events.LineRang(line):
                return (StopSound(line), HangUpLine(line))
            case events.LineReleased():
                raise ZeroDivisionError
        return ()

    def next_wake(self) -> Ms | None:
        return self.wanted

    def wake(self, now: Ms) -> tuple[Action, ...]:
        self.wanted = None
        return (StopSound("woken"),)

    def snapshot(self) -> Snapshot:
        return Snapshot(now=0, utc_ms=0)


class Diary:
    def __init__(self, engine: Echo) -> None:
        self.lines: list[str] = []
        self.heart = Heart(engine, lambda: 7, write=self.write, perform=self.perform)

    def write(self, now: Ms, event: Event | None, actions: tuple[Action, ...]) -> None:
        self.lines.append(f"write {now} {type(event).__name__} {len(actions)}")

    def perform(self, action: Action) -> None:
        self.lines.append(f"do {type(action).__name__}")
        if isinstance(action, StopSound) and action.line == "again":
            self.heart.submit(events.LineReady("again", ""))
        if isinstance(action, StopSound) and action.line == "broken":
            raise OSError


async def test_writes_before_it_does() -> None:
    diary = Diary(Echo())
    diary.heart.submit(events.LineRang("line1"))
    assert diary.lines == ["write 7 LineRang 2", "do StopSound", "do HangUpLine"]


async def test_an_event_that_an_action_makes_waits_for_the_end_of_the_step() -> None:
    diary = Diary(Echo())
    diary.heart.submit(events.LineRang("again"))
    assert diary.lines == ["write 7 LineRang 2", "do StopSound", "do HangUpLine", "write 7 LineReady 0"]


async def test_one_broken_part_does_not_keep_the_others_from_their_work(caplog: pytest.LogCaptureFixture) -> None:
    diary = Diary(Echo())
    diary.heart.submit(events.LineRang("broken"))
    assert diary.lines[-1] == "do HangUpLine"
    assert "could not do StopSound" in caplog.text


async def test_a_mistake_of_the_engine_is_told_and_the_box_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    diary = Diary(Echo())
    diary.heart.submit(events.LineReleased("line1"))
    diary.heart.submit(events.LineRang("line1"))
    assert diary.lines == ["write 7 LineReleased 0", "write 7 LineRang 2", "do StopSound", "do HangUpLine"]
    assert "the engine failed" in caplog.text


async def test_wakes_the_engine_when_it_is_due() -> None:
    engine, woken = Echo(), asyncio.Event()
    diary = Diary(engine)
    engine.wanted = 0  # long past on the loop's clock: due at once
    diary.heart.submit(events.LineReady("line1", ""))
    diary.heart.after_step = woken.set
    await asyncio.wait_for(woken.wait(), 60)
    assert diary.lines == ["write 7 LineReady 0", "write 7 NoneType 1", "do StopSound"]


async def test_after_stop_nothing_wakes_it() -> None:
    engine = Echo()
    diary = Diary(engine)
    engine.wanted = 0
    diary.heart.submit(events.LineReady("line1", ""))
    diary.heart.stop()
    for _ in range(3):
        await asyncio.sleep(0)
    assert diary.lines == ["write 7 LineReady 0"]
