"""Every family's lines of calls, turned into the same values; lines of other things, and lines that break the rules."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.model.caller import Caller, Presentation
from appliance.protocol import ModemFault
from appliance.protocol.gsm.call_dialects import DIALECTS
from appliance.protocol.gsm.call_signs import (
    Alerting,
    CallerTold,
    CallSign,
    CallTold,
    Cause,
    Connected,
    Dialled,
    DigitHeard,
    Direction,
    End,
    Ended,
    Knocking,
    Missed,
    Rang,
    Stage,
    cause_of,
)

ANNA = Caller("+491721234567", "", Presentation.GIVEN)
OUT, IN = Direction.OUTGOING, Direction.INCOMING


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("line", "sign"),
    [
        ("RING", Rang()),
        ("+CRING: VOICE", Rang()),
        ("+CRING: FAX", Rang(voice=False)),
        ('+CRING: GPRS 1,"IP",""', Rang(voice=False)),
        ('+CLIP: "+491721234567",145,"",0,"",0', CallerTold(ANNA)),
        ("+CLIP: 1,1", None),
        ('+CCWA: "491721234567",145,1', Knocking(ANNA)),
        ("+CCWA: 1,1", None),
        ('+CLCC: 1,1,4,0,0,"491721234567",145', CallTold(1, IN, Stage.INCOMING, ANNA)),
        ("+CLCC: 2,0,2,0,0", CallTold(2, OUT, Stage.DIALLING)),
        (
            '+CLCC: 1,0,0,0,1,"",128',
            CallTold(1, OUT, Stage.ACTIVE, Caller(presentation=Presentation.WITHHELD), conference=True),
        ),
        ("+CLCC: 1,0,0,1,0", CallTold(1, OUT, Stage.ACTIVE, voice=False)),
        ('+CLCC: 1,0,6,0,0,"+491721234567",145,""', CallTold(1, OUT, Stage.ENDED, ANNA)),
        ("NO CARRIER", Ended()),
        ("BUSY", Ended(cause=Cause(End.BUSY), unanswered=True)),
        ("NO ANSWER", Ended(cause=Cause(End.NO_ANSWER), unanswered=True)),
        ("NO DIALTONE", Ended(cause=Cause(End.NETWORK), unanswered=True)),
        ("+CREG: 1", None),
        ("OK", None),
        ("", None),
    ],
)
def test_what_every_family_says(dialect: str, line: str, sign: CallSign | None) -> None:
    assert DIALECTS[dialect].read(line) == sign


@pytest.mark.parametrize(
    ("dialect", "line", "sign"),
    [
        ("huawei", "^ORIG:1,0", Dialled(1)),
        ("huawei", "^ORIG: 2,0", Dialled(2)),
        ("huawei", "^CONF:1", Alerting(1)),
        ("huawei", "^CONN:1,0", Connected(1)),
        ("huawei", "^CEND:1,62,104,16", Ended(1, Cause(End.HUNG_UP, 16), 62)),
        ("huawei", "^CEND:1,0,104,17", Ended(1, Cause(End.BUSY, 17), 0)),
        ("huawei", "^CEND:1,0,104,19", Ended(1, Cause(End.NO_ANSWER, 19), 0)),
        ("huawei", "^CEND:1,0,104,1", Ended(1, Cause(End.WRONG_NUMBER, 1), 0)),
        ("huawei", "^CEND:1,0,104,21", Ended(1, Cause(End.REJECTED, 21), 0)),
        ("huawei", "^CEND:1,0,104,42", Ended(1, Cause(End.NETWORK, 42), 0)),
        ("huawei", "^CEND:1,14,29", Ended(1, Cause(End.HUNG_UP), 14)),
        ("huawei", "^CEND:1,0,28", Ended(1, Cause(End.STOPPED_RINGING), 0)),
        ("huawei", "^CEND:1,0,77,0", Ended(1, Cause(), 0)),
        ("huawei", "^CEND: 1, 0, 22, 255", Ended(1, Cause(End.NETWORK), 0)),
        ("huawei", "^CEND:1", Ended(1)),
        ("huawei", "^DDTMF: 5", DigitHeard("5")),
        ("huawei", "^DDTMF:#", DigitHeard("#")),
        ("huawei", "^RSSI:20", None),
        ("sim7x00", "VOICE CALL: BEGIN", Connected()),
        ("sim7x00", "VOICE CALL: END: 000041", Ended(seconds=41)),
        ("sim7x00", "VOICE CALL: END", Ended()),
        ("sim7x00", "MISSED_CALL: 10:33AM 07871234567", Missed("07871234567")),
        ("sim7x00", "MISSED_CALL: 10:33AM +491721234567", Missed("+491721234567")),
        ("sim7x00", "MISSED_CALL: 10:33AM", Missed()),
        ("sim7x00", "+RXDTMF: 5", DigitHeard("5")),
        ("sim7x00", "+RXDTMF: *", DigitHeard("*")),
        ("sim800", "MO RING", Alerting()),
        ("sim800", "MO CONNECTED", Connected()),
        ("sim800", "+DTMF: 5", DigitHeard("5")),
        ("sim800", "+DTMF: 1,40", DigitHeard("1", 40)),
        ("sim800", "+DTMF:d", DigitHeard("D")),
        (
            "quectel",
            "^DSCI: 1,0,2,0,10086,129,0",
            CallTold(1, OUT, Stage.DIALLING, Caller("10086", "", Presentation.GIVEN)),
        ),
        (
            "quectel",
            "^DSCI: 1,0,7,0,10086,129,0",
            CallTold(1, OUT, Stage.ALERTING, Caller("10086", "", Presentation.GIVEN)),
        ),
        (
            "quectel",
            "^DSCI: 1,0,3,0,10086,129,0",
            CallTold(1, OUT, Stage.ACTIVE, Caller("10086", "", Presentation.GIVEN)),
        ),
        (
            "quectel",
            "^DSCI: 1,0,6,0,10086,129,0",
            CallTold(1, OUT, Stage.ENDED, Caller("10086", "", Presentation.GIVEN)),
        ),
        ("quectel", "^DSCI: 2,1,4,0,+491721234567,145", CallTold(2, IN, Stage.INCOMING, ANNA)),
        ("quectel", '^DSCI: 1,1,4,0,0,"491721234567",145,,,0,"",0', CallTold(1, IN, Stage.INCOMING, ANNA)),
        ("quectel", '+QIND: "ccinfo",1,1,4,0,0,"+491721234567",145', CallTold(1, IN, Stage.INCOMING, ANNA)),
        ("quectel", '+QIND: "ccinfo",1,0,3,0,0,"+491721234567",145', CallTold(1, OUT, Stage.ALERTING, ANNA)),
        ("quectel", '+QIND: "ccinfo",1,0,0,0,0,"+491721234567",145', CallTold(1, OUT, Stage.ACTIVE, ANNA)),
        ("quectel", '+QIND: "ccinfo",1,0,-1,0,0,"+491721234567",145', CallTold(1, OUT, Stage.ENDED, ANNA)),
        ("quectel", '+QIND: "csq",20,99', None),
        ("quectel", "+QTONEDET: 53", DigitHeard("5")),
        ("quectel", "+QTONEDET: 35", DigitHeard("#")),
        ("wavecom", "+WIND: 5,1", Dialled(1)),
        ("wavecom", "+WIND: 2", Alerting()),
        ("wavecom", "+WIND: 6,1", Ended(1)),
        ("wavecom", "+WIND: 4", None),
        ("zte", "CONNECT", Connected()),
        ("zte", "HANGUP: 1", Ended(1)),
        ("standard", "CONNECT", None),
        ("standard", "^CONN:1,0", None),
    ],
)
def test_a_family_has_lines_of_its_own(dialect: str, line: str, sign: CallSign | None) -> None:
    assert DIALECTS[dialect].read(line) == sign


@pytest.mark.parametrize(
    ("dialect", "line", "text"),
    [
        ("standard", "+CLCC: 1,1", "field 3 is missing"),
        ("standard", "+CLCC: 9,1,4,0,0", "call 9; expected 0 to 7"),
        ("standard", "+CLCC: 1,2,4,0,0", "direction 2; expected 0 outgoing"),
        ("standard", "+CLCC: 1,1,8,0,0", "state 8; expected 0, 1, 2"),
        ("huawei", "^CONF:x", "expected a whole number"),
        ("huawei", "^CEND:", "field 1 is missing"),
        ("huawei", "^DDTMF: 55", "key '55'; expected one of"),
        ("quectel", "^DSCI: 1,0,9,0", "state 9"),
        ("quectel", "+QTONEDET: 5", "key code 5; expected the ASCII code"),
        ("quectel", '+QIND: "ccinfo"', "field 2 is missing"),
        ("wavecom", "+WIND: 5", "field 2 is missing"),
    ],
)
def test_a_line_that_breaks_the_rules_says_how(dialect: str, line: str, text: str) -> None:
    with pytest.raises(ModemFault, match=text):
        DIALECTS[dialect].read(line)


def test_causes_mean_what_their_range_means() -> None:
    assert cause_of(34) == Cause(End.NETWORK, 34)
    assert cause_of(127) == Cause(End.NETWORK, 127)
    for code in (None, 0, -1, 128):
        assert cause_of(code) == Cause()


WORDS = (
    *("^CEND:", "^DSCI:", "^CONN:", "+WIND:", "+CLCC:", "+CLIP:", "+QIND:", '"ccinfo"', "+DTMF:", "+QTONEDET:"),
    *(
        "VOICE CALL:",
        "END",
        "BEGIN",
        "MISSED_CALL:",
        "HANGUP:",
        "MO RING",
        "CONNECT",
        ",",
        "1",
        "0",
        "-1",
        "145",
        '"',
        " ",
    ),
)


@settings(deadline=None)
@given(
    st.sampled_from(list(DIALECTS)), st.lists(st.sampled_from(WORDS), max_size=14).map("".join) | st.text(max_size=60)
)
def test_anything_at_all_is_a_sign_nothing_or_a_modem_fault(dialect: str, line: str) -> None:
    try:
        DIALECTS[dialect].read(line)
    except ModemFault:
        return
