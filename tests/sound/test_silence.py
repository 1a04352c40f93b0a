"""Silence in a conversation: noise of any line is, whoever speaks however softly is not, nor is music."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from _fastroute.hearing import Hearing, hear_all
from appliance.sound.desk import Desk
from appliance.sound.frames import FRAME_MS, FRAME_SAMPLES, RATE, SILENCE, Samples
from appliance.sound.levels import power_of_dbm0
from appliance.sound.music import hold_music
from appliance.sound.reports import SilenceHeard
from appliance.sound.tone_plan import TonePlan
from tests.oracle import silence as oracle

PLAN = TonePlan(country="test", source="invented", dial=(), busy=(), ringing=())
SETTLING_MS = 5_000
"""So long nothing but noise is heard before it is believed to be that."""


def noise(dbm0: float, seconds: float, seed: int = 5) -> Samples:
    drawn = np.random.default_rng(seed).normal(0, np.sqrt(power_of_dbm0(dbm0)), int(seconds * RATE))
    return np.clip(np.rint(drawn), -32_768, 32_767).astype(np.int16)


def telephone_noise(dbm0: float, seconds: float) -> Samples:
    """300 to 3400 Hz, softer the higher."""
    size = int(seconds * RATE)
    hz = np.fft.rfftfreq(size, 1 / RATE)
    shaped = np.fft.rfft(np.random.default_rng(7).normal(0, 1, size)) * ((hz > 300) & (hz < 3_400))
    drawn = np.fft.irfft(shaped / np.sqrt(np.maximum(hz, 50)), size)
    return np.rint(drawn * np.sqrt(power_of_dbm0(dbm0) / np.mean(drawn**2))).astype(np.int16)


def hum(dbm0: float, seconds: float) -> Samples:
    moments = np.arange(int(seconds * RATE)) / RATE
    wave = np.sqrt(2 * power_of_dbm0(dbm0)) * np.sin(2 * np.pi * 60 * moments)
    return np.rint(wave).astype(np.int16) + noise(-55.0, seconds)


def words(dbm0: float, seconds: float) -> Samples:
    """Syllables of 200 to 300 ms, so loud on average and each some decibels otherwise, with pauses of 150 ms to 1 s."""
    dice = np.random.default_rng(8)
    voice = noise(dbm0, seconds, 9).astype(float)
    loudness = np.zeros(voice.size)
    at = 0
    while at < voice.size:
        for _ in range(dice.integers(1, 5)):
            length = int(dice.uniform(0.2, 0.3) * RATE)
            swell = np.sin(np.pi * np.arange(length) / length) ** 0.5
            loudness[at : at + length] = (swell * 10 ** (dice.normal(0, 3) / 20))[: max(voice.size - at, 0)]
            at += length
        at += int(dice.uniform(0.15, 1.0) * RATE)
    return np.clip(np.rint(voice * loudness), -32_768, 32_767).astype(np.int16)


def quiet_ms(sound: Samples) -> list[int]:
    """After each frame."""
    hearing, counted = Hearing(40_000.0, detect=False, cancel=False, level=False), []
    for frame in sound[: sound.size // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES):
        hear_all([hearing], [SILENCE], [frame])
        counted.append(hearing.quiet_frames * FRAME_MS)
    return counted


def scaled(sound: Samples, dbm0: float) -> Samples:
    """To so much on average."""
    factor = np.sqrt(power_of_dbm0(dbm0) / np.mean(sound.astype(float) ** 2))
    return np.clip(np.rint(sound * factor), -32_768, 32_767).astype(np.int16)


def test_the_kernel_agrees_with_plain_numpy() -> None:
    parts = [noise(-38.0, 7), words(-30.0, 4), noise(-36.0, 7), noise(-28.0, 6), hum(-40.0, 6), noise(-70.0, 2)]
    sound = np.concatenate(parts)
    assert [ms // FRAME_MS for ms in quiet_ms(sound)] == oracle.quiet_frames(sound)


@pytest.mark.parametrize("dbm0", [-55.0, -45.0, -41.0, -38.0, -35.0, -32.0])
@pytest.mark.parametrize("kind", [noise, telephone_noise, hum])
def test_noise_is_silence_five_seconds_later_at_the_latest(kind, dbm0: float) -> None:
    after = quiet_ms(np.concatenate([words(-20.0, 4), kind(dbm0, 20)]))
    assert after[-1] >= 20_000 - SETTLING_MS - 200


@pytest.mark.parametrize(
    ("spoken", "noisy"), [(-20.0, -60.0), (-40.0, -60.0), (-40.0, -43.0), (-38.0, -38.0), (-35.0, -35.0)]
)
def test_who_speaks_softly_is_not_silent_nor_is_who_speaks_in_noise_as_loud(spoken: float, noisy: float) -> None:
    assert max(quiet_ms(words(spoken, 60) + noise(noisy, 60))) <= 5_000


@pytest.mark.parametrize("dbm0", [-15.0, -25.0, -33.0])
def test_music_on_hold_is_not_silence(dbm0: float) -> None:
    assert max(quiet_ms(scaled(hold_music(), dbm0))) < 2_000


def test_what_is_loud_is_no_noise_of_a_line_however_steady() -> None:
    """A fax handed on sends a page for a minute, and its own end listens meanwhile."""
    assert max(quiet_ms(noise(-25.0, 20))) == 0


def test_a_word_in_noise_ends_the_silence_and_noise_that_grows_is_silence_again() -> None:
    counted = quiet_ms(np.concatenate([noise(-38.0, 10), noise(-24.0, 1), noise(-38.0, 8), noise(-33.0, 12)]))
    assert counted[10_000 // FRAME_MS - 1] >= 4_800
    assert max(counted[10_200 // FRAME_MS : 15_900 // FRAME_MS]) == 0
    assert counted[-1] >= 6_500


def conversation(line: Samples, agent: Samples) -> list[int]:
    """Ms after which the desk told of ten seconds of silence."""
    desk, told = Desk(PLAN, (10_000,)), []
    desk.add_leg("line")
    desk.add_leg("anna", detect=False)
    desk.join("line", "anna")
    both = zip(line.reshape(-1, FRAME_SAMPLES), agent.reshape(-1, FRAME_SAMPLES), strict=True)
    for at, (theirs, hers) in enumerate(both, 1):
        reports = desk.tick({"line": theirs, "anna": hers}).reports
        told += [at * FRAME_MS for report in reports if report == SilenceHeard("line", 10_000)]
    return told


_LOUD = np.tile(np.array([8_000, -8_000], np.int16), FRAME_SAMPLES // 2)
_STEPS = st.tuples(
    st.sampled_from(("both", "line", "anna", "none", "mute", "unmute", "part", "join")), st.integers(1, 40)
)


@given(st.lists(_STEPS, max_size=25))
def test_each_threshold_is_told_in_its_tick_whatever_happens_between(steps: list[tuple[str, int]]) -> None:
    """Beside a count of each tick by itself."""
    thresholds = (210, 300, 700)
    desk, joined, muted = Desk(PLAN, thresholds), False, False
    quiet = {"line": 0, "anna": 0}
    since = 0
    for name in quiet:
        desk.add_leg(name, detect=False)
    for what, ticks in steps:
        if what in {"mute", "unmute"}:
            muted = what == "mute"
            desk.mute("anna", muted=muted)
        elif what in {"part", "join"}:
            since = since if joined and what == "join" else 0
            joined = what == "join"
            (desk.join if joined else desk.part)("line", "anna")
        for _ in range(ticks):
            spoken = {name: _LOUD if what in {"both", name} else SILENCE for name in quiet}
            reports = desk.tick(spoken).reports
            told = {ms for ms in thresholds if SilenceHeard("anna", ms) in reports}
            quiet = {name: 0 if spoken[name] is _LOUD else count + 1 for name, count in quiet.items()}
            since += joined
            silent = min(since, quiet["line"], since if muted else quiet["anna"]) * FRAME_MS
            assert told == {ms for ms in thresholds if joined and silent - FRAME_MS < ms <= silent}


def test_who_hung_up_on_a_noisy_line_is_noticed_and_who_listens_in_noise_is_not() -> None:
    noisy, office = noise(-36.0, 30), noise(-40.0, 30, 11)
    both_silent = conversation(noisy, office)
    assert len(both_silent) == 1
    assert both_silent[0] == pytest.approx(10_000 + SETTLING_MS, abs=300)
    assert conversation(noisy, words(-30.0, 30) + office) == []
