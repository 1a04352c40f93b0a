"""A phone line on a serial voice modem (V.253): rings, caller id, answering, sound both ways, hanging up."""

import asyncio
import contextlib
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

from appliance.drivers.errors import DriverFault
from appliance.drivers.line import Report, SoundPort
from appliance.drivers.line.health_machine import Health
from appliance.drivers.line.modem.call_sound import CallSound
from appliance.drivers.line.modem.family_data import Step
from appliance.drivers.line.modem.half_duplex import HalfDuplexSound
from appliance.drivers.line.modem.incoming_call import IncomingCall
from appliance.drivers.line.modem.knocking import Knocking
from appliance.drivers.line.modem.link import Link, StreamRefused
from appliance.drivers.line.modem.mending import mend_modem
from appliance.drivers.line.modem.modem_machine import ModemMachine, ModemState, Move
from appliance.drivers.line.modem.preparing import (
    Modem,
    family_unasked,
    go_on_hook,
    half_duplex,
    is_on_hook,
    prepare_modem,
)
from appliance.drivers.line.modem.ring_cadence import RingCadence
from appliance.drivers.line.modem.voice_family import QuirkName, VoiceFamily
from appliance.drivers.line.modem.voice_options import Options, option_faults, serial_port, wanted_modem
from appliance.drivers.wire import Wire
from appliance.model.caller import Caller
from appliance.model.events import (
    CallerIdentified,
    CallerKnocked,
    DigitPressed,
    HandsetMoved,
    LineAnswered,
    LineHungUp,
    LineRang,
    LineReleased,
)
from appliance.model.signals import (
    BusyTone,
    CallerId,
    CallWaiting,
    DialTone,
    DigitTone,
    Handset,
    LoopBreak,
    Ring,
    Samples,
    Signal,
    StreamClosed,
    StreamOpened,
    StreamStalled,
    Underrun,
    Unsolicited,
)
from appliance.model.states import DigitSource, HangUpCause
from appliance.model.words import CallId, LineName, Ms
from appliance.protocol import Exit, OurFault
from appliance.protocol.line_trace import LineTrace

__all__ = ["Driver", "Options", "option_faults"]

log = logging.getLogger(__name__)

CLOSING_LIMIT_S: Final = 3.0
"""Longest that close() tries to bring the line on-hook."""
Sequence: TypeAlias = Callable[[], Awaitable[None]]
"""Several commands in a row; may be cancelled between and within them."""

LOOK_AFTER_S: Final = 5.0
"""Between two looks at a line on-hook: nobody can call one that is off-hook, and nobody would tell. One short question
and answer; a call that comes meanwhile is told as ever."""
LOOK_FOR_LIFE_S: Final = 30.0
"""The same where the family knows no such question: a modem that is dead would never ring again, nor tell."""

FLASH_PAUSE_S: Final = 1.0
"""After a hook flash, before digits: a PBX has its dial tone by then."""
_DIALLED: Final = re.compile(r"[0-9*#]{0,20}")

MOST_REOPENED: Final = 3
"""Times in one call that a stream which the modem ended by itself is opened again."""


