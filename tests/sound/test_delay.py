"""Mouth to ear through both buffers and the desk, with clocks of their own and a pump that is late by chance."""

import heapq

import numpy as np
import pytest

from appliance.sound.desk import Desk
from appliance.sound.frames import FRAME_SAMPLES
from appliance.sound.leg_buffer import LegBuffer
from appliance.sound.tone_plan import TonePlan, ToneRule

PLAN = TonePlan(
    country="test",
    source="invented",
    dial=(ToneRule(hz=(350, 440)),),
    busy=(ToneRule(hz=(480, 620), cadence_ms=(500, 500)),),
    congestion=(ToneRule(hz=(480, 620), cadence_ms=(250, 250)),),
    ringing=(ToneRule(hz=(440, 480), cadence_ms=(2000, 4000)),),
)
SECONDS = 60


def delays_ms(*, speaker_phase: float, listener_phase: float, drift_ppm: float, late_ms: float) -> np.ndarray:
    """For each frame heard: from its first sample at the speaker to its first sample at the listener."""
    chance = np.random.default_rng(17)
    speaker, listener, desk = LegBuffer(), LegBuffer(), Desk(PLAN)
    desk.add_leg("speaker", detect=False)
    desk.add_leg("listener", detect=False)
    desk.join("speaker", "listener")
    spoken_at, delays = {}, []
    due = [(speaker_phase, 0, "speak", 0), (0.0, 1, "pump", 0), (listener_phase, 2, "listen", 0)]
    while due[0][0] < SECONDS * 1_000:
        now, order, what, turn = heapq.heappop(due)
        step = 20.0
        if what == "speak":
            number = turn % 30_000 + 1
            spoken_at[number] = now - 20
            speaker.heard(np.full(FRAME_SAMPLES, number, np.int16))
            step *= 1 + drift_ppm / 1e6
        elif what == "pump":
            frames = desk.tick({"speaker": speaker.take_heard(), "listener": listener.take_heard()}).frames
            listener.put_to_say(frames["listener"])
            speaker.put_to_say(frames["speaker"])
            step = 20 * (turn + 1) + late_ms * chance.exponential() - now
        else:
            frame = listener.to_say()
            number = int(frame[0])
            if number in spoken_at:
                delays.append(now - spoken_at[number])
        heapq.heappush(due, (now + max(step, 0.01), order, what, turn + 1))
    return np.array(delays)


@pytest.mark.parametrize("speaker_phase", [0.0, 7.0, 19.9])
@pytest.mark.parametrize("listener_phase", [0.0, 11.0, 19.9])
@pytest.mark.parametrize(("drift_ppm", "late_ms"), [(0, 0.0), (0, 0.7), (100, 0.7), (-100, 2.0)])
def test_at_most_80_ms_are_added(speaker_phase, listener_phase, drift_ppm, late_ms):
    delays = delays_ms(speaker_phase=speaker_phase, listener_phase=listener_phase, drift_ppm=drift_ppm, late_ms=late_ms)
    assert delays.size > 0.995 * SECONDS * 50
    assert np.percentile(delays, 99) <= 80
    assert np.median(delays) <= 66
