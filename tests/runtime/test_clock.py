"""The one place that reads clocks: monotonic as the loop's, local time as the machine's zone says."""

import asyncio
import datetime

import pytest

from appliance.runtime import clock


async def test_is_the_clock_of_the_event_loop() -> None:
    before = asyncio.get_running_loop().time()
    now = clock.now_ms()
    after = asyncio.get_running_loop().time()
    assert int(before * 1_000) <= now <= int(after * 1_000) + 1


def test_strikes_with_date_day_and_minute_of_the_machines_zone() -> None:
    struck = clock.struck()
    local = datetime.datetime.fromtimestamp(struck.utc_ms / 1_000).astimezone()
    assert abs(struck.utc_ms - clock.utc_ms()) < 10_000
    assert (struck.date, struck.day) == (local.strftime("%Y-%m-%d"), local.weekday())
    assert divmod(struck.minute, 60) == (local.hour, local.minute)


@pytest.mark.parametrize(("utc_ms", "seconds"), [(0, 60.0), (59_999, 0.001), (60_000, 60.0), (90_500, 29.5)])
def test_the_next_minute_is_never_now(utc_ms: int, seconds: float) -> None:
    assert clock.seconds_to_next_minute(utc_ms) == pytest.approx(seconds)
