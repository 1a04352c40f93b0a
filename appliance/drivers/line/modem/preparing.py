"""Bringing a modem to a known state: who it is, whether it can speak, in which coding, and on-hook."""

import logging
import re
from typing import Final

import msgspec

from appliance.drivers.errors import DeviceUnfit, DriverFault
from appliance.drivers.line.modem.families import (
    AUTO,
    GENERIC,
    choose_family,
    families_with,
    family_of,
)
from appliance.drivers.line.modem.family_data import Step
from appliance.drivers.line.modem.link import Link
from appliance.drivers.line.modem.voice_family import CodecName, QuirkName, VoiceFamily
from appliance.drivers.line.modem.voice_formats import choose_format, read_format
from appliance.model.signals import CommandDone
from appliance.model.words import Value
from appliance.protocol import Exit

log = logging.getLogger(__name__)

_IDENTITY: Final = ("ATI", "ATI3", "AT+FMI?", "AT+FMM?", "AT+GMM")
_SPOKEN: Final = {"ulaw": "mu-law", "alaw": "A-law", "u8": "8-bit unsigned", "s8": "8-bit signed"}


class Modem(Value, frozen=True, kw_only=True):
    """A modem that has been prepared."""

    family: VoiceFamily
    codec: CodecName
    number: int
    """Of the codec, as this modem counts."""
    description: str
    """Family and codec: USR5637, mu-law."""
    half_duplex: bool = False
    """It plays or records; decided by the family, or by the first refusal of the duplex stream."""
    rings: tuple[Step, ...] = ()
    """What makes it tell distinctive rings apart, if that is wanted."""

    def enter_voice(self) -> tuple[Step, ...]:
        return tuple(
            Step(send=step.send.replace("{number}", str(self.number)), may_fail=step.may_fail)
            for step in self.family.enter_voice
        )


class Wanted(Value, frozen=True, kw_only=True):
    """What the settings of the line say of its modem."""

    family: str = AUTO
    family_folder: str = ""
    country: str = ""
    """T.35, in hex; empty: the modem's own."""
    distinctive_ring: bool = False
    rtscts: bool = False
    """The port keeps to RTS/CTS, and so must the modem."""


async def prepare_modem(link: Link, wanted: Wanted) -> Modem:
    """Known state, identified, checked, on-hook, caller id on. Raises DriverFault."""
    await link.resync()  # a crash may have left it streaming
    for command in ("ATZ", "ATE0V1", "ATH"):
        await link.do(Step(send=command))
    identity = await _identity(link)
    name, family = _family(wanted, "\n".join(identity), link)
    await _check_voice(link)
    modem = await _choose_codec(link, family, _title(name, family, identity))
    rings = family.distinctive_ring if wanted.distinctive_ring else ()
    own_country = bool(wanted.country) and not await _takes_country(link, family.country, wanted.country)
    flow = family.flow_control if wanted.rtscts else ()
    for step in (*flow, *family.init, *family.caller_id, *rings):
        await link.do(step)
    words = f"{modem.description}, its own country instead of {wanted.country}" if own_country else modem.description
    modem = msgspec.structs.replace(modem, rings=rings, description=words)
    return half_duplex(modem) if family.has(QuirkName.NO_DUPLEX) else modem


def family_unasked(wanted: Wanted, link: Link) -> VoiceFamily:
    """By the settings, else by the USB id, else generic: for a modem that does not answer. Raises DriverFault."""
    families = families_with(wanted.family_folder)
    for name in (wanted.family, choose_family(families, VoiceFamily, "", link.usb), GENERIC):
        family = families.sound.get(name)
        if isinstance(family, VoiceFamily):
            return family
    fault = f"{link.place}: no family of voice modems to reset it by; install the callbox package again"
    raise DriverFault(fault)


def _family(wanted: Wanted, identity: str, link: Link) -> tuple[str, VoiceFamily]:
    """Raises DriverFault when it is none of voice modems."""
    families = families_with(wanted.family_folder)
    auto = wanted.family == AUTO
    name = choose_family(families, VoiceFamily, identity, link.usb) if auto else wanted.family
    family = family_of(families, name, link.place)
    if isinstance(family, VoiceFamily):
        return name, family
    fault = (
        f"{link.place}: family {name} ({family.title}) is of GSM modems; expected an analog voice modem; "
        "plug one in, or name the port of one"
    )
    raise DeviceUnfit(fault)


