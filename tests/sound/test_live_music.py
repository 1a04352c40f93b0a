"""Music from outside on the desk: sample by sample to all who wait, the box's own where it stops, and back."""

import numpy as np

from appliance.sound.desk import Desk
from appliance.sound.frames import FRAME_SAMPLES, SILENCE, Frame
from appliance.sound.live_music import MISSED_TICKS
from tests.sound.test_desk import PLAN

OWN = np.full(3 * FRAME_SAMPLES, 77, np.int16)


def outside(number: int) -> Frame:
    return np.full(FRAME_SAMPLES, 1_000 + number, np.int16)


def desk_with(*lines: str) -> Desk:
    desk = Desk(PLAN)
    desk.add_leg("sound/line_in", detect=False)
    for line in lines:
        desk.add_leg(line)
    return desk


def test_all_who_wait_hear_the_same_in_the_tick_it_came_in() -> None:
    desk = desk_with("line/a", "line/b")
    assert not desk.is_heard("sound/line_in")
    desk.play_live("line/a", "sound/line_in", OWN)
    desk.play_live("line/b", "sound/line_in", OWN)
    assert desk.is_heard("sound/line_in")
    for number in range(50):
        frames = desk.tick({"sound/line_in": outside(number), "line/a": SILENCE, "line/b": SILENCE}).frames
        assert np.array_equal(frames["line/a"], outside(number))
        assert np.array_equal(frames["line/b"], outside(number))
    desk.stop("line/a")
    assert desk.is_heard("sound/line_in")
    desk.remove_leg("line/b")
    assert not desk.is_heard("sound/line_in")


def test_where_nothing_comes_the_box_s_own_music_plays_and_ends_when_it_comes_again() -> None:
    desk = desk_with("line/a")
    desk.play_live("line/a", "sound/line_in", OWN)
    desk.tick({"sound/line_in": outside(1)})
    said = [desk.tick({}).frames["line/a"] for _ in range(MISSED_TICKS + 3)]
    assert not np.concatenate(said[:MISSED_TICKS]).any()
    assert np.array_equal(np.concatenate(said[-3:]), OWN)
    assert np.array_equal(desk.tick({"sound/line_in": outside(2)}).frames["line/a"], outside(2))
