"""What a pretend agent hears: measured frame by frame while it talks, judged when the conversation is over."""

import numpy as np
import numpy.typing as npt

from appliance.model.words import Ms, Value
from appliance.sound.frames import FRAME_SAMPLES, RATE, Frame, Samples
from appliance.sound.levels import FLOOR_DBM0, dbm0_of_power, power_of_dbm0
from appliance.sound.measure import dominant_hz

AUDIBLE_DBM0 = -45.0
"""Below is the noise of a line; marked tones stand 30 dB above."""

KEPT_FRAMES = 3_000
"""One minute of sound is kept for the file and the pitch, 1 MB; what comes later is still measured."""

MOST_ONSETS = 4_000
"""An hour of one a second; those that come later are not written down."""

ONSET_SILENCE_MS = 100
"""What begins after a shorter silence was not silent on purpose: that silence is a hole."""

_BLOCK_SAMPLES = 20
_FRAME_BLOCKS = FRAME_SAMPLES // _BLOCK_SAMPLES
_BLOCK_MS = 2.5
"""How finely gaps are told: a tone above 400 Hz has a whole period in a block."""

_PITCH_SAMPLES = 2 * RATE
_NEAR_HZ = 20.0
"""What counts as the tone itself: what a squeezed frame smears."""


class Heard(Value, frozen=True, kw_only=True):
    frames: int = 0
    """Taken from the box."""
    audible_ms: float = 0.0
    first_audible_ms: Ms | None = None
    """CLOCK_MONOTONIC."""
    level_dbm0: float = FLOOR_DBM0
    """Of what was audible."""
    longest_gap_ms: float = 0.0
    """Longest silence between two audible moments."""
    holes: int = 0
    """Silences shorter than ONSET_SILENCE_MS between two audible moments: something was lost there."""
    onsets_ms: tuple[float, ...] = ()
    """CLOCK_MONOTONIC of each first sample after silence: when its frame was taken, and its place within the frame."""
    hertz: float = 0.0
    """The loudest frequency."""
    tone_share: float = 0.0
    """How much of the power that frequency has: 1.0 is a clean tone, speech and music stay below 0.5."""


class Ear:
    def __init__(self, most_kept: int = KEPT_FRAMES) -> None:
        self.kept: list[Frame] = []
        self._most_kept = most_kept
        self._threshold = power_of_dbm0(AUDIBLE_DBM0)
        self._inaudible = int(np.sqrt(self._threshold))
        """No block of samples within it can be audible."""
        self._frames = 0
        self._blocks = 0
        self._power = 0.0
        """Sum over audible blocks."""
        self._first_ms: Ms | None = None
        self._silent = 0
        """Blocks since the last audible one."""
        self._longest = 0
        self._holes = 0
        self._onsets: list[float] = []

    def hear(self, frame: Frame, now: Ms) -> None:
        self._frames += 1
        if len(self.kept) < self._most_kept:
            self.kept.append(frame)
        if int(frame.max()) <= self._inaudible and int(frame.min()) >= -self._inaudible:
            self._silent += _FRAME_BLOCKS if self._first_ms is not None else 0
            return
        blocks = frame.reshape(-1, _BLOCK_SAMPLES).astype(np.float32)
        power = np.einsum("ij,ij->i", blocks, blocks) / _BLOCK_SAMPLES
        audible = power > self._threshold
        loud = int(np.count_nonzero(audible))
        if loud == _FRAME_BLOCKS and not self._silent and self._first_ms is not None:
            self._power += float(power.sum())
        else:
            self._count_gaps(audible, frame, now)
            self._power += float(power[audible].sum())
        self._blocks += loud
        if loud and self._first_ms is None:
            self._first_ms = now

    def judge(self) -> Heard:
        """Takes some milliseconds: not for the event loop."""
        hertz, share = pitch(self.sound())
        return Heard(
            frames=self._frames,
            audible_ms=self._blocks * _BLOCK_MS,
            first_audible_ms=self._first_ms,
            level_dbm0=round(dbm0_of_power(self._power / self._blocks), 2) if self._blocks else FLOOR_DBM0,
            longest_gap_ms=self._longest * _BLOCK_MS,
            holes=self._holes,
            onsets_ms=tuple(self._onsets),
            hertz=round(hertz, 1),
            tone_share=round(share, 3),
        )

    def sound(self) -> Samples:
        return np.concatenate(self.kept) if self.kept else np.zeros(0, np.int16)

    def _count_gaps(self, audible: npt.NDArray[np.bool_], frame: Frame, now: Ms) -> None:
        begun = self._first_ms is not None
        for block, loud in enumerate(audible):
            if loud and not (begun and self._silent * _BLOCK_MS < ONSET_SILENCE_MS):
                self._note_onset(frame, block, now)
            elif loud and self._silent:
                self._holes += 1
            if loud:
                self._longest = max(self._longest, self._silent)
                self._silent, begun = 0, True
            elif begun:
                self._silent += 1

    def _note_onset(self, frame: Frame, block: int, now: Ms) -> None:
        """To the sample: the first one as loud as its block has to be on average."""
        if len(self._onsets) < MOST_ONSETS:
            start = block * _BLOCK_SAMPLES
            loud = np.abs(frame[start : start + _BLOCK_SAMPLES].astype(np.int32)) >= np.sqrt(self._threshold)
            self._onsets.append(round(now + (start + int(loud.argmax())) * 1_000 / RATE, 3))


def pitch(samples: Samples) -> tuple[float, float]:
    """The loudest frequency in hertz and its share of the power, 0 to 1, of the loud part; (0, 0) for silence."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > np.sqrt(power_of_dbm0(AUDIBLE_DBM0)))
    if len(loud) < FRAME_SAMPLES:
        return 0.0, 0.0
    part = samples[loud[0] : loud[-1] + 1][:_PITCH_SAMPLES]
    part = part[: len(part) // FRAME_SAMPLES * FRAME_SAMPLES]  # whole frames: lengths the transform is quick at
    hertz = dominant_hz(part)
    spectrum = np.abs(np.fft.rfft((part - part.mean()) * np.hanning(len(part)))) ** 2
    step = RATE / len(part)
    near = np.abs(np.arange(len(spectrum)) * step - hertz) <= _NEAR_HZ + 2 * step  # the window's lobe is 4 steps wide
    return hertz, float(spectrum[near].sum() / spectrum.sum())
