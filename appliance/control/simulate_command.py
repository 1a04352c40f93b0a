"""`callbox simulate`: a call that never was, through the settings that hold or a draft; nothing rings, dials or writes.

WHAT happens, in order: keys (1, 4711#), listen, wait:20, speak:8 (seconds), answer, decline, end, free, hangup.
"""

import argparse
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from appliance.config.errors import SettingsFault
from appliance.config.tables import DAYS
from appliance.control.config_reading import version_number
from appliance.control.place import DEFAULT_FILE
from appliance.control.simulate_text import walk_lines
from appliance.control.simulate_words import SimulationAnswer, SimulationRequest
from appliance.core.errors import CannotSimulate
from appliance.model.simulation import MOST_ACTS, MOST_AHEAD, Act, Deed, Simulated, Staff, Wanted
from appliance.runtime.settings_book import Book, Refusal, told
from appliance.runtime.simulated_settings import simulated
from appliance.store.faults import StoreFault

LONGEST_REQUEST: Final = 100_000
"""Characters of one line: the most acts, each as JSON, and some room."""
WORDS: Final = {
    "listen": Deed.LISTEN,
    "answer": Deed.ANSWER,
    "decline": Deed.DECLINE,
    "end": Deed.END_TALK,
    "free": Deed.FREE,
    "hangup": Deed.HANG_UP,
}
LASTING: Final = {"wait": Deed.WAIT, "speak": Deed.SPEAK}


def main(argv: list[str]) -> int:
    """0: simulated; 1: it could not be, each reason a sentence; 2: not understood."""
    asked = _parser().parse_args(argv)
    if asked.requests:
        return _answer_requests(asked.config)
    request = SimulationRequest(wanted=_wanted(asked), draft=asked.draft, version=asked.version)
    answer = answered(Book(asked.config), request)
    if answer.simulated is None:
        lines = [*(wrong.sentence for wrong in answer.wrong), answer.refusal]
        sys.stderr.write("".join(f"callbox: {line}\n" for line in lines))
        return 1
    if asked.json:
        sys.stdout.write(msgspec.json.encode(answer.simulated).decode() + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in walk_lines(answer.simulated)))
    return 0


def answered(book: Book, request: SimulationRequest) -> SimulationAnswer:
    """Never raises for what is wrong with the settings or the request."""
    wanted = request.wanted if request.wanted.at else msgspec.structs.replace(request.wanted, at=_now())
    try:
        played: Simulated = simulated(book, wanted, draft=request.draft, version=request.version)
    except SettingsFault as fault:
        number = len(fault.faults)
        sentence = (
            f"the flow has {number} fault{'' if number == 1 else 's'} to be mended before a call can be simulated"
        )
        return SimulationAnswer(refusal=sentence, wrong=tuple(map(told, fault.faults)))
    except Refusal as fault:
        return SimulationAnswer(refusal=str(fault), missing=fault.missing)
    except (CannotSimulate, StoreFault) as fault:
        return SimulationAnswer(refusal=str(fault))
    return SimulationAnswer(simulated=played)


def _answer_requests(config: Path) -> int:
    """Of a program that simulates often, such as the pages: a request a line, an answer a line, until there is none."""
    while line := sys.stdin.readline(LONGEST_REQUEST):
        try:
            answer = answered(Book(config), msgspec.json.decode(line, type=SimulationRequest))
        except msgspec.DecodeError as fault:
            answer = SimulationAnswer(refusal=f"that is no request: {fault}")
        sys.stdout.write(msgspec.json.encode(answer).decode() + "\n")
        sys.stdout.flush()
    return 0


