"""Whether the place is open, by the local clock facts that arrive as events."""

from appliance.model.events import ClockStruck
from appliance.model.plan import HoursPlan


def is_open(hours: HoursPlan, clock: ClockStruck) -> bool:
    if clock.date in hours.closed_on:
        return False
    return any(at.day == clock.day and at.start <= clock.minute < at.end for at in hours.openings)


def time_of_day(clock: ClockStruck) -> str:
    return f"{clock.minute // 60:02}:{clock.minute % 60:02}"
