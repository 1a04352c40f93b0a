"""Thirty-two calls at once for the desk: callers and agents who talk in turn, lines whose hybrids send it back."""

from collections.abc import Iterator
from typing import TypeAlias

import msgspec
import numpy as np
import numpy.typing as npt

from appliance.sound.codecs import ulaw_decode, ulaw_encode
from appliance.sound.frames import FRAME_SAMPLES, RATE, SILENCE, Frame, Samples
from appliance.sound.levels import power_of_dbm0
from benchmarks import hang_up_sounds
from benchmarks.digits.echoes import speech_of

Floats: TypeAlias = npt.NDArray[np.float64]

HYBRID_SAMPLES = 128
"""16 ms."""
RETURN_LOSS_DB = 10.0
DELAYS_MS = (20, 220)
"""From the desk to the hybrid and back: modem, exchange."""
TURN_S = (1.5, 4.0)
"""One speaks for so long, then the other."""
BOTH_S = 0.4
"""They begin before the other has ended."""
SPEECH_DBM0 = -20.0


class Call(msgspec.Struct, frozen=True, eq=False):
    """One line and its agent, all they say, frame by frame, and the way back through the hybrid."""

    caller: Samples
    agent: Samples
    path: Floats
    """All zeros: a line without echo."""
    delay: int


def calls(count: int, seconds: int, chance: np.random.Generator, *, echo: bool = True) -> Iterator[Call]:
    speech = _speech(chance)
    for _ in range(count):
        caller, agent = _turns(speech, seconds * RATE, chance)
        time = np.arange(HYBRID_SAMPLES)
        path = chance.normal(size=HYBRID_SAMPLES) * np.exp(-time / 18) * (time > 4)
        path *= 10 ** (-RETURN_LOSS_DB / 20) / np.sqrt(np.sum(path**2)) * echo
        yield Call(caller, agent, path, int(chance.integers(*DELAYS_MS)) * RATE // 1_000)


class Line:
    """The far end of one call's line: what comes back when something was sent."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._sent = np.zeros(call.delay + call.caller.size + FRAME_SAMPLES)
        """From `delay` before the first sample on."""
        self._at = 0

    def heard(self) -> bytes:
        """The next 20 ms of the line, in mu-law."""
        return ulaw_encode(self.heard_samples())

    def heard_samples(self) -> Frame:
        """The caller, and what was sent so long ago."""
        call, now = self._call, slice(self._at, self._at + FRAME_SAMPLES)
        echo = SILENCE
        if call.path.any() and self._at >= HYBRID_SAMPLES:
            back = self._sent[now.start - HYBRID_SAMPLES + 1 : now.stop]
            echo = np.convolve(back, call.path, "valid")
        heard: Frame = np.clip(np.rint(call.caller[now] + echo), -32_768, 32_767).astype(np.int16)
        return heard

    def send(self, coded: bytes) -> None:
        """What the desk said in this tick; the tick is over."""
        self.send_samples(ulaw_decode(coded))

    def send_samples(self, frame: Frame) -> None:
        place = self._call.delay + self._at
        self._sent[place : place + FRAME_SAMPLES] = frame
        self._at += FRAME_SAMPLES

    def agent(self) -> Frame:
        return self._call.agent[self._at : self._at + FRAME_SAMPLES]


def _turns(speech: Samples, count: int, chance: np.random.Generator) -> tuple[Samples, Samples]:
    """Caller and agent, one after the other, with a little of both between; a line's noise beneath."""
    sounds = [_part(speech, count, chance) for _ in range(2)]
    gates = [np.zeros(count), np.zeros(count)]
    at, who = 0, 1
    while at < count:
        turn = int(chance.uniform(*TURN_S) * RATE)
        gates[who][at : at + turn + int(BOTH_S * RATE)] = 1
        at, who = at + turn, 1 - who
    noise = np.sqrt(power_of_dbm0(-65.0))
    caller, agent = (np.rint(s * g + chance.normal(0, noise, count)) for s, g in zip(sounds, gates, strict=True))
    return caller.astype(np.int16), agent.astype(np.int16)


def _part(speech: Samples, count: int, chance: np.random.Generator) -> Floats:
    place = int(chance.integers(0, speech.size))
    part = np.resize(np.roll(speech, -place)[: min(count, speech.size)], count).astype(np.float64)
    loud = part[np.abs(part) > 100]
    return np.clip(part * np.sqrt(power_of_dbm0(SPEECH_DBM0) / np.mean(loud**2)), -30_000, 30_000)


def _speech(chance: np.random.Generator) -> Samples:
    """Debian's prompts in the first language there is; without them noise with syllables."""
    first = next(iter(hang_up_sounds.prompts()), None)
    if first is not None:
        return speech_of(first[1])
    count = 120 * RATE
    spectrum = np.fft.rfft(chance.normal(size=count))
    hz = np.fft.rfftfreq(count, 1 / RATE)
    sound = np.fft.irfft(spectrum * (hz > 250) * (hz < 3_400) / (1 + (hz / 700) ** 2), count)
    syllables = np.repeat(chance.choice((0.0, 0.6, 1.0), size=count // 800 + 1), 800)[:count]
    return np.rint(sound * syllables * (8_000 / np.abs(sound).max())).astype(np.int16)
