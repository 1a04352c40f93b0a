"""The three kinds of short message that a modem hands over, as values (3GPP 23.040 §9.2.2)."""

from datetime import datetime
from enum import Enum
from typing import Final

from appliance.model.words import Value
from appliance.protocol.gsm.sms.coding_scheme import FLASH, Alphabet, CodingScheme, Waiting
from appliance.protocol.gsm.sms.delivery_status import DeliveryStatus
from appliance.protocol.gsm.sms.numbers import Address
from appliance.protocol.gsm.sms.user_data_header import Header, PartOf, Ports

_WAP_PUSH: Final = frozenset({2948, 2949})
"""Registered ports of WAP push, plain and secure; MMS notifications come this way."""
_SILENT: Final = 0x40
"""Short message type 0: acknowledged and thrown away (§9.2.3.9)."""
_FOR_THE_CARD: Final = range(0x7C, 0x80)
"""Data downloads and de-personalization: between network, SIM and terminal (§9.2.3.9)."""


class Purpose(Enum):
    """Whom a message is for; only the first two are for people."""

    TEXT = "text"
    FLASH = "text to be shown at once"
    WAITING = "message waiting"
    WAP_PUSH = "WAP push"
    PORT_DATA = "data for a program"
    BINARY = "data"
    SIM_DATA = "data for the SIM"
    SILENT = "silent message"


class UserData(Value, frozen=True):
    """What is in a message, read by its coding scheme."""

    coding: CodingScheme = CodingScheme()
    header: Header = Header()
    content: bytes = b""
    """Septets one a byte, UTF-16-BE, or data; so kept because a character may reach into the next part."""
    text: str = ""
    """Empty for data."""

    @property
    def part(self) -> PartOf | None:
        return self.header.part()

    @property
    def ports(self) -> Ports | None:
        return self.header.ports()


class SmsDeliver(Value, frozen=True):
    """A message that came."""

    sender: Address
    sent: datetime | None
    """By the service centre's clock; None when the network sent no date."""
    body: UserData
    service_centre: Address | None = None
    protocol: int = 0
    """TP-PID."""
    more_to_come: bool = False
    reply_path: bool = False
    pdu: str = ""
    """As the modem told it."""

    @property
    def purpose(self) -> Purpose:
        return _purpose(self.body, self.protocol)

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """What the message says of messages that wait elsewhere, by header and coding scheme."""
        by_scheme = self.body.coding.waiting
        return self.body.header.waiting() or ((by_scheme,) if by_scheme else ())


class StatusReport(Value, frozen=True):
    """What became of a message that we sent; found by reference and recipient."""

    reference: int
    """TP-MR, as +CMGS told it."""
    recipient: Address
    sent: datetime | None
    finished: datetime | None
    """Delivered, or last tried."""
    status: DeliveryStatus
    service_centre: Address | None = None
    pdu: str = ""


class SmsSubmit(Value, frozen=True):
    """A message we sent, as memories keep it."""

    reference: int
    recipient: Address
    body: UserData
    validity_minutes: int | None = None
    valid_until: datetime | None = None
    report_wanted: bool = False
    protocol: int = 0
    service_centre: Address | None = None
    pdu: str = ""


def _purpose(body: UserData, protocol: int) -> Purpose:
    """The first that holds: a program's data stays one, whatever alphabet it claims."""
    ports = body.ports
    if ports is not None:
        return Purpose.WAP_PUSH if ports.destination in _WAP_PUSH else Purpose.PORT_DATA
    if protocol == _SILENT:
        return Purpose.SILENT
    if protocol in _FOR_THE_CARD:
        return Purpose.SIM_DATA
    if body.coding.waiting or body.header.waiting():
        return Purpose.WAITING
    if body.coding.alphabet is Alphabet.OCTETS:
        return Purpose.BINARY
    return Purpose.FLASH if body.coding.message_class == FLASH else Purpose.TEXT
