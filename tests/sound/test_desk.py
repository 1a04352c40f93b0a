"""The desk, sample by sample: what sounds when, who hears whom, what is recorded and reported."""

import numpy as np
import pytest

from appliance.model.states import HangUpCause
from appliance.sound import tones
from appliance.sound.desk import Desk, Tick
from appliance.sound.frames import FRAME_SAMPLES, SILENCE, Frame, Samples
from appliance.sound.recorders import BridgeBlock
from appliance.sound.reports import DigitHeard, HangUpToneHeard, PlayingEnded, SilenceHeard
from appliance.sound.tone_plan import TonePlan, ToneRule

PLAN = TonePlan(
    country="test",
    source="invented",
    dial=(ToneRule(hz=(350, 440)),),
    busy=(ToneRule(hz=(480, 620), cadence_ms=(500, 500)),),
    congestion=(ToneRule(hz=(480, 620), cadence_ms=(250, 250)),),
    ringing=(ToneRule(hz=(440, 480), cadence_ms=(2000, 4000)),),
)
NOISE = np.random.default_rng(7)


def noise(count: int, loudness: int = 3_000) -> Samples:
    return NOISE.integers(-loudness, loudness, count).astype(np.int16)


def framed(samples: Samples) -> list[Frame]:
    padded = np.pad(samples, (0, -samples.size % FRAME_SAMPLES))
    return list(padded.reshape(-1, FRAME_SAMPLES))


def run(desk: Desk, *, ticks: int = 0, **heard: Samples) -> list[Tick]:
    ways = {name: framed(samples) for name, samples in heard.items()}
    count = max([ticks, *(len(frames) for frames in ways.values())])
    return [desk.tick({name: frames[i] for name, frames in ways.items() if i < len(frames)}) for i in range(count)]


def said(ticks: list[Tick], leg: str) -> Samples:
    return np.concatenate([tick.frames[leg] for tick in ticks])


def reports(ticks: list[Tick]) -> list[object]:
    return [report for tick in ticks for report in tick.reports]


@pytest.fixture
def desk() -> Desk:
    desk = Desk(PLAN, silence_ms=(1_000, 3_000))
    desk.add_leg("line")
    desk.add_leg("agent", detect=False)
    return desk


def test_a_leg_nobody_speaks_to_is_silent(desk):
    tick = desk.tick({})
    assert set(tick.frames) == {"line", "agent"}
    assert tick.frames["line"] is SILENCE
    assert tick.reports == ()
    assert tick.recorded == ()


def test_a_prompt_begins_with_the_very_next_tick_and_prompts_follow_without_a_sample_between(desk):
    first, second = noise(250), noise(391)
    desk.tick({})
    desk.play("line", (first, second), token=4)
    ticks = run(desk, ticks=6)
    assert np.array_equal(said(ticks, "line")[:641], np.concatenate([first, second]))
    assert not said(ticks, "line")[641:].any()
    assert [tick.reports for tick in ticks] == [(), (), (), (), (PlayingEnded("line", 4),), ()]
    assert not said(ticks, "agent").any()


def test_a_prompt_of_whole_frames_ends_with_its_last_one(desk):
    desk.play("line", (noise(320),), token=1)
    assert [tick.reports for tick in run(desk, ticks=3)] == [(), (PlayingEnded("line", 1),), ()]


@pytest.mark.parametrize("prompts", [(), (SILENCE[:0],)])
def test_a_prompt_of_nothing_ends_at_once(desk, prompts):
    desk.play("line", prompts, token=9)
    tick = desk.tick({})
    assert tick.reports == (PlayingEnded("line", 9),)
    assert not tick.frames["line"].any()


def test_what_is_replaced_or_stopped_tells_no_end(desk):
    second = noise(160)
    desk.play("line", (noise(3_200),), token=1)
    run(desk, ticks=2)
    desk.play("line", (second,), token=2)
    ticks = run(desk, ticks=2)
    assert np.array_equal(ticks[0].frames["line"], second)
    assert reports(ticks) == [PlayingEnded("line", 2)]
    desk.play("line", (noise(3_200),), token=3)
    desk.stop("line")
    assert reports(run(desk, ticks=30)) == []


