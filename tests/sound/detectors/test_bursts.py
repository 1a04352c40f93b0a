"""Which tones a burst may be."""

import pytest

from appliance.sound.detectors.bursts import Pitch
from tests.sound.detectors.bursts_heard import burst


@pytest.mark.parametrize("hz", [(350.0,), (425.0,), (620.0,), (350.0, 440.0), (480.0, 620.0)])
@pytest.mark.parametrize("off", [-0.015, 0, 0.015])
def test_a_pitch_may_be_1_5_percent_off(hz, off):
    assert Pitch(hz).fits(burst(0, 500, *(each * (1 + off) for each in hz)))


@pytest.mark.parametrize("heard", [(400.0,), (450.0,), (425.0, 480.0), (350.0, 425.0)])
def test_neighbours_in_use_are_told_from_425(heard):
    assert not Pitch((425.0,)).fits(burst(0, 500, *heard))


def test_half_of_a_pair_and_another_pair_are_not_it():
    pitch = Pitch((480.0, 620.0))
    assert not pitch.fits(burst(0, 500, 480.0))
    assert not pitch.fits(burst(0, 500, 440.0, 480.0))
    assert not pitch.fits(burst(0, 500, 480.0, 580.0))


@pytest.mark.parametrize("hz", [(413.0, 438.0), (375.0, 425.0), (400.0, 425.0, 450.0)])
def test_tones_that_beat_are_known_by_their_middle_as_one_or_two(hz):
    middle = sum(hz) / len(hz)
    assert Pitch(hz).fits(burst(0, 500, middle))
    assert Pitch(hz).fits(burst(0, 500, middle - 20, middle + 20))
    assert not Pitch(hz).fits(burst(0, 500, middle + 60))