def half_duplex(modem: Modem) -> Modem:
    """The same modem, as one that plays or records."""
    words = f"{modem.description}, half-duplex"
    return msgspec.structs.replace(modem, half_duplex=modem.family.half_duplex is not None, description=words)


async def go_on_hook(link: Link, modem: Modem, exits: tuple[Exit, ...]) -> None:
    """On-hook and verified, out of voice mode, caller id on again, from any state. Raises DriverFault."""
    family = modem.family
    await link.be_in_command_mode(exits)
    for step in family.hang_up:
        await link.do(step)
    await _verify_on_hook(link, family)
    for step in (*family.leave_voice, *family.caller_id, *modem.rings):
        await link.do(step)


async def is_on_hook(link: Link, family: VoiceFamily) -> bool:
    """As the modem says; one that does not know the question is believed. Raises DriverFault when it is silent."""
    return await _routing(link, family) == 0


async def _verify_on_hook(link: Link, family: VoiceFamily) -> None:
    """Raises DriverFault when the modem says that it is still off-hook."""
    routing = await _routing(link, family)
    if routing:
        fault = f"{link.place}: the modem says +VLS={routing} after hanging up; expected 0, on-hook; unplug the line"
        raise DriverFault(fault)


async def _routing(link: Link, family: VoiceFamily) -> int:
    """The analog routing (+VLS), 0 for on-hook; 0 as well from a modem that does not know the question."""
    reply = await link.ask(family.on_hook_query or "AT")
    found = re.match(r"(?:\+VLS:)?\s*(\d+)", reply.lines[0]) if reply.ok and reply.lines else None
    return int(found[1]) if found else 0


async def _identity(link: Link) -> tuple[str, ...]:
    replies = [await link.ask(command) for command in _IDENTITY]
    return tuple(line for reply in replies if reply.ok for line in reply.lines)


async def _told(link: Link, query: str) -> CommandDone:
    """The answer to a question that has one; asked again when only OK came, which was of an earlier command."""
    reply = await link.ask(query)
    return reply if reply.lines or not reply.ok else await link.ask(query)


def _title(name: str, family: VoiceFamily, identity: tuple[str, ...]) -> str:
    if name != GENERIC:
        return family.title
    said = next((line for line in identity if re.search(r"[A-Za-z]{3}", line)), "")
    return f"{family.title} {said}".strip()[:60]


async def _check_voice(link: Link) -> None:
    """Raises DriverFault when the modem has no voice mode."""
    reply = await _told(link, "AT+FCLASS=?")
    classes = re.findall(r"[\d.]+", " ".join(reply.lines))
    if "8" not in classes:
        said = ",".join(classes) or reply.result.value
        fault = (
            f"{link.place}: a modem without voice: AT+FCLASS=? says {said}; expected 8 among them; use a voice modem"
        )
        raise DeviceUnfit(fault)


async def _choose_codec(link: Link, family: VoiceFamily, title: str) -> Modem:
    await link.do(Step(send="AT+FCLASS=8"))
    reply = await _told(link, "AT+VSM=?")
    await link.do(Step(send="AT+FCLASS=0"))
    chosen = choose_format(reply.lines, family.codecs)
    if chosen is None:
        offered = ", ".join(each.name for each in map(read_format, reply.lines) if each) or reply.result.value
        fault = f"{link.place}: AT+VSM=? offers {offered}; expected mu-law, A-law or 8-bit linear; use another modem"
        raise DeviceUnfit(fault)
    form, codec = chosen
    return Modem(family=family, codec=codec, number=form.number, description=f"{title}, {_SPOKEN[codec]}")


async def _takes_country(link: Link, step: Step, code: str) -> bool:
    """Raises DriverFault when it refuses and may not."""
    command = step.send.replace("{code}", code)
    done = await link.do(msgspec.structs.replace(step, send=command))
    if not done.ok:
        log.warning("%s: %s is refused; the modem keeps its own country, so look for caller id", link.place, command)
    return done.ok
