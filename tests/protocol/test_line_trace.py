"""The trace of a line: lines as they went, sound counted, texts hidden, bounded, whole across every cut."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.model.diagnosis import Way
from appliance.model.signals import DigitTone, LoopBreak, Samples, StreamStalled
from appliance.protocol.line_trace import LONGEST_LINE, MOST_ENTRIES, LineTrace


def told(trace: LineTrace) -> list[str]:
    return [f"{entry.way.value} {entry.text}" for entry in trace.since(0)[0]]


def test_commands_answers_and_sound_stand_in_order() -> None:
    trace = LineTrace()
    trace.sent(b"AT+VTR\r", 0)
    trace.came(b"\r\nCONNECT\r\n" + b"\xff" * 160, 10)
    for at in range(20, 1_000, 20):
        trace.came(b"\xff" * 160, at, in_sound=True)
        trace.sent(b"\x7f" * 160, at, in_sound=True)
        trace.signal(Samples(b"\xff" * 160), at)
    trace.signal(LoopBreak(), 1_000)
    trace.sent(b"\x10^", 1_001)
    trace.came(b"\xff" * 80 + b"\x10\x03\r\nOK\r\n", 1_005, in_sound=True)
    assert told(trace) == [
        ">> AT+VTR",
        "<< CONNECT",
        "-- loop break",
        ">> sound, 160 bytes × 49",
        ">> DLE ^",
        "<< sound, 158 bytes × 51",
        "<< DLE ETX",
        "<< OK",
    ]


def test_sound_is_told_each_second() -> None:
    trace = LineTrace()
    for at in range(0, 3_001, 20):
        trace.came(b"\xff" * 320, at, in_sound=True)
    assert told(trace) == ["<< sound, 320 bytes × 51"] * 2


def test_what_somebody_keyed_or_wrote_is_not_shown() -> None:
    trace = LineTrace()
    trace.came(b'+CMGR: 0,"",23\r\nmeet me at 8, alice\r\nOK\r\n', 0)
    trace.came(b"\x105", 1)
    trace.signal(DigitTone("5"), 1)
    trace.came(b"\r\n> ", 2)
    trace.sent(b"0791947101670000FF\x1a", 3)
    assert told(trace) == [
        '<< +CMGR: 0,"",23',
        "<< <text, 19 signs>",
        "<< OK",
        "-- the modem heard a key",
        "<< DLE (a key)",
        "<< >",
        ">> <18 hexadecimal digits>",
    ]


@given(st.integers(1, 40))
def test_any_cut_gives_the_same_lines(size: int) -> None:
    said = b'\r\n+CLIP: "017012345678",129\r\n\r\nRING\r\n'
    trace = LineTrace()
    for start in range(0, len(said), size):
        trace.came(said[start : start + size], start)
    assert told(trace) == ['<< +CLIP: "<12 digits>",129', "<< RING"]


def test_it_forgets_the_oldest_and_says_how_many() -> None:
    trace = LineTrace()
    for number in range(MOST_ENTRIES + 5):
        trace.sent(b"AT\r", number)
    entries, lost = trace.since(0)
    assert (len(entries), lost, entries[0].number) == (MOST_ENTRIES, 5, 6)
    assert trace.since(trace.last) == ((), 0)
    assert [entry.number for entry in trace.since(trace.last - 2)[0]] == [trace.last - 1, trace.last]
    assert [entry.number for entry in trace.since(0, 2)[0]] == [6, 7]


def test_a_flood_without_an_end_of_line_is_kept_in_pieces() -> None:
    trace = LineTrace()
    trace.came(b"x" * (3 * LONGEST_LINE), 0)
    assert all(len(entry.text) < 250 for entry in trace.since(0)[0])
    assert len(trace._rest[Way.FROM_MODEM]) <= LONGEST_LINE


def test_signals_that_lines_do_not_tell_are_told() -> None:
    trace = LineTrace()
    trace.signal(StreamStalled(), 5)
    trace.note("/dev/ttyUSB0: the port is gone", 6)
    assert told(trace) == ["-- stream stalled", "-- /dev/ttyUSB0: the port is gone"]


def test_bytes_of_a_wrong_speed_are_counted() -> None:
    trace = LineTrace()
    trace.came(b"\xf8\x00OK\r\n", 0)
    assert (trace.text_bytes, trace.odd_bytes) == (6, 2)
