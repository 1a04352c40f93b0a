"""`callbox hold`, `consult`, `conference`, `listen` …: what is done in an agent's conversation."""

import argparse
import sys
from typing import TYPE_CHECKING

from appliance.control.blocking_client import BlockingClient
from appliance.control.errors import NotThere
from appliance.control.place import place_options, socket_wanted
from appliance.control.schema import Begun, ExplainCall, Explained
from appliance.control.talk_words import AboutRecording, AboutTalk, AskIn, NoteCall, SayInTalk, TalkRequest, WatchTalk
from appliance.model.talk_states import Audience, RecordingOrder, TalkOrder, WatchMode

if TYPE_CHECKING:
    from collections.abc import Sequence

DONE, NOT_DONE = 0, 1
"""Exit codes; 2 is for words that are not understood."""


def hold(argv: "Sequence[str]") -> int:
    asked = _parser("hold", "Puts an agent's caller on hold: the caller hears the queue's music.").parse_args(argv)
    return _ask(asked, AboutTalk(asked.agent, TalkOrder.HOLD))


def retrieve(argv: "Sequence[str]") -> int:
    about = "Takes the caller off hold again; a colleague who was only asked is let go."
    asked = _parser("retrieve", about).parse_args(argv)
    return _ask(asked, AboutTalk(asked.agent, TalkOrder.RETRIEVE))


def mute(argv: "Sequence[str]") -> int:
    parser = _parser("mute", "Nobody hears the agent any more, who hears all; with --off they are heard again.")
    parser.add_argument("--off", action="store_true", help="the agent is heard again")
    asked = parser.parse_args(argv)
    return _ask(asked, AboutTalk(asked.agent, TalkOrder.UNMUTE if asked.off else TalkOrder.MUTE))


def consult(argv: "Sequence[str]") -> int:
    parser = _parser(
        "consult",
        "Puts the caller on hold and has a colleague or a number rung. Once they have answered: --complete hands the "
        "caller to them, --join lets all three speak, --back returns to the caller alone.",
    )
    _whom(parser)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--complete", dest="order", action="store_const", const=TalkOrder.COMPLETE, help="hand over")
    what.add_argument("--join", dest="order", action="store_const", const=TalkOrder.JOIN, help="all three")
    what.add_argument("--back", dest="order", action="store_const", const=TalkOrder.RETRIEVE, help="the caller alone")
    return _company(parser, argv, invite=False)


def conference(argv: "Sequence[str]") -> int:
    parser = _parser(
        "conference",
        "Invites a colleague or a number into an agent's conversation, which goes on meanwhile. --leave: the agent "
        "leaves, and the others go on; --drop: all but caller and agent are let go.",
    )
    _whom(parser)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--leave", dest="order", action="store_const", const=TalkOrder.LEAVE, help="the agent goes")
    what.add_argument("--drop", dest="order", action="store_const", const=TalkOrder.DROP, help="the others go")
    return _company(parser, argv, invite=True)


def listen(argv: "Sequence[str]") -> int:
    return _watch(WatchMode.LISTEN, "Hears an agent's conversation; nobody hears who listens.", argv)


def whisper(argv: "Sequence[str]") -> int:
    return _watch(WatchMode.WHISPER, "Hears an agent's conversation, and is heard by the agent alone.", argv)


def barge(argv: "Sequence[str]") -> int:
    return _watch(WatchMode.BARGE, "Hears an agent's conversation, and is heard by all in it.", argv)


def announce(argv: "Sequence[str]") -> int:
    parser = _parser("announce", "Has prompts said in an agent's conversation, beside what is spoken.")
    parser.add_argument("prompts", metavar="PROMPT", nargs="+", help="the name of a prompt of the settings")
    whom = [each.value for each in Audience]
    parser.add_argument("--to", choices=whom, default="both", help="who hears it (default: both)")
    asked = parser.parse_args(argv)
    return _ask(asked, SayInTalk(agent=asked.agent, prompts=tuple(asked.prompts), to=Audience(asked.to)))


