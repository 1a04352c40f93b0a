"""Numbers of a rehearsal as text: times, shares, differences and how sure they are."""

from math import isnan

from appliance.control.as_text import duration
from appliance.rehearsal.figures import Row
from appliance.rehearsal.intervals import Interval

MINUS = "−"


def value(unit: str, number: float) -> str:
    """A dash for what is no number."""
    if isnan(number):
        return "-"
    if unit == "share":
        return f"{100 * number:.1f} %"
    return duration(round(number)) if unit == "ms" else f"{number:,.1f}"


def signed(unit: str, number: float) -> str:
    """A difference; of shares in points of percent."""
    if isnan(number):
        return "-"
    size = abs(number)
    text = f"{100 * size:.1f}" if unit == "share" else value(unit, size)
    nothing = not text.strip("0.:")
    return text if nothing else f"{'+' if number > 0 else MINUS}{text}"


def difference(unit: str, number: float) -> str:
    """The same with its unit where the figure has one: 81.7 % to 82.9 % are 1.2 points."""
    text = signed(unit, number)
    return f"{text} points" if unit == "share" and not isnan(number) else text


def sure(unit: str, each: Interval) -> str:
    """The interval; a dash where there is none."""
    if isnan(each.low):
        return "-"
    low, high = signed(unit, each.low), signed(unit, each.high)
    return f"{low} to {high}" if low != high else low


def cells(row: Row) -> tuple[str, str, str, str]:
    """Present, draft, difference, and between what it lies."""
    unit = row.figure.unit
    return (
        value(unit, row.present.value),
        value(unit, row.draft.value),
        difference(unit, row.difference.value),
        sure(unit, row.difference),
    )


def number(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
