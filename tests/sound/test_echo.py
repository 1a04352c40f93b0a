"""The echo of a line: found, taken out, left alone where there is none, and a voice or a key over it unharmed."""

import numpy as np
import numpy.typing as npt
import pytest

from _fastroute.echo import MOST_LAG, EchoCanceller
from _fastroute.tones import DigitDetector
from appliance.sound import tones
from appliance.sound.codecs import ulaw_decode, ulaw_encode
from appliance.sound.echo import LineEcho, strongest_echo
from appliance.sound.frames import FRAME_SAMPLES, RATE, SILENCE, Samples
from appliance.sound.levels import power_of_dbm0

Floats = npt.NDArray[np.float64]


def voice(seconds: float, seed: int, dbm0: float = -20.0) -> Floats:
    """Like speech in what an adaptive filter minds: coloured, with syllables and pauses."""
    chance = np.random.default_rng(seed)
    count = int(seconds * RATE)
    spectrum = np.fft.rfft(chance.normal(size=count))
    hz = np.fft.rfftfreq(count, 1 / RATE)
    spectrum *= (hz > 250) * (hz < 3_400) / (1 + (hz / 700) ** 2)
    syllables = np.repeat(chance.choice((0.05, 0.6, 1.0), size=count // 800 + 1), 800)[:count]
    sound = np.fft.irfft(spectrum, count) * syllables
    return sound * np.sqrt(power_of_dbm0(dbm0) / np.mean(sound**2))


def hybrid(seed: int, loss_db: float) -> Floats:
    """16 ms of what a two-wire end sends back."""
    chance = np.random.default_rng(seed)
    time = np.arange(128)
    path = chance.normal(size=128) * np.exp(-time / 18) * (time > 4)
    return path / np.sqrt(np.sum(path**2)) * 10 ** (-loss_db / 20)


def sampled(sound: Floats) -> Samples:
    """As it crosses the line: in mu-law."""
    return ulaw_decode(ulaw_encode(np.clip(np.rint(sound), -32_768, 32_767).astype(np.int16)))


def returned(sent: Samples, path: Floats, delay: int) -> Floats:
    echo: Floats = np.convolve(sent.astype(float), path)[: sent.size]
    return np.concatenate([np.zeros(delay), echo])[: sent.size]


def through(line: LineEcho, sent: Samples, heard: Samples) -> Samples:
    """Tick by tick: what was sent in one is the first that can return in the next."""
    left = np.zeros_like(heard)
    before: Samples = SILENCE
    for at in range(0, sent.size - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        now = slice(at, at + FRAME_SAMPLES)
        left[now] = line.taken_out(before, heard[now])
        before = sent[now]
    return left


def gone_db(echo: Floats, left: Floats, begin_s: float, end_s: float) -> float:
    piece = slice(int(begin_s * RATE), int(end_s * RATE))
    return float(10 * np.log10(np.mean(echo[piece] ** 2) / np.mean(left[piece] ** 2)))


@pytest.mark.parametrize(("loss_db", "delay"), [(6.0, 300), (10.0, 900), (12.0, 2_400)])
def test_thirty_decibels_are_gone_after_a_second_of_speech(loss_db, delay):
    sent = sampled(voice(4, seed=1))
    echo = returned(sent, hybrid(2, loss_db), delay)
    line = LineEcho()
    left = through(line, sent, np.rint(echo).astype(np.int16))
    assert line.lag is not None
    assert delay - FRAME_SAMPLES <= line.lag <= delay
    assert gone_db(echo, left.astype(float), 1 + delay / RATE + 0.2, 4) >= 30
    through_mulaw = through(LineEcho(), sent, sampled(echo))
    assert gone_db(echo, through_mulaw.astype(float), 1 + delay / RATE + 0.2, 4) >= 27, "its own noise is 35 dB down"


def test_a_voice_over_the_echo_is_left_as_it_is_and_drives_nothing_away():
    sent, near = sampled(voice(8, seed=3)), voice(8, seed=4)
    near[: 3 * RATE] = 0
    near[5 * RATE :] = 0
    echo = returned(sent, hybrid(5, 8), 700)
    left = through(LineEcho(), sent, sampled(echo + near)).astype(float) - near
    assert gone_db(near, left, 3, 5) >= 18, "the voice, over all that was done to it"
    assert gone_db(echo, left, 5.0, 5.5) >= 27, "at once after it"
    assert gone_db(echo, left, 6, 8) >= 30


def test_a_line_without_echo_passes_untouched():
    sent, heard = sampled(voice(5, seed=6)), sampled(voice(5, seed=7))
    line = LineEcho()
    assert np.array_equal(through(line, sent, heard), heard)
    assert line.lag is None


def test_when_nothing_is_sent_nothing_is_taken_out():
    sent = sampled(voice(3, seed=8))
    line = LineEcho()
    through(line, sent, sampled(returned(sent, hybrid(9, 8), 500)))
    assert line.lag is not None
    nothing, heard = np.zeros(2 * RATE, np.int16), sampled(voice(2, seed=10))
    assert np.array_equal(through(line, nothing, heard)[RATE:], heard[RATE:])


def test_a_delay_that_jumps_is_found_again():
    """Frames were lost in a modem's buffer."""
    sent = sampled(voice(8, seed=11))
    echo = returned(sent, hybrid(12, 8), 600)
    later = returned(sent, hybrid(12, 8), 1_240)
    echo[4 * RATE :] = later[4 * RATE :]
    line = LineEcho()
    left = through(line, sent, sampled(echo)).astype(float)
    assert gone_db(echo, left, 4.0, 4.5) > -1, "never louder than it came"
    assert line.lag is not None
    assert 1_240 - FRAME_SAMPLES <= line.lag <= 1_240
    assert gone_db(echo, left, 7, 8) >= 27


@pytest.mark.parametrize("over_db", [12, 9, 6, 3, 0])
def test_a_key_is_heard_over_the_echo_of_a_prompt(over_db):
    """Its power over that of the echo; 100 ms each, 100 ms between."""
    digits = "147*2580369#ABCD" * 4
    keys = tones.keys(digits, dbm0=-16.0).astype(float)
    lead = 2 * RATE
    heard_keys = np.concatenate([np.zeros(lead), keys])
    sent = sampled(voice(heard_keys.size / RATE, seed=13))
    echo = returned(sent, hybrid(14, 8), 500)
    echo *= np.sqrt(power_of_dbm0(-13.0 - over_db) / np.mean(echo**2))
    left = through(LineEcho(), sent, sampled(echo + heard_keys))
    detector = DigitDetector()
    heard = "".join(detector.hear(left[at : at + 160]) for at in range(0, left.size - 159, 160))
    assert heard == digits


def test_the_strongest_echo_needs_twice_as_much_sent_as_heard():
    heard = np.zeros(400, np.float32)
    with pytest.raises(ValueError, match="need 800 sent"):
        strongest_echo(heard, heard)
    assert strongest_echo(np.zeros(800, np.float32), heard) is None


def test_the_kernel_takes_frames_and_lags_of_its_size_only():
    canceller = EchoCanceller()
    frame, short = np.zeros(160, np.int16), np.zeros(80, np.int16)
    with pytest.raises(ValueError, match="160 samples, not 80, 160, 160"):
        canceller.cancel(short, frame, frame)
    with pytest.raises(ValueError, match="160 samples, not 80"):
        canceller.follow(short)
    with pytest.raises(ValueError, match="0 to 4096"):
        canceller.lag = MOST_LAG + 1
    with pytest.raises(ValueError, match="9000"):
        canceller.recent(9_000)


def test_the_kernel_remembers_what_was_sent_and_forgets_it_for_a_new_call():
    canceller = EchoCanceller()
    frames = np.arange(100 * FRAME_SAMPLES, dtype=np.int16).reshape(100, FRAME_SAMPLES)
    for frame in frames:
        canceller.follow(frame)
    assert np.array_equal(canceller.recent(8_448), frames.ravel()[-8_448:])
    canceller.reset()
    assert not canceller.recent(8_448).any()
    assert canceller.recent(0).size == 0
