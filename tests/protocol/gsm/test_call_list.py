"""One truth of every call: events, rings and polls of each dialect joined, in any order, lost, late and told twice."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.model.caller import Caller, Presentation
from appliance.model.signals import Result
from appliance.model.words import Ms
from appliance.protocol.gsm.call_dialects import DIALECTS
from appliance.protocol.gsm.call_list import (
    CALM_POLL_MS,
    KNOCK_GAP_MS,
    NEW_MS,
    POLL_MS,
    RING_GAP_MS,
    SETUP_MS,
    CallList,
)
from appliance.protocol.gsm.call_signs import CallTold, Direction, End, Stage
from appliance.protocol.gsm.call_table import LATE_RING_MS, MOST_CALLS, SAME_END_MS
from appliance.protocol.gsm.one_call import FOLLOWING, GsmCall

ANNA = '+CLIP: "+491721234567",145'
ANNAS = "+491721234567"


class Line:
    """A call list fed with lines; what it tells is written down as "key stage number end"."""

    def __init__(self, dialect: str = "standard", *, ok_connects: bool = False) -> None:
        self.dialect = DIALECTS[dialect]
        self.calls = CallList(self.dialect, ok_connects=ok_connects, polls_setting_up=dialect != "zte")

    def says(self, *lines: str, now: Ms) -> list[str]:
        changed: list[GsmCall] = []
        for line in lines:
            sign = self.dialect.read(line)
            assert sign is not None
            changed += self.calls.told(sign, now)
        return written(changed)

    def polled(self, *lines: str, now: Ms, asked_at: Ms | None = None) -> list[str]:
        told = [self.dialect.read(f"+CLCC: {line}") for line in lines]
        calls = tuple(each for each in told if isinstance(each, CallTold))
        return written(self.calls.polled(calls, now if asked_at is None else asked_at, now))

    def wake(self, now: Ms) -> list[str]:
        return written(self.calls.wake(now))


def written(calls: list[GsmCall] | tuple[GsmCall, ...]) -> list[str]:
    return [
        " ".join(
            filter(
                None, (str(call.key), call.stage.name, call.caller.number, call.cause.end.name if call.cause else "")
            )
        )
        for call in calls
    ]


LISTED = ("+CLCC: 1,0,2,0,0", "+CLCC: 1,0,3,0,0", "+CLCC: 1,0,0,0,0")
DSCI = tuple(f"^DSCI: 1,0,{stage},0,030,129" for stage in (2, 7, 3, 6))


@pytest.mark.parametrize(
    ("dialect", "dialled", "alerting", "connected", "ended"),
    [
        ("huawei", ["^ORIG:1,0"], ["^CONF:1"], ["^CONN:1,0"], ["^CEND:1,5,104,16", "NO CARRIER"]),
        ("sim7x00", [LISTED[0]], [LISTED[1]], ["VOICE CALL: BEGIN"], ["VOICE CALL: END: 000005", "NO CARRIER"]),
        ("sim800", [LISTED[0]], ["MO RING"], ["MO CONNECTED"], ["NO CARRIER"]),
        ("quectel", [DSCI[0]], [DSCI[1]], [DSCI[2]], [DSCI[3], "NO CARRIER"]),
        ("wavecom", ["+WIND: 5,1"], ["+WIND: 2"], [LISTED[2]], ["+WIND: 6,1"]),
        ("zte", [], [LISTED[1]], ["CONNECT"], ["HANGUP: 1"]),
        ("standard", [LISTED[0]], [LISTED[1]], [LISTED[2]], ["NO CARRIER"]),
    ],
)
def test_a_call_of_ours_in_every_dialect(
    dialect: str, dialled: list[str], alerting: list[str], connected: list[str], ended: list[str]
) -> None:
    line = Line(dialect)
    assert written(line.calls.dialled("030", 0)) == ["1 DIALLING 030"]
    line.says(*dialled, now=100)
    assert line.says(*alerting, now=2_000)[-1] == "1 ALERTING 030"
    assert line.says(*connected, now=5_000)[-1] == "1 ACTIVE 030"
    said = line.says(*ended, now=10_000)
    assert len(said) == 1
    assert said[0].startswith("1 ENDED 030")
    assert line.calls.calls == ()


def test_a_modem_that_tells_of_our_call_before_we_do_tells_of_the_same() -> None:
    line = Line("huawei")
    assert line.says("^ORIG:1,0", now=0) == ["1 DIALLING"]
    assert written(line.calls.dialled("030", 10)) == ["1 DIALLING 030"]
    assert written(line.calls.dialled("040", 20)) == ["2 DIALLING 040"]


def test_ok_to_dialling_connects_only_where_the_modem_is_known_for_that() -> None:
    for ok_connects, stage in ((False, Stage.DIALLING), (True, Stage.ACTIVE)):
        line = Line(ok_connects=ok_connects)
        line.calls.dialled("030", 0)
        line.calls.dial_result(Result.OK, 100)
        assert [call.stage for call in line.calls.calls] == [stage]


@pytest.mark.parametrize(
    ("result", "end"),
    [
        (Result.ERROR, End.NOT_ALLOWED),
        (Result.BUSY, End.BUSY),
        (Result.NO_ANSWER, End.NO_ANSWER),
        (Result.NO_DIALTONE, End.NETWORK),
        (Result.NO_CARRIER, End.UNKNOWN),
    ],
)
def test_a_call_that_is_refused_is_over(result: Result, end: End) -> None:
    line = Line()
    line.calls.dialled("030", 0)
    assert written(line.calls.dial_result(result, 100)) == [f"1 ENDED 030 {end.name}"]
    assert line.calls.dial_result(result, 200) == ()


def test_connect_to_dialling_connects_in_every_dialect() -> None:
    line = Line("zte")
    line.calls.dialled("030", 0)
    assert written(line.calls.dial_result(Result.CONNECT, 100)) == ["1 ACTIVE 030"]


@pytest.mark.parametrize(
    ("line_said", "end"), [("BUSY", End.BUSY), ("NO ANSWER", End.NO_ANSWER), ("NO CARRIER", End.UNKNOWN)]
)
def test_a_call_that_is_not_answered_ends_with_its_cause(line_said: str, end: End) -> None:
    line = Line()
    line.calls.dialled("030", 0)
    assert line.says(line_said, now=9_000) == [f"1 ENDED 030 {end.name}"]


def test_an_incoming_call_rings_gets_its_number_late_is_answered_and_ends() -> None:
    line = Line()
    assert line.says("RING", now=0) == ["1 INCOMING"]
    assert line.says("RING", now=3_000) == []
    assert line.says(ANNA, now=3_100) == [f"1 INCOMING {ANNAS}"]
    line.calls.answering(4_000)
    assert written(line.calls.answered(4_500)) == [f"1 ACTIVE {ANNAS}"]
    assert line.says("RING", now=4_500 + LATE_RING_MS - 1) == []
    assert line.says("NO CARRIER", now=9_000) == [f"1 ENDED {ANNAS} UNKNOWN"]


def test_a_number_that_comes_only_after_answering_or_only_in_a_poll_is_the_calls() -> None:
    line = Line()
    line.says("RING", now=0)
    line.calls.answering(1_000)
    line.calls.answered(1_100)
    assert line.says(ANNA, now=1_200) == [f"1 ACTIVE {ANNAS}"]
    line = Line()
    line.says("RING", now=0)
    assert line.polled('1,1,4,0,0,"491721234567",145', now=600) == [f"1 INCOMING {ANNAS}"]
    assert line.says('+CLIP: "",129', now=700) == []


def test_ringing_that_stops_is_a_call_that_is_over() -> None:
    line = Line()
    line.says("RING", now=0)
    line.says("RING", now=5_000)
    assert line.calls.next_wake() == 5_000 + RING_GAP_MS
    assert line.wake(4_999 + RING_GAP_MS) == []
    assert line.wake(5_000 + RING_GAP_MS) == ["1 ENDED STOPPED_RINGING"]
    assert line.calls.next_wake() is None


def test_ringing_that_stops_because_we_answer_is_not_over() -> None:
    line = Line()
    line.says("RING", now=0)
    line.calls.answering(5_000)
    assert line.wake(5_000 + RING_GAP_MS) == []
    assert written(line.calls.answered(13_000)) == ["1 ACTIVE"]


@pytest.mark.parametrize("said", ["MISSED_CALL: 10:33AM +491721234567", "NO CARRIER", "VOICE CALL: END"])
def test_a_call_that_is_told_to_be_over_is(said: str) -> None:
    line = Line("sim7x00")
    line.says("RING", now=0)
    assert line.says(said, now=4_000)[0].startswith("1 ENDED")
    assert line.says("RING", now=6_000) == ["2 INCOMING"]


def test_a_missed_call_that_was_never_seen_changes_nothing() -> None:
    assert Line("sim7x00").says("MISSED_CALL: 10:33AM 030", now=0) == []


def test_an_end_that_is_not_told_is_found_by_a_poll() -> None:
    line = Line()
    line.says("+CLCC: 1,1,4,0,0", now=0)
    line.calls.answering(500)
    line.calls.answered(600)
    assert line.polled("1,1,0,0,0", now=5_000) == []
    assert line.polled(now=10_000) == ["1 ENDED UNKNOWN"]


def test_a_ringing_call_that_a_poll_does_not_list_has_stopped() -> None:
    line = Line()
    line.says("+CLCC: 1,1,4,0,0", now=0)
    assert line.polled(now=1_000) == ["1 ENDED STOPPED_RINGING"]


def test_a_poll_asked_before_a_call_began_says_nothing_of_it() -> None:
    line = Line()
    line.says("+CLCC: 1,1,4,0,0", now=1_000)
    assert line.polled(asked_at=999, now=1_100) == []
    line = Line()
    line.calls.dialled("030", 0)
    assert line.polled(asked_at=100, now=NEW_MS - 1) == []
    assert line.polled(asked_at=NEW_MS - 1, now=NEW_MS) == ["1 ENDED 030 UNKNOWN"]


def test_who_knocks_is_a_call_of_its_own_and_rings_when_the_first_is_over() -> None:
    line = Line()
    line.says("RING", ANNA, now=0)
    line.calls.answering(500)
    line.calls.answered(600)
    assert line.says('+CCWA: "5551234",129,1', now=9_000) == ["2 WAITING 5551234"]
    assert line.says('+CCWA: "5551234",129,1', now=12_000) == []
    assert (
        line.polled('1,1,0,0,0,"+491721234567",145', '2,1,5,0,0,"5551234",129', now=13_000)[-1] == "2 WAITING 5551234"
    )
    assert line.says("NO CARRIER", now=14_000) == [f"1 ENDED {ANNAS} UNKNOWN", "2 INCOMING 5551234"]
    assert line.calls.poll_at(14_000) is not None


def test_one_of_two_is_heard_and_the_other_held() -> None:
    line = Line()
    line.says("+CLCC: 1,1,0,0,0", '+CCWA: "5551234",129,1', now=0)
    for heard, stages in ((2, ["HELD", "ACTIVE"]), (2, ["HELD", "ACTIVE"]), (1, ["ACTIVE", "HELD"])):
        line.calls.heard(heard, 1_000)
        assert [call.stage.name for call in line.calls.calls] == stages
    line.calls.dropped(2, 2_000)
    assert [call.key for call in line.calls.calls] == [1]


def test_which_of_two_an_end_without_a_number_meant_a_poll_tells() -> None:
    line = Line()
    line.says("+CLCC: 1,1,0,0,0", "+CLCC: 2,1,1,0,0", now=0)
    assert line.polled("1,1,0,0,0", "2,1,1,0,0", now=4_000) == []
    assert line.says("NO CARRIER", now=6_000) == []
    assert line.calls.poll_at(6_000) == 6_000
    assert line.polled("1,1,0,0,0", now=6_500) == ["2 ENDED UNKNOWN"]


def test_who_knocks_in_vain_is_forgotten_in_time() -> None:
    line = Line()
    line.says("+CLCC: 1,1,0,0,0", '+CCWA: "5551234",129,1', now=0)
    assert line.wake(KNOCK_GAP_MS) == ["2 ENDED 5551234 STOPPED_RINGING"]


def test_one_end_told_twice_does_not_end_the_other_call() -> None:
    line = Line("sim7x00")
    line.says("+CLCC: 1,1,0,0,0", '+CCWA: "5551234",129,1', now=0)
    assert line.says("VOICE CALL: END: 000012", now=9_000) == ["1 ENDED UNKNOWN", "2 INCOMING 5551234"]
    assert line.says("NO CARRIER", now=9_000 + SAME_END_MS - 1) == []
    assert line.says("NO CARRIER", now=12_000) == ["2 ENDED 5551234 UNKNOWN"]


def test_hold_swap_and_conference_are_told_by_polls() -> None:
    line = Line()
    line.says("+CLCC: 1,1,0,0,0", "+CLCC: 2,1,5,0,0", now=0)
    assert line.polled("1,1,1,0,0", "2,1,0,0,0", now=1_000) == ["1 HELD", "2 ACTIVE"]
    assert line.polled("1,1,0,0,0", "2,1,1,0,0", now=2_000) == ["1 ACTIVE", "2 HELD"]
    line.polled("1,1,0,0,1", "2,1,0,0,1", now=3_000)
    assert [call.conference for call in line.calls.calls] == [True, True]
    assert written(line.calls.hung_up(4_000)) == ["1 ENDED HUNG_UP", "2 ENDED HUNG_UP"]
    assert line.says("NO CARRIER", now=4_100) == []


def test_an_end_with_a_number_ends_that_call_and_no_other() -> None:
    line = Line("huawei")
    line.says("+CLCC: 1,1,0,0,0", "+CLCC: 2,1,5,0,0", now=0)
    assert line.says("^CEND:2,0,104,16", now=1_000) == ["2 ENDED HUNG_UP"]
    assert line.says("^CEND:3,0,104,16", now=1_100) == []
    assert line.says("^CEND:1,9,104,16", now=1_200) == ["1 ENDED HUNG_UP"]


def test_a_number_used_again_for_a_call_the_other_way_is_another_call() -> None:
    line = Line("quectel")
    line.says("^DSCI: 1,0,3,0,030,129", now=0)
    assert line.says("^DSCI: 1,1,4,0,040,129", now=9_000) == ["1 ENDED 030 UNKNOWN", "2 INCOMING 040"]


def test_answered_by_an_event_and_by_ok_is_answered_once() -> None:
    line = Line("sim7x00")
    line.says("RING", now=0)
    line.calls.answering(100)
    assert line.says("VOICE CALL: BEGIN", now=200) == ["1 ACTIVE"]
    line.says('+CCWA: "5551234",129,1', now=250)
    assert line.calls.answered(300) == ()
    assert [call.stage for call in line.calls.calls] == [Stage.ACTIVE, Stage.WAITING]
    line.says("NO CARRIER", now=400)
    assert line.calls.answered(500) == ()


def test_old_answers_do_not_take_a_call_back() -> None:
    line = Line("huawei")
    line.calls.dialled("030", 0)
    line.says("^CONN:1,0", now=100)
    assert line.polled("1,0,3,0,0", now=200) == []
    assert line.says("^CONF:1", now=300) == []
    for stage, following in FOLLOWING.items():
        assert stage not in following


def test_a_caller_who_withholds_his_number_after_all_has_none() -> None:
    line = Line()
    line.says("RING", ANNA, now=0)
    assert line.says('+CLIP: "",128,"",0,"",1', now=100) == ["1 INCOMING"]
    assert line.calls.calls[0].caller == Caller(presentation=Presentation.WITHHELD)


def test_data_calls_are_no_calls() -> None:
    assert Line().polled("1,1,4,1,0", now=0) == []


def test_polls_are_due_often_while_something_moves_and_seldom_in_a_call() -> None:
    line = Line()
    assert line.calls.poll_at(0) is None
    line.calls.dialled("030", 0)
    assert line.calls.poll_at(0) == 0
    line.polled("1,0,2,0,0", now=100)
    assert line.calls.poll_at(100) == 100 + POLL_MS
    line.polled("1,0,0,0,0", now=600)
    assert line.calls.poll_at(600) == 600 + CALM_POLL_MS
    line.calls.poll_failed(6_000)
    assert line.calls.poll_at(6_000) == 6_000 + CALM_POLL_MS
    line.says("NO CARRIER", now=7_000)
    assert line.calls.poll_at(7_000) is None


def test_an_end_of_one_call_among_several_asks_for_a_poll_at_once() -> None:
    line = Line()
    line.polled("1,1,0,0,0", "2,1,1,0,0", now=0)
    line.says("NO CARRIER", now=1_000)
    assert line.calls.poll_at(1_000) == 1_000


def test_a_zte_is_not_polled_while_its_call_is_set_up() -> None:
    line = Line("zte")
    line.calls.dialled("030", 0)
    assert line.calls.poll_at(0) is None
    line.says("CONNECT", now=5_000)
    assert line.calls.poll_at(5_000) == 5_000
    line = Line("zte")
    line.says("RING", now=0)
    assert line.calls.poll_at(0) == 0


def test_a_call_of_ours_of_which_nothing_is_heard_is_over_in_time() -> None:
    line = Line("zte")
    line.calls.dialled("030", 0)
    assert line.wake(SETUP_MS) == ["1 ENDED 030 NETWORK"]


def test_bound_more_calls_than_a_line_can_have_drive_out_the_one_longest_unheard() -> None:
    line = Line()
    for number in range(1, MOST_CALLS + 1):
        line.says(f"+CLCC: {number},1,0,0,0", now=number)
    said = line.says("+CLCC: 0,1,0,0,0", now=100)
    assert said == ["1 ENDED UNKNOWN", "8 ACTIVE"]
    assert len(line.calls.calls) == MOST_CALLS


SAID = st.one_of(
    st.sampled_from(["RING", ANNA, '+CCWA: "1",129,1', "NO CARRIER", "BUSY", "^ORIG:1,0", "^CONF:1", "^CONN:1,0"]),
    st.builds("+CLCC: {},{},{},0,0".format, st.integers(0, 7), st.integers(0, 1), st.integers(0, 6)),
    st.builds("^CEND:{},0,104,16".format, st.integers(0, 7)),
    st.sampled_from(["poll", "dial", "answer", "answered", "hung up"]),
)


def happens(line: Line, said: str, now: Ms) -> tuple[GsmCall, ...]:
    match said:
        case "poll":
            return line.calls.polled((CallTold(1, Direction.INCOMING, Stage.ACTIVE),), now - 10, now)
        case "dial":
            return line.calls.dialled("030", now)
        case "answer":
            line.calls.answering(now)
            return ()
        case "answered":
            return line.calls.answered(now)
        case "hung up":
            return line.calls.hung_up(now)
        case _:
            sign = line.dialect.read(said)
            assert sign
            return line.calls.told(sign, now)


@settings(deadline=None)
@given(st.lists(st.tuples(SAID, st.integers(0, 9_000)), max_size=60))
def test_whatever_happens_keys_are_new_stages_follow_and_every_call_ends(steps: list[tuple[str, int]]) -> None:
    line = Line("huawei")
    seen: dict[int, Stage] = {}
    now = 0

    def check(changed: tuple[GsmCall, ...]) -> None:
        for call in changed:
            before = seen.get(call.key)
            assert before is None or before is call.stage or call.stage in FOLLOWING[before]
            assert before is not None or call.key == len(seen) + 1
            assert (call.cause is not None) == (call.stage is Stage.ENDED)
            seen[call.key] = call.stage

    for said, pause in steps:
        now += pause
        check(line.calls.wake(now))
        check(happens(line, said, now))
        assert len(line.calls.calls) <= MOST_CALLS
    check(line.calls.polled((), now + NEW_MS, now + NEW_MS))
    check(line.calls.wake(now + NEW_MS + SETUP_MS))
    assert set(seen.values()) <= {Stage.ENDED}


def test_fax_and_data_stay_so_whatever_rings_after() -> None:
    line = Line()
    sign = line.dialect.read("+CRING: REL ASYNC")
    assert sign is not None
    [call] = line.calls.told(sign, 0)
    assert (call.stage, call.voice) == (Stage.INCOMING, False)
    assert line.says("RING", now=1_000) == []
    assert not line.calls.calls[0].voice
    line.wake(1_000 + RING_GAP_MS)
    assert line.calls.ring(20_000)[0].voice


def test_a_ring_is_known_for_data_by_the_list_and_a_packet_session_is_no_call() -> None:
    line = Line()
    line.calls.ring(0)
    line.polled('1,0,0,1,0,"",128', '2,1,4,1,0,"",128', now=500)
    [call] = line.calls.calls
    assert (call.modem_call, call.voice) == (2, False)


def test_a_family_may_ring_slower_and_be_polled_less_often() -> None:
    calls = CallList(DIALECTS["standard"], ring_gap_ms=12_000, poll_ms=2_000)
    calls.ring(1_000)
    calls.polled((), 900, 1_000)
    assert calls.poll_at(1_500) == 3_000
    assert calls.wake(12_999) == ()
    assert [call.stage for call in calls.wake(13_000)] == [Stage.ENDED]
