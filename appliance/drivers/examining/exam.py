"""Examining one port: who holds it, who answers, what it can do; it is left as it was."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Final, NamedTuple

import msgspec

from appliance.drivers.errors import DeviceGone, DeviceHeld, DriverFault
from appliance.drivers.examining.around import Target, sibling
from appliance.drivers.examining.gsm import ask_gsm
from appliance.drivers.examining.gsm_speech import form
from appliance.drivers.examining.hearing import Ear
from appliance.drivers.examining.identity import identify
from appliance.drivers.examining.questions import Questions
from appliance.drivers.examining.voice import ask_voice
from appliance.drivers.line.modem.gsm_family import GsmFamily, GsmSound
from appliance.drivers.line.modem.link import Link
from appliance.drivers.wire import Wire
from appliance.drivers.wire.port_finder import PortFinder
from appliance.drivers.wire.serial_port import SerialPort
from appliance.model.diagnosis import GsmFacts, ModemKind, PortExam, PortState
from appliance.protocol.line_trace import LineTrace

BAUDS: Final = (9_600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800)
"""Tried where what comes cannot be read at the speed of the settings."""
NO_FLOW_CONTROL: Final = False
LEAST_ODD: Final = 4
ODD_SHARE: Final = 0.2
"""Bytes that no modem writes, of all that came: so many are a wrong speed, fewer a bad contact or a late echo."""
LEAVES_S: Final = 5.0
"""Longest that a modem may take to be left alone when the doctor is called away."""

Opens = Callable[[str, int, bool], Wire]
"""Name of a port, speed, flow control → its wire."""


class How(NamedTuple):
    """How to examine."""

    opens: Opens
    finder: PortFinder
    off_hook: bool = True
    """An analog line may be taken off-hook for two seconds, to try its streams and to listen for dial tone."""
    trace: LineTrace | None = None
    """Where what is said is written down; None: nowhere that anybody sees."""


def serial_wire(name: str, baud: int, rtscts: bool) -> Wire:  # noqa: FBT001  as Opens has it
    return SerialPort(name, baud, rtscts=rtscts)


async def examine(target: Target, how: How) -> PortExam:
    """Facts without findings: diagnosis.ports.judged adds them. Never raises but when cancelled."""
    exam = PortExam(port=target.facts, state=PortState.LEFT_ALONE, baud=target.baud, trouble=target.why)
    if not target.asked:
        return exam
    exam = await _Examination(target, how, target.baud).whole(exam)
    if exam.state is PortState.GARBLED:
        exam = msgspec.structs.replace(exam, answers_at=await _speed(target, how))
    return exam


async def _speed(target: Target, how: How) -> int:
    """At which it answers; 0 when at none."""
    for baud in BAUDS:
        if baud != target.baud and await _Examination(target, how, baud).answers():
            return baud
    return 0


class _Examination:
    """One port at one speed."""

    def __init__(self, target: Target, how: How, baud: int) -> None:
        self._target = target
        self._how = how
        self._ear = Ear()
        port = target.facts.path or target.facts.name
        wire = how.opens(port, baud, target.rtscts)
        self._link = Link(wire, self._ear.told, lambda _: None)
        self._link.trace = how.trace or LineTrace()

    async def whole(self, exam: PortExam) -> PortExam:
        state, trouble = await self._open()
        if state is not PortState.ANSWERS:
            return msgspec.structs.replace(exam, state=state, trouble=trouble)
        self._odd_before = self._link.trace.odd_bytes, self._link.trace.text_bytes
        try:
            state = await self._wake()
            if state is PortState.ANSWERS:
                return await self._ask(exam)
            return msgspec.structs.replace(exam, state=state)
        finally:
            self._link.close()

    async def answers(self) -> bool:
        """Whether AT is answered at all."""
        if (await self._open())[0] is not PortState.ANSWERS:
            return False
        try:
            await self._link.resync()
        except DriverFault:
            return False
        finally:
            self._link.close()
        return True

    async def _open(self) -> tuple[PortState, str]:
        """ANSWERS stands for: open."""
        try:
            await self._link.open()
        except DeviceGone as fault:
            return PortState.ABSENT, str(fault)
        except DeviceHeld as fault:
            return PortState.HELD, str(fault)
        except DriverFault as fault:
            return PortState.UNFIT, str(fault)
        return PortState.ANSWERS, ""

    async def _wake(self) -> PortState:
        try:
            await self._link.resync()
        except DriverFault:
            odd, came = self._odd()
            return PortState.GARBLED if odd >= LEAST_ODD and odd > came * ODD_SHARE else PortState.DEAF
        return PortState.ANSWERS

    def _odd(self) -> tuple[int, int]:
        odd, came = self._odd_before
        return self._link.trace.odd_bytes - odd, self._link.trace.text_bytes - came

    async def _ask(self, exam: PortExam) -> PortExam:
        """As far as it goes: what was told before it fell silent is kept."""
        questions = Questions(self._link)
        exam = msgspec.structs.replace(exam, state=PortState.ANSWERS)
        try:
            who = await identify(questions, self._target.family, self._target.family_folder)
            exam = msgspec.structs.replace(exam, kind=who.kind, family=who.name, says=who.says)
            if who.family is not None:
                known = tuple(note.says for note in who.family.notes)
                exam = msgspec.structs.replace(exam, title=who.family.title, known=known)
            if who.kind is ModemKind.VOICE:
                facts = await ask_voice(questions, who, self._ear, off_hook=self._how.off_hook)
                exam = msgspec.structs.replace(exam, voice=facts)
            elif who.kind is ModemKind.GSM:
                family = who.family if isinstance(who.family, GsmFamily) else None
                exam = msgspec.structs.replace(exam, gsm=await self._gsm(questions, family))
        except DriverFault as fault:
            exam = msgspec.structs.replace(exam, state=PortState.LOST, trouble=str(fault))
        except asyncio.CancelledError:
            await self._leave()
            raise
        return msgspec.structs.replace(exam, times=questions.times())

    async def _leave(self) -> None:
        """Called away in the middle: on-hook and in command mode all the same."""
        with contextlib.suppress(DriverFault, TimeoutError):
            async with asyncio.timeout(LEAVES_S):
                await self._link.resync()
                await self._link.ask("ATH")

    async def _gsm(self, questions: Questions, family: GsmFamily | None) -> GsmFacts:
        facts = await ask_gsm(questions, family)
        if self._target.card:
            return msgspec.structs.replace(facts, sound_by="card", sound_form=form(GsmSound(by="card")))
        if family is None or family.sound.by != "port":
            return facts
        beside = sibling(self._target.facts, family.interfaces.sound, self._how.finder)
        port = self._target.sound_port or beside
        if not port:
            trouble = "none is named and none is found beside it; write sound_port into the line's settings"
            return msgspec.structs.replace(facts, sound_trouble=trouble)
        return msgspec.structs.replace(facts, sound_port=port, sound_trouble=self._opens(port))

    def _opens(self, port: str) -> str:
        """Why a port cannot be had; empty when it can. It is closed again at once."""
        wire = self._how.opens(port, self._target.baud, NO_FLOW_CONTROL)
        try:
            wire.open(lambda _: None, lambda _: None)
        except DriverFault as fault:
            return str(fault)
        wire.close()
        return ""
