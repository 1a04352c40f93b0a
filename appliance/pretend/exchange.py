"""The pretend exchange as a process: opens the ports, serves them all from one loop with one timer, reports."""

import asyncio
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TypeAlias

from appliance.model.words import LineName, Ms
from appliance.pretend.exchange_tones import COUNTRIES
from appliance.pretend.families import Family
from appliance.pretend.gsm.family_parts import GsmFamily
from appliance.pretend.gsm.mobile_line import MobileHabits, MobileLine
from appliance.pretend.gsm.modem import GsmModem
from appliance.pretend.gsm.texts import SentText
from appliance.pretend.line import Line, Wire
from appliance.pretend.misbehaviour import Habits
from appliance.pretend.modem import Modem
from appliance.pretend.options import ExchangeOptions, OptionFault, read_options
from appliance.pretend.piece_clock import PieceClock
from appliance.pretend.pty_port import PtyPort
from appliance.pretend.report import PretendOutcome, encode_outcome
from appliance.pretend.script import PretendCall, Say
from appliance.pretend.subscriber_line import LineHabits, SubscriberLine
from appliance.pretend.switchboard import Switchboard
from appliance.pretend.tracks import WavTracks
from appliance.pretend.traffic import traffic
from appliance.sound.frames import Samples
from appliance.sound.wav import WavFault, from_bytes

STATUS_MS = 10_000
WRITE_AGAIN_MS = 20
"""After a host's side of a port had no room."""

PHASE_STEP_MS = 5
"""Between the pieces of neighbouring modems: fine enough that they do not come all at once, coarse enough that 32
modems wake the process 200 times a second and not 1,600.
"""


_End: TypeAlias = tuple[LineName, str]
"""A line, and one of its wires."""


def clock_ms() -> Ms:
    """CLOCK_MONOTONIC, one for all processes of a machine."""
    return time.monotonic_ns() // 1_000_000


