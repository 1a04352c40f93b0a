"""What sounds on a leg: prompts once through, music round and round."""

from typing import Protocol

import numpy as np

from appliance.model.words import Token
from appliance.sound.frames import FRAME_SAMPLES, SILENCE, Frame, Samples


class Player(Protocol):
    token: Token | None
    """Told when it ends; None when nobody waits for the end."""

    def next_frame(self) -> Frame: ...

    known: bool
    """What it says next follows from nothing that is yet to come: it may be handed out before its time."""

    @property
    def over(self) -> bool:
        """The last sample is out."""


class PromptPlayer:
    """Prompts one after the other, no sample between them; the last frame is filled up with silence."""

    known = True

    def __init__(self, prompts: tuple[Samples, ...], token: Token | None) -> None:
        self.token = token
        spoken = np.concatenate(prompts) if prompts else SILENCE[:0]
        self._left = -(-spoken.size // FRAME_SAMPLES)
        self._samples = np.zeros(self._left * FRAME_SAMPLES, np.int16)
        self._samples[: spoken.size] = spoken
        self._at = 0

    def next_frame(self) -> Frame:
        if self.over:
            return SILENCE
        frame = self._samples[self._at : self._at + FRAME_SAMPLES]
        self._at += FRAME_SAMPLES
        self._left -= 1
        return frame

    @property
    def over(self) -> bool:
        return self._left == 0


class MusicPlayer:
    """The same samples for ever; the first follows the last without a gap.

    Known as well, but an agent may answer at any moment, and is to be heard at once.
    """

    token: Token | None = None
    known = False
    over = False

    def __init__(self, music: Samples) -> None:
        if music.size == 0:
            music = SILENCE
        self._length = music.size
        # One frame more than the round, so that a frame across the seam is a slice like any other.
        self._samples = np.resize(music, self._length + FRAME_SAMPLES)
        self._at = 0

    def next_frame(self) -> Frame:
        frame = self._samples[self._at : self._at + FRAME_SAMPLES]
        self._at = (self._at + FRAME_SAMPLES) % self._length
        return frame
