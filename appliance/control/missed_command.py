"""`callbox missed`: lists who rang in vain and was not spoken with since, and says what becomes of each."""

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.control.as_text import Column, local, table
from appliance.control.errors import BadSettings, NoBox, Refused
from appliance.control.place import database_of, settings_of, socket_of
from appliance.model.missed import MissedOrder, MissedState
from appliance.store.faults import StoreFault
from appliance.store.missed_reader import missed_since

if TYPE_CHECKING:
    from appliance.model.missed import MissedNumber

COLUMNS = (
    Column("NUMBER", 6),
    Column("NAME", 4),
    Column("TIMES", 5, right=True),
    Column("LAST", 7),
    Column("QUEUE", 5),
    Column("STATE", 5),
    Column("BY", 2),
    Column("KEY", 3),
)
WIDTH = 200
"""Wide enough that nothing is cut; a pager or a terminal folds."""

ORDERS = {
    "take": (MissedOrder.TAKE, "somebody calls them back (--as NAME)"),
    "give-back": (MissedOrder.GIVE_BACK, "they do not, after all"),
    "close": (MissedOrder.CLOSE, "nothing is left to do, until they ring in vain again"),
    "reopen": (MissedOrder.REOPEN, "as if nobody had said anything"),
}


def main(argv: list[str]) -> int:
    """Exit code 0 when it is done, 1 when it could not be, 2 for settings that cannot be read."""
    asked = _parser().parse_args(argv or ["list"])
    try:
        return int(asked.act(asked))
    except BadSettings as fault:
        return _complain(str(fault), 2)
    except (NoBox, Refused, StoreFault) as fault:
        return _complain(str(fault), 1)


def _list(asked: argparse.Namespace) -> int:
    database = Path(asked.db) if asked.db else database_of(settings_of(asked.config))
    found = missed_since(database, int(time.time() * 1000))
    shown = [each for each in found if asked.all or each.state is not MissedState.CLOSED]
    if asked.json:
        import msgspec

        lines = [msgspec.json.encode(missed).decode() for missed in shown]
    else:
        lines = table(COLUMNS, [_row(each) for each in shown], WIDTH) if shown else ["Nobody waits to be called back."]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


def _row(missed: "MissedNumber") -> tuple[str, ...]:
    last = local(missed.last_utc_ms, "%d %b %H:%M")
    queue, state = missed.queue or "-", missed.state.value
    return (missed.number, missed.name, str(missed.times), last, queue, state, missed.who or "-", missed.key)


def _mark(asked: argparse.Namespace) -> int:
    from appliance.control.agent_words import MarkMissed
    from appliance.control.blocking_client import BlockingClient

    with BlockingClient(asked.socket or str(socket_of(settings_of(asked.config))), "cli") as box:
        box.ask(MarkMissed(number=asked.key, order=ORDERS[asked.order][0], who=asked.who))
    return 0


def _parser() -> argparse.ArgumentParser:
    place = argparse.ArgumentParser(add_help=False)
    place.add_argument("--config", metavar="FILE", help="the box's settings (default: /etc/callbox/appliance.toml)")
    place.add_argument("--socket", metavar="PATH", help="the box's control socket (default: from the settings)")
    place.add_argument("--db", metavar="PATH", help="read this database (default: from the settings)")
    whole = argparse.ArgumentParser(prog="callbox missed", description="Who is to be called back.")
    words = whole.add_subparsers(metavar="WHAT", required=True)
    listed = words.add_parser("list", parents=[place], help="who rang last comes first")
    listed.add_argument("--all", action="store_true", help="the closed ones too")
    listed.add_argument("--json", action="store_true", help="one JSON object a line")
    listed.set_defaults(act=_list)
    for word, (_, about) in ORDERS.items():
        mark = words.add_parser(word, parents=[place], help=about)
        mark.add_argument("key", metavar="KEY", help="as the list shows it")
        who = os.environ.get("SUDO_USER") or os.environ.get("USER") or ""
        mark.add_argument("--as", dest="who", default=who, metavar="NAME", help="who says so (default: the user)")
        mark.set_defaults(act=_mark, order=word)
    return whole


def _complain(sentence: str, code: int) -> int:
    sys.stderr.write(f"callbox: {sentence}\n")
    return code
