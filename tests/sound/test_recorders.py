"""Messages: what is kept, what is cut away, what ends them, and how much is held back at most."""

import numpy as np
import pytest

from appliance.model.states import HangUpCause
from appliance.sound import tones
from appliance.sound.desk import Desk, Tick
from appliance.sound.detectors.cadence import LEAST_SPAN_MS
from appliance.sound.frames import FRAME_SAMPLES, SILENCE, Samples
from appliance.sound.levels import power_of_dbm0
from appliance.sound.recorders import HANGOVER_FRAMES, LEAD_FRAMES, LOOK_BACK_FRAMES, STEADY_MS, MessageRecorder
from appliance.sound.reports import DigitHeard, HangUpToneHeard, MessageOver
from appliance.sound.tone_plan import TonePlan, ToneRule

EUROPE = TonePlan(
    country="test",
    source="invented",
    dial=(ToneRule(hz=(425,)),),
    busy=(ToneRule(hz=(425,), cadence_ms=(500, 500)),),
    congestion=(ToneRule(hz=(425,), cadence_ms=(200, 200)),),
    ringing=(ToneRule(hz=(425,), cadence_ms=(1000, 4000)),),
)
SPEECH = np.random.default_rng(3).integers(-4_000, 4_000, 16_000).astype(np.int16)
HANGOVER = HANGOVER_FRAMES * FRAME_SAMPLES


def silence(ms: int) -> Samples:
    return np.zeros(8 * ms, np.int16)


def desk_recording(*, longest_ms: int = 60_000, silence_ms: int = 2_000) -> Desk:
    desk = Desk(EUROPE)
    desk.add_leg("line")
    desk.record_message("line", 5, longest_ms=longest_ms, silence_ms=silence_ms)
    return desk


def record(desk: Desk, heard: Samples) -> tuple[Samples, list[object], int]:
    """What was recorded, what was reported, and the ticks until MessageOver."""
    ticks: list[Tick] = []
    for start in range(0, heard.size, FRAME_SAMPLES):
        ticks.append(desk.tick({"line": np.pad(heard, (0, 160))[start : start + FRAME_SAMPLES]}))
        if any(isinstance(report, MessageOver) for report in ticks[-1].reports):
            break
    blocks = [block.samples for tick in ticks for block in tick.recorded]
    return (
        np.concatenate(blocks) if blocks else SILENCE[:0],
        [report for tick in ticks for report in tick.reports],
        len(ticks),
    )


def test_silence_ends_a_message_and_is_cut_away():
    heard = np.concatenate([silence(400), SPEECH, silence(1_000), SPEECH, silence(5_000)])
    recorded, reports, ticks = record(desk_recording(), heard)
    assert reports == [MessageOver("line", 5, 5_000 + LEAD_FRAMES * 20)]
    assert ticks == (5_400 + 2_000) // 20
    assert np.array_equal(recorded, heard[(400 - LEAD_FRAMES * 20) * 8 : 5_400 * 8 + HANGOVER])


@pytest.mark.parametrize("dbm0", [-41.0, -35.0])
def test_who_speaks_in_noise_is_not_recorded_for_ever(dbm0):
    noise = np.random.default_rng(4).normal(0, np.sqrt(power_of_dbm0(dbm0)), 30 * 8_000)
    words = np.concatenate([SPEECH, silence(1_000), SPEECH, silence(25_000)])
    recorded, reports, ticks = record(desk_recording(), np.rint(words + noise).astype(np.int16))
    assert [type(report) for report in reports] == [MessageOver]
    assert ticks * 20 == pytest.approx(5_000 + STEADY_MS + 2_000, abs=300)
    assert recorded.size == pytest.approx((5_000 + STEADY_MS) * 8, abs=2_400)


def test_speech_comes_out_while_it_is_spoken():
    desk = desk_recording()
    frames = SPEECH.reshape(-1, FRAME_SAMPLES)
    blocks = [desk.tick({"line": frame}).recorded for frame in frames[:10]]
    assert [len(block) for block in blocks] == [0] * LOOK_BACK_FRAMES + [1] * (10 - LOOK_BACK_FRAMES)


