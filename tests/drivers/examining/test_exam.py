"""The doctor at pretend modems of every family, and at ports with trouble: facts, findings, and nothing left behind."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from appliance.diagnosis.capabilities import capabilities
from appliance.diagnosis.ports import judged
from appliance.drivers.examining.around import Target
from appliance.drivers.examining.exam import How, examine
from appliance.drivers.wire import Wire
from appliance.drivers.wire.port_finder import PortFinder
from appliance.model.diagnosis import GsmFacts, ModemKind, PortExam, PortFacts, PortState, Tried, Weight
from appliance.pretend.families import FAMILIES
from appliance.pretend.gsm.coverage import Registration
from appliance.pretend.gsm.families import GSM_FAMILIES
from appliance.pretend.gsm.mobile_line import MobileLine
from appliance.pretend.gsm.sim import SimCard
from appliance.pretend.line import Line
from appliance.pretend.modem_machine import PretendModemState
from appliance.protocol.line_trace import LineTrace
from tests.drivers.examining.ports_of_pretend import DeadWire, Plugged, gone, held, mobile_line, voice_line
from tests.drivers.line.jumping_time import in_jumping_time

HALF_DUPLEX = {"multitech"}
SIM = SimCard(pin="4711", number="+4915550001234", imsi="262019876543210")
FACTS = PortFacts(name="/dev/ttyPRETEND", line="line1")


async def exam_of(line: Line, *, off_hook: bool = True, started_ms: int = 3_000) -> tuple[PortExam, LineTrace]:
    plugged, trace = Plugged(line, started_ms), LineTrace()
    finder = PortFinder(Path("/nonexistent"), Path("/nonexistent"))

    def opens(name: str, baud: int, rtscts: bool) -> Wire:  # noqa: FBT001
        return plugged.wires[name.removeprefix("/dev/ttyPRETEND")]

    sound = "/dev/ttyPRETEND-sound" if "-sound" in plugged.wires else ""
    target = Target(facts=FACTS, sound_port=sound, card="" if sound else "Device")
    exam = judged(await examine(target, How(opens, finder, off_hook=off_hook, trace=trace)))
    plugged.end()
    return exam, trace


def told(exam: PortExam, *weights: Weight) -> list[str]:
    return [each.says for each in exam.findings if each.weight in (weights or (Weight.FAULT, Weight.DOUBT))]


def said(trace: LineTrace) -> str:
    return "\n".join(entry.text for entry in trace.since(0)[0])


@pytest.mark.parametrize("family", FAMILIES)
@in_jumping_time
async def test_every_voice_family_is_told_with_what_it_can_and_left_as_it_was(family: str) -> None:
    line = voice_line(family)
    exam, trace = await exam_of(line)
    assert (exam.state, exam.kind) == (PortState.ANSWERS, ModemKind.VOICE)
    assert exam.voice
    assert exam.times
    half = family in HALF_DUPLEX
    assert exam.voice.duplex is (Tried.REFUSED if half else Tried.WORKS)
    assert exam.voice.codec == ("u8" if family == "v253" else "ulaw")
    assert exam.voice.heard
    assert set(exam.voice.heard.hz) == {350, 440}
    assert exam.voice.heard.bytes_per_s == pytest.approx(8_000, rel=0.05)
    assert exam.voice.heard.level_dbm0 == pytest.approx(-10, abs=3)
    assert told(exam) == (["it plays or records, and cannot do both at once (AT+VTR is refused)"] if half else [])
    assert line.modem.state is PretendModemState.ON_HOOK
    assert line.modem._registers.fclass == "0"
    assert line.modem._registers.caller_id_form == 0
    assert "ATD" not in said(trace)


@in_jumping_time
async def test_a_line_that_must_not_be_held_is_not() -> None:
    exam, trace = await exam_of(voice_line("usr5637"), off_hook=False)
    assert exam.voice
    assert (exam.voice.duplex, exam.voice.heard) == (Tried.NOT_TRIED, None)
    assert "+VLS=1" not in said(trace)
    assert told(exam) == []


@pytest.mark.parametrize("family", GSM_FAMILIES)
@in_jumping_time
async def test_every_gsm_family_is_told_with_sim_and_network(family: str) -> None:
    line = mobile_line(family, SimCard(number=SIM.number))
    exam, trace = await exam_of(line)
    assert (exam.state, exam.kind) == (PortState.ANSWERS, ModemKind.GSM)
    assert exam.gsm
    assert (exam.gsm.sim, exam.gsm.registered, exam.gsm.bars) == ("READY", True, 3)
    assert exam.gsm.operator == "Pretend"
    assert exam.gsm.own_number == "13 digits, the last 34"
    assert told(exam, Weight.FAULT) == []
    assert SIM.number[1:] not in said(trace)


KEYS = {
    "huawei": ("AT^DTMF", "AT^DDTMFCFG"),
    "sim": ("AT+VTS", "AT+DDET"),
    "a7670": ("AT+VTS", "AT+DDET"),
    "ec25": ("AT+VTS", "AT+QTONEDET"),
    "m95": ("AT+VTS", "AT+QTONEDET"),
}
"""Beginning of the family's name → what sends keys and what hears them; of the others AT+VTS alone."""
FORMS = {
    "huawei_e1550": "AT^CVOICE? 0,8000,16,20; the box takes signed 16 bit, 8000 samples a second, 320 bytes each 20 ms",
    "sim7600": "AT+CPCMFRM=? (0,1); AT+CPCMREG=? (0-1); "
    "the box takes signed 16 bit, 8000 samples a second, 640 bytes each 40 ms",
    "ec25": "AT+QPCMV=? (0,1),(0,2); the box takes signed 16 bit, 8000 samples a second, 320 bytes each 20 ms",
    "sim800": "the box takes signed 16 bit, 8000 samples a second",
}


