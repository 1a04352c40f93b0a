"""Durations in the words of timelines: 0:07, 3:10, 1:02:03."""

from appliance.model.words import Ms


def clock(span: Ms) -> str:
    minutes, seconds = divmod(span // 1_000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
