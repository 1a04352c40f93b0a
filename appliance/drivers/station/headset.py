"""An agent who talks by a headset on the box: rung in it or on the loudspeaker, answering by a key or by itself."""

import asyncio
from collections.abc import Iterator
from functools import partial
from typing import Any, Literal

from appliance.drivers.line import Report, SoundPort
from appliance.drivers.sound.attended import Attended
from appliance.drivers.sound.choosing import device_faults, sound_device
from appliance.drivers.sound.ways import SoundCounts
from appliance.drivers.station import Bell
from appliance.drivers.station.button import Button
from appliance.drivers.station.headset_machine import HeadsetMachine, HeadsetState, Move
from appliance.drivers.station.headset_port import HeadsetPort
from appliance.drivers.timers import Timer, Timers
from appliance.model.actions import OfferCall, WithdrawOffer
from appliance.model.events import AgentHungUp, OfferAccepted
from appliance.model.settings import DriverChoice
from appliance.model.words import AgentName, CallId, Ms, Value


class Options(Value, frozen=True, kw_only=True):
    sound: str = "portaudio"
    """Driver of the sound device: portaudio for a card."""
    device: dict[str, Any] = {}
    """The driver's own options, such as { card = "Headset" }."""
    answers: Literal["by_itself", "by_button"] = "by_itself"
    """How an offered call is answered."""
    answers_after_ms: Ms = 1_500
    """By itself: so long after it began to ring."""
    button: str = ""
    """Input device whose keys answer and hang up: a link of /dev/input/by-id; also with answers = "by_itself"."""
    rings: Literal["headset", "loudspeaker", "both"] = "headset"
    """Where a call rings."""


def option_faults(options: Options) -> Iterator[tuple[str, str]]:
    for option, problem in device_faults(options.sound, options.device):
        yield "device", f"{option}: {problem}" if option else problem
    if options.answers == "by_button" and not options.button:
        yield "button", 'expected the input device of the key that answers, as answers = "by_button" needs one'


class Driver:
    """A station (see this package's contract). Reports come from the event loop, never within a call of ours."""

    def __init__(
        self, name: AgentName, options: Options, report: Report, sound: SoundPort, *, timers: Timers | None = None
    ) -> None:
        """`timers`: instead of the loop's; the sound device keeps its own time."""
        self._name, self._options, self._report = name, options, report
        self._machine = HeadsetMachine()
        self._port = HeadsetPort(sound)
        choice = DriverChoice(driver=options.sound, options=options.device)
        self.sound = Attended(f"headset of {name}", partial(sound_device, choice, self._port))
        self._button = Button(options.button, self._pressed, self.sound.fail) if options.button else None
        self._bell: Bell | None = None
        self._found_timers = timers
        self._answering: Timer | None = None
        self._offer: OfferCall | None = None

    def ring_on(self, bell: Bell) -> None:
        """The loudspeaker of the house."""
        self._bell = bell

    async def prepare(self) -> str:
        what = await self.sound.prepare()
        if self._button is not None:
            self._button.open()
        return what

    async def serve(self) -> None:
        await self.sound.serve()

    @property
    def sound_counts(self) -> SoundCounts:
        return self.sound.counts

    def ring(self, offer: OfferCall) -> None:
        if not self._machine.move(Move.RING):
            return
        self._offer = offer
        if self._options.rings != "loudspeaker":
            self._port.ring()
            self.sound.flow()
        if self._bell is not None and self._options.rings != "headset":
            self._bell.ring(self._name)
        if self._options.answers == "by_itself":
            self._answer_after(self._options.answers_after_ms)

    def withdraw(self, withdrawal: WithdrawOffer) -> None:
        if self._machine.move(Move.WITHDRAW):
            self._rest()

    def connect(self, call: CallId) -> None:
        if self._machine.move(Move.CONNECT):
            self._stop_ringing()
            self._port.talk()
            self.sound.flow()

    def disconnect(self) -> None:
        if self._machine.move(Move.DISCONNECT):
            self._rest()

    async def close(self) -> None:
        self._machine.move(Move.LEAVE)
        self._rest()
        if self._button is not None:
            self._button.close()
        await self.sound.close()

    def _pressed(self) -> None:
        """One key does what is to be done: answer what rings, hang up what is talked."""
        if self._machine.state is HeadsetState.RUNG:
            self._accept()
        elif self._machine.move(Move.HANG_UP):
            self._rest()
            self._report(AgentHungUp(self._name))

    def _accept(self) -> None:
        if self._offer is not None and self._machine.move(Move.ACCEPT):
            self._stop_ringing()
            self._report(OfferAccepted(self._name, self._offer.token))

    def _answer_after(self, ms: Ms) -> None:
        timers = self._timers
        self._forget_answering()
        self._answering = timers.call_at(timers.time() + ms / 1_000, self._accept)

    def _forget_answering(self) -> None:
        if self._answering is not None:
            self._answering.cancel()
            self._answering = None

    def _stop_ringing(self) -> None:
        """The device goes on: the conversation is about to begin."""
        self._forget_answering()
        self._port.rest()
        if self._bell is not None:
            self._bell.quiet(self._name)

    def _rest(self) -> None:
        self._stop_ringing()
        self.sound.rest()

    @property
    def _timers(self) -> Timers:
        if self._found_timers is None:
            self._found_timers = asyncio.get_running_loop()
        return self._found_timers
