"""`callbox network`: asks a line's mobile network – USSD codes, credit, forwarding, call waiting, own number."""

import argparse
import sys
from typing import Final

from appliance.control.as_text import plain
from appliance.control.blocking_client import BlockingClient
from appliance.control.place import place_options, socket_wanted
from appliance.control.schema import AskLine, NetworkSays
from appliance.model.network import (
    AskCredit,
    AskForwarding,
    AskOwnNumber,
    AskWaiting,
    EndDialogue,
    ForwardingReason,
    NetworkAsk,
    OwnNumber,
    SendCode,
    SendReply,
    SetForwarding,
    SetOwnNumber,
    SetWaiting,
)

PATIENCE_S: Final = 180.0
"""Longer than the box waits for the network."""
OFF: Final = "off"


def main(argv: list[str]) -> int:
    """0 once the network has answered. Raises NoBox, Refused and BadSettings."""
    chosen = _arguments(argv)
    with BlockingClient(socket_wanted(chosen), "cli", PATIENCE_S) as box:
        wanted = _say(box, chosen.line, _ask(chosen))
        while wanted and sys.stdin.isatty():
            typed = input("reply (empty to end): ").strip()
            wanted = _say(box, chosen.line, SendReply(typed) if typed else EndDialogue())
        if wanted:
            sys.stdout.write(f"The network waits for a reply: callbox network {chosen.line} reply TEXT, or end.\n")
    return 0


def _say(box: BlockingClient, line: str, ask: NetworkAsk) -> bool:
    """Whether a reply is wanted."""
    said = box.ask(AskLine(line, ask))
    if not isinstance(said, NetworkSays):
        return False
    for words in said.words:
        sys.stdout.write(f"{plain(words)}\n")
    sys.stdout.flush()
    return said.reply_wanted


def _ask(chosen: argparse.Namespace) -> NetworkAsk:
    """What the words mean."""
    match chosen.what:
        case "ussd":
            return SendCode(chosen.code)
        case "reply":
            return SendReply(chosen.text)
        case "forward":
            return _forwarding(chosen)
        case "waiting":
            return AskWaiting() if chosen.to is None else SetWaiting(on=chosen.to == "on")
        case "own-number":
            return AskOwnNumber() if chosen.to is None else SetOwnNumber(OwnNumber(_spaced(chosen.to)))
        case _:
            return AskCredit() if chosen.what == "credit" else EndDialogue()


def _forwarding(chosen: argparse.Namespace) -> NetworkAsk:
    reason = ForwardingReason(_spaced(chosen.reason))
    if chosen.number is None:
        return AskForwarding(reason)
    return SetForwarding(reason, "" if chosen.number == OFF else chosen.number, chosen.after)


def _spaced(word: str) -> str:
    return word.replace("-", " ")


def _hyphened(*words: str) -> list[str]:
    return [word.replace(" ", "-") for word in words]


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="callbox network", description=__doc__, parents=[place_options()])
    parser.add_argument("line", metavar="LINE", help="a line with a GSM modem, as `callbox status` shows it")
    asks = parser.add_subparsers(dest="what", metavar="WHAT", required=True)

    def what(name: str, about: str) -> argparse.ArgumentParser:
        return asks.add_parser(name, help=about, parents=[place_options(again=True)])

    what("ussd", "a service code such as '*100#'").add_argument("code", metavar="CODE")
    what("reply", "to what the network asked last").add_argument("text", metavar="TEXT")
    what("end", "the dialogue that waits for a reply")
    what("credit", "by the code in the line's options")
    forward = what("forward", "tell where calls go, or send them on")
    reasons = _hyphened(*(each.value for each in ForwardingReason))
    forward.add_argument("reason", nargs="?", choices=reasons, default="all", help="when (default: all)")
    forward.add_argument("number", nargs="?", metavar="NUMBER", help=f"where to, or {OFF}; without it, tell")
    forward.add_argument("--after", type=int, metavar="SECONDS", help="of ringing: 5, 10, 15, 20, 25 or 30")
    what("waiting", "whether a second caller knocks, or make it so").add_argument("to", nargs="?", choices=["on", OFF])
    shown = _hyphened(*(each.value for each in OwnNumber))
    what("own-number", "what the one we call sees").add_argument("to", nargs="?", choices=shown)
    return parser.parse_args(argv)
