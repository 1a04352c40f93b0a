"""What is in use is changed only once it is not; what did not change is not touched."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import msgspec

from appliance.model.events import Event, PlanPublished
from appliance.model.plan import LinePlan, Plan
from appliance.model.settings import DriverChoice, Settings, SoundSettings, WebSettings
from appliance.model.snapshot import LineView, Snapshot
from appliance.model.states import LineState
from appliance.runtime.devices import Devices
from appliance.runtime.lighting import Lighting
from appliance.runtime.line_keeper import LineKeeper
from appliance.runtime.loans import Loans
from appliance.runtime.refitting import Refitting, Rig, restarts
from appliance.runtime.stations import Stations
from tests.drivers.line.jumping_time import in_jumping_time, pass_s
from tests.runtime.conftest import HeardPump
from tests.runtime.test_line_keeper import Hardware


def choice(port: str, place: str = "") -> DriverChoice:
    return DriverChoice(driver="voice_modem", options={"port": port}, place=place)


def settings(place: str = "", **ports: str) -> Settings:
    return Settings(
        lamps=DriverChoice(driver="off"),
        lines={name: choice(port, place) for name, port in ports.items()},
        plan=Plan(lines=tuple(LinePlan(name=name, flow="main") for name in ports)),
    )


class Doctor:
    """Takes up settings and does nothing else."""

    def adopt(self, _: Settings) -> None: ...


class House:
    def __init__(self, first: Settings) -> None:
        self.told: list[str] = []
        self.events: list[Event] = []
        self.made: list[str] = []
        self.busy: set[str] = set()
        self.tasks: list[asyncio.Task[None]] = []
        self.settings = first
        self.lines = {name: self._keeper(name) for name in first.lines}
        self.loans = Loans(self.lines, self._spawn, lambda line, why: self.told.append(f"{line} down"))
        self.loans.keep()
        pump = HeardPump()
        devices = Devices(first, pump, self.events.append, self._spawn)
        rig = Rig(
            lines=self.lines,
            make_line=self._keeper,
            loans=self.loans,
            stations=Stations(first, pump, devices, (self.events.append, self._spawn)),
            devices=devices,
            clinic=Doctor(),  # type: ignore[arg-type]
            lighting=Lighting(first),
            snapshot=self._view,
            submit=self.events.append,
            spawn=self._spawn,
        )
        self.refitting = Refitting(first, rig)

    def adopt(self, new: Settings) -> tuple[str, ...]:
        self.settings = new
        return self.refitting.adopt(new)

    def _keeper(self, name: str) -> LineKeeper:
        def make() -> Hardware:
            self.made.append(f"{name} {self.settings.lines[name].options['port']}")
            return Hardware()

        return LineKeeper(name, make, up=lambda _: self.told.append(f"{name} up"), down=self.told.append)

    def _view(self) -> Snapshot:
        state = {True: LineState.IN_USE, False: LineState.IDLE}
        lines = tuple(LineView(name=name, state=state[name in self.busy], since=0) for name in self.lines)
        return Snapshot(now=0, utc_ms=0, lines=lines)

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        self.tasks.append(asyncio.create_task(work, name=name))
        return self.tasks[-1]

    async def until_made(self, *made: str) -> None:
        async with asyncio.timeout(60):
            while self.made != list(made):
                await pass_s(0.1)
        await pass_s(1)
        assert self.made == list(made)

    def frees(self, line: str) -> None:
        self.busy.discard(line)
        self.refitting.changed()

    async def end(self) -> None:
        self.loans.stop()
        self.refitting.stop()
        for task in self.tasks:
            task.cancel()
        await asyncio.wait(self.tasks)


@in_jumping_time
async def test_a_line_that_did_not_change_keeps_its_driver() -> None:
    house = House(settings(front="/a", back="/b"))
    await house.until_made("front /a", "back /b")
    assert house.adopt(settings("told elsewhere", front="/a", back="/c")) == ()
    await house.until_made("front /a", "back /b", "back /c")
    assert [told for told in house.told if "front" in told] == ["front up"]
    assert not any(isinstance(event, PlanPublished) for event in house.events)
    await house.end()


@in_jumping_time
async def test_a_line_in_a_call_is_changed_when_the_call_is_over() -> None:
    house = House(settings(front="/a"))
    await house.until_made("front /a")
    house.busy.add("front")
    (told,) = house.adopt(settings(front="/b"))
    assert told.startswith("front changes when its call is over")
    house.refitting.changed()
    await house.until_made("front /a")
    house.adopt(settings(front="/c"))
    house.frees("front")
    await house.until_made("front /a", "front /c")
    await house.end()


@in_jumping_time
async def test_a_line_that_is_gone_goes_when_its_call_is_over_and_its_port_waits_for_that() -> None:
    house = House(settings(front="/a"))
    await house.until_made("front /a")
    house.busy.add("front")
    told = house.adopt(settings(renamed="/a", other="/d"))
    assert any(each.startswith("front goes when") for each in told)
    await house.until_made("front /a", "other /d")
    assert "front" in house.lines
    house.frees("front")
    await house.until_made("front /a", "other /d", "renamed /a")
    assert set(house.lines) == {"renamed", "other"}
    assert isinstance(house.events[0], PlanPublished)
    await house.end()


@in_jumping_time
async def test_a_line_the_doctor_has_waits_for_the_doctor() -> None:
    house = House(settings(front="/a"))
    await house.until_made("front /a")
    async with house.loans.lend("front", "lent"):
        assert len(house.adopt(settings(front="/b"))) == 1
        await house.until_made("front /a")
    house.refitting.changed()
    async with asyncio.timeout(60):
        while house.made[-1] != "front /b":
            await pass_s(0.1)
    await house.end()


def test_what_needs_a_restart_is_named() -> None:
    old = Settings()
    new = msgspec.structs.replace(
        old, web=WebSettings(port=99), sound=SoundSettings(country="de", voices={"de": "mb-de5"})
    )
    assert list(restarts(old, new)) == [
        "[web] port: from the next start of `callbox web` on",
        "[sound] country: from the next start of `callbox run` on",
    ]
