"""The words of `callbox doctor`, and what they ask for."""

import argparse
from collections.abc import Sequence

COMMANDS = ("trace", "loop", "sound")
"""First words that are commands of the doctor; any other is a line or a port."""


def read(argv: Sequence[str]) -> argparse.Namespace:
    """Argparse leaves with status 2 for what it does not understand."""
    if argv and argv[0] in COMMANDS:
        chosen = {"trace": _trace, "loop": _loop, "sound": _sound}[argv[0]]().parse_args(argv[1:])
        if argv[0] == "loop" and bool(chosen.calling) != bool(chosen.called):
            _loop().error("--from and --to belong together")
        chosen.command = argv[0]
        return chosen
    chosen = _examine().parse_args(argv)
    chosen.command = "examine"
    return chosen


def _parser(command: str, description: str) -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog=f"callbox doctor{command}", description=description)
    made.add_argument("--config", metavar="FILE", help="the box's settings (default: /etc/callbox/appliance.toml)")
    made.add_argument("--socket", metavar="PATH", help="the box's control socket (default: from the settings)")
    made.add_argument("--json", action="store_true", help="for programs: JSON instead of text")
    return made


def _examine() -> argparse.ArgumentParser:
    made = _parser(
        "",
        "Says of every serial port what sits on it, what it can do and what is wrong, in words with what to do. "
        "Nothing is dialled, no PIN is tried, no setting is kept. Of a running box, lines are examined only when they "
        "are named and idle: each is out of service for some seconds. Further: callbox doctor trace LINE, "
        "callbox doctor loop.",
    )
    made.add_argument("what", nargs="*", metavar="LINE|PORT", help="only these (default: all)")
    made.add_argument(
        "--on-hook",
        action="store_true",
        help="do not hold analog lines for two seconds each, to try their sound and listen for dial tone",
    )
    made.add_argument("--trace", action="store_true", help="show what is said to the modem, numbers masked")
    return made


def _trace() -> argparse.ArgumentParser:
    made = _parser(" trace", "What box and modem said and say to each other, numbers masked, until Ctrl-C.")
    made.add_argument("line", metavar="LINE")
    made.add_argument("--stop", action="store_true", help="end when all that is kept was shown")
    return made


def _sound() -> argparse.ArgumentParser:
    made = _parser(
        " sound",
        "Lists the sound cards with their names for the settings, ways, rates and who has them open. A card that the "
        "running box has is tried once the box is stopped, or its table taken out of the settings.",
    )
    which = made.add_mutually_exclusive_group()
    which.add_argument("--tone", metavar="CARD", help="say a tone of 1000 Hz through it for 3 s")
    which.add_argument("--level", metavar="CARD", help="measure for 3 s what it hears")
    return made


def _loop() -> argparse.ArgumentParser:
    made = _parser(
        " loop",
        "A call is measured: caller id, level, echo, keys and hang-up. Either you ring a line of the box from any "
        "telephone and the doctor answers, or one of its lines rings another. The lines are out of service for callers "
        "meanwhile. A call from line to line costs what your operator takes for it.",
    )
    which = made.add_mutually_exclusive_group(required=True)
    which.add_argument("--ring-me", metavar="LINE", help="the line that you will ring within a minute")
    which.add_argument("--from", dest="calling", metavar="LINE", help="the line that calls; needs --to")
    made.add_argument("--to", dest="called", metavar="LINE", help="the line that is called")
    made.add_argument("--number", default="", help="dialled instead of the called line's own number in the settings")
    return made
