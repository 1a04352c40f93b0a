"""The judge of the soak, on invented findings; and that every era of the dice can be played."""

import random
from pathlib import Path

import msgspec

from appliance.model.records import CallRecord
from appliance.model.states import Outcome
from appliance.pretend.misbehaviour import parse
from appliance.pretend.report import Ended, PretendOutcome
from appliance.pretend.script import Presentation
from benchmarks.lines.soak import EraOver, Sample, Soaked
from benchmarks.lines.soak_house import LINES, House, era
from benchmarks.lines.soak_report import faults, table
from benchmarks.lines.weighed_box import Weight, read_weights, weigh

IDLE = Sample(1.0, 60.0, 100, 40)
WEIGHT = Weight(resident_mb=60.0, garbage=3, trimmed_mb=58.0, malloc_mb=20.0, blocks=250_000, kinds={"a.B": 7})
CALL = PretendOutcome(
    call=1,
    line="line1",
    kind="speaks",
    number="555",
    name="",
    presentation=Presentation.GIVEN,
    began_ms=900,
    first_ring_ms=1_000,
    rings=2,
    off_hook_ms=1_800,
    ended=Ended.SCRIPT_DONE,
)
RECORD = CallRecord(call=1, line="line1", rang_ms=1_001, rang_utc_ms=0, outcome=Outcome.SELF_SERVED, ended_ms=9)
WANTED = era(random.Random(1), 0, 0)
FOUND = Soaked(
    eras=[
        EraOver(
            era=msgspec.structs.replace(WANTED, script=msgspec.structs.replace(WANTED.script, text=())),
            outcomes=[CALL],
            hooks="0 lines off-hook at the end",
            idle=IDLE,
            weight=WEIGHT,
            took_s=1.0,
        )
    ],
    samples=[IDLE] * 20,
    records=[RECORD],
    texts=[],
    off_hook=[],
    asked=LINES,
    cpu_s=1.0,
    faults=[],
    ready={"line1": [(0, True)]},
)


def judged(**changes: object) -> str:
    return "; ".join(faults(msgspec.structs.replace(FOUND, **changes)))


def grown(**changes: object) -> str:
    """Judged of four eras, in the last of which the box weighs otherwise."""
    era = FOUND.eras[0]
    quiet = msgspec.structs.replace(era, outcomes=[])
    last = msgspec.structs.replace(quiet, weight=msgspec.structs.replace(WEIGHT, **changes))
    return judged(eras=[era, quiet, quiet, last])


def test_what_is_as_it_must_be_has_no_fault() -> None:
    assert judged() == ""
    assert "| calls of the exchange | 1 in 1 eras |" in table(FOUND)


def test_each_thing_that_is_wrong_is_told() -> None:
    assert "1 answered calls without a record" in judged(records=[])
    assert "1 records of calls that nobody made" in judged(records=[RECORD, msgspec.structs.replace(RECORD, call=2)])
    assert "1 records without an outcome: [1]" in judged(records=[msgspec.structs.replace(RECORD, outcome=None)])
    assert "not on-hook when asked" in judged(off_hook=["line3: 1"])
    assert "memory grew by 9.0 MB" in grown(trimmed_mb=67.0)
    assert "600 live objects more in the last era than in the middle one: +600 a.B" in grown(kinds={"a.B": 607})
    assert grown(kinds={"a.B": 7, "appliance.protocol.line_trace._Came": 9_000}) == "", "the traces have a bound"
    assert "in the box's log: Traceback" in judged(faults=["Traceback"])
    over = msgspec.structs.replace(
        FOUND.eras[0], hooks="1 lines off-hook at the end: line2", idle=Sample(2, 60, 101, 41)
    )
    told = judged(eras=[FOUND.eras[0], over])
    assert "era 1: 1 lines off-hook" in told
    assert "tasks went from 40 to 41" in told
    assert "descriptors went from 100 to 101" in told


def test_a_call_that_rang_while_its_line_was_not_ready_is_no_fault_of_the_box() -> None:
    unheard = msgspec.structs.replace(CALL, off_hook_ms=None, ended=Ended.GAVE_UP_RINGING)
    eras = [msgspec.structs.replace(FOUND.eras[0], outcomes=[unheard])]
    assert "1 calls rang and were never heard of" in judged(eras=eras, records=[])
    assert judged(eras=eras, records=[], ready={"line1": [(0, True), (1_200, False)]}) == ""


def test_one_record_is_not_of_two_callers_though_the_second_rings_half_a_second_after_the_first_gave_up() -> None:
    first = msgspec.structs.replace(CALL, off_hook_ms=None, ended=Ended.GAVE_UP_RINGING)
    second = msgspec.structs.replace(CALL, call=2, first_ring_ms=2_500, off_hook_ms=3_300)
    eras = [msgspec.structs.replace(FOUND.eras[0], outcomes=[first, second])]
    heard = [msgspec.structs.replace(RECORD, rang_ms=2_501)]
    assert "1 calls rang and were never heard of: [('line1', 2)]" in judged(eras=eras, records=heard)
    assert judged(eras=eras, records=heard, ready={"line1": [(0, True), (900, False), (2_400, True)]}) == ""
    both = [*heard, msgspec.structs.replace(RECORD, call=2)]
    assert judged(eras=eras, records=both) == ""


def test_every_era_is_one_that_the_exchange_can_play(tmp_path: Path) -> None:
    chance = random.Random(3)
    for number in range(20):
        wanted = era(chance, number, 50)
        assert len(wanted.families) == LINES
        assert len(wanted.script.call) == 50
        for line, names in wanted.wrong.items():
            assert parse(f"{line}={','.join(names)}")[0] == line if names else True
    house = House(tmp_path)
    house.write()
    assert house.config.exists()


def test_a_process_weighs_itself(tmp_path: Path) -> None:
    kept = weigh()
    more = [IdleLine() for _ in range(500)]
    after = weigh()
    name = f"{__name__}.IdleLine"
    assert after.kinds[name] - kept.kinds.get(name, 0) == len(more)
    assert after.blocks > kept.blocks
    assert 0 < after.trimmed_mb <= 10_000
    file = tmp_path / "weights.jsonl"
    assert read_weights(file) == []
    file.write_bytes(msgspec.json.encode(after) + b"\n" + b'{"resident')
    assert read_weights(file) == [after]


class IdleLine:
    def __init__(self) -> None:
        self.held: list[object] = [self]