@pytest.mark.parametrize("length", [1, 159, 160, 161, 1_000, 4_321])
def test_music_goes_round_without_a_seam(desk, length):
    music = noise(length)
    desk.play_music("line", music)
    heard = said(run(desk, ticks=100), "line")
    assert np.array_equal(heard, np.resize(music, heard.size))


def test_no_music_is_silence(desk):
    desk.play_music("line", SILENCE[:0])
    assert not said(run(desk, ticks=3), "line").any()


def test_two_joined_legs_hear_each_other_sample_by_sample_in_the_same_tick(desk):
    caller, agent = noise(800), noise(800)
    desk.tick({"line": caller[:160], "agent": agent[:160]})
    desk.join("line", "agent")
    ticks = run(desk, line=caller, agent=agent)
    assert np.array_equal(said(ticks, "agent"), caller)
    assert np.array_equal(said(ticks, "line"), agent)
    desk.part("line", "agent")
    ticks = run(desk, line=caller, agent=agent)
    assert not said(ticks, "agent").any()
    assert not said(ticks, "line").any()


def test_a_prompt_on_a_joined_leg_is_mixed_and_held_to_int16(desk):
    loud = np.full(160, 30_000, np.int16)
    desk.join("line", "agent")
    desk.play("line", (loud,), token=1)
    tick = desk.tick({"agent": loud, "line": -loud})
    assert (tick.frames["line"] == 32_767).all()
    assert np.array_equal(tick.frames["agent"], -loud)


def test_joining_another_parts_the_first(desk):
    desk.add_leg("other")
    desk.join("line", "agent")
    desk.join("line", "other")
    tick = desk.tick({"line": noise(160), "agent": noise(160), "other": SILENCE})
    assert not tick.frames["agent"].any()
    assert tick.frames["other"].any()
    desk.part("line", "agent")
    assert desk.tick({"line": noise(160)}).frames["other"].any()


def test_removing_a_leg_parts_it(desk):
    desk.join("line", "agent")
    desk.remove_leg("line")
    desk.remove_leg("line")
    tick = desk.tick({"agent": noise(160)})
    assert set(tick.frames) == {"agent"}
    assert not tick.frames["agent"].any()
    desk.remove_leg("agent")
    assert not desk.busy


def test_wrong_names_are_told(desk):
    with pytest.raises(ValueError, match="leg line exists already"):
        desk.add_leg("line")
    with pytest.raises(ValueError, match="each named once"):
        desk.join("line", "line")
    with pytest.raises(KeyError):
        desk.play("nobody", (SILENCE,), token=1)
    desk.stop("nobody")
    desk.part("nobody", "line")
    desk.stop_recording(5)
    desk.end_message("nobody")


def test_a_frame_that_did_not_come_is_silence_and_counted(desk):
    desk.join("line", "agent")
    tick = desk.tick({"line": None, "agent": noise(160)})
    assert not tick.frames["agent"].any()
    assert desk.missed_frames("line") == 1
    assert desk.missed_frames("agent") == 0


def test_a_conversation_is_recorded_in_two_channels_from_the_next_tick_on(desk):
    caller, agent = noise(480), noise(480)
    desk.join("line", "agent")
    desk.tick({"line": noise(160), "agent": noise(160)})
    desk.record_bridge(77, "line", "agent")
    ticks = run(desk, line=caller, agent=agent)
    blocks = [block for tick in ticks for block in tick.recorded]
    assert all(isinstance(block, BridgeBlock) and block.call == 77 for block in blocks)
    recorded = np.concatenate([block.samples for block in blocks])
    assert np.array_equal(recorded[:, 0], caller)
    assert np.array_equal(recorded[:, 1], agent)
    desk.remove_leg("agent")
    assert not desk.tick({"line": caller[:160]}).recorded[0].samples[:, 1].any()
    desk.stop_recording(77)
    assert desk.tick({}).recorded == ()


