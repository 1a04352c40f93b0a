"""Bringing a GSM modem to a known state: who it is, whether it may carry speech, its SIM, its network."""

import asyncio
from typing import Final

from appliance.drivers.errors import DeviceStuck, DeviceUnfit, DriverFault
from appliance.drivers.line.gsm.hanging_up import hang_up_calls
from appliance.drivers.line.modem.families import AUTO, choose_family, families_with, family_of
from appliance.drivers.line.modem.family_data import Step
from appliance.drivers.line.modem.gsm_family import GsmFamily
from appliance.drivers.line.modem.link import Link
from appliance.model.signals import CommandDone
from appliance.model.words import Value
from appliance.protocol.errors import ModemFault
from appliance.protocol.gsm.network.modem_errors import modem_error
from appliance.protocol.gsm.network.reading import read_network_line
from appliance.protocol.gsm.network.registration import Registration
from appliance.protocol.gsm.network.sim import PinTries, Sim, SimState

LOOK_S: Final = 1.0
"""Between two questions for SIM and network."""
REGISTERED_WITHIN_S: Final = 60.0
"""A modem that starts searches up to a minute; then people are told, and it goes on searching."""
_IDENTITY: Final = ("ATI", "AT+CGMI", "AT+CGMM")
_TRIES_LEFT: Final = ("AT+CPINR", "AT^CPIN?")
_SIM_FAILURES: Final = {10: SimState.ABSENT, 11: SimState.PIN, 12: SimState.PUK, 14: SimState.BUSY}
"""+CME ERROR of AT+CPIN? (27.007 §9.2.1)."""

_refused: set[tuple[str, str]] = set()
"""Ports and PINs that this process has tried in vain: a driver made anew must not try the next of three."""


class GsmWanted(Value, frozen=True, kw_only=True):
    """What the settings of the line say of its modem."""

    family: str = AUTO
    family_folder: str = ""
    pin: str = ""


def family_unasked(wanted: GsmWanted, link: Link) -> GsmFamily:
    """By the settings, else by the USB id, else generic: for a modem that does not answer. Raises DriverFault."""
    families = families_with(wanted.family_folder)
    for name in (wanted.family, choose_family(families, GsmFamily, "", link.usb)):
        family = families.sound.get(name)
        if isinstance(family, GsmFamily):
            return family
    fault = f"{link.place}: no family of GSM modems to reset it by; install the callbox package again"
    raise DriverFault(fault)


async def prepare_gsm(link: Link, wanted: GsmWanted) -> GsmFamily:
    """Known state, identified, no call up, speech allowed, SIM ready, events on, registered. Raises DriverFault."""
    await link.resync()
    for command in ("ATZ", "ATE0V1"):
        await link.do(Step(send=command))
    family = _family(wanted, await _identity(link), link)
    await _do(link, *family.init)
    await hang_up_calls(link.ask, family, link.place, look_first=True)
    await _check_voice(link, family)
    await _unlock(link, family, wanted.pin)
    await _do(link, *family.with_sim, *family.calls.events_on, *family.keys.listen, *family.messages.on)
    await _do(link, *family.ussd.on)
    if family.sound.enable_when == "at_start":
        await _do(link, *family.sound.enable)
    await _wait_for_network(link, family)
    return family


def registration_in(reply: CommandDone) -> Registration | None:
    """What a reply says of the network; None when it says nothing that can be read."""
    for line in reply.lines:
        try:
            found = read_network_line(line)
        except ModemFault:
            continue
        if isinstance(found, Registration):
            return found
    return None


async def _do(link: Link, *steps: Step) -> None:
    for step in steps:
        await link.do(step)


async def _identity(link: Link) -> str:
    replies = [await link.ask(command) for command in _IDENTITY]
    return "\n".join(line for reply in replies if reply.ok for line in reply.lines)


def _family(wanted: GsmWanted, said: str, link: Link) -> GsmFamily:
    """Raises DeviceUnfit when it is none of GSM modems."""
    families = families_with(wanted.family_folder)
    auto = wanted.family == AUTO
    name = choose_family(families, GsmFamily, said, link.usb) if auto else wanted.family
    family = family_of(families, name, link.place)
    if isinstance(family, GsmFamily):
        return family
    fault = (
        f"{link.place}: family {name} ({family.title}) is of analog modems; expected a GSM or LTE modem; "
        'plug one in, or write driver = "voice_modem" for this line'
    )
    raise DeviceUnfit(fault)


