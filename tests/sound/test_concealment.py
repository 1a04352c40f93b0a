"""A frame that does not come in time: no click, no hole, no second key; and an end when nothing comes any more."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from _fastroute.tones import DigitDetector
from appliance.sound import tones
from appliance.sound.concealment import GONE_ON_FRAMES, Concealment
from appliance.sound.frames import FRAME_SAMPLES, RATE, SILENCE, Frame, Samples
from appliance.sound.leg_buffer import HEARD_BOUND, FrameQueue
from appliance.sound.music import hold_music

SLOW_PPM = 2_000
"""Twenty times what a cheap sound card does, so that many frames are missed in a minute."""


def framed(sound: Samples) -> Samples:
    return sound[: sound.size // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)


def vowel(hz: float, seconds: float) -> Samples:
    """A voice of so many hertz that moves by a twentieth: harmonics around two formants."""
    moments = np.arange(int(seconds * RATE)) / RATE
    phase = 2 * np.pi * (hz * moments + hz / 20 / 3 * np.sin(3 * moments))
    loudness = {k: sum(1 / (1 + ((k * hz - formant) / 120) ** 2) for formant in (600, 1_200)) for k in range(1, 25)}
    voice = sum(loud * np.sin(k * phase) for k, loud in loudness.items() if k * hz < 3_000)
    return np.rint(np.asarray(voice) * 8_000 / np.abs(voice).max()).astype(np.int16)


def by_a_slow_clock(sound: Samples) -> tuple[Samples, list[int]]:
    """What a desk with an exact clock hears, and the frames of that in which nothing had come."""
    queue, heard, missed = FrameQueue(HEARD_BOUND), [], []
    frames = framed(sound)
    came = 0
    for tick in range(int(len(frames) * (1 + SLOW_PPM / 1e6))):
        while came < len(frames) and came * 20 * (1 + SLOW_PPM / 1e6) <= tick * 20 + 10:
            queue.put(frames[came])
            came += 1
        late = queue.counts.late
        frame = queue.take()
        assert frame is not None
        if queue.counts.late > late:
            missed.append(tick)
        heard.append(frame)
    return np.concatenate(heard), missed


def with_holes(sound: Samples, missed: list[int]) -> Samples:
    frames = list(framed(sound))
    for tick in missed:
        frames.insert(tick, SILENCE)
    return np.concatenate(frames)


def clicks(sound: Samples, at: list[int]) -> float:
    """Power above 3 kHz in the 40 ms around each of the frames, where there is none of a voice's or a tone's, in dB."""
    power = 0.0
    for tick in at:
        part = sound[(tick - 1) * FRAME_SAMPLES : (tick + 2) * FRAME_SAMPLES].astype(float)
        bins = np.fft.rfft(part * np.hanning(part.size))
        power += float(np.sum(np.abs(bins[part.size * 3 // 8 :]) ** 2))
    return 10 * np.log10(power / len(at))


def loudness(sound: Samples, tick: int) -> float:
    part = sound[tick * FRAME_SAMPLES : (tick + 1) * FRAME_SAMPLES].astype(float)
    return float(np.sqrt(np.mean(part**2)))


@pytest.mark.parametrize("sound", [vowel(95, 15), vowel(140, 15), vowel(215, 15), tones.sine(440, 15_000, -15.0)])
def test_a_slow_clock_is_neither_heard_as_a_click_nor_as_a_hole(sound: Samples) -> None:
    heard, missed = by_a_slow_clock(sound)
    assert len(missed) == pytest.approx(15_000 / 20 * SLOW_PPM / 1e6, abs=1)
    holes = with_holes(sound, missed)
    assert clicks(heard, missed) < clicks(holes, missed) - 20
    for tick in missed:
        assert loudness(heard, tick) == pytest.approx(loudness(heard, tick - 1), rel=0.4)


def test_in_music_it_clicks_far_less_than_a_hole() -> None:
    heard, missed = by_a_slow_clock(hold_music())
    assert clicks(heard, missed) < clicks(with_holes(hold_music(), missed), missed) - 10


@pytest.mark.parametrize("missing_at", range(2, 8))
def test_a_key_in_whose_middle_a_frame_is_missing_is_one_key(missing_at: int) -> None:
    told = []
    for key in "0123456789*#":
        concealment, detector = Concealment(), DigitDetector()
        sound = np.concatenate([np.zeros(FRAME_SAMPLES, np.int16), tones.key(key, 160), np.zeros(1_600, np.int16)])
        heard: list[Frame] = []
        for at, frame in enumerate(framed(sound)):
            if at == missing_at:
                goes_on = concealment.missing()
                assert goes_on is not None
                heard.append(goes_on)
            heard.append(concealment.came(frame))
        told.append("".join(detector.hear(frame) for frame in heard))
    assert told == list("0123456789*#")


def test_what_is_missing_for_long_fades_away_and_what_comes_then_is_faded_in() -> None:
    concealment = Concealment()
    sound = framed(vowel(120, 1))
    for frame in sound[:10]:
        assert concealment.came(frame) is frame
    gone_on = [concealment.missing() for _ in range(GONE_ON_FRAMES + 2)]
    assert [frame is None for frame in gone_on] == [False] * GONE_ON_FRAMES + [True] * 2
    last = gone_on[GONE_ON_FRAMES - 1]
    assert last is not None
    assert np.abs(last[-8:]).max() < 0.05 * np.abs(sound[9]).max()
    again = concealment.came(sound[10])
    assert np.abs(again[:8]).max() < 0.25 * np.abs(sound[10]).max()
    assert np.array_equal(again[40:], sound[10][40:])


def test_nothing_goes_on_of_what_was_forgotten_or_never_heard() -> None:
    concealment = Concealment()
    assert concealment.missing() is None
    concealment.came(framed(vowel(120, 1))[5])
    concealment.forget()
    assert concealment.missing() is None


@given(st.lists(st.one_of(st.none(), st.integers(-32_768, 32_767)), max_size=60), st.integers(0, 2**32 - 1))
def test_whatever_comes_and_is_missing_all_frames_are_frames(comes: list[int | None], seed: int) -> None:
    dice, concealment = np.random.default_rng(seed), Concealment()
    for peak in comes:
        if peak is None:
            frame = concealment.missing()
        else:
            frame = concealment.came((dice.uniform(-1, 1, FRAME_SAMPLES) * peak).astype(np.int16))
        assert frame is None or (frame.shape == (FRAME_SAMPLES,) and frame.dtype == np.int16)
