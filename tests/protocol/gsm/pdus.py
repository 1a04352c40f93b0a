"""PDUs laid out by hand for the tests of what reads them: no code is shared with the program."""

from collections.abc import Iterable

STAMP = "62118101006380"
"""2026-11-18 10:00:36, zone +2 h (eight quarters)."""
SENDER = "0B919471325476F8"
"""+49172345678 – eleven digits, international."""


def bits_packed(septets: Iterable[int], fill_bits: int = 0) -> str:
    """Septets as hexadecimal octets, by writing the bits down one after the other."""
    bits = [0] * fill_bits + [septet >> place & 1 for septet in septets for place in range(7)]
    bits += [0] * (-len(bits) % 8)
    octets = [sum(bit << place for place, bit in enumerate(bits[at : at + 8])) for at in range(0, len(bits), 8)]
    return bytes(octets).hex().upper()


def deliver(
    data: str,
    length: int,
    *,
    dcs: str = "00",
    first: str = "04",
    sender: str = SENDER,
    pid: str = "00",
    sent: str = STAMP,
) -> str:
    """An SMS-DELIVER without service centre: user data in hexadecimal, its length as TP-UDL has it."""
    return f"00{first}{sender}{pid}{dcs}{sent}{length:02X}{data}"


def ascii_deliver(text: str, *, dcs: str = "00", pid: str = "00", sender: str = SENDER) -> str:
    """Letters, digits and spaces: their codes are the ASCII ones."""
    return deliver(bits_packed(text.encode()), len(text), dcs=dcs, pid=pid, sender=sender)


def ucs2_deliver(text: str, *, header: str = "", first: str = "04", sent: str = STAMP) -> str:
    data = header + text.encode("utf-16-be", "surrogatepass").hex().upper()
    return deliver(data, len(data) // 2, dcs="08", first="44" if header else first, sent=sent)


def gsm_part(text: str, reference: int, total: int, number: int, *, sent: str = STAMP) -> str:
    """A part with an 8-bit reference: six octets of header, one fill bit."""
    header = f"050003{reference:02X}{total:02X}{number:02X}"
    return deliver(header + bits_packed(text.encode(), 1), 7 + len(text), first="44", sent=sent)


def with_elements(elements: str, text: str, *, first: str = "44", dcs: str = "00") -> str:
    """Any header before a GSM 7 bit text."""
    octets = len(elements) // 2 + 1
    fill_bits = -octets * 8 % 7
    data = f"{octets - 1:02X}{elements}" + bits_packed(text.encode(), fill_bits)
    return deliver(data, (octets * 8 + fill_bits) // 7 + len(text), first=first, dcs=dcs)
