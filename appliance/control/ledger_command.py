"""`callbox ledger`: what was called, written to, forwarded to or sent as a code, for whom, and what was refused."""

import argparse
import sys
from pathlib import Path

from appliance.control.as_text import Column, duration, local, table
from appliance.control.errors import BadSettings
from appliance.control.place import database_of, settings_of
from appliance.control.typed_words import whole_number
from appliance.model.outbound import LedgerRecord
from appliance.store.faults import StoreFault
from appliance.store.reader import MOST_ROWS, StoreReader

COLUMNS = (
    Column("TIME", 6),
    Column("WHAT", 3),
    Column("NUMBER", 7),
    Column("FOR", 4),
    Column("LINE", 2),
    Column("LENGTH", 1, right=True),
    Column("REFUSED", 5),
)
WIDTH = 200
"""Wide enough that nothing is cut; a pager or a terminal folds."""


def main(argv: list[str]) -> int:
    asked = _arguments(argv)
    try:
        database = Path(asked.db) if asked.db else database_of(settings_of(asked.config))
        with StoreReader(database) as store:
            rows = store.ledger(min(asked.limit, MOST_ROWS), granted=asked.granted)
    except (StoreFault, BadSettings) as fault:
        sys.stderr.write(f"callbox: {fault}\n")
        return 1
    lines = table(COLUMNS, [_row(row) for row in rows], WIDTH) if rows else ["Nothing has gone out yet."]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="callbox ledger", description="Outgoing calls, texts, forwardings and codes.")
    parser.add_argument("--limit", type=whole_number, default=50, metavar="N", help="at most so many (default: 50)")
    parser.add_argument("--granted", action="store_true", help="without what was refused")
    parser.add_argument("--config", metavar="FILE", help="the box's settings (default: /etc/callbox/appliance.toml)")
    parser.add_argument("--db", metavar="PATH", help="read this database (default: from the settings)")
    return parser.parse_args(argv)


def _row(row: LedgerRecord) -> tuple[str, ...]:
    return (
        local(row.at_utc_ms, "%d %b %H:%M"),
        "emergency call" if row.emergency else row.kind.value,
        row.number,
        row.who,
        row.line or "-",
        duration(row.length_ms),
        row.refused or "-",
    )
