"""The modem doctor inside the running box: examines lines that are lent to it, and remembers what was found last."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any, Final, Protocol

import msgspec

from appliance.diagnosis.loop import judged_call
from appliance.diagnosis.pair import judged_pair
from appliance.diagnosis.ports import judged
from appliance.drivers.errors import DriverFault
from appliance.drivers.examining.around import Target, of_line, targets
from appliance.drivers.examining.call_end import Makes
from appliance.drivers.examining.exam import How, Opens, examine, serial_wire
from appliance.drivers.examining.loop_calls import line_driver, wrong_lines
from appliance.drivers.examining.pair_call import Order, pair_call
from appliance.drivers.examining.trial_call import trial_call
from appliance.drivers.line import LineDriver, PinMemory, Report, SimLine, SoundPort, TracedLine
from appliance.drivers.sound.ways import SoundCounts
from appliance.drivers.wire.port_finder import PortFinder
from appliance.model.diagnosis import Diagnosis, LineHealth, LoopReport, PairFacts, PortExam, Trace
from appliance.model.settings import DriverChoice, Settings
from appliance.model.snapshot import LineView, Snapshot
from appliance.model.words import DeviceName, LineName, Ms
from appliance.protocol.line_trace import LineTrace
from appliance.runtime.line_keeper import LineKeeper
from appliance.runtime.loans import Loans, why_not
from appliance.runtime.loop_permit import Leave
from appliance.runtime.sound_health import sound_health
from appliance.sound.tone_plan import TonePlan

MOST_EXAMS: Final = 64
"""Remembered: one of each line and of each other port; beyond them the oldest goes."""
BACK_S: Final = 60.0
"""Longest that a modem may take to be ready again before the doctor looks away; a GSM modem searches for a network."""
LOOK_S: Final = 0.1
MOST_TOLD: Final = 500
"""Entries of a trace at once, some 60 kB."""
EVERY_OTHER_PORT: Final = "every port without a line"

_LEAVING: Final = DriverChoice(driver="")
"""Of a line that the settings have no more, until its call is over."""

log = logging.getLogger(__name__)


class Permit(Protocol):
    def __call__(self, calling: LineName, called: LineName, number: str) -> Leave:
        """Whether the one may ring the other, at that number."""

    def over(self, calling: LineName, length_ms: Ms) -> None:
        """Of the call that was allowed."""


class House(msgspec.Struct, frozen=True):
    """What the doctor needs of the box."""

    settings: Settings
    tones: TonePlan
    keepers: Mapping[LineName, LineKeeper]
    loans: Loans
    snapshot: Callable[[], Snapshot]
    utc_ms: Callable[[], int]
    spawn: Callable[[Coroutine[Any, Any, None], str], "asyncio.Task[None]"]
    pins: PinMemory
    """A line that is lent has its PIN tried no more often than one that is not."""
    sound_counts: Callable[[], Mapping[DeviceName, SoundCounts]]
    """Of the sound devices that work now."""
    permit: Permit


class Clinic:
    """One patient at a time: two modems at a shared hub would spoil each other's figures."""

    def __init__(self, house: House, *, opens: Opens = serial_wire, finder: PortFinder | None = None) -> None:
        self._house = house
        self._opens = opens
        self._finder = finder or PortFinder()
        self.traces = {name: LineTrace() for name in house.settings.lines}
        self._exams: dict[str, PortExam] = {}
        self._patient = ""
        self._loop: LoopReport | None = None

    def adopt(self, settings: Settings) -> None:
        """Lines that are new can be looked at; what was heard of those that are gone goes with their keepers."""
        self._house = msgspec.structs.replace(self._house, settings=settings)
        for name in self.traces.keys() - settings.lines.keys() - self._house.keepers.keys():
            del self.traces[name]
        for name in settings.lines:
            self.traces.setdefault(name, LineTrace())

    def diagnosis(self) -> Diagnosis:
        house = self._house
        snapshot = house.snapshot()
        return Diagnosis(
            lines=tuple(self._health(view, snapshot.now) for view in snapshot.lines),
            exams=tuple(self._exams.values()),
            examining=self._patient,
            loop=self._loop,
            sound=sound_health(snapshot, house.sound_counts()),
        )

    def examine(self, line: LineName, *, off_hook: bool) -> str:
        """Begins; `line` empty: every port that no line has. Returns why not; empty when it has begun."""
        busy = self._busy() or (why_not(self._view(line), line) if line else "")
        if not busy:
            self._patient = line or EVERY_OTHER_PORT
            self._house.spawn(self._examination(line, off_hook=off_hook), "doctor")
        return busy

    def trace(self, line: LineName, after: int, offset_ms: Ms) -> Trace | None:
        """What came after that entry, at most MOST_TOLD; None: no such line. `offset_ms` makes UTC of its times."""
        trace = self.traces.get(line)
        if trace is None:
            return None
        entries, lost = trace.since(after, MOST_TOLD)
        told = (msgspec.structs.replace(entry, at_ms=entry.at_ms + offset_ms) for entry in entries)
        return Trace(line=line, entries=tuple(told), lost=lost)

    def try_call(self, line: LineName) -> str:
        """Begins a test call: somebody rings the line within a minute. Returns why not; empty when it has begun."""
        busy = self._busy() or why_not(self._view(line), line)
        if not busy:
            self._patient = line
            self._loop = LoopReport(called=line, began_utc_ms=self._house.utc_ms())
            self._house.spawn(self._trial(line), "doctor")
        return busy

    def call_between(self, calling: LineName, called: LineName, number: str) -> str:
        """Begins a test call from one line to another. Returns why not; empty when it has begun."""
        busy = self._busy() or why_not(self._view(calling), calling) or why_not(self._view(called), called)
        if busy:
            return busy
        if wrong := wrong_lines(self._house.settings, calling, called):
            return wrong
        leave = self._house.permit(calling, called, number)
        if not leave.refusal:
            own = next(line.number for line in self._house.settings.plan.lines if line.name == calling)
            self._patient = f"{calling} and {called}"
            self._loop = LoopReport(calling=calling, called=called, began_utc_ms=self._house.utc_ms())
            self._house.spawn(self._pair(calling, called, Order(leave.number, own)), "doctor")
        return leave.refusal

    async def _pair(self, calling: LineName, called: LineName, order: Order) -> None:
        try:
            facts = await self._call(calling, called, order)
            self._learn(steps=judged_pair(facts, calling, called), trouble=facts.broke)
            await self._back(calling)
            await self._back(called)
        except DriverFault as fault:
            self._learn(trouble=str(fault))
        finally:
            self._learn(done=True, now="")
            self._patient = ""

    async def _call(self, calling: LineName, called: LineName, order: Order) -> PairFacts:
        """Whatever becomes of it, the ledger is told that it is over."""
        loans, makers = self._house.loans, (self._maker(calling), self._maker(called))
        lasted_ms = 0
        try:
            async with loans.lend(calling, _lent(calling)), loans.lend(called, _lent(called)):
                facts = await pair_call(*makers, order, (self._house.tones, self._now_does))
                lasted_ms = facts.lasted_ms
        finally:
            self._house.permit.over(calling, lasted_ms)
        return facts

    async def _trial(self, line: LineName) -> None:
        try:
            async with self._house.loans.lend(line, _lent(line)):
                facts = await trial_call(self._maker(line), self._house.tones, self._now_does)
                self._learn(steps=judged_call(facts), trouble=facts.broke)
            await self._back(line)
        except DriverFault as fault:
            self._learn(trouble=str(fault))
        finally:
            self._learn(done=True, now="")
            self._patient = ""

    def _maker(self, line: LineName) -> Makes:
        def make(report: Report, sound: SoundPort) -> LineDriver:
            driver = line_driver(line, self._house.settings, self._house.tones)(report, sound)
            if isinstance(driver, TracedLine):
                driver.trace_to(self.traces[line])
            if isinstance(driver, SimLine):
                driver.keep_pins_in(self._house.pins)
            return driver

        return make

    def _now_does(self, what: str) -> None:
        self._learn(now=what)

    def _learn(self, **changes: object) -> None:
        if self._loop is not None:
            self._loop = msgspec.structs.replace(self._loop, **changes)

    def _busy(self) -> str:
        return f"the doctor is with {self._patient}; one after the other" if self._patient else ""

    def _view(self, line: LineName) -> LineView | None:
        return next((view for view in self._house.snapshot().lines if view.name == line), None)

    async def _examination(self, line: LineName, *, off_hook: bool) -> None:
        try:
            if line:
                async with self._house.loans.lend(line, _lent(line)):
                    for target in of_line(line, self._house.settings.lines[line], self._finder):
                        await self._examine(target, off_hook=off_hook)
                await self._back(line)
            else:
                for target in targets(self._house.settings.lines, self._finder):
                    if not target.facts.line:
                        await self._examine(target, off_hook=off_hook)
        except DriverFault as fault:
            log.warning("the doctor could not look: %s", fault)
        finally:
            self._patient = ""

    async def _back(self, line: LineName) -> None:
        """Returns when the line is in service again, or has said why not."""
        with suppress(TimeoutError):
            async with asyncio.timeout(BACK_S):
                while (view := self._view(line)) is not None and view.fault == _lent(line):
                    await asyncio.sleep(LOOK_S)

    async def _examine(self, target: Target, *, off_hook: bool) -> None:
        trace = self.traces.get(target.facts.line)
        exam = judged(await examine(target, How(self._opens, self._finder, off_hook=off_hook, trace=trace)))
        name = target.facts.line or target.facts.name
        self._exams.pop(name, None)
        self._exams[name] = msgspec.structs.replace(exam, at_utc_ms=self._house.utc_ms())
        while len(self._exams) > MOST_EXAMS:
            del self._exams[next(iter(self._exams))]

    def _health(self, view: LineView, now: int) -> LineHealth:
        keeper = self._house.keepers[view.name]
        choice = self._house.settings.lines.get(view.name, _LEAVING)
        return LineHealth(
            line=view.name,
            driver=choice.driver,
            state=view.state,
            since_ms=now - view.since,
            modem=view.modem,
            rung=keeper.rung.value,
            troubles=keeper.troubles,
            port=str(choice.options.get("port", "")),
        )


def _lent(line: LineName) -> str:
    return f"{line}: lent to the modem doctor for some seconds"
