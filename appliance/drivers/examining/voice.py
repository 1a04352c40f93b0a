"""Asking an analog voice modem: voice mode, formats, caller id, and, off-hook for a moment, its streams and line."""

import asyncio
import contextlib
from typing import Final

import msgspec

from appliance.drivers.errors import DriverFault
from appliance.drivers.examining.hearing import Ear, heard_in
from appliance.drivers.examining.identity import Identity
from appliance.drivers.examining.questions import Questions
from appliance.drivers.line.modem.family_data import Step
from appliance.drivers.line.modem.link import StreamRefused
from appliance.drivers.line.modem.voice_family import ExitStep, HalfDuplex, VoiceFamily, exits_of
from appliance.drivers.line.modem.voice_formats import VoiceFormat, choose_format, read_format
from appliance.model.diagnosis import Tried, VoiceFacts
from appliance.protocol import Exit

LISTENS_S: Final = 2.0
"""Off-hook: half a second until the exchange gives dial tone, the rest of it measured."""
SHOUTS: Final = ("AT+VLS=0", "ATH")
"""To a modem that does not answer any more while it holds the line."""

_HALF_DUPLEX: Final = HalfDuplex(
    play=Step(send="AT+VTX"),
    leave_play=(ExitStep(send="DLE ETX", wait_ms=1_000), ExitStep(send="DLE CAN DLE ETX", wait_ms=1_000)),
    record=Step(send="AT+VRX"),
    leave_record=(ExitStep(send="DLE !", wait_ms=1_000), ExitStep(send="DLE ESC", wait_ms=1_000)),
)
"""As V.253 has it, for families that do not say."""


async def ask_voice(questions: Questions, identity: Identity, ear: Ear, *, off_hook: bool) -> VoiceFacts:
    """Leaves it on-hook, with the class and the caller id as they were. Raises DriverFault when it falls silent."""
    family = identity.family if isinstance(identity.family, VoiceFamily) else None
    facts = VoiceFacts(classes=identity.classes)
    if family is None or "8" not in identity.classes:
        return facts
    fclass, vcid = await _number(questions, "AT+FCLASS?"), await _number(questions, "AT+VCID?")
    facts = await _plain_facts(questions, family, facts)
    await questions.ask("AT+FCLASS=8")
    try:
        facts, chosen = await _formats(questions, family, facts)
        if off_hook and chosen is not None and not ear.rang:
            facts = await _OffHook(questions, family, ear, chosen).look(facts)
    finally:
        if questions.link.listening:
            with contextlib.suppress(DriverFault):
                await questions.ask(f"AT+FCLASS={fclass or '0'}")
                if vcid:
                    await questions.ask(f"AT+VCID={vcid}")
    return facts


async def _number(questions: Questions, command: str) -> str:
    """A bare figure, with or without the name before it; empty when there is none."""
    lines = await questions.lines(command)
    text = lines[0].rpartition(":")[2].strip() if lines else ""
    return text if text.replace(".", "").isdecimal() else ""


async def _plain_facts(questions: Questions, family: VoiceFamily, facts: VoiceFacts) -> VoiceFacts:
    vcid = await questions.ask("AT+VCID=?")
    country = await questions.lines("AT+GCI?")
    hook = await _number(questions, family.on_hook_query) if family.on_hook_query else ""
    off_hook = int(float(hook)) != 0 if hook else None
    if off_hook:
        for step in family.hang_up:
            await questions.ask(step.send)
    return msgspec.structs.replace(
        facts,
        caller_id=None if vcid is None else (_after_name(vcid.lines) or "not told") if vcid.ok else "",
        country=_after_name(country),
        off_hook=off_hook,
    )


def _after_name(lines: tuple[str, ...]) -> str:
    """The first line of an answer, without its name."""
    return lines[0].rpartition(":")[2].strip()[:40] if lines else ""


async def _formats(
    questions: Questions, family: VoiceFamily, facts: VoiceFacts
) -> tuple[VoiceFacts, VoiceFormat | None]:
    lines = await questions.lines("AT+VSM=?")
    chosen = choose_format(lines, family.codecs)
    facts = msgspec.structs.replace(
        facts,
        formats=tuple(each.name for each in map(read_format, lines) if each and each.at_8000),
        codec=chosen[1] if chosen else "",
        sends_digits=await questions.known("AT+VTS=?"),
        has_half_duplex=family.half_duplex is not None,
    )
    return facts, chosen[0] if chosen else None


class _OffHook:
    """A look at streams and line. The line is put down whatever happens, and that is checked."""

    def __init__(self, questions: Questions, family: VoiceFamily, ear: Ear, chosen: VoiceFormat) -> None:
        self._questions = questions
        self._link = questions.link
        self._family = family
        self._ear = ear
        self._steps = tuple(
            Step(send=step.send.replace("{number}", str(chosen.number)), may_fail=True) for step in family.enter_voice
        )

    async def look(self, facts: VoiceFacts) -> VoiceFacts:
        try:
            for step in (*self._steps, self._family.answer):
                await self._link.do(step)
            facts = await self._streams(facts)
        finally:
            facts = msgspec.structs.replace(facts, left_off_hook=await self._put_down())
        return facts

    async def _streams(self, facts: VoiceFacts) -> VoiceFacts:
        self._ear.begin(facts.codec, self._link.speak)
        duplex = await self._tried(self._family.stream, self._family.exits(), speaks=True)
        play = record = Tried.NOT_TRIED
        if duplex is Tried.REFUSED:
            half = self._family.half_duplex or _HALF_DUPLEX
            play = await self._tried(half.play, exits_of(half.leave_play), speaks=True, listens=False)
            record = await self._tried(half.record, exits_of(half.leave_record), speaks=False)
        return msgspec.structs.replace(facts, duplex=duplex, play=play, record=record, heard=heard_in(self._ear))

    async def _tried(self, step: Step, exits: tuple[Exit, ...], *, speaks: bool, listens: bool = True) -> Tried:
        began = self._link.now()
        try:
            await self._link.open_stream(step)
        except StreamRefused:
            return Tried.REFUSED
        self._ear.opened(self._link.now() - began, speaks=speaks)
        await asyncio.sleep(LISTENS_S if listens else LISTENS_S / 4)
        self._ear.over()
        began = self._link.now()
        await self._link.be_in_command_mode(exits)
        self._ear.closed_ms = max(self._ear.closed_ms, self._link.now() - began)
        return Tried.WORKS if self._ear.came or not listens else Tried.SILENT

    async def _put_down(self) -> bool:
        """Whether it says that it is off-hook still."""
        if not self._link.listening:
            return False
        self._ear.over()
        try:
            await self._link.be_in_command_mode(self._family.exits())
            for step in self._family.hang_up:
                await self._questions.ask(step.send)
            query = self._family.on_hook_query
            return bool(query) and await _number(self._questions, query) not in {"", "0"}
        except (DriverFault, asyncio.CancelledError):
            for command in SHOUTS:
                self._link.shout(command)
            raise
