"""The digits bench: what counts as right, twice and wrong, and what is made to be heard."""

import shutil
import subprocess

import numpy as np
import pytest

from _fastroute.tones import KEYS
from appliance.sound.frames import Samples
from benchmarks.digits import echoes, table
from benchmarks.digits.detectors import Heard, Ours, Spandsp, changed_rate
from benchmarks.digits.dialling import Call, Manner, calls, pressed
from benchmarks.digits.rows import Row, rows
from benchmarks.digits.scoring import Score, by_order, by_time, scored
from benchmarks.digits.talk_off import Taken, joined, variations

CALL = Call(np.zeros(4_000, np.int16), "125", [1_000, 2_000, 3_000])


def test_a_key_told_between_two_presses_belongs_to_the_first():
    told = [("1", 1_300), ("2", 2_300), ("2", 2_900), ("7", 3_200)]
    assert by_time(CALL, [Heard(*each) for each in told]) == Score(pressed=3, right=2, split=1, wrong=1)
    assert by_time(CALL, [Heard("1", 900)]) == Score(3, 0, 0, 1)
    assert by_time(CALL, []) == Score(3, 0, 0, 0)


def test_without_times_the_order_tells():
    assert by_order(CALL, [Heard(key, i) for i, key in enumerate("1225")]) == Score(3, 3, 1, 0)
    assert by_order(CALL, [Heard(key, i) for i, key in enumerate("175")]) == Score(3, 2, 0, 1)


def test_a_row_is_met_with_nothing_twice_or_wrong_only():
    row = Row("some", lambda count, chance: iter(()), least=99)
    assert table.is_met(row, Score(100, 99, 0, 0))
    assert not table.is_met(row, Score(100, 98, 0, 0))
    assert not table.is_met(row, Score(100, 100, 1, 0))
    assert not table.is_met(row._replace(least=None, most=0), Score(100, 1, 0, 0))
    text = table.keys([(row, {"ours": Score(100, 98, 2, 1)})], ["ours"])
    assert text.splitlines()[-1] == "| some | ≥ 99 | 98, 2 twice, 1 wrong | **no** |"


def test_calls_are_the_same_for_the_same_seed_and_keys_begin_where_they_are_said_to():
    manner = Manner(offsets=((0.0, 0.0), (0.01, 0.01)))
    one, other = (list(calls(manner, 200, np.random.default_rng(5))) for _ in range(2))
    assert all(np.array_equal(a.samples, b.samples) and a[1:] == b[1:] for a, b in zip(one, other, strict=True))
    assert scored(Ours(), one) == Score(200, 200, 0, 0)
    sound, keys, begins = pressed(Manner(), 10, np.random.default_rng(1))
    assert set(keys) <= set(KEYS)
    for begin in begins:
        assert not sound[begin - 1]
        assert np.abs(sound[begin : begin + 8]).max() > 1_000


def test_every_row_makes_calls_of_its_own():
    quiet: Samples = np.random.default_rng(1).normal(0, 1_000, 60 * 8_000).astype(np.int16)
    made = {row.name: next(row.make(300, np.random.default_rng(1))) for row in rows(None, quiet)}
    assert {"both tones off by 1.5 %", "through ulaw", "0 dB over a prompt's echo"} <= set(made)
    assert all(len(each.ours.keys) == len(each.others.keys) == 100 for each in made.values())
    assert not [name for name in made if "GSM" in name], "its coder is libspandsp's"


def test_the_echo_is_as_loud_as_it_says():
    prompts = np.random.default_rng(1).normal(0, 2_000, 60 * 8_000).astype(np.int16)
    call = next(echoes.calls(prompts, 6, 100, np.random.default_rng(2))).raw
    alone = np.mean(call.samples[8_000:16_000].astype(float) ** 2)
    key = call.samples[call.begins[0] : call.begins[0] + 800].astype(float)
    assert 10 * np.log10((np.mean(key**2) - alone) / alone) == pytest.approx(6, abs=1.5)


def test_another_rate_keeps_the_tone():
    tone = np.rint(8_000 * np.sin(2 * np.pi * 1_000 * np.arange(80_000) / 8_000)).astype(np.int16)
    other = changed_rate(tone, 441, 160)
    assert other.size == 80_000 * 441 // 160
    expected = 8_000 * np.sin(2 * np.pi * 1_000 * np.arange(other.size) / 22_050)
    assert np.abs(other - expected)[1_000:-1_000].max() < 30
    assert changed_rate(np.zeros(0, np.int16), 4, 5).size == 0


def test_what_is_taken_for_keys_is_added_up_by_corpus():
    found = [Taken("a", "as it is", 10, {"ours": 0, "other": 2}), Taken("a", "louder", 10, {"ours": 1})]
    last = table.talk_off(found, ["ours", "other"]).splitlines()[-1]
    assert last == "| **all** | 2 | 20 | 1 | 2 in 10 min | **no** |"
    assert [piece.size for piece in joined([np.zeros(100, np.int16)])] == [2_100]
    assert variations(every=False) == ("as it is",)


@pytest.mark.skipif(not shutil.which("cc"), reason="no C compiler")
def test_spandsp_hears_the_same_calls_where_it_is_installed():
    try:
        spandsp = Spandsp()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("libspandsp-dev is not installed")
    several = list(calls(Manner(), 100, np.random.default_rng(1)))
    assert scored(spandsp, several) == Score(100, 100, 0, 0)
    for through in (spandsp.through_ima, spandsp.through_gsm):
        assert through(several[0].samples).size == several[0].samples.size // 160 * 160
