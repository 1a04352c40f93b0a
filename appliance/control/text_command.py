"""`callbox text`: orders a text and tells how it goes until the network has it, or will not."""

import argparse
import sys
from collections.abc import Iterator

from appliance.control.as_text import plain
from appliance.control.blocking_client import BlockingClient
from appliance.control.place import place_options, socket_wanted
from appliance.control.schema import OrderText, SnapshotReply, Subscribe, TextChanged, TextTaken
from appliance.model.records import OutgoingText
from appliance.model.snapshot import Snapshot
from appliance.model.states import OutgoingState
from appliance.model.words import TextId

SENT, NOT_SENT = 0, 1


def main(argv: list[str]) -> int:
    """0: the network has it, or, with --no-wait, it will be sent. Raises NoBox, Refused and BadSettings."""
    chosen = _arguments(argv)
    with BlockingClient(socket_wanted(chosen), "cli") as box:
        seen = box.ask(Subscribe())  # before ordering, so that nothing of it falls between
        taken = box.ask(OrderText(number=chosen.number, body=chosen.body, line=chosen.line))
        if not isinstance(taken, TextTaken):
            return NOT_SENT
        if chosen.no_wait:
            sys.stdout.write(f"text {taken.text} will be sent; `callbox texts` tells how it goes\n")
            return SENT
        for text in _told(box, taken.text):
            sys.stdout.write(f"{progress(text)}\n")
            if text.state is OutgoingState.TO_BE_SENT and isinstance(seen, SnapshotReply):
                sys.stdout.writelines(why_it_waits(text, seen.snapshot))
            sys.stdout.flush()
            if text.over:
                return SENT if text.state in {OutgoingState.SENT, OutgoingState.DELIVERED} else NOT_SENT
    return NOT_SENT


def progress(text: OutgoingText) -> str:
    """One line: which text, where it stands, and why."""
    parts = f" in {text.parts} parts" if text.parts > 1 and text.state is OutgoingState.SENT else ""
    why = f": {text.words}" if text.words else ""
    return plain(f"text {text.text} to {text.number} on {text.line}: {text.state.value}{parts}{why}")


def why_it_waits(text: OutgoingText, snapshot: Snapshot) -> Iterator[str]:
    """What keeps the line from sending it; nothing when it works."""
    for line in snapshot.lines:
        if line.name == text.line and line.fault:
            yield plain(f"  {line.name} is out of order: {line.fault}") + "\n"
            yield "  it is sent as soon as the line works; Ctrl-C leaves that to the box\n"


def _told(box: BlockingClient, number: TextId) -> Iterator[OutgoingText]:
    """Each change that shows, as long as the box lives."""
    before = ""
    for told in box.told():
        if isinstance(told, TextChanged) and told.text.text == number and progress(told.text) != before:
            before = progress(told.text)
            yield told.text


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="callbox text", description=__doc__, parents=[place_options()])
    parser.add_argument("number", metavar="NUMBER", help="who gets it; held to [outbound] of the settings")
    parser.add_argument("body", metavar="TEXT", help="at most 1000 characters; long ones go in parts")
    parser.add_argument("--line", metavar="LINE", help="the line it goes over (default: whichever can)")
    parser.add_argument("--no-wait", action="store_true", help="return as soon as the box has taken it")
    return parser.parse_args(argv)