async def _check_voice(link: Link, family: GsmFamily) -> None:
    check = family.voice_check
    if check is None:
        return
    reply = await link.ask(check.send)
    if not any(check.must_say in line for line in reply.lines):
        said = " ".join(reply.lines) or reply.detail or reply.result.value
        fault = f"{link.place}: {check.send} says {said}; expected {check.must_say}: {check.otherwise}"
        raise DeviceUnfit(fault)


async def _unlock(link: Link, family: GsmFamily, pin: str) -> None:
    """Returns with the SIM ready. A PIN is sent once, and never when the modem tells that one try is left.

    Raises DriverFault.
    """
    sim = await _sim(link, family)
    if sim.state is SimState.PIN and pin:
        await _enter_pin(link, pin)
        sim = await _sim(link, family)
        if sim.usable:
            _refused.discard((link.place, pin))
    if not sim.usable:
        fault = f"{link.place}: {sim.words}"
        raise DeviceUnfit(fault)


async def _sim(link: Link, family: GsmFamily) -> Sim:
    """Waits while it is busy, as after power-on. Raises DeviceStuck when it is busy for too long."""
    over = _now_s() + family.sim_busy_for_ms / 1_000
    while True:
        reply = await link.ask("AT+CPIN?")
        sim = _sim_in(reply)
        if sim is not None and sim.state is not SimState.BUSY:
            return sim
        if _now_s() >= over:
            said = reply.detail or " ".join(reply.lines) or reply.result.value
            fault = f"{link.place}: the SIM is not ready after {family.sim_busy_for_ms // 1_000} s ({said}); look at it"
            raise DeviceStuck(fault)
        await asyncio.sleep(LOOK_S)


def _sim_in(reply: CommandDone) -> Sim | None:
    for line in reply.lines if reply.ok else ():
        try:
            found = read_network_line(line)
        except ModemFault:
            continue
        if isinstance(found, Sim):
            return found
    error = modem_error(reply.detail)
    state = _SIM_FAILURES.get(error.code or 0) if error is not None else None
    return Sim(state, reply.detail) if state is not None else None


async def _enter_pin(link: Link, pin: str) -> None:
    tries = await _tries_left(link)
    if (link.place, pin) in _refused:
        raise DeviceUnfit(
            f"{link.place}: the SIM has refused this PIN; correct it in the line's settings and start anew"
        )
    if tries is not None and tries <= 1:
        raise DeviceUnfit(
            f"{link.place}: one try is left before the SIM locks itself, and the box does not take it; "
            "put the SIM into a telephone and enter its PIN there"
        )
    _refused.add((link.place, pin))
    reply = await link.ask_once(f'AT+CPIN="{pin}"')
    if reply is None:
        return  # nobody knows whether it was taken: AT+CPIN? will tell, and it is not sent again
    if not reply.ok:
        error = modem_error(reply.detail)
        why = f"{error.words}" if error is not None else reply.result.value
        raise DeviceUnfit(
            f"{link.place}: the SIM refuses the PIN of the settings ({why}); correct it, the box tries none twice"
        )


async def _tries_left(link: Link) -> int | None:
    """None where the modem does not tell."""
    for command in _TRIES_LEFT:
        reply = await link.ask(command)
        for line in reply.lines if reply.ok else ():
            try:
                found = read_network_line(line)
            except ModemFault:
                continue
            if isinstance(found, PinTries) and found.pin is not None:
                return found.pin
    return None


async def _wait_for_network(link: Link, family: GsmFamily) -> None:
    """Raises DriverFault with what the modem says of the network."""
    over = _now_s() + REGISTERED_WITHIN_S
    while True:
        told = [registration_in(await link.ask(question)) for question in family.registration]
        known = [each for each in told if each is not None]
        if any(each.registered for each in known):
            return
        if _now_s() >= over:
            words = "; ".join(dict.fromkeys(each.words for each in known)) or "the modem does not say why"
            fault = f"{link.place}: no network after {REGISTERED_WITHIN_S:.0f} s: {words}; look at aerial and SIM"
            raise DriverFault(fault)
        await asyncio.sleep(LOOK_S)


def _now_s() -> float:
    return asyncio.get_running_loop().time()
