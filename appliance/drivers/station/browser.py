"""An agent who talks in a browser: sound comes and goes by a jack, offers are answered over the control socket."""

import asyncio
from typing import Annotated

import msgspec
import numpy as np

from appliance.drivers.errors import DeviceGone, DriverFault
from appliance.drivers.line import Report, SoundPort
from appliance.drivers.station.browser_machine import BrowserMachine, BrowserState, Move
from appliance.drivers.station.jack import Jack
from appliance.drivers.timers import Timer, Timers
from appliance.model.actions import OfferCall, WithdrawOffer
from appliance.model.talk_events import StationAway, StationBack
from appliance.model.words import AgentName, CallId, Ms, Value


class Options(Value, frozen=True, kw_only=True):
    comes_back_within_ms: Annotated[Ms, msgspec.Meta(ge=1_000, le=60_000)] = 10_000
    """A browser may be gone for so long: a caller hears music meanwhile, then the agent is signed out."""


class Driver:
    """A station (see this package's contract). It is up while a browser is there; sound goes on by the browser's clock
    one way and by the box's the other, so it needs none of its own.
    """

    def __init__(
        self, name: AgentName, options: Options, report: Report, sound: SoundPort, *, timers: Timers | None = None
    ) -> None:
        self._name, self._options, self._report, self._sound = name, options, report, sound
        self._machine = BrowserMachine()
        self._jack = Jack()
        self._found_timers = timers
        self._patience: Timer | None = None
        self._came = asyncio.Event()
        self._failure: asyncio.Future[None] | None = None

    def stand_behind(self, jack: Jack) -> None:
        """Before prepare(): where browsers plug in."""
        self._jack = jack

    async def prepare(self) -> str:
        """Returns once a browser is there."""
        self._failure = asyncio.get_running_loop().create_future()
        self._jack.stand_behind(self)
        await self._came.wait()
        return "a browser"

    async def serve(self) -> None:
        if self._failure is None:
            raise DriverFault(f"{self._name}: serve() before prepare(); expected the browser to be there first")
        await self._failure

    def ring(self, offer: OfferCall) -> None:
        """The page rings by what it is told of the house."""

    def withdraw(self, withdrawal: WithdrawOffer) -> None:
        """The page falls silent likewise."""

    def connect(self, call: CallId) -> None:
        if not self._machine.move(Move.CONNECT):
            return
        if self._machine.state is BrowserState.CUT:
            self._timers.call_at(self._timers.time(), self._tell_away)
        self._listen()

    def disconnect(self) -> None:
        if self._machine.move(Move.DISCONNECT):
            self._sound.tell_when_said(None)

    async def close(self) -> None:
        self._machine.move(Move.LEAVE)
        self._sound.tell_when_said(None)
        self._jack.leave(self)
        self._forget_patience()
        if self._failure is not None and self._failure.done() and not self._failure.cancelled():
            self._failure.exception()  # told, or too late to be told

    def plugged(self) -> None:
        was_away = self._machine.state in {BrowserState.AWAY, BrowserState.CUT}
        if not self._machine.move(Move.PLUG):
            return
        self._forget_patience()
        self._came.set()
        if was_away:
            self._report(StationBack(self._name))

    def unplugged(self) -> None:
        if not self._machine.move(Move.UNPLUG):
            return
        within_s = self._options.comes_back_within_ms / 1_000
        self._patience = self._timers.call_at(self._timers.time() + within_s, self._expire)
        self._tell_away()

    def heard(self, samples: bytes) -> None:
        if self._machine.state is BrowserState.TALKING:
            self._sound.heard(np.frombuffer(samples, "<i2").astype(np.int16))

    def _listen(self) -> None:
        """What the box made before is old."""
        while self._sound.to_say_if_there() is not None:
            pass
        self._sound.tell_when_said(self._say)

    def _say(self, _early_ms: Ms) -> None:
        """While the browser is away what was said goes nowhere, and is not kept for later either."""
        frame = self._sound.to_say_if_there()
        if frame is not None and self._machine.state is BrowserState.TALKING:
            self._jack.say(frame.astype("<i2").tobytes())

    def _tell_away(self) -> None:
        self._report(StationAway(self._name))

    def _expire(self) -> None:
        if self._machine.move(Move.EXPIRE) and self._failure is not None and not self._failure.done():
            gone_s = self._options.comes_back_within_ms / 1_000
            why = f"the browser of {self._name} has been gone for {gone_s:g} s; open the page of the agent again"
            self._failure.set_exception(DeviceGone(why))

    def _forget_patience(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    @property
    def _timers(self) -> Timers:
        if self._found_timers is None:
            self._found_timers = asyncio.get_running_loop()
        return self._found_timers
