"""One tick of the desk at 1, 8 and 32 joined lines; codecs, detectors and queues a frame at a time. Divide by legs."""

from collections.abc import Callable

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from _fastroute import pcm
from _fastroute.adpcm import AdpcmTrack
from _fastroute.bursts import BurstFinder
from _fastroute.tones import DigitDetector
from appliance.drivers.sound.tone_plans import load_tone_plan
from appliance.sound import tones
from appliance.sound.codecs import CODECS
from appliance.sound.desk import Desk
from appliance.sound.detectors.ear import Ear
from appliance.sound.detectors.progress import ProgressTones
from appliance.sound.frames import FRAME_SAMPLES, SILENCE, Frame, Samples
from appliance.sound.leg_buffer import LegBuffer
from appliance.sound.levels import power_of_dbm0
from appliance.sound.music import hold_music
from tests.oracle import adpcm as plain_adpcm

PLAN = load_tone_plan("us")
SPEECH = np.random.default_rng(1).normal(0, 3_000, 64 * FRAME_SAMPLES).astype(np.int16).reshape(-1, FRAME_SAMPLES)
BUSY = tones.progress(PLAN.busy[0], 10_000).reshape(-1, FRAME_SAMPLES)
KEY = tones.key("5", 2_000).reshape(-1, FRAME_SAMPLES)


def in_turn(call: Callable[[Frame], object], frames: Samples = SPEECH) -> Callable[[], object]:
    """One call per round, each with the next of the frames."""
    state = {"at": 0}

    def step() -> object:
        state["at"] = (state["at"] + 1) % len(frames)
        return call(frames[state["at"]])

    return step


def joined_desk(lines: int, *, record: bool) -> tuple[Desk, list[dict[str, Frame]]]:
    desk = Desk(PLAN, (60_000,))
    for number in range(lines):
        desk.add_leg(f"line{number}")
        desk.add_leg(f"agent{number}", detect=False)
        desk.join(f"line{number}", f"agent{number}")
        if record:
            desk.record_bridge(number, f"line{number}", f"agent{number}")
    names = [f"{kind}{number}" for kind in ("line", "agent") for number in range(lines)]
    heard = [{name: SPEECH[(i + j) % 64] for j, name in enumerate(names)} for i in range(64)]
    return desk, heard


@pytest.mark.parametrize("lines", [1, 8, 32])
def test_tick_lines_joined_with_agents_detecting(benchmark: BenchmarkFixture, lines: int) -> None:
    desk, heard = joined_desk(lines, record=False)
    turn = iter(range(1 << 60))
    benchmark(lambda: desk.tick(heard[next(turn) % 64]))


@pytest.mark.parametrize("lines", [1, 8, 32])
def test_tick_lines_joined_with_agents_detecting_and_recording(benchmark: BenchmarkFixture, lines: int) -> None:
    desk, heard = joined_desk(lines, record=True)
    turn = iter(range(1 << 60))
    benchmark(lambda: desk.tick(heard[next(turn) % 64]))


def test_tick_32_lines_with_music_detecting(benchmark: BenchmarkFixture) -> None:
    desk = Desk(PLAN)
    for number in range(32):
        desk.add_leg(f"line{number}")
        desk.play_music(f"line{number}", hold_music())
    heard = {f"line{number}": SPEECH[number] for number in range(32)}
    benchmark(lambda: desk.tick(heard))


@pytest.mark.parametrize("codec", CODECS)
def test_decode_a_frame(benchmark: BenchmarkFixture, codec: str) -> None:
    decode, encode = CODECS[codec]
    coded = encode(SPEECH[0])
    benchmark(lambda: decode(coded))


@pytest.mark.parametrize("codec", CODECS)
def test_encode_a_frame(benchmark: BenchmarkFixture, codec: str) -> None:
    benchmark(in_turn(CODECS[codec][1]))


def test_encode_a_frame_in_ima_adpcm(benchmark: BenchmarkFixture) -> None:
    benchmark(in_turn(AdpcmTrack().encode))


def test_decode_a_frame_of_ima_adpcm(benchmark: BenchmarkFixture) -> None:
    track, coded, samples = AdpcmTrack(), AdpcmTrack().encode(SPEECH[0]), np.empty(FRAME_SAMPLES, np.int16)
    benchmark(lambda: track.decode(coded, samples))


def test_encode_a_frame_in_ima_adpcm_in_plain_python(benchmark: BenchmarkFixture) -> None:
    track = plain_adpcm.Track()
    benchmark(in_turn(lambda frame: plain_adpcm.encoded(track, frame.tolist())))


def test_decode_a_frame_of_ima_adpcm_in_plain_python(benchmark: BenchmarkFixture) -> None:
    track, coded = plain_adpcm.Track(), AdpcmTrack().encode(SPEECH[0])
    benchmark(lambda: plain_adpcm.decoded(track, coded))


def test_digits_in_speech(benchmark: BenchmarkFixture) -> None:
    benchmark(in_turn(DigitDetector().hear))


def test_digits_in_a_key(benchmark: BenchmarkFixture) -> None:
    benchmark(in_turn(DigitDetector().hear, KEY))


def test_digits_in_silence(benchmark: BenchmarkFixture) -> None:
    detector = DigitDetector()
    benchmark(lambda: detector.hear(SILENCE))


def test_progress_tones_in_speech(benchmark: BenchmarkFixture) -> None:
    benchmark(in_turn(BurstFinder(power_of_dbm0(-38)).hear))


def test_everything_listened_for_in_busy_tone(benchmark: BenchmarkFixture) -> None:
    benchmark(in_turn(Ear(ProgressTones(PLAN), detect=True).hear, BUSY))


def test_power(benchmark: BenchmarkFixture) -> None:
    benchmark(in_turn(pcm.power))


def test_everything_listened_for_on_one_leg(benchmark: BenchmarkFixture) -> None:
    benchmark(in_turn(Ear(ProgressTones(PLAN), detect=True).hear))


def test_mix_two_frames(benchmark: BenchmarkFixture) -> None:
    total = np.empty(FRAME_SAMPLES, np.int16)
    benchmark(in_turn(lambda frame: pcm.mix(frame, SPEECH[0], total)))


def test_a_frame_through_a_leg_buffer_both_ways(benchmark: BenchmarkFixture) -> None:
    leg = LegBuffer()

    def both(frame: Frame) -> None:
        leg.heard(frame)
        leg.take_heard()
        leg.put_to_say(frame)
        leg.to_say()

    benchmark(in_turn(both))
