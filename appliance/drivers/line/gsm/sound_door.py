"""Opening the sound of a call when the family says that it may be, as often as the family says."""

import asyncio
from typing import Final

from appliance.drivers.errors import DeviceStuck, DeviceUnfit
from appliance.drivers.line import SoundPort
from appliance.drivers.line.gsm.options import Options, sound_port
from appliance.drivers.line.gsm.port_sound import PortSound, check_frames
from appliance.drivers.line.gsm.turns import Haste, Turns
from appliance.drivers.line.modem.gsm_family import GsmFamily, GsmSound
from appliance.drivers.line.modem.link import Link
from appliance.drivers.wire import Lost, Wire
from appliance.drivers.wire.serial_port import SerialPort

TRY_S: Final = 0.5
"""Between two tries."""


async def open_door(turns: Turns, link: Link, sound: GsmSound, *when: str) -> bool:
    """Whether it was refused before it opened; nothing is done unless it is to be opened now.

    Raises DeviceStuck when the modem refuses for as long as its family says that it may.
    """
    if sound.enable_when not in when:
        return False
    refused = False
    over = link.now() + sound.retry_for_ms
    for step in sound.enable:
        while not (done := await turns.ask(step.send, Haste.CALL)).ok and not step.may_fail:
            refused = True
            if link.now() >= over:
                said = done.detail or done.result.value
                raise DeviceStuck(
                    f"{link.place}: no sound in this call: {step.send} is answered {said}; expected OK; the "
                    "line is started over, else unplug the modem and plug it in again"
                )
            await asyncio.sleep(TRY_S)
    return refused


def port_sound(
    options: Options, family: GsmFamily, wire: Wire | None, link: Link, box: SoundPort, *, lost: Lost
) -> PortSound:
    """Raises DeviceUnfit when the family's sound does not come through a port. `wire`: instead of that port."""
    if family.sound.by != "port":
        where = f"a sound card ({family.sound.card or 'which one is not known'})"
        fault = (
            f"{link.place}: the sound of {family.title} comes "
            f"{'through ' + where if family.sound.by == 'card' else 'nowhere that its family knows'}; "
            "expected a port of its own; use a modem that has one"
        )
        raise DeviceUnfit(fault)
    check_frames(family.sound, link.place)
    wire = wire or SerialPort(sound_port(options, family), rtscts=False)
    return PortSound(wire, family.sound, box, lost=lost, now=link.now)
