"""A pretend agent: answers, talks, declines, ignores and rests as its options say; really speaks and really hears.

It has a clock of its own, as a headset or a browser has: 20 ms frames at exact multiples from the moment it is
connected, only while it is connected. What it heard is measured and written down, for tests and the demo to judge.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated

import msgspec

from appliance.drivers.errors import DriverFault
from appliance.drivers.line import Report, SoundPort
from appliance.drivers.station.ear import Ear
from appliance.drivers.station.mouth import Mouth
from appliance.drivers.station.notebook import Conversation, Notebook
from appliance.drivers.station.script_machine import AgentState, Move, ScriptMachine
from appliance.drivers.station.talk import Talk
from appliance.drivers.timers import Timer, Timers
from appliance.model.actions import OfferCall, WithdrawOffer, WithdrawReason
from appliance.model.events import (
    AgentHungUp,
    BreakBegan,
    BreakEnded,
    OfferAccepted,
    OfferDeclined,
    WrapUpEnded,
)
from appliance.model.words import AgentName, CallId, Ms, Value
from appliance.sound.frames import FRAME_MS

MOST_UNWRITTEN = 16
"""Conversations that wait to be written; more than any disk falls behind by. The oldest is dropped and counted."""


class Options(Value, frozen=True, kw_only=True):
    answers_after_ms: Ms = 800
    """From the first ring to the answer, or to the refusal."""
    never_answers: bool = False
    """Lets it ring."""
    declines_every: Annotated[int, msgspec.Meta(ge=0)] = 0
    """Every so many offers it says no to one; 0 never, 1 always."""
    talk_ms: Ms | None = None
    """Hangs up after so long; without it the caller ends the conversation."""
    wrap_up_ms: Ms | None = None
    """Says after so long that its notes are written; without it the box's own wrap-up time counts."""
    break_after_calls: Annotated[int, msgspec.Meta(ge=0)] = 0
    """Goes on a break after every so many conversations; 0 never."""
    break_ms: Ms = 10_000
    break_reason: str = "coffee"
    returns_after_ms: Ms | None = None
    """Says it is back, so long after an offer it let expire; without it the box's break for such agents lasts."""
    tone_hz: Annotated[int, msgspec.Meta(ge=100, le=3_400)] = 600
    """Of the tone it speaks with, hertz."""
    level_dbm0: Annotated[float, msgspec.Meta(ge=-40.0, le=0.0)] = -10.0
    """Of that tone."""
    speaks_ms: Annotated[Ms, msgspec.Meta(ge=FRAME_MS)] | None = None
    """Speaks in bursts so long, so that each can be recognised where it arrives; without it, without a pause."""
    pauses_ms: Ms = 500
    """Between bursts."""
    report: str = ""
    """File to which a line of JSON is added for each conversation; empty for none."""
    heard: str = ""
    """Folder for a WAV of what it heard in each conversation; empty for none."""
    kept_ms: Annotated[Ms, msgspec.Meta(ge=1_000, le=600_000)] = 60_000
    """So much of what it heard is kept for that WAV and for the pitch, 16 kB a second."""


