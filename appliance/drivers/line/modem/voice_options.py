"""What the settings of a line say of its voice modem, and what can be told of them without touching it."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal

from appliance.drivers.line.modem.calling import DialWanted, How
from appliance.drivers.line.modem.families import (
    AUTO,
    OWN_FOLDER,
    Families,
    command_interface,
    families_with,
    names_of,
    no_such_family,
)
from appliance.drivers.line.modem.preparing import Wanted
from appliance.drivers.line.modem.voice_family import CodecName, VoiceFamily
from appliance.drivers.wire.port_finder import USB_NAME, USB_NAME_FORM
from appliance.drivers.wire.serial_port import SerialPort
from appliance.model.words import Value
from appliance.sound.codecs import BYTES_PER_SAMPLE
from appliance.sound.frames import RATE

_BITS_ON_THE_WIRE: Final = 10
"""Of each byte on a serial cable: a start bit, eight, a stop bit."""
_BYTES_TO_ONE_TWICE: Final = 8
"""Of so many bytes of sound one may be 0x10, which goes twice (V.253 §9.1): a tone that peaks there has 10 %."""
_COUNTRY: Final = re.compile(r"(?:[0-9A-Fa-f]{2})?")
_OUTSIDE: Final = re.compile(r"[0-9*#,Ww]{0,16}")


class Options(Value, frozen=True, kw_only=True):
    port: str
    """The modem's serial port: a link of /dev/serial/by-id, or by-path for identical modems; a path; or by USB id:
    usb:VENDOR:PRODUCT[:SERIAL][/INTERFACE].
    """
    family: str = AUTO
    """A file of firmware_config/modems without .toml; "auto" goes by USB id and by what the modem says of itself."""
    family_folder: str = OWN_FOLDER
    """Files of one's own, which come before those shipped, by name; empty for none."""
    baud: int = 115_200
    """Bits per second; of no meaning to USB modems. Sound needs 90,000 at least."""
    rtscts: bool = True
    """Hardware flow control, of the port and of the modem; False for cables without these wires."""
    country: str = ""
    """T.35 country code in hex for AT+GCI (B5 USA, B4 United Kingdom, 3D France); empty keeps the modem's own."""
    distinctive_ring: bool = False
    """The exchange rings differently for different numbers, and the modem is to tell which."""
    dial: Literal["tone", "pulse"] = "tone"
    """How numbers go out; pulses for exchanges that take no keys."""
    outside_line: str = ""
    """Dialled before each number, where digits alone, the line's dial_prefix, will not do: a comma is a pause of 2 s, W
    waits for a second dial tone, as in "0W".
    """
    wait_for_dial_tone: bool = True
    """False: dials 2 s after going off-hook, for extensions that give no dial tone."""


def option_faults(options: Options) -> Iterator[tuple[str, str]]:
    """Option and what is wrong with it. Raises DriverFault when the families cannot be read."""
    if options.port.startswith("usb:") and not USB_NAME.fullmatch(options.port):
        yield "port", f"no name of a port; expected {USB_NAME_FORM}"
    if not _OUTSIDE.fullmatch(options.outside_line):
        yield "outside_line", 'expected at most 16 of 0-9, *, #, "," for a pause and W for a second dial tone'
    if not _COUNTRY.fullmatch(options.country):
        yield "country", "no country of T.35; expected two hex digits, such as B5 (USA) or B4 (United Kingdom)"
    families = families_with(options.family_folder)
    least = least_baud(_codecs(options, families))
    if options.baud < least:
        needs = f"{RATE:,} samples a second with start and stop bits, 0x10 sent twice"
        advice = "try 115200, which a USB modem takes as well"
        yield "baud", f"too slow for sound; expected {least:,} at least: {needs}; {advice}"
    if options.family in {AUTO, *names_of(families, VoiceFamily)}:
        return
    if options.family in families.sound:
        yield "family", "is of GSM modems; expected a family of analog voice modems"
    elif all(fault.family != options.family for fault in families.faults):  # else its file is told
        yield "family", no_such_family(families, VoiceFamily, options.family)


def least_baud(codecs: Iterable[CodecName]) -> int:
    """Bits a second on a serial cable with which sound in the smallest of them flows without a break."""
    smallest = min(BYTES_PER_SAMPLE[codec] for codec in codecs)
    return RATE * smallest * (_BYTES_TO_ONE_TWICE + 1) // _BYTES_TO_ONE_TWICE * _BITS_ON_THE_WIRE


def _codecs(options: Options, families: Families) -> set[CodecName]:
    """That may be chosen: of the family named, or of every one where it is not known yet, or has none."""
    named = families.sound.get(options.family)
    known = [named] if isinstance(named, VoiceFamily) and named.codecs else families.sound.values()
    return {each.codec for family in known if isinstance(family, VoiceFamily) for each in family.codecs}


def wanted_modem(options: Options) -> Wanted:
    return Wanted(
        family=options.family,
        family_folder=options.family_folder,
        country=options.country,
        distinctive_ring=options.distinctive_ring,
        rtscts=options.rtscts,
    )


def dial_wanted(options: Options) -> DialWanted:
    how = How.TONE if options.dial == "tone" else How.PULSE
    return DialWanted(how=how, outside_line=options.outside_line, wait_for_dial_tone=options.wait_for_dial_tone)


def serial_port(options: Options) -> SerialPort:
    """With the files of modem families telling which port of a composite modem takes commands."""

    def at_interface(usb: str) -> int | None:
        return command_interface(families_with(options.family_folder), options.family, usb)

    return SerialPort(options.port, options.baud, rtscts=options.rtscts, at_interface=at_interface)
