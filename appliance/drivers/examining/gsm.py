"""Asking a GSM or LTE modem: SIM, network, signal, speech, texts. No PIN is tried; only the form of errors is set."""

import asyncio
import contextlib
from typing import Any, Final

from appliance.drivers.errors import DriverFault
from appliance.drivers.examining.gsm_speech import ask_speech
from appliance.drivers.examining.questions import Questions, network_value
from appliance.drivers.line.modem.gsm_family import GsmFamily
from appliance.model.diagnosis import GsmFacts
from appliance.model.signals import CommandDone
from appliance.protocol.gsm.network.modem_errors import modem_error
from appliance.protocol.gsm.network.operators import Operator
from appliance.protocol.gsm.network.registration import Registration, Status
from appliance.protocol.gsm.network.signal_level import SignalLevel
from appliance.protocol.gsm.network.sim import OwnNumber, Sim, SimState
from appliance.protocol.gsm.network.storage import Memories
from appliance.protocol.masking import masked, told_number

SIM_LOOKS: Final = 6
SIM_LOOK_S: Final = 1.0
"""A SIM that was just put in is busy for some seconds; longer is a finding."""

_SIM_ERRORS: Final = {
    10: SimState.ABSENT,
    11: SimState.PIN,
    12: SimState.PUK,
    13: SimState.UNKNOWN,
    14: SimState.BUSY,
}
"""+CME ERROR (27.007 §9.2.1)."""
_NOT_FOR_CALLS: Final = frozenset(
    {
        Status.HOME_SMS_ONLY,
        Status.ROAMING_SMS_ONLY,
        Status.EMERGENCY_ONLY,
        Status.EMERGENCY_ONLY_LIMITED,
    }
)
_ROAMING: Final = frozenset({Status.ROAMING, Status.ROAMING_WITHOUT_CALLS_BY_FALLBACK, Status.ROAMING_SMS_ONLY})


async def ask_gsm(questions: Questions, family: GsmFamily | None) -> GsmFacts:
    """Raises DriverFault when it falls silent."""
    form = await questions.lines("AT+CMEE?")
    await questions.ask("AT+CMEE=1")
    try:
        told = await _told(questions, family)
    finally:
        before = form[0].rpartition(":")[2].strip() if form else ""
        if before in {"0", "2"} and questions.link.listening:
            with contextlib.suppress(DriverFault):
                await questions.ask(f"AT+CMEE={before}")
    return GsmFacts(**told)


async def _told(questions: Questions, family: GsmFamily | None) -> dict[str, Any]:
    sim = await _sim(questions)
    told: dict[str, Any] = {"sim": sim.state.name if sim else "NO ANSWER"}
    told["sim_says"] = sim.words if sim else "the modem says nothing of its SIM"
    if sim is not None and sim.state is SimState.PIN:
        told["pin_tries"] = await _pin_tries(questions, family)
    told |= await _of_radio(questions)
    if sim is not None and sim.usable:
        told |= await _of_sim(questions)
    if family is not None:
        told |= await ask_speech(questions, family)
    told["gives_caller_id"] = await questions.known("AT+CLIP=?")
    return told


async def _sim(questions: Questions) -> Sim | None:
    """None when it does not say."""
    found: Sim | None = None
    for look in range(SIM_LOOKS):
        if look:
            await asyncio.sleep(SIM_LOOK_S)
        found = _sim_in(await questions.ask("AT+CPIN?"))
        if found is None or found.state is not SimState.BUSY:
            break
    return found


def _sim_in(done: CommandDone | None) -> Sim | None:
    if done is None:
        return None
    if done.ok:
        sim = network_value(done.lines, lambda value: isinstance(value, Sim))
        return sim if isinstance(sim, Sim) else None
    error = modem_error(done.detail)
    if error is None:
        return None
    return Sim(_SIM_ERRORS.get(-1 if error.code is None else error.code, SimState.UNKNOWN), masked(error.words))


async def _pin_tries(questions: Questions, family: GsmFamily | None) -> int | None:
    """None where nobody knows how it is asked, or it does not tell."""
    question = family.pin_tries if family is not None else None
    return question.number(await questions.lines(question.send)) if question is not None else None


async def _of_radio(questions: Questions) -> dict[str, Any]:
    told = _of_networks(await _registrations(questions))
    radio = await questions.lines("AT+CFUN?")
    told["radio_on"] = _radio_on(radio)
    operator = network_value(await questions.lines("AT+COPS?"), lambda value: isinstance(value, Operator))
    if isinstance(operator, Operator):
        told |= {"operator": masked(operator.name), "access": operator.access or told.get("access", "")}
    for command in ("AT+CSQ", "AT+CESQ"):
        level = network_value(await questions.lines(command), lambda value: isinstance(value, SignalLevel))
        if isinstance(level, SignalLevel) and level.dbm is not None:
            told |= {"dbm": level.dbm, "bars": level.bars, "bit_errors": level.bit_errors}
            break
    return told


async def _registrations(questions: Questions) -> list[Registration]:
    found = [
        network_value(await questions.lines(command), lambda value: isinstance(value, Registration))
        for command in ("AT+CREG?", "AT+CEREG?")
    ]
    return [each for each in found if isinstance(each, Registration)]


def _of_networks(found: list[Registration]) -> dict[str, Any]:
    if not found:
        return {}
    registered = any(each.registered for each in found)
    return {
        "registered": registered or any(each.status in _NOT_FOR_CALLS for each in found),
        "networks": tuple(
            f"{_HALF[each.domain.value]} {each.words}" for each in found if each.registered >= registered
        ),
        "calls_barred": not registered and any(each.status in _NOT_FOR_CALLS for each in found),
        "roaming": any(each.status in _ROAMING for each in found),
        "access": next((each.access for each in found if each.access), ""),
    }


_HALF: Final = {"+CREG": "calls:", "+CEREG": "LTE:", "+CGREG": "data:", "+C5GREG": "5G:"}


def _radio_on(lines: tuple[str, ...]) -> bool | None:
    told = lines[0].rpartition(":")[2].strip()[:1] if lines else ""
    return told not in {"0", "4"} if told.isdecimal() else None


async def _of_sim(questions: Questions) -> dict[str, Any]:
    told: dict[str, Any] = {}
    done = await questions.ask("AT+CNUM")
    if done is not None and done.ok:
        own = network_value(done.lines, lambda value: isinstance(value, OwnNumber))
        told["own_number"] = told_number(own.number) if isinstance(own, OwnNumber) else ""
    memories = network_value(await questions.lines("AT+CPMS?"), lambda value: isinstance(value, Memories))
    if isinstance(memories, Memories) and memories.each:
        told |= {"texts_used": memories.each[0].used, "texts_room": memories.each[0].total}
    return told
