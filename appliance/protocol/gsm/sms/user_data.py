"""The user data of a message: its header, its septets behind the fill bits, its text (3GPP 23.040 §9.2.3.24)."""

from typing import Final

from appliance.protocol.gsm.sms.alphabet import text_of
from appliance.protocol.gsm.sms.coding_scheme import Alphabet, CodingScheme
from appliance.protocol.gsm.sms.messages import UserData
from appliance.protocol.gsm.sms.octets import OctetReader
from appliance.protocol.gsm.sms.septets import octets_needed, unpack
from appliance.protocol.gsm.sms.user_data_header import LOCKING_SHIFT, SINGLE_SHIFT, Header, read_header

MOST_OCTETS: Final = 140
MOST_SEPTETS: Final = 160


def read_user_data(reader: OctetReader, coding: CodingScheme, *, with_header: bool) -> UserData:
    """From the length on. Raises PduFault."""
    length = reader.octet("user data length")
    if coding.compressed:
        raise reader.fault("user data", "compressed text (3GPP 23.042)", "plain text; ask the sender for it")
    in_septets = coding.alphabet is Alphabet.GSM_7
    most = MOST_SEPTETS if in_septets else MOST_OCTETS
    if length > most:
        raise reader.fault("user data length", str(length), f"at most {most}")
    octets = reader.take(octets_needed(length) if in_septets else length, "user data")
    header, header_octets = _header(reader, octets) if with_header else (Header(), 0)
    if in_septets:
        return _septets(reader, octets, (length, header_octets), UserData(coding, header))
    content = octets[header_octets:]
    return UserData(coding, header, content, "" if coding.alphabet is Alphabet.OCTETS else utf16_text(content))


def text_of_content(content: bytes, coding: CodingScheme, header: Header) -> str:
    """Content of one message, or of parts that follow each other, as text; empty for data."""
    if coding.alphabet is Alphabet.OCTETS:
        return ""
    if coding.alphabet is Alphabet.UCS2:
        return utf16_text(content)
    return text_of(content, header.language(LOCKING_SHIFT), header.language(SINGLE_SHIFT))


def utf16_text(octets: bytes) -> str:
    """UCS2 as networks use it: UTF-16, surrogate pairs included; half a pair or half a character shows as U+FFFD."""
    return octets.decode("utf-16-be", "replace")


def _header(reader: OctetReader, octets: bytes) -> tuple[Header, int]:
    """The header and the octets it takes, its length octet included."""
    if not octets or octets[0] >= len(octets):
        told = f"{octets[0]} octets long" if octets else "missing"
        raise reader.fault("user data header", told, f"a header within the {len(octets)} octets of user data")
    return read_header(octets[1 : 1 + octets[0]]), 1 + octets[0]


def _septets(reader: OctetReader, octets: bytes, lengths: tuple[int, int], empty: UserData) -> UserData:
    """Text starts at the next whole septet behind the header."""
    length, header_octets = lengths
    header_septets = -(-header_octets * 8 // 7)
    if header_septets > length:
        raise reader.fault("user data length", f"{length} septets", f"at least the header's {header_septets}")
    fill_bits = header_septets * 7 - header_octets * 8
    content = unpack(octets[header_octets:], length - header_septets, fill_bits)
    return UserData(empty.coding, empty.header, content, text_of_content(content, empty.coding, empty.header))
