"""Keys pressed while a prompt comes back from the line: as it comes, and as our canceller leaves it."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from appliance.sound.codecs import ulaw_decode, ulaw_encode
from appliance.sound.echo import LineEcho
from appliance.sound.frames import FRAME_SAMPLES, RATE, SILENCE, Samples
from appliance.sound.levels import power_of_dbm0
from benchmarks.digits.dialling import KEYS_A_CALL, Call, Chance, Floats, Manner, noise_under, pressed, sampled

MANNER = Manner(on_ms=100, off_ms=100, dbm0=-16)
RETURN_LOSS_DB = (6.0, 12.0)
"""Of the hybrid; what is sent is as loud as the ratio asks for."""
DELAY_MS = (5.0, 250.0)
HYBRID_SAMPLES = 128
"""16 ms."""
ALONE_MS = 2_000
"""The prompt speaks for so long before the first key."""
LOUD = 100
"""A prompt speaks where it is louder: its echo's power is that of its speech, not of its pauses."""


class EchoedCall(NamedTuple):
    raw: Call
    cancelled: Call


def calls(prompts: Samples, over_db: float, count: int, chance: Chance) -> Iterator[EchoedCall]:
    """As many keys as `count`, each so far above the echo; every call over another path, delay and part of a prompt."""
    for _ in range(-(-count // KEYS_A_CALL)):
        keys_sound, keys, begins = pressed(MANNER, KEYS_A_CALL, chance)
        lead = ALONE_MS * RATE // 1_000
        total = lead + keys_sound.size
        loss_db = chance.uniform(*RETURN_LOSS_DB)
        sent = _sent(prompts, total, 2 * power_of_dbm0(MANNER.dbm0) * 10 ** ((loss_db - over_db) / 10), chance)
        delay = int(chance.uniform(*DELAY_MS) * RATE / 1_000)
        line = np.concatenate([np.zeros(delay), np.convolve(sent, hybrid(loss_db, chance))])[:total]
        line[lead:] += keys_sound
        heard = _mulaw(line + noise_under(MANNER, total, chance))
        places = [lead + begin for begin in begins]
        yield EchoedCall(Call(heard, keys, places), Call(_cancelled(sent, heard), keys, places))


def _sent(prompts: Samples, count: int, power: float, chance: Chance) -> Samples:
    """Some part of the prompts, its speech of so much power."""
    place = int(chance.integers(0, prompts.size - count))
    spoken = prompts[place : place + count].astype(np.float64)
    return _mulaw(spoken * np.sqrt(power / np.mean(spoken[np.abs(spoken) > LOUD] ** 2)))


def speech_of(prompts: Iterable[Samples]) -> Samples:
    """One after the other, without those that are silent."""
    return np.concatenate([prompt for prompt in prompts if (np.abs(prompt) > LOUD).any()])


def hybrid(loss_db: float, chance: Chance) -> Floats:
    time = np.arange(HYBRID_SAMPLES)
    path = chance.normal(size=HYBRID_SAMPLES) * np.exp(-time / 18) * (time > 4)
    return path / np.sqrt(np.sum(path**2)) * 10 ** (-loss_db / 20)


def _mulaw(sound: Floats) -> Samples:
    return ulaw_decode(ulaw_encode(sampled(sound)))


def _cancelled(sent: Samples, heard: Samples) -> Samples:
    """Tick by tick, as a leg of the desk does it: what is sent in one can return in the next at the earliest."""
    line = LineEcho()
    left = np.zeros_like(heard)
    before: Samples = SILENCE
    for at in range(0, heard.size - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        now = slice(at, at + FRAME_SAMPLES)
        left[now] = line.taken_out(before, heard[now])
        before = sent[now]
    return left
