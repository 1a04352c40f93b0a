"""A PDU read from front to back; its one fault says where, what and what was expected, and keeps the PDU."""

from typing import Final

from appliance.protocol.errors import ModemFault

LONGEST_PDU: Final = 1_024
"""Hexadecimal digits; the standard's longest has 12 octets of service centre and 176 of message: 376."""


class PduFault(ModemFault):
    """A message that breaks the standard; whoever catches it keeps `pdu`, so that nothing is lost."""

    def __init__(self, where: str, what: str, expected: str, pdu: str) -> None:
        super().__init__(f"SMS, {where}: {what}; expected {expected}")
        self.where = where
        self.what = what
        self.expected = expected
        self.pdu = pdu
        """As the modem told it."""


class OctetReader:
    def __init__(self, octets: bytes, pdu: str) -> None:
        """`pdu` is what a fault keeps; the octets may be a part of it."""
        self._octets = octets
        self._at = 0
        self.pdu = pdu

    @property
    def left(self) -> int:
        return len(self._octets) - self._at

    def octet(self, element: str) -> int:
        """The next octet. Raises PduFault at the end."""
        return self.take(1, element)[0]

    def take(self, count: int, element: str) -> bytes:
        """The next `count` octets. Raises PduFault when there are fewer."""
        if count > self.left:
            raise self.fault(element, f"{self.left} octets left", f"{count}")
        self._at += count
        return self._octets[self._at - count : self._at]

    def fault(self, element: str, what: str, expected: str) -> PduFault:
        return PduFault(f"{element} at octet {self._at}", what, expected, self.pdu)


def octets_of(pdu: str) -> bytes:
    """A PDU's hexadecimal digits as octets. Raises PduFault."""
    if len(pdu) > LONGEST_PDU:
        raise PduFault("PDU", f"{len(pdu)} digits", f"at most {LONGEST_PDU}", pdu[:LONGEST_PDU])
    if not pdu.isascii() or not pdu.isalnum() or len(pdu) % 2:
        raise PduFault("PDU", f"{len(pdu)} characters, {pdu[:8]!r} …", "an even number of hexadecimal digits", pdu)
    try:
        return bytes.fromhex(pdu)
    except ValueError:
        raise PduFault("PDU", f"{pdu[:8]!r} …", "hexadecimal digits only", pdu) from None
