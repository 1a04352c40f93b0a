"""Who rings, as far as the network tells."""

from enum import Enum

from appliance.model.words import Value


class Presentation(Enum):
    """Why a number is, or is not, there (EN 300 659-3 §5.4.4; 3GPP 27.007 CLI validity)."""

    GIVEN = "given"
    WITHHELD = "withheld"
    OUT_OF_AREA = "out of area"
    UNKNOWN = "unknown"
    """The line has not said anything about the caller."""


class Caller(Value, frozen=True):
    number: str = ""
    """As the exchange sent it, digits and a leading + only; empty unless presentation is GIVEN."""
    name: str = ""
    presentation: Presentation = Presentation.UNKNOWN
