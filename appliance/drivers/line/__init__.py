"""Lines: the contract every line driver keeps. A driver is a file here with `Options` and `Driver`."""

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from appliance.drivers.line.health_machine import Health
from appliance.drivers.sound.ways import SoundCounts
from appliance.model.actions import SendKeys, SendText
from appliance.model.events import Event
from appliance.model.network import NetworkAsk
from appliance.model.states import SecondOrder
from appliance.model.words import CallId, Token
from appliance.protocol.line_trace import LineTrace
from appliance.sound.frames import Come, Frame

Report = Callable[[Event], None]
"""Where a driver says what happened; called in the event loop, returns at once, never raises."""


class SoundPort(Protocol):
    """Where a driver's sound goes to and comes from, one frame (160 samples, 8 kHz, int16) at a time."""

    def heard(self, frame: Frame) -> None:
        """A frame came in from the far end."""

    def to_say(self) -> Frame:
        """The next frame for the far end, at the hardware's pace; silence when there is none, counted as late."""

    def to_say_if_there(self) -> Frame | None:
        """The same, for hardware with sound in hand: None when there is none yet, to be asked again later."""

    def tell_when_said(self, come: Come | None, *, ahead: int = 0) -> None:
        """`come` is called each time there is a frame to say, for hardware that can take it at once; None ends that.

        What is known beforehand, a prompt, may come up to `ahead` frames before its time: it is taken at once, too,
        and kept in hand, so that a box that stands still for a moment does not tear it.
        """


class LineDriver(Protocol):
    """One phone line. Built as Driver(name, options, report, sound, plan=…) with the country's tones; lives from
    prepare() to close().
    """

    async def prepare(self) -> str:
        """Opens the hardware, brings it to a known state and on-hook; returns what it says it is.

        Raises DriverFault, one sentence, when it cannot.
        """

    async def serve(self) -> None:
        """Runs the line until cancelled; raises DriverFault when the hardware is lost.

        Reports LineRang, CallerIdentified, LineAnswered, DigitPressed (source MODEM), LineHungUp and LineReleased; of
        what it can tell besides, CallerKnocked and HandsetMoved.
        """

    def answer(self, call: CallId) -> None:
        """Goes off-hook, opens sound both ways, then reports LineAnswered. Returns at once; ignored unless on-hook."""

    def hang_up(self) -> None:
        """Goes on-hook from whatever state, then reports LineReleased once. Returns at once.

        On-hook already, it makes sure and reports LineReleased all the same; on its way there, it does nothing.
        """

    async def mend(self, rung: Health) -> None:
        """Does what this rung of the ladder says, before prepare() is tried again. Raises DriverFault when it cannot.

        The port is open for the rungs of PORT_STAYS_OPEN, and closed before and after every other.
        """

    def sign(self) -> object:
        """What is told of the hardware without asking it; changes when it is plugged in or out, and when what it lacks
        (DeviceLacks) has come. None: not there.
        """

    async def close(self) -> None:
        """Leaves the line on-hook if the hardware still listens, and lets go of it. Never raises."""


@runtime_checkable
class TextLine(Protocol):
    """A line on which texts come in, too: reports TextReceived, and keeps its own copy until it is told."""

    def forget_text(self, token: Token) -> None:
        """The text of that TextReceived is on the disk. Returns at once; a token that is not known is ignored."""


@runtime_checkable
class TracedLine(Protocol):
    """A line whose conversation with its modem can be read along."""

    def trace_to(self, trace: LineTrace) -> None:
        """Writes it there from now on."""


@runtime_checkable
class SoundCardLine(Protocol):
    """A line whose calls may go through a sound card."""

    @property
    def sound_counts(self) -> SoundCounts | None:
        """None while it has none."""


class PinMemory(Protocol):
    """Which PINs were refused by which SIM, kept over restarts; each pair is a digest, of which no PIN can be read."""

    def knows(self, pair: str) -> bool:
        """It was sent to this SIM, and did not open it as far as known."""

    async def remember(self, pair: str) -> None:
        """Returns once it is on the disk. Never raises."""

    async def forget(self, pair: str) -> None:
        """It opened the SIM. Never raises."""


@runtime_checkable
class SimLine(Protocol):
    """A line with a SIM."""

    def keep_pins_in(self, memory: PinMemory) -> None:
        """Before prepare(); without it what was refused is known to this process alone."""


@runtime_checkable
class SendingLine(Protocol):
    """A line that sends texts."""

    @property
    def texts_in_call(self) -> bool:
        """Also while a call is up."""

    def send_text(self, order: SendText) -> None:
        """Returns at once; reports TextSent for each part that the network takes, at the end perhaps TextRefused.

        One at a time; another is refused for later.
        """


@runtime_checkable
class NetworkLine(Protocol):
    """A line on a mobile network that can be asked things."""

    def ask_network(self, token: Token, ask: NetworkAsk) -> None:
        """Returns at once; reports NetworkReplied(token) once. What it cannot take now is refused so."""


@runtime_checkable
class SecondCallLine(Protocol):
    """A line that can hear one of two callers while its network holds the other."""

    @property
    def takes_second_calls(self) -> bool:
        """Its modem can; then SecondCallGone follows each CallerKnocked that comes to nothing."""

    def second_call(self, order: SecondOrder) -> None:
        """Returns at once; ignored unless in a conversation. Reports SecondCallMoved or SecondCallFailed.

        A far end that is heard and hangs up is told by LineHungUp also while another is held: SWAP brings that one
        back, hang_up() ends both.
        """


@runtime_checkable
class DiallingLine(Protocol):
    """A line that can call out, too."""

    def dial(self, call: CallId, number: str) -> None:
        """Goes off-hook and dials 1 to 20 of 0-9 * #. Returns at once; refused with DialFailed unless on-hook.

        Reports LineDialled once the number is out and sound flows both ways, RingbackHeard once, then FarEndAnswered
        or DialFailed; after DialFailed the line stays off-hook until hang_up(), as after LineHungUp.
        """

    def transfer(self, number: str) -> None:
        """Hook flash, the extension's digits (as in dial), on-hook. Returns at once.

        Reports LineTransferred, after which hang_up() follows, or TransferFailed while the far end is here still.
        """


@runtime_checkable
class KeyingLine(Protocol):
    """A line whose network sends keys for it."""

    def send_keys(self, order: SendKeys) -> bool:
        """False: it has no way of its own, and whoever asks sounds them. Returns at once.

        Otherwise reports KeysTaken or KeysRefused at once, and KeysRefused later if they cannot go on. None is sent
        once hang_up() was called.
        """
