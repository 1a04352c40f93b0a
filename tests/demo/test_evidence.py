"""Evidence: each call of the exchange finds its own record, conversation, recording and message."""

from pathlib import Path

import msgspec
import pytest

from appliance.demo.evidence import gather, latest_beside, read_outcomes
from appliance.demo.site import Place
from appliance.drivers.station.notebook import Conversation
from appliance.model.caller import Caller
from appliance.model.records import MessageRecord, RecordingRecord
from appliance.pretend.report import PretendOutcome, StepTimes, encode_outcome
from appliance.store.writer import StoreWriter
from tests.demo.invented import Scene
from tests.store.invented import START, record


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path / "demo", lines=2)
    place.state.mkdir(parents=True)
    return place


def outcome(folder: Path, call: int, **changes: object) -> PretendOutcome:
    return msgspec.structs.replace(Scene().outcome(folder), call=call, **changes)


def written(place: Place, *outcomes: PretendOutcome) -> None:
    place.report.write_bytes(b"".join(encode_outcome(each) for each in outcomes))


def stored(place: Place, *rows: object) -> None:
    writer = StoreWriter.open(place.database, START)
    writer.put(*rows)  # type: ignore[arg-type]
    writer.close(now=99_000)


def test_each_call_finds_what_belongs_to_it(place: Place, tmp_path: Path) -> None:
    first, second = outcome(tmp_path, 1), outcome(tmp_path, 2, line="line2", first_ring_ms=10_200)
    written(place, second, first)
    stored(
        place,
        record(7, line="line2", rang_ms=10_210),
        record(8, line="line1", rang_ms=10_010),
        RecordingRecord(call=8, file="recordings/0/call-8-1.wav", length_ms=10),
        MessageRecord(call=7, box="general", caller=Caller(), taken_utc_ms=0, file="messages/0/m.wav", length_ms=9),
    )
    talk = Conversation(
        agent="anna", call=8, connected_ms=0, ended_ms=1, ended_by="box", said_hz=550, said_dbm0=-12.0,
        said_frames=1, skipped_frames=0, worst_late_ms=0.0, heard_wav="call-8.wav",
    )  # fmt: skip
    place.conversations.write_bytes(msgspec.json.encode(talk) + b"\n")
    one, two = gather(place)
    assert (one.outcome.call, two.outcome.call) == (1, 2)
    assert one.record is not None
    assert two.record is not None
    assert (one.record.call, two.record.call) == (8, 7)
    assert one.by_agent is not None
    assert (one.by_agent.agent, one.by_agent.wav) == ("anna", place.heard_by_agents / "call-8.wav")
    assert two.by_agent is None
    assert one.recordings == (place.state / "recordings/0/call-8-1.wav",)
    assert two.messages == (place.state / "messages/0/m.wav",)


def test_a_ring_on_another_line_or_long_ago_is_another_call(place: Place, tmp_path: Path) -> None:
    written(place, outcome(tmp_path, 1), outcome(tmp_path, 2, first_ring_ms=None))
    stored(place, record(7, line="line2", rang_ms=10_000), record(8, line="line1", rang_ms=7_000))
    assert [each.record for each in gather(place)] == [None, None]


def test_of_two_rings_near_by_the_nearer_one_counts(place: Place, tmp_path: Path) -> None:
    written(place, outcome(tmp_path, 1))
    stored(place, record(7, rang_ms=9_000), record(8, rang_ms=10_100))
    (one,) = gather(place)
    assert one.record is not None
    assert one.record.call == 8


def test_a_line_that_is_still_being_written_is_left_for_the_next_look(place: Place, tmp_path: Path) -> None:
    assert read_outcomes(place) == []
    whole = encode_outcome(outcome(tmp_path, 1))
    place.report.write_bytes(whole + whole[:50])
    assert len(read_outcomes(place)) == 1


def test_a_machine_that_stood_still_did_so_for_all_calls_of_that_time(tmp_path: Path) -> None:
    early = outcome(tmp_path, 1, off_hook_ms=1_000, released_ms=5_000, latest_piece_ms=3)
    beside = outcome(tmp_path, 2, off_hook_ms=4_000, released_ms=9_000, latest_piece_ms=48)
    later = outcome(tmp_path, 3, off_hook_ms=9_500, released_ms=12_000, latest_piece_ms=5)
    all_three = [early, beside, later]
    assert [latest_beside(each, all_three) for each in all_three] == [48, 48, 5]


def test_an_unplugged_call_lasted_until_its_last_step(tmp_path: Path) -> None:
    steps = (StepTimes(do="unplug", began_ms=4_500, ended_ms=4_500, began_sample=0, ended_sample=0),)
    pulled = outcome(tmp_path, 1, off_hook_ms=1_000, released_ms=None, hung_up_ms=None, steps=steps)
    beside = outcome(tmp_path, 2, off_hook_ms=4_000, released_ms=9_000, latest_piece_ms=48)
    assert latest_beside(pulled, [pulled, beside]) == 48
