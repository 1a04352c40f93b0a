"""All legs heard in one call: the same as each kernel by itself, whoever stands beside whom."""

import numpy as np
import pytest

from _fastroute import pcm
from _fastroute.bursts import ENDED, BurstFinder
from _fastroute.echo import EchoCanceller
from _fastroute.hearing import TOLD_KEY, TOLD_LOOK, TOLD_TONE, Hearing, hear_all
from _fastroute.tones import DigitDetector
from appliance.sound import tones
from appliance.sound.frames import FRAME_SAMPLES, SILENCE, Samples

LEAST = 40_000.0


def line(*, detect: bool = True, cancel: bool = False, level: bool = False) -> Hearing:
    return Hearing(LEAST, detect=detect, cancel=cancel, level=level)


def frames_of(samples: Samples) -> Samples:
    return samples[: samples.size // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)


def noise(seed: int, ticks: int) -> Samples:
    return np.random.default_rng(seed).normal(0, 2_000, ticks * FRAME_SAMPLES).astype(np.int16)


def test_a_hundred_legs_hear_what_each_would_hear_alone() -> None:
    count = 100
    keys = frames_of(np.concatenate([tones.keys("159#", on_ms=80), tones.sine(440, 200, -15.0), noise(1, 10)]))
    hearings = [line() for _ in range(count)]
    digits, bursts = [DigitDetector() for _ in range(count)], [BurstFinder(LEAST) for _ in range(count)]
    told_keys = 0
    for at in range(len(keys) + count):
        came = [keys[(at - leg) % len(keys)] if at >= leg else SILENCE for leg in range(count)]
        left, told = hear_all(hearings, [SILENCE] * count, came)
        flags = dict(told)
        for leg, frame in enumerate(came):
            key, said = digits[leg].hear(frame), bursts[leg].hear(frame)
            hearing = hearings[leg]
            assert (hearing.digit, hearing.said) == (key, said)
            assert flags.get(leg, 0) == TOLD_KEY * bool(key) + TOLD_TONE * bool(said)
            assert hearing.tone == (digits[leg].sounding or bursts[leg].sounding)
            assert hearing.power == pcm.power(frame)
            assert left[leg] is frame, "nothing was to be done to it"
            told_keys += bool(key)
    assert told_keys > 4 * count


def test_an_echo_is_taken_out_as_the_canceller_does_it_alone() -> None:
    sent, near = frames_of(noise(3, 100)), frames_of(noise(4, 100) // 8)
    hearing, alone, untouched = line(cancel=True), EchoCanceller(), line(detect=False)
    assert hearing.canceller is not None
    hearing.canceller.lag = alone.lag = 0
    far = frames_of(np.roll(sent, FRAME_SAMPLES + 32))
    before: Samples = SILENCE
    room = np.empty(FRAME_SAMPLES, np.int16)
    for frame, echo, own in zip(sent, far, near, strict=True):
        heard = (echo // 3 + own).astype(np.int16)
        (left, other), _ = hear_all([hearing, untouched], [before, before], [heard, heard])
        assert alone.take_out(before, heard, room)
        assert np.array_equal(left, room)
        assert other is heard
        before = frame
    assert alone.left_power < 0.25 * alone.heard_power, "the near end is a seventh"


def test_somebody_is_told_to_look_for_an_echo_until_somebody_does() -> None:
    hearing = line(cancel=True)
    assert hearing.canceller is not None
    flags = [dict(hear_all([hearing], [frame], [SILENCE])[1]).get(0, 0) for frame in frames_of(noise(5, 10))]
    assert flags == [0] * 7 + [TOLD_LOOK] * 3
    assert hearing.canceller.overdue == 3
    hearing.canceller.look_after(2)
    assert hear_all([hearing], [noise(6, 1)], [SILENCE])[1] == []
    assert hear_all([hearing], [noise(6, 1)], [SILENCE])[1] == [(0, TOLD_LOOK)]


def test_speech_is_loud_and_no_tone_and_stands_out_of_the_noise() -> None:
    hearing, quiet = line(), noise(7, 50) // 200
    spoken = {
        "noise": quiet,
        "voice": noise(8, 10),
        "key": tones.key("5", 400),
        "dial tone": tones.sine(440, 400, -15.0),
    }
    found = {}
    for name, sound in spoken.items():
        found[name] = []
        for frame in frames_of(np.concatenate([quiet, sound])):
            hear_all([hearing], [SILENCE], [frame])
            found[name].append(hearing.speech)
    assert not any(found["noise"])
    assert all(found["voice"][50:])
    assert not any(found["key"][54:]), "from 60 ms on it is known for a tone"
    assert not any(found["dial tone"][54:])
    assert hearing.noise_power == pytest.approx(pcm.power(quiet), rel=0.5)
    assert hearing.said != ENDED


def test_how_long_it_has_been_quiet() -> None:
    hearing = line(detect=False)
    for _ in range(7):
        hear_all([hearing], [SILENCE], [SILENCE])
    assert hearing.quiet_frames == 7
    hear_all([hearing], [SILENCE], [noise(9, 1)])
    assert (hearing.quiet_frames, hearing.loud) == (0, True)


def test_frames_and_legs_of_another_kind_are_refused() -> None:
    hearing = line()
    with pytest.raises(ValueError, match="160 samples of int16"):
        hear_all([hearing], [SILENCE], [np.zeros(80, np.int16)])
    with pytest.raises(ValueError, match="160 samples of int16"):
        hear_all([hearing], [SILENCE], [np.zeros(160, np.uint16)])
    with pytest.raises(ValueError, match="as many frames sent and heard, not 0 and 1"):
        hear_all([hearing], [], [SILENCE])
    with pytest.raises(TypeError):
        hear_all([object()], [SILENCE], [SILENCE])  # type: ignore[list-item]
    assert hear_all([], [], []) == ([], [])
