"""A phone line on a GSM or LTE modem: rings, answering, dialling, sound through its own port, hanging up, texts."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Final

from appliance.drivers.errors import DeviceLacks, DeviceStuck, DriverFault
from appliance.drivers.line import Report, SoundPort
from appliance.drivers.line.gsm.answering import take_call
from appliance.drivers.line.gsm.call_out import NO_TRANSFER, CallOut, own_number_in, why_not_dial
from appliance.drivers.line.gsm.calling import MobileCalling
from appliance.drivers.line.gsm.errands import ErrandLine, errands_of
from appliance.drivers.line.gsm.hanging_up import Asking, hang_up_calls
from appliance.drivers.line.gsm.lacking import LackingLine
from appliance.drivers.line.gsm.network_watch import NetworkWatch
from appliance.drivers.line.gsm.options import OWN_NUMBER, command_port
from appliance.drivers.line.gsm.options import Options as Options  # noqa: PLC0414 – the registry looks for it here
from appliance.drivers.line.gsm.options import option_faults as option_faults  # noqa: PLC0414 – likewise
from appliance.drivers.line.gsm.polls import Polls, calls_of
from appliance.drivers.line.gsm.ringing import LinesCall
from appliance.drivers.line.gsm.second_call import SecondCall, SecondCallLine
from appliance.drivers.line.gsm.sound_choice import CallPort, call_port
from appliance.drivers.line.gsm.sound_door import open_door
from appliance.drivers.line.gsm.stray_calls import stray
from appliance.drivers.line.gsm.traced_sound import TracedSound
from appliance.drivers.line.gsm.turns import Haste, Turns, end_all, new_session
from appliance.drivers.line.modem.gsm_family import GsmFamily, GsmQuirkName
from appliance.drivers.line.modem.link import Link
from appliance.drivers.line.modem.modem_machine import ModemMachine, ModemState, Move
from appliance.drivers.sound.card.card import Card
from appliance.drivers.sound.ways import SoundCounts
from appliance.drivers.wire import Wire
from appliance.model.events import DigitPressed, Event, LineAnswered, LineHungUp, LineReleased, TransferFailed
from appliance.model.signals import DirectMessage, Resynced, Ring, Signal, Unsolicited
from appliance.model.states import DigitSource, HangUpCause
from appliance.model.words import CallId, LineName, Ms
from appliance.protocol.errors import ModemFault
from appliance.protocol.gsm.call_dialects import DIALECTS, Dialect
from appliance.protocol.gsm.call_list import CallList
from appliance.protocol.gsm.call_signs import DigitHeard, Ended, Stage
from appliance.protocol.gsm.network.reading import read_network_line
from appliance.protocol.gsm.network.registration import Registration
from appliance.protocol.gsm.network.sim import Sim
from appliance.protocol.gsm.network.storage import MemoryFull, Stored
from appliance.protocol.gsm.one_call import GsmCall
from appliance.protocol.line_trace import LineTrace
from appliance.sound.tone_plan import TonePlan

log = logging.getLogger(__name__)

CLOSING_LIMIT_S: Final = 3.0
"""Longest that close() tries to end a call."""


class Driver(ErrandLine, SecondCallLine, LackingLine):
    """A line driver and a text line (see this package's contracts). One call is heard, a second knocks or is held."""

    def __init__(
        self,
        name: LineName,
        options: Options,
        report: Report,
        sound: SoundPort,
        *,
        plan: TonePlan | None = None,
        wires: tuple[Wire, Wire] | None = None,
    ) -> None:
        """`plan` is of no use: the network tells. `wires`: instead of the options' ports, of commands and of sound."""
        del plan
        self._name = name
        self._options = options
        self._report = report
        self._wires = wires
        self._link = Link(wires[0] if wires else command_port(options), self._told, self._fail, new_session)
        self._port = TracedSound(sound, self._link)
        self._turns = Turns(self._link)
        self._machine = ModemMachine()
        self._dialect: Dialect = DIALECTS["standard"]
        self._calls = CallList(self._dialect)
        self._call = LinesCall(name)
        self._second = SecondCall(name, self._turns, self._calls)
        self._out: CallOut | None = None
        """The call that this line makes."""
        self._family: GsmFamily | None = None
        self._sound: CallPort | None = None
        self._work: asyncio.Task[None] | None = None
        self._failure: asyncio.Future[None] | None = None
        self._stirred = asyncio.Event()
        self._network = NetworkWatch()
        self._polls = Polls(self._turns, self._calls)
        self._worn = False
        """The sound of the last call needed a second try, which on some modems is the last that works."""

    async def prepare(self) -> str:
        self._machine.move(Move.OPEN)
        self._failure = asyncio.get_running_loop().create_future()
        try:
            family = await self._ready_modem()
            self._sound = await self._prepared_sound(family)
        except DeviceLacks:
            self._machine.move(Move.FAIL)
            raise
        except BaseException:
            self._let_go()
            raise
        self._family = family
        self._dialect = DIALECTS[family.calls.dialect]
        self._calls = calls_of(family.calls)
        self._call, self._worn = LinesCall(self._name), False
        self._second = SecondCall(self._name, self._turns, self._calls)
        credit, on_hook, talks_on = self._options.credit, self._on_hook, self._talks_on
        self._errands = errands_of(
            self._name, self._turns, family, self._report, credit=credit, free=on_hook, talks_on=talks_on
        )
        self._network = NetworkWatch(self._link.now())
        self._polls = Polls(self._turns, self._calls, family.calls.poll, self._link.now())
        self._machine.move(Move.PREPARED)
        return family.title

    async def serve(self) -> None:
        if self._failure is None or self._errands is None:
            fault = f"{self._options.port}: serve() before prepare(); expected the line to be prepared first"
            raise DriverFault(fault)
        tasks = [
            asyncio.ensure_future(each) for each in (self._tend(), self._errands.run(), asyncio.shield(self._failure))
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        except DriverFault:
            self._machine.move(Move.FAIL)  # also when it is the looking after it that has found the fault
            raise
        finally:
            await end_all(*tasks)
            await self._stop_work()

    @property
    def sound_counts(self) -> SoundCounts | None:
        """Of the sound card its calls go through; None where there is none."""
        return self._sound.counts if isinstance(self._sound, Card) else None

    def trace_to(self, trace: LineTrace) -> None:
        self._link.trace = trace

    def answer(self, call: CallId) -> None:
        del call  # the engine's number; one line has one call
        if self._machine.move(Move.ANSWER):
            self._begin(self._answering)

    def dial(self, call: CallId, number: str) -> None:
        del call
        refusal = why_not_dial(self._name, number, self._machine.state, rings=self._call.there)
        if refusal is None and self._machine.move(Move.DIAL):
            out = self._out = CallOut(self._name)
            self._begin(lambda family: self._dialling(family, number, out))
        elif refusal is not None:
            self._report(refusal)

    def transfer(self, number: str) -> None:
        del number
        self._report(TransferFailed(self._name, NO_TRANSFER))

    def hang_up(self) -> None:
        if self._machine.move(Move.HANG_UP):
            over = self._second.left_alone or (self._out.cause is not None if self._out else not self._call.there)
            self._call.let_go()
            if self._out:
                self._out.let_go()
            self._begin(lambda family: self._releasing(family, over=over))

    async def close(self) -> None:
        await self._stop_work()
        in_call = self._machine.state not in {ModemState.CLOSED, ModemState.ON_HOOK}
        if in_call and self._family and self._link.listening:
            with contextlib.suppress(DriverFault, TimeoutError):
                async with asyncio.timeout(CLOSING_LIMIT_S):
                    await self._end_calls(self._family)
        self._let_go()
        if self._sound:
            await self._sound.gone()

    # Sequences: one at a time, the next one ends the one before

    def _begin(self, sequence: Callable[[GsmFamily], Awaitable[None]]) -> None:
        self._work = asyncio.get_running_loop().create_task(self._run(sequence, self._work))

    async def _run(self, sequence: Callable[[GsmFamily], Awaitable[None]], before: asyncio.Task[None] | None) -> None:
        try:
            if before:
                await end_all(before)
            await sequence(self._known_family())
        except DriverFault as fault:
            self._fail(fault)

    async def _answering(self, family: GsmFamily) -> None:
        await self._open_door(family, "before_call")
        if self._sound and family.sound.card_flows == "always":
            await self._sound.ready()
        self._calls.answering(self._link.now())
        if not all(call.voice for call in self._calls.calls) or not await take_call(self._turns, self._polls, family):
            self._say([LineHungUp(self._name, HangUpCause.NETWORK)])  # the caller was faster; hang_up() follows
            return
        self._apply(self._calls.answered(self._link.now()))
        await self._open_door(family, "after_accepted", "connected")
        if self._sound and self._machine.move(Move.CONNECTED):
            self._sound.begin()
            self._stirred.set()
            self._say([LineAnswered(self._name)])
            self._apply(call for call in self._calls.calls if call.stage is Stage.WAITING)  # from before the answer

    async def _open_door(self, family: GsmFamily, *when: str) -> None:
        self._worn |= await open_door(self._turns, self._link, family.sound, *when)

    async def _dialling(self, family: GsmFamily, number: str, out: CallOut) -> None:
        await self._look_at_network()
        if self._network.gone:
            self._say(out.without_network())
        elif self._sound:
            calling = MobileCalling(
                self._turns, self._calls, self._machine, self._sound, out, self._open_door, self._say, self._apply
            )
            self._stirred.set()
            called, own_number = own_number_in(number, self._options.own_number)
            await calling.dial(family, called + OWN_NUMBER[own_number])
            self._stirred.set()

    async def _releasing(self, family: GsmFamily, *, over: bool) -> None:
        await self._end_calls(family, look_first=over)
        self._call.over()
        self._second.over()
        self._out = None
        if self._worn and family.has(GsmQuirkName.SOUND_DIES_AFTER_CALL):
            for step in family.reset.send:
                self._link.shout(step.send)  # nothing less cures it, and it may be gone before it can answer
            raise DeviceStuck(f"{self._link.place}: its sound port is worn out after this call; the modem is reset")
        if self._machine.move(Move.RELEASED):
            self._stirred.set()
            self._say([LineReleased(self._name)])
            self._apply(call for call in self._calls.calls if call.stage is Stage.INCOMING)  # rings since before that

    async def _end_calls(self, family: GsmFamily, *, look_first: bool = False) -> None:
        """Raises DeviceStuck when one stays."""
        if self._sound:
            self._sound.end()
        turns = self._turns
        asking = Asking(partial(turns.ask, haste=Haste.ANSWER), partial(turns.ask_once, haste=Haste.ANSWER))
        await hang_up_calls(asking, family, self._link.place, look_first=look_first, of_two=self._second.there)
        self._calls.hung_up(self._link.now())
        for step in family.sound.disable:
            await self._turns.ask(step.send)

    async def _put_down(self, family: GsmFamily) -> None:
        log.warning("%s: the modem had a call that is none of the box, or fax or data rang; it is ended", self._name)
        if self._polls.strays.ended_again(self._link.now()):
            raise DeviceStuck(f"{self._link.place}: a call that was ended is up again; the line is started over")
        await self._end_calls(family)

    async def _stop_work(self) -> None:
        work, self._work = self._work, None
        if work:
            await end_all(work)

    async def _tend(self) -> None:
        """Runs until cancelled. Raises DriverFault when the modem is silent, or without a network for too long."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._next_due_s()):
                    await self._stirred.wait()
            self._stirred.clear()
            now = self._link.now()
            self._apply(self._calls.wake(now))
            if (poll_at := self._poll_at(now)) is not None and poll_at <= now:
                self._apply(await self._polls.poll())
            if self._machine.state is ModemState.ON_HOOK:
                self._say(self._call.still_rings(self._link.now()))
                if stray(self._calls.calls) and (self._work is None or self._work.done()):
                    self._begin(self._put_down)
            if self._network.look_due(now):
                await self._look_at_network()
            self._check(self._link.now())

    def _check(self, now: Ms) -> None:
        """Raises DriverFault. A call that is up goes on as long as the network lets it."""
        if self._machine.state is ModemState.ON_HOOK:
            self._network.check(now, self._link.place)
        if self._sound:
            self._sound.check(now)

    def _next_due_s(self) -> float:
        now = self._link.now()
        on_hook = self._machine.state is ModemState.ON_HOOK
        dues = [self._calls.next_wake(), self._network.next_wake(checked=on_hook)]
        if self._sound:
            dues.append(self._sound.next_wake())
        dues.append(self._poll_at(now))
        return max(min(due for due in dues if due is not None) - now, 0) / 1_000

    def _poll_at(self, now: Ms) -> Ms | None:
        dialling = self._out is not None and self._out.pending
        return self._polls.at(now, on_hook=self._machine.state is ModemState.ON_HOOK, dialling=dialling)

    # What the modem says

    def _told(self, signal: Signal, now: Ms) -> None:
        match signal:
            case _ if self._machine.state is ModemState.FAILED:
                self._network.heard_waiting(signal)
            case Ring():
                rang = self._call.there
                self._apply(self._calls.ring(now))
                if rang and self._machine.state is ModemState.ON_HOOK:
                    self._say(self._call.ring(now))
            case Resynced() if self._errands:
                self._errands.inbox.look()  # what came meanwhile may have been lost
                self._polls.soon()
            case DirectMessage() if self._errands:
                self._errands.inbox.hand_over(signal)
            case Unsolicited(text):
                with contextlib.suppress(ModemFault):  # a line that breaks its own rules says nothing
                    self._line_told(text, now)
        self._stirred.set()

    def _line_told(self, text: str, now: Ms) -> None:
        sign = self._dialect.read(text)
        if isinstance(sign, DigitHeard):
            if self._machine.state is ModemState.TALKING:
                self._say([DigitPressed(self._name, sign.digit, DigitSource.MODEM)])
        elif sign is not None:
            self._apply(self._calls.told(sign, now))
            if isinstance(sign, Ended) and self._out:
                self._out.learn(sign.cause)
        else:
            self._fact_told(text)

    def _fact_told(self, text: str) -> None:
        if self._errands and self._errands.desk.told(text):
            return
        match read_network_line(text):
            case Stored() | MemoryFull() if self._errands:
                self._errands.inbox.look()
            case Registration() as registration:
                self._network.told(there=registration.registered)
            case Sim() as sim if not sim.usable:
                self._network.told(there=False)

    def _apply(self, changed: Iterable[GsmCall]) -> None:
        ringing = self._machine.state is ModemState.ON_HOOK
        for call in changed:
            of_two = self._second.changed(call, self._machine.state)
            if of_two is not None:
                self._say(of_two)
            elif self._out:
                self._say(self._out.changed(call))
            else:
                self._say(self._call.changed(call, self._link.now(), ringing=ringing))

    def _say(self, events: Iterable[Event]) -> None:
        for event in events:
            self._report(event)

    # Ends

    async def _prepared_sound(self, family: GsmFamily) -> CallPort:
        """The one there was, for the same family: a card that streams need not start again. Raises DriverFault."""
        sound = self._sound
        if sound is None or family is not self._family:
            if sound:
                sound.close()
            wire, now = self._wires[1] if self._wires else None, self._link.now
            sound = self._sound = call_port(self._options, family, self._port, wire=wire, lost=self._fail, now=now)
        sound.end()  # of a call that it has failed in
        await sound.prepare()
        return sound

    def _fail(self, fault: DriverFault) -> None:
        if self._sound:
            self._sound.end()
        if self._failure and not self._failure.done() and self._machine.move(Move.FAIL):
            self._failure.set_exception(fault)
            self._failure.exception()  # seen: whoever serves is told, and close() may come first

    def _let_go(self) -> None:
        if self._sound:
            self._sound.close()
        self._link.close()
        self._machine.move(Move.CLOSE)
        self._call.over()
        self._out = None
