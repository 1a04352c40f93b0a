"""The header inside a message's user data: parts, ports, languages, waiting messages (3GPP 23.040 §9.2.3.24)."""

from typing import Final

from appliance.model.words import Value
from appliance.protocol.gsm.sms.coding_scheme import Waiting, WaitingKind

PART_8, WAITING, PORTS_8, PORTS_16, PART_16 = 0x00, 0x01, 0x04, 0x05, 0x08
SINGLE_SHIFT, LOCKING_SHIFT = 0x24, 0x25

_STORE: Final = 0x80
_WAITING_KINDS: Final = tuple(WaitingKind)


class Element(Value, frozen=True):
    """One information element as it came, known or not."""

    identifier: int
    data: bytes


class PartOf(Value, frozen=True):
    """One part of a message that was cut."""

    reference: int
    total: int
    number: int
    """From 1."""
    wide: bool = False
    """The reference has 16 bits."""


class Ports(Value, frozen=True):
    """Application ports: the message is for a program."""

    destination: int
    source: int


class Header(Value, frozen=True):
    """The elements in their order; what they mean is read from them. Of a repeated element the last holds."""

    elements: tuple[Element, ...] = ()
    torn: bool = False
    """An element was longer than the header, so all of them are ignored (§9.2.3.24)."""

    def part(self) -> PartOf | None:
        """None for a message in one piece, and for numbers that make no sense (§9.2.3.24.1)."""
        for element in reversed(self.elements):
            wide = element.identifier == PART_16
            if len(element.data) == 3 + wide and element.identifier in {PART_8, PART_16}:
                reference, total, number = int.from_bytes(element.data[:-2]), *element.data[-2:]
                return PartOf(reference, total, number, wide) if 0 < number <= total else None
        return None

    def ports(self) -> Ports | None:
        for element in reversed(self.elements):
            half = len(element.data) // 2
            if (element.identifier, half) in {(PORTS_8, 1), (PORTS_16, 2)} and len(element.data) == 2 * half:
                return Ports(int.from_bytes(element.data[:half]), int.from_bytes(element.data[half:]))
        return None

    def language(self, identifier: int) -> int:
        """The language of SINGLE_SHIFT or LOCKING_SHIFT; 0 is the default alphabet."""
        return next((each.data[0] for each in reversed(self.elements) if _is_language(each, identifier)), 0)

    def waiting(self) -> tuple[Waiting, ...]:
        """One for each kind of message that waits, or no longer does."""
        return tuple(
            Waiting(_waiting_kind(each.data[0]), each.data[1] > 0, each.data[1], discard=not each.data[0] & _STORE)
            for each in self.elements
            if each.identifier == WAITING and len(each.data) == 2
        )


def read_header(octets: bytes) -> Header:
    """The header behind its length octet."""
    elements: list[Element] = []
    at = 0
    while at < len(octets):
        if at + 1 == len(octets) or at + 2 + octets[at + 1] > len(octets):
            return Header(torn=True)
        end = at + 2 + octets[at + 1]
        elements.append(Element(octets[at], octets[at + 2 : end]))
        at = end
    return Header(tuple(elements))


def part_header(part: PartOf) -> bytes:
    """A header with its length octet that says which part this is."""
    reference = part.reference.to_bytes(1 + part.wide)
    data = reference + bytes([part.total, part.number])
    element = bytes([PART_16 if part.wide else PART_8, len(data)]) + data
    return bytes([len(element)]) + element


def _is_language(element: Element, identifier: int) -> bool:
    return element.identifier == identifier and len(element.data) == 1


def _waiting_kind(octet: int) -> WaitingKind:
    return _WAITING_KINDS[octet & 0x3]
