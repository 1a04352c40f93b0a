"""Messages to PDUs: SMS-SUBMIT as AT+CMGS takes it (3GPP 23.040 §9.2.2.2, 27.005 §3.5.1)."""

from typing import Final

from appliance.model.words import Value
from appliance.protocol.gsm.sms.coding_scheme import FLASH, Alphabet, scheme_octet
from appliance.protocol.gsm.sms.numbers import written_address
from appliance.protocol.gsm.sms.septets import pack
from appliance.protocol.gsm.sms.text_parts import TextPart
from appliance.protocol.gsm.sms.times import validity_octet
from appliance.protocol.gsm.sms.user_data_header import part_header

_SUBMIT: Final = 0x01
_RELATIVE_VALIDITY: Final = 0x10
_REPORT_WANTED: Final = 0x20
_HAS_HEADER: Final = 0x40
_BY_THE_MODEM: Final = b"\x00"
"""As message reference, and as length of the service centre: the modem knows both."""


class Submission(Value, frozen=True):
    """What AT+CMGS wants: `AT+CMGS=<length>`, then `pdu` at the prompt."""

    length: int
    """Octets without the service centre."""
    pdu: str


def encode_submit(
    recipient: str,
    part: TextPart,
    *,
    report: bool = False,
    flash: bool = False,
    validity_minutes: int | None = None,
) -> Submission:
    """One part to one number. Raises OurFault for a recipient that is no number.

    A report tells of delivery; without a validity the service centre's own holds.
    """
    first = _SUBMIT | _REPORT_WANTED * report | _HAS_HEADER * (part.part is not None)
    validity = b""
    if validity_minutes is not None:
        first |= _RELATIVE_VALIDITY
        validity = bytes([validity_octet(validity_minutes)])
    protocol_and_scheme = bytes([0, scheme_octet(part.alphabet, FLASH if flash else None)])
    tpdu = b"".join(
        (bytes([first]), _BY_THE_MODEM, written_address(recipient), protocol_and_scheme, validity, _user_data(part))
    )
    return Submission(len(tpdu), (_BY_THE_MODEM + tpdu).hex().upper())


def _user_data(part: TextPart) -> bytes:
    """Length, header, fill bits, content."""
    header = part_header(part.part) if part.part else b""
    if part.alphabet is not Alphabet.GSM_7:
        return bytes([len(header) + len(part.content)]) + header + part.content
    fill_bits = -len(header) * 8 % 7
    length = (len(header) * 8 + fill_bits) // 7 + len(part.content)
    return bytes([length]) + header + pack(part.content, fill_bits)
