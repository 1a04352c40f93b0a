"""Out of a data call: ATA took one, and the command port carries its bytes instead of commands."""

import asyncio
from typing import Final

from appliance.drivers.line.modem.link import Link
from appliance.model.signals import CommandDone, Result

DTR_S: Final = 1.0
"""With &D2, the state of most after ATZ, a modem whose DTR falls hangs up and takes commands."""
GUARD_S: Final = 1.1
"""Of silence around +++, for modems that take no notice of DTR; S12 is a second."""


def in_data_mode(done: CommandDone) -> bool:
    """Whether it was answered with CONNECT and a rate (V.250 §5.7.1): no call of speech is told so."""
    return done.result is Result.CONNECT and done.detail.upper().startswith("CONNECT ")


async def leave_data_mode(link: Link) -> None:
    """Returns in command mode; the call may still be up. Raises DriverFault when the modem does not come back."""
    link.hold_dtr(on=False)
    await asyncio.sleep(DTR_S)
    link.hold_dtr(on=True)
    await asyncio.sleep(GUARD_S)
    link.escape_data()
    await asyncio.sleep(GUARD_S)
    await link.resync()
