"""The network's own GSM 7-bit default alphabet with its extension table, and septets in octets (3GPP 23.038 §6)."""

_CAPITALS, _SMALL = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"
DEFAULT = f"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡{_CAPITALS}ÄÖÑÜ§¿{_SMALL}äöñüà"
"""23.038 §6.2.1; the place of a character is its septet."""
EXTENSION = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}
"""23.038 §6.2.1.1: what stands after an escape."""
ESCAPE = 0x1B
_SEPTET = {character: place for place, character in enumerate(DEFAULT) if place != ESCAPE}
_ESCAPED = {character: place for place, character in EXTENSION.items()}


class NotInAlphabet(ValueError):
    """The text has a character that the alphabet lacks."""


def septets(text: str) -> list[int]:
    """Raises NotInAlphabet."""
    found: list[int] = []
    for character in text:
        if character in _SEPTET:
            found.append(_SEPTET[character])
        elif character in _ESCAPED:
            found += (ESCAPE, _ESCAPED[character])
        else:
            raise NotInAlphabet(character)
    return found


def text_of(found: list[int]) -> str:
    """An escape with nothing known behind it shows as the character of the default table (23.038 §6.2.1.1)."""
    text, escaped = "", False
    for septet in found:
        if escaped:
            text += EXTENSION.get(septet, DEFAULT[septet])
        elif septet != ESCAPE:
            text += DEFAULT[septet]
        escaped = septet == ESCAPE and not escaped
    return text


def packed(found: list[int], fill_bits: int = 0) -> bytes:
    """23.038 §6.1.2.1; `fill_bits` of 0 stand first, so that text begins on a septet boundary after a header."""
    bits = 0
    for place, septet in enumerate(found):
        bits |= septet << (7 * place + fill_bits)
    return bits.to_bytes((7 * len(found) + fill_bits + 7) // 8, "little")


def unpacked(octets: bytes, count: int, fill_bits: int = 0) -> list[int]:
    """At most as many septets as the octets hold."""
    bits = int.from_bytes(octets, "little") >> fill_bits
    there = (len(octets) * 8 - fill_bits) // 7
    return [(bits >> 7 * place) & 0x7F for place in range(min(count, max(0, there)))]


def packed_ussd(text: str) -> bytes:
    """As USSD packs: a carriage return fills seven bits that would read as @ (23.038 §6.1.2.3.1)."""
    found = septets(text)
    if len(found) % 8 == 7:
        found.append(0x0D)
    return packed(found)
