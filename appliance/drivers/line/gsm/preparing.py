"""Bringing a GSM modem to a known state: who it is, whether it may carry speech, its SIM, its network."""

import asyncio
from typing import Final, NamedTuple

from appliance.drivers.errors import DeviceLacks, DeviceUnfit, DriverFault
from appliance.drivers.line import PinMemory
from appliance.drivers.line.gsm.hanging_up import Asking, hang_up_calls
from appliance.drivers.line.gsm.sim_lock import OF_THIS_PROCESS, open_sim
from appliance.drivers.line.modem.families import AUTO, choose_family, families_with, family_of
from appliance.drivers.line.modem.family_data import Step
from appliance.drivers.line.modem.gsm_family import GsmFamily
from appliance.drivers.line.modem.link import Link
from appliance.model.signals import CommandDone
from appliance.protocol.errors import ModemFault
from appliance.protocol.gsm.network.reading import read_network_line
from appliance.protocol.gsm.network.registration import Registration, most_telling

LOOK_S: Final = 1.0
"""Between two questions for SIM and network."""
REGISTERED_WITHIN_S: Final = 60.0
"""A modem that starts searches up to a minute; then people are told, and it goes on searching."""
STILL_SEARCHING_S: Final = 5.0
"""One that has been searching all along, and is looked at again."""
_IDENTITY: Final = ("ATI", "AT+CGMI", "AT+CGMM")


class GsmWanted(NamedTuple):
    """What the settings of the line say of its modem."""

    family: str = AUTO
    family_folder: str = ""
    pin: str = ""
    memory: PinMemory = OF_THIS_PROCESS
    """Of PINs that were refused."""


def family_unasked(wanted: GsmWanted, link: Link) -> GsmFamily:
    """By the settings, else by the USB id, else generic: for a modem that does not answer. Raises DriverFault."""
    families = families_with(wanted.family_folder)
    for name in (wanted.family, choose_family(families, GsmFamily, "", link.usb)):
        family = families.sound.get(name)
        if isinstance(family, GsmFamily):
            return family
    fault = f"{link.place}: no family of GSM modems to reset it by; install the callbox package again"
    raise DriverFault(fault)


async def prepare_gsm(link: Link, wanted: GsmWanted, *, within_s: float = REGISTERED_WITHIN_S) -> GsmFamily:
    """Known state, identified, no call up, speech allowed, SIM ready, events on, registered `within_s`.

    Raises DriverFault; DeviceLacks when SIM or network are what is missing, and all before them was done.
    """
    await link.resync()
    for command in ("ATZ", "ATE0V1"):
        await link.do(Step(send=command))
    family = _family(wanted, await _identity(link), link)
    await _do(link, *family.init)
    await hang_up_calls(Asking(link.ask, link.ask_once), family, link.place, look_first=True)
    await _check_voice(link, family)
    await open_sim(link, family, wanted.pin, wanted.memory)
    await _do(link, *family.with_sim, *family.calls.events_on, *family.keys.listen, *family.messages.on)
    await _do(link, *family.ussd.on)
    if family.sound.enable_when == "at_start":
        await _do(link, *family.sound.enable)
    await _wait_for_network(link, family, within_s)
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


def no_network(place: str, words: str) -> DeviceLacks:
    """`words`: what the modem says of it, if anything."""
    why = words or "the modem does not say why"
    return DeviceLacks(f"{place}: no network ({why}); nobody can call this line; look at its aerial and SIM")


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


async def _wait_for_network(link: Link, family: GsmFamily, within_s: float) -> None:
    """Raises DeviceLacks with what the modem says of the network."""
    over = _now_s() + within_s
    while True:
        told = [registration_in(await link.ask(question)) for question in family.registration]
        known = [each for each in told if each is not None]
        if any(each.registered for each in known):
            return
        if _now_s() >= over:
            raise no_network(link.place, most_telling(known).words if known else "")
        await asyncio.sleep(LOOK_S)


def _now_s() -> float:
    return asyncio.get_running_loop().time()
