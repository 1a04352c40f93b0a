"""A device without a clock is held to 20 ms a beat, one with a clock never is."""

import pytest

from appliance.drivers.sound.card.pace import FIRST, FRAME_S, Pace


def test_a_device_that_asks_without_end_gets_a_beat_each_20_ms() -> None:
    pace, now = Pace(), 100.0
    began = now
    for _ in range(FIRST + 500):
        now += pace.wait_s(now)
    assert now - began == pytest.approx(500 * FRAME_S, abs=0.03)


@pytest.mark.parametrize("drift", [0.98, 1.0, 1.02])
def test_a_card_with_a_clock_is_never_held_up(drift: float) -> None:
    pace = Pace()
    beats = [0.0] * 5 + [beat * FRAME_S * drift for beat in range(10_000)]  # it fills its buffer first
    assert not any(pace.wait_s(100.0 + at) for at in beats)


def test_a_device_held_up_by_its_own_slowness_is_not_held_up_more() -> None:
    pace = Pace()
    waits = [pace.wait_s(100.0)] * (FIRST + 1)
    assert not any(waits)
    for _ in range(FIRST):
        pace.wait_s(100.0)
    assert pace.wait_s(200.0) == 0.0
