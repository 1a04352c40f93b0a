"""A call's story in a terminal: every note with what stands behind it, no line wider than the terminal."""

import msgspec
import pytest

from appliance.control.explained import Explanation
from appliance.control.explanation_text import explanation, sentences, waiting
from appliance.core.explain_waiting import told_waiting
from appliance.model.records import TimelineNote
from tests.control.house import WAITS, record
from tests.control.retelling_program import retelling

NOTES = (
    TimelineNote(7, 0, "line1 rings"),
    TimelineNote(7, 9_000, "Offered to anna: she is the one"),
    TimelineNote(7, 73_240, "gone"),
)
WHOLE = Explanation(call=record(7), notes=NOTES, retelling=retelling(7))


def test_a_story_tells_times_since_the_first_ring() -> None:
    lines = explanation(WHOLE, 100)
    assert lines[0] == "Call 7: Anna spoke with Alice Archer +441632960011 for 1:00, after a wait of 0:04."
    assert "    0:00.0  line1 rings" in lines
    assert "    1:13.2  gone" in lines
    assert "  way           greet > menu > 1 > sales" in lines
    assert "  hung up by    caller (busy tone heard)" in lines


def test_of_a_call_that_is_up_nothing_is_told_that_is_not_known_yet() -> None:
    lines = explanation(Explanation(call=record(7, ended_ms=None, path=(), outcome=None), notes=NOTES), 100)
    assert lines[0].startswith("Call 7: Alice Archer +441632960011 is still here")
    assert not [line for line in lines if line.startswith(("  lasted", "  way"))]


def test_what_stands_behind_a_decision_stands_below_its_note() -> None:
    lines = explanation(WHOLE, 100)
    at = lines.index("    0:09.0  Offered to anna: she is the one")
    assert lines[at + 1 : at + 7] == [
        "            - Offered to anna, who has german at level 3 – ben's level 2 would do from 0:12 – and",
        "              has been ready for 3:10 against cid's 0:40.",
        "            - Anna: ready for 3:10, has german 3, gets it.",
        "            - Cid: ready for 0:40, has german 4, would have been next.",
        "            - Ben: ready for 1:00, german 2 where 3 is needed – may take it from 0:12 of waiting.",
        "            - Call 17 (sales, waiting 0:30) is due 0:12 later.",
    ]
    assert lines[-4:] == [
        "",
        "While it waited:",
        "    0:10.0  Dora was offered call 39. Call 7 (sales, waiting 0:30) is due 0:04 later.",
        "            and 2 more calls.",
    ]


def test_a_decision_without_a_note_stands_at_the_end() -> None:
    told = retelling(7)
    (reason,) = told.decisions
    loose = msgspec.structs.replace(told, decisions=(msgspec.structs.replace(reason, note=None),), overtakings=())
    lines = explanation(msgspec.structs.replace(WHOLE, retelling=loose), 200)
    assert lines[-5].startswith("    0:09.0  Offered to anna, who has german at level 3")
    assert lines[-1] == "            - Call 17 (sales, waiting 0:30) is due 0:12 later."


@pytest.mark.parametrize("doubted", ["doubt of the reader", "doubt of the journal"])
def test_a_doubt_is_the_last_word(doubted: str) -> None:
    told = msgspec.structs.replace(retelling(7), doubt="doubt of the journal")
    by_reader = Explanation(call=record(7), notes=(), doubt="doubt of the reader")
    by_journal = msgspec.structs.replace(WHOLE, retelling=told)
    assert explanation(by_reader if doubted.endswith("reader") else by_journal, 80)[-1] == doubted


def test_a_call_without_notes_says_so() -> None:
    assert explanation(Explanation(call=record(7), notes=()), 80)[-1] == "  No notes were written about this call."


def test_a_waiting_call_says_what_would_help() -> None:
    told = told_waiting(WAITS)
    lines = waiting(told, 80)
    assert lines[0] == 'Call 42 has waited 0:35 in queue "support", which needs german 3.'
    assert "What would help:" in lines
    assert lines[-1] == "  - In 9:25 at the latest the caller goes on without a person."
    story = explanation(Explanation(call=record(42), notes=NOTES, waiting=told), 80)
    assert story[-len(lines) :] == lines


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    room = max(width, 34)
    story = explanation(msgspec.structs.replace(WHOLE, waiting=told_waiting(WAITS)), width)
    assert max(len(line) for line in story[8:]) <= room
    assert sentences((), width) == []
