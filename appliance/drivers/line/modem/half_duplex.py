"""The sound of a call on a modem that either plays or records: frames to say take the line, a pause gives it back."""

from collections import deque
from collections.abc import Callable
from typing import Final

from appliance.drivers.line import SoundPort
from appliance.drivers.line.modem.family_data import Step
from appliance.drivers.line.modem.turn_machine import TurnMachine, TurnMove, TurnState
from appliance.drivers.line.modem.voice_family import CodecName, HalfDuplex, exits_of
from appliance.model.words import Ms
from appliance.protocol import Exit
from appliance.sound.codecs import CODECS
from appliance.sound.frames import FRAME_SAMPLES, SILENCE, Frame
from appliance.sound.surplus import nearly_silent

PAUSE_FRAMES: Final = 25
"""500 ms without anything to say: longer than pauses between words, so that a prompt keeps the line to its end."""
PAUSE_AFTER_KEY: Final = 5
"""100 ms of it, when the caller has just pressed a key: then it is the prompt that was cut short."""
KEY_COUNTS_FRAMES: Final = 50
"""For so long after a key."""
MOST_HELD: Final = 50
"""Frames that wait for the line to be taken, 1 s; a modem takes 200 to 600 ms to turn. More lose the oldest."""
LONGEST_SPEECH: Final = 1_500
"""Frames in a row, 30 s: longer than prompts, so this is music."""
LISTENS_FRAMES: Final = 150
"""3 s, three beats of most busy tones: whether the far end is still there is heard, then the music goes on."""

_PURGE: Final = b"\x10\x18"  # DLE CAN: what is queued for playing is thrown away (V.253 §9.2)


class HalfDuplexSound:
    """What a SoundPort may expect of it:

    – Frames to say that are not silent take the line; they are said whole, 200 to 600 ms late, in order.
    – While they are said nothing is heard: the port hears a frame of silence for each frame said: its time goes on.
      Keys are heard all the same, by the modem, and told as signals: a prompt stays interruptible by key. It is not by
      voice; a far end that hangs up meanwhile is told by the modem's own events, or heard in the next pause.
    – After 500 ms of nothing to say the far end is heard again; after 100 ms when a key was just pressed, and then what
      the modem had still in hand is thrown away.
    – After 30 s of sound without a pause, which only music is, 3 s of it are left out to hear whether anybody is there.
    – Two people can talk as over radio, one at a time.
    """

    def __init__(
        self, codec: CodecName, sound: SoundPort, write: Callable[[bytes], None], turn: Callable[[], None]
    ) -> None:
        """`write` takes coded samples for the modem; `turn` is called when exits and stream are to be used."""
        self._decode, self._encode = CODECS[codec]
        self._sound = sound
        self._write = write
        self._turn = turn
        self._machine = TurnMachine()
        self._held: deque[Frame] = deque(maxlen=MOST_HELD)
        self._rest = b""
        self._quiet = 0
        """Frames with nothing in them, in a row."""
        self._since_key = KEY_COUNTS_FRAMES
        self._said = 0
        """Frames since it was listened last."""
        self._left_out = 0
        """Frames yet to be left out."""

    @property
    def playing(self) -> bool:
        return self._machine.state is TurnState.SPEAKING

    def exits(self, half: HalfDuplex) -> tuple[Exit, ...]:
        """The ways out of the stream that is open, or was before turning."""
        if self._machine.state in {TurnState.LISTENING, TurnState.TO_SPEAKING}:
            return exits_of(half.leave_record)
        exits = exits_of(half.leave_play)
        if self._machine.state is TurnState.TO_LISTENING and not self._key_was_pressed:
            return exits
        return tuple(Exit(_PURGE + each.data, each.wait_ms) for each in exits)

    def stream(self, half: HalfDuplex) -> Step:
        """The stream to open next."""
        return half.play if self._machine.state is TurnState.TO_SPEAKING else half.record

    def begin(self) -> None:
        """A stream is open."""
        self._machine.move(TurnMove.OPENED)
        self._rest, self._quiet, self._said = b"", 0, 0
        self._sound.tell_when_said(self._say_what_came)
        self._go_on()

    def closed(self) -> None:
        """The stream is over, in the midst of turning or by itself."""
        self._machine.move(TurnMove.CLOSED)

    def end(self) -> None:
        """The call is over; harmless when it was before."""
        self._machine.move(TurnMove.END)
        self._held.clear()
        self._left_out = 0
        self._sound.tell_when_said(None)

    def hear(self, coded: bytes) -> None:
        """Samples from the modem, any number; every 160th makes a frame heard."""
        if self._rest:
            coded = self._rest + coded
        whole = len(coded) - len(coded) % FRAME_SAMPLES
        self._rest = coded[whole:]
        if whole:
            heard = self._decode(coded[:whole] if self._rest else coded)
            for start in range(0, whole, FRAME_SAMPLES):
                self._sound.heard(heard[start : start + FRAME_SAMPLES])

    def key(self) -> None:
        """The modem heard a key."""
        self._since_key = 0

    def underrun(self) -> None:
        """It has played all it had, which between two frames is no harm."""

    @property
    def _key_was_pressed(self) -> bool:
        return self._since_key < KEY_COUNTS_FRAMES

    def _say_what_came(self, _: Ms) -> None:
        while (frame := self._sound.to_say_if_there()) is not None:
            self._since_key = min(self._since_key + 1, KEY_COUNTS_FRAMES)
            if self._left_out:
                self._left_out -= 1
            elif self._wants(frame):
                self._held.append(frame)
        self._go_on()

    def _wants(self, frame: Frame) -> bool:
        """Silence never takes the line, nor the place of sound that waits for it."""
        if nearly_silent(frame):
            return self.playing or 0 < len(self._held) < MOST_HELD
        return True

    def _go_on(self) -> None:
        """Says what is held, if the line is ours, or takes it."""
        if self._held and self._machine.move(TurnMove.SPEECH):
            self._turn()
        while self._held and self.playing:
            self._say(self._held.popleft())

    def _say(self, frame: Frame) -> None:
        self._write(self._encode(frame))
        self._sound.heard(SILENCE)
        self._quiet = self._quiet + 1 if nearly_silent(frame) else 0
        self._said += 1
        enough = PAUSE_AFTER_KEY if self._key_was_pressed else PAUSE_FRAMES
        if self._said == LONGEST_SPEECH:
            self._left_out = LISTENS_FRAMES
        if (self._quiet >= enough or self._left_out) and self._machine.move(TurnMove.PAUSE):
            self._held.clear()
            self._turn()