class Driver:
    """A line driver (see this package's contract). Events are reported from the event loop, in the order they came."""

    def __init__(
        self, name: LineName, options: Options, report: Report, sound: SoundPort, *, wire: Wire | None = None
    ) -> None:
        """`wire`: instead of the serial port that the options name."""
        self._name = name
        self._options = options
        self._report = report
        self._port = sound
        self._link = Link(wire or serial_port(options), self._told, self._fail)
        self._machine = ModemMachine()
        self._incoming = IncomingCall()
        self._cadence = RingCadence()
        self._knocking = Knocking()
        self._modem: Modem | None = None
        self._sound: CallSound | HalfDuplexSound | None = None
        self._work: asyncio.Task[None] | None = None
        self._look: asyncio.Task[None] | None = None
        """At a modem that says nothing; let end before other work, which would have to find its way back otherwise."""
        self._look_timer: asyncio.TimerHandle | None = None
        self._failure: asyncio.Future[None] | None = None
        self._hang_up_told = False
        self._reopened = 0

    async def prepare(self) -> str:
        self._machine.move(Move.OPEN)
        self._failure = asyncio.get_running_loop().create_future()
        try:
            if not self._link.listening:
                await self._link.open()
            self._modem = await prepare_modem(self._link, wanted_modem(self._options))
        except BaseException:
            self._let_go()
            raise
        self._sound = self._sound_of(self._modem)
        self._machine.move(Move.PREPARED)
        self._look_later()
        return self._modem.description

    async def serve(self) -> None:
        if self._failure is None:
            fault = f"{self._options.port}: serve() before prepare(); expected the line to be prepared first"
            raise DriverFault(fault)
        try:
            await asyncio.shield(self._failure)
        finally:
            await self._stop_work()

    async def mend(self, rung: Health) -> None:
        await mend_modem(self._link, rung, lambda: self._family().reset)

    def sign(self) -> object:
        return self._link.sign()

    def trace_to(self, trace: LineTrace) -> None:
        self._link.trace = trace

    def answer(self, call: CallId) -> None:
        del call  # the engine's number; one line has one call
        if self._machine.move(Move.ANSWER):
            self._hang_up_told, self._reopened = False, 0
            self._begin(self._answering)

    def hang_up(self) -> None:
        if self._machine.move(Move.HANG_UP):
            self._begin(self._releasing)

    def flash(self, digits: str = "") -> None:
        """In a call: a hook flash, then the digits, which a PBX takes for whom to transfer to; then the sound goes on.

        Returns at once; ignored unless in a call, and where the family knows no flash. `digits`: at most 20 of 0-9 * #.
        Raises OurFault for others.
        """
        if not _DIALLED.fullmatch(digits):
            fault = f"{digits[:40]!r}: expected at most 20 of 0-9, * and # after a hook flash"
            raise OurFault(fault)
        if self._machine.state is ModemState.TALKING and self._prepared().family.flash:
            self._begin(lambda: self._flashing(digits))

    async def close(self) -> None:
        await self._stop_work()
        off_hook = self._machine.state not in {ModemState.CLOSED, ModemState.ON_HOOK}
        if off_hook and self._modem and self._link.listening:
            with contextlib.suppress(DriverFault, TimeoutError):
                async with asyncio.timeout(CLOSING_LIMIT_S):
                    await go_on_hook(self._link, self._modem, self._exits())
        self._let_go()

    # Sequences: one at a time, the next one ends the one before

    def _begin(self, sequence: Sequence) -> None:
        self._work = asyncio.get_running_loop().create_task(self._run(sequence, self._work))

    async def _run(self, sequence: Sequence, before: asyncio.Task[None] | None) -> None:
        try:
            if before and not before.done():
                if before is not self._look:
                    before.cancel()
                await asyncio.wait((before,))
            await sequence()
        except DriverFault as fault:
            self._fail(fault)

    def _look_later(self) -> None:
        after_s = LOOK_AFTER_S if self._family().on_hook_query else LOOK_FOR_LIFE_S
        self._look_timer = asyncio.get_running_loop().call_later(after_s, self._look_now)

    def _look_now(self) -> None:
        """Unless it rings, when it is alive and better left alone."""
        busy = self._work is not None and not self._work.done()
        if self._machine.state is ModemState.ON_HOOK and not busy and not self._incoming.ringing(self._link.now()):
            self._begin(self._looking)
            self._look = self._work
        self._look_later()

    async def _looking(self) -> None:
        """Raises DriverFault when it is silent; an off-hook line that no call owns is put down."""
        modem = self._prepared()
        if not await is_on_hook(self._link, modem.family):
            log.warning("%s: the line was off-hook without a call; it is put down", self._name)
            await go_on_hook(self._link, modem, self._exits())

    async def _answering(self) -> None:
        modem = self._prepared()
        for step in (*modem.enter_voice(), modem.family.answer):
            await self._link.do(step)
        try:
            await self._opening()
        except StreamRefused as fault:
            half = modem.family.half_duplex
            if half is None or modem.half_duplex:
                raise
            log.warning("%s: %s; it plays and records in turns from now on", self._name, fault)
            self._modem = half_duplex(modem)
            self._sound = self._sound_of(self._modem)
            await self._opening()

    async def _opening(self) -> None:
        """Opens the stream whose turn it is."""
        family = self._prepared().family
        if isinstance(self._sound, HalfDuplexSound) and family.half_duplex:
            await self._link.open_stream(self._sound.stream(family.half_duplex))
        else:
            await self._link.open_stream(family.stream)

    async def _turning(self) -> None:
        await self._link.be_in_command_mode(self._exits())
        await self._opening()

    async def _flashing(self, digits: str) -> None:
        await self._link.be_in_command_mode(self._exits())
        for step in self._prepared().family.flash:
            await self._link.do(step)
        if digits:
            await asyncio.sleep(FLASH_PAUSE_S)
            await self._link.do(Step(send=f"AT+VTS={','.join(digits)}"))
        await self._opening()

    async def _releasing(self) -> None:
        await go_on_hook(self._link, self._prepared(), self._exits())
        if self._sound:
            self._sound.end()
        self._incoming.over()
        self._knocking.over()
        if self._machine.move(Move.RELEASED):
            self._report(LineReleased(self._name))

    async def _stop_work(self) -> None:
        work, self._work = self._work, None
        if work and not work.done():
            work.cancel()
            await asyncio.wait((work,))

    def _sound_of(self, modem: Modem) -> CallSound | HalfDuplexSound:
        if modem.half_duplex:
            return HalfDuplexSound(modem.codec, self._port, self._link.speak, lambda: self._begin(self._turning))
        return CallSound(modem.codec, self._port, self._link.speak, self._link.now)

    def _exits(self) -> tuple[Exit, ...]:
        """Of the stream that is open, if one is."""
        family = self._prepared().family
        if isinstance(self._sound, HalfDuplexSound) and family.half_duplex:
            return self._sound.exits(family.half_duplex)
        return family.exits()

    def _family(self) -> VoiceFamily:
        """Of the modem that was prepared last, or as far as it can be told without asking it."""
        return self._modem.family if self._modem else family_unasked(wanted_modem(self._options), self._link)

    def _prepared(self) -> Modem:
        if self._modem is None:
            fault = f"{self._options.port}: the line is used before prepare()"
            raise DriverFault(fault)
        return self._modem

    def _fail(self, fault: DriverFault) -> None:
        if self._sound:
            self._sound.end()
            self._sound = None
        if self._failure and not self._failure.done() and self._machine.move(Move.FAIL):
            self._failure.set_exception(fault)
            self._failure.exception()  # seen: whoever serves is told, and close() may come first

    def _let_go(self) -> None:
        if self._look_timer:
            self._look_timer.cancel()
        if self._sound:
            self._sound.end()
        self._link.close()
        self._machine.move(Move.CLOSE)
        self._incoming.over()
        self._knocking.over()

    # What the modem says

    def _told(self, signal: Signal, now: Ms) -> None:
        match signal:
            case Samples(data) if self._sound:
                self._sound.hear(data)
            case StreamOpened():
                self._stream_opened()
            case StreamClosed(asked):
                self._stream_closed(asked=asked)
            case StreamStalled() if not isinstance(self._sound, HalfDuplexSound) or not self._sound.playing:
                self._fail(
                    DriverFault(
                        f"{self._link.place}: the modem sent no sound for 1 s in a call; expected 8,000 "
                        "bytes a second; it will be started afresh, else unplug it and plug it in again"
                    )
                )
            case _:
                self._told_of_line(signal, now)

    def _told_of_line(self, signal: Signal, now: Ms) -> None:
        match signal:
            case Ring(cadence):
                self._rang(self._cadence.of_ring(cadence, now), now)
            case Unsolicited(text):
                self._cadence.take(text, now)
            case CallerId(caller):
                self._identified(caller, now)
            case Handset(lifted, extension):
                self._report(HandsetMoved(line=self._name, lifted=lifted, extension=extension))
            case _ if self._machine.state is ModemState.TALKING:
                self._told_in_call(signal, now)

    def _told_in_call(self, signal: Signal, now: Ms) -> None:
        match signal:
            case CallWaiting() if self._knocking.beep(now):
                self._report(CallerKnocked(self._name))
            case DigitTone(digit):
                if isinstance(self._sound, HalfDuplexSound):
                    self._sound.key()
                self._report(DigitPressed(self._name, digit, DigitSource.MODEM))
            case LoopBreak():
                self._far_end_gone(HangUpCause.LOOP_BREAK)
            case BusyTone():
                self._far_end_gone(HangUpCause.MODEM_BUSY)
            case DialTone() if self._believes_dial_tone():
                self._far_end_gone(HangUpCause.MODEM_DIAL_TONE)
            case Underrun() if self._sound:
                self._sound.underrun()

    def _rang(self, cadence: str, now: Ms) -> None:
        if self._machine.state is ModemState.ON_HOOK and self._incoming.ring(now):
            self._report(LineRang(self._name, cadence))

    def _identified(self, caller: Caller, now: Ms) -> None:
        """Caller id in a conversation is of a caller who waits, not of this one."""
        match self._machine.state:
            case ModemState.ON_HOOK | ModemState.ANSWERING if known := self._incoming.identify(caller, now):
                self._report(CallerIdentified(self._name, known))
            case ModemState.TALKING if self._knocking.identify(caller, now):
                self._report(CallerKnocked(self._name, caller))

    def _stream_opened(self) -> None:
        first = self._machine.state is ModemState.ANSWERING
        if self._sound and self._machine.move(Move.CONNECTED):
            self._sound.begin()
            if first:
                self._report(LineAnswered(self._name))

    def _stream_closed(self, *, asked: bool) -> None:
        if self._sound:
            self._sound.closed()
        if asked or self._machine.state is not ModemState.TALKING:
            return
        self._reopened += 1
        if self._reopened > MOST_REOPENED:
            self._fail(DriverFault(f"{self._link.place}: the modem ended the sound of one call {self._reopened} times"))
        else:
            self._begin(self._opening)

    def _far_end_gone(self, cause: HangUpCause) -> None:
        if not self._hang_up_told:
            self._hang_up_told = True
            self._report(LineHungUp(self._name, cause))

    def _believes_dial_tone(self) -> bool:
        doubtful = self._prepared().family.has(QuirkName.DIAL_TONE_WHILE_PLAYING)
        return not (doubtful and self._sound and self._sound.playing)