def note(argv: "Sequence[str]") -> int:
    parser = _parser("note", "Writes something down about the caller an agent speaks with, or has just spoken with.")
    parser.add_argument("text", metavar="TEXT", help="one sentence or a few, in the call's timeline from now on")
    asked = parser.parse_args(argv)
    return _ask(asked, NoteCall(asked.agent, asked.text))


def recording(argv: "Sequence[str]") -> int:
    parser = _parser(
        "recording",
        "Pauses the recording of an agent's conversation while a card's number is told, and resumes it; starts and "
        'stops it where the queue has record = "on demand".',
    )
    orders = [each.value for each in RecordingOrder]
    parser.add_argument("order", choices=orders, metavar="WHAT", help="start, pause, resume or stop")
    asked = parser.parse_args(argv)
    return _ask(asked, AboutRecording(asked.agent, RecordingOrder(asked.order)))


def _parser(name: str, about: str, whose: str = "AGENT") -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"callbox {name}", parents=[place_options()], description=about)
    if whose == "AGENT":
        parser.add_argument("agent", metavar="AGENT", help="in whose conversation")
    parser.add_argument("--json", action="store_true", help="one JSON object: the call, and when")
    return parser


def _whom(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("colleague", metavar="COLLEAGUE", nargs="?", help="another agent")
    parser.add_argument("--number", default="", metavar="NUMBER", help="somebody outside, instead of a colleague")
    parser.add_argument("--line", metavar="LINE", help="call the number on this line (default: the first that may)")


def _company(parser: argparse.ArgumentParser, argv: "Sequence[str]", *, invite: bool) -> int:
    asked = parser.parse_args(argv)
    someone = asked.colleague is not None or asked.number
    if asked.order is not None and someone:
        parser.error("a colleague or a number is asked, or what is under way is moved on; not both at once")
    if asked.order is not None:
        return _ask(asked, AboutTalk(asked.agent, asked.order))
    if not someone or (asked.colleague is not None and asked.number):
        parser.error("name a colleague, or give --number; one of them")
    wish = AskIn(agent=asked.agent, colleague=asked.colleague, number=asked.number, line=asked.line, invite=invite)
    return _ask(asked, wish)


def _watch(mode: WatchMode, about: str, argv: "Sequence[str]") -> int:
    parser = _parser(mode.value, f"{about} What one may do stands in watches of one's [[agent]].", whose="")
    parser.add_argument("supervisor", metavar="SUPERVISOR", help="whose station hears it")
    parser.add_argument("agent", metavar="AGENT", nargs="?", help="in whose conversation")
    parser.add_argument("--stop", action="store_true", help="hear it no more")
    asked = parser.parse_args(argv)
    if (asked.agent is None) != asked.stop:
        parser.error("name the agent in whose conversation, or give --stop; one of them")
    return _ask(asked, WatchTalk(supervisor=asked.supervisor, agent=asked.agent, mode=mode))


def _ask(asked: argparse.Namespace, request: TalkRequest) -> int:
    """Raises NoBox, Refused and BadSettings."""
    with BlockingClient(socket_wanted(asked), "cli") as box:
        begun = box.ask(request)
        if not isinstance(begun, Begun):
            return NOT_DONE
        told = "" if asked.json else _told(box, begun)
    if asked.json:
        import msgspec

        told = msgspec.json.encode(begun).decode()
    sys.stdout.write(f"{told}\n")
    return DONE


def _told(box: BlockingClient, begun: Begun) -> str:
    """The last sentence of the call's timeline."""
    from appliance.control.as_text import plain

    try:
        story = box.ask(ExplainCall(begun.call))
    except NotThere:
        return "Done."
    last = story.notes[-1:] if isinstance(story, Explained) else ()
    return plain(last[0].text) if last else "Done."
