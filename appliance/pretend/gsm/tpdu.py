"""Transfer units of short messages as the network writes and reads them (3GPP 23.040 §9.2)."""

from enum import Enum

from appliance.model.words import Value
from appliance.pretend.gsm.alphabet import NotInAlphabet, packed, septets, text_of, unpacked

LONGEST_OCTETS = 140
"""Of user data (23.040 §9.2.3.24)."""
LONGEST_TPDU = 176
"""Octets of the longest SMS-SUBMIT: 10 of address, 7 of validity, 140 of user data, and what stands between."""

INTERNATIONAL, UNKNOWN_TYPE, ALPHANUMERIC = 0x91, 0x81, 0xD0
_SEMI_OCTETS = "0123456789*#abc"


class BadTpdu(ValueError):
    """What came is no SMS-SUBMIT."""


class Alphabet(Enum):
    GSM7 = 0
    OCTETS = 1
    UCS2 = 2


class PartOf(Value, frozen=True):
    """Of a concatenated message (23.040 §9.2.3.24.1 and .8)."""

    reference: int
    total: int
    place: int
    """Counts from 1."""
    wide: bool = False
    """The reference has 16 bits."""

    def element(self) -> bytes:
        if self.wide:
            return bytes((0x08, 4)) + self.reference.to_bytes(2, "big") + bytes((self.total, self.place))
        return bytes((0x00, 3, self.reference & 0xFF, self.total, self.place))


class Submitted(Value, frozen=True, kw_only=True):
    """An SMS-SUBMIT, understood."""

    destination: str
    text: str
    octets: bytes = b""
    """Of 8-bit data; the text is empty then."""
    alphabet: Alphabet
    part: PartOf | None = None
    wants_report: bool = False


