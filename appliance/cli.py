"""What a technician types: `callbox …`. Own commands are clients of the control socket; the rest are programs."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from appliance.control.errors import BadSettings, NoBox, Refused
from appliance.control.typed_words import whole_number

if TYPE_CHECKING:
    from pathlib import Path

    from appliance.control.blocking_client import BlockingClient
    from appliance.model.records import CallRecord, OutgoingText, TextRecord
    from appliance.model.words import Value
    from appliance.store.reader import StoreReader


class Program(NamedTuple):
    """A command that is a program of its own: it gets the words after its name and knows its own --help."""

    module: str
    function: str
    summary: str


PROGRAMS = {
    "run": Program("appliance.control.daemon", "main", "run the box: lines, engine, sound and store"),
    "web": Program("appliance.web.server", "main", "serve the pages of a running box"),
    "check": Program("appliance.control.check_command", "main", "say everything that is wrong with the settings"),
    "config": Program("appliance.control.config_command", "main", "draft, check, publish and take back settings"),
    "user": Program("appliance.web.user_command", "main", "say who may use the pages, and what they may do"),
    "certificate": Program(
        "appliance.web.certificate_command", "main", "show, renew and bring the certificates of the pages"
    ),
    "audit": Program("appliance.web.user_command", "audit", "list what was changed and listened to, and by whom"),
    "show-config": Program("appliance.drivers.check", "show_config", "print the settings, each with its place"),
    "prompt": Program("appliance.control.prompt_command", "main", "bring recordings in, list and judge what is said"),
    "doctor": Program("appliance.doctor.command", "main", "look at every modem and port, and say what is wrong"),
    "demo": Program("appliance.demo.play", "main", "play simulated calls through the whole box"),
    "pretend": Program("appliance.pretend.exchange", "main", "run pretend modems and callers"),
    "text": Program("appliance.control.text_command", "main", "send a text, and tell how it goes"),
    "network": Program(
        "appliance.control.network_command", "main", "ask a line's network: USSD, credit, forwarding, waiting"
    ),
    "rehearse": Program("appliance.rehearsal.command", "main", "try a draft of the settings on the calls that were"),
    "dial": Program("appliance.control.dial_command", "dial", "call a number, for an agent or a flow"),
    "ledger": Program("appliance.control.ledger_command", "main", "list what was called, and what was refused"),
    "simulate": Program("appliance.control.simulate_command", "main", "play an invented call through the settings"),
    "transfer": Program("appliance.control.dial_command", "transfer", "hand an agent's caller over to an extension"),
    "waiting": Program("appliance.control.waiting_command", "main", "take, swap or refuse an agent's second caller"),
    "mail": Program("appliance.mail.command", "main", "send messages as mail; try the settings; tell how it goes"),
    "messages": Program("appliance.control.messages_command", "main", "list, hear, take and finish what callers left"),
    "missed": Program("appliance.control.missed_command", "main", "list who is to be called back, and see to them"),
    "keys": Program("appliance.control.keys_command", "main", "press keys for the far end of an agent's conversation"),
    "hold": Program("appliance.control.talk_commands", "hold", "put an agent's caller on hold"),
    "retrieve": Program("appliance.control.talk_commands", "retrieve", "take an agent's caller off hold"),
    "mute": Program("appliance.control.talk_commands", "mute", "have nobody hear an agent for a while"),
    "consult": Program("appliance.control.talk_commands", "consult", "ask somebody while an agent's caller holds"),
    "conference": Program("appliance.control.talk_commands", "conference", "invite somebody into a conversation"),
    "listen": Program("appliance.control.talk_commands", "listen", "hear an agent's conversation"),
    "whisper": Program("appliance.control.talk_commands", "whisper", "speak to an agent alone in a conversation"),
    "barge": Program("appliance.control.talk_commands", "barge", "speak to all in an agent's conversation"),
    "announce": Program("appliance.control.talk_commands", "announce", "have a prompt said in a conversation"),
    "note": Program("appliance.control.talk_commands", "note", "write down something about an agent's caller"),
    "recording": Program("appliance.control.talk_commands", "recording", "pause and resume what is recorded"),
    "replay": Program("appliance.runtime.replay", "main", "prove the journal and print what was decided, and why"),
}


MOST_REMEMBERED = 50
"""Calls that new ones are aligned with while following."""


class CannotTell(Exception):
    """Neither box nor store could answer; the text is one sentence."""


def main(argv: list[str] | None = None) -> int:
    """Exit code: 0 done, 1 could not be done (one sentence on stderr), 2 not understood."""
    words = sys.argv[1:] if argv is None else argv
    try:
        if words and words[0] in PROGRAMS:
            return run_program(words[0], words[1:])
        chosen = parser().parse_args(words)
        code: int = chosen.act(chosen)
        sys.stdout.flush()
    except BadSettings as fault:
        return complain(fault, 2)
    except (NoBox, Refused, CannotTell) as fault:
        return complain(fault, 1)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `callbox calls | head`: nobody reads on, which is no fault
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def complain(fault: Exception, code: int) -> int:
    print(f"callbox: {fault}", file=sys.stderr)
    return code


def run_program(name: str, argv: list[str]) -> int:
    program = PROGRAMS[name]
    try:
        module = import_module(program.module)
    except ModuleNotFoundError as fault:
        sentence = f"{name}: {fault.name} is not installed here; install callbox again, with all it needs"
        raise CannotTell(sentence) from fault
    start: Callable[[list[str]], int] = getattr(module, program.function)
    return start(argv)


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(
        prog="callbox", description="A call centre for a small business on one small computer."
    )
    commands = whole.add_subparsers(metavar="COMMAND", required=True)
    for name, program in PROGRAMS.items():
        commands.add_parser(name, help=program.summary, add_help=False)
    calls = commands.add_parser("calls", parents=[place(store=True)], help="list the last calls, newest first")
    calls.add_argument("--limit", type=whole_number, default=20, metavar="N", help="at most so many (default: 20)")
    calls.add_argument("--before", type=whole_number, metavar="CALL", help="only calls before this one")
    calls.add_argument("--json", action="store_true", help="one JSON object a line")
    calls.add_argument("--follow", action="store_true", help="then go on with each call as it finishes")
    calls.set_defaults(act=list_calls)
    add_texts(commands)
    explain = commands.add_parser(
        "explain", parents=[place(store=True)], help="tell a call's story: what was done, and why"
    )
    explain.add_argument("call", type=whole_number, metavar="CALL", help="its number, as `callbox calls` shows it")
    explain.add_argument("--brief", action="store_true", help="only the notes, not who else was considered and why")
    explain.add_argument("--json", action="store_true", help="one JSON object: sentences and facts")
    explain.set_defaults(act=explain_call)
    waiting = commands.add_parser(
        "why-waiting", parents=[place(store=False)], help="say why a call still waits, and what would unblock it"
    )
    waiting.add_argument("call", type=whole_number, metavar="CALL", help="its number, as `callbox status` shows it")
    waiting.add_argument("--json", action="store_true", help="one JSON object: sentences and facts")
    waiting.set_defaults(act=why_waiting)
    idle = commands.add_parser(
        "why-idle", parents=[place(store=False)], help="say why an agent has had nothing for a while"
    )
    idle.add_argument("agent", metavar="AGENT", help="the name, as `callbox status` shows it")
    idle.add_argument("--json", action="store_true", help="one JSON object: sentences and facts")
    idle.set_defaults(act=why_idle)
    status = commands.add_parser(
        "status", parents=[place(store=False)], help="show lines, queues, agents and devices now"
    )
    status.add_argument("--json", action="store_true", help="one JSON object: box, snapshot, mail")
    status.set_defaults(act=show_status)
    return whole


def add_texts(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    texts = commands.add_parser("texts", parents=[place(store=True)], help="list the last texts, in and out")
    texts.add_argument("--limit", type=whole_number, default=20, metavar="N", help="at most so many (default: 20)")
    texts.add_argument("--from", dest="sender", metavar="NUMBER", help="only those that came from this sender")
    texts.add_argument("--to", dest="number", metavar="NUMBER", help="only those that were sent to this number")
    texts.add_argument("--json", action="store_true", help="one JSON object a line")
    texts.set_defaults(act=list_texts)


def place(*, store: bool) -> argparse.ArgumentParser:
    """Where the box is; and its database, for what can be read without it."""
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument("--config", metavar="FILE", help="the box's settings (default: /etc/callbox/appliance.toml)")
    options.add_argument("--socket", metavar="PATH", help="the box's control socket (default: from the settings)")
    if store:
        options.add_argument(
            "--db", metavar="PATH", help="read this database and ask no box (default: ask, then from the settings)"
        )
    return options


def list_calls(chosen: argparse.Namespace) -> int:
    from appliance.control.schema import MOST_CALLS

    if chosen.limit > MOST_CALLS:
        sentence = f"at most {MOST_CALLS} calls at once, not {chosen.limit}; page on with --before"
        raise CannotTell(sentence)
    with box_of(chosen, needed=chosen.follow) as box:
        if box is not None and chosen.follow:
            follow_calls(box, chosen)
        elif box is not None:
            show_calls(calls_of(box, chosen), as_json=chosen.json)
        else:
            with store_of(chosen) as store:
                show_calls(store.calls(chosen.limit, before=chosen.before), as_json=chosen.json)
    return 0


def calls_of(box: "BlockingClient", chosen: argparse.Namespace) -> "tuple[CallRecord, ...]":
    from appliance.control.schema import Calls, ListCalls

    listed = box.ask(ListCalls(limit=chosen.limit, before=chosen.before))
    return listed.calls if isinstance(listed, Calls) else ()


def follow_calls(box: "BlockingClient", chosen: argparse.Namespace) -> None:
    """Oldest first, so that the newest stands last, where the next one will."""
    from appliance.control.schema import CallFinished, Subscribe

    box.ask(Subscribe())  # before listing, so that no call falls between
    shown = tuple(call for call in reversed(calls_of(box, chosen)) if call.ended_ms is not None)
    show_calls(shown, as_json=chosen.json)
    for told in box.told():
        if isinstance(told, CallFinished) and told.call.call not in {call.call for call in shown}:
            shown = (*shown[-MOST_REMEMBERED:], told.call)
            show_calls(shown, as_json=chosen.json, last_only=True)


def show_calls(calls: "tuple[CallRecord, ...]", *, as_json: bool, last_only: bool = False) -> None:
    """As a table; `last_only` leaves out what stands on the screen already, but aligns with it."""
    from appliance.control.as_text import calls_table

    if as_json:
        import msgspec

        lines = [msgspec.json.encode(call).decode() for call in calls]
    else:
        lines = calls_table(calls, width()) if calls else ["No calls yet."]
    for line in lines[-1:] if last_only else lines:
        print(line, flush=True)


def list_texts(chosen: argparse.Namespace) -> int:
    from appliance.control.as_text import text_lines, text_moment
    from appliance.store.reader import MOST_ROWS

    if chosen.limit > MOST_ROWS:
        sentence = f"at most {MOST_ROWS} texts at once, not {chosen.limit}"
        raise CannotTell(sentence)
    both = chosen.sender is None and chosen.number is None
    with store_of(chosen) as store:
        came = store.texts(chosen.limit, sender=chosen.sender) if both or chosen.sender else ()
        went = store.outgoing(chosen.limit, number=chosen.number) if both or chosen.number else ()
    texts: list[TextRecord | OutgoingText] = [*came, *went]
    found = sorted(texts, key=text_moment, reverse=True)[: chosen.limit]
    if chosen.json:
        import msgspec

        lines = [msgspec.json.encode(text).decode() for text in found]
    else:
        lines = [line for text in found for line in text_lines(text, width())] or ["No texts yet."]
    print("\n".join(lines))
    return 0


def explain_call(chosen: argparse.Namespace) -> int:
    from pathlib import Path

    from appliance.control.explaining import from_box, from_store, retold
    from appliance.control.explanation_text import explanation

    database = None
    with box_of(chosen) as box:
        whole = from_box(box, chosen.call) if box is not None else None
        if box is not None and box.welcome.database:
            database = Path(box.welcome.database)
    if whole is None:
        with store_of(chosen) as store:
            whole = from_store(store, chosen.call)
            if whole is None:
                raise CannotTell(no_such_call(store, chosen.call))
    if not chosen.brief:
        whole = retold(whole, database or database_path(chosen), show_progress)
    show(whole, explanation(whole, width()), as_json=chosen.json)
    return 0


def no_such_call(store: "StoreReader", call: int) -> str:
    from appliance.control.wording import no_call

    before = store.calls(1, before=call)
    return no_call(call, before[0].call if before else None)


def why_waiting(chosen: argparse.Namespace) -> int:
    from appliance.control.explanation_text import waiting
    from appliance.control.schema import CallWaits, WhyCallWaits

    with box_of(chosen, needed=True) as box:
        answer = box.ask(WhyCallWaits(chosen.call)) if box is not None else None
    if isinstance(answer, CallWaits):
        show(answer.why, waiting(answer.why, width()), as_json=chosen.json)
    return 0


def why_idle(chosen: argparse.Namespace) -> int:
    from appliance.control.explanation_text import sentences
    from appliance.control.schema import AgentIdles, WhyAgentIdles

    with box_of(chosen, needed=True) as box:
        answer = box.ask(WhyAgentIdles(chosen.agent)) if box is not None else None
    if isinstance(answer, AgentIdles):
        show(answer.why, sentences(answer.why.sentences, width()), as_json=chosen.json)
    return 0


def show(value: "Value", lines: list[str], *, as_json: bool) -> None:
    if as_json:
        import msgspec

        lines = [msgspec.json.encode(value).decode()]
    print("\n".join(lines))


def show_progress(done: int, of: int) -> None:
    """On a terminal only, over itself; gone when it is done."""
    if sys.stderr.isatty():
        text = "" if done >= of else f"reading the journal: {100 * done // of} %"
        print(f"\r{text:<30}\r{text}", end="", file=sys.stderr, flush=True)


def show_status(chosen: argparse.Namespace) -> int:
    with box_of(chosen, needed=True) as box:
        if box is not None:
            from appliance.control import status_command

            status_command.show_status(box, width(), as_json=chosen.json)
    return 0


@contextmanager
def box_of(chosen: argparse.Namespace, *, needed: bool = False) -> "Iterator[BlockingClient | None]":
    """The running box; None when it does not answer and is not needed, which stderr is told."""
    from appliance.control.blocking_client import BlockingClient

    if getattr(chosen, "db", None) and not needed:
        yield None
        return
    path = chosen.socket or socket_in_settings(chosen)
    try:
        box = BlockingClient(path, "cli")
    except NoBox as fault:
        if needed:
            raise
        print(f"callbox: {fault}; reading the store instead", file=sys.stderr)
        yield None
        return
    with box:
        yield box


def socket_in_settings(chosen: argparse.Namespace) -> str:
    from appliance.control.place import settings_of, socket_of  # needs the whole plan, which costs a terminal time

    return str(socket_of(settings_of(chosen.config)))


@contextmanager
def store_of(chosen: argparse.Namespace) -> "Iterator[StoreReader]":
    from appliance.store.faults import StoreFault
    from appliance.store.reader import StoreReader

    try:
        with StoreReader(database_path(chosen)) as store:
            yield store
    except StoreFault as fault:
        raise CannotTell(str(fault)) from None


def database_path(chosen: argparse.Namespace) -> "Path":
    from pathlib import Path

    from appliance.control.place import database_of, settings_of

    return Path(chosen.db) if chosen.db else database_of(settings_of(chosen.config))


def width() -> int:
    """Of the terminal, or as COLUMNS says; where there is neither, so wide that nothing a script wants is cut."""
    if os.environ.get("COLUMNS", "").isdecimal():
        return max(1, int(os.environ["COLUMNS"]))
    return os.get_terminal_size(sys.stdout.fileno()).columns or 80 if sys.stdout.isatty() else 200
