"""The voice stream: shielding on every cut, events between samples, ways out, and getting a lost modem back."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.model.caller import Caller, Presentation
from appliance.model.signals import (
    BusyTone,
    CallerId,
    CommandDone,
    CommandTimedOut,
    ComplexEvent,
    DataLost,
    Deaf,
    DialTone,
    DigitTone,
    Handset,
    JunkDropped,
    LoopBreak,
    LoopReversed,
    Machine,
    MachineTone,
    OddEvent,
    Result,
    Resynced,
    Ring,
    Ringback,
    Samples,
    Signal,
    SilenceHeard,
    StreamClosed,
    StreamOpened,
    StreamStalled,
    Underrun,
    Unsolicited,
    VoiceHeard,
)
from appliance.protocol import AtSession, Exit, OurFault, SessionState
from appliance.protocol.dle_events import DIGIT_REPEAT_MS
from appliance.protocol.resync import ESCAPES, LONGEST_DRAIN_MS, MOST_PROBES, PROBE, PROBE_MS, QUIET_MS, SETTLE_MS
from appliance.protocol.session import GAP_MS
from appliance.protocol.voice_stream import LONGEST_PACKET

EXITS = (Exit(b"\x10^", 500), Exit(b"\x10\x03", 500))


def streaming(now: int = 0) -> AtSession:
    session = AtSession()
    session.open_stream("AT+VTR", now)
    assert heard(session, b"\r\nCONNECT\r\n", now) == [StreamOpened()]
    return session


def heard(session: AtSession, data: bytes, now: int = 0) -> list[Signal]:
    session.receive(data, now)
    return list(iter(session.next_signal, None))


def settled(session: AtSession, answer: bytes, now: int) -> list[Signal]:
    """What a probe's answer leads to once nothing more has come for SETTLE_MS."""
    assert heard(session, answer, now) == []
    assert session.next_wake() == now + SETTLE_MS
    session.wake(now + SETTLE_MS)
    return told(session)


def told(session: AtSession) -> list[Signal]:
    return list(iter(session.next_signal, None))


def merged(signals: list[Signal]) -> list[Signal]:
    """Neighbouring samples as one, so that cuts of the same bytes compare equal."""
    result: list[Signal] = []
    for signal in signals:
        match (result[-1] if result else None), signal:
            case Samples(before), Samples(data):
                result[-1] = Samples(before + data)
            case JunkDropped(before), JunkDropped(size):
                result[-1] = JunkDropped(before + size)
            case _:
                result.append(signal)
    return result


SESSION = (
    b"AT+VTR\r\r\nCONNECT\r\n"
    b"\x0aab\x10\x10cd\x10\x1a\x10\x10\x10\x105ef\x10/\x105\x105\x10~\x10b\x10l"
    b"\x10Xname\x10.gh\r\nOK\r\nij\x10\x03\r\nOK\r\n\r\nRING\r\n"
)
SESSION_SIGNALS = [
    StreamOpened(),
    Samples(b"\x0aab\x10cd\x10\x10\x10\x105ef"),
    DigitTone("5"),
    BusyTone(),
    LoopBreak(),
    ComplexEvent("name"),
    Samples(b"gh\r\nOK\r\nij"),
    StreamClosed(asked=False),
    Ring(),
]


@pytest.mark.parametrize("cut", range(len(SESSION) + 1))
def test_a_whole_session_reads_the_same_on_every_cut(cut: int) -> None:
    session = AtSession()
    session.open_stream("AT+VTR", 0)
    assert merged(heard(session, SESSION[:cut]) + heard(session, SESSION[cut:])) == SESSION_SIGNALS


def test_a_whole_session_reads_the_same_byte_by_byte() -> None:
    session = AtSession()
    session.open_stream("AT+VTR", 0)
    assert merged([s for octet in SESSION for s in heard(session, bytes([octet]))]) == SESSION_SIGNALS


@given(st.binary(max_size=400), st.lists(st.integers(0, 800), max_size=8))
def test_what_is_said_shielded_is_heard_unshielded_whatever_the_cuts(sound: bytes, cuts: list[int]) -> None:
    session = streaming()
    wire = session.speak(sound)
    edges = [0, *sorted(min(cut, len(wire)) for cut in cuts), len(wire)]
    pieces = [wire[a:b] for a, b in itertools.pairwise(edges)]
    assert merged([s for piece in pieces for s in heard(session, piece)]) == ([Samples(sound)] if sound else [])


