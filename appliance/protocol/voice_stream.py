"""The voice stream's two directions: samples shielded for the modem, DLE codes from it folded into signals."""

from typing import Final

from appliance.model.signals import ComplexEvent, JunkDropped, Samples, Signal
from appliance.model.words import Ms
from appliance.protocol.digit_folding import DigitFolding
from appliance.protocol.dle_events import DIGIT_BEGINS, DIGIT_ENDS, DIGITS, PACKET_BEGINS, PACKET_ENDS, event_signal
from appliance.protocol.inflow import BLANK

LONGEST_PACKET: Final = 512
"""Bytes between DLE X and DLE . ; caller id with a name takes about 100. A lost end must not swallow the call."""

_SHIELD: Final = b"\x10"


def shield(samples: bytes) -> bytes:
    """Samples as they go on the wire: each 0x10 doubled (V.253 §9.1)."""
    return samples.replace(_SHIELD, _SHIELD + _SHIELD)


class VoiceStream:
    """What tokens of a stream mean. It holds at most a packet under way and the digit held down."""

    def __init__(self) -> None:
        self._digits = DigitFolding()
        self._packet: bytearray | None = None

    @property
    def in_packet(self) -> bool:
        """Samples belong to a complex event until it ends."""
        return self._packet is not None

    def samples(self, data: bytes) -> tuple[Signal, ...]:
        """Samples between two codes: sound, or the inside of a packet."""
        if self._packet is None:
            return (Samples(data),)
        room = LONGEST_PACKET - len(self._packet)
        self._packet += data[:room]
        if len(data) <= room:
            return ()
        return (*self._torn_packet(), Samples(data[room:]))

    def code(self, code: int, now: Ms) -> tuple[Signal, ...]:
        """Whatever DLE `code` says, the end of the stream aside."""
        if code == PACKET_BEGINS:
            torn = self._torn_packet()
            self._packet = bytearray()
            return torn
        if code == PACKET_ENDS:
            return self._packet_text()
        return self.event(code, now)

    def event(self, code: int, now: Ms) -> tuple[Signal, ...]:
        """Digits and plain events, in a stream or between lines."""
        if code == DIGIT_BEGINS:
            self._digits.begin()
        elif code == DIGIT_ENDS:
            self._digits.end()
        elif code in DIGITS:
            digit = self._digits.take(code, now)
            return (digit,) if digit else ()
        else:
            return (event_signal(code),)
        return ()

    def close(self) -> tuple[Signal, ...]:
        """The stream is over; a packet under way is lost."""
        self._digits.end()
        return self._torn_packet()

    def _torn_packet(self) -> tuple[Signal, ...]:
        size = len(self._packet or b"")
        self._packet = None
        return (JunkDropped(size),) if size else ()

    def _packet_text(self) -> tuple[Signal, ...]:
        text, self._packet = bytes(self._packet or b""), None
        lines = [line.decode("latin-1").strip(BLANK) for line in text.splitlines()]  # as bytes: only CR and LF end one
        return tuple(ComplexEvent(line) for line in lines if line)
