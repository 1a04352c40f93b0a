"""Published settings put into effect: only what changed is touched, and what is in use only once it is not."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from appliance.model.events import AgentSignedOut, Event, PlanPublished
from appliance.model.settings import DriverChoice, Settings
from appliance.model.snapshot import Snapshot
from appliance.model.states import AgentActivity, AgentStatus
from appliance.model.words import AgentName, LineName
from appliance.runtime.clinic import Clinic
from appliance.runtime.devices import Devices
from appliance.runtime.lighting import Lighting
from appliance.runtime.line_keeper import LineKeeper
from appliance.runtime.loans import LENDABLE, Loans, Spawn
from appliance.runtime.stations import Stations

LOOK_S: Final = 0.1
"""After something happened in the house, until it is looked whether what waits can be changed now."""
CHANGED: Final = "its settings were changed; it is back in a moment"
GONE: Final = "it is not in the settings any more"


class Rig(NamedTuple):
    """What is refitted."""

    lines: dict[LineName, LineKeeper]
    make_line: Callable[[LineName], LineKeeper]
    loans: Loans
    stations: Stations
    devices: Devices
    clinic: Clinic
    lighting: Lighting
    snapshot: Callable[[], Snapshot]
    submit: Callable[[Event], None]
    spawn: Spawn


class Refitting:
    """In the event loop. Lines and agents that wait to be changed are as many as the settings have at the most."""

    def __init__(self, settings: Settings, rig: Rig) -> None:
        self._settings = settings
        self._rig = rig
        self._fitted: dict[LineName, DriverChoice] = dict(settings.lines)
        """As the drivers that run were made."""
        self._lines: dict[LineName, None] = {}
        self._agents: dict[AgentName, None] = {}
        self._turn = asyncio.Lock()
        self._due: asyncio.TimerHandle | None = None

    def adopt(self, settings: Settings) -> tuple[str, ...]:
        """Returns what is not in effect yet: a sentence each."""
        old, self._settings, rig = self._settings, settings, self._rig
        rig.stations.settings = settings
        for name in old.stations.keys() - settings.stations.keys():
            rig.submit(AgentSignedOut(name))  # who is in a conversation ends it first
        dark = rig.lighting.adopt(settings, rig.snapshot().lamps)
        self._lines |= dict.fromkeys(_changed(old.lines, settings.lines))
        self._agents |= dict.fromkeys(_changed(old.stations, settings.stations))
        for name in settings.lines.keys() - rig.lines.keys():
            rig.lines[name] = rig.make_line(name)
        rig.clinic.adopt(settings)
        if settings.plan != old.plan:
            rig.submit(PlanPublished(settings.plan))
        rig.spawn(self._refit_devices(settings), "settings")
        self._look()
        return (*self._waiting(), *((dark,) if dark else ()), *restarts(old, settings))

    def changed(self) -> None:
        """Something happened in the house: a call may be over."""
        if (self._lines or self._agents) and self._due is None:
            self._due = asyncio.get_running_loop().call_later(LOOK_S, self._look)

    def stop(self) -> None:
        if self._due is not None:
            self._due.cancel()

    def _look(self) -> None:
        self._due = None
        view = self._rig.snapshot()
        for line in tuple(self._lines):
            if self._line_is_free(line, view):
                del self._lines[line]
                self._begin_line(line)
        for agent in tuple(self._agents):
            if _agent_is_free(agent, view):
                del self._agents[agent]
                self._begin_agent(agent, view)

    def _line_is_free(self, name: LineName, view: Snapshot) -> bool:
        """Nobody is on it, the doctor has not got it, and no other line that is yet to be changed has its port."""
        line = next((line for line in view.lines if line.name == name), None)
        port = _port(self._settings.lines.get(name))
        rivals = (other for other in self._lines if other != name and other in self._fitted)
        if port and any(_port(self._fitted[other]) == port for other in rivals):
            return False
        lent = name in self._fitted and not self._rig.loans.is_kept(name)
        return not lent and (line is None or line.state in LENDABLE)

    def _begin_line(self, name: LineName) -> None:
        """Out of service in this very moment, so that nobody rings it meanwhile; the rest in its time."""
        loans, why = self._rig.loans, CHANGED if name in self._settings.lines else GONE
        stopped = loans.take_out(name, f"{name}: {why}") if loans.is_kept(name) else ()
        self._fitted.pop(name, None)
        if name in self._settings.lines:
            self._fitted[name] = self._settings.lines[name]
        self._rig.spawn(self._refit_line(name, stopped), "settings")

    async def _refit_line(self, name: LineName, stopped: "tuple[asyncio.Task[None], ...]") -> None:
        async with self._turn:
            if stopped:
                await asyncio.wait(stopped)
            if name not in self._settings.lines:
                self._rig.lines.pop(name, None)
            elif not self._rig.loans.is_kept(name):
                if name not in self._rig.lines:
                    self._rig.lines[name] = self._rig.make_line(name)
                self._rig.loans.take_up(name)
        self.changed()

    def _begin_agent(self, name: AgentName, view: Snapshot) -> None:
        stations, stays = self._rig.stations, name in self._settings.stations
        agent = next((agent for agent in view.agents if agent.name == name), None)
        again = stays and agent is not None and agent.status is AgentStatus.READY
        stopped = stations.take_out(name, CHANGED if stays else GONE, again=again) if stations.is_kept(name) else ()
        self._rig.spawn(self._refit_agent(name, stopped), "settings")

    async def _refit_agent(self, name: AgentName, stopped: "tuple[asyncio.Task[None], ...]") -> None:
        async with self._turn:
            if stopped:
                await asyncio.wait(stopped)
            stations = self._rig.stations
            if name in self._settings.stations and not stations.is_kept(name):
                stations.take_up(name)
            elif name not in self._settings.stations and name in stations.keepers:
                stations.forget(name)
        self.changed()

    async def _refit_devices(self, settings: Settings) -> None:
        async with self._turn:
            await self._rig.devices.adopt(settings)

    def _waiting(self) -> Iterator[str]:
        for line in self._lines:
            what = "changes" if line in self._settings.lines else "goes"
            yield f"{line} {what} when its call is over, or the doctor is done with it"
        for agent in self._agents:
            what = "changes" if agent in self._settings.stations else "goes"
            yield f"{agent}'s station {what} when the conversation and its notes are over"


def restarts(old: Settings, new: Settings) -> Iterator[str]:
    """What a running program does not take up."""
    for table, keys, program in _AT_START:
        before, after = getattr(old, table), getattr(new, table)
        changed = [key for key in keys or before.__struct_fields__ if getattr(before, key) != getattr(after, key)]
        if changed:
            names = ", ".join(key.removesuffix("_ms") for key in changed)
            yield f"[{table}] {names}: from the next start of `callbox {program}` on"


_AT_START: Final = (
    ("web", (), "web"),
    ("mail", (), "mail run"),
    ("sound", ("country", "hang_up_silence_ms", "automatic_level"), "run"),
)
"""Table, the keys of it (all, where none is named), and the program that reads them as it starts."""


def _changed(old: dict[str, DriverChoice], new: dict[str, DriverChoice]) -> Iterator[str]:
    """Those that go first: who comes may want their port."""
    yield from (name for name in old if name not in new)
    yield from (name for name in new if _made_of(old.get(name)) != _made_of(new[name]))


def _made_of(choice: DriverChoice | None) -> object:
    """Wherever that is said."""
    return None if choice is None else (choice.driver, choice.options)


def _port(choice: DriverChoice | None) -> Any:
    return choice.options.get("port") if choice is not None else None


def _agent_is_free(name: AgentName, view: Snapshot) -> bool:
    agent = next((agent for agent in view.agents if agent.name == name), None)
    return agent is None or agent.activity is AgentActivity.IDLE