def test_keys_are_heard_while_a_prompt_plays_and_passed_on_when_joined(desk):
    desk.play("line", (noise(16_000),), token=1)
    keys = tones.keys("1#", on_ms=80, off_ms=80)
    assert reports(run(desk, line=keys)) == [DigitHeard("line", "1", 100), DigitHeard("line", "#", 100)]
    desk.join("line", "agent")
    ticks = run(desk, line=keys)
    assert reports(ticks) == [DigitHeard("line", "1", 100), DigitHeard("line", "#", 100)]
    assert np.array_equal(said(ticks, "agent")[: keys.size], keys)


def test_a_leg_without_detection_hears_no_keys(desk):
    assert reports(run(desk, agent=tones.keys("123"))) == []


def test_the_exchange_tells_that_the_caller_is_gone(desk):
    assert reports(run(desk, line=tones.progress(PLAN.busy[0], 6_000))) == [
        HangUpToneHeard("line", HangUpCause.BUSY_TONE)
    ]


def test_silence_of_both_ends_is_told_at_each_threshold_while_joined_only(desk):
    assert reports(run(desk, ticks=200)) == []
    desk.join("line", "agent")
    speech = noise(8_000)
    assert reports(run(desk, ticks=220, agent=np.resize(speech, 220 * 160))) == []
    ticks = run(desk, ticks=220)
    told = [i for i, tick in enumerate(ticks) for report in tick.reports if report.leg == "line"]
    assert told == [49, 149]
    assert SilenceHeard("line", 3_000) in ticks[149].reports
    run(desk, line=speech, agent=speech)
    assert {report.ms for report in reports(run(desk, ticks=60))} == {1_000}


def test_the_level_of_a_leg(desk):
    desk.tick({"line": tones.sine(1_000, 20, -13.0)})
    assert desk.level_dbm0("line") == pytest.approx(-13.0, abs=0.05)
    assert desk.level_dbm0("agent") == -99.0


def test_keys_are_sent_alone_and_what_sounded_before_goes_on(desk):
    desk.join("line", "agent")
    music, talk = noise(1_600), noise(20 * 160)
    desk.play_music("line", music)
    assert desk.press("line", "5#")
    assert not desk.press("line", "1"), "one order at a time"
    ticks = run(desk, agent=talk, line=noise(20 * 160))
    wanted = tones.sent_keys("5#")
    assert wanted.size == 20 * 160
    assert np.array_equal(said(ticks, "line"), wanted)
    assert said(ticks, "agent").any(), "the agent goes on hearing"
    (after,) = run(desk, agent=talk[:160])
    assert np.array_equal(after.frames["line"], np.clip(music[:160] + talk[:160], -32768, 32767))
    assert desk.press("line", "1")


def test_the_most_keys_of_an_order_end(desk):
    assert desk.press("line", "*" * 32)
    assert said(run(desk, ticks=320), "line").any()
    assert not run(desk, ticks=1)[0].frames["line"].any()


