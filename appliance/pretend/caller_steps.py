"""The steps of a caller's script, each as something that hears and says pieces of sound until it is done."""

from collections.abc import Callable, Mapping

import numpy as np

from appliance.model.words import Digit, Ms
from appliance.pretend.hearing import MarkedToneWatch, SoundWatch
from appliance.pretend.script import (
    Listen,
    Press,
    Say,
    Step,
    Tone,
    WaitRelease,
    WaitSilence,
    WaitSound,
    WaitTone,
)
from appliance.pretend.sines import DTMF_HZ, EndlessSines, sines
from appliance.sound.frames import RATE, Samples

Sounds = Mapping[str, Samples]
"""The files of Say steps, by the name in the script."""


class Doing:
    """One step in progress: silent, for `ms`. The others differ in what they say, hear, and when they are done."""

    failure_when_late = ""
    """One sentence, when not being done after `ms` is a failure of the box."""

    def __init__(self, ms: Ms) -> None:
        self.ms = ms
        self.passed_ms: Ms = 0
        self.key: Digit = ""
        """The DTMF key that sounds in the piece said last."""
        self.detail = ""
        self.fulfilled = False

    def say(self, count: int) -> Samples:
        return np.zeros(count, np.int16)

    def hear(self, piece: Samples) -> None:
        """Subclasses that listen set `fulfilled`."""

    def pass_time(self, count: int) -> None:
        self.passed_ms += count * 1_000 // RATE

    @property
    def late(self) -> bool:
        return self.passed_ms >= self.ms

    @property
    def done(self) -> bool:
        return self.fulfilled or self.late

    @property
    def failure(self) -> str:
        return self.failure_when_late if self.late and not self.fulfilled else ""


class HearingSound(Doing):
    def __init__(self, step: WaitSound) -> None:
        super().__init__(step.within_ms)
        self.failure_when_late = f"wait_sound: heard nothing above {step.dbm0:g} dBm0 within {step.within_ms} ms"
        self._watch = SoundWatch(step.dbm0)

    def hear(self, piece: Samples) -> None:
        self._watch.hear(piece)
        self.fulfilled = self._watch.heard


class HearingSilence(Doing):
    def __init__(self, step: WaitSilence) -> None:
        super().__init__(step.within_ms)
        self.failure_when_late = (
            f"wait_silence: no sound with {step.ms} ms of silence after it within {step.within_ms} ms"
        )
        self._watch = SoundWatch(step.dbm0)
        self._silence_ms = step.ms

    def hear(self, piece: Samples) -> None:
        self._watch.hear(piece)
        self.fulfilled = self._watch.heard and self._watch.silent_ms >= self._silence_ms


class HearingTone(Doing):
    def __init__(self, step: WaitTone) -> None:
        super().__init__(step.within_ms)
        wanted = " or ".join(f"{hz} Hz" for hz in step.any_of)
        self.failure_when_late = f"wait_tone: {wanted} not heard within {step.within_ms} ms"
        self._watch = MarkedToneWatch(step.any_of, step.dbm0)

    def hear(self, piece: Samples) -> None:
        self._watch.hear(piece)
        self.fulfilled = self._watch.heard_hz > 0
        self.detail = str(self._watch.heard_hz or "")


class SpeakingTone(Doing):
    def __init__(self, step: Tone) -> None:
        super().__init__(step.ms)
        self._sines = EndlessSines((step.hz,), step.dbm0)
        self.detail = str(step.hz)

    def say(self, count: int) -> Samples:
        return self._sines.next(count)


class Speaking(Doing):
    """Plays samples; the last piece is filled with silence."""

    def __init__(self, samples: Samples) -> None:
        super().__init__(-(-len(samples) * 1_000 // RATE))
        self._samples = samples
        self._place = 0

    def say(self, count: int) -> Samples:
        piece = np.zeros(count, np.int16)
        part = self._samples[self._place : self._place + count]
        piece[: len(part)] = part
        self._place += count
        return piece


class Pressing(Speaking):
    def __init__(self, step: Press) -> None:
        on, off = step.on_ms * RATE // 1_000, step.off_ms * RATE // 1_000
        pause = np.zeros(off, np.int16)
        sounds = [part for key in step.keys for part in (sines(DTMF_HZ[key], on, step.dbm0), pause)]
        super().__init__(np.concatenate(sounds))
        self._step, self._period, self._on = step, on + off, on
        self.detail = step.keys

    def say(self, count: int) -> Samples:
        index, within = divmod(self._place, self._period)
        self.key = self._step.keys[index] if index < len(self._step.keys) and within < self._on else ""
        return super().say(count)


class WaitingForRelease(Doing):
    def __init__(self, step: WaitRelease) -> None:
        super().__init__(step.within_ms)
        self.failure_when_late = f"wait_release: the box did not hang up within {step.within_ms} ms"


_MAKERS: Mapping[type[Step], Callable[..., Doing]] = {
    Listen: lambda step: Doing(step.ms),
    WaitSound: HearingSound,
    WaitSilence: HearingSilence,
    WaitTone: HearingTone,
    Tone: SpeakingTone,
    Press: Pressing,
    WaitRelease: WaitingForRelease,
}


def doing(step: Step, sounds: Sounds) -> Doing | None:
    """What a step that takes time becomes; None for one that does not (hang up, unplug)."""
    if isinstance(step, Say):
        return Speaking(sounds[step.wav])
    maker = _MAKERS.get(type(step))
    return maker(step) if maker else None
