"""The sound of one line on a voice modem, in duplex or in turns: its stream opened, left, and given to an ear."""

import logging
from collections.abc import Callable

from appliance.drivers.line import SoundPort
from appliance.drivers.line.modem.call_sound import CallSound
from appliance.drivers.line.modem.half_duplex import HalfDuplexSound
from appliance.drivers.line.modem.link import Link, StreamRefused
from appliance.drivers.line.modem.preparing import Modem, half_duplex
from appliance.drivers.line.modem.voice_family import VoiceFamily
from appliance.model.words import LineName
from appliance.protocol import Exit

log = logging.getLogger(__name__)


class LineSound:
    """Of one modem, from its preparing to its failure; made anew then."""

    def __init__(self, name: LineName, link: Link, modem: Modem, port: SoundPort, turn: Callable[[], None]) -> None:
        """`turn` is called when turn() is to be run, on a modem that plays or records."""
        self._name = name
        self._link = link
        self._turn = turn
        self._box = port
        self.modem = modem
        self.stream: CallSound | HalfDuplexSound = self._made(port)

    @property
    def family(self) -> VoiceFamily:
        return self.modem.family

    @property
    def in_turns(self) -> HalfDuplexSound | None:
        return self.stream if isinstance(self.stream, HalfDuplexSound) else None

    def through(self, port: SoundPort | None) -> None:
        """Between two streams: from now on sound goes through this port, or straight to the box again."""
        self.stream.end()
        self.stream = self._made(port or self._box)

    async def open_first(self, port: SoundPort | None = None) -> None:
        """Of a call: a modem that refuses to do both plays and records in turns from now on. Raises DriverFault."""
        try:
            await self.open()
        except StreamRefused as fault:
            if self.family.half_duplex is None or self.modem.half_duplex:
                raise
            log.warning("%s: %s; it plays and records in turns from now on", self._name, fault)
            self.modem = half_duplex(self.modem)
            self.through(port)
            await self.open()

    async def open(self) -> None:
        """Opens the stream whose turn it is. Raises DriverFault."""
        turns, half = self.in_turns, self.family.half_duplex
        await self._link.open_stream(turns.stream(half) if turns and half else self.family.stream)

    async def leave(self) -> None:
        """Command mode. Raises DriverFault."""
        await self._link.be_in_command_mode(self.exits())

    async def turn(self) -> None:
        await self.leave()
        await self.open()

    def exits(self) -> tuple[Exit, ...]:
        """Of the stream that is open, if one is."""
        turns, half = self.in_turns, self.family.half_duplex
        return turns.exits(half) if turns and half else self.family.exits()

    def _made(self, port: SoundPort) -> CallSound | HalfDuplexSound:
        if self.modem.half_duplex:
            return HalfDuplexSound(self.modem.codec, port, self._link.speak, self._turn)
        return CallSound(self.modem.codec, port, self._link.speak, self._link.now)
