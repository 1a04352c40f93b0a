"""Machines at the far end of a line."""

from appliance.model.states import DigitSource, FaxSign
from appliance.model.words import LineName, Value


class FaxHeard(Value, frozen=True):
    """A fax or a modem. Each sign is told once by the box, and as often as it likes by a modem."""

    line: LineName
    sign: FaxSign
    source: DigitSource