@pytest.mark.parametrize("family", GSM_FAMILIES)
@in_jumping_time
async def test_of_every_gsm_family_is_told_which_keys_and_which_form_of_sound_it_has(family: str) -> None:
    exam, trace = await exam_of(mobile_line(family, SimCard(number=SIM.number)))
    rows = {each.name: each.told for each in capabilities(exam)}
    sends, hears = next((KEYS[name] for name in KEYS if family.startswith(name)), ("AT+VTS", ""))
    assert f"sends keys by {sends};" in rows["DTMF"]
    assert (f"; hears them by {hears}, and so" if hears else "; the box hears them") in rows["DTMF"]
    assert ("it refuses AT^DTMF=?: a call" in rows["DTMF"]) == family.startswith("huawei")  # as the pretend ones do
    assert FORMS.get(family, "") in rows["formats"]
    assert not [each for each in said(trace).splitlines() if "=1" in each and "CMEE" not in each]  # it changes nothing


def test_a_modem_without_commands_for_keys_leaves_them_to_the_box() -> None:
    exam = PortExam(port=FACTS, state=PortState.ANSWERS, gsm=GsmFacts(sound_by="card"))
    assert ("DTMF", "the box sounds keys in the call; the box hears them") in [
        (each.name, each.told) for each in capabilities(exam)
    ]


@in_jumping_time
async def test_what_is_known_of_such_modems_is_told_beside_what_was_found() -> None:
    exam, _ = await exam_of(mobile_line("sim7600", SimCard(number=SIM.number)))
    notes = told(exam, Weight.NOTE)
    assert "known of the SIM7600/7500: firmware LE20B06 and M21-A lets nobody hear us: update it" in notes
    assert len([each for each in notes if each.startswith("known of")]) == 3


@pytest.mark.parametrize("family", ["huawei_e1550", "ec25", "sim800"])
@in_jumping_time
async def test_a_pin_is_wanted_and_none_is_tried(family: str) -> None:
    line = mobile_line(family, SIM)
    exam, trace = await exam_of(line)
    assert exam.gsm
    assert exam.gsm.sim == "PIN"
    assert line.modem.mobile.sim.pin_tries == 3
    assert "+CPIN=" not in said(trace)
    assert any("the SIM wants its PIN" in sentence for sentence in told(exam, Weight.FAULT))


