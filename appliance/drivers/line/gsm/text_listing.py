"""What lies in the modem's memory for texts: a few are listed at once, many are read one by one, as a caller may ring.

A full SIM takes up to 12.5 s to be listed (+CMGL), and nothing ends that; between two texts (+CMGR) the caller is
answered.
"""

from typing import Final, NamedTuple

import msgspec

from appliance.drivers.line.gsm.text_room import memories
from appliance.drivers.line.gsm.turns import Turns
from appliance.model.signals import CommandDone
from appliance.protocol.gsm.network.storage import Memory, StoredMessage, stored_messages

FEW: Final = 4
"""Texts that are listed at once: a quarter of a second each at the most."""
MOST_PLACES: Final = 256
"""Places looked at, one by one; the largest memories have 255, counted from 0 or from 1."""


class Listing(NamedTuple):
    stored: tuple[StoredMessage, ...]
    """All there are."""
    room: CommandDone
    """The answer to AT+CPMS?, from before."""


async def listed(turns: Turns) -> Listing | None:
    """None when the modem does not tell: the SIM is busy, or gone.

    Raises TextMode and ModemFault for what cannot be read, and DriverFault.
    """
    room = await turns.ask("AT+CPMS?")
    told = memories(room)
    if told and told[0].used > FEW:
        found = await _one_by_one(turns, told[0])
        if found is not None:
            return Listing(found, room)
    reply = await turns.ask("AT+CMGL=4")
    return Listing(stored_messages(reply.lines), room) if reply.ok else None


async def _one_by_one(turns: Turns, memory: Memory) -> tuple[StoredMessage, ...] | None:
    """None when not all were found that the modem counts: it may not be asked so, or was emptied meanwhile."""
    found: list[StoredMessage] = []
    places = 0
    for place in range(min(memory.total + 1, MOST_PLACES)):
        reply = await turns.ask(f"AT+CMGR={place}")
        here = dict.fromkeys(stored_messages(reply.lines) if reply.ok else ())  # one, though its lines come twice
        found += [msgspec.structs.replace(message, index=place) for message in here]
        places += bool(here)
        if places == memory.used:
            return tuple(found)
    return None
