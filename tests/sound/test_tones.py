"""The tone generator: levels, frequencies, cadences and lengths as asked."""

import numpy as np
import pytest

from appliance.sound import measure, tones
from appliance.sound.codecs import ulaw_decode, ulaw_encode
from appliance.sound.levels import FULL_SCALE_SINE_DBM0, dbm0_of_power, peak_of_sine, power_of_dbm0
from appliance.sound.tone_plan import ToneRule


@pytest.mark.parametrize("level", [3.0, 0.0, -13.0, -35.0])
@pytest.mark.parametrize("hz", [300, 425, 1_004, 3_000])
def test_a_sine_has_the_level_and_frequency_asked_for(hz, level):
    sound = tones.sine(hz, 500, level)
    assert sound.size == 4_000
    assert measure.level_dbm0(sound) == pytest.approx(level, abs=0.05)
    assert measure.dominant_hz(sound) == pytest.approx(hz, abs=0.2)


def test_zero_dbm0_is_that_of_g711():
    """Table 5/G.711: these eight mu-law codes, repeated, are 1 kHz at 0 dBm0."""
    milliwatt = ulaw_decode(bytes([0x1E, 0x0B, 0x0B, 0x1E, 0x9E, 0x8B, 0x8B, 0x9E]) * 100)
    assert measure.level_dbm0(milliwatt) == pytest.approx(0.0, abs=0.05)
    assert measure.level_dbm0(ulaw_decode(ulaw_encode(tones.sine(1_000, 100, 0.0)))) == pytest.approx(0.0, abs=0.1)


def test_levels_there_and_back():
    assert dbm0_of_power(power_of_dbm0(-20.0)) == pytest.approx(-20.0)
    assert dbm0_of_power(0.0) == -99.0
    assert peak_of_sine(FULL_SCALE_SINE_DBM0) == pytest.approx(32_636)


def test_keys_sound_their_row_and_column():
    sound = tones.key("6", 200, dbm0=-12, twist_db=2)
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(sound.size)))
    low, high = (float(hz) for hz in (770, 1477))
    strongest = sorted(np.argsort(spectrum)[-6:] * 8_000 / sound.size)
    assert strongest[0] == pytest.approx(low, abs=8)
    assert strongest[-1] == pytest.approx(high, abs=8)
    assert measure.level_dbm0(sound) == pytest.approx(10 * np.log10(10**-1.2 + 10**-1.0), abs=0.1)


def test_keys_follow_each_other_with_pauses():
    sound = tones.keys("19", on_ms=60, off_ms=40)
    assert sound.size == 2 * 800
    assert np.array_equal(sound[:480], tones.key("1", 60))
    assert not sound[480:800].any()


def test_a_cadence_goes_round_from_its_start():
    rule = ToneRule(hz=(400.0,), cadence_ms=(400, 350, 225, 525))
    sound = tones.progress(rule, 3_000, dbm0=-10)
    loud = np.abs(sound.reshape(-1, 200)).max(axis=1) > 0  # 25 ms
    expected = np.tile(np.repeat([True, False, True, False], [16, 14, 9, 21]), 2)
    assert np.array_equal(loud, expected)


def test_a_tone_without_cadence_has_no_gap():
    assert measure.longest_gap_ms(tones.progress(ToneRule(hz=(425.0,)), 2_000), 425) < 1


def test_a_beep_begins_and_ends_softly():
    sound = tones.beep(1_000, 200, -15)
    assert sound.size == 1_600
    assert max(abs(int(sound[0])), abs(int(sound[-1]))) < 50
    assert measure.level_dbm0(sound[80:-80]) == pytest.approx(-15, abs=0.1)


def test_keys_are_sent_as_telephones_do():
    """ES 201 235-2: the sum of -9 and -7 dBm0, 100 ms and as much silence."""
    sound = tones.sent_keys("5#")
    assert sound.size == 3_200
    assert np.array_equal(sound[:800], tones.key("5", dbm0=-9.0, twist_db=2.0))
    assert measure.level_dbm0(sound[:800]) == pytest.approx(-4.9, abs=0.2)
    assert not sound[800:1_600].any()