def test_nothing_said_is_nothing_kept():
    recorded, reports, _ = record(desk_recording(), silence(4_000))
    assert reports == [MessageOver("line", 5, 0)]
    assert recorded.size == 0


def test_a_key_ends_a_message_and_leaves_no_trace_in_it():
    heard = np.concatenate([SPEECH, silence(300), tones.key("#", 120)])
    recorded, reports, _ = record(desk_recording(), heard)
    assert reports == [DigitHeard("line", "#", 100), MessageOver("line", 5, 2_000)]
    assert np.array_equal(recorded, SPEECH)


def test_a_key_pressed_in_mid_word_costs_at_most_what_is_looked_back():
    recorded, reports, _ = record(desk_recording(), np.concatenate([SPEECH, tones.key("5", 120)]))
    over = reports[-1]
    assert isinstance(over, MessageOver)
    assert 2_000 - LOOK_BACK_FRAMES * 20 <= over.spoken_ms <= 2_000
    assert np.array_equal(recorded, SPEECH[: recorded.size])


@pytest.mark.parametrize(
    ("cadence", "cause"),
    [
        *((rule, HangUpCause.BUSY_TONE) for rule in EUROPE.busy),
        *((rule, HangUpCause.CONGESTION_TONE) for rule in EUROPE.congestion),
    ],
)
def test_a_tone_ends_a_message_and_is_cut_away(cadence, cause):
    heard = np.concatenate([SPEECH, silence(260), tones.progress(cadence, 6_000, dbm0=-20)])
    recorded, reports, ticks = record(desk_recording(silence_ms=4_000), heard)
    assert reports == [HangUpToneHeard("line", cause), MessageOver("line", 5, 2_000)]
    assert np.array_equal(recorded, SPEECH)
    assert ticks * 20 <= 2_260 + max(3 * sum(cadence.cadence_ms), LEAST_SPAN_MS + 2 * sum(cadence.cadence_ms))


def test_the_longest_message():
    recorded, reports, ticks = record(desk_recording(longest_ms=1_500), np.resize(SPEECH, 40_000))
    assert reports == [MessageOver("line", 5, 1_500)]
    assert ticks == 75
    assert np.array_equal(recorded, SPEECH[: 1_500 * 8])


def test_a_leg_that_goes_away_leaves_what_was_spoken_to_the_next_tick():
    desk = desk_recording()
    for frame in SPEECH.reshape(-1, FRAME_SAMPLES)[:10]:
        desk.tick({"line": frame})
    desk.remove_leg("line")
    assert desk.busy
    last = desk.tick({})
    assert last.reports == (MessageOver("line", 5, 200),)
    assert last.recorded[0].samples.size == LOOK_BACK_FRAMES * FRAME_SAMPLES
    assert not desk.busy
    assert desk.tick({}).reports == ()


def test_what_is_held_back_is_bounded_by_the_silence_that_ends_a_message():
    message = MessageRecorder("line", 1, longest_ms=600_000, silence_ms=2_000)
    message.hear(SPEECH[:FRAME_SAMPLES], loud=True, tone=False)
    most = 0
    while not message.over:
        message.hear(SILENCE, loud=False, tone=False)
        most = max(most, message.held_frames)
    assert most == 2_000 // 20 - 1  # the hundredth ends it
    assert message.held_frames == 0


def test_of_the_silence_before_the_first_word_little_is_held_back_or_kept():
    message = MessageRecorder("line", 1, longest_ms=600_000, silence_ms=60_000)
    for _ in range(500):
        message.hear(SILENCE, loud=False, tone=False)
    assert message.held_frames == LEAD_FRAMES + LOOK_BACK_FRAMES
    message.hear(SPEECH[:FRAME_SAMPLES], loud=True, tone=False)
    message.end()
    assert message.spoken_ms == (LEAD_FRAMES + 1) * 20


def test_a_second_message_on_the_leg_ends_the_first():
    desk = desk_recording()
    desk.tick({"line": SPEECH[:FRAME_SAMPLES]})
    desk.record_message("line", 6, longest_ms=1_000, silence_ms=500)
    assert desk.tick({}).reports == (MessageOver("line", 5, 20),)
