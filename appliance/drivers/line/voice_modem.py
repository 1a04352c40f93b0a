"""A phone line on a serial voice modem (V.253): rings, caller id, answering, dialling, sound both ways, hanging up."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

from appliance.drivers.errors import DriverFault
from appliance.drivers.line import Report, SoundPort
from appliance.drivers.line.health_machine import Health
from appliance.drivers.line.modem.calls_out import CallsOut
from appliance.drivers.line.modem.fax_told import told_of_fax
from appliance.drivers.line.modem.incoming_call import IncomingCall
from appliance.drivers.line.modem.knocking import Knocking
from appliance.drivers.line.modem.line_sound import LineSound
from appliance.drivers.line.modem.link import Link
from appliance.drivers.line.modem.mending import mend_modem
from appliance.drivers.line.modem.modem_machine import ModemMachine, ModemState, Move
from appliance.drivers.line.modem.preparing import (
    Modem,
    family_unasked,
    go_on_hook,
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
    LineTransferred,
)
from appliance.model.signals import (
    BusyTone,
    CallerId,
    CallWaiting,
    DialTone,
    DigitTone,
    Handset,
    LoopBreak,
    Machine,
    MachineTone,
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
from appliance.protocol import Exit
from appliance.protocol.line_trace import LineTrace
from appliance.sound.tone_plan import TonePlan

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

MOST_REOPENED: Final = 3
"""Times in one call that a stream which the modem ended by itself is opened again."""


class Driver:
    """A line driver (see this package's contract). Events are reported from the event loop, in the order they came."""

    def __init__(
        self,
        name: LineName,
        options: Options,
        report: Report,
        sound: SoundPort,
        *,
        plan: TonePlan | None = None,
        wire: Wire | None = None,
    ) -> None:
        """`plan`: of the country; None: the line cannot dial. `wire`: instead of the port that the options name."""
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
        """As prepared last; what is known of it stays when it fails."""
        self._sound: LineSound | None = None
        self._out = CallsOut(name, options, plan, self._machine, report)
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
        self._sound = LineSound(self._name, self._link, self._modem, self._port, lambda: self._begin(self._turning))
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

    def dial(self, call: CallId, number: str) -> None:
        del call
        if self._out.begin(number, self._port, rings=self._rings()):
            self._hang_up_told, self._reopened = False, 0
            self._begin(lambda: self._out.dial(self._link, self._made_ready(), number, self._rings))

    def transfer(self, number: str) -> None:
        if self._out.begin_transfer(number, self._port):
            self._begin(lambda: self._transferring(number))

    async def close(self) -> None:
        await self._stop_work()
        off_hook = self._machine.state not in {ModemState.CLOSED, ModemState.ON_HOOK}
        if off_hook and self._modem and self._link.listening:
            with contextlib.suppress(DriverFault, TimeoutError):
                async with asyncio.timeout(CLOSING_LIMIT_S):
                    await self._put_down()
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
        if self._machine.state is ModemState.ON_HOOK and not busy and not self._rings():
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
        sound = self._made_ready()
        for step in (*sound.modem.enter_voice(), sound.family.answer):
            await self._link.do(step)
        await sound.open_first()

    async def _opening(self) -> None:
        await self._made_ready().open()

    async def _turning(self) -> None:
        await self._made_ready().turn()

    async def _transferring(self, number: str) -> None:
        if await self._out.transfer(self._link, self._made_ready(), number):
            await self._going_on_hook()
            self._machine.move(Move.RELEASED)
            self._report(LineTransferred(self._name))  # LineReleased follows hang_up(), as of every call

    async def _releasing(self) -> None:
        await self._going_on_hook()
        if self._machine.move(Move.RELEASED):
            self._report(LineReleased(self._name))

    async def _going_on_hook(self) -> None:
        await self._put_down()
        if self._sound:
            self._sound.through(None)
        self._out.over()
        self._incoming.over()
        self._knocking.over()

    async def _put_down(self) -> None:
        if self._sound:
            await self._out.let_go(self._link, self._sound)
        await go_on_hook(self._link, self._prepared(), self._exits())

    async def _stop_work(self) -> None:
        work, self._work = self._work, None
        if work and not work.done():
            work.cancel()
            await asyncio.wait((work,))

    def _exits(self) -> tuple[Exit, ...]:
        """Of the stream that is open, if one is."""
        return self._sound.exits() if self._sound else self._prepared().family.exits()

    def _family(self) -> VoiceFamily:
        """Of the modem that was prepared last, or as far as it can be told without asking it."""
        return self._modem.family if self._modem else family_unasked(wanted_modem(self._options), self._link)

    def _prepared(self) -> Modem:
        if self._modem is None:
            raise self._not_prepared()
        return self._modem

    def _made_ready(self) -> LineSound:
        if self._sound is None:
            raise self._not_prepared()
        return self._sound

    def _not_prepared(self) -> DriverFault:
        return DriverFault(f"{self._options.port}: the line is used before prepare()")

    def _rings(self) -> bool:
        return self._incoming.ringing(self._link.now())

    def _fail(self, fault: DriverFault) -> None:
        if self._sound:
            self._sound.stream.end()
            self._sound = None
        if self._failure and not self._failure.done() and self._machine.move(Move.FAIL):
            self._failure.set_exception(fault)
            self._failure.exception()  # seen: whoever serves is told, and close() may come first

    def _let_go(self) -> None:
        if self._look_timer:
            self._look_timer.cancel()
        if self._sound:
            self._sound.stream.end()
        self._link.close()
        self._machine.move(Move.CLOSE)
        self._incoming.over()
        self._knocking.over()

    # What the modem says

    def _told(self, signal: Signal, now: Ms) -> None:
        match signal:
            case Samples(data) if self._sound:
                self._sound.stream.hear(data)
            case StreamOpened():
                self._stream_opened()
            case StreamClosed(asked):
                self._stream_closed(asked=asked)
            case StreamStalled() if not (self._sound and self._sound.in_turns and self._sound.in_turns.playing):
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
            case MachineTone(Machine.TEXTPHONE) if self._family().has(QuirkName.TEXTPHONE_IS_HANDSET):
                self._report(HandsetMoved(line=self._name, lifted=True, extension=False))
            case _ if self._out.told(signal) or told_of_fax(self._name, signal, self._report):
                return
            case _ if self._machine.state is ModemState.TALKING:
                self._told_in_call(signal, now)

    def _told_in_call(self, signal: Signal, now: Ms) -> None:
        match signal:
            case CallWaiting() if self._knocking.beep(now):
                self._report(CallerKnocked(self._name))
            case DigitTone(digit):
                if self._sound and self._sound.in_turns:
                    self._sound.in_turns.key()
                self._report(DigitPressed(self._name, digit, DigitSource.MODEM))
            case _ if isinstance(signal, LoopBreak) or self._out.turned_back(signal):
                self._far_end_gone(HangUpCause.LOOP_BREAK)
            case BusyTone(fast):
                self._far_end_gone(HangUpCause.MODEM_CONGESTION if fast else HangUpCause.MODEM_BUSY)
            case DialTone() if self._believes_dial_tone():
                self._far_end_gone(HangUpCause.MODEM_DIAL_TONE)
            case Underrun() if self._sound:
                self._sound.stream.underrun()

    def _rang(self, cadence: str, now: Ms) -> None:
        state = self._machine.state  # while it dials a ring is not told, and stops it
        news = state in {ModemState.ON_HOOK, ModemState.DIALLING} and self._incoming.ring(now)
        if news and state is ModemState.ON_HOOK:
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
            self._sound.stream.begin()
            self._out.stream_opened()
            if first:
                self._report(LineAnswered(self._name))

    def _stream_closed(self, *, asked: bool) -> None:
        if self._sound:
            self._sound.stream.closed()
        if asked or self._out.stream_ended() or self._machine.state not in {ModemState.TALKING, ModemState.CALLING}:
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
        return not (doubtful and self._sound and self._sound.stream.playing)
