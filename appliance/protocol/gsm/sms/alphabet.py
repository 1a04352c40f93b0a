"""Septets to text with any language's tables, and text to septets of the default alphabet (3GPP 23.038 §6.2.1)."""

from typing import Final

from appliance.protocol.gsm.sms.national_tables import DEFAULT, ESCAPE, EXTENSION, LOCKING, SINGLE

_CODES: Final[dict[str, bytes]] = {
    **{sign: bytes([code]) for code, sign in enumerate(DEFAULT) if code != ESCAPE},
    **{sign: bytes([ESCAPE, code]) for code, sign in EXTENSION.items()},
}


def text_of(septets: bytes, locking: int = 0, single: int = 0) -> str:
    """Septets, one a byte, as text. A language that no table knows reads as the default one (23.040 §9.2.3.24.15)."""
    table = LOCKING.get(locking, DEFAULT)
    shifted = SINGLE.get(single, EXTENSION)
    signs: list[str] = []
    escaped = False
    for septet in septets:
        code = septet & 0x7F
        if escaped:
            # §6.2.1.1: an unknown code shows its sign of the main table, a second ESCAPE a space
            signs.append(" " if code == ESCAPE else shifted.get(code, table[code]))
            escaped = False
        elif code == ESCAPE:
            escaped = True
        else:
            signs.append(table[code])
    return "".join(signs)


def codes_of(sign: str) -> bytes | None:
    """The one or two septets of a character; None when the alphabet has it not."""
    return _CODES.get(sign)


def septets_of(text: str) -> bytes | None:
    """Septets, one a byte; None when the alphabet lacks a character."""
    codes = [_CODES.get(sign) for sign in text]
    known = [code for code in codes if code is not None]
    return b"".join(known) if len(known) == len(codes) else None
