"""Prompts made anew beside the calls: by a process of its own, one at a time, the newest wish last."""

import asyncio
import threading
from pathlib import Path

import numpy as np

from appliance.drivers.errors import DriverFault
from appliance.drivers.sound.all_prompts import AllPrompts, Order, make_all, make_all_beside
from appliance.model.flow import Flow, HangUp
from appliance.model.plan import Plan, PromptPlan
from appliance.model.prompt_events import PromptEvent, PromptsMade
from appliance.model.settings import SoundSettings
from appliance.runtime.prompt_maker import PromptMaker
from appliance.runtime.prompt_shelf import PromptShelf
from appliance.sound import wav
from appliance.sound.spoken.part_sounds import PartSounds
from appliance.sound.tones import sine


def order(tmp_path: Path, *prompts: PromptPlan, says: tuple[str, ...] = ()) -> Order:
    flow = Flow(name="main", start="bye", steps={"bye": HangUp(prompts=says)})
    return Order(
        plan=Plan(prompts=prompts, flows=(flow,)),
        language="en",
        sound=SoundSettings(),
        state_dir=str(tmp_path / "state"),
        cache_dir=str(tmp_path / "cache"),
    )


def test_what_another_process_makes_is_what_would_be_made_here(tmp_path: Path) -> None:
    (tmp_path / "hello.wav").write_bytes(wav.to_bytes(sine(700, 400)))
    state = tmp_path / "state" / "prompts"
    state.mkdir(parents=True)
    for digit in range(10):
        (state / f"part.n{digit}@en.wav").write_bytes(wav.to_bytes(sine(500 + digit, 200)))
    (state / "part.plus@en.wav").write_bytes(wav.to_bytes(sine(900, 200)))
    wanted = order(
        tmp_path,
        PromptPlan(name="hello", file=str(tmp_path / "hello.wav")),
        PromptPlan(name="gone", file=str(tmp_path / "gone.wav")),
        says=("{digits caller}",),
    )
    here, beside = make_all(wanted), make_all_beside(wanted)
    assert set(here.prompts) == set(beside.prompts) == {"hello", "music", "beep"}
    assert all(np.array_equal(sound, beside.prompts[name]) for name, sound in here.prompts.items())
    assert here.faults == beside.faults
    assert len(here.faults) == 1
    assert set(here.parts) == set(beside.parts) == {""}
    assert np.array_equal(here.parts[""].own["n7"], beside.parts[""].own["n7"])
    assert here.parts[""].spoken == beside.parts[""].spoken == {}


async def test_what_is_made_is_played_and_told(tmp_path: Path) -> None:
    told: list[PromptEvent] = []
    shelf, sound = PromptShelf({}), sine(700, 100)
    maker = PromptMaker(shelf, told.append, lambda _: AllPrompts({"hello": sound}, {"": PartSounds()}, ("why",)))
    await maker.remake(order(tmp_path))
    assert shelf.find("hello", "").samples is sound
    assert told == [PromptsMade(("why",))]


async def test_a_making_that_fails_changes_nothing(tmp_path: Path) -> None:
    told: list[PromptEvent] = []
    sound = sine(700, 100)
    shelf = PromptShelf({"hello": sound})

    def fail(_: Order) -> AllPrompts:
        raise DriverFault("no memory")

    await PromptMaker(shelf, told.append, fail).remake(order(tmp_path))
    assert shelf.find("hello", "").samples is sound
    assert told == [PromptsMade(("no memory",))]


async def test_of_what_is_asked_meanwhile_only_the_newest_is_made(tmp_path: Path) -> None:
    made: list[str] = []
    begun, may_end = threading.Event(), threading.Event()

    def make(wanted: Order) -> AllPrompts:
        made.append(wanted.language)
        begun.set()
        may_end.wait(60)
        return AllPrompts({}, {}, ())

    def wish(language: str) -> Order:
        return Order(plan=Plan(), language=language, sound=SoundSettings(), state_dir="", cache_dir="")

    told: list[PromptEvent] = []
    maker = PromptMaker(PromptShelf({}), told.append, make)
    work = maker.remake(wish("en"))
    await asyncio.to_thread(begun.wait, 60)
    for language in ("de", "fr", "pl"):
        assert maker.remake(wish(language)) is work
    may_end.set()
    await work
    assert made == ["en", "pl"]
    assert len(told) == 2
