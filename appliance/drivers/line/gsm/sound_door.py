"""Opening the sound of a call when the family says that it may be, as often as the family says."""

import asyncio
from typing import Final

from appliance.drivers.errors import DeviceStuck
from appliance.drivers.line.gsm.turns import Haste, Turns
from appliance.drivers.line.modem.gsm_family import GsmSound
from appliance.drivers.line.modem.link import Link

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
        while not (done := await turns.ask(step.send, Haste.ANSWER)).ok and not step.may_fail:
            refused = True
            if link.now() >= over:
                said = done.detail or done.result.value
                raise DeviceStuck(
                    f"{link.place}: no sound in this call: {step.send} is answered {said}; expected OK; the "
                    "line is started over, else unplug the modem and plug it in again"
                )
            await asyncio.sleep(TRY_S)
    return refused
