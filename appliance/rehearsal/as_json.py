"""A comparison for machines: one JSON object; what is no number is null, times are milliseconds, shares 0 to 1."""

from collections.abc import Iterable
from math import isfinite
from typing import Any

import msgspec

from appliance.rehearsal.comparison import Comparison
from appliance.rehearsal.figures import Row
from appliance.rehearsal.intervals import LEVEL, Interval
from appliance.rehearsal.report import Subject
from appliance.rehearsal.sentences import sentences


def as_json(subject: Subject, found: Comparison) -> str:
    checked = found.validation
    whole = {
        **msgspec.structs.asdict(subject),
        "level": LEVEL,
        "sentences": list(sentences(found)),
        "all": _rows(found.every),
        "queues": {name: _rows(rows) for name, rows in found.queues.items()},
        "agents": {name: _rows(rows) for name, rows in found.agents.items()},
        "validation": {
            "days": checked.days,
            "since": checked.since,
            "far": bool(checked.far),
            "figures": _rows(checked.rows, "truth", "simulated"),
        },
        "decisions": found.decisions,
    }
    return msgspec.json.encode(whole).decode()


def _rows(rows: Iterable[Row], first: str = "present", second: str = "draft") -> dict[str, Any]:
    return {
        row.figure.id: {
            "unit": row.figure.unit,
            "formula": row.figure.formula,
            first: _interval(row.present),
            second: _interval(row.draft),
            "difference": _interval(row.difference),
        }
        for row in rows
    }


def _interval(each: Interval) -> dict[str, float | None]:
    return {name: number if isfinite(number) else None for name, number in each._asdict().items()}