class Exchange:
    """Runs from run() until stop()."""

    def __init__(self, options: ExchangeOptions) -> None:
        """Reads the sound files of the script and makes the folders. Raises OptionFault, OSError."""
        self._options = options
        self._board = _switchboard(options)
        if options.heard:
            folder = options.heard
            folder.mkdir(parents=True, exist_ok=True)
            self._board.open_tracks = lambda call: WavTracks(folder, call)
        self._mobiles = [line for line in self._board.lines.values() if isinstance(line, MobileLine)]
        for line in self._board.lines.values():
            if isinstance(line, MobileLine | SubscriberLine):
                line.new_draft, line.open_tracks = self._board.draft, self._board.open_tracks
                line.join = partial(self._board.join, line)
        for mobile in self._mobiles:
            mobile.moment = _moment
        self._board.wall_ms = lambda: time.time_ns() // 1_000_000
        self._board.local_time = lambda: datetime.now().astimezone().strftime("%m%d%H%M")
        self._report: BinaryIO | None = _opened_report(options.report)
        self._ports: dict[_End, PtyPort] = {}
        self._paused: set[_End] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._stopped = asyncio.Event()
        self._endings: dict[str, int] = {}

    async def run(self) -> None:
        self._options.directory.mkdir(parents=True, exist_ok=True)
        self._loop = asyncio.get_running_loop()
        status = self._loop.create_task(self._tell_status())
        try:
            self._tick()
            names = list(self._board.lines)
            _tell(f"{len(names)} modems, {names[0]} to {names[-1]}, in {self._options.directory}")
            await self._stopped.wait()
        finally:
            status.cancel()
            self._close()

    def stop(self) -> None:
        self._stopped.set()

    def _tick(self) -> None:
        """The one timer: does what is due, and sets it again."""
        self._timer = None
        now = clock_ms()
        for line in self._board.wake(now):
            self._serve(line, now)
        self._write_finished()
        if self._options.exit_when_done and self._board.all_done:
            self.stop()
        self._set_timer()

    def _set_timer(self) -> None:
        due = self._board.next_wake()
        if self._timer is not None:
            if due is not None and self._timer.when() == due / 1_000:
                return
            self._timer.cancel()
        self._timer = None if due is None else self._loop.call_at(due / 1_000, self._tick)

    def _readable(self, end: _End) -> None:
        name, wire = end
        port, line = self._ports[end], self._board.lines[name]
        now = clock_ms()
        data = port.read(line.wires[wire].room)
        if data and self._board.receive(name, data, now, wire):
            self._serve(line, now)
        if end in self._ports:
            self._hold_back_host(end, line.wires[wire])
        self._write_finished()
        self._set_timer()

    def _serve(self, line: Line, now: Ms) -> None:
        """Ports and plug as the line wants them; bytes to the host."""
        for suffix, wire in line.wires.items():
            end = (line.name, suffix)
            if line.plugged and end not in self._ports:
                self._plug_in(end, line)
            elif not line.plugged and end in self._ports:
                self._unplug(end)
            if end in self._ports:
                self._write(self._ports[end], wire, now)
                self._hold_back_host(end, wire)
        self._board.line_was_served(line)

    def _plug_in(self, end: _End, line: Line) -> None:
        port = self._ports[end] = PtyPort(*(self._options.directory / name for name in line.port_names(end[1])))
        self._loop.add_reader(port.fd, self._readable, end)

    def _write(self, port: PtyPort, wire: Wire, now: Ms) -> None:
        if data := wire.take_output(now):
            written = port.write(data)
            if written < len(data):
                wire.give_back(data[written:], now + WRITE_AGAIN_MS)

    def _hold_back_host(self, end: _End, wire: Wire) -> None:
        """Flow control: a full modem is not read from, so that the host's writes fill up and wait."""
        full, port = wire.room == 0, self._ports[end]
        if full and end not in self._paused:
            self._paused.add(end)
            self._loop.remove_reader(port.fd)
        elif not full and end in self._paused:
            self._paused.discard(end)
            self._loop.add_reader(port.fd, self._readable, end)

    def _unplug(self, end: _End) -> None:
        port = self._ports.pop(end)
        self._loop.remove_reader(port.fd)
        self._paused.discard(end)
        port.close()

    def _write_finished(self) -> None:
        for outcome in self._board.take_finished():
            self._endings[outcome.ended.value] = self._endings.get(outcome.ended.value, 0) + 1
            self._write_down(outcome)
            _tell(_in_words(outcome))
        for line in self._mobiles:
            for text in line.sent_texts:
                self._write_down(text)
                _tell(f"text on {text.line} to {text.destination}: {len(text.text)} characters")
            line.sent_texts.clear()

    def _write_down(self, record: PretendOutcome | SentText) -> None:
        if self._report is not None:
            self._report.write(encode_outcome(record))
            self._report.flush()

    async def _tell_status(self) -> None:
        told = ""
        while True:
            await asyncio.sleep(STATUS_MS / 1_000)
            busy = sum(line.call_number is not None for line in self._board.lines.values())
            endings = ", ".join(f"{count} {name}" for name, count in sorted(self._endings.items())) or "none over"
            text = f"{busy} of {len(self._board.lines)} lines in use; {self._board.calls_begun} calls: {endings}"
            if text != told:
                _tell(text)
            told = text

    def _close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        _tell(_hooks(self._board.lines.values()))
        self._board.stop(clock_ms())
        self._write_finished()
        for end in list(self._ports):
            self._unplug(end)
        if self._report is not None:
            self._report.close()


def _hooks(lines: Iterable[Line]) -> str:
    """Asked of the modems themselves at the end: a box that is done leaves none of them off-hook."""
    names = [line.name for line in lines if line.off_hook]
    return f"{len(names)} lines off-hook at the end{': ' if names else ''}{', '.join(names)}"


def _in_words(outcome: PretendOutcome) -> str:
    where = outcome.line or "no line"
    why = f": {outcome.failure}" if outcome.failure else ""
    return f"call {outcome.call} on {where}, {outcome.kind}: {outcome.ended.value}{why}"


def _tell(text: str) -> None:
    sys.stderr.write(f"pretend: {text}\n")
    sys.stderr.flush()


