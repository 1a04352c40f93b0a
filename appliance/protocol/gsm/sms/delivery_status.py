"""What became of a message we sent: TP-Status in words (3GPP 23.040 §9.2.3.15)."""

from enum import Enum
from typing import Final

from appliance.model.words import Value


class Delivery(Enum):
    DELIVERED = "delivered"
    TRYING = "not yet delivered, the network goes on trying"
    FAILED = "not delivered, the network gave up"


class DeliveryStatus(Value, frozen=True):
    delivery: Delivery
    code: int
    words: str


_WORDS: Final = {
    0x00: "received by the telephone",
    0x01: "forwarded, whether it arrived is unknown",
    0x02: "replaced by the service centre",
    0x20: "congestion",
    0x21: "the telephone is busy",
    0x22: "no answer from the telephone",
    0x23: "service rejected",
    0x24: "quality of service not available",
    0x25: "error in the telephone",
    0x40: "remote procedure error",
    0x41: "incompatible destination",
    0x42: "connection rejected by the telephone",
    0x43: "not obtainable",
    0x44: "quality of service not available",
    0x45: "no interworking available",
    0x46: "validity period expired",
    0x47: "deleted by its sender",
    0x48: "deleted by the service centre",
    0x49: "the message does not exist",
    0x60: "congestion",
    0x61: "the telephone is busy",
    0x62: "no answer from the telephone",
    0x63: "service rejected",
    0x64: "quality of service not available",
    0x65: "error in the telephone",
}
_RANGES: Final = (
    (0x20, Delivery.DELIVERED, "completed, reason not told"),
    (0x40, Delivery.TRYING, "reason not told"),
    (0x60, Delivery.FAILED, "permanent error, reason not told"),
    (0x80, Delivery.FAILED, "temporary error, reason not told"),
)


def delivery_status(octet: int) -> DeliveryStatus:
    """Reserved values of a range mean what the range means; from 0x80 on nothing is defined, so it counts as failed."""
    below = next((each for each in _RANGES if octet < each[0]), (0x100, Delivery.FAILED, "a status no standard knows"))
    _, delivery, words = below
    return DeliveryStatus(delivery, octet, _WORDS.get(octet, words))
