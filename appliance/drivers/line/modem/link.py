"""The link to one modem: wire, session and the one timer between them. Here loop time becomes milliseconds."""

import asyncio
from collections.abc import Callable
from typing import Final

from appliance.drivers.errors import DeviceDeaf, DeviceHeld, DriverFault
from appliance.drivers.line.modem.family_data import Step
from appliance.drivers.wire import Wire
from appliance.model.signals import (
    CommandDone,
    CommandTimedOut,
    Deaf,
    Resynced,
    Samples,
    Signal,
    StreamClosed,
    StreamOpened,
    TextWanted,
)
from appliance.model.words import Ms
from appliance.protocol import AtSession, Exit, SessionState
from appliance.protocol.line_trace import LineTrace
from appliance.protocol.session_machine import IN_SOUND

_ANSWERS: Final = (CommandDone, CommandTimedOut, StreamOpened, StreamClosed, Resynced, Deaf, TextWanted)
_HALF_MS: Final = 0.0005
"""Timers are set this much late, so that rounding never wakes the session a moment before it is due."""


class StreamRefused(DriverFault):
    """The modem answered, and opened no stream."""


class Link:
    """Commands that are awaited, signals that are told as they come. One command at a time, by one task at a time."""

    def __init__(
        self,
        wire: Wire,
        told: Callable[[Signal, Ms], None],
        lost: Callable[[DriverFault], None],
        session: Callable[[], AtSession] = AtSession,
    ) -> None:
        """`session` makes one anew each time the wire is opened."""
        self._wire = wire
        self._new_session = session
        self._told = told
        self._lost = lost
        self._session = session()
        self._answer: asyncio.Future[Signal] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._fault: DriverFault | None = DriverFault(f"{wire.place}: the port was not yet opened")
        self.trace = LineTrace()
        """What went over the wire lately; whoever keeps the line may put one here that outlives the link."""

    @property
    def place(self) -> str:
        return self._wire.place

    @property
    def usb(self) -> str:
        """vendor:product of the modem, 0572:1329; empty where it is not on USB, or that is not known."""
        return self._wire.usb

    @property
    def streaming(self) -> bool:
        return self._session.state is SessionState.STREAMING

    @property
    def listening(self) -> bool:
        """Whether the wire is open, and the hardware still there as far as known."""
        return self._fault is None

    async def open(self) -> None:
        """Opens the wire with a fresh session. Raises DriverFault; when somebody else holds it, saying who."""
        self._session = self._new_session()
        try:
            self._wire.open(self._received, self._wire_lost)
        except DeviceHeld as fault:
            who = await self._wire.others()
            raise DeviceHeld(f"{fault}: {who}" if who else str(fault)) from fault
        self._fault = None
        self._loop = asyncio.get_running_loop()

    def close(self) -> None:
        """Lets go of the wire; harmless when closed."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        self._fault = self._fault or DriverFault(f"{self.place}: the port was closed")
        self._fail_answer(self._fault)
        self._wire.close()

    def speak(self, coded: bytes) -> None:
        """Coded samples into the stream; thrown away when it is no longer open."""
        if self.streaming:
            data = self._session.speak(coded)
            self.trace.sent(data, self.now(), in_sound=True)
            self._wire.write(data)

    async def ask(self, command: str) -> CommandDone:
        """The command's reply, whatever its result. Raises DriverFault when the modem is silent twice."""
        for _ in range(2):
            answer = await self._command(command)
            if isinstance(answer, CommandDone):
                return answer
            await self.resync()
        raise self.silent(command)

    async def ask_once(self, command: str) -> CommandDone | None:
        """For what must not be done twice. None: no answer came, and nobody knows whether it was done.

        Raises DriverFault when the modem is not there any more.
        """
        answer = await self._command(command)
        if isinstance(answer, CommandDone):
            return answer
        await self.resync()
        return None

    async def type_text(self, command: str, text: str, typing: Callable[[], None]) -> CommandDone | None:
        """The command, and at its prompt the text, once; None when prompt or result did not come.

        `typing` is called when the text goes out: from then on the modem may do what it was asked to, whatever it says.
        Raises DriverFault when the modem is deaf afterwards.
        """
        await self._be_idle()
        answer = await self._exchange(self._session.ask_prompt(command, self.now()))
        if isinstance(answer, TextWanted) and self._session.state is SessionState.TYPING:
            data = self._session.enter_text(text, self.now())
            typing()
            answer = await self._exchange(data)
        if isinstance(answer, CommandDone):
            return answer
        await self._be_idle()
        return None

    async def do(self, step: Step) -> CommandDone:
        """A step that must be answered OK, or may fail. A refusal is asked once more. Raises DriverFault."""
        done = await self.ask(step.send)
        if done.ok or step.may_fail:
            return done
        done = await self.ask(step.send)
        if not done.ok:
            raise DriverFault(self._refused(done))
        return done

    async def do_once(self, step: Step) -> None:
        """As do(), but what was not answered counts as done. Raises DriverFault."""
        done = await self.ask_once(step.send)
        if done is not None and not done.ok and not step.may_fail:
            done = await self.ask_once(step.send)  # what was refused was not done
            if done is not None and not done.ok:
                raise DriverFault(self._refused(done))

    async def open_stream(self, step: Step) -> None:
        """Returns when sound flows. A refusal or silence is met by a second try. Raises DriverFault, StreamRefused."""
        answer: Signal = CommandTimedOut(step.send)
        for _ in range(2):
            await self._be_idle()
            answer = await self._exchange(self._session.open_stream(step.send, self.now()))
            if isinstance(answer, StreamOpened):
                return
            if not isinstance(answer, CommandDone):
                await self.resync()
        if isinstance(answer, CommandDone):
            what = answer.detail or answer.result.value
            raise StreamRefused(f"{self.place}: the modem answered {step.send} with {what}; expected CONNECT")
        raise self.silent(step.send)

    async def be_in_command_mode(self, exits: tuple[Exit, ...]) -> None:
        """Leaves a stream, or whatever else is under way. Raises DriverFault when the modem does not come back."""
        if self.streaming:
            answer = await self._exchange(self._session.leave(exits, self.now()))
            if isinstance(answer, Deaf):
                raise await self._deaf()
        await self._be_idle()

    async def resync(self) -> None:
        """Command mode from any state. Raises DeviceDeaf when the modem never answers OK; known after 2.7 to 4.5 s."""
        if not isinstance(await self._exchange(self._session.resync(self.now())), Resynced):
            raise await self._deaf()

    def shout(self, command: str) -> None:
        """Writes a command to a modem of which no answer is expected."""
        self._write(f"\r{command}\r".encode("ascii"))

    def interrupt(self) -> None:
        """Writes the character that ends a command in flight, where the modem lets it end so (V.250 §5.6.1)."""
        self._write(b"\r")

    def escape_data(self) -> None:
        """Writes what brings a modem out of data mode, when nothing is written for a second before and after."""
        self._write(b"+++")

    def hold_dtr(self, *, on: bool) -> None:
        self._wire.hold_dtr(on=on)

    async def rebind(self) -> None:
        """Switches its USB device off and on. Raises DriverFault when it cannot."""
        await self._wire.rebind()

    def sign(self) -> object:
        return self._wire.sign()

    def now(self) -> Ms:
        return int(self._loop.time() * 1_000)

    async def _command(self, command: str) -> Signal:
        await self._be_idle()
        return await self._exchange(self._session.send(command, self.now()))

    async def _be_idle(self) -> None:
        if not self._session.idle:  # a sequence was cancelled in the middle of a command
            await self.resync()

    async def _exchange(self, data: bytes) -> Signal:
        if self._fault:
            raise self._fault
        self._answer = self._loop.create_future()
        self._write(data)
        self._arm()
        try:
            return await self._answer
        finally:
            self._answer = None

    def _received(self, data: bytes) -> None:
        now = self.now()
        if self._timer is not None and self._session.hears_sound_alone(data, now):
            self.trace.heard(data, now)
            self._told(Samples(data), now)
            return
        self.trace.came(data, now, in_sound=self._session.state in IN_SOUND)
        self._session.receive(data, now)
        self._tell(now)
        self._arm()

    def _write(self, data: bytes) -> None:
        if data:
            self.trace.sent(data, self.now())
            self._wire.write(data)

    def _tell(self, now: Ms) -> None:
        while (signal := self._session.next_signal()) is not None:
            self.trace.signal(signal, now)
            self._told(signal, now)
            if isinstance(signal, _ANSWERS) and self._answer and not self._answer.done():
                self._answer.set_result(signal)

    def _arm(self) -> None:
        """Sets the timer. One that is set too early stays: it costs less to wake once than to move it at each read."""
        due = self._session.next_wake()
        if due is None or not self.listening:
            return
        at = due / 1_000 + _HALF_MS
        if self._timer is None or at < self._timer.when():
            if self._timer:
                self._timer.cancel()
            self._timer = self._loop.call_at(at, self._wake)

    def _wake(self) -> None:
        self._timer = None
        now = self.now()
        self._write(self._session.wake(now))
        self._tell(now)
        self._arm()

    def _wire_lost(self, fault: DriverFault) -> None:
        self._fault = fault
        self.trace.note(str(fault), self.now())
        self._fail_answer(fault)
        self._lost(fault)

    def _fail_answer(self, fault: DriverFault) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(fault)

    def _refused(self, done: CommandDone) -> str:
        result = done.detail or done.result.value
        return f"{self.place}: the modem answered {done.command} with {result}; expected OK; plug it in again"

    def silent(self, command: str) -> DriverFault:
        """It was asked twice."""
        return DriverFault(
            f"{self.place}: the modem did not answer {command} in time, twice; unplug it and plug it in again"
        )

    async def _deaf(self) -> DeviceDeaf:
        others = await self._wire.others()
        return DeviceDeaf(
            f"{self.place}: nothing there answers AT with OK; check that this is the modem's command port, that it has "
            f"power, and that no other program talks to it{f': {others}' if others else ' (ModemManager)'}"
        )