def _wanted(asked: argparse.Namespace) -> Wanted:
    return Wanted(
        line=asked.line,
        flow=asked.flow,
        at=asked.at or "",
        number=asked.number or "",
        withheld=asked.withheld,
        language=asked.language,
        staff=Staff(asked.staff),
        ahead=asked.ahead,
        transfer_works=not asked.transfer_fails,
        store_works=not asked.store_fails,
        acts=tuple(act for acts in asked.what for act in acts),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="callbox simulate", description=__doc__)
    parser.add_argument("what", nargs="*", type=acts_in, metavar="WHAT", help="what happens, in order; see above")
    parser.add_argument("--at", type=moment, metavar="WHEN", help='"mon 18:30", 2026-12-24T17:30 (default: now)')
    parser.add_argument("--from", dest="number", type=number, metavar="NUMBER", help="the caller's number")
    parser.add_argument("--withheld", action="store_true", help="the caller withholds the number")
    parser.add_argument("--line", default="", help="which line rings (default: the first)")
    parser.add_argument("--flow", default="", help="which flow answers (default: the line's)")
    parser.add_argument("--language", default="", help="what the caller is spoken to in at first")
    staff = [each.value for each in Staff]
    parser.add_argument("--agents", dest="staff", choices=staff, default=staff[0], help="default: ready")
    parser.add_argument("--ahead", type=ahead, default=0, metavar="N", help="so many wait already; with --agents busy")
    parser.add_argument("--transfer-fails", action="store_true", help="the PBX takes nobody over")
    parser.add_argument("--store-fails", action="store_true", help="no message comes onto the disk")
    parser.add_argument("--draft", default="", metavar="NAME", help="through this draft (default: what holds)")
    parser.add_argument("--version", type=version_number, default=0, metavar="N", help="through this earlier version")
    parser.add_argument("--config", type=Path, default=DEFAULT_FILE, metavar="FILE", help=f"default: {DEFAULT_FILE}")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--requests", action="store_true", help="answer requests from stdin, JSON, one a line")
    return parser


def acts_in(word: str) -> tuple[Act, ...]:
    """Of a word of the command line. Raises ArgumentTypeError."""
    if word in WORDS:
        return (Act(do=WORDS[word]),)
    name, _, seconds = word.partition(":")
    if name in LASTING and seconds.isascii() and seconds.isdecimal() and int(seconds[:5]) <= 3_600:
        return (Act(do=LASTING[name], for_ms=int(seconds[:5]) * 1_000),)
    if word and set(word) <= set("0123456789*#ABCD") and len(word) <= MOST_ACTS:
        return tuple(Act(do=Deed.KEY, key=key) for key in word)
    known = ", ".join((*WORDS, *(f"{each}:SECONDS" for each in LASTING)))
    message = f'"{word}": expected keys (0-9 * # A-D), {known}'
    raise argparse.ArgumentTypeError(message)


def moment(text: str, today: date | None = None) -> str:
    """As Wanted.at has it, of a weekday the next one from `today` on. Raises ArgumentTypeError."""
    day, _, time = text.strip().replace("T", " ").partition(" ")
    try:
        if day[:1].isdecimal():
            at = datetime.fromisoformat(f"{day} {time}")
            return at.strftime("%Y-%m-%dT%H:%M")
        wanted = next(number for number, name in enumerate(DAYS) if len(day) >= 3 and name.startswith(day.lower()))
        start = today or datetime.now().astimezone().date()
        found = start + timedelta(days=(wanted - start.weekday()) % 7)
        return f"{found.isoformat()}T{datetime.strptime(time, '%H:%M'):%H:%M}"  # noqa: DTZ007 - a time of day alone
    except (ValueError, StopIteration):
        message = f'"{text}": expected a weekday or date, and a time, such as "mon 18:30" or 2026-12-24T17:30'
        raise argparse.ArgumentTypeError(message) from None


def number(text: str) -> str:
    digits = text.replace(" ", "")
    if not 0 < len(digits) <= 20 or not set(digits.removeprefix("+")) <= set("0123456789"):
        message = f'"{text}": expected a telephone number, digits with + before a country'
        raise argparse.ArgumentTypeError(message)
    return digits


def ahead(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text[:4]) <= MOST_AHEAD):
        message = f'"{text}": expected 0 to {MOST_AHEAD}'
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _now() -> str:
    return datetime.now().astimezone().strftime("%Y-%m-%dT%H:%M")