def _opened_report(path: Path | None) -> BinaryIO | None:
    if path is None:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("ab")


def _switchboard(options: ExchangeOptions) -> Switchboard:
    lines = [_line(options, number) for number in range(options.lines)]
    sounds = _sounds(options)
    for line in lines:
        if isinstance(line, MobileLine | SubscriberLine):
            line.sounds = sounds
    return Switchboard(lines, options.calls, _traffic(options), sounds=sounds)


def _line(options: ExchangeOptions, number: int) -> Line:
    name = f"line{number + 1}"
    family = options.families[number % len(options.families)]
    habits = Habits(options.misbehaviours.get(name, {}))
    piece_ms = family.piece_ms if isinstance(family, Family) else family.frame_ms
    # Every crystal differs: drifts spread evenly over -ppm..+ppm, phases over the piece.
    spread = (number * 7 % 11 - 5) / 5
    phase_ms = number * PHASE_STEP_MS % piece_ms
    clock = PieceClock(piece_ms=piece_ms, phase_ms=phase_ms, ppm=round(options.drift_ppm * spread))
    if isinstance(family, GsmFamily):
        modem = GsmModem(family, options.script.sim_of(name), habits)
        return MobileLine(name, modem, clock, _mobile_habits(options, name, number + 1))
    line_habits = LineHabits(
        tones=COUNTRIES[options.country],
        ring_period_ms=options.ring_period_ms,
        identity_before_ring=options.identity_before_ring,
        modem_tells_busy=options.modem_tells_busy,
        # Shorter, and no box could tell the next caller's first ring from another ring of one who gave up.
        pause_ms=options.ring_period_ms,
        far_ends=options.script.far_end,
        number=f"555{number + 1:07}",
        socket=number + 1,
    )
    return SubscriberLine(name, Modem(family, habits), clock, line_habits)


def _mobile_habits(options: ExchangeOptions, name: LineName, socket: int) -> MobileHabits:
    script = options.script
    return MobileHabits(
        tones=COUNTRIES[options.country],
        ring_period_ms=options.ring_period_ms,
        pause_ms=options.ring_period_ms,
        far_ends=script.far_end,
        ussd=script.ussd,
        texts=tuple(text for text in script.text if text.line in ("", name)),
        changes=tuple(change for change in script.network if change.line == name),
        socket=socket,
    )


def _moment() -> str:
    """Now, as a service centre stamps texts."""
    now = datetime.now().astimezone()
    quarters = round((now.utcoffset() or timedelta()).total_seconds() / 900)
    return f"{now:%y%m%d%H%M%S}{quarters:+03}"


def _traffic(options: ExchangeOptions) -> Iterator[PretendCall]:
    if not options.traffic_per_hour:
        return iter(())
    endless = traffic(options.traffic_per_hour, options.seed, options.script.choices)
    return islice(endless, options.traffic_calls) if options.traffic_calls else endless


def _sounds(options: ExchangeOptions) -> dict[str, Samples]:
    """The files of all Say steps. Raises OptionFault."""
    scripts = [call.steps for call in options.calls] + [far_end.steps for far_end in options.script.far_end]
    names = {step.wav for steps in scripts for step in steps if isinstance(step, Say)}
    return {name: _sound(options.script_folder / name) for name in names}


def _sound(path: Path) -> Samples:
    try:
        return from_bytes(path.read_bytes())
    except (OSError, WavFault) as error:
        text = f"{path}: {error}; a say step of the script expects a WAV file there"
        raise OptionFault(text) from error


async def _run(options: ExchangeOptions) -> None:
    exchange = Exchange(options)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, exchange.stop)
    await exchange.run()


def main(argv: list[str]) -> int:
    """`callbox pretend`: 0 when stopped or done, 2 for options that make no sense, 1 when the machine refuses."""
    try:
        asyncio.run(_run(read_options(argv)))
    except OptionFault as fault:
        _tell(str(fault).removeprefix("pretend: "))
        return 2
    except OSError as error:
        _tell(f"{error.filename or 'port'}: {error.strerror or error}; --dir, --heard and --report must be writable")
        return 1
    return 0
