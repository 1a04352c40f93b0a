"""Chimes: heard, not too loud, without a click at either end, and as long as they say."""

import numpy as np
import pytest

from appliance.sound import chimes
from appliance.sound.chimes import LEVEL_DBM0, Chimes
from appliance.sound.frames import FRAME_SAMPLES, Samples
from appliance.sound.levels import power_of_dbm0
from appliance.sound.measure import dominant_hz


@pytest.mark.parametrize("chime", [chimes.ring(), chimes.waiting()])
def test_a_chime_is_whole_frames_as_loud_as_it_says_and_begins_and_ends_in_silence(chime: Samples) -> None:
    assert len(chime) % FRAME_SAMPLES == 0
    assert np.abs(chime).max() == pytest.approx(np.sqrt(2 * power_of_dbm0(LEVEL_DBM0)), abs=1)
    assert abs(int(chime[0])) < 10
    assert np.abs(chime[-FRAME_SAMPLES:]).max() < 20
    assert np.abs(np.diff(chime.astype(np.int32))).max() < 3_500, "a click"


def test_the_notes_are_those_of_the_chime() -> None:
    assert dominant_hz(chimes.waiting()[:2_400]) == pytest.approx(784, abs=5)
    assert dominant_hz(chimes.waiting()[-9_600:]) == pytest.approx(523, abs=5)


def test_rounds_follow_one_another_and_end() -> None:
    played = Chimes()
    assert not played.next_frame().any()
    played.begin(chimes.waiting(), rounds=2)
    frames = []
    while not played.over:
        frames.append(played.next_frame())
    assert np.array_equal(np.concatenate(frames), np.tile(chimes.waiting(), 2))
    played.begin(chimes.waiting())
    played.stop()
    assert not played.next_frame().any()
