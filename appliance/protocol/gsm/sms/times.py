"""Time stamps and validity periods of short messages (3GPP 23.040 §9.2.3.11 and §9.2.3.12)."""

from datetime import datetime, timedelta, timezone
from typing import Final

STAMP_OCTETS: Final = 7
_QUARTER: Final = timedelta(minutes=15)
_FIRST_YEAR: Final = 1990
"""Two digits of a year mean one from here on; before it there were no short messages."""
_SIGN: Final = 0x08

LONGEST_VALIDITY_MINUTES: Final = 63 * 7 * 24 * 60


def stamp(octets: bytes) -> datetime | None:
    """Seven octets of swapped digits with the zone in quarters of an hour.

    None when they are no date: some networks send zeros, and a message is worth more than its time.
    """
    digits = [(octet & 0xF, octet >> 4) for octet in octets[: STAMP_OCTETS - 1]]
    zone = octets[STAMP_OCTETS - 1]
    if len(digits) < STAMP_OCTETS - 1 or any(high > 9 or low > 9 for high, low in digits) or zone >> 4 > 9:
        return None
    year, month, day, hour, minute, second = (10 * high + low for high, low in digits)
    quarters = 10 * (zone & 0x7) + (zone >> 4)
    offset = timezone(-quarters * _QUARTER if zone & _SIGN else quarters * _QUARTER)
    try:
        return datetime(_FIRST_YEAR + (year - _FIRST_YEAR) % 100, month, day, hour, minute, second, tzinfo=offset)
    except ValueError:
        return None


def validity_minutes(octet: int) -> int:
    """The relative format: 5 minutes at least, 63 weeks at most."""
    if octet <= 143:
        return (octet + 1) * 5
    if octet <= 167:
        return 12 * 60 + (octet - 143) * 30
    if octet <= 196:
        return (octet - 166) * 24 * 60
    return (octet - 192) * 7 * 24 * 60


def validity_octet(minutes: int) -> int:
    """The relative format's shortest period that is no shorter than this; the longest for more than 63 weeks."""
    return next((octet for octet in range(256) if validity_minutes(octet) >= minutes), 255)
