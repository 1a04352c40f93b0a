"""What a modem driver does at each rung of the ladder (health_machine): asks, resets, or switches the USB device."""

import asyncio
from collections.abc import Callable
from typing import Final

from appliance.drivers.errors import DeviceGone, DriverFault
from appliance.drivers.line.health_machine import Health
from appliance.drivers.line.modem.family_data import Reset
from appliance.drivers.line.modem.link import Link

DTR_S: Final = 1.0
"""Longer than any S25 (V.250 has no such register; makers count it in hundredths of a second, 5 by default)."""
SHOUT_S: Final = 0.3
"""Between commands to a modem that does not answer."""
BACK_S: Final = 15.0
"""USB devices are there again within this, or never."""
_LOOK_S: Final = 0.25


async def mend_modem(link: Link, rung: Health, reset: Callable[[], Reset]) -> None:
    """The rung's own work; what comes after it is prepare()'s. Raises DriverFault when it cannot be done."""
    match rung:
        case Health.ASKING:
            await link.resync()
        case Health.RESETTING:
            await _reset(link, reset())
        case Health.REBINDING:
            await link.rebind()
            await _come_back(link, BACK_S)


async def _reset(link: Link, reset: Reset) -> None:
    """Raises DriverFault when the port cannot be opened; whether the reset helped, prepare() will find."""
    await link.open()
    try:
        if reset.drop_dtr:
            link.hold_dtr(on=False)
            await asyncio.sleep(DTR_S)
            link.hold_dtr(on=True)
        await _send(link, reset)
    finally:
        link.close()
    await _come_back(link, reset.back_within_ms / 1_000)


async def _send(link: Link, reset: Reset) -> None:
    """The reset as commands, and to a modem that is deaf all the same: it may hear what it cannot answer."""
    try:
        await link.resync()
        for step in reset.send:
            await link.do(step)
    except DeviceGone:
        return  # it resets at once and lets go of its port
    except DriverFault:
        for step in reset.send:
            link.shout(step.send)
            await asyncio.sleep(SHOUT_S)


async def _come_back(link: Link, within_s: float) -> None:
    """Returns when the port is there, after a moment in which it may vanish; at the latest after so long."""
    loop = asyncio.get_running_loop()
    over = loop.time() + within_s
    await asyncio.sleep(min(1.0, within_s))
    while link.sign() is None and loop.time() < over:
        await asyncio.sleep(_LOOK_S)
