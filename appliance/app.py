"""The composition root of the core process: knows everybody, decides nothing."""

import asyncio
import gc
import logging
import secrets
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from appliance.config.prompt_folder import PromptFolder
from appliance.core.engine import Engine
from appliance.core.ledger import DAY_MS
from appliance.core.outgoing_drafts import MOST_OPEN, MOST_OVER
from appliance.core.routing import IMPLEMENTATION
from appliance.drivers.lamps import Lamps
from appliance.drivers.line import LineDriver, SimLine, TracedLine
from appliance.drivers.registry import load_driver, open_options
from appliance.drivers.sound.prompts import load_prompts
from appliance.drivers.sound.speech import Speech
from appliance.drivers.sound.tone_plans import load_tone_plan
from appliance.drivers.station import Station
from appliance.model import events
from appliance.model.actions import TellAsker
from appliance.model.diagnosis import Diagnosis, Trace
from appliance.model.events import Event
from appliance.model.explanation import Idle, Waiting
from appliance.model.outbound import LedgerRecord
from appliance.model.records import CallRecord, OutgoingText, TimelineNote
from appliance.model.settings import Settings, SoundSettings
from appliance.model.snapshot import Snapshot, TextView, text_view
from appliance.model.states import MessageOrder
from appliance.model.words import AgentName, CallId, LineName, PromptName, TextId
from appliance.runtime import clock, watch
from appliance.runtime.abilities import abilities
from appliance.runtime.archive import Archive
from appliance.runtime.clinic import Clinic, House
from appliance.runtime.ears import event_of, keep_block
from appliance.runtime.hands import Hands
from appliance.runtime.heart import Heart
from appliance.runtime.keeper import Keeper
from appliance.runtime.legs import line_leg, station_leg
from appliance.runtime.line_keeper import LineKeeper
from appliance.runtime.listeners import Listeners
from appliance.runtime.loans import Loans
from appliance.runtime.loop_permit import LoopPermit
from appliance.runtime.message_boxes import MessageBoxes
from appliance.runtime.priority import go_first
from appliance.runtime.pump import Pump
from appliance.runtime.refused_pins import RefusedPins
from appliance.runtime.scribe import Scribe
from appliance.runtime.systemd import Notifier
from appliance.sound.desk import Desk
from appliance.sound.frames import Samples
from appliance.sound.recorders import Block
from appliance.sound.reports import Report
from appliance.sound.tone_plan import TonePlan
from appliance.store.faults import StoreFault

SETTLE_S = 20.0
"""READY waits so long, at the most, for every line to be on-hook or known to be out of order."""

LAST_CALLS = LAST_TEXTS = 20
"""Shown on the pages."""
CALLS_REMEMBERED = 500
"""The journal's first line holds who spoke in them with whom: some 15 kB."""
TEXTS_REMEMBERED = MOST_OPEN + MOST_OVER
"""Sent from here: the engine holds so many."""

COLLECT_AFTER = (10_000, 20, 50)
"""Python's own 700 objects come together in fifteen calls; looking through them so often is an eighth of the engine's
time (measured with 4,000 callers waiting)."""

log = logging.getLogger(__name__)