class Driver:
    """A station (see this package's contract). Reports come from the event loop, never within a call of ours."""

    def __init__(
        self, name: AgentName, options: Options, report: Report, sound: SoundPort, *, timers: Timers | None = None
    ) -> None:
        self._name = name
        self._options = options
        self._report = report
        self._sound = sound
        self._talk = self._new_talk(0)
        self._notebook = Notebook(options.report, options.heard)
        self._machine = ScriptMachine()
        self._found_timers = timers
        self._step: Timer | None = None
        """What the agent does next, if nothing happens before."""
        self._tick: Timer | None = None
        self._offers = 0
        self._conversations = 0
        self._unwritten: asyncio.Queue[tuple[Conversation, Ear]] = asyncio.Queue(MOST_UNWRITTEN)
        self.dropped = 0
        """Conversations that were never written because the disk did not keep up."""

    async def prepare(self) -> None:
        await asyncio.to_thread(self._notebook.open)

    async def serve(self) -> None:
        while True:
            await asyncio.to_thread(self._notebook.keep, *await self._unwritten.get())
            self._unwritten.task_done()

    def ring(self, offer: OfferCall) -> None:
        if not self._machine.move(Move.RING):
            return
        self._offers += 1
        self._talk = self._new_talk(offer.call)
        self._talk.rung_ms = self._now_ms()
        if not self._options.never_answers:
            self._next(self._options.answers_after_ms, lambda: self._answer(offer))

    def withdraw(self, withdrawal: WithdrawOffer) -> None:
        if not self._machine.move(Move.WITHDRAW):
            return
        back = self._options.returns_after_ms
        if withdrawal.reason is WithdrawReason.EXPIRED and back is not None:
            self._next(back, lambda: self._report(BreakEnded(self._name)))
        else:
            self._stop_step()

    def connect(self, call: CallId) -> None:
        if not self._machine.move(Move.CONNECT):
            return
        if self._talk.call != call:
            self._talk = self._new_talk(call)
        self._talk.begin(self._timers.time())
        self._tick = self._timers.call_at(self._timers.time(), self._pace)
        self._stop_step()
        if self._options.talk_ms is not None:
            self._next(self._options.talk_ms, self._hang_up)

    def disconnect(self) -> None:
        talked = self._machine.state is AgentState.TALKING
        if not self._machine.move(Move.DISCONNECT):
            return
        if talked:
            self._end_talk("box")
        if self._machine.state is AgentState.WRAPPING_UP:
            self._next(self._options.wrap_up_ms or 0, self._finish)
        else:
            self._stop_step()

    async def close(self) -> None:
        if self._machine.state is AgentState.TALKING:
            self._end_talk("box")
        self._machine.move(Move.LEAVE)
        self._stop_step()
        while not self._unwritten.empty():
            kept = self._unwritten.get_nowait()
            with suppress(DriverFault):  # serve() says it while there is time to mend it
                await asyncio.to_thread(self._notebook.keep, *kept)

    @property
    def _timers(self) -> Timers:
        if self._found_timers is None:
            self._found_timers = asyncio.get_running_loop()
        return self._found_timers

    def _new_talk(self, call: CallId) -> Talk:
        options = self._options
        mouth = Mouth(options.tone_hz, options.level_dbm0, speaks_ms=options.speaks_ms, pauses_ms=options.pauses_ms)
        return Talk(self._name, call, mouth=mouth, ear=Ear(options.kept_ms // FRAME_MS), sound=self._sound)

    def _now_ms(self) -> Ms:
        return int(self._timers.time() * 1_000)

    def _next(self, after_ms: Ms, step: Callable[[], None]) -> None:
        self._stop_step()
        self._step = self._timers.call_at(self._timers.time() + after_ms / 1_000, step)

    def _stop_step(self) -> None:
        if self._step is not None:
            self._step.cancel()
            self._step = None

    def _answer(self, offer: OfferCall) -> None:
        every = self._options.declines_every
        if every and self._offers % every == 0:
            self._machine.move(Move.DECLINE)
            self._report(OfferDeclined(self._name, offer.token))
        elif self._machine.move(Move.ACCEPT):
            self._talk.accepted_ms = self._now_ms()
            self._report(OfferAccepted(self._name, offer.token))

    def _pace(self) -> None:
        self._tick = self._timers.call_at(self._talk.step(self._timers.time()), self._pace)

    def _hang_up(self) -> None:
        if self._machine.move(Move.HANG_UP):
            self._end_talk("agent")
            self._report(AgentHungUp(self._name))

    def _end_talk(self, ended_by: str) -> None:
        if self._tick is not None:
            self._tick.cancel()
        self._conversations += 1
        if self._unwritten.full():
            self._unwritten.get_nowait()
            self.dropped += 1
        self._unwritten.put_nowait((self._talk.end(self._now_ms(), ended_by), self._talk.ear))

    def _finish(self) -> None:
        if self._machine.move(Move.FINISH) and self._options.wrap_up_ms is not None:
            self._report(WrapUpEnded(self._name))
        every = self._options.break_after_calls
        if every and self._conversations % every == 0 and self._machine.move(Move.REST):
            self._report(BreakBegan(self._name, self._options.break_reason))
            self._next(self._options.break_ms, self._return)

    def _return(self) -> None:
        if self._machine.move(Move.RETURN):
            self._report(BreakEnded(self._name))
