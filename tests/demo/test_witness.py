"""The witness of each core: what it notes, and which calls a standstill touches."""

import asyncio
import os
from itertools import pairwise
from pathlib import Path

from appliance.demo.witness import STEP_S, TOGETHER_MS, Witnesses, most_within, read, wakes


async def test_each_core_has_one_and_all_end_when_told(tmp_path: Path) -> None:
    witnesses = Witnesses(tmp_path)
    await witnesses.start()
    files = {f"core-{core}.txt" for core in os.sched_getaffinity(0)}
    async with asyncio.timeout(30):
        while {file.name for file in tmp_path.iterdir()} != files:
            await asyncio.sleep(0)
    await witnesses.stop()
    assert all(began < ended for began, ended in witnesses.standstills())


def test_it_wakes_at_its_times_and_never_before_them() -> None:
    over: list[int] = []
    seen = []
    for due, woke in wakes(over):
        seen.append((due, woke))
        if len(seen) == 5:
            over.append(15)
    assert len(seen) == 5
    assert all(woke >= due for due, woke in seen)
    assert all(after[0] >= before[0] + STEP_S for before, after in pairwise(seen))


def test_a_line_half_written_is_left_for_later(tmp_path: Path) -> None:
    file = tmp_path / "core-0.txt"
    file.write_text("100 120\n300 34")
    assert list(read(file)) == [(100, 120)]


def test_a_standstill_counts_for_the_calls_it_touches() -> None:
    standstills = [(100, 130), (500, 590), (900, 910)]
    assert most_within(standstills, 0, 99) == 0
    assert most_within(standstills, 0, 100) == 30
    assert most_within(standstills, 130, 499) == 30
    assert most_within(standstills, 590, 2_000) == 90


def test_standstills_close_together_add_up_and_those_of_two_cores_at_one_time_do_not() -> None:
    close = [(100, 115), (140, 152), (115 + TOGETHER_MS, 130 + TOGETHER_MS)]
    assert most_within(close, 0, 1_000) == 27
    assert most_within(close, 120, 1_000) == 27
    both_cores = [(100, 115), (105, 120), (104, 110)]
    assert most_within(both_cores, 0, 1_000) == 20
    assert most_within([], 0, 1_000) == 0
