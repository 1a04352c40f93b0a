"""What time it is: the one place where the monotonic clock, the wall clock and the local day are read."""

import datetime
import time

from appliance.model.events import ClockStruck
from appliance.model.words import Ms


def now_ms() -> Ms:
    """Whole milliseconds of the machine's monotonic clock; the same clock as the event loop's."""
    return time.monotonic_ns() // 1_000_000


def utc_ms() -> int:
    return time.time_ns() // 1_000_000


def struck() -> ClockStruck:
    """The wall clock now, in the zone of the machine."""
    utc = utc_ms()
    local = datetime.datetime.fromtimestamp(utc / 1_000).astimezone()
    return ClockStruck(
        utc_ms=utc,
        date=local.date().isoformat(),
        day=local.weekday(),
        minute=local.hour * 60 + local.minute,
    )


def seconds_to_next_minute(utc: int) -> float:
    return (60_000 - utc % 60_000) / 1_000
