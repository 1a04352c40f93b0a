"""The composition root of the core process: knows everybody, decides nothing."""

import asyncio
import gc
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from appliance.config.document import OF_THE_FILE
from appliance.core.engine import Engine
from appliance.core.routing import IMPLEMENTATION
from appliance.drivers.line import LineDriver, SimLine, TracedLine
from appliance.drivers.registry import load_driver, open_options
from appliance.drivers.sound.all_prompts import AllPrompts, make_all, order_of
from appliance.drivers.sound.tone_plans import load_tone_plan
from appliance.drivers.sound.ways import SoundCounts
from appliance.drivers.station.jack import Jack
from appliance.model import events
from appliance.model.actions import TellAsker
from appliance.model.diagnosis import Diagnosis, Trace
from appliance.model.events import Event
from appliance.model.explanation import Idle, Waiting
from appliance.model.missed import MissedOrder
from appliance.model.prompt_events import PromptsMade
from appliance.model.records import CallRecord, OutgoingText, TimelineNote
from appliance.model.settings import Settings, SoundSettings
from appliance.model.settings_orders import SettingsAnswer, SettingsOrder
from appliance.model.snapshot import Snapshot
from appliance.model.states import MessageOrder
from appliance.model.words import AgentName, CallId, DeviceName, LampName, LineName
from appliance.runtime import clock, watch
from appliance.runtime.abilities import abilities
from appliance.runtime.archive import Archive
from appliance.runtime.beginning import Beginning
from appliance.runtime.chancery import Chancery, Source
from appliance.runtime.clinic import Clinic, House
from appliance.runtime.devices import Devices
from appliance.runtime.ears import event_of, keep_block
from appliance.runtime.hands import Hands
from appliance.runtime.heart import Heart
from appliance.runtime.legs import line_leg
from appliance.runtime.lighting import Lighting
from appliance.runtime.line_keeper import LineKeeper
from appliance.runtime.listeners import Listeners
from appliance.runtime.loans import Loans
from appliance.runtime.loop_permit import LoopPermit
from appliance.runtime.message_boxes import MessageBoxes
from appliance.runtime.missed_calls import MissedCalls
from appliance.runtime.priority import go_first
from appliance.runtime.prompt_maker import PromptMaker
from appliance.runtime.prompt_shelf import PromptShelf
from appliance.runtime.pump import Pump
from appliance.runtime.refitting import Refitting, Rig
from appliance.runtime.refused_pins import RefusedPins
from appliance.runtime.scribe import Scribe
from appliance.runtime.sound_health import line_counts, station_counts
from appliance.runtime.stations import Stations
from appliance.runtime.systemd import Notifier
from appliance.sound.desk import Desk
from appliance.sound.recorders import Block
from appliance.sound.reports import Report
from appliance.sound.tone_plan import TonePlan

SETTLE_S = 20.0
"""READY waits so long, at the most, for every line to be on-hook or known to be out of order."""

COLLECT_AFTER = (10_000, 20, 50)
"""Python's own 700 objects come together in fifteen calls; looking through them so often is an eighth of the engine's
time (measured with 4,000 callers waiting)."""

log = logging.getLogger(__name__)


