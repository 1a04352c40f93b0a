"""The two queues of a leg: depth in steady state, jitter, drift, bounds, and what is counted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.sound.concealment import GONE_ON_FRAMES
from appliance.sound.frames import FRAME_SAMPLES, SILENCE, Frame
from appliance.sound.leg_buffer import (
    HEARD_BOUND,
    TO_SAY_BOUND,
    FrameQueue,
    LegBuffer,
    QueueCounts,
)
from appliance.sound.surplus import CALM_TAKES, LONGEST_TAKES, PAUSE_SHARE, QUIET_PEAK, WARY_TAKES, faded, nearly_silent

LOUD = np.full(FRAME_SAMPLES, 1_000, np.int16)


def numbered(number: int) -> Frame:
    return np.full(FRAME_SAMPLES, number, np.int16)


def run_clocks(queue: FrameQueue, *, put_every: float, take_every: float, takes: int) -> list[Frame | None]:
    """Two clocks, in ms; each put carries its number."""
    taken: list[Frame | None] = []
    put_at, number = 0.0, 0
    for turn in range(takes):
        now = 10.0 + turn * take_every
        while put_at <= now:
            queue.put(numbered(number % 30_000))
            number += 1
            put_at += put_every
        taken.append(queue.take())
    return taken


def test_frames_come_out_as_they_went_in():
    queue = FrameQueue(HEARD_BOUND)
    taken = run_clocks(queue, put_every=20, take_every=20, takes=1_000)
    assert [int(frame[0]) for frame in taken if frame is not None] == list(range(1_000))
    assert queue.depth == 0
    assert queue.counts == QueueCounts(frames=1_000)


def test_an_empty_queue_is_not_late_before_sound_flows():
    queue = FrameQueue(HEARD_BOUND)
    assert [queue.take() for _ in range(10)] == [None] * 10
    assert queue.counts.late == 0


def test_a_frame_that_comes_late_is_counted_and_makes_the_queue_one_longer():
    queue = FrameQueue(HEARD_BOUND)
    queue.put(numbered(1))
    assert queue.take() is not None
    queue.take()
    queue.put(numbered(2))
    queue.put(numbered(3))
    assert queue.take() is not None
    assert queue.depth == 1
    assert queue.counts.late == 1


def test_what_was_late_once_is_kept_longer_and_then_squeezed_out():
    queue = FrameQueue(HEARD_BOUND)
    queue.put(LOUD)
    queue.take()
    queue.take()
    queue.put(LOUD)
    depths = []
    for _ in range(WARY_TAKES):
        queue.put(LOUD)
        queue.take()
        depths.append(queue.depth)
    assert depths[:-1] == [1] * (WARY_TAKES - 1)
    assert depths[-1] == 0
    assert queue.counts.squeezed == 1


def test_in_a_pause_what_is_too_much_goes_after_a_quarter_of_the_patience():
    queue = FrameQueue(HEARD_BOUND)
    queue.put(LOUD)
    queue.take()
    queue.take()
    queue.put(LOUD)
    for _ in range(WARY_TAKES // PAUSE_SHARE):
        queue.put(LOUD)
        queue.take()
    assert queue.depth == 1
    queue.put(numbered(QUIET_PEAK - 1))
    heard = [queue.take()]
    queue.put(LOUD)
    heard.append(queue.take())
    assert queue.depth == 0
    assert all(frame is LOUD for frame in heard)
    assert queue.counts.squeezed == 1


def test_what_counts_as_a_pause():
    assert nearly_silent(SILENCE)
    assert nearly_silent(numbered(1 - QUIET_PEAK))
    assert not nearly_silent(numbered(QUIET_PEAK))
    click = np.zeros(FRAME_SAMPLES, np.int16)
    click[7] = -32_768
    assert not nearly_silent(click)


@pytest.mark.parametrize("bound", [HEARD_BOUND, TO_SAY_BOUND])
def test_the_oldest_gives_way_at_the_bound(bound):
    queue = FrameQueue(bound)
    for number in range(bound + 4):
        queue.put(numbered(number))
    assert queue.depth == bound
    assert queue.counts.dropped == 4
    first = queue.take()
    assert first is not None
    assert int(first[0]) == 4


@pytest.mark.parametrize("drift_ppm", [-500, -100, 100, 500])
def test_clocks_that_drift_are_met_without_growing_delay(drift_ppm):
    queue = FrameQueue(HEARD_BOUND)
    takes = 100_000  # 33 minutes
    taken = run_clocks(queue, put_every=20 * (1 + drift_ppm / 1e6), take_every=20, takes=takes)
    corrections = queue.counts.late + queue.counts.squeezed
    assert all(frame is not None for frame in taken)
    assert queue.depth <= 1
    assert queue.counts.dropped == 0
    assert corrections == pytest.approx(takes * abs(drift_ppm) / 1e6, abs=3)


def test_bursts_of_two_frames_do_not_run_dry():
    """A modem that hands over 40 ms at a time."""
    queue = FrameQueue(HEARD_BOUND)
    for _ in range(2_000):
        queue.put(numbered(1))
        queue.put(numbered(2))
        assert queue.take() is not None
        assert queue.take() is not None
    assert queue.counts == QueueCounts(frames=4_000)


def test_a_stalled_loop_recovers_its_delay():
    queue = FrameQueue(HEARD_BOUND)
    for _ in range(4):
        queue.put(LOUD)
    for _ in range(4 * CALM_TAKES):
        queue.put(LOUD)
        queue.take()
    assert queue.depth == 0
    assert queue.counts.squeezed == 4


def test_jitter_that_returns_after_every_squeeze_is_met_with_more_and_more_patience():
    """Two clocks in phase: the frame comes just before or just after the take, by turns."""
    queue = FrameQueue(HEARD_BOUND)
    lates = []
    for turn in range(60_000):
        early = turn % 7 != 0
        if early:
            queue.put(LOUD)
        before = queue.counts.late
        queue.take()
        lates.append(queue.counts.late > before)
        if not early:
            queue.put(LOUD)
        assert queue.depth <= 2
    first, last = lates[:6_000], lates[-LONGEST_TAKES:]
    assert sum(last) <= 2
    assert sum(first) < 10


def test_squeezing_is_a_fade_without_a_step():
    time = np.arange(2 * FRAME_SAMPLES) / 8_000
    tone = (8_000 * np.sin(2 * np.pi * 400 * time)).astype(np.int16)
    both = faded(tone[:FRAME_SAMPLES], tone[FRAME_SAMPLES:])
    assert abs(int(both[0]) - int(tone[0])) < 60
    assert abs(int(both[-1]) - int(tone[-1])) < 60
    assert np.abs(np.diff(both.astype(int))).max() <= 8_000 * 2 * np.pi * 400 / 8_000 + 100


@given(st.lists(st.booleans(), max_size=400))
def test_never_beyond_the_bound_and_every_frame_is_accounted_for(puts):
    queue = FrameQueue(TO_SAY_BOUND)
    got = 0
    for put in puts:
        if put:
            queue.put(SILENCE)
        else:
            late = queue.counts.late
            got += queue.take() is not None and queue.counts.late == late
        assert queue.depth <= TO_SAY_BOUND
    counts = queue.counts
    assert counts.frames == got + counts.dropped + counts.squeezed + queue.depth


def test_a_leg_has_nothing_to_say_before_the_desk_gave_it():
    leg = LegBuffer()
    assert leg.to_say() is SILENCE
    assert leg.to_say_counts.late == 0
    leg.put_to_say(numbered(5))
    assert int(leg.to_say()[0]) == 5
    goes_on = [leg.to_say() for _ in range(GONE_ON_FRAMES)]
    assert [int(frame[0]) for frame in goes_on] == [5, 4, 2]
    assert leg.to_say() is SILENCE
    assert leg.to_say_counts.late == GONE_ON_FRAMES + 1


def test_who_has_sound_in_hand_may_ask_again_and_it_is_not_late():
    leg = LegBuffer()
    leg.put_to_say(numbered(5))
    asked = [leg.to_say_if_there() for _ in range(3)]
    assert [frame is not None for frame in asked] == [True, False, False]
    assert leg.to_say_counts.late == 0


def test_a_driver_that_asks_by_no_clock_is_told_of_each_frame():
    leg, got = LegBuffer(), []
    leg.tell_when_said(lambda before: got.append((leg.to_say_if_there(), before)), ahead=3)
    leg.put_to_say(LOUD)
    leg.put_to_say(SILENCE, 2)
    assert [(frame is LOUD, before) for frame, before in got] == [(True, 0), (False, 40)]
    assert leg.ahead == 3
    leg.tell_when_said(None)
    assert leg.ahead == 0
    leg.put_to_say(LOUD)
    assert len(got) == 2
    assert leg.depth == (0, 1)


def test_a_surplus_goes_at_once_where_the_sound_changes_anyway():
    leg = LegBuffer()
    leg.put_to_say(numbered(0))
    for number in range(1, 11):
        leg.put_to_say(numbered(number))
        leg.to_say()
    assert leg.depth[1] == 1
    leg.cut_to_say()
    leg.put_to_say(numbered(99))
    assert int(leg.to_say()[0]) == 99


def test_a_cut_takes_nothing_that_is_needed():
    leg = LegBuffer()
    for number in range(10):
        leg.put_to_say(numbered(number))
        assert int(leg.to_say()[0]) == number
    leg.put_to_say(numbered(10))
    leg.cut_to_say()
    assert int(leg.to_say()[0]) == 10


def test_a_leg_keeps_its_two_ways_apart_and_forgets_between_calls():
    leg = LegBuffer()
    leg.heard(numbered(1))
    leg.put_to_say(numbered(2))
    assert leg.depth == (1, 1)
    leg.clear()
    assert leg.depth == (0, 0)
    assert leg.take_heard() is None
    assert leg.heard_counts == QueueCounts(frames=1)
