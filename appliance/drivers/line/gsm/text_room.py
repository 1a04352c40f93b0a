"""Whether texts still find room in the modem's memory, and what people can do where the box may not make any."""

from collections.abc import Iterable
from typing import Final

from appliance.model.signals import CommandDone
from appliance.protocol.errors import ModemFault
from appliance.protocol.gsm.network.reading import read_network_line
from appliance.protocol.gsm.network.storage import Memories, Memory, StoredMessage

OF_OTHERS: Final = frozenset({2, 3})
"""Written and not sent, and sent (27.005 §3.1): the box stores none of its own, so they are of whoever had the SIM."""
_NAMES: Final = {"SM": "on the SIM", "ME": "of the modem", "MT": "of SIM and modem"}


def no_room(reply: CommandDone, stored: Iterable[StoredMessage]) -> str:
    """The answer to AT+CPMS? and what is listed → one sentence when no text can come in; empty when one can.

    Texts that came in are no reason: they go as soon as they are on the disk.
    """
    memory = next(iter(memories(reply)[::-1]), None)
    others = sum(message.state in OF_OTHERS for message in stored)
    if memory is None or not memory.full or not others:
        return ""
    where = _NAMES.get(memory.name.upper(), f'"{memory.name}"')
    what = "one is a draft or a sent text" if others == 1 else f"{others} are drafts or sent texts"
    return (
        f"the memory for texts {where} is full ({memory.used} of {memory.total}), and no text can come in; {what} of "
        "whoever had the SIM before, which the box does not delete: delete them with the SIM in a telephone"
    )


def memories(reply: CommandDone) -> tuple[Memory, ...]:
    """The answer to AT+CPMS?: what texts are read from, written to, and where they come in (27.005 §3.2.2)."""
    for line in reply.lines if reply.ok else ():
        try:
            told = read_network_line(line)
        except ModemFault:
            continue
        if isinstance(told, Memories):
            return told.each
    return ()
