"""Which way a call's sound goes: through a serial port of the modem, or through a sound card."""

from collections.abc import Callable
from typing import Protocol

from appliance.drivers.errors import DeviceUnfit, DriverFault
from appliance.drivers.line import SoundPort
from appliance.drivers.line.gsm.options import Options, modem_device, sound_port
from appliance.drivers.line.gsm.port_sound import PortSound, check_frames
from appliance.drivers.line.modem.gsm_family import GsmFamily, GsmSound
from appliance.drivers.sound.card.card import Card, CardWanted
from appliance.drivers.sound.card.memory import FRAME_BYTES
from appliance.drivers.wire import Lost, Wire
from appliance.drivers.wire.serial_port import SerialPort
from appliance.model.words import Ms
from appliance.sound.frames import FRAME_MS


class CallPort(Protocol):
    """The sound of one call at a time, between the modem and the line's frames."""

    async def prepare(self) -> object:
        """Opens what it needs; once more is harmless. Raises DriverFault."""

    async def ready(self) -> None:
        """Makes sure, before a call is answered, that there will be sound. Raises DriverFault."""

    def begin(self, *, watched: bool = True) -> None:
        """A call's sound flows from now on; not `watched`, it may be silent, as before the far end rings."""

    def end(self) -> None:
        """Harmless when no call is on."""

    def next_wake(self) -> Ms | None:
        """When check() is due."""

    def check(self, now: Ms) -> None:
        """Raises DriverFault when the sound has died."""

    def sign(self) -> object:
        """As Wire.sign."""

    def close(self) -> None:
        """Harmless twice."""

    async def gone(self) -> None:
        """Returns when nothing is left of it after close()."""


def call_port(
    options: Options,
    family: GsmFamily,
    port: SoundPort,
    *,
    wire: Wire | None,
    lost: Lost,
    now: Callable[[], Ms],
) -> CallPort:
    """`wire`: instead of the port or card that the options name. Raises DeviceUnfit when there is no way."""
    sound = family.sound
    if options.card or sound.by == "card":
        if wire is not None:
            return PortSound(wire, _frames_of_card(sound), port, lost=lost, now=now)
        return Card(_card_wanted(options, family), port, lost=lost, now=now, near=lambda: _usb_folder(options))
    if sound.by == "none":
        fault = (
            f"{options.port}: the sound of {family.title} comes nowhere that its family knows; expected a sound card "
            "that is wired to it: name it as card in the line's options"
        )
        raise DeviceUnfit(fault)
    check_frames(sound, options.port)
    return PortSound(wire or SerialPort(sound_port(options, family), rtscts=False), sound, port, lost=lost, now=now)


def _frames_of_card(sound: GsmSound) -> GsmSound:
    return GsmSound(by="port", frame_bytes=FRAME_BYTES, frame_ms=FRAME_MS, enable=sound.enable)


def _card_wanted(options: Options, family: GsmFamily) -> CardWanted:
    """Raises DeviceUnfit when nothing says which card it is."""
    name = options.card or family.sound.card
    if not name:
        fault = (
            f"{options.port}: the sound of {family.title} comes through a sound card, and which one is not told; "
            "expected card in the line's options, by its name in /proc/asound/cards or its USB id"
        )
        raise DeviceUnfit(fault)
    return CardWanted(
        name=name,
        rate=options.card_rate,
        heard_db=options.heard_db,
        said_db=options.said_db,
        without_buzz=family.sound.buzz if options.buzz_filter == "auto" else options.buzz_filter == "on",
    )


def _usb_folder(options: Options) -> str:
    """Of the modem, for a card that is part of it; empty when it is not on USB, or away."""
    try:
        return modem_device(options).folder
    except DriverFault:
        return ""
