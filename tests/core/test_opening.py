"""When a place opens or closes next."""

from appliance.core.opening import is_open, next_change
from appliance.model.events import ClockStruck
from appliance.model.plan import HoursPlan, Opening

HOURS = HoursPlan(
    name="office",
    openings=(
        Opening(day=0, start=540, end=720),
        Opening(day=0, start=780, end=1020),
        Opening(day=1, start=0, end=1440),
    ),
    closed_on=("2026-11-24",),
)


def at(date: str, day: int, minute: int) -> ClockStruck:
    return ClockStruck(utc_ms=0, date=date, day=day, minute=minute)


def test_open_until_the_break_and_closed_until_it_ends() -> None:
    assert is_open(HOURS, at("2026-11-23", 0, 600))
    assert next_change(HOURS, at("2026-11-23", 0, 600)) == ("2026-11-23", 720)
    assert next_change(HOURS, at("2026-11-23", 0, 720)) == ("2026-11-23", 780)


def test_a_holiday_is_passed_over_and_a_whole_day_ends_at_midnight() -> None:
    assert next_change(HOURS, at("2026-11-23", 0, 1030)) == ("2026-11-30", 540)
    assert next_change(HOURS, at("2026-11-30", 0, 1030)) == ("2026-12-01", 0)
    assert next_change(HOURS, at("2026-12-01", 1, 5)) == ("2026-12-02", 0)


def test_who_never_opens_never_changes() -> None:
    assert next_change(HoursPlan(name="never"), at("2026-11-23", 0, 0)) is None
    always = HoursPlan(name="always", openings=tuple(Opening(day=day, start=0, end=1440) for day in range(7)))
    assert next_change(always, at("2026-11-23", 0, 0)) is None
