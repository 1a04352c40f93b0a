"""Text cut into parts to send: 160/153 characters of GSM 7 bit, 70/67 of UCS2 (3GPP 23.040 §9.2.3.24.1)."""

from collections.abc import Iterable
from typing import Final

from appliance.model.words import Value
from appliance.protocol.errors import OurFault
from appliance.protocol.gsm.sms.alphabet import codes_of
from appliance.protocol.gsm.sms.coding_scheme import Alphabet
from appliance.protocol.gsm.sms.user_data import MOST_OCTETS, MOST_SEPTETS
from appliance.protocol.gsm.sms.user_data_header import PartOf, part_header

MOST_PARTS: Final = 255


class TextPart(Value, frozen=True):
    """What goes into one message."""

    alphabet: Alphabet
    content: bytes
    """Septets one a byte, or UTF-16-BE."""
    part: PartOf | None = None


def text_parts(text: str, reference: int = 0, *, wide: bool = False) -> tuple[TextPart, ...]:
    """One part where it fits, else numbered ones that carry `reference`, of 16 bits if `wide`.

    GSM 7 bit when it has every character. Neither an escaped character nor a surrogate pair is ever cut in two.
    Raises OurFault beyond 255 parts.
    """
    codes = [codes_of(sign) for sign in text]
    septets = [code for code in codes if code is not None]
    if len(septets) == len(codes):
        return _cut(Alphabet.GSM_7, septets, reference, wide=wide)
    units = [sign.encode("utf-16-be", "replace") for sign in text]
    return _cut(Alphabet.UCS2, units, reference, wide=wide)


def _cut(alphabet: Alphabet, signs: list[bytes], reference: int, *, wide: bool) -> tuple[TextPart, ...]:
    whole = b"".join(signs)
    single, several = _room(alphabet, wide=wide)
    if len(whole) <= single:
        return (TextPart(alphabet, whole),)
    contents = _filled(signs, several)
    if len(contents) > MOST_PARTS:
        fault = f"SMS of {len(signs)} characters: {len(contents)} parts, at most {MOST_PARTS}; send a shorter text"
        raise OurFault(fault)
    numbered = reference % (0x10000 if wide else 0x100)
    return tuple(
        TextPart(alphabet, content, PartOf(numbered, len(contents), number, wide))
        for number, content in enumerate(contents, start=1)
    )


def _room(alphabet: Alphabet, *, wide: bool) -> tuple[int, int]:
    """Bytes of content in a message alone, and in one with a header: 160 and 153 (152), or 140 and 134 (132)."""
    header = len(part_header(PartOf(0, 1, 1, wide)))
    if alphabet is Alphabet.GSM_7:
        return MOST_SEPTETS, MOST_SEPTETS - -(-header * 8 // 7)
    return MOST_OCTETS, (MOST_OCTETS - header) // 2 * 2


def _filled(signs: Iterable[bytes], room: int) -> list[bytes]:
    contents = [b""]
    for sign in signs:
        if len(contents[-1]) + len(sign) > room:
            contents.append(b"")
        contents[-1] += sign
    return contents