@in_jumping_time
async def test_no_sim_a_busy_sim_no_network_and_a_weak_signal_are_findings() -> None:
    exam, _ = await exam_of(mobile_line("sim7600", SimCard(present=False)))
    assert told(exam, Weight.FAULT) == ["no SIM"]
    exam, _ = await exam_of(mobile_line("sim7600", misbehave="sim_busy"))
    assert told(exam, Weight.FAULT) == ["the SIM is not ready yet"]
    searching = mobile_line("ec25")
    covered(searching, registration=Registration.SEARCHING)
    exam, _ = await exam_of(searching)
    assert told(exam, Weight.FAULT)[0].startswith("no network: calls: searching")
    weak = mobile_line("huawei_e1550")
    covered(weak, signal=3)
    exam, _ = await exam_of(weak)
    assert told(exam) == ["weak signal: -107 dBm, 0 of 4 bars (expected: -97 dBm at least)"]


def covered(line: MobileLine, **changes: object) -> None:
    line.modem.mobile.coverage = msgspec.structs.replace(line.modem.mobile.coverage, **changes)


@in_jumping_time
async def test_speech_locked_by_the_operator_is_a_fault() -> None:
    line = mobile_line("huawei_e1550", answers={"^CVOICE?": "^CVOICE:1"})
    exam, _ = await exam_of(line)
    assert exam.gsm
    assert exam.gsm.speech is False
    assert told(exam) == ["it may not carry speech"]
    assert "unlock it" in exam.findings[0].do


@pytest.mark.parametrize(
    ("wire", "state", "sentence"),
    [
        (
            held,
            PortState.HELD,
            "/dev/ttyDEAD: another program, or another line of this box, holds the port: ModemManager (pid 812)",
        ),
        (gone, PortState.ABSENT, "/dev/ttyDEAD: no such port"),
        (DeadWire, PortState.DEAF, "nothing there answers AT"),
    ],
)
@in_jumping_time
async def test_ports_that_cannot_be_asked_say_why(wire: Callable[[], Wire], state: PortState, sentence: str) -> None:
    exam = await at(lambda baud: wire())
    assert exam.state is state
    assert told(exam) == [sentence]
    assert exam.findings[0].do


async def at(wire: Callable[[int], Wire]) -> PortExam:
    def opens(name: str, baud: int, rtscts: bool) -> Wire:  # noqa: FBT001
        return wire(baud)

    finder = PortFinder(Path("/nonexistent"), Path("/nonexistent"))
    return judged(await examine(Target(facts=FACTS), How(opens, finder)))


@in_jumping_time
async def test_a_wrong_speed_is_known_by_its_garbage_and_the_right_one_is_found() -> None:
    plugged = Plugged(voice_line("usr5637"))
    right = plugged.wires[""]

    exam = await at(lambda baud: right if baud == 57_600 else DeadWire(says=b"\xf8\x00\x86\xe6\xfe\x98"))
    assert (exam.state, exam.answers_at) == (PortState.GARBLED, 57_600)
    assert told(exam) == ["at 115200 baud its answers cannot be read"]
    assert exam.findings[0].do.startswith(
        "at 57600 it answers: write baud = 57600 into the line's settings; that is too"
    )
    exam = await at(lambda baud: DeadWire(says=b"\xf8\x00\x86\xe6\xfe\x98"))
    assert exam.answers_at == 0
    assert "no usual speed is right" in exam.findings[0].do
    plugged.end()


@in_jumping_time
async def test_a_modem_that_stops_answering_in_the_middle_keeps_what_it_told() -> None:
    line = voice_line("usr5637", "stalls:AT+VCID=?")
    exam, _ = await exam_of(line)
    assert exam.kind is ModemKind.VOICE
    assert exam.state in {PortState.ANSWERS, PortState.LOST}
    assert line.modem.state is PretendModemState.ON_HOOK


@pytest.mark.parametrize(
    "misbehaviour",
    ["echoes_late", "drops_a_byte:401", "doubles_a_line", "answers_error_once", "samples_before_connect"],
)
@pytest.mark.parametrize("family", ["usr5637", "cx930xx", "multitech"])
@in_jumping_time
async def test_misbehaviour_ends_in_sentences_and_on_hook(family: str, misbehaviour: str) -> None:
    line = voice_line(family, misbehaviour)
    exam, _ = await exam_of(line)
    assert exam.state in {PortState.ANSWERS, PortState.LOST}
    assert line.modem.state is PretendModemState.ON_HOOK
