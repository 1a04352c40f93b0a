"""Addresses of short messages: telephone numbers in semi-octets, and senders that are names (3GPP 23.040 §9.1.2.5)."""

from enum import Enum
from typing import Final

from appliance.model.words import Value
from appliance.protocol.errors import OurFault
from appliance.protocol.gsm.sms.alphabet import text_of
from appliance.protocol.gsm.sms.octets import OctetReader
from appliance.protocol.gsm.sms.septets import unpack

MOST_DIGITS: Final = 20
"""§9.1.2.5: an address has at most 12 octets, 10 of them digits."""

_DIGITS: Final = "0123456789*#abc"
_FILL: Final = 0xF
_TELEPHONE_PLAN: Final = 0x01
_ALIKE_FROM: Final = 6
"""Digits that must agree before two ways of writing a number are taken for the same one."""


class NumberKind(Enum):
    """Type of number."""

    UNKNOWN = 0
    INTERNATIONAL = 1
    NATIONAL = 2
    NETWORK = 3
    SUBSCRIBER = 4
    ALPHANUMERIC = 5
    ABBREVIATED = 6
    RESERVED = 7


class Address(Value, frozen=True):
    text: str
    """Digits, * # a b c, with + before an international number; or the name that an alphanumeric sender is."""
    kind: NumberKind = NumberKind.UNKNOWN


def read_address(reader: OctetReader, element: str) -> Address:
    """Length in semi-octets, type, value. Raises PduFault."""
    length = reader.octet(element)
    kind = _kind(reader.octet(element))
    value = reader.take((length + 1) // 2, element)
    if kind is NumberKind.ALPHANUMERIC:
        return Address(_name(value, length), kind)
    return _numeric(value, length, kind)


def read_service_centre(reader: OctetReader) -> Address | None:
    """Length in octets, type, value; None when the length is 0. Raises PduFault."""
    length = reader.octet("service centre")
    if length == 0:
        return None
    kind = _kind(reader.octet("service centre"))
    value = reader.take(length - 1, "service centre")
    return _numeric(value, 2 * len(value), kind)


def written_address(number: str) -> bytes:
    """Length, type and value of a number to send to; "+" makes it international. Raises OurFault."""
    digits = number.removeprefix("+")
    if not digits or len(digits) > MOST_DIGITS or not set(digits) <= set(_DIGITS):
        fault = f"SMS to {number!r}: expected 1 to {MOST_DIGITS} digits, with + before them or not"
        raise OurFault(fault)
    kind = NumberKind.INTERNATIONAL if number.startswith("+") else NumberKind.UNKNOWN
    codes = [_DIGITS.index(digit) for digit in digits] + [_FILL] * (len(digits) % 2)
    pairs = bytes(low | high << 4 for low, high in zip(codes[::2], codes[1::2], strict=True))
    return bytes([len(digits), 0x80 | kind.value << 4 | _TELEPHONE_PLAN]) + pairs


def same_number(one: str, other: str) -> bool:
    """Whether two writings may be one telephone: "+4930123456" and "030123456" agree from the right, the 0 aside."""
    ours, theirs = one.lstrip("+0"), other.lstrip("+0")
    shorter = min(len(ours), len(theirs))
    return one == other or (shorter >= _ALIKE_FROM and ours[-shorter:] == theirs[-shorter:])


def _name(value: bytes, length: int) -> str:
    """Seven characters fill seven octets but for seven bits; networks that count them make an @ of those."""
    septets = unpack(value, length * 4 // 7)
    filled = len(septets) % 8 == 0 and septets[-1:] == b"\0"
    return text_of(septets[:-1] if filled else septets).strip()


def _kind(octet: int) -> NumberKind:
    return NumberKind(octet >> 4 & 0x7)


def _numeric(value: bytes, length: int, kind: NumberKind) -> Address:
    codes = [code for octet in value for code in (octet & 0xF, octet >> 4)][:length]
    digits = "".join(_DIGITS[code] for code in codes if code != _FILL)
    return Address("+" + digits if kind is NumberKind.INTERNATIONAL and digits else digits, kind)
