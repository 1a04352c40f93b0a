"""Who hears whom: conferences, listening, whispering, barging in, announcements, and what a recording has of them."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.sound.bridges import Bridges, Watch
from appliance.sound.desk import Desk
from appliance.sound.frames import FRAME_SAMPLES, Frame
from appliance.sound.measure import dominant_hz
from appliance.sound.recorders import BEEP_HZ, BridgeBlock
from appliance.sound.reports import PlayingEnded, SilenceHeard
from appliance.sound.tone_plan import TonePlan

PLAN = TonePlan(country="test", source="invented", dial=(), busy=(), ringing=())
LEGS = ("line", "anna", "ben", "carl")
WEIGHTS = {name: 1 << place for place, name in enumerate(LEGS)}
"""What each says, so that a sum tells who was in it."""


@pytest.fixture
def desk() -> Desk:
    desk = Desk(PLAN, silence_ms=(1_000,))
    for name in LEGS:
        desk.add_leg(name, detect=False)
    return desk


def said_by(name: str) -> Frame:
    return np.full(FRAME_SAMPLES, WEIGHTS[name], np.int16)


def heard(desk: Desk) -> dict[str, set[str]]:
    """Who hears whom, told from the samples."""
    frames = desk.tick({name: said_by(name) for name in LEGS}).frames
    assert all((frame == frame[0]).all() for frame in frames.values())
    return {name: {who for who in LEGS if int(frame[0]) & WEIGHTS[who]} for name, frame in frames.items()}


def all_but(name: str, names: tuple[str, ...]) -> set[str]:
    return {each for each in names if each != name}


def test_in_a_conference_each_hears_all_others_and_not_itself(desk: Desk) -> None:
    desk.confer("line", "anna", "ben")
    three = ("line", "anna", "ben")
    assert heard(desk) == {**{name: all_but(name, three) for name in three}, "carl": set()}
    desk.confer(*LEGS)
    assert heard(desk) == {name: all_but(name, LEGS) for name in LEGS}


def test_who_leaves_a_conference_leaves_the_others_in_it(desk: Desk) -> None:
    desk.confer("line", "anna", "ben")
    desk.part("line", "carl")
    desk.part("line", "anna")  # on hold; the agents consult
    assert heard(desk) == {"line": set(), "anna": {"ben"}, "ben": {"anna"}, "carl": set()}
    desk.remove_leg("ben")
    assert not desk.tick({"ben": said_by("ben")}).frames["anna"].any()


def test_the_sum_of_many_is_held_to_int16_once(desk: Desk) -> None:
    """Not pair by pair: what is too much in the middle of a sum is not in the end."""
    desk.confer(*LEGS)
    loud = np.full(FRAME_SAMPLES, 30_000, np.int16)
    frames = desk.tick({"line": loud, "anna": loud, "ben": -loud}).frames
    assert (frames["carl"] == 30_000).all()
    assert (frames["ben"] == 32_767).all()


@pytest.mark.parametrize(
    ("heard_by", "line", "anna"),
    [
        ((), {"anna"}, {"line"}),
        (("anna",), {"anna"}, {"line", "ben"}),
        (("line", "anna"), {"anna", "ben"}, {"line", "ben"}),
    ],
    ids=["listen", "whisper", "barge"],
)
def test_who_watches_hears_both_and_is_heard_by_those_named(
    desk: Desk, heard_by: tuple[str, ...], line: set[str], anna: set[str]
) -> None:
    desk.join("line", "anna")
    desk.watch("ben", ("line", "anna"), heard_by=heard_by)
    assert heard(desk) == {"line": line, "anna": anna, "ben": {"line", "anna"}, "carl": set()}
    desk.watch("ben", ())
    assert heard(desk) == {"line": {"anna"}, "anna": {"line"}, "ben": set(), "carl": set()}


def test_who_watches_goes_on_hearing_what_is_left_of_a_conversation(desk: Desk) -> None:
    desk.join("line", "anna")
    desk.watch("ben", ("line", "anna"), heard_by=("anna",))
    desk.remove_leg("anna")
    frames = desk.tick({"line": said_by("line"), "ben": said_by("ben")}).frames
    assert (frames["ben"] == WEIGHTS["line"]).all()
    assert not frames["line"].any()


def test_wrong_wishes_are_told(desk: Desk) -> None:
    with pytest.raises(ValueError, match="desk: line: two legs or more were expected"):
        desk.confer("line")
    with pytest.raises(ValueError, match="each named once"):
        desk.confer("line", "anna", "line")
    with pytest.raises(ValueError, match="leg ben cannot watch itself"):
        desk.watch("ben", ("line", "ben"))
    with pytest.raises(KeyError):
        desk.watch("ben", ("nobody",))
    assert heard(desk) == {name: set() for name in LEGS}


def test_an_announcement_sounds_on_all_legs_at_once_beside_the_conversation_and_ends_once(desk: Desk) -> None:
    desk.join("line", "anna")
    words = np.random.default_rng(2).integers(-9_000, 9_000, 3 * FRAME_SAMPLES).astype(np.int16)
    desk.announce(("line", "anna"), (words,), token=8)
    ticks = [desk.tick({"line": said_by("line")}) for _ in range(4)]
    said = {name: np.concatenate([tick.frames[name] for tick in ticks])[: words.size] for name in LEGS}
    assert np.array_equal(said["line"], words)
    assert np.array_equal(said["anna"], words + WEIGHTS["line"])
    assert not said["ben"].any()
    assert [tick.reports for tick in ticks] == [(), (), (PlayingEnded("line", 8),), ()]


def test_silence_is_told_only_when_all_of_a_conversation_are_silent(desk: Desk) -> None:
    desk.confer("line", "anna", "ben")
    loud = np.random.default_rng(1).integers(-9_000, 9_000, FRAME_SAMPLES).astype(np.int16)
    assert all(not desk.tick({"ben": loud}).reports for _ in range(60))
    reports = [report for _ in range(60) for report in desk.tick({}).reports]
    assert {report.leg for report in reports if isinstance(report, SilenceHeard)} == {"line", "anna", "ben"}


def recorded(desk: Desk, ticks: int, **heard: Frame) -> np.ndarray:
    blocks = [block for _ in range(ticks) for block in desk.tick(heard).recorded]
    assert all(isinstance(block, BridgeBlock) for block in blocks)
    return np.concatenate([block.samples for block in blocks])


def test_the_right_channel_has_all_who_speak_with_the_caller_and_not_who_whispers(desk: Desk) -> None:
    desk.confer("line", "anna", "ben")
    desk.watch("carl", ("line", "anna"), heard_by=("anna",))
    desk.record_bridge(1, "line", "anna")
    samples = recorded(desk, 1, **{name: said_by(name) for name in LEGS})
    assert (samples[:, 0] == WEIGHTS["line"]).all()
    assert (samples[:, 1] == WEIGHTS["anna"] + WEIGHTS["ben"]).all()


def test_a_paused_recording_keeps_its_time_and_has_a_mark_and_nothing_that_was_said(desk: Desk) -> None:
    desk.join("line", "anna")
    desk.record_bridge(1, "line", "anna")
    loud = np.full(FRAME_SAMPLES, 9_000, np.int16)
    before = recorded(desk, 5, line=loud, anna=loud)
    desk.pause_recording(1)
    desk.pause_recording(1)
    during = recorded(desk, 50, line=loud, anna=loud)
    desk.resume_recording(1)
    after = recorded(desk, 5, line=loud, anna=loud)
    assert len(during) == 50 * FRAME_SAMPLES
    assert (before == 9_000).all()
    assert (after == 9_000).all()
    assert np.array_equal(during[:, 0], during[:, 1])
    assert dominant_hz(during[:1_600, 0]) == pytest.approx(440, abs=2)
    assert not during[1_600:].any()
    desk.pause_recording(2)
    desk.resume_recording(2)


def test_both_are_told_by_a_beep_that_they_are_recorded_but_not_while_it_is_paused(desk: Desk) -> None:
    desk.join("line", "anna")
    desk.record_bridge(1, "line", "anna", beep_every_ms=15_000)
    frames = [desk.tick({}).frames for _ in range(1_500)]
    for name in ("line", "anna"):
        sound = np.concatenate([each[name] for each in frames])
        begins = np.flatnonzero(np.abs(np.diff((np.abs(sound.reshape(-1, 160)).max(axis=1) > 0).astype(int))))
        assert sound[:1_600].any()
        assert dominant_hz(sound[:1_600]) == pytest.approx(BEEP_HZ, abs=2)
        assert [int(at) for at in begins] == [9, 749, 759]
    assert not frames[0]["ben"].any()
    desk.pause_recording(1)
    assert not any(desk.tick({}).frames["line"].any() for _ in range(800))
    desk.resume_recording(1)
    assert any(desk.tick({}).frames["line"].any() for _ in range(800))
    desk.stop_recording(1)
    assert not any(desk.tick({}).frames["line"].any() for _ in range(800))


WISHES = st.one_of(
    st.tuples(st.just("confer"), st.permutations(LEGS), st.integers(2, 4)),
    st.tuples(st.just("leave"), st.sampled_from(LEGS), st.none()),
    st.tuples(st.just("forget"), st.sampled_from(LEGS), st.none()),
    st.tuples(st.just("watch"), st.permutations(LEGS), st.tuples(st.integers(0, 3), st.integers(0, 3))),
)


def done(bridges: Bridges, wish: tuple[str, object, object]) -> None:
    match wish:
        case ("confer", list(names), int(count)):
            bridges.confer(tuple(names[:count]))
        case ("watch", list(names), (int(to), int(by))):
            bridges.watch(names[0], Watch(tuple(names[1 : 1 + to]), tuple(names[1 : 1 + by])))
        case ("leave", str(name), _):
            bridges.leave(name)
        case (_, str(name), _):
            bridges.forget(name)


@given(st.lists(WISHES, max_size=30))
def test_a_leg_is_in_one_conversation_and_hears_each_other_once(wishes: list[tuple[str, object, object]]) -> None:
    bridges = Bridges()
    for wish in wishes:
        done(bridges, wish)
        conversations = {frozenset((name, *bridges.with_whom(name))) for name in LEGS}
        assert sum(len(each) for each in conversations) == len(LEGS)
        for name in LEGS:
            hears = list(bridges.heard_on(name))
            assert len(hears) == len({*hears} - {name})
            assert {*bridges.with_whom(name)} <= {*hears}


def test_who_is_gone_is_heard_by_nobody() -> None:
    bridges = Bridges()
    bridges.confer(LEGS)
    for one, other in combinations(LEGS, 2):
        bridges.watch(one, Watch((other,), (other,)))
    bridges.forget("line")
    assert not list(bridges.heard_on("line"))
    assert all("line" not in bridges.heard_on(name) for name in LEGS)
