"""The music on hold: loud enough, not too loud, without a seam, and nothing in it that a detector takes for a key."""

import numpy as np

from _fastroute.tones import DigitDetector
from appliance.sound.measure import level_dbm0
from appliance.sound.music import LEVEL_DBM0, hold_music


def test_level_and_peaks():
    music = hold_music()
    assert level_dbm0(music) == LEVEL_DBM0 or abs(level_dbm0(music) - LEVEL_DBM0) < 0.05
    assert np.abs(music.astype(int)).max() < 20_000
    assert not music.flags.writeable


def test_no_second_of_it_is_silent():
    seconds = hold_music()[: 21 * 8_000].reshape(21, -1)
    assert min(level_dbm0(second) for second in seconds) > -32


def test_the_end_runs_into_the_beginning():
    music = hold_music().astype(int)
    steps = np.abs(np.diff(music))
    assert abs(int(music[0]) - int(music[-1])) <= np.percentile(steps, 99)


def test_no_keys_in_it():
    detector = DigitDetector()
    rounds = np.resize(hold_music(), 3 * hold_music().size // 160 * 160)
    assert [key for at in range(0, rounds.size, 160) if (key := detector.hear(rounds[at : at + 160]))] == []
