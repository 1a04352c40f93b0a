"""Recorders: a conversation in two channels, and a message that ends by itself with silence and tones cut away."""

from collections import deque
from collections.abc import Collection, Sequence
from typing import TypeAlias

import msgspec
import numpy as np
import numpy.typing as npt

from _fastroute import pcm
from appliance.model.words import CallId, Ms, Token
from appliance.sound.frames import FRAME_MS, FRAME_SAMPLES, SILENCE, Frame, Samples
from appliance.sound.players import MusicPlayer, PromptPlayer
from appliance.sound.reports import LegName
from appliance.sound.tones import beep

LOOK_BACK_FRAMES = 3
"""60 ms: a tone is known for one only so long after it began; its beginning must not stay in the message."""

HANGOVER_FRAMES = 5
"""100 ms kept after the last speech, when silence ended the message: soft endings lie below the speech threshold."""

LEAD_FRAMES = 5
"""100 ms kept before the first speech, for soft beginnings; the rest of the silence before it is cut away."""

STEADY_MS = 5_000
STEADY_RANGE = 8.0
"""What has not risen by 9 dB over its softest frame for so long is noise, however loud: people pause sooner, and their
words are 15 dB and more over what is in their pauses. Those 5 s stay in the message."""

BEEP_HZ = 1_400
BEEP_MS = 200
"""What tells both ends that they are recorded, each 12 to 18 s where the law wants it (47 CFR 64.501)."""

PAUSE_MARK = beep(440, 200, -25.0)
"""At the beginning of what a recording leaves out; soft and low, it is no speech and no key."""


class BridgeBlock(msgspec.Struct, frozen=True, eq=False):
    """20 ms of a conversation."""

    call: CallId
    samples: npt.NDArray[np.int16]
    """Shape (160, 2): caller left, agent right."""


class MessageBlock(msgspec.Struct, frozen=True, eq=False):
    """The next piece of a message."""

    leg: LegName
    token: Token
    samples: Samples
    """Any number of whole frames."""


Block: TypeAlias = BridgeBlock | MessageBlock


class BridgeRecorder:
    """Both ends of a conversation as the desk hears them; a leg that is gone is silent.

    While it is paused, as for a card's number, both channels are silent but for a mark at the beginning: times stay
    right, and whoever listens hears that something was left out.
    """

    def __init__(
        self, call: CallId, left: LegName, right: LegName, *, beep_every_ms: Ms = 0, beep_dbm0: int = -15
    ) -> None:
        """`beep_every_ms`: how often both are told by a beep that they are recorded; 0: never."""
        self.call = call
        self.left = left
        self.right = right
        self._beeps = MusicPlayer(_beeps_every(beep_every_ms, beep_dbm0)) if beep_every_ms else None
        self._mark: PromptPlayer | None = None
        self._paused = False

    def pause(self) -> None:
        if not self._paused:
            self._paused, self._mark = True, PromptPlayer((PAUSE_MARK,), None)

    def resume(self) -> None:
        self._paused = False

    def beep(self) -> Frame | None:
        """What both hear of the recording in this tick; None for nothing."""
        if self._beeps is None or self._paused:
            return None
        frame = self._beeps.next_frame()
        return frame if frame.any() else None

    def channels(self, left: Frame, right: Frame) -> tuple[Frame, Frame]:
        """What of both is recorded in this tick."""
        if self._paused:
            left = right = self._mark.next_frame() if self._mark is not None else SILENCE
        return left, right


def bridge_blocks(recorders: Collection[BridgeRecorder], heard: Sequence[tuple[Frame, Frame]]) -> list[BridgeBlock]:
    """Of each what its left and right heard in this tick."""
    kept = [recorder.channels(left, right) for recorder, (left, right) in zip(recorders, heard, strict=True)]
    pairs = np.empty((len(kept), FRAME_SAMPLES, 2), np.int16)
    pcm.pair_all([left for left, _ in kept], [right for _, right in kept], pairs)
    return [BridgeBlock(recorder.call, both) for recorder, both in zip(recorders, pairs, strict=True)]


def _beeps_every(ms: Ms, dbm0: int) -> Samples:
    """One round of them, whole frames."""
    length = -(-max(ms, 2 * FRAME_MS + BEEP_MS) // FRAME_MS) * FRAME_SAMPLES
    sound = beep(BEEP_HZ, BEEP_MS, dbm0)
    return np.pad(sound, (0, length - sound.size))


class MessageRecorder:
    """Hands out speech as it comes and holds back what may turn out to be the end.

    Held frames are released when speech goes on. At most silence_ms of them are held, because so much ends the message;
    before the first speech LEAD_FRAMES.
    """

    def __init__(self, leg: LegName, token: Token, *, longest_ms: Ms, silence_ms: Ms) -> None:
        self.leg = leg
        self.token = token
        self._longest_ms = longest_ms
        self._silence_ms = silence_ms
        self._fresh: deque[tuple[Frame, bool]] = deque()
        """The last LOOK_BACK_FRAMES frames and whether each was speech."""
        self._held: list[Frame] = []
        self._out: list[Frame] = []
        self._powers: deque[float] = deque(maxlen=STEADY_MS // FRAME_MS)
        self._heard_ms = 0
        self._quiet_ms = 0
        self._kept_ms = 0
        """Up to the end of the last speech that left _fresh."""
        self._settled_ms = 0
        self.over = False

    @property
    def spoken_ms(self) -> Ms:
        return self._kept_ms

    @property
    def held_frames(self) -> int:
        return len(self._held) + len(self._fresh)

    def hear(self, frame: Frame, *, loud: bool, tone: bool) -> None:
        """One frame more. Speech is what is loud, no tone and no noise; a tone takes its beginning with it."""
        if tone:
            self._fresh = deque((earlier, False) for earlier, _ in self._fresh)
        self._powers.append(pcm.power(frame))
        speech = loud and not tone and not self._is_noise()
        self._fresh.append((frame, speech))
        self._heard_ms += FRAME_MS
        self._quiet_ms = 0 if speech else self._quiet_ms + FRAME_MS
        if len(self._fresh) > LOOK_BACK_FRAMES:
            self._settle(*self._fresh.popleft())
        if self._quiet_ms >= self._silence_ms or self._heard_ms >= self._longest_ms:
            self.end(HANGOVER_FRAMES)

    def end(self, hangover_frames: int = 0) -> None:
        """The message is over: what was held back goes, but for so many frames after the last speech."""
        if self.over:
            return
        while self._fresh:
            self._settle(*self._fresh.popleft())
        if self._kept_ms:
            self._out += self._held[:hangover_frames]
        self._held.clear()
        self.over = True

    def take(self) -> MessageBlock | None:
        """What is certain since the last take."""
        if not self._out:
            return None
        block = MessageBlock(self.leg, self.token, np.concatenate(self._out))
        self._out.clear()
        return block

    def _is_noise(self) -> bool:
        return len(self._powers) == self._powers.maxlen and max(self._powers) < STEADY_RANGE * min(self._powers)

    def _settle(self, frame: Frame, speech: bool) -> None:  # noqa: FBT001 - unpacked from the pairs of _fresh
        self._settled_ms += FRAME_MS
        if not speech:
            self._held.append(frame)
            if not self._kept_ms and len(self._held) > LEAD_FRAMES:
                del self._held[0]
                self._settled_ms -= FRAME_MS
            return
        self._out += self._held
        self._out.append(frame)
        self._held.clear()
        self._kept_ms = self._settled_ms