@pytest.mark.parametrize(
    ("code", "signal"),
    [
        ("R", Ring()),
        ("r", Ringback()),
        ("b", BusyTone()),
        ("K", BusyTone(fast=True)),
        ("d", DialTone()),
        ("i", DialTone()),
        ("s", SilenceHeard(after_voice=False)),
        ("q", SilenceHeard(after_voice=True)),
        ("a", MachineTone(Machine.FAX_ANSWER)),
        ("c", MachineTone(Machine.FAX_CALLING)),
        ("e", MachineTone(Machine.DATA_CALLING)),
        ("f", MachineTone(Machine.DATA_ANSWER)),
        ("H", Handset(lifted=True, extension=False)),
        ("p", Handset(lifted=False, extension=True)),
        ("l", LoopBreak()),
        ("L", LoopReversed()),
        ("J", MachineTone(Machine.INTERCEPT)),
        ("v", VoiceHeard()),
        ("u", Underrun()),
        ("o", DataLost()),
        ("Y", DataLost()),
        ("T", OddEvent(ord("T"))),
        ("\xfe", OddEvent(0xFE)),
        *((digit, DigitTone(digit)) for digit in "0123456789*#ABCD"),
    ],
)
def test_each_event_stands_between_samples_and_between_lines(code: str, signal: Signal) -> None:
    shielded = b"\x10" + code.encode("latin-1")
    assert heard(streaming(), b"x" + shielded + b"y") == [Samples(b"x"), signal, Samples(b"y")]
    assert heard(AtSession(), b"\r\n" + shielded + b"\r\n") == [signal]


def test_a_held_key_counts_once_and_a_second_press_again() -> None:
    session = streaming()
    assert heard(session, b"\x10/\x105\x105\x105\x10~", 0) == [DigitTone("5")]
    assert heard(session, b"\x10/\x105\x105\x10~", 200) == [DigitTone("5")]
    assert heard(session, b"\x10/\x105\x106\x106\x10~", 400) == [DigitTone("5"), DigitTone("6")]


def test_without_start_and_end_each_code_is_a_press() -> None:
    assert heard(streaming(), b"\x105x\x105") == [DigitTone("5"), Samples(b"x"), DigitTone("5")]


def test_a_lost_end_of_a_key_does_not_swallow_the_next_press() -> None:
    session = streaming()
    assert heard(session, b"\x10/\x105", 0) == [DigitTone("5")]
    assert heard(session, b"\x105", DIGIT_REPEAT_MS - 1) == []
    assert heard(session, b"\x105", 3 * DIGIT_REPEAT_MS) == [DigitTone("5")]


def test_caller_id_in_a_packet_is_caller_id() -> None:
    session = streaming()
    packet = b"x\x10XNMBR = 5551234\r\nNAME = DOE\r\n\x10.y"
    assert heard(session, packet) == [Samples(b"x"), Samples(b"y")]
    session.wake(300)
    assert told(session) == [CallerId(Caller("5551234", "DOE", Presentation.GIVEN))]


def test_caller_id_in_a_packet_between_lines_is_caller_id() -> None:
    session = AtSession()
    assert heard(session, b"\r\n\x10XNMBR = 5551234\x10.\r\nRING\r\n") == [
        CallerId(Caller("5551234", "", Presentation.GIVEN)),
        Ring(),
    ]


def test_bound_a_packet_whose_end_is_lost_gives_the_stream_back() -> None:
    session = streaming()
    assert heard(session, b"\x10X" + b"x" * (LONGEST_PACKET + 3)) == [JunkDropped(LONGEST_PACKET), Samples(b"xxx")]
    assert heard(session, b"\x10Xab\x10\x03\r\nOK\r\n") == [JunkDropped(2), StreamClosed(asked=False)]


def test_a_refused_stream_stays_in_command_mode() -> None:
    session = AtSession()
    session.open_stream("AT+VTR", 0)
    assert heard(session, b"\r\nERROR\r\n") == [CommandDone("AT+VTR", Result.ERROR)]
    assert session.idle


def test_a_stream_that_never_opens_times_out() -> None:
    session = AtSession()
    session.open_stream("AT+VTR", 0)
    session.wake(2_000)
    assert told(session) == [CommandTimedOut("AT+VTR")]
    assert session.idle


def test_numeric_connect_opens_the_stream() -> None:
    session = AtSession()
    session.open_stream("AT+VTR", 0)
    assert heard(session, b"1\rx") == [StreamOpened(), Samples(b"x")]


