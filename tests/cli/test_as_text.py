"""Text for a terminal: aligned, never wider than it, and nothing a terminal would obey."""

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.control.as_text import (
    SENTENCES,
    Column,
    calls_table,
    duration,
    outcome_sentence,
    plain,
    status,
    table,
)
from appliance.control.explained import Explanation
from appliance.control.explanation_text import explanation
from appliance.control.status_command import mail_faults
from appliance.model.caller import Caller, Presentation
from appliance.model.mail import MailHealth
from appliance.model.records import TimelineNote
from appliance.model.snapshot import SoundDeviceView
from appliance.model.states import CallState, LineState, Outcome
from tests.control.house import BUSY, QUIET, record

HOSTILE = Caller(name="\x1b[2J\x1b]0;owned\x07\r\nroot#", presentation=Presentation.GIVEN)


@pytest.mark.parametrize(
    ("ms", "text"), [(None, "-"), (0, "0:00"), (999, "0:00"), (66_000, "1:06"), (3_600_000, "1:00:00"), (-5, "0:00")]
)
def test_durations(ms: int | None, text: str) -> None:
    assert duration(ms) == text


def test_calls_are_aligned_under_their_titles() -> None:
    lines = calls_table((record(9), record(1000)), 200)
    assert [line.index("line1") for line in lines[1:]] == [lines[0].index("LINE")] * 2
    assert lines[1].startswith("   9  ")
    assert lines[2].startswith("1000  ")
    assert lines[1].endswith("greet > menu > 1 > sales")


@pytest.mark.parametrize("width", [200, 100, 80, 60, 40, 30, 12])
def test_tables_fit_the_terminal_and_keep_what_matters_most(width: int) -> None:
    lines = [*calls_table(BUSY.last_calls, width), *status("Box", BUSY, width)[1:]]
    assert max(len(line) for line in lines) <= width
    assert "OUTCOME" in lines[0]
    if width >= 40:
        assert "TIME" in lines[0]


cells = st.text(max_size=30)


@given(st.lists(st.tuples(cells, cells, cells), max_size=5), st.integers(1, 90))
def test_any_table_fits(rows: list[tuple[str, str, str]], width: int) -> None:
    columns = (Column("A", 1), Column("B", 3, right=True), Column("C", 2, least=7))
    lines = table(columns, rows, width)
    assert len(lines) == len(rows) + 1
    assert all(len(line) <= width and line.isprintable() for line in lines)


def test_nothing_from_the_network_commands_the_terminal() -> None:
    hostile = record(1, caller=HOSTILE, variables={"account": "\x1b[31m"})
    whole = Explanation(call=hostile, notes=(TimelineNote(1, 0, "caller \x1b[2J"),), doubt="\x1b[2J")
    story = explanation(whole, 80)
    for line in [*calls_table((hostile,), 200), *story]:
        assert line.isprintable()
    assert plain("\x1b[2J") == "�[2J"


@pytest.mark.parametrize("outcome", [None, *Outcome])
def test_every_outcome_has_a_sentence(outcome: Outcome | None) -> None:
    sentence = outcome_sentence(record(1, outcome=outcome))
    assert sentence.endswith(".")
    assert sentence[0].isupper()
    assert set(SENTENCES) == {None, *Outcome}


def test_status_says_who_does_what() -> None:
    text = "\n".join(status("Box", BUSY, 200))
    assert "line1  talking" in text
    assert "Alice Archer +441632960011, with anna, call 41" in text
    assert "/dev/ttyACM3 is gone" in text
    assert "support        1     0:35    0:20" in text
    assert "carla  on break" in text
    assert "emil   signed out      -" in text
    assert "No" not in "\n".join(status("Box", QUIET, 80))


def test_status_shows_sound_devices_and_what_keeps_mail_from_going_out() -> None:
    card = SoundDeviceView(name="headset of anna", works=True, since=BUSY.now - 66_000, what="hw:CARD=Headset")
    lost = SoundDeviceView(name="loudspeaker", works=False, since=BUSY.now - 5_000, fault="no sound card Speaker")
    house = msgspec.structs.replace(BUSY, devices=(card, lost))
    refused = mail_faults(MailHealth(waiting=3, fault="535 5.7.8 \x1b[31mno", fault_utc_ms=1_795_435_200_000))
    text = "\n".join(status("Box", house, 200, refused))
    assert "headset of anna  works         1:06  hw:CARD=Headset" in text
    assert "loudspeaker      out of order  0:05  no sound card Speaker" in text
    assert re.search(r"^Mail since 2026-11-2\d \d\d:00:00, 3 waiting: 535 5.7.8 �\[31mno$", text, re.MULTILINE)
    assert mail_faults(MailHealth(sent=3)) == ()
    assert "SOUND DEVICE" not in "\n".join(status("Box", BUSY, 200))


def test_a_long_reason_is_cut_and_hides_nobodys() -> None:
    first, *others = BUSY.lines
    broken = msgspec.structs.replace(first, call=None, state=LineState.OUT_OF_ORDER, fault="unplugged, " * 30)
    text = "\n".join(status("Box", msgspec.structs.replace(BUSY, lines=(broken, *others)), 80))
    assert "  unplugged, unplugged, " in text
    assert "WHAT" in text


def test_a_call_that_is_offered_is_not_with_anybody_yet() -> None:
    offered = msgspec.structs.replace(BUSY.calls[1], state=CallState.OFFERED, agent="ben")
    text = "\n".join(status("Box", msgspec.structs.replace(BUSY, calls=(offered,)), 200))
    assert "to ben, call 42" in text
