"""A list of calls as a file for a spreadsheet: CSV (RFC 4180, UTF-8 with its mark) and xlsx with real dates."""

import csv
import io
import re
import time
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from appliance.model.states import Direction
from appliance.model.words import Ms
from appliance.store.call_list import Listed
from appliance.web.workbook import Cell, Moment, Seconds, workbook

MOST_EXPORTED: Final = 200_000
"""Calls: some years of a busy house, and 30 MB as xlsx before it is compressed."""

_PHONE = re.compile(r"[+0-9*# -]+")


class Labels(NamedTuple):
    """Headings, in the words of who asks."""

    titles: tuple[str, ...] = (
        *("Call", "Time", "Direction", "Number", "Name", "Line", "Queue", "Agent", "Outcome"),
        *("Waited", "Talked", "Keys and steps", "Recordings"),
    )


class Export(NamedTuple):
    content_type: str
    make: Callable[[Iterable[Listed], Labels], bytes]


def as_csv(calls: Iterable[Listed], labels: Labels) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(labels.titles)
    for row in map(cells_of, calls):
        writer.writerow([_plain(cell) for cell in row])
    return "\ufeff".encode() + text.getvalue().encode()


def as_xlsx(calls: Iterable[Listed], labels: Labels) -> bytes:
    return workbook("Calls", labels.titles, map(cells_of, calls))


EXPORTS: Final = {
    "csv": Export("text/csv; charset=utf-8", as_csv),
    "xlsx": Export("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
}


def cells_of(listed: Listed) -> tuple[Cell, ...]:
    """Times by the clock on the wall of this machine."""
    call = listed.call
    return (
        call.call,
        Moment(call.rang_utc_ms),
        call.direction.value,
        call.caller.number or (call.dialled if call.direction is Direction.OUTGOING else ""),
        call.caller.name,
        call.line,
        call.queue or "",
        call.agent or "",
        call.outcome.value if call.outcome is not None else "",
        _lasted(call.asked_person_ms, _first(call.talk_began_ms, call.wait_ended_ms, call.ended_ms)),
        _lasted(call.talk_began_ms, call.talk_ended_ms),
        " › ".join(call.path),
        listed.recordings,
    )


def _lasted(began: Ms | None, ended: Ms | None) -> Cell:
    return None if began is None or ended is None else Seconds((ended - began) / 1000)


def _first(*times: Ms | None) -> Ms | None:
    return next((each for each in times if each is not None), None)


def _plain(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Moment(utc_ms):
            return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(utc_ms / 1000))
        case Seconds(seconds):
            return f"{seconds:.1f}"
        case str():
            return harmless(cell)
    return str(cell)


def harmless(text: str) -> str:
    """A caller names themselves: what a spreadsheet would take for a formula gets an apostrophe; a number does not."""
    return f"'{text}" if text[:1] in set("=+-@\t\r") and not _PHONE.fullmatch(text) else text
