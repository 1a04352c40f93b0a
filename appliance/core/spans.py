"""Durations in the words of timelines: 0:07, 3:10, 1:02:03."""

from appliance.model.words import Ms

HOUR_S = 3_600


def clock(span: Ms) -> str:
    seconds = span // 1_000
    if 0 <= seconds < HOUR_S:
        return "%d:%02d" % (seconds // 60, seconds % 60)  # noqa: UP031 – three times for each call, and the quickest
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