class App:
    """The running box; what the control socket calls Box. Built by `open_app`, lives from start() to close()."""

    def __init__(
        self, settings: Settings, *, lamps: Lamps, prompts: Mapping[PromptName, Samples], notifier: Notifier
    ) -> None:
        """Opens the store and wires everything together; nothing runs yet. Raises StoreRefused and DriverFault."""
        self.name = settings.box.name
        self._settings = settings
        self._notifier = notifier
        self._listeners = Listeners()
        self._tasks: set[asyncio.Task[None]] = set()
        self._rested = asyncio.Event()
        self._archive = Archive(Path(settings.box.state_dir), self._listeners.notice)
        self._refused_pins = RefusedPins(Path(settings.box.state_dir))
        self._lamps = lamps
        self._tones = load_tone_plan(settings.sound.country)
        self._pump = Pump(_desk(self._tones, settings.sound), report=self._reported, recorded=self._recorded)
        self._lines = {name: self._keep_line(name) for name in settings.lines}
        self._loans = Loans(self._lines, self._spawn, self._line_down)
        self._clinic = self._open_clinic()
        self._stations = {name: self._keep_station(name) for name in settings.stations}
        self._hands = Hands(
            lines=self._lines,
            stations=self._stations,
            lamps=lamps,
            pump=self._pump,
            sound_files=self._archive.sound_files,
            prompts=prompts,
            submit=self.submit,
            utc_ms=clock.utc_ms,
            rest=self._rested.set,
        )
        self._hands.tell_asker = self._listeners.answer
        self._boxes = MessageBoxes(self._archive, self.submit, self._spawn)
        self._hands.message_kept = self._boxes.changed
        scribe = Scribe(self._archive.writer, self._listeners.finished, self.submit, changed=self._listeners.text)
        self._engine = Engine()
        self._heart = Heart(self._engine, clock.now_ms, write=scribe.write, perform=self._hands.perform)
        self._status = watch.StatusLine(notifier, self._heart.snapshot)
        self._heart.after_step = self._changed

    async def start(self) -> None:
        """Every modem on-hook or out of order, then READY."""
        recovery = self._archive.writer.recovery
        for sentence in recovery.sentences:
            self._listeners.notice(sentence)
        last_calls = await self._last_calls()
        first_text, texts = await self._texts()
        started = events.BoxStarted(
            plan=self._settings.plan,
            first_call=recovery.first_call,
            seed=secrets.randbits(63),
            last_calls=last_calls[:LAST_CALLS],
            last_texts=await self._last_texts(),
            spoke_with=_spoke_with(last_calls),
            first_text=first_text,
            texts=texts,
            ledger=await self._ledger(),
        )
        self.submit(started)
        self.submit(clock.struck())
        await self._boxes.count()
        self._spawn(watch.strike_clock(self.submit), "clock")
        self._loans.keep()
        for station in self._stations.values():
            self._spawn(station.keep(), "station")
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_S):
                await asyncio.gather(*(keeper.settled() for keeper in self._lines.values()))
        gc.collect()
        gc.freeze()  # what is there now stays: no collection walks it again while calls are up
        gc.set_threshold(*COLLECT_AFTER)
        self._spawn(watch.feed_watchdog(self._notifier, self._pump, self._archive.writer), "watchdog")
        self._notifier.ready()
        log.info("ready: %s; routing by %s", watch.status_line(self.snapshot()), IMPLEMENTATION)

    async def _last_calls(self) -> tuple[CallRecord, ...]:
        """For the pages, and who spoke with whom; a store that cannot be read keeps no phone from being answered."""
        try:
            return await self._archive.lookup.calls(CALLS_REMEMBERED, None)
        except StoreFault as fault:
            self._listeners.notice(str(fault))
            return ()

    async def _last_texts(self) -> tuple[TextView, ...]:
        """For the pages."""
        try:
            return tuple(map(text_view, await self._archive.lookup.texts(LAST_TEXTS)))
        except StoreFault:
            return ()  # told once, for the calls

    async def _texts(self) -> tuple[TextId, tuple[OutgoingText, ...]]:
        """Number of the next text sent from here, and those before it, oldest first.

        While the store cannot be read they are numbered from the clock, as calls are: no box sends one each second.
        """
        try:
            newest = await self._archive.lookup.outgoing(TEXTS_REMEMBERED)
        except StoreFault:
            return clock.utc_ms() // 1_000, ()
        return max((text.text for text in newest), default=0) + 1, newest[::-1]

    async def _ledger(self) -> tuple[LedgerRecord, ...]:
        """Of the last day. What cannot be read cannot be counted: the caps begin anew, and a notice says so."""
        try:
            return await self._archive.lookup.granted(clock.utc_ms() - DAY_MS)
        except StoreFault as fault:
            self._listeners.notice(f"{fault}; the caps of outgoing calls count from now on only")
            return ()

    def drain(self) -> None:
        """No new calls; conversations may end within the limit; then rested() returns."""
        self._notifier.stopping()
        self.submit(events.DrainBegan(self._settings.box.drain_ms))

    async def rested(self) -> None:
        """Returns when draining is over."""
        await self._rested.wait()

    async def close(self) -> None:
        """Every modem on-hook, everything on the disk, everything let go."""
        self._loans.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._heart.stop()
        self._status.stop()
        self._pump.stop()
        self._lamps.close()
        await self._archive.close()
        log.info("sound: %s", ", ".join(f"{name} {value:g}" for name, value in self._sound_figures().items()))

    @property
    def database(self) -> str:
        return str(self._archive.database)

    def submit(self, event: Event) -> None:
        self._heart.submit(event)

    def snapshot(self) -> Snapshot:
        return msgspec.structs.replace(self._heart.snapshot(), now=clock.now_ms(), utc_ms=clock.utc_ms())

    def on_change(self, callback: Callable[[], None]) -> None:
        self._listeners.on_change.append(callback)

    def on_finished(self, callback: Callable[[CallRecord], None]) -> None:
        self._listeners.on_finished.append(callback)

    def on_notice(self, callback: Callable[[str], None]) -> None:
        self._listeners.on_notice.append(callback)

    def on_text(self, callback: Callable[[OutgoingText], None]) -> None:
        self._listeners.on_text.append(callback)

    def on_answer(self, callback: Callable[[TellAsker], None]) -> None:
        self._listeners.on_answer.append(callback)

    async def calls(self, limit: int, before: CallId | None) -> tuple[CallRecord, ...]:
        return await self._archive.lookup.calls(limit, before)

    async def explain(self, call: CallId) -> tuple[CallRecord, tuple[TimelineNote, ...]] | None:
        await self._archive.written()  # who has just seen it happen must find it told
        return await self._archive.lookup.explain(call)

    async def mark_message(self, name: str, order: MessageOrder, who: str) -> str:
        return await self._boxes.mark(name, order, who)

    def why_waiting(self, call: CallId) -> Waiting | None:
        return self._engine.why_waiting(call, clock.now_ms())

    def why_idle(self, agent: AgentName) -> Idle | None:
        return self._engine.why_idle(agent, clock.now_ms())

    def diagnosis(self) -> Diagnosis:
        return self._clinic.diagnosis()

    def examine(self, line: LineName, *, off_hook: bool) -> str:
        return self._clinic.examine(line, off_hook=off_hook)

    def try_call(self, line: LineName) -> str:
        return self._clinic.try_call(line)

    def call_between(self, calling: LineName, called: LineName, number: str) -> str:
        return self._clinic.call_between(calling, called, number)

    def trace(self, line: LineName, after: int) -> Trace | None:
        return self._clinic.trace(line, after, clock.utc_ms() - clock.now_ms())

    def stats(self) -> dict[str, float]:
        health = self._archive.writer.health()
        rows = {"rows_written": health.written, "rows_waiting": health.waiting, "rows_lost": health.lost}
        return {**self._sound_figures(), **rows, "tasks": len(asyncio.all_tasks())}

    def _sound_figures(self) -> dict[str, float]:
        counts = self._pump.counts
        return {
            "sound_ticks": counts.ticks,
            "sound_ticks_skipped": counts.skipped,
            "sound_tick_latest_ms": round(counts.latest_ms, 1),
            "frames_late": self._pump.late_frames,
            "frames_lost": self._pump.lost_frames,
        }

    def _open_clinic(self) -> Clinic:
        permit = LoopPermit(self.submit)
        self._listeners.on_answer.append(permit.told)
        spawn, pins, utc_ms = self._spawn, self._refused_pins, clock.utc_ms
        house = House(self._settings, self._tones, self._lines, self._loans, self.snapshot, utc_ms, spawn, pins, permit)
        return Clinic(house)

    def _keep_line(self, name: LineName) -> LineKeeper:
        leg = line_leg(name)

        def report(event: Event) -> None:
            if isinstance(event, events.LineAnswered | events.LineDialled | events.FarEndAnswered):
                self._pump.open(leg, detect=True)
            self.submit(event)

        def make() -> LineDriver:
            choice = self._settings.lines[name]
            way = load_driver("line", choice.driver)
            options, sound = open_options(choice, way.Options), self._pump.buffer(leg)
            driver: LineDriver = way.Driver(name, options, report, sound, plan=self._tones)
            if isinstance(driver, TracedLine):
                driver.trace_to(self._clinic.traces[name])
            if isinstance(driver, SimLine):
                driver.keep_pins_in(self._refused_pins)
            return driver

        def up(modem: str) -> None:
            self.submit(events.LineReady(name, modem, tuple(abilities(self._lines[name].driver))))

        return LineKeeper(name, make, up=up, down=lambda reason: self._line_down(name, reason))

    def _line_down(self, name: LineName, reason: str) -> None:
        self.submit(events.LineFailed(name, reason))
        self._pump.close(line_leg(name))

    def _keep_station(self, name: AgentName) -> Keeper[Station]:
        def make() -> Station:
            choice = self._settings.stations[name]
            way = load_driver("station", choice.driver)
            options = open_options(choice, way.Options)
            driver: Station = way.Driver(name, options, self.submit, self._pump.buffer(station_leg(name)))
            return driver

        def up(_: str) -> None:
            if any(agent.name == name and agent.ready_at_start for agent in self._settings.plan.agents):
                self.submit(events.AgentSignedIn(name))

        return Keeper(name, make, up=up, down=lambda reason: self.submit(events.StationLost(name, reason)))

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work, name=name)
        task.add_done_callback(_log_failure)
        task.add_done_callback(self._tasks.discard)
        self._tasks.add(task)
        return task

    def _reported(self, report: Report) -> None:
        event = event_of(report)
        if event is not None:
            self.submit(event)

    def _recorded(self, block: Block) -> None:
        keep_block(self._archive.sound_files, self._hands.call_of_message, block)

    def _changed(self) -> None:
        self._status.changed()
        self._listeners.changed()


