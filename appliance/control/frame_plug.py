"""A browser's end of a jack, over one connection of the control socket: frames go out or are dropped; none waits."""

import asyncio
import socket
from typing import Final

from appliance.control.framing import JsonPart, SoundPart, pack
from appliance.control.phone_words import PhoneTaken
from appliance.control.schema import Happened, to_json
from appliance.model.words import AgentName

MOST_AHEAD: Final = 4_000
"""Bytes, twelve frames or 240 ms: what waits longer than that in our hands is too old to be heard."""

KERNEL_BYTES: Final = 8_192
"""The kernel's own buffer, as small: a reader that stands still must not be sent seconds of old sound later."""


class FramePlug:
    """Keeps drivers.station.jack.Plug."""

    def __init__(self, agent: AgentName, writer: asyncio.StreamWriter) -> None:
        self._agent, self._writer = agent, writer
        wire = writer.get_extra_info("socket")
        if wire is not None:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BYTES)

    def say(self, samples: bytes) -> bool:
        transport = self._writer.transport
        if transport.is_closing() or transport.get_write_buffer_size() > MOST_AHEAD:
            return False
        self._writer.write(pack(SoundPart(self._agent, samples)))
        return True

    def pulled(self) -> None:
        self._writer.write(pack(JsonPart(to_json(Happened(PhoneTaken(self._agent))))))
