"""What is fuzzed: each target takes any bytes, holds what must hold of its parser, and lets only ModemFault pass by."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from appliance.model.caller import Caller, Presentation
from appliance.model.signals import JunkDropped, Result, Samples, Signal
from appliance.protocol import AtSession, Exit, ModemFault, SessionState
from appliance.protocol.caller_id import LONGEST_NAME, LONGEST_NUMBER, QUIET_MS, CallerIdBlock
from appliance.protocol.deadlines import TYPING_MS
from appliance.protocol.gsm.call_dialects import DIALECTS
from appliance.protocol.gsm.call_list import NEW_MS, SETUP_MS, CallList
from appliance.protocol.gsm.call_signs import CallTold, Stage
from appliance.protocol.gsm.call_table import MOST_CALLS
from appliance.protocol.gsm.fields import MOST_FIELDS, named_line
from appliance.protocol.gsm.network import read_network_line
from appliance.protocol.gsm.network.modem_errors import modem_error
from appliance.protocol.gsm.network.storage import stored_messages
from appliance.protocol.gsm.one_call import FOLLOWING, GsmCall
from appliance.protocol.gsm.sms import PduFault, SmsDeliver, decode_pdu, encode_submit, text_parts
from appliance.protocol.gsm.sms_parts import MOST_UNFINISHED, PATIENCE_MS, PartsJoining, RepeatedPart
from appliance.protocol.gsm.ussd import Writing, read_ussd
from tests.fuzz.deciding_targets import DECIDING_TARGETS
from tests.fuzz.file_targets import FILE_TARGETS
from tests.fuzz.sim_targets import sim_answers

Target = Callable[[bytes], None]

_EXITS: Final = (Exit(b"\x10^", 500), Exit(b"\x10\x03", 500))
_LONGEST_WAIT_MS: Final = 200_000
"""Longer than any deadline of a session's commands."""
_MOST_WAKES: Final = 40
"""A resync after a prompt that was given up takes about ten."""


def sms_pdu(data: bytes) -> None:
    """Octets as a PDU, with and without a length before it; whatever comes out holds the PDU."""
    for length in (None, data[0] if data else 0):
        pdu = data[1:].hex()
        outcome: object
        try:
            outcome = decode_pdu(pdu, length)
        except PduFault as fault:
            outcome = fault
        assert getattr(outcome, "pdu", None) == pdu[:1_024]
    _pass_by(lambda: decode_pdu(data.decode("latin-1")))


def sms_text(data: bytes) -> None:
    """Any text, sent in parts, reads as it was written."""
    text = data[1:].decode("utf-8", "ignore")
    parts = text_parts(text, len(data), wide=bool(data[:1] > b"\x7f"))
    read = [decode_pdu(encode_submit("+491721234567", part).pdu) for part in parts]
    assert [message.body.part for message in read if not hasattr(message, "status")] == [part.part for part in parts]
    assert "".join(message.body.text for message in read if not hasattr(message, "status")) == text


def sms_parts(data: bytes) -> None:
    """Parts of few messages in any order, in pieces of six octets: nothing is lost, nothing comes twice."""
    joining = PartsJoining()
    given: list[SmsDeliver] = []
    taken = 0
    now = 0
    for at in range(0, len(data) - 5, 6):
        sender, reference, total, number, letter, pause = data[at : at + 6]
        header = f"050003{reference & 3:02X}{total & 3:02X}{number & 3:02X}"
        address = f"0491{sender & 1:02X}21"
        message = decode_pdu(
            f"0044{address}0000{62118101006380}09{header}{(letter & 3) << 1:02X}{letter & 1:02X}00"[:58]
        )
        assert isinstance(message, SmsDeliver)
        taken += 1
        now += pause * 4_000
        for each in (*joining.wake(now), *joining.take(message, now)):
            given += (each.message,) if isinstance(each, RepeatedPart) else each.parts + each.repeated
        assert len(joining._unfinished) <= MOST_UNFINISHED
    for last in joining.wake(now + PATIENCE_MS):
        given += last.parts + last.repeated
    assert joining.next_wake() is None
    assert len(given) == taken


def network(data: bytes) -> None:
    """Lines of SIM, network, services, storage and errors."""
    lines = tuple(data.decode("latin-1").split("\n"))
    for line in lines:
        _pass_by(lambda line=line: read_network_line(line))
        named = named_line(line)
        assert named is None or (len(named.fields) <= MOST_FIELDS and len(named.fields) == len(named.quoted))
        error = modem_error(line)
        assert error is None or (error.words and error.advice)
    _pass_by(lambda: stored_messages(lines))


