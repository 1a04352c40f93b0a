"""Seven bits a character in octets of eight, lowest bits first (3GPP 23.038 §6.1.2.1.1)."""

from typing import Final

_CARRIAGE_RETURN: Final = 0x0D


def octets_needed(count: int, fill_bits: int = 0) -> int:
    """Octets that so many septets take up."""
    return (7 * count + fill_bits + 7) // 8


def pack(septets: bytes, fill_bits: int = 0) -> bytes:
    """Septets, one a byte, packed; `fill_bits` zeros stand before the first (23.040 figure 9.2.3.24 a)."""
    packed = 0
    for place, septet in enumerate(septets):
        packed |= (septet & 0x7F) << (7 * place + fill_bits)
    return packed.to_bytes(octets_needed(len(septets), fill_bits), "little")


def unpack(octets: bytes, count: int, fill_bits: int = 0) -> bytes:
    """`count` septets, one a byte; what the octets lack reads as 0."""
    packed = int.from_bytes(octets, "little") >> fill_bits
    return bytes(packed >> (7 * place) & 0x7F for place in range(count))


def unpack_all(octets: bytes) -> bytes:
    """As many septets as the octets hold, without the CR that fills seven spare bits (23.038 §6.1.2.3.1, USSD)."""
    count = len(octets) * 8 // 7
    septets = unpack(octets, count)
    padded = count > 0 and count % 8 == 0 and septets[-1] == _CARRIAGE_RETURN
    return septets[:-1] if padded else septets
