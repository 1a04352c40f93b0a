"""The automatic level: how far and how fast it goes, and all it must not touch."""

import numpy as np
import pytest

from _fastroute import pcm
from _fastroute.leveller import LOUDEST_DBM0, MOST_DB, PEAK, SOFTEST_DBM0
from appliance.sound import tones
from appliance.sound.desk import Desk
from appliance.sound.detectors.ear import Ear
from appliance.sound.detectors.progress import ProgressTones
from appliance.sound.frames import FRAME_SAMPLES, RATE, Samples
from appliance.sound.levels import dbm0_of_power, power_of_dbm0
from appliance.sound.recorders import BridgeBlock
from appliance.sound.tone_plan import TonePlan
from tests.oracle import leveller as oracle

PLAN = TonePlan(country="test", source="invented", dial=(), busy=(), ringing=())


def speech(dbm0: float, seconds: float, *, noise_dbm0: float = -60.0) -> Samples:
    """Syllables of 300 ms with pauses of 200 ms, so loud on average while one sounds, over noise."""
    dice = np.random.default_rng(4)
    count = int(seconds * RATE)
    voice = dice.normal(0, np.sqrt(power_of_dbm0(dbm0)), count)
    voice *= np.arange(count) % (RATE // 2) < RATE * 3 // 10
    return np.clip(voice + dice.normal(0, np.sqrt(power_of_dbm0(noise_dbm0)), count), -32_768, 32_767).astype(np.int16)


def new_ear() -> Ear:
    return Ear(ProgressTones(PLAN), detect=True, level=True)


def gain_db(ear: Ear) -> float:
    assert ear.hearing.leveller is not None
    return ear.hearing.leveller.gain_db


def levelled(sound: Samples, ear: Ear | None = None) -> tuple[Samples, list[float]]:
    """What came out, and the gain after each frame."""
    ear, out, gains = ear or new_ear(), [], []
    for frame in sound[: sound.size // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES):
        out.append(ear.hear(frame))
        gains.append(gain_db(ear))
    return np.concatenate(out), gains


def test_the_kernel_agrees_with_plain_numpy() -> None:
    """Soft and loud, keys, silence, peaks."""
    parts = [
        speech(-32.0, 6),
        tones.keys("123", dbm0=-6.0),
        np.zeros(RATE, np.int16),
        speech(-3.0, 6),
        speech(-27.0, 4),
    ]
    sound = np.concatenate(parts)
    ear, slow = new_ear(), oracle.Leveller()
    for frame in sound[: sound.size // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES):
        fast = ear.hear(frame)
        wanted = slow.levelled(frame, ear.power, loud=ear.loud, tone=ear.tone)
        assert np.abs(fast.astype(int) - wanted).max() <= 1, "rounded otherwise at most"
        assert gain_db(ear) == pytest.approx(slow.gain_db, abs=1e-9)


def active_dbm0(sound: Samples) -> float:
    """Of the syllables."""
    spoken = sound[np.arange(sound.size) % (RATE // 2) < RATE * 3 // 10]
    return dbm0_of_power(pcm.power(np.ascontiguousarray(spoken)))


@pytest.mark.parametrize("dbm0", [-23.0, -20.0, -15.0, -12.0])
def test_speech_at_a_good_level_is_not_touched(dbm0: float) -> None:
    sound = speech(dbm0, 20)
    out, gains = levelled(sound)
    assert set(gains) == {0.0}
    assert np.array_equal(out, sound)


@pytest.mark.parametrize(("dbm0", "wanted"), [(-30.0, SOFTEST_DBM0), (-27.0, SOFTEST_DBM0), (-5.0, LOUDEST_DBM0)])
def test_too_soft_and_too_loud_come_to_the_edge_of_what_is_good(dbm0: float, wanted: float) -> None:
    out, _ = levelled(speech(dbm0, 10))
    assert active_dbm0(out[-4 * RATE :]) == pytest.approx(wanted, abs=1.0)


def test_it_goes_no_further_than_its_bound_and_no_faster() -> None:
    _, up = levelled(speech(-39.0, 20))
    assert up[-1] == MOST_DB
    assert max(np.diff(up)) <= 3.0 * 0.02 + 1e-9
    ear = new_ear()
    levelled(speech(-39.0, 20), ear)
    _, down = levelled(speech(-4.0, 20), ear)
    assert down[-1] < -5.0
    assert min(np.diff(down)) >= -12.0 * 0.02 - 1e-9


@pytest.mark.parametrize("noise_dbm0", [-60.0, -45.0, -35.0, -25.0])
def test_noise_alone_is_no_speech(noise_dbm0: float) -> None:
    dice = np.random.default_rng(6)
    noise = dice.normal(0, np.sqrt(power_of_dbm0(noise_dbm0)), 60 * RATE).astype(np.int16)
    assert abs(levelled(noise)[1][-1]) < 1.0


def test_keys_and_silence_change_nothing() -> None:
    ear = new_ear()
    levelled(speech(-30.0, 10), ear)
    before = gain_db(ear)
    assert before > 4.0
    levelled(np.zeros(20 * RATE, np.int16), ear)
    assert gain_db(ear) == before
    levelled(tones.keys("1234567890" * 3, dbm0=-3.0), ear)
    assert gain_db(ear) == pytest.approx(before, abs=0.1)  # the end of the speech was still looked at


def test_a_peak_is_not_clipped_and_nothing_jumps_from_frame_to_frame() -> None:
    ear = new_ear()
    levelled(speech(-33.0, 20), ear)
    assert gain_db(ear) > 8.0
    wave = (26_000 * np.sin(np.arange(RATE) * 2 * np.pi * 50 / RATE)).astype(np.int16)
    out, _ = levelled(wave, ear)
    assert np.abs(out[FRAME_SAMPLES:].astype(int)).max() <= PEAK + 1
    steepest = np.abs(np.diff(wave.astype(int))).max()
    assert np.abs(np.diff(out.astype(int)))[FRAME_SAMPLES:].max() <= 3 * steepest


def test_the_desk_levels_what_others_hear_and_what_is_recorded_and_nothing_else() -> None:
    desk = Desk(PLAN, level=True)
    desk.add_leg("line", detect=False)
    desk.add_leg("anna", detect=False)
    desk.join("line", "anna")
    desk.record_bridge(1, "line", "anna")
    sound = speech(-33.0, 15)
    heard, kept = [], []
    for frame in sound.reshape(-1, FRAME_SAMPLES):
        tick = desk.tick({"line": frame})
        heard.append(tick.frames["anna"])
        kept += [block.samples[:, 0] for block in tick.recorded if isinstance(block, BridgeBlock)]
    assert active_dbm0(np.concatenate(heard)[-4 * RATE :]) == pytest.approx(-24.0, abs=1.2)
    assert np.array_equal(np.concatenate(heard), np.concatenate(kept))
    assert desk.level_dbm0("line") == pytest.approx(dbm0_of_power(pcm.power(sound[-FRAME_SAMPLES:])))