def call_dialect(data: bytes) -> None:
    """One line in every dialect."""
    for dialect in DIALECTS.values():
        _pass_by(lambda dialect=dialect: dialect.read(data.decode("latin-1")))


def call_list(data: bytes) -> None:
    """Lines of one dialect, chosen by the first octet, with a pause before each by its own first."""
    dialect = list(DIALECTS.values())[data[0] % len(DIALECTS)] if data else DIALECTS["standard"]
    calls, now, seen = CallList(dialect), 0, dict[int, Stage]()

    def check(changed: tuple[GsmCall, ...]) -> None:
        for call in changed:
            before = seen.get(call.key)
            assert before is None or before is call.stage or call.stage in FOLLOWING[before]
            seen[call.key] = call.stage
        assert len(calls.calls) <= MOST_CALLS

    for line in data[1:].split(b"\n"):
        now += 50 * (line[0] if line else 0)
        check(calls.wake(now))
        check(_happens(calls, line[1:].decode("latin-1"), now))
    check(calls.polled((), now + NEW_MS, now + NEW_MS))
    check(calls.wake(now + NEW_MS + SETUP_MS))
    assert set(seen.values()) <= {Stage.ENDED}


def _happens(calls: CallList, line: str, now: int) -> tuple[GsmCall, ...]:
    match line:
        case "dial":
            return calls.dialled("030", now)
        case "confirmed":
            return calls.dial_result(Result.OK, now)
        case "answering":
            calls.answering(now)
        case "answered":
            return calls.answered(now)
        case "hung up":
            return calls.hung_up(now)
        case _:
            return _told(calls, line, now)
    return ()


def _told(calls: CallList, line: str, now: int) -> tuple[GsmCall, ...]:
    polled = line.startswith("poll ")
    try:
        sign = calls._dialect.read(line.removeprefix("poll "))
    except ModemFault:
        return ()
    if polled:
        return calls.polled((sign,) if isinstance(sign, CallTold) else (), now - 10, now)
    return calls.told(sign, now) if sign else ()


def ussd(data: bytes) -> None:
    """A line in every writing."""
    for writing in Writing:
        _pass_by(lambda writing=writing: read_ussd(data.decode("latin-1"), writing))


def caller_id(data: bytes) -> None:
    """A raw message, its checksum made right so that what is behind it is reached."""
    body = bytes([data[0] if data else 0, len(data[1:256]) & 0xFF]) + data[1:256]
    for message in (data, body + bytes([-sum(body) & 0xFF])):
        for line in (message.hex(), f"MESG = {message.hex()}"):
            block = CallerIdBlock()
            block.take(line, 0)
            _clean(block.complete())
            _clean(block.finish())


def caller_id_lines(data: bytes) -> None:
    """Lines of one block, formatted and raw: whatever they say, number and name are clean, and nothing is kept."""
    block = CallerIdBlock()
    for line in data.decode("latin-1").split("\n"):
        if block.take(line, 0):
            assert block.due == QUIET_MS
            _clean(block.complete())
    _clean(block.finish())
    assert block.due is None
    assert block.finish() == Caller()


def _clean(caller: Caller | None) -> None:
    if caller is None:
        return
    assert len(caller.number) <= LONGEST_NUMBER
    assert len(caller.name) <= LONGEST_NAME
    assert not caller.number or (caller.number.removeprefix("+").isdecimal() and caller.number.isascii())
    assert (caller.number != "") == (caller.presentation is Presentation.GIVEN)
    assert caller.name.isprintable()
    assert caller.name == caller.name.strip()


def session(data: bytes) -> None:
    """Bytes from a modem in a state chosen by the first octet: whole and byte by byte the same, and back in time."""
    _session(data, _STARTS)


def gsm_session(data: bytes) -> None:
    """The same for a modem without shielding, whose next command waits for the guard time."""
    _session(data, _GSM_STARTS)


def _session(data: bytes, states: Mapping[str, Callable[[], AtSession]]) -> None:
    starts = list(states.values())
    start = starts[data[0] % len(starts)] if data else starts[0]
    whole, bytewise = start(), start()
    signals = _merged(_heard(whole, data[1:]))
    assert _merged([signal for octet in data[1:] for signal in _heard(bytewise, bytes([octet]))]) == signals
    assert whole.state is bytewise.state
    for each in (whole, bytewise):
        _let_time_pass(each)
        assert each.idle or each.state is SessionState.STREAMING
        assert each.state is SessionState.STREAMING or each.next_wake() is None


