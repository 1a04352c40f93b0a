"""A card that is a port: samples come and go as bytes, signed 16 bit at 8 kHz, one frame for each that comes.

So do the cards of the pretend exchange; an instrument at a serial port may do the same.
"""

import os
import termios
import threading
import tty
from collections.abc import Callable

from appliance.drivers.sound.card.exchange import FrameExchange
from appliance.drivers.sound.card.memory import FRAME_BYTES
from appliance.drivers.sound.card.order import CardOrder, CardRefused, FaultKind
from appliance.sound.frames import RATE

_MOST_READ = 16 * FRAME_BYTES


class SamplePort:
    """Read all the time, in a thread of its own; what comes while its sound rests is thrown away."""

    def __init__(self, order: CardOrder, exchange: Callable[[int], FrameExchange]) -> None:
        """Raises CardRefused."""
        self.rate = RATE
        self.words = f"{order.device} at {RATE} Hz"
        self._place = order.device
        self._exchange = exchange(RATE)
        self._flows = False
        self._rest = bytearray()
        try:
            self._fd = os.open(order.device, os.O_RDWR | os.O_NOCTTY)
            tty.setraw(self._fd)
        except (OSError, termios.error) as fault:
            sentence = f"{order.device}: no port with samples ({fault}); expected a terminal; look at the card's name"
            raise CardRefused(FaultKind.GONE, sentence) from fault
        threading.Thread(target=self._read, daemon=True).start()

    def start(self) -> None:
        self._rest.clear()
        self._flows = True

    def stop(self) -> None:
        self._flows = False

    def _read(self) -> None:
        while data := self._next():
            if not self._flows:
                continue
            self._rest += data
            while len(self._rest) >= FRAME_BYTES:
                frame = bytes(self._rest[:FRAME_BYTES])
                del self._rest[:FRAME_BYTES]
                os.write(self._fd, self._exchange.beat(frame))

    def _next(self) -> bytes:
        """Empty when the port is gone: then, as with a real card, nothing comes any more."""
        try:
            return os.read(self._fd, _MOST_READ)
        except OSError:
            return b""
