"""The measuring itself measured: its arithmetic on invented sound, clocks and calls whose answers are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.pretend.script import decode_script, encode_script
from appliance.sound.frames import RATE
from benchmarks.live.figures import Figures, Reached, Sound
from benchmarks.live.marks import LineClock, Spread, heard_in, passage, spread
from benchmarks.live.place import MOST_ROUNDS, Load, script
from benchmarks.live.probe import Lateness
from benchmarks.live.readme import replaced
from benchmarks.live.table import Conditions, text
from benchmarks.live.usage import Usage, cost
from benchmarks.parts import Report, Stats, Timed, table


def tone(ms: int) -> np.ndarray:
    return np.rint(8_000 * np.cos(2 * np.pi * 1_000 * np.arange(ms * 8) / RATE)).astype(np.int16)


def test_bursts_and_holes_are_found_to_the_sample() -> None:
    sound = np.zeros(2 * RATE, np.int16)
    sound[1_003 : 1_003 + 1_600] = tone(200)
    sound[9_001 : 9_001 + 1_600] = tone(200)
    sound[9_401:9_561] = 0
    heard = heard_in(sound)
    assert heard.onsets == [1_003, 9_001]
    assert len(heard.holes) == 1
    assert heard.holes[0] == pytest.approx(9_561, abs=2)


def test_nothing_is_heard_in_silence() -> None:
    assert heard_in(np.zeros(RATE, np.int16)).onsets == []


@given(late=st.lists(st.floats(0, 15), min_size=61, max_size=61), ppm=st.integers(-200, 200))
def test_the_line_clock_sees_through_late_anchors_drift_and_a_slip(late: list[float], ppm: int) -> None:
    """Half of the anchors are punctual; after sample 30 000 the line stood still for 60 ms."""

    def true_ms(sample: float) -> float:
        return 5_000 + sample / 8 / (1 + ppm / 1e6) + (60 if sample > 30_000 else 0)

    anchors = [
        (number * 1_000, true_ms(number * 1_000) + (late[number] if number % 2 else 0.0)) for number in range(1, 61)
    ]
    clock = LineClock(anchors, ppm)
    for sample in (500, 15_700, 29_900, 31_500, 45_000, 60_000, 60_500):
        assert clock.at_ms(sample) == pytest.approx(true_ms(sample), abs=0.01)


def test_each_mark_is_taken_for_itself_and_a_lost_one_is_counted() -> None:
    found = passage([0.0, 1_000.0, 2_000.0, 3_000.0], [50.0, 2_070.0, 3_010.0])
    assert found.delays_ms == [50.0, 70.0]
    assert found.lost == 1


def test_a_spread_names_values_that_were_measured() -> None:
    assert spread([float(each) for each in range(1, 201)]) == Spread(p50=101, p99=199, most=200, count=200)
    assert spread([7.0]) == Spread(p50=7, p99=7, most=7, count=1)
    assert spread([]) is None


def test_cost_is_percent_of_one_core() -> None:
    before, after = Usage(1.0, 0.5, 50, 50), Usage(2.5, 0.6, 60, 61)
    assert cost(before, after, 10.0).main == pytest.approx(15)
    assert cost(before, after, 10.0).total == pytest.approx(16)


@pytest.mark.parametrize(("lines", "seconds"), [(1, 5), (8, 30), (32, 600)])
def test_the_callers_talk_longer_than_is_measured_and_a_script_can_say_so(lines: int, seconds: int) -> None:
    load = Load(lines=lines, seconds=seconds, rounds=2, drift_ppm=100)
    read = decode_script(encode_script(script(load)), toml=False, place="script")
    assert len(read.call) == 3 * lines
    for call in read.call:
        if call.kind == "long":
            spoken = sum(step.ms for step in call.steps if hasattr(step, "ms"))
            assert spoken > seconds * 1_000 + 10_000
            assert len(call.steps) <= 2 * MOST_ROUNDS + 40


def test_the_readme_keeps_all_but_its_section() -> None:
    whole = "# Title\n<!-- live: begin -->\nold\n<!-- live: end -->\nafter\n"
    assert replaced(whole, "live", "new\n") == "# Title\n<!-- live: begin -->\nnew\n<!-- live: end -->\nafter\n"
    with pytest.raises(ValueError, match="no section between <!-- long: begin -->"):
        replaced(whole, "long", "new")


def invented(lines: int, delay_ms: float, lost: int) -> Figures:
    times = Spread(p50=20, p99=delay_ms, most=delay_ms, count=100)
    reached = Reached(**dict.fromkeys(Reached.__struct_fields__, times))
    sound = Sound(**{name: times if "_to_" in name else 0 for name in Sound.__struct_fields__})
    counted = dict.fromkeys(Figures.__struct_fields__, 0) | {"frames_lost": lost, "machine_late": Lateness(0.1, 2.0, 0)}
    return Figures(
        **{**counted, "lines": lines, "reached": reached, "sound": sound, "core_main": 40.0, "agents_alone": 16.0}
    )


def test_the_table_says_which_numbers_of_lines_missed_which_aim() -> None:
    conditions = Conditions(
        day="2026-01-01", machine="none", seconds=30, drift_ppm=100, load_before=0.0, load_after=0.0
    )
    rows = text([invented(8, 60, 0), invented(32, 90, 2)], conditions, None, 32).splitlines()
    by_name = {row.split("|")[1].strip(): row.split("|")[2:-1] for row in rows if row.startswith("|")}
    assert [cell.strip() for cell in by_name["frames lost"]] == ["0", "2", "none", "**no**: 32"]
    assert by_name["mouth to ear, caller → agent, ms"][-1].strip() == "**no**: 32"
    assert by_name["resident memory"][-1].strip() == "yes"
    assert by_name["core per talking line, without pretend agents"][0].strip() == "3.00 %"


def test_the_parts_are_shown_in_readable_units() -> None:
    stats = Stats(median=1.234e-6, q1=1.1e-6, q3=2e-3, min=9e-9, rounds=7)
    report = Report([Timed("test_a_tick[32]", "benchmarks/bench_x.py::test_a_tick[32]", stats)])
    assert table(report).splitlines()[-1] == "| a tick[32] | 1.23 µs | 1.1 µs – 2 ms | 9 ns | 7 |"
