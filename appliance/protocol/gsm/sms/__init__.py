"""Short messages: alphabets, PDUs to values and back, text to parts (3GPP 23.038, 23.040, 27.005)."""

from appliance.protocol.gsm.sms.coding_scheme import Alphabet, CodingScheme, Waiting, WaitingKind
from appliance.protocol.gsm.sms.decoding import Message, decode_pdu
from appliance.protocol.gsm.sms.delivery_status import Delivery, DeliveryStatus
from appliance.protocol.gsm.sms.encoding import Submission, encode_submit
from appliance.protocol.gsm.sms.messages import Purpose, SmsDeliver, SmsSubmit, StatusReport, UserData
from appliance.protocol.gsm.sms.numbers import Address, NumberKind, same_number
from appliance.protocol.gsm.sms.octets import PduFault
from appliance.protocol.gsm.sms.text_parts import TextPart, text_parts
from appliance.protocol.gsm.sms.user_data_header import Element, Header, PartOf, Ports

__all__ = [
    "Address",
    "Alphabet",
    "CodingScheme",
    "Delivery",
    "DeliveryStatus",
    "Element",
    "Header",
    "Message",
    "NumberKind",
    "PartOf",
    "PduFault",
    "Ports",
    "Purpose",
    "SmsDeliver",
    "SmsSubmit",
    "StatusReport",
    "Submission",
    "TextPart",
    "UserData",
    "Waiting",
    "WaitingKind",
    "decode_pdu",
    "encode_submit",
    "same_number",
    "text_parts",
]
