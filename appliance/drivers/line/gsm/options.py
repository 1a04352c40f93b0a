"""What the settings say of a GSM line, and which ports that means."""

from collections.abc import Iterator
from typing import Final, Literal

from appliance.drivers.errors import DeviceUnfit
from appliance.drivers.line.gsm.preparing import GsmWanted
from appliance.drivers.line.modem.families import (
    AUTO,
    OWN_FOLDER,
    command_interface,
    families_with,
    names_of,
    no_such_family,
)
from appliance.drivers.line.modem.gsm_family import GsmFamily
from appliance.drivers.wire.serial_port import SerialPort
from appliance.model.words import Ms, Value

OWN_NUMBER: Final = {"booked": "", "hidden": "I", "shown": "i"}
"""What follows the number in ATD (27.007 §6.2)."""
LEAST_NO_ANSWER_MS: Final[Ms] = 10_000
"""Networks take some seconds before it rings at all."""


class Options(Value, frozen=True, kw_only=True):
    port: str
    """Of the commands: a link of /dev/serial/by-id or by-path, a path, or usb:VENDOR:PRODUCT[:SERIAL][/INTERFACE]."""
    sound_port: str = ""
    """Of a call's sound, named likewise; empty with usb:…, where the family knows the interface."""
    family: str = AUTO
    """A file of firmware_config/modems without .toml; "auto" goes by USB id and by what the modem says of itself."""
    family_folder: str = OWN_FOLDER
    """Files of one's own, which come before those shipped, by name; empty for none."""
    baud: int = 115_200
    """Bits per second; of no meaning to USB modems."""
    rtscts: bool = False
    """Hardware flow control."""
    pin: str = ""
    """Of the SIM; tried once, and never as the last try."""
    own_number: Literal["booked", "hidden", "shown"] = "booked"
    """Whether who is called sees this line's number: as booked with the operator, never, or always."""
    no_answer_ms: Ms = 60_000
    """A call of ours that nobody answers for so long has failed."""


def option_faults(options: Options) -> Iterator[tuple[str, str]]:
    """Option and what is wrong with it. Raises DriverFault when the families cannot be read."""
    if options.pin and not (options.pin.isdecimal() and options.pin.isascii() and 4 <= len(options.pin) <= 8):
        yield "pin", "no PIN; expected 4 to 8 digits (3GPP 31.101)"
    if options.no_answer_ms < LEAST_NO_ANSWER_MS:
        yield "no_answer", f"expected {LEAST_NO_ANSWER_MS // 1_000} s at least; networks take some before it rings"
    families = families_with(options.family_folder)
    if options.family in {AUTO, *names_of(families, GsmFamily)}:
        return
    if options.family in families.sound:
        yield "family", "is of analog voice modems; expected a family of GSM modems"
    elif all(fault.family != options.family for fault in families.faults):  # else its file is told
        yield "family", no_such_family(families, GsmFamily, options.family)


def wanted(options: Options) -> GsmWanted:
    return GsmWanted(family=options.family, family_folder=options.family_folder, pin=options.pin)


def command_port(options: Options) -> SerialPort:
    def at_interface(usb: str) -> int | None:
        return command_interface(families_with(options.family_folder), options.family, usb)

    return SerialPort(options.port, options.baud, rtscts=options.rtscts, at_interface=at_interface)


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
