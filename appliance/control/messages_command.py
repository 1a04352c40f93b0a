"""`callbox messages`: lists what callers left, brings the sound out, and says what becomes of each message."""

import argparse
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.control.as_text import Column, caller_text, duration, local, table
from appliance.control.errors import BadSettings, NoBox, Refused
from appliance.control.place import database_of, settings_of, socket_of
from appliance.control.typed_words import whole_number
from appliance.control.wording import no_message
from appliance.model.states import MessageOrder, MessageState
from appliance.store.faults import StoreFault
from appliance.store.reader import MOST_ROWS, StoreReader

if TYPE_CHECKING:
    from appliance.model.records import MessageRecord

COLUMNS = (
    Column("MESSAGE", 9),
    Column("TIME", 7),
    Column("BOX", 6),
    Column("CALLER", 8),
    Column("LENGTH", 3, right=True),
    Column("STATE", 5),
    Column("BY", 2),
    Column("", 1),
)
WIDTH = 200
"""Wide enough that nothing is cut; a pager or a terminal folds."""

ORDERS = {
    "heard": (MessageOrder.HEARD, "it was heard"),
    "take": (MessageOrder.TAKE, "somebody sees to it (--as NAME)"),
    "give-back": (MessageOrder.GIVE_BACK, "they do not, after all"),
    "done": (MessageOrder.DONE, "nothing is left to do"),
    "new": (MessageOrder.NEW, "as if nobody had heard it; brings a deleted one back"),
    "delete": (MessageOrder.DELETE, "it goes from the lists, and for good after seven days"),
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
    except OSError as fault:
        return _complain(f"{fault.filename}: {fault.strerror}; name a place that can be written", 1)


def _list(asked: argparse.Namespace) -> int:
    state = MessageState(asked.state) if asked.state else None
    with StoreReader(_database(asked)) as store:
        found = store.messages(min(asked.limit, MOST_ROWS), box=asked.box, state=state)
    if asked.json:
        import msgspec

        lines = [msgspec.json.encode(message).decode() for message in found]
    else:
        lines = table(COLUMNS, [_row(message) for message in found], WIDTH) if found else ["No messages."]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


def _row(message: "MessageRecord") -> tuple[str, ...]:
    remarks = ("urgent" if message.urgent else "", "cut" if message.cut else "")
    return (
        message.id,
        local(message.taken_utc_ms, "%d %b %H:%M"),
        message.box,
        caller_text(message.caller),
        duration(message.length_ms),
        message.state.value,
        message.who or "-",
        ", ".join(filter(None, remarks)),
    )


def _hear(asked: argparse.Namespace) -> int:
    """The sound is written out; then the message counts as heard, which only a running box can write down."""
    database = _database(asked)
    with StoreReader(database) as store:
        message = store.message(asked.message)
    if message is None:
        return _complain(no_message(asked.message), 1)
    with (database.parent / message.file).open("rb") as sound:
        if asked.file == "-":
            shutil.copyfileobj(sound, sys.stdout.buffer)
        else:
            with Path(asked.file).open("wb") as out:
                shutil.copyfileobj(sound, out)
    return 0 if asked.quietly else _order(asked, MessageOrder.HEARD)


def _mark(asked: argparse.Namespace) -> int:
    return _order(asked, ORDERS[asked.order][0])


def _order(asked: argparse.Namespace, order: MessageOrder) -> int:
    from appliance.control.agent_words import MarkMessage
    from appliance.control.blocking_client import BlockingClient

    with BlockingClient(asked.socket or str(socket_of(settings_of(asked.config))), "cli") as box:
        box.ask(MarkMessage(message=asked.message, order=order, who=asked.who))
    return 0


def _database(asked: argparse.Namespace) -> Path:
    return Path(asked.db) if asked.db else database_of(settings_of(asked.config))


def _parser() -> argparse.ArgumentParser:
    place = argparse.ArgumentParser(add_help=False)
    place.add_argument("--config", metavar="FILE", help="the box's settings (default: /etc/callbox/appliance.toml)")
    place.add_argument("--socket", metavar="PATH", help="the box's control socket (default: from the settings)")
    place.add_argument("--db", metavar="PATH", help="read this database (default: from the settings)")
    whole = argparse.ArgumentParser(prog="callbox messages", description="What callers left in the message boxes.")
    words = whole.add_subparsers(metavar="WHAT", required=True)
    listed = words.add_parser("list", parents=[place], help="newest first")
    listed.add_argument("--box", metavar="NAME", help="only of this box")
    listed.add_argument("--state", choices=[state.value for state in MessageState], help="only those in this state")
    listed.add_argument("--limit", type=whole_number, default=50, metavar="N", help="at most so many (default: 50)")
    listed.add_argument("--json", action="store_true", help="one JSON object a line")
    listed.set_defaults(act=_list)
    hear = words.add_parser("hear", parents=[place], help="write its sound to a file; it counts as heard then")
    _add_message(hear)
    hear.add_argument("file", metavar="FILE", help="a WAV file; - writes to the terminal's output")
    hear.add_argument("--quietly", action="store_true", help="it goes on counting as it did")
    hear.set_defaults(act=_hear)
    for word, (_, about) in ORDERS.items():
        mark = words.add_parser(word, parents=[place], help=about)
        _add_message(mark)
        mark.set_defaults(act=_mark, order=word)
    return whole


def _add_message(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("message", metavar="MESSAGE", help="its number, as the list shows it: 12345-1")
    who = os.environ.get("SUDO_USER") or os.environ.get("USER") or ""
    parser.add_argument("--as", dest="who", default=who, metavar="NAME", help="who says so (default: the user)")


def _complain(sentence: str, code: int) -> int:
    sys.stderr.write(f"callbox: {sentence}\n")
    return code
