"""What the settings say of a GSM line, and which ports that means."""

from collections.abc import Iterator
from typing import Final, Literal

from appliance.core.network_codes import code_fault
from appliance.drivers.errors import DeviceUnfit
from appliance.drivers.line import PinMemory
from appliance.drivers.line.gsm.preparing import GsmWanted
from appliance.drivers.line.gsm.sim_lock import OF_THIS_PROCESS
from appliance.drivers.line.modem.families import (
    AUTO,
    OWN_FOLDER,
    command_interface,
    families_with,
    no_such_family,
)
from appliance.drivers.line.modem.gsm_family import GsmFamily
from appliance.drivers.sound.card.finder import NAME_FORMS
from appliance.drivers.wire.port_finder import AtInterface, PortFinder, SerialDevice
from appliance.drivers.wire.serial_port import SerialPort
from appliance.model.words import Value
from appliance.sound.frames import RATE
from appliance.sound.rate_change import samples_of_frame

OWN_NUMBER: Final = {"booked": "", "hidden": "I", "shown": "i"}
"""What follows the number in ATD (27.007 §6.2)."""

MOST_GAIN_DB: Final = 40.0
"""More is a cable that is wrong."""


class Options(Value, frozen=True, kw_only=True):
    port: str
    """Of the commands: a link of /dev/serial/by-id or by-path, a path, or usb:VENDOR:PRODUCT[:SERIAL][/INTERFACE]."""
    sound_port: str = ""
    """Of a call's sound, named likewise; empty with usb:…, where the family knows the interface."""
    card: str = ""
    """Sound card of a call's sound: an ALSA name, usb:VENDOR:PRODUCT[:SERIAL], a link in /dev/snd, or pcm:NAME."""
    card_rate: int = 0
    """Samples a second of the card; 0 for the first of its rates that it takes."""
    heard_db: float = 0.0
    """What is heard through the card is made louder by so many decibels; less than 0: softer."""
    said_db: float = 0.0
    """What is said through it, likewise."""
    buzz_filter: Literal["auto", "on", "off"] = "auto"
    """Takes the 217 Hz of the transmitter out of what a card hears; auto: as the family says."""
    family: str = AUTO
    """A file of firmware_config/modems without .toml; "auto" goes by USB id and by what the modem says of itself."""
    family_folder: str = OWN_FOLDER
    """Files of one's own, which come before those shipped, by name; empty for none."""
    baud: int = 115_200
    """Bits per second; of no meaning to USB modems."""
    rtscts: bool = False
    """Hardware flow control."""
    pin: str = ""
    """Of the SIM; tried once, and never as the last try where the modem tells the tries left."""
    own_number: Literal["booked", "hidden", "shown"] = "booked"
    """Whether who is called sees this line's number: as booked with the operator, never, or always. In one call #31#
    before a number hides it, *31# shows it, where [outbound] allows them.
    """
    credit: str = ""
    """The code that asks the operator for the credit left: "*100#" with many."""


def option_faults(options: Options) -> Iterator[tuple[str, str]]:
    """Option and what is wrong with it. Raises DriverFault when the families cannot be read."""
    if options.pin and not (options.pin.isdecimal() and options.pin.isascii() and 4 <= len(options.pin) <= 8):
        yield "pin", "no PIN; expected 4 to 8 digits (3GPP 31.101)"
    if options.credit and (fault := code_fault(options.credit)):
        yield "credit", fault
    yield from _card_faults(options)
    families = families_with(options.family_folder)
    family = families.sound.get(options.family)
    if isinstance(family, GsmFamily):
        yield from _way_faults(options, family)
    elif options.family == AUTO:
        return
    elif options.family in families.sound:
        yield "family", "is of analog voice modems; expected a family of GSM modems"
    elif all(fault.family != options.family for fault in families.faults):  # else its file is told
        yield "family", no_such_family(families, GsmFamily, options.family)


def _card_faults(options: Options) -> Iterator[tuple[str, str]]:
    try:
        samples_of_frame(options.card_rate or RATE)
    except ValueError as fault:
        yield "card_rate", f"{fault}, or 0"
    for name, db in (("heard_db", options.heard_db), ("said_db", options.said_db)):
        if not -MOST_GAIN_DB <= db <= MOST_GAIN_DB:
            yield name, f"is no gain; expected -{MOST_GAIN_DB:.0f} to {MOST_GAIN_DB:.0f} dB"


def _way_faults(options: Options, family: GsmFamily) -> Iterator[tuple[str, str]]:
    """A family whose sound needs more than the modem's own ports."""
    if family.sound.by == "card" and not (options.card or family.sound.card):
        yield "card", f"is missing; the sound of {family.title} comes through a sound card: expected {NAME_FORMS}"
    if family.sound.by == "none" and not options.card:
        yield "card", f"is missing; {family.title} has no sound of its own: wire it to a sound card and name that"
    by_port = family.sound.by == "port" and not options.card
    if by_port and not options.sound_port and not options.port.startswith("usb:"):
        expected = 'expected that, or port = "usb:VENDOR:PRODUCT"'
        yield "sound_port", f"is missing; the sound of {family.title} comes through a port of its own: {expected}"


def wanted(options: Options, memory: PinMemory = OF_THIS_PROCESS) -> GsmWanted:
    return GsmWanted(options.family, options.family_folder, options.pin, memory)


def command_port(options: Options) -> SerialPort:
    return SerialPort(options.port, options.baud, rtscts=options.rtscts, at_interface=_at_interface(options))


def modem_device(options: Options) -> SerialDevice:
    """What sysfs tells of its port of commands. Raises DriverFault."""
    return PortFinder().find(options.port, _at_interface(options))


def _at_interface(options: Options) -> AtInterface:
    return lambda usb: command_interface(families_with(options.family_folder), options.family, usb)


def sound_port(options: Options, family: GsmFamily) -> str:
    """Raises DeviceUnfit when nothing says which port it is."""
    if options.sound_port:
        return options.sound_port
    if options.port.startswith("usb:") and family.interfaces.sound is not None:
        return f"{options.port.partition('/')[0]}/{family.interfaces.sound}"
    fault = (
        f"{options.port}: which port has the sound of {family.title} is not told; expected sound_port in the line's "
        'options, or port = "usb:VENDOR:PRODUCT"'
    )
    raise DeviceUnfit(fault)
