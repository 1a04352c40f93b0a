"""What is fuzzed of numbers and codes, outgoing calls, what the network answers, delivery reports, and the doctor."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

import msgspec

from appliance.control.doctor_answers import read_diagnosis, read_trace
from appliance.control.schema import Diagnosed, NotOurs, Traced
from appliance.core.loop_number import judged_loop_number
from appliance.core.network_codes import LONGEST_REPLY, code_fault, forbidden, reply_fault, shown_reply
from appliance.core.number_rules import DIALLED, is_emergency, judge
from appliance.diagnosis.loop import judged_call
from appliance.diagnosis.pair import judged_pair
from appliance.diagnosis.ports import judged
from appliance.doctor import text as doctor_text
from appliance.drivers.examining.gsm import _radio_on, _sim_in
from appliance.drivers.examining.identity import _classes, _shown
from appliance.drivers.examining.voice import _after_name
from appliance.drivers.line.gsm import network_wording
from appliance.drivers.line.gsm.call_out import CallOut, wrong_mobile_number
from appliance.drivers.line.gsm.inbox import _report
from appliance.model.diagnosis import CallFacts, Diagnosis, PairFacts, PortExam
from appliance.model.events import DialFailed, Event, LineDialled, LineHungUp, RingbackHeard
from appliance.model.network import ForwardingReason
from appliance.model.outbound import OutboundKind, OutboundPlan
from appliance.model.plan import LinePlan
from appliance.model.signals import CommandDone, Result
from appliance.model.states import ReportedFate
from appliance.pretend.gsm.families import GSM_FAMILIES
from appliance.pretend.gsm.mobile import UssdAsked
from appliance.pretend.gsm.modem import GsmModem
from appliance.pretend.gsm.sim import SimCard
from appliance.pretend.misbehaviour import Habits
from appliance.protocol import ModemFault, OurFault
from appliance.protocol.gsm.call_dialects import DIALECTS
from appliance.protocol.gsm.call_list import CallList
from appliance.protocol.gsm.call_signs import CallTold, Ended, cause_of
from appliance.protocol.gsm.end_report import read_end_report
from appliance.protocol.gsm.network.services import Reason, forwarding_on
from appliance.protocol.gsm.one_call import GsmCall
from appliance.protocol.gsm.sms import PduFault, StatusReport, decode_pdu
from appliance.protocol.gsm.ussd import Writing, written_ussd

_OFF: Final = OutboundPlan(country_code="49")
_PLANS: Final = (
    _OFF,
    OutboundPlan(enabled=True, country_code="49", allow=("0", "+43"), deny=("0190",)),
    OutboundPlan(enabled=True, country_code="1", trunk_prefix="1", international_prefix="011", allow=("+1", "*67")),
    OutboundPlan(enabled=True, allow=("*31#0", "0176", "*"), emergency=("999",), allow_codes=("*1", "#")),
    OutboundPlan(enabled=True, country_code="39", trunk_prefix="", allow=("+39", "0", "3")),
)
_KINDS: Final = tuple(OutboundKind)
_LOOP: Final = asyncio.new_event_loop()
"""Of the futures in a CallOut; it never runs."""
_CARD_OR_LINE: Final = 60
_READY_MS: Final = 60_000


def numbers(data: bytes) -> None:
    """A number that somebody typed, by every plan: what comes out can be dialled, and off means off."""
    plan, kind = _PLANS[(data[0] if data else 0) % len(_PLANS)], _KINDS[(data[1] if data[1:] else 0) % len(_KINDS)]
    typed = data[2:].decode("utf-8", "replace")
    for by_person in (False, True):
        verdict = judge(plan, typed, kind, by_person=by_person)
        assert "\n" not in verdict.refusal
        if not verdict.refusal:
            assert DIALLED.fullmatch(verdict.number), verdict
            assert plan.enabled or verdict.emergency, verdict
            assert verdict.emergency == is_emergency(plan, verdict.number), verdict
            assert by_person or not verdict.emergency, verdict
    calling, called = LinePlan(name="a", flow="f"), LinePlan(name="b", flow="f", number=typed)
    for asked in ("", typed):
        verdict = judged_loop_number(plan, calling, called, asked)
        if not verdict.refusal:
            assert DIALLED.fullmatch(verdict.number)
            assert not is_emergency(plan, verdict.number)
    if not wrong_mobile_number(typed):
        assert DIALLED.fullmatch(typed)
        assert typed[0] not in "*#"


def service_codes(data: bytes) -> None:
    """Text as a code, as a reply and as a number to forward to: no command can hide in what is let through.

    What is let through is asked of every family's modem, pretended: it understands what was meant, and nothing else.
    """
    text = data[1:].decode("utf-8", "replace")
    if not code_fault(text):
        assert set(text) <= set("0123456789*#")
        for plan in _PLANS:
            assert plan.enabled or forbidden(plan, text) or text.strip("*#").isdigit()
        _asked_of_a_modem(data[0], text)
    if not reply_fault(text):
        assert text.isprintable()
        assert len(text) <= LONGEST_REPLY
        assert code_fault(text)
        shown_reply(text)
        _asked_of_a_modem(data[0], text)
    for reason in Reason:
        try:
            command = forwarding_on(reason, text, len(data) % 40 or None)
        except OurFault as fault:
            assert "\n" not in str(fault)  # noqa: PT017
        else:
            assert command.startswith(f"AT+CCFC={reason.value},3,")
            assert command.isascii()
            assert command.count('"') == 2


def _asked_of_a_modem(which: int, text: str) -> None:
    writing = list(_ASKED)[which % len(_ASKED)]
    modem = _ASKED[writing]
    try:
        written = written_ussd(text, writing)
    except OurFault as fault:
        assert "\n" not in str(fault)  # noqa: PT017
        return
    modem.receive("", f'AT+CUSD=1,"{written}",15\r'.encode("ascii"), modem.last_host_ms + 1_000)
    asked = [wish.text for wish in modem.mobile.wishes if isinstance(wish, UssdAsked)]
    modem.mobile.wishes.clear()
    modem.ports[""].take_output(modem.last_host_ms)
    assert asked == [text], (asked, text)


def _ready(family: str, charset: str) -> GsmModem:
    """A pretend modem in its network, which takes what is asked of its network in this character set."""
    modem = GsmModem(GSM_FAMILIES[family], SimCard(), Habits())
    modem.power_on(0)
    for now in range(0, _READY_MS, 100):
        modem.wake(now)
        modem.ports[""].take_output(now)
    modem.receive("", f"ATE0+CSCS={charset}\r".encode("ascii"), _READY_MS)
    return modem


_ASKED: Final = {
    Writing.PLAIN: _ready("sim7600", '"GSM"'),
    Writing.PACKED: _ready("huawei_e1550", '"GSM"'),
    Writing.UCS2: _ready("ec25", '"UCS2"'),
}


def network_answers(data: bytes) -> None:
    """Lines of +CCFC, +CCWA, +CLIR and +CEER, and errors: sentences for people come out."""
    detail, *lines = data.decode("latin-1").split("\n")
    reply = CommandDone("AT+CCFC=4,2", Result.OK, tuple(lines), detail)
    told = [network_wording.forwarding(reason, reply) for reason in ForwardingReason]
    told += [network_wording.refusal(reply), *network_wording.waiting(reply), *network_wording.own_number(reply)]
    assert all(told)
    cause, words = read_end_report(tuple(lines))
    assert cause.code is None or 0 <= cause.code <= 999
    assert words in " ".join(lines)


def delivery_report(data: bytes) -> None:
    """Octets as a report of the service centre: what became of the text, in words."""
    for pdu in (data.hex(), f"0006{data.hex()}", data.decode("latin-1")):
        try:
            message = decode_pdu(pdu)
        except PduFault:
            continue
        if isinstance(message, StatusReport):
            report = _report(message)
            assert report.words
            assert isinstance(report.fate, ReportedFate)
            assert 0 <= report.reference <= 255


def call_out(data: bytes) -> None:
    """Lines of a dialect, chosen by the first octet, about a call that the box makes: each event once, and in order."""
    dialect = list(DIALECTS.values())[data[0] % len(DIALECTS)] if data else DIALECTS["standard"]
    calls, call, now = CallList(dialect, ok_connects=bool(data[:1] > b"\x7f")), _made(), 0
    events: list[Event] = []

    def apply(changed: tuple[GsmCall, ...]) -> None:
        for each in changed:
            events.extend(call.changed(each))

    apply(calls.dialled("030", now))
    for line in data[1:].split(b"\n"):
        now += 50 * (line[0] if line else 0)
        apply(calls.wake(now))
        apply(_said(calls, call, line[1:].decode("latin-1"), now))
        call.talking = call.up.done() and call.cause is None
    apply(calls.hung_up(now))
    assert not call.pending
    assert call.cause is not None
    events += call.ended(call.cause, "")
    events += call.ended(call.cause, "")
    for once in (LineDialled, RingbackHeard, LineHungUp, DialFailed):
        assert sum(isinstance(event, once) for event in events) <= 1, events
    kinds = [type(event) for event in events]
    assert RingbackHeard not in kinds or kinds.index(LineDialled) < kinds.index(RingbackHeard)


def _made() -> CallOut:
    async def make() -> CallOut:
        return CallOut("line1")

    return _LOOP.run_until_complete(make())


def _said(calls: CallList, call: CallOut, line: str, now: int) -> tuple[GsmCall, ...]:
    results = {each.name: each for each in Result}
    if line in results:
        return calls.dial_result(results[line], now)
    try:
        sign = calls._dialect.read(line.removeprefix("poll "))
    except ModemFault:
        return ()
    if isinstance(sign, Ended):
        call.learn(sign.cause)
        assert cause_of(sign.cause.code) is not None
    if line.startswith("poll "):
        return calls.polled((sign,) if isinstance(sign, CallTold) else (), now - 10, now)
    return calls.told(sign, now) if sign else ()


def doctor_answers(data: bytes) -> None:
    """What the box tells of its lines, what a modem says to the doctor: the terminal gets lines, whole and clean."""
    raw = msgspec.Raw(data)
    diagnosis, trace = _ours(lambda: read_diagnosis(Diagnosed(raw))), _ours(lambda: read_trace(Traced(raw)))
    shown = list(_shown_diagnosis(diagnosis)) if isinstance(diagnosis, Diagnosis) else []
    shown += [doctor_text.trace_line(entry, "12:00:00") for entry in trace.entries] if trace else []
    exam = _decoded(data, PortExam)
    if exam is not None:
        shown += doctor_text.report((judged(exam),), _CARD_OR_LINE)
    for facts, judge_of in ((_decoded(data, CallFacts), judged_call), (_decoded(data, PairFacts), _judged_pair)):
        assert facts is None or all(step.says for step in judge_of(facts))
    assert not [line for line in shown if not line.isprintable()], shown
    lines = tuple(data.decode("latin-1").split("\n"))
    assert len(_after_name(lines)) <= 40
    _radio_on(lines)
    _shown(list(lines))
    assert all(_classes(lines))
    _sim_in(CommandDone("AT+CPIN?", Result.OK, lines))
    _sim_in(CommandDone("AT+CPIN?", Result.ERROR, (), lines[0]))


def _judged_pair(facts: PairFacts) -> Any:
    return judged_pair(facts, "line1", "line2")


def _shown_diagnosis(diagnosis: Diagnosis) -> list[str]:
    shown = [*doctor_text.health(diagnosis.lines, _CARD_OR_LINE), doctor_text.summary(diagnosis)]
    shown += doctor_text.report(diagnosis.exams, _CARD_OR_LINE)
    return shown + (list(doctor_text.loop_lines(diagnosis.loop, _CARD_OR_LINE)) if diagnosis.loop else [])


def _ours(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except NotOurs as fault:
        assert str(fault)  # noqa: PT017
        return None


def _decoded(data: bytes, kind: type[Any]) -> Any:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


DECIDING_TARGETS: Final[tuple[Callable[[bytes], None], ...]] = (
    *(numbers, service_codes, network_answers, delivery_report, call_out, doctor_answers),
)