class App:
    """The running box; what the control socket calls Box. Built by `open_app`, lives from start() to close()."""

    def __init__(
        self,
        settings: Settings,
        *,
        lamps: Lighting,
        prompts: AllPrompts,
        notifier: Notifier,
        source: Source | None = None,
    ) -> None:
        """Opens the store and wires everything together; nothing runs yet. Raises StoreRefused and DriverFault."""
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
        self._devices = Devices(settings, self._pump, self.submit, self._spawn)
        self._stations = Stations(settings, self._pump, self._devices, (self.submit, self._spawn))
        self._prompts_made, shelf = prompts, PromptShelf(prompts.prompts, prompts.parts, settings.box.language)
        self._prompt_maker = PromptMaker(shelf, self.submit)
        self._hands = self._open_hands(shelf)
        self._boxes = MessageBoxes(self._archive, self.submit, self._spawn)
        self._missed = MissedCalls(self._archive, self.submit)
        self._hands.tell_asker, self._hands.message_kept = self._listeners.answer, self._boxes.changed
        self._hands.devices = self._devices
        scribe = Scribe(self._archive.writer, self._listeners.finished, self.submit, changed=self._listeners.text)
        self._engine = Engine()
        self._heart = Heart(self._engine, clock.now_ms, write=scribe.write, perform=self._hands.perform)
        self._status = watch.StatusLine(notifier, self._heart.snapshot)
        self._heart.after_step = self._changed
        self._refitting = Refitting(settings, self._rig())
        self._chancery = Chancery(source, self._archive, self._adopt, self._listeners.notice)

    async def start(self) -> None:
        """Every modem on-hook or out of order, then READY."""
        self.submit(await Beginning(self._archive, self._listeners.notice).event(self._settings.plan))
        self.submit(PromptsMade(self._prompts_made.faults))
        self.submit(clock.struck())
        await self._chancery.begin()
        await self._boxes.count()
        self._spawn(watch.strike_clock(self.submit), "clock")
        self._loans.keep()
        self._stations.keep()
        self._devices.keep()
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_S):
                await asyncio.gather(*(keeper.settled() for keeper in self._lines.values()))
        gc.collect()
        gc.freeze()  # what is there now stays: no collection walks it again while calls are up
        gc.set_threshold(*COLLECT_AFTER)
        self._spawn(watch.feed_watchdog(self._notifier, self._pump, self._archive.writer), "watchdog")
        self._notifier.ready()
        if self._prompts_made.unspoken:
            log.info("a voice says %d phrases for the first time, beside the calls", self._prompts_made.unspoken)
            self.remake_prompts()
        log.info("ready: %s; routing by %s", watch.status_line(self.snapshot()), IMPLEMENTATION)

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
        self._refitting.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._prompt_maker.stop()
        self._heart.stop()
        self._status.stop()
        self._pump.stop()
        self._lamps.close()
        await self._archive.close()
        log.info("sound: %s", ", ".join(f"{name} {value:g}" for name, value in self._sound_figures().items()))

    @property
    def name(self) -> str:
        return self._settings.box.name

    @property
    def database(self) -> str:
        return str(self._archive.database)

    def submit(self, event: Event) -> None:
        self._heart.submit(self._engine.to_be_kept(event))

    async def settings_order(self, order: SettingsOrder) -> SettingsAnswer:
        return await self._chancery.do(order)

    def _adopt(self, settings: Settings) -> tuple[str, ...]:
        """They are on the disk; returns what is not in effect yet."""
        old = self._settings
        places = {key: getattr(old.box, key) for _, key in OF_THE_FILE}  # the box stays where it is while it runs
        box = msgspec.structs.replace(settings.box, **places)
        self._settings = settings = msgspec.structs.replace(settings, box=box)
        later = self._refitting.adopt(settings)
        if order_of(old) != order_of(settings):
            self.remake_prompts()
        return later

    def remake_prompts(self) -> None:
        """In another process; played from the end of it on."""
        self._prompt_maker.remake(order_of(self._settings))

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
        return tuple(map(self._engine.as_it_stands, await self._archive.lookup.calls(limit, before)))

    async def explain(self, call: CallId) -> tuple[CallRecord, tuple[TimelineNote, ...]] | None:
        await self._archive.written()  # who has just seen it happen must find it told
        found = await self._archive.lookup.explain(call)
        return found and (self._engine.as_it_stands(found[0]), found[1])

    async def mark_message(self, name: str, order: MessageOrder, who: str) -> str:
        return await self._boxes.mark(name, order, who)

    async def mark_missed(self, number: str, order: MissedOrder, who: str) -> str:
        return await self._missed.mark(number, order, who)

    def take_used(self, call: CallId) -> None:
        self._boxes.take_used(call)

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

    def try_lamp(self, lamp: LampName) -> str:
        return self._lamps.try_out(lamp)

    def trace(self, line: LineName, after: int) -> Trace | None:
        return self._clinic.trace(line, after, clock.utc_ms() - clock.now_ms())

    def jack(self, agent: AgentName) -> Jack | None:
        return self._stations.jacks.get(agent)

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
            "browser_frames_dropped": sum(jack.counts.dropped for jack in self._stations.jacks.values()),
        }

    def _sound_counts(self) -> dict[DeviceName, SoundCounts]:
        return {**self._devices.counts(), **station_counts(self._stations.keepers), **line_counts(self._lines)}

    def _open_hands(self, shelf: PromptShelf) -> Hands:
        return Hands(
            lines=self._lines,
            stations=self._stations.keepers,
            lamps=self._lamps,
            pump=self._pump,
            sound_files=self._archive.sound_files,
            prompts=shelf,
            submit=self.submit,
            utc_ms=clock.utc_ms,
            rest=self._rested.set,
        )

    def _rig(self) -> Rig:
        return Rig(
            lines=self._lines,
            make_line=self._keep_line,
            loans=self._loans,
            stations=self._stations,
            devices=self._devices,
            clinic=self._clinic,
            lighting=self._lamps,
            snapshot=self.snapshot,
            submit=self.submit,
            spawn=self._spawn,
        )

    def _open_clinic(self) -> Clinic:
        permit = LoopPermit(self.submit)
        self._listeners.on_answer.append(permit.told)
        spawn, pins, utc_ms = self._spawn, self._refused_pins, clock.utc_ms
        counts = self._sound_counts
        house = House(
            self._settings, self._tones, self._lines, self._loans, self.snapshot, utc_ms, spawn, pins, counts, permit
        )
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
        self._refitting.changed()


def _desk(tones: TonePlan, sound: SoundSettings) -> Desk:
    return Desk(tones, (sound.hang_up_silence_ms,), level=sound.automatic_level)


def _log_failure(task: asyncio.Task[None]) -> None:
    """A task of the box ends only when it is cancelled; anything else is our fault and must be seen."""
    if not task.cancelled() and (fault := task.exception()) is not None:
        log.error("the task %s failed", task.get_name(), exc_info=fault)


async def open_app(settings: Settings, notifier: Notifier, source: Source | None = None) -> App:
    """The app with its lamps and prompts. Raises StoreRefused and DriverFault."""
    lamps = Lighting(settings)
    prompts = await asyncio.to_thread(make_all, order_of(settings), speak_values=False)
    for fault in prompts.faults:
        log.warning("%s", fault)
    log.info("sound: %s", go_first())  # before the store's threads start: they hold the interpreter's lock now and then
    return App(settings, lamps=lamps, prompts=prompts, notifier=notifier, source=source)
