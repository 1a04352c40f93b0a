"""What `callbox rehearse` is asked: its options, and the period they mean."""

import argparse
import datetime
import re
from pathlib import Path
from typing import NamedTuple

from appliance.config.friendly import read_duration
from appliance.config.loading import DEFAULT_FILE
from appliance.model.words import Ms
from appliance.rehearsal.words import number

WAYS = 10
MOST_WAYS = 1_000
DAY_MS = 86_400_000
SINCE = re.compile(r"([1-9]\d{0,3})\s*([dw])")


class Days(NamedTuple):
    """Counted back from the last call there is: a database may be looked at long after."""

    back: int

    def begin(self, newest_utc_ms: int) -> int:
        return newest_utc_ms - self.back * DAY_MS

    def __str__(self) -> str:
        return f"in the {number(self.back, 'day') if self.back > 1 else 'day'} up to the last call"


class Date(NamedTuple):
    first: datetime.date

    def begin(self, _newest_utc_ms: int) -> int:
        return int(datetime.datetime.combine(self.first, datetime.time()).astimezone().timestamp() * 1000)

    def __str__(self) -> str:
        return f"since {self.first}"


class Asked(NamedTuple):
    draft: Path
    since: Days | Date
    config: Path
    db: Path | None
    patience: Ms | None
    ways: int
    seed: int
    all: bool
    json: bool


def asked_for(argv: list[str]) -> Asked:
    """Ends the program with 2 when it cannot be understood."""
    parser = argparse.ArgumentParser(
        prog="callbox rehearse",
        description="Tries a draft of the settings on the calls that were, before it is published.",
    )
    parser.add_argument(
        "--with", dest="draft", type=Path, required=True, metavar="DRAFT",
        help="a TOML file, or a folder of them, laid over the settings in effect: only what is to change",
    )  # fmt: skip
    parser.add_argument(
        "--since", type=_since, default=Days(30), metavar="30d", help="days (30d), weeks (4w) or a date"
    )
    parser.add_argument("--config", type=Path, default=DEFAULT_FILE, metavar="FILE", help=f"default: {DEFAULT_FILE}")
    parser.add_argument("--db", type=Path, metavar="PATH", help="the box's database (default: from the settings)")
    parser.add_argument(
        "--patience", type=_patience, metavar="TIME",
        help='how long callers wait on average, where the history does not tell: "3 min"',
    )  # fmt: skip
    parser.add_argument(
        "--ways", type=_ways, default=WAYS, metavar="N", help=f"draw what is unknown so often (default: {WAYS})"
    )
    parser.add_argument("--seed", type=_seed, default=1, metavar="N", help="of the draws (default: 1)")
    parser.add_argument("--all", action="store_true", help="all service levels, all figures of all queues, formulas")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    return Asked(**vars(parser.parse_args(argv)))


def _since(text: str) -> Days | Date:
    if found := SINCE.fullmatch(text):
        return Days(int(found[1]) * (7 if found[2] == "w" else 1))
    try:
        return Date(datetime.date.fromisoformat(text))
    except ValueError:
        sentence = f'"{text}": expected days ("30d"), weeks ("4w") or a date ("2026-10-01")'
        raise argparse.ArgumentTypeError(sentence) from None


def _patience(text: str) -> Ms:
    try:
        found = read_duration(text)
    except ValueError as fault:
        raise argparse.ArgumentTypeError(str(fault)) from None
    if found < 1:
        sentence = "callers wait longer than that"
        raise argparse.ArgumentTypeError(sentence)
    return found


def _ways(text: str) -> int:
    return _whole(text, 1, MOST_WAYS)


def _seed(text: str) -> int:
    return _whole(text, 0, 2**31)


def _whole(text: str, least: int, most: int) -> int:
    found = int(text) if text.isascii() and text.isdigit() else -1
    if not least <= found <= most:
        sentence = f"a whole number from {least} to {most} was expected, not {text!r}"
        raise argparse.ArgumentTypeError(sentence)
    return found
