"""Lines of SIM, network and services as values: answers and events, with fields present, empty, missing and wrong."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.model.caller import Caller, Presentation
from appliance.protocol import ModemFault, OurFault
from appliance.protocol.gsm.fields import MOST_FIELDS, named_line
from appliance.protocol.gsm.network import NetworkValue, read_network_line
from appliance.protocol.gsm.network.callers import Calling, Reached, Ringing, RingKind, Waiting, WaitingBooking
from appliance.protocol.gsm.network.modem_errors import ErrorKind, modem_error
from appliance.protocol.gsm.network.operators import (
    Availability,
    NetworkHeard,
    NetworksHeard,
    Operator,
    Selection,
)
from appliance.protocol.gsm.network.registration import Domain, Registration, Status
from appliance.protocol.gsm.network.services import (
    CallNote,
    Forwarding,
    Note,
    OwnNumberShown,
    Reason,
    Withholding,
    forwarding_off,
    forwarding_on,
    forwarding_query,
)
from appliance.protocol.gsm.network.signal_level import SignalLevel
from appliance.protocol.gsm.network.sim import OwnNumber, Sim, SimState
from appliance.protocol.gsm.network.storage import (
    Memories,
    Memory,
    MemoryFull,
    Sent,
    Stored,
    StoredMessage,
    announced_length,
    stored_messages,
)

GIVEN, WITHHELD, OUT_OF_AREA = Presentation.GIVEN, Presentation.WITHHELD, Presentation.OUT_OF_AREA
CALLS, PACKETS, LTE = Domain.CALLS, Domain.PACKETS, Domain.LTE


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("+CPIN: READY", Sim(SimState.READY, "READY")),
        ("+CPIN:SIM PIN", Sim(SimState.PIN, "SIM PIN")),
        ('+CPIN: "SIM PUK"', Sim(SimState.PUK, "SIM PUK")),
        ("+CPIN: SIM PIN2", Sim(SimState.PIN2, "SIM PIN2")),
        ("+CPIN: PH-NET PIN", Sim(SimState.LOCKED, "PH-NET PIN")),
        ("+CPIN: NOT INSERTED", Sim(SimState.ABSENT, "NOT INSERTED")),
        ("+CPIN: NOT READY", Sim(SimState.BUSY, "NOT READY")),
        ("+CPIN: WHAT", Sim(SimState.UNKNOWN, "WHAT")),
        ('+CNUM: "Mine","+491721234567",145', OwnNumber("+491721234567", "Mine")),
        ('+CNUM: ,"491721234567",145', OwnNumber("+491721234567")),
        ('+CNUM: "","",129', None),
        ("+CREG: 0,1", Registration(CALLS, Status.HOME)),
        ('+CREG: 2,5,"00A1","0BEE",7', Registration(CALLS, Status.ROAMING, 0xA1, 0xBEE, "LTE")),
        ("+CREG: 2,1,00A1,0BEE", Registration(CALLS, Status.HOME, 0xA1, 0xBEE)),
        ("+CEREG: 0,10", Registration(LTE, Status.ROAMING_WITHOUT_CALLS_BY_FALLBACK)),
        ("+CREG: 2", Registration(CALLS, Status.SEARCHING)),
        ('+CGREG: 1,"00A1","01E20BEE",2', Registration(PACKETS, Status.HOME, 0xA1, 0x1E20BEE, "UMTS")),
        ('+CREG: 1,"00A1","0BEE"', Registration(CALLS, Status.HOME, 0xA1, 0xBEE)),
        ("+CREG: 1, 00A1, 0BEE", Registration(CALLS, Status.HOME, 0xA1, 0xBEE)),
        ("+CEREG: 3,,,,0,15", Registration(LTE, Status.DENIED)),
        ("+CREG: 5,0002,1F", Registration(CALLS, Status.ROAMING, 2, 0x1F)),
        ("+CSQ: 20,99", SignalLevel(-73, 4)),
        ("+CSQ: 0,7", SignalLevel(-113, 0, 7)),
        ("+CSQ: 31,0", SignalLevel(-51, 4, 0)),
        ("+CSQ: 5,99", SignalLevel(-103, 1)),
        ("+CSQ: 99,99", SignalLevel(None, 0)),
        ("+CSQ: 125,99", SignalLevel(-91, 2)),
        ("+CSQ: 199,99", SignalLevel(None, 0)),
        ("+CESQ: 99,99,255,255,20,53", SignalLevel(-88, 4)),
        ("+CESQ: 99,99,30,20,255,255", SignalLevel(-91, 2)),
        ("+CESQ: 40,0,255,255,255,255", SignalLevel(-71, 4, 0)),
        ("+CESQ: 99,99,255,255,255,255", SignalLevel(None, 0)),
        ('+COPS: 0,0,"Vodafone.de",7', Operator(Selection.AUTOMATIC, "Vodafone.de", "LTE")),
        ('+COPS: 1,2,"26202"', Operator(Selection.MANUAL, "26202")),
        ("+COPS: 0", Operator(Selection.AUTOMATIC)),
        (
            '+COPS: (2,"Vodafone.de","Voda","26202",7),(3,"T, Mobile","","26201"),,(0-4),(0,1,2)',
            NetworksHeard(
                (
                    NetworkHeard(Availability.CURRENT, "Vodafone.de", "Voda", "26202", "LTE"),
                    NetworkHeard(Availability.FORBIDDEN, "T, Mobile", "", "26201"),
                )
            ),
        ),
        ('+CLIP: "+491721234567",145', Calling(Caller("+491721234567", "", GIVEN))),
        ('+CLIP: "491721234567",145,"",,"Anna",0', Calling(Caller("+491721234567", "Anna", GIVEN))),
        ('+CLIP: "01721234567",161,,,,0', Calling(Caller("01721234567", "", GIVEN))),
        ('+CLIP: "",128,"",,"",1', Calling(Caller("", "", WITHHELD))),
        ('+CLIP: "",128', Calling(Caller("", "", WITHHELD))),
        ('+CLIP: "",0,"",0,"",2', Calling(Caller("", "", OUT_OF_AREA))),
        ('+CLIP: "",129,,,,3', Calling(Caller())),
        ('+CLIP: "5551234",129,,,,1', Calling(Caller("", "", WITHHELD))),
        ("+CLIP: ,129,,,,1", Calling(Caller("", "", WITHHELD))),
        ("+CLIP: 1,1", None),
        ('+COLP: "+491721234567",145', Reached("+491721234567")),
        ("+COLP: 0,1", None),
        ("+CRING: VOICE", Ringing(RingKind.VOICE)),
        ("+CRING: REL ASYNC", Ringing(RingKind.DATA)),
        ('+CCWA: "5551234",129,1', Waiting(Caller("5551234", "", GIVEN))),
        ('+CCWA: "5551234",129,4,"Anna"', Waiting(Caller("5551234", "Anna", GIVEN), voice=False)),
        ('+CCWA: "",128,1,"",1', Waiting(Caller("", "", WITHHELD))),
        ("+CCWA: 1,1", WaitingBooking(active=True, service_class=1)),
        ("+CSSI: 0", CallNote(Note.FORWARDING_ALWAYS, incoming=False)),
        ("+CSSI: 3", CallNote(Note.KNOCKING, incoming=False)),
        ("+CSSI: 8", CallNote(Note.DEFLECTED, incoming=False)),
        ("+CSSU: 0", CallNote(Note.FORWARDED_TO_US, incoming=True)),
        ("+CSSU: 1", CallNote(Note.CLOSED_GROUP, incoming=True)),
        ("+CSSU: 2", CallNote(Note.ON_HOLD, incoming=True)),
        ('+CSSU: 10,"",128', CallNote(Note.FORWARDED_MEANWHILE, incoming=True)),
        ("+CCFC: 0,7", Forwarding(active=False, service_class=7)),
        ('+CCFC: 1,1,"491721234567",145,,,20', Forwarding(True, 1, "+491721234567", 20)),  # noqa: FBT003
        ("+CLIR: 0,4", OwnNumberShown(0, Withholding.WHEN_ASKED)),
        ('+CMTI: "SM",3', Stored("SM", 3)),
        ('+CDSI: "SR",1', Stored("SR", 1, report=True)),
        ('+CPMS: "SM",3,20,"ME",23,23', Memories((Memory(3, 20, "SM"), Memory(23, 23, "ME")))),
        ("+CPMS: 3,20,3,20,3,20", Memories((Memory(3, 20),) * 3)),
        ('^SMMEMFULL: "SM"', MemoryFull("SM")),
        ('+QIND: "smsfull","ME"', MemoryFull("ME")),
        ('+QIND: "csq",20,99', None),
        ("+CMGS: 255", Sent(255)),
        ('+CMGS: 12,"22/11/18,10:00:36+04"', Sent(12)),
        ("RING", None),
        ("", None),
    ],
)
def test_lines_and_their_values(line: str, value: NetworkValue | None) -> None:
    assert read_network_line(line) == value


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("+CREG: x", r"\+CREG: 'x': field 1 is 'x'; expected a whole number"),
        ("+CREG:", "field 1 is missing"),
        ("+CREG: 0,12", "status 12; expected 0 to 11"),
        ('+CREG: 1,"zz","1"', "expected hexadecimal digits"),
        ("+CSQ: 50,99", "rssi 50"),
        ("+COPS: 9", "mode 9"),
        ("+CSSI: 9", "code 9; expected 0 to 8"),
        ("+CSSU: 11", "code 11; expected 0 to 10"),
        ("+CLIR: 0,7", "state 7"),
        ('+CMTI: "SM"', "field 2 is missing"),
        ("+CPMS: 3", "expected used and total"),
        ("+CMGS:", "field 1 is missing"),
    ],
)
def test_a_line_that_breaks_the_standard_says_how(line: str, text: str) -> None:
    with pytest.raises(ModemFault, match=text):
        read_network_line(line)


def test_every_state_of_the_sim_and_of_registration_has_words() -> None:
    for state in SimState:
        assert Sim(state, "X").words
    for status in Status:
        assert Registration(CALLS, status).words
    assert [status for status in Status if Registration(CALLS, status).registered] == [
        Status.HOME,
        Status.ROAMING,
        Status.HOME_WITHOUT_CALLS_BY_FALLBACK,
        Status.ROAMING_WITHOUT_CALLS_BY_FALLBACK,
    ]
    assert [state for state in SimState if Sim(state, "").usable] == [SimState.READY, SimState.PIN2, SimState.PUK2]
    assert SignalLevel(-73, 4).words == "-73 dBm, 4 of 4 bars"


def test_a_full_memory_is_known() -> None:
    assert [Memory(used, total).full for used, total in ((3, 20), (20, 20), (0, 0))] == [False, True, False]


@pytest.mark.parametrize(
    ("line", "kind", "code", "words", "advice", "passes"),
    [
        ("+CME ERROR: 10", "+CME ERROR", 10, "no SIM", "right way round", False),
        ("+CME ERROR: 14", "+CME ERROR", 14, "SIM is busy", "again", True),
        ("+cme error: SIM busy", "+CME ERROR", 14, "SIM is busy", "again", True),
        ("+CMS ERROR: 322", "+CMS ERROR", 322, "memory full", "delete", False),
        ("+CMS ERROR:330", "+CMS ERROR", 330, "service centre", "number that the operator gives", False),
        ("+CMS ERROR: 42", "+CMS ERROR", 42, "busy", "again", True),
        ("+CME ERROR: 330", "+CME ERROR", 330, "service centre", "operator", False),
        ("+CME ERROR: 999", "+CME ERROR", 999, "no standard knows", "again", True),
        ("+CMS ERROR: weather", "+CMS ERROR", None, "weather", "again", True),
        ("+CMS ERROR:", "+CMS ERROR", None, "no reason told", "again", True),
    ],
)
def test_errors_in_words_and_what_to_do(
    line: str, kind: str, code: int | None, words: str, advice: str, *, passes: bool
) -> None:
    error = modem_error(line)
    assert error
    assert (error.kind, error.code, error.passes) == (ErrorKind(kind), code, passes)
    assert words in error.words
    assert advice in str(error)


@pytest.mark.parametrize("line", ["", "ERROR", "COMMAND NOT SUPPORT", "+CMEX ERROR: 1"])
def test_a_plain_error_has_no_words(line: str) -> None:
    assert modem_error(line) is None


@pytest.mark.parametrize(
    ("lines", "messages"),
    [
        (
            ("+CMGL: 1,0,,30", "0791", '+CMGL: 7,1,"Anna",12', "00ff"),
            (StoredMessage(1, 0, 30, "0791"), StoredMessage(7, 1, 12, "00ff")),
        ),
        (("+CMGR: 1,,30", "0791"), (StoredMessage(None, 1, 30, "0791"),)),
        (("+CMGR: 0,,0",), ()),
        (('+CMGL: 1,"REC UNREAD",,30', "0791"), (StoredMessage(1, 0, 30, "0791"),)),
        (("+CMGL: 1,0,,30", "+CSQ: 1,1", "0791"), (StoredMessage(1, 0, 30, "0791"),)),
        (("+CMGL: 1,0,,30", "+CMGL: 2,0,,30", "0791"), (StoredMessage(2, 0, 30, "0791"),)),
        (("0791",), ()),
        ((), ()),
    ],
)
def test_replies_that_list_messages(lines: tuple[str, ...], messages: tuple[StoredMessage, ...]) -> None:
    assert stored_messages(lines) == messages


@pytest.mark.parametrize(
    ("header", "length"),
    [
        ("+CMT: ,30", 30),
        ('+CMT: "Anna",30', 30),
        ("+CMT: 30", 30),
        ("+CDS: 25", 25),
        ('+CMT: "+49",,"22/11/18"', None),
        ("", None),
    ],
)
def test_what_the_line_above_a_message_announces(header: str, length: int | None) -> None:
    assert announced_length(header) == length


def test_commands_for_services() -> None:
    assert forwarding_query(Reason.BUSY) == "AT+CCFC=1,2"
    assert forwarding_on(Reason.ALWAYS, "+4930123456") == 'AT+CCFC=0,3,"+4930123456",145,1'
    assert forwarding_on(Reason.NO_ANSWER, "030123456", 20) == 'AT+CCFC=2,3,"030123456",129,1,,,20'
    assert forwarding_off(Reason.ALL) == "AT+CCFC=4,4"
    for wrong in ("", "+", "12 34", "12;H", "１"):
        with pytest.raises(OurFault, match="expected digits"):
            forwarding_on(Reason.BUSY, wrong)
    with pytest.raises(OurFault, match="expected 5, 10"):
        forwarding_on(Reason.BUSY, "030", 7)


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("+X: ", ()),
        ("+X: 1", ("1",)),
        ("+X:1,,3", ("1", "", "3")),
        ('+X: "a,b",2', ("a,b", "2")),
        ('+X: "open,2', ("open,2",)),
        ("+X: 1,", ("1", "")),
        (",".join(["+X: 1"] + ["1"] * 200), ("1",) * MOST_FIELDS),
    ],
)
def test_fields(line: str, fields: tuple[str, ...]) -> None:
    named = named_line(line)
    assert named
    assert named.name == "+X"
    assert named.fields == fields


NAMES = (
    *("CPIN", "CNUM", "CREG", "CGREG", "CEREG", "CSQ", "CESQ", "COPS", "CLIP", "COLP", "CRING", "CCWA"),
    *("CSSI", "CSSU", "CCFC", "CLIR", "CPMS", "CMTI", "CDSI", "CMGS"),
)
PIECES = ('"', ",", "(", ")", "1", "99", "00A1", '"SM"', " ", "-1", "x")
VALUES = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)


@settings(deadline=None)
@given(st.sampled_from(NAMES), VALUES | st.text(max_size=40))
def test_anything_behind_a_name_is_a_value_nothing_or_a_modem_fault(name: str, value: str) -> None:
    try:
        read_network_line(f"+{name}: {value}")
        stored_messages((f"+CMGL: {value}", value, f"+CMGR: {value}", value))
        modem_error(f"+CME ERROR: {value}")
    except ModemFault as fault:
        assert "expected" in str(fault)  # noqa: PT017


@settings(deadline=None)
@given(st.text(max_size=80))
def test_anything_at_all_is_a_value_nothing_or_a_modem_fault(line: str) -> None:
    try:
        read_network_line(line)
    except ModemFault:
        return
