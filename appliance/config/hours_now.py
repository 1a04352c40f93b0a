"""Whether hours, as somebody is writing them, are open at a moment, and until when."""

import datetime
from collections.abc import Mapping
from typing import Any, NamedTuple

from appliance.config.errors import SettingsFault
from appliance.config.places import Place
from appliance.config.reader import Reader
from appliance.config.tables import HoursTable
from appliance.core.opening import is_open, next_change
from appliance.model.events import ClockStruck


class HoursNow(NamedTuple):
    open: bool
    until: str
    """Local time of the next change, 2026-12-24T17:30; empty: there is none within a year."""


def hours_now(body: Mapping[str, Any], moment: datetime.datetime) -> HoursNow:
    """`body`: a table of hours. Raises SettingsFault."""
    reader = Reader()
    plan = reader.read(body, HoursTable, Place("these hours"))
    if reader.faults:
        raise SettingsFault(reader.faults)
    hours = plan.plan()
    minute = moment.hour * 60 + moment.minute
    clock = ClockStruck(utc_ms=0, date=moment.date().isoformat(), day=moment.weekday(), minute=minute)
    change = next_change(hours, clock)
    until = f"{change.date}T{change.minute // 60:02}:{change.minute % 60:02}" if change is not None else ""
    return HoursNow(is_open(hours, clock), until)
