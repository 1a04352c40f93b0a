"""What a data coding scheme says of a message: alphabet, class, message waiting (3GPP 23.038 §4)."""

from enum import Enum
from typing import Final

from appliance.model.words import Value

FLASH: Final = 0
"""Class 0 is shown at once and stored nowhere by the modem."""


class Alphabet(Enum):
    GSM_7 = "GSM 7 bit"
    OCTETS = "8 bit data"
    UCS2 = "UCS2"


class WaitingKind(Enum):
    VOICE_MAIL = "voice mail"
    FAX = "fax"
    ELECTRONIC_MAIL = "electronic mail"
    OTHER = "other"


class Waiting(Value, frozen=True):
    """Messages wait somewhere (23.040 §9.2.3.24.2, 23.038 §4)."""

    kind: WaitingKind
    active: bool
    """False clears the indication."""
    count: int | None = None
    """How many; only a header's element tells."""
    discard: bool = False
    """The text may be thrown away."""


class CodingScheme(Value, frozen=True):
    alphabet: Alphabet = Alphabet.GSM_7
    message_class: int | None = None
    """0 flash, 1 modem, 2 SIM, 3 terminal."""
    compressed: bool = False
    delete_after_reading: bool = False
    waiting: Waiting | None = None


_ALPHABETS: Final = (Alphabet.GSM_7, Alphabet.OCTETS, Alphabet.UCS2, Alphabet.GSM_7)
"""Reserved codings read as GSM 7 bit (§4)."""


def coding_scheme(octet: int) -> CodingScheme:
    """Every octet means something; what is reserved means the default alphabet."""
    group = octet >> 4
    if group < 0x8:
        return _general(octet)
    if group < 0xC:
        return CodingScheme()
    if group == 0xF:
        return CodingScheme(Alphabet.OCTETS if octet & 0x4 else Alphabet.GSM_7, message_class=octet & 0x3)
    waiting = Waiting(tuple(WaitingKind)[octet & 0x3], active=bool(octet & 0x8), discard=group == 0xC)
    return CodingScheme(Alphabet.UCS2 if group == 0xE else Alphabet.GSM_7, waiting=waiting)


def scheme_octet(alphabet: Alphabet, message_class: int | None = None) -> int:
    """The general group's octet for a message to send."""
    octet = _ALPHABETS.index(alphabet) << 2
    return octet if message_class is None else octet | 0x10 | message_class


def _general(octet: int) -> CodingScheme:
    return CodingScheme(
        _ALPHABETS[octet >> 2 & 0x3],
        message_class=octet & 0x3 if octet & 0x10 else None,
        compressed=bool(octet & 0x20),
        delete_after_reading=bool(octet & 0x40),
    )