def test_a_stream_that_falls_silent_is_told_once_and_again_after_it_resumed() -> None:
    session = streaming(now=50)
    assert session.next_wake() == 50 + GAP_MS
    session.wake(50 + GAP_MS)
    assert told(session) == [StreamStalled()]
    assert session.next_wake() is None
    assert heard(session, b"x", 3_000) == [Samples(b"x")]
    assert session.next_wake() == 3_000 + GAP_MS


def test_leaving_by_the_first_exit_throws_the_last_sound_away() -> None:
    session = streaming()
    assert session.leave(EXITS, 100) == b"\x10^"
    assert heard(session, b"late\x10b sound\x10\x03\r\nOK\r\n", 120) == [BusyTone(), StreamClosed(asked=True)]
    assert session.idle


def test_leaving_by_the_second_exit_when_the_first_does_nothing() -> None:
    session = streaming()
    session.leave(EXITS, 100)
    assert heard(session, b"still here", 300) == []
    assert session.next_wake() == 600
    assert session.wake(600) == b"\x10\x03"
    assert heard(session, b"x\r\nOK\r\n", 620) == [StreamClosed(asked=True)]


@pytest.mark.parametrize("cut", range(1, 9))
def test_a_result_without_end_of_stream_ends_it_on_every_cut_and_keeps_what_follows(cut: int) -> None:
    session = streaming()
    session.leave(EXITS, 0)
    data = b"s\r\nOK\r\nRING\r\n"
    assert heard(session, data[:cut]) + heard(session, data[cut:]) == [StreamClosed(asked=True), Ring()]


def test_a_ring_between_end_of_stream_and_result_is_a_ring() -> None:
    session = streaming()
    session.leave(EXITS, 0)
    assert heard(session, b"\x10\x03\r\nRING\r\n\r\nOK\r\n") == [Ring(), StreamClosed(asked=True)]


def test_when_no_exit_helps_a_resync_does() -> None:
    session = streaming()
    session.leave(EXITS, 0)
    session.wake(500)
    assert session.wake(1_000) == ESCAPES
    assert heard(session, b"sound\x10\x03\r\nOK\r\n", 1_010) == []
    assert session.wake(1_010 + QUIET_MS) == PROBE
    assert settled(session, b"AT\r\r\nOK\r\n", 1_200) == [StreamClosed(asked=True)]


def test_no_result_after_end_of_stream_leads_to_a_resync() -> None:
    session = streaming()
    assert heard(session, b"\x10\x03", 0) == []
    assert session.wake(1_000) == ESCAPES
    session.wake(1_000 + QUIET_MS)
    assert settled(session, b"\r\nOK\r\n", 1_200) == [StreamClosed(asked=False)]


def test_resync_waits_until_old_samples_stop_before_it_asks() -> None:
    session = AtSession()
    assert session.resync(0) == ESCAPES
    for now in range(20, 1_000, 20):
        assert heard(session, b"OK\r\n\xff\x7f\x10b\r\nRING\r\n", now) == []
        assert session.wake(now) == b""
    assert session.next_wake() == 980 + QUIET_MS
    assert session.wake(980 + QUIET_MS) == PROBE
    assert settled(session, b"\r\nOK\r\n", 1_200) == [Resynced()]
    assert session.idle


def test_resync_of_a_modem_that_never_stops_talking_or_never_answers_ends_deaf() -> None:
    session = AtSession()
    session.resync(0)
    now = 0
    while (due := session.next_wake()) is not None:
        now = max(now + 50, 0) if now + 50 < due else due
        heard(session, b"\xff" * 400, now)
        session.wake(now)
        if session.state is SessionState.COMMAND:
            break
    assert now == LONGEST_DRAIN_MS + MOST_PROBES * PROBE_MS
    assert told(session) == [Deaf()]
    assert session.idle


def test_a_late_answer_to_the_first_probe_does_not_answer_the_next_command() -> None:
    session = AtSession()
    session.resync(0)
    session.wake(QUIET_MS)
    assert session.wake(QUIET_MS + PROBE_MS) == ESCAPES + PROBE
    assert heard(session, b"\r\nOK\r\n", 700) == []
    assert session.state is SessionState.SETTLING
    assert heard(session, b"\r\nOK\r\n", 900) == []
    session.wake(900 + PROBE_MS)
    assert told(session) == [Resynced()]


def test_answers_to_what_a_stuck_modem_had_been_sent_before_do_not_answer_the_next_command() -> None:
    session = AtSession()
    session.resync(0)
    session.wake(QUIET_MS)
    assert heard(session, b"\r\nOK\r\n\r\nERROR\r\n", 160) == []
    assert heard(session, b"\r\nOK\r\n", 160 + SETTLE_MS - 1) == []
    session.wake(160 + SETTLE_MS)
    assert told(session) == []
    session.wake(160 + 2 * SETTLE_MS)
    assert told(session) == [Resynced()]