def test_our_own_keys_coming_back_are_no_digits_of_the_far_end(desk):
    """A hybrid's echo, 14 dB down and 20 ms late."""
    desk.join("line", "agent")
    desk.press("line", "147*")
    back, told = SILENCE, []
    for _ in range(60):
        tick = desk.tick({"line": back, "agent": SILENCE})
        told += tick.reports
        back = (tick.frames["line"] // 5).astype(np.int16)
    assert not [report for report in told if isinstance(report, DigitHeard)]
    run(desk, ticks=25)
    assert reports(run(desk, line=tones.keys("1"))) == [DigitHeard("line", "1", 100)]


AHEAD = {"line": 3}


def handed_out(desk: Desk, ticks: int) -> tuple[list[Tick], list[list[int]]]:
    """The ticks, and how early each frame was that the line was handed in them."""
    ran = [desk.tick({}, AHEAD) for _ in range(ticks)]
    return ran, [[early for leg, _, early in tick.given if leg == "line"] for tick in ran]


def test_a_prompt_is_handed_out_before_its_time_and_says_and_ends_as_ever(desk):
    prompt = noise(6 * FRAME_SAMPLES)
    desk.play("line", (prompt,), token=4)
    ticks, early = handed_out(desk, 8)
    assert early == [[0, 1, 2, 3], [3], [3], [], [], [], [0], [0]]
    given = [frame for tick in ticks for leg, frame, _ in tick.given if leg == "line"]
    assert np.array_equal(np.concatenate(given)[: prompt.size], prompt)
    assert np.array_equal(said(ticks, "line")[: prompt.size], prompt)
    assert [tick.reports for tick in ticks][4:7] == [(), (PlayingEnded("line", 4),), ()]


def test_what_is_asked_in_a_prompt_takes_effect_after_what_is_in_hand(desk):
    prompt, music = noise(50 * FRAME_SAMPLES), noise(FRAME_SAMPLES)
    desk.play("line", (prompt,), token=4)
    desk.tick({}, AHEAD)
    desk.play_music("line", music)
    ticks, early = handed_out(desk, 5)
    assert early == [[], [], [], [0], [0]]  # an agent may answer at any time, so music is never early
    assert np.array_equal(said(ticks, "line"), np.concatenate([prompt[160:640], music, music]))
    assert reports(ticks) == []


def test_nothing_is_early_in_a_conversation_or_beside_keys(desk):
    desk.join("line", "agent")
    desk.play("line", (noise(800),), token=4)
    assert handed_out(desk, 2)[1] == [[0], [0]]
    desk.part("line", "agent")
    desk.press("line", "5")
    assert handed_out(desk, 1)[1] == [[0]]


def test_a_prompt_that_ended_before_its_time_is_not_over_when_another_takes_its_place(desk):
    desk.play("line", (noise(3 * FRAME_SAMPLES),), token=4)
    desk.tick({}, AHEAD)
    desk.play("line", (noise(FRAME_SAMPLES),), token=5)
    assert reports(handed_out(desk, 5)[0]) == [PlayingEnded("line", 5)]


def test_who_takes_fewer_ahead_is_given_nothing_until_it_has_no_more_than_that(desk):
    desk.play("line", (noise(800),), token=4)
    desk.tick({}, AHEAD)
    assert [len(desk.tick({}, {"line": 1}).given) - 1 for _ in range(3)] == [0, 0, 1]


def test_a_muted_leg_is_neither_heard_nor_recorded_but_hears_and_counts_as_silent(desk):
    desk.join("line", "agent")
    desk.record_bridge(1, "line", "agent")
    desk.mute("agent", muted=True)
    caller = noise(160 * 60, 20)  # softer than speech
    ticks = run(desk, line=caller, agent=noise(160 * 60))
    assert not said(ticks, "line").any()
    assert said(ticks, "agent").any()
    assert not any(block.samples[:, 1].any() for tick in ticks for block in tick.recorded)
    assert SilenceHeard("line", 1_000) in reports(ticks)
    desk.mute("agent", muted=False)
    assert said(run(desk, agent=noise(160)), "line").any()


def test_all_in_a_conference_hear_the_beep_of_its_recording_as_loud_as_it_is_set(desk):
    desk.add_leg("other")
    desk.confer("line", "agent", "other")
    desk.record_bridge(1, "line", "agent", beep_every_ms=1_000, beep_dbm0=-30)
    ticks = run(desk, ticks=20)
    peaks = {int(np.abs(said(ticks, leg)).max()) for leg in ("line", "agent", "other")}
    assert len(peaks) == 1
    assert peaks.pop() == pytest.approx(np.abs(tones.beep(1_400, 200, -30.0)).max(), abs=1)
