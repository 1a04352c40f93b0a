"""PDUs to messages: SMS-DELIVER, SMS-STATUS-REPORT and SMS-SUBMIT (3GPP 23.040 §9.2.2, 27.005 §3.1)."""

from typing import Final, TypeAlias

from appliance.protocol.gsm.sms.coding_scheme import coding_scheme
from appliance.protocol.gsm.sms.delivery_status import delivery_status
from appliance.protocol.gsm.sms.messages import SmsDeliver, SmsSubmit, StatusReport
from appliance.protocol.gsm.sms.numbers import Address, read_address, read_service_centre
from appliance.protocol.gsm.sms.octets import OctetReader, octets_of
from appliance.protocol.gsm.sms.times import STAMP_OCTETS, stamp, validity_minutes
from appliance.protocol.gsm.sms.user_data import read_user_data

Message: TypeAlias = SmsDeliver | StatusReport | SmsSubmit

_TYPE: Final = 0x03
_SUBMIT, _REPORT = 0x01, 0x02
_NO_MORE: Final = 0x04
_VALIDITY_FORMAT: Final = 0x18
_RELATIVE, _ENHANCED, _ABSOLUTE = 0x10, 0x08, 0x18
_STATUS_WANTED: Final = 0x20
_HAS_HEADER: Final = 0x40
_REPLY_PATH: Final = 0x80


def decode_pdu(pdu: str, length: int | None = None) -> Message:
    """A PDU as +CMGR, +CMGL, +CMT and +CDS print it.

    `length` is what they say before it: octets without the service centre. With it a PDU that some modems print
    without the service centre is recognised, and a torn one. Raises PduFault.
    """
    octets = octets_of(pdu)
    reader = OctetReader(octets, pdu)
    centre = None if length is not None and len(octets) == length else read_service_centre(reader)
    if length is not None and reader.left < length:
        raise reader.fault("PDU", f"{reader.left} octets", f"the {length} that the modem announced")
    first = reader.octet("first octet")
    if first & _TYPE == _SUBMIT:
        return _submit(reader, first, centre)
    if first & _TYPE == _REPORT:
        return _status_report(reader, centre)
    return _deliver(reader, first, centre)  # the reserved type is read as a delivery (23.040 §9.2.3.1)


def _deliver(reader: OctetReader, first: int, centre: Address | None) -> SmsDeliver:
    sender = read_address(reader, "sender")
    protocol = reader.octet("protocol identifier")
    coding = coding_scheme(reader.octet("data coding scheme"))
    sent = stamp(reader.take(STAMP_OCTETS, "time stamp"))
    return SmsDeliver(
        sender,
        sent,
        read_user_data(reader, coding, with_header=bool(first & _HAS_HEADER)),
        service_centre=centre,
        protocol=protocol,
        more_to_come=not first & _NO_MORE,
        reply_path=bool(first & _REPLY_PATH),
        pdu=reader.pdu,
    )


def _status_report(reader: OctetReader, centre: Address | None) -> StatusReport:
    """What may follow the status (text of the service centre) is of no use and not read."""
    return StatusReport(
        reader.octet("message reference"),
        read_address(reader, "recipient"),
        stamp(reader.take(STAMP_OCTETS, "time stamp")),
        stamp(reader.take(STAMP_OCTETS, "discharge time")),
        delivery_status(reader.octet("status")),
        service_centre=centre,
        pdu=reader.pdu,
    )


def _submit(reader: OctetReader, first: int, centre: Address | None) -> SmsSubmit:
    reference = reader.octet("message reference")
    recipient = read_address(reader, "recipient")
    protocol = reader.octet("protocol identifier")
    coding = coding_scheme(reader.octet("data coding scheme"))
    form = first & _VALIDITY_FORMAT
    minutes = validity_minutes(reader.octet("validity period")) if form == _RELATIVE else None
    until = reader.take(STAMP_OCTETS, "validity period") if form in {_ENHANCED, _ABSOLUTE} else b""
    return SmsSubmit(
        reference,
        recipient,
        read_user_data(reader, coding, with_header=bool(first & _HAS_HEADER)),
        validity_minutes=minutes,
        valid_until=stamp(until) if form == _ABSOLUTE else None,
        report_wanted=bool(first & _STATUS_WANTED),
        protocol=protocol,
        service_centre=centre,
        pdu=reader.pdu,
    )