def test_bound_a_modem_that_talks_on_after_its_answer_is_taken_as_it_is() -> None:
    session = AtSession()
    session.resync(0)
    session.wake(QUIET_MS)
    assert heard(session, b"\r\nOK\r\n", 200) == []
    for now in range(250, 200 + LONGEST_DRAIN_MS, 50):
        assert heard(session, b"\r\nDROF=40\r\n", now) == [Unsolicited("DROF=40")]
        session.wake(now)
    session.wake(200 + LONGEST_DRAIN_MS)
    assert told(session) == [Resynced()]


def test_resync_drops_the_command_that_is_stuck() -> None:
    session = AtSession()
    session.send("ATD5", 0)
    session.resync(100)
    session.wake(100 + QUIET_MS)
    assert settled(session, b"\r\nOK\r\n", 300) == [Resynced()]


def test_sound_goes_only_into_an_open_stream_and_only_a_stream_is_left() -> None:
    session = AtSession()
    with pytest.raises(OurFault, match="expected an open stream"):
        session.speak(b"x")
    with pytest.raises(OurFault, match="cannot take 'leave'"):
        session.leave(EXITS, 0)


JUNK = st.lists(
    st.sampled_from(
        [
            b"\x10",
            b"\x03",
            b"\x1a",
            b"\r",
            b"\n",
            b"OK",
            b"CONNECT",
            b"ERROR",
            b"RING",
            b"NMBR = ",
            b"\r\nDATE = 1\r\nTIME = 1\r\nNMBR = 1\r\nNAME = X\r\n",
            b"5",
            b"X",
            b".",
            b"/",
            b"~",
            b"AT",
            b"+CME ERROR: 1",
            b"\xff" * 40,
            b"\r\nCONNECT\r\n",
            b"\x10\x03\r\nOK\r\n",
            b"8004",
            b"x" * 4090,
            b"\x00",
        ]
    )
    | st.binary(max_size=12),
    max_size=40,
).map(b"".join)


@given(JUNK, st.sampled_from(["idle", "command", "opening", "streaming", "leaving", "resync"]))
def test_anything_at_all_reads_the_same_whole_and_byte_by_byte_and_never_raises(data: bytes, start: str) -> None:
    def session() -> AtSession:
        made = streaming() if start in {"streaming", "leaving"} else AtSession()
        match start:
            case "command":
                made.send("AT+FCLASS=8", 0)
            case "opening":
                made.open_stream("AT+VTR", 0)
            case "leaving":
                made.leave(EXITS, 0)
            case "resync":
                made.resync(0)
                made.wake(QUIET_MS)
        return made

    whole, bytewise = session(), session()
    signals = merged(heard(whole, data))
    assert merged([s for octet in data for s in heard(bytewise, bytes([octet]))]) == signals
    assert whole.state is bytewise.state
    for made in (whole, bytewise):
        for now in range(0, 20_000, 500):
            made.wake(now)
            told(made)
        assert made.state not in {
            SessionState.LEAVING,
            SessionState.ENDING,
            SessionState.DRAINING,
            SessionState.PROBING,
        }
        assert len(made._inflow._data) - made._inflow._at <= 1
        assert len(made._inflow._line) <= 4_096


def test_unasked_text_that_is_neither_ring_nor_result_is_told() -> None:
    assert heard(AtSession(), b"\r\nBUSY\r\n\r\n+CREG: 1\r\n") == [Unsolicited("BUSY"), Unsolicited("+CREG: 1")]


_PIECES = st.lists(
    st.one_of(
        st.binary(min_size=1, max_size=40),
        st.sampled_from(
            [b"\xd5" * 160, b"\x10\x10", b"\x105", b"\x10", b"\x10X", b"\x10.", b"\x10\x03", b"\r\nOK\r\n"]
        ),
    ),
    max_size=30,
)


@given(_PIECES)
def test_a_read_of_sound_alone_is_heard_as_by_receiving_it(reads: list[bytes]) -> None:
    slow, quick = streaming(), streaming()
    now = 10
    for data in reads:
        now += 7
        quickly = quick.hears_sound_alone(data, now)
        heard: list[Signal] = [Samples(data)] if quickly else []
        if not quickly:
            quick.receive(data, now)
        slow.receive(data, now)
        heard += iter(quick.next_signal, None)
        assert heard == list(iter(slow.next_signal, None))
        assert (quick.state, quick.next_wake()) == (slow.state, slow.next_wake())