def address_octets(address: str, *, of_centre: bool = False) -> bytes:
    """Length, type of address, semi-octets (23.040 §9.1.2.5); of a service centre the length counts octets."""
    if not address:
        return b"\x00" if of_centre else bytes((0, UNKNOWN_TYPE))
    digits = address.removeprefix("+")
    if any(character not in _SEMI_OCTETS for character in digits):
        found = septets(address)[:11]
        return bytes((-(-len(found) * 7 // 4), ALPHANUMERIC)) + packed(found)
    kind = INTERNATIONAL if address.startswith("+") else UNKNOWN_TYPE
    swapped = semi_octets(digits)
    return bytes((len(swapped) + 1 if of_centre else len(digits), kind)) + swapped


def semi_octets(digits: str) -> bytes:
    """Two digits an octet, the first in the lower half; an odd one is filled with 1111."""
    values = [_SEMI_OCTETS.index(digit) for digit in digits] + [0xF] * (len(digits) % 2)
    return bytes(low | high << 4 for low, high in zip(values[::2], values[1::2], strict=True))


def _digits_of(octets: bytes, count: int) -> str:
    values = [half for octet in octets for half in (octet & 0xF, octet >> 4)]
    return "".join(_SEMI_OCTETS[value] for value in values[:count] if value < 0xF)


def timestamp(moment: str) -> bytes:
    """YYMMDDhhmmss and a zone in quarters of an hour, "+08" or "-20", swapped (23.040 §9.2.3.11)."""
    sign, quarters = moment[12:13], moment[13:15] or "00"
    zone = int(quarters[0]) | int(quarters[1]) << 4 | (0x08 if sign == "-" else 0)
    return semi_octets(moment[:12]) + bytes((zone,))


def user_data(text: str, alphabet: Alphabet, header: bytes = b"", octets: bytes = b"") -> bytes:
    """TP-UDL and TP-UD; the length counts septets in GSM 7 bit, octets otherwise."""
    if alphabet is Alphabet.GSM7:
        found = septets(text)
        header_septets = (len(header) * 8 + 6) // 7
        return bytes((header_septets + len(found),)) + header + packed(found, header_septets * 7 - len(header) * 8)
    coded = octets if alphabet is Alphabet.OCTETS else text.encode("utf-16-be", "surrogatepass")
    return bytes((len(header) + len(coded),)) + header + coded


def header_of(*elements: bytes) -> bytes:
    """TP-UDHL and the information elements; nothing when there are none."""
    whole = b"".join(elements)
    return bytes((len(whole),)) + whole if whole else b""


def deliver(origin: str, coding: int, moment: str, data: bytes, *, has_header: bool, protocol: int = 0) -> bytes:
    """SMS-DELIVER (§9.2.2.1); `data` is TP-UDL with TP-UD, `coding` TP-DCS. No more messages wait: TP-MMS is set."""
    first = 0x04 | (0x40 if has_header else 0)
    return bytes((first,)) + address_octets(origin) + bytes((protocol, coding)) + timestamp(moment) + data


def status_report(reference: int, recipient: str, moment: str, status: int) -> bytes:
    """SMS-STATUS-REPORT (§9.2.2.3); status 0: received, 0x41 to 0x7F: never will be (§9.2.3.15)."""
    head = bytes((0x06, reference)) + address_octets(recipient)
    return head + timestamp(moment) + timestamp(moment) + bytes((status,))


def read_submit(octets: bytes) -> Submitted:
    """An SMS-SUBMIT (§9.2.2.2). Raises BadTpdu."""
    try:
        return _read_submit(octets)
    except (IndexError, UnicodeDecodeError) as error:
        raise BadTpdu(str(error)) from error


_VALIDITY_OCTETS = (0, 7, 1, 7)
"""By TP-VPF: none, enhanced, relative, absolute (§9.2.3.3)."""


def _read_submit(octets: bytes) -> Submitted:
    first = octets[0]
    if first & 0x03 != 0x01:
        text = f"message type {first & 3} is no SMS-SUBMIT"
        raise BadTpdu(text)
    destination, place = _read_address(octets, 2)
    alphabet = alphabet_of(octets[place + 1])
    place += 2 + _VALIDITY_OCTETS[first >> 3 & 3]
    length, body = octets[place], octets[place + 1 :]
    whole = (length * 7 + 7) // 8 if alphabet is Alphabet.GSM7 else length
    if len(body) != whole or whole > LONGEST_OCTETS:
        text = f"user data of {len(body)} octets where its length says {whole}"
        raise BadTpdu(text)
    header = body[: body[0] + 1] if first & 0x40 else b""
    fill = -len(header) * 8 % 7
    return Submitted(
        destination=destination,
        text=_read_text(body, length, alphabet, len(header), fill),
        octets=body[len(header) :] if alphabet is Alphabet.OCTETS else b"",
        alphabet=alphabet,
        part=_read_part(header),
        wants_report=bool(first & 0x20),
    )


def _read_text(body: bytes, length: int, alphabet: Alphabet, header: int, fill: int) -> str:
    if alphabet is Alphabet.GSM7:
        return text_of(unpacked(body[header:], length - (header * 8 + fill) // 7, fill))
    return body[header:].decode("utf-16-be") if alphabet is Alphabet.UCS2 else ""


def _read_address(octets: bytes, place: int) -> tuple[str, int]:
    digits, kind = octets[place], octets[place + 1]
    end = place + 2 + (digits + 1) // 2
    if end > len(octets) or digits > 20:
        text = f"an address of {digits} digits"
        raise BadTpdu(text)
    if kind & 0x70 == 0x50:
        return text_of(unpacked(octets[place + 2 : end], digits * 4 // 7)), end
    return ("+" if kind & 0x70 == 0x10 else "") + _digits_of(octets[place + 2 : end], digits), end


def alphabet_of(coding: int) -> Alphabet:
    """23.038 §4: the general groups 00xx, the message waiting group 1110, and 1111."""
    if coding >> 4 == 0xF:
        return Alphabet.OCTETS if coding & 4 else Alphabet.GSM7
    if coding >> 4 == 0xE:
        return Alphabet.UCS2
    known = coding < 0x80 and not coding & 0x20
    return (Alphabet.GSM7, Alphabet.OCTETS, Alphabet.UCS2, Alphabet.GSM7)[coding >> 2 & 3] if known else Alphabet.GSM7


def _read_part(header: bytes) -> PartOf | None:
    place = 1
    while place + 1 < len(header):
        kind, length = header[place], header[place + 1]
        value = header[place + 2 : place + 2 + length]
        if kind == 0x00 and len(value) == 3:
            return PartOf(value[0], value[1], value[2])
        if kind == 0x08 and len(value) == 4:
            return PartOf(int.from_bytes(value[:2], "big"), value[2], value[3], wide=True)
        place += 2 + length
    return None


def fits_gsm7(text: str) -> bool:
    try:
        septets(text)
    except NotInAlphabet:
        return False
    return True