def _desk(tones: TonePlan, sound: SoundSettings) -> Desk:
    return Desk(tones, (sound.hang_up_silence_ms,), level=sound.automatic_level)


def _spoke_with(calls: Sequence[CallRecord]) -> dict[str, AgentName]:
    """Number → who spoke with it last, of calls that come newest first; oldest first, as the engine wants them."""
    return {
        call.caller.number: call.agent
        for call in reversed(calls)
        if call.caller.number and call.agent is not None and call.talk_began_ms is not None
    }


def _log_failure(task: asyncio.Task[None]) -> None:
    """A task of the box ends only when it is cancelled; anything else is our fault and must be seen."""
    if not task.cancelled() and (fault := task.exception()) is not None:
        log.error("the task %s failed", task.get_name(), exc_info=fault)


async def open_app(settings: Settings, notifier: Notifier) -> App:
    """The app with its lamps and prompts. Raises StoreRefused and DriverFault."""
    lamps = _open_lamps(settings)
    speech = Speech(Path(settings.box.cache_dir), choice=settings.sound)
    prompts, faults = await asyncio.to_thread(
        load_prompts,
        settings.plan,
        base_dir=Path("/"),
        speech=speech,
        language=settings.box.language,
        folder=PromptFolder(settings.box.state_dir),
    )
    for fault in faults:
        log.warning("%s", fault)
    log.info("sound: %s", go_first())  # before the store's threads start: they hold the interpreter's lock now and then
    return App(settings, lamps=lamps, prompts=prompts, notifier=notifier)


def _open_lamps(settings: Settings) -> Lamps:
    """The lamps of the settings. Raises DriverFault: what cannot light up is said before the first call, not in it."""
    names = tuple(lamp.name for lamp in settings.plan.lamps)
    way = load_driver("lamps", settings.lamps.driver)
    lamps: Lamps = way.Driver(open_options(settings.lamps, way.Options), names)
    return lamps
