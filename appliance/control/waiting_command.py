"""`callbox waiting`: takes the second caller on an agent's line, swaps, or refuses; one is heard, one is held."""

import argparse
import sys
from typing import TYPE_CHECKING

from appliance.control.errors import BadSettings, NoBox, NotThere, Refused

if TYPE_CHECKING:
    from appliance.control.blocking_client import BlockingClient
    from appliance.control.schema import Begun
    from appliance.model.snapshot import Snapshot
    from appliance.model.states import SecondOrder

DONE, NOT_DONE, NOT_UNDERSTOOD = 0, 1, 2
"""Exit codes."""


def main(argv: list[str]) -> int:
    """Exit code 0 when the modem did it, 1 when it did not or the box refused, 2 for settings that cannot be read."""
    from appliance.control.blocking_client import BlockingClient
    from appliance.control.place import socket_wanted
    from appliance.model.states import SecondOrder

    asked = _arguments(argv)
    try:
        with BlockingClient(socket_wanted(asked), "cli") as box:
            return _order(box, asked.agent, SecondOrder(asked.order))
    except BadSettings as fault:
        return _complain(fault, NOT_UNDERSTOOD)
    except (NoBox, Refused) as fault:
        return _complain(fault, NOT_DONE)


def _arguments(argv: list[str]) -> argparse.Namespace:
    from appliance.control.place import place_options

    parser = argparse.ArgumentParser(
        prog="callbox waiting",
        parents=[place_options()],
        description="For an agent in a conversation on a GSM line: hear who knocks while the network holds who was "
        "heard (take), hear the one who is held (swap), or let who knocks hear busy and who is held go (refuse).",
    )
    parser.add_argument("agent", metavar="AGENT", help="who speaks on the line")
    orders = ("take", "swap", "refuse")
    about = "about the second caller: take, swap or refuse"
    parser.add_argument("order", choices=orders, metavar="WHAT", help=about)
    return parser.parse_args(argv)


def _order(box: "BlockingClient", agent: str, order: "SecondOrder") -> int:
    """Until the modem has done it or not, which the call's timeline tells."""
    from appliance.control.schema import AboutSecond, Begun, CallFinished, SnapshotChanged, Subscribe

    box.ask(Subscribe())
    begun = box.ask(AboutSecond(agent, order))
    if not isinstance(begun, Begun):
        return NOT_DONE
    for news in box.told():
        if isinstance(news, CallFinished) and news.call.call == begun.call:
            return _tell(box, begun, done=order.value == "refuse")
        if isinstance(news, SnapshotChanged) and (heard := _settled(begun, news.snapshot)) is not None:
            return _tell(box, begun, done=heard)
    return NOT_DONE


def _settled(begun: "Begun", snapshot: "Snapshot") -> bool | None:
    """Whether the call is heard now; None while that is not decided, or in a snapshot from before the wish."""
    from appliance.model.states import SecondState

    if snapshot.now <= begun.at:
        return None
    if any(line.call == begun.call for line in snapshot.lines):
        return True
    mine = next((line for line in snapshot.lines if line.second == begun.call), None)
    return False if mine is not None and mine.second_state in {SecondState.KNOCKING, SecondState.HELD} else None


def _tell(box: "BlockingClient", begun: "Begun", *, done: bool) -> int:
    """The last sentence of the second call's timeline."""
    from appliance.control.as_text import plain
    from appliance.control.schema import ExplainCall, Explained

    try:
        story = box.ask(ExplainCall(begun.call))
    except NotThere:
        story = None
    last = story.notes[-1:] if isinstance(story, Explained) else ()
    sys.stdout.write(f"{plain(last[0].text) if last else 'Done.' if done else 'Not done.'}\n")
    return DONE if done else NOT_DONE


def _complain(fault: Exception, code: int) -> int:
    sys.stderr.write(f"callbox: {fault}\n")
    return code
