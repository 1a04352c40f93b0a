"""`callbox dial` and `callbox transfer`: asks the running box for it, and tells how it goes until the end."""

import argparse
import sys
from typing import TYPE_CHECKING

from appliance.control.errors import BadSettings, NoBox, NotThere, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from appliance.control.blocking_client import BlockingClient
    from appliance.control.schema import Begun, DialNumber, HandOver
    from appliance.model.records import CallRecord, TimelineNote
    from appliance.model.snapshot import Snapshot
    from appliance.model.words import CallId

REACHED, NOT_REACHED, NOT_UNDERSTOOD = 0, 1, 2
"""Exit codes."""


def dial(argv: list[str]) -> int:
    """Exit code 0 when somebody answered, 1 when nobody did or the box refused."""
    from appliance.control.schema import DialNumber

    asked = _dial_arguments(argv)
    wish = DialNumber(number=asked.number, line=asked.line, agent=asked.agent, flow=asked.flow)
    return _with_box(asked, lambda box: _follow(box, wish))


def transfer(argv: list[str]) -> int:
    """Exit code 0 when the target took the caller over, 1 when it did not or the box refused."""
    from appliance.control.schema import HandOver

    asked = _transfer_arguments(argv)
    return _with_box(asked, lambda box: _hand_over(box, HandOver(asked.agent, asked.target)))


def _dial_arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="callbox dial",
        description="Calls a number and tells how it goes. With neither agent nor flow the box hangs up once somebody "
        "answers. Which numbers may be called stands in [outbound] of the settings.",
    )
    parser.add_argument("number", metavar="NUMBER", help="as on a telephone, or with + and the country")
    parser.add_argument("--line", metavar="LINE", help="call on this line (default: the first idle one that may)")
    who = parser.add_mutually_exclusive_group()
    who.add_argument("--agent", metavar="AGENT", help="who speaks; hears the line from the first sound on")
    who.add_argument("--flow", metavar="FLOW", help="the flow that begins when somebody answers")
    return _with_place(parser).parse_args(argv)


def _transfer_arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="callbox transfer",
        description="Hands an agent's caller over to an extension of the PBX, and tells whether it took the caller.",
    )
    parser.add_argument("agent", metavar="AGENT", help="whose caller")
    parser.add_argument("target", metavar="TARGET", help="the name of a [[target]] of the settings")
    return _with_place(parser).parse_args(argv)


def _with_place(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--config", metavar="FILE", help="the box's settings (default: /etc/callbox/appliance.toml)")
    parser.add_argument("--socket", metavar="PATH", help="the box's control socket (default: from the settings)")
    return parser


def _with_box(asked: argparse.Namespace, do: "Callable[[BlockingClient], int]") -> int:
    from appliance.control.blocking_client import BlockingClient
    from appliance.control.place import settings_of, socket_of

    try:
        with BlockingClient(asked.socket or str(socket_of(settings_of(asked.config))), "cli") as box:
            return do(box)
    except BadSettings as fault:
        return _complain(fault, NOT_UNDERSTOOD)
    except (NoBox, Refused) as fault:
        return _complain(fault, NOT_REACHED)


def _complain(fault: Exception, code: int) -> int:
    sys.stderr.write(f"callbox: {fault}\n")
    return code


def _follow(box: "BlockingClient", wish: "DialNumber") -> int:
    """Tells each note of the call's timeline until the call is over."""
    from appliance.control.schema import Begun, CallFinished, Subscribe

    box.ask(Subscribe())  # before the wish, so that no end falls between
    begun = box.ask(wish)
    if not isinstance(begun, Begun):
        return NOT_REACHED
    told = 0
    for news in box.told():
        told = _tell_on(box, begun.call, told)
        if isinstance(news, CallFinished) and news.call.call == begun.call:
            return _ended(news.call)
    return NOT_REACHED


def _tell_on(box: "BlockingClient", call: "CallId", told: int) -> int:
    """What the timeline has that was not told yet; returns how many notes there are."""
    from appliance.control.as_text import plain

    notes = _notes(box, call)
    for note in notes[told:]:
        _say(f"{note.at_ms // 60_000}:{note.at_ms % 60_000 / 1_000:04.1f}  {plain(note.text)}")
    return max(told, len(notes))


def _notes(box: "BlockingClient", call: "CallId") -> "tuple[TimelineNote, ...]":
    """None while the call's row is not on the disk."""
    from appliance.control.schema import ExplainCall, Explained

    try:
        story = box.ask(ExplainCall(call))
    except NotThere:
        return ()
    return story.notes if isinstance(story, Explained) else ()


def _ended(call: "CallRecord") -> int:
    from appliance.control.as_text import outcome_sentence

    _say(outcome_sentence(call))
    return NOT_REACHED if call.answered_ms is None else REACHED


def _hand_over(box: "BlockingClient", wish: "HandOver") -> int:
    """Until the caller is gone from the line, or back with the agent."""
    from appliance.control.as_text import plain
    from appliance.control.schema import Begun, CallFinished, SnapshotChanged, Subscribe

    box.ask(Subscribe())
    begun = box.ask(wish)
    if not isinstance(begun, Begun):
        return NOT_REACHED
    for news in box.told():
        if isinstance(news, CallFinished) and news.call.call == begun.call:
            break
        if isinstance(news, SnapshotChanged) and _came_back(begun, news.snapshot):
            break
    last = _notes(box, begun.call)[-1:]
    _say(plain(last[0].text) if last else "The caller is gone.")
    ended = isinstance(news, CallFinished) and news.call.hung_up == "box"
    return REACHED if ended else NOT_REACHED


def _came_back(begun: "Begun", snapshot: "Snapshot") -> bool:
    """A snapshot may be from before the wish."""
    from appliance.model.states import CallState

    state = next((call.state for call in snapshot.calls if call.call == begun.call), CallState.TRANSFERRING)
    return snapshot.now > begun.at and state is not CallState.TRANSFERRING


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
