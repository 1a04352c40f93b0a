"""Whether the place is open, by the local clock facts that arrive as events."""

import datetime
from typing import NamedTuple

from appliance.model.events import ClockStruck
from appliance.model.plan import HoursPlan

A_YEAR = 366
"""Days: whoever is closed for longer is closed."""


class Moment(NamedTuple):
    date: str
    minute: int


def is_open(hours: HoursPlan, clock: ClockStruck) -> bool:
    if clock.date in hours.closed_on:
        return False
    return any(at.day == clock.day and at.start <= clock.minute < at.end for at in hours.openings)


def next_change(hours: HoursPlan, clock: ClockStruck) -> Moment | None:
    """When it next opens, or closes where it is open; None: not within a year."""
    now, today = is_open(hours, clock), datetime.date.fromisoformat(clock.date)
    minutes = sorted({0, *(bound for at in hours.openings for bound in (at.start, at.end))})
    for ahead in range(A_YEAR + 1):
        date = today + datetime.timedelta(days=ahead)
        for minute in minutes:
            then = ClockStruck(utc_ms=0, date=date.isoformat(), day=date.weekday(), minute=minute)
            if (ahead or minute > clock.minute) and minute < 1_440 and is_open(hours, then) != now:
                return Moment(then.date, minute)
    return None


def time_of_day(clock: ClockStruck) -> str:
    return f"{clock.minute // 60:02}:{clock.minute % 60:02}"
