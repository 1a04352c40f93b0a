"""The bank of progress tones: which rule sounds, at which level and how far off."""

import numpy as np
import pytest

from _fastroute.tones import ToneBank, ToneTable
from appliance.sound.levels import power_of_dbm0
from appliance.sound.tones import sine

US = ((480, 620), (350, 440), (440, 480))
UK = ((350, 440), (400,), (400, 450))


def bank(rules) -> ToneBank:
    table = ToneTable(sorted({hz for rule in rules for hz in rule}))
    return ToneBank(table, rules, power_of_dbm0(-38))


def sum_of(*hz: float, dbm0=(-15.0, -15.0)):
    return sum(sine(one, 200, level).astype(int) for one, level in zip(hz, dbm0, strict=False)).astype(np.int16)


def heard(listener: ToneBank, samples) -> list[int]:
    return [listener.hear(samples[at : at + 160]) for at in range(0, samples.size, 160)]


@pytest.mark.parametrize("rules", [US, UK])
def test_each_rule_is_told_from_the_others(rules):
    for number, rule in enumerate(rules):
        assert heard(bank(rules), sum_of(*rule))[1:] == [number] * 9


@pytest.mark.parametrize("twist", [-8, 8])
def test_one_of_two_tones_may_be_softer(twist):
    assert heard(bank(US), sum_of(480, 620, dbm0=(-15, -15 + twist)))[1:] == [0] * 9


@pytest.mark.parametrize("level", [0, -10, -20, -36])
def test_levels(level):
    listener = bank(UK)
    assert heard(listener, sum_of(400, dbm0=(level,)))[1:] == [1] * 9
    assert listener.power == pytest.approx(power_of_dbm0(level), rel=0.02)


@pytest.mark.parametrize(("offset", "expected"), [(-12, 1), (12, 1), (-30, -1), (30, -1)])
def test_a_tone_may_be_12_hz_off_but_not_30(offset, expected):
    assert heard(bank(((900,), (400,))), sum_of(400 + offset))[1:] == [expected] * 9


@pytest.mark.parametrize("samples", [np.zeros(1_600, np.int16), np.full(1_600, 5_000, np.int16), sum_of(1_004)])
def test_silence_an_offset_and_another_tone_are_nothing(samples):
    assert heard(bank(US), samples)[2:] == [-1] * 8


def test_half_of_a_pair_is_nothing():
    assert heard(bank(US), sum_of(480))[1:] == [-1] * 9


def test_reset_forgets():
    listener = bank(UK)
    heard(listener, sum_of(400))
    listener.reset()
    assert listener.power == 0
    assert listener.hear(np.zeros(160, np.int16)) == -1


@pytest.mark.parametrize(
    ("hz", "rules", "message"),
    [
        ((), ((400,),), "1 to 8 frequencies, not 0"),
        (range(300, 1_200, 100), ((400,),), "1 to 8 frequencies, not 9"),
        ((50,), ((50,),), "between 100 and 3900"),
        ((400,), (), "1 to 8 rules, not 0"),
        ((400,), ((400,),) * 9, "1 to 8 rules, not 9"),
        ((400,), ((425,),), "a rule is one or two of"),
        ((400, 425, 450), ((400, 425, 450),), "a rule is one or two of"),
    ],
)
def test_the_doors_check_what_comes_in(hz, rules, message):
    with pytest.raises(ValueError, match=message):
        ToneBank(ToneTable(tuple(hz)), rules, 1.0)


def test_the_door_checks_its_frame():
    with pytest.raises(ValueError, match="a frame has 160 samples, not 161"):
        bank(US).hear(np.zeros(161, np.int16))