def _let_time_pass(made: AtSession) -> None:
    """Wakes it whenever it wants, until it wants no more; nobody answers."""
    for _ in range(_MOST_WAKES):
        due = made.next_wake()
        if due is None:
            return
        assert due <= _LONGEST_WAIT_MS
        made.wake(due)
        list(iter(made.next_signal, None))
    raise AssertionError("it never stops wanting to be woken")


def _idle() -> AtSession:
    return AtSession()


def _asked(command: str) -> Callable[[], AtSession]:
    def start() -> AtSession:
        made = AtSession()
        made.send(command, 0)
        return made

    return start


def _streaming() -> AtSession:
    made = AtSession()
    made.open_stream("AT+VTR", 0)
    list(_heard(made, b"\r\nCONNECT\r\n"))
    return made


def _leaving() -> AtSession:
    made = _streaming()
    made.leave(_EXITS, 0)
    return made


def _prompting() -> AtSession:
    made = AtSession(guard_ms=100)
    made.ask_prompt("AT+CMGS=23", 0)
    return made


def _submitting() -> AtSession:
    made = _prompting()
    list(_heard(made, b"\r\n> "))
    made.enter_text("0011000B", 0)
    return made


def _resyncing() -> AtSession:
    made = AtSession()
    made.resync(0)
    made.wake(200)
    return made


_STARTS: Final[dict[str, Callable[[], AtSession]]] = {
    "idle": _idle,
    "AT+CLCC": _asked("AT+CLCC"),
    "AT+CMGR=1": _asked("AT+CMGR=1"),
    "streaming": _streaming,
    "leaving": _leaving,
    "prompting": _prompting,
    "submitting": _submitting,
    "resyncing": _resyncing,
}


def _gsm() -> AtSession:
    return AtSession(guard_ms=100, shielded=False)


def _gsm_asked(command: str) -> Callable[[], AtSession]:
    def start() -> AtSession:
        made = _gsm()
        made.send(command, 0)
        return made

    return start


def _gsm_waiting() -> AtSession:
    """A result has just come: the command is held back until the guard time is over."""
    made = _gsm_asked("AT")()
    list(_heard(made, b"\r\nOK\r\n"))
    made.send("AT+CREG?", 0)
    return made


def _gsm_typing() -> AtSession:
    made = _gsm()
    made.ask_prompt("AT+CMGS=23", 0)
    list(_heard(made, b"\r\n> "))
    return made


def _gsm_cancelling() -> AtSession:
    made = _gsm_typing()
    made.wake(TYPING_MS)
    list(iter(made.next_signal, None))
    assert made.state is SessionState.CANCELLING
    return made


def _gsm_resyncing() -> AtSession:
    made = _gsm()
    made.resync(0)
    made.wake(200)
    return made


_GSM_STARTS: Final[dict[str, Callable[[], AtSession]]] = {
    "idle": _gsm,
    "AT+CMGL=4": _gsm_asked("AT+CMGL=4"),
    "AT+CPIN?": _gsm_asked("AT+CPIN?"),
    'AT+CUSD=1,"*100#",15': _gsm_asked('AT+CUSD=1,"*100#",15'),
    "held back": _gsm_waiting,
    "typing": _gsm_typing,
    "cancelling": _gsm_cancelling,
    "resyncing": _gsm_resyncing,
}


def _heard(made: AtSession, data: bytes) -> Iterator[Signal]:
    made.receive(data, 0)
    yield from iter(made.next_signal, None)


def _merged(signals: Iterator[Signal] | list[Signal]) -> list[Signal]:
    """Neighbouring samples as one, and neighbouring junk; how much junk it was depends on where it was cut."""
    result: list[Signal] = []
    for signal in signals:
        match (result[-1] if result else None), signal:
            case Samples(before), Samples(data):
                result[-1] = Samples(before + data)
            case JunkDropped(), JunkDropped():
                pass
            case _, JunkDropped():
                result.append(JunkDropped(0))
            case _:
                result.append(signal)
    return result


def _pass_by(parse: Callable[[], object]) -> None:
    try:
        parse()
    except ModemFault as fault:
        assert str(fault)  # noqa: PT017


TARGETS: Final[dict[str, Target]] = {
    target.__name__: target
    for target in (
        sms_pdu,
        sms_text,
        sms_parts,
        network,
        call_dialect,
        call_list,
        ussd,
        caller_id,
        caller_id_lines,
        session,
        gsm_session,
        *FILE_TARGETS,
        *DECIDING_TARGETS,
        sim_answers,
    )
}
