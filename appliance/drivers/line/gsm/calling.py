"""The commands of a GSM line's outgoing call, in order: number, sound, answer or the reason why there is none."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Final, NamedTuple, Protocol

from appliance.drivers.line.gsm.call_out import CallOut
from appliance.drivers.line.gsm.sound_choice import CallPort
from appliance.drivers.line.gsm.turns import Haste, Turns
from appliance.drivers.line.modem.gsm_family import GsmFamily
from appliance.drivers.line.modem.modem_machine import ModemMachine, Move
from appliance.model.events import Event, FarEndAnswered, LineHungUp
from appliance.model.signals import CommandDone
from appliance.model.states import AnswerSign, DialFault, HangUpCause
from appliance.protocol.gsm.call_list import CallList
from appliance.protocol.gsm.call_signs import Cause
from appliance.protocol.gsm.end_report import read_end_report
from appliance.protocol.gsm.one_call import GsmCall

NO_ANSWER_S: Final = 180.0
"""Whoever has the call made gives up sooner (ring_out of the line), and so do networks; this is for a modem that tells
nothing."""
OK_AFTER_ANSWER_S: Final = 1.0
"""The OK of ATD that has not come so long after the far end answered was lost."""


class OpenDoor(Protocol):
    def __call__(self, family: GsmFamily, *when: str) -> Awaitable[None]:
        """Opens the sound if the family has it opened now."""


class MobileCalling(NamedTuple):
    """What a call is made with. Every method may raise DriverFault, and be cancelled anywhere."""

    turns: Turns
    calls: CallList
    machine: ModemMachine
    sound: CallPort
    out: CallOut
    open_door: OpenDoor
    say: Callable[[Iterable[Event]], None]
    apply: Callable[[Iterable[GsmCall]], None]

    async def dial(self, family: GsmFamily, number: str) -> None:
        """Until the far end answers, or nobody will; `number` with what is to follow it."""
        await self.open_door(family, "before_call")
        if family.sound.card_flows == "always":
            await self.sound.ready()
        self.apply(self.calls.dialled(number, self.turns.now()))
        within_s = family.calls.accepted_within_ms / 1_000
        done = await self._send(family.calls.dial.replace("{number}", number), within_s)
        if done is not None:
            self.apply(self.calls.dial_result(done.result, self.turns.now()))
        if self.out.cause is None:
            await self.open_door(family, "after_accepted")
            if family.sound.before_answer:
                self.sound.begin(watched=False)
            self.machine.move(Move.DIALLED)
            self.say(self.out.dialled())
            await self._wait_for_answer()
        if self.out.cause is not None:
            await self._not_answered(done.detail if done is not None else "")
        elif not self.out.gave_up:
            await self._answered(family)

    async def _send(self, command: str, within_s: float) -> CommandDone | None:
        """Never twice. None when its OK was lost: the call's own events tell what became of it, or the modem's list."""
        sent = asyncio.ensure_future(self.turns.ask_once(command, Haste.CALL))
        try:
            await asyncio.wait((sent, self.out.up), timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
            if self.out.up.done():
                await asyncio.wait((sent,), timeout=OK_AFTER_ANSWER_S)
            return sent.result() if sent.done() else None
        finally:
            sent.cancel()
            await asyncio.wait((sent,))

    async def _wait_for_answer(self) -> None:
        try:
            async with asyncio.timeout(NO_ANSWER_S):
                await asyncio.shield(self.out.up)
        except TimeoutError:
            self.say(self.out.failed(DialFault.NO_ANSWER, f"nobody answered within {NO_ANSWER_S:.0f} s"))

    async def _answered(self, family: GsmFamily) -> None:
        await self.open_door(family, "connected")
        if self.machine.move(Move.ANSWERED):
            self.sound.begin()
            self.out.talking = True
            self.say([FarEndAnswered(self.out.line, AnswerSign.NETWORK)])
            if self.out.cause is not None:  # it was over again while its sound was opened
                self.say([LineHungUp(self.out.line, HangUpCause.NETWORK)])

    async def _not_answered(self, detail: str) -> None:
        if self.out.cause == Cause():
            told, words = read_end_report((await self.turns.ask("AT+CEER", Haste.CALL)).lines)
            self.out.learn(told)
            detail = detail or words
        self.say(self.out.ended(self.out.cause or Cause(), detail))
