"""`callbox config`: settings drafted, checked, compared, published and taken back, without a call being lost."""

import argparse
import getpass
import sys
from pathlib import Path

from appliance.config.errors import SettingsFault
from appliance.control.config_changes import DRAFTING
from appliance.control.config_reading import READING
from appliance.control.config_words import Way
from appliance.control.errors import BadSettings, NoBox, Refused
from appliance.control.place import DEFAULT_FILE
from appliance.runtime.settings_book import Refusal
from appliance.store.faults import StoreFault

WAYS: dict[str, Way] = {**READING, **DRAFTING}


def main(argv: list[str]) -> int:
    """0: done; 1: refused, each reason a sentence. Raises BadSettings for words that are no path."""
    asked = _parser().parse_args(argv)
    try:
        return WAYS[asked.what].act(asked)
    except SettingsFault as fault:
        raise BadSettings(str(fault)) from None
    except (Refusal, StoreFault, NoBox, Refused) as fault:
        sys.stderr.write(f"callbox: {fault}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="callbox config", description=__doc__)
    ways = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    for name, way in WAYS.items():
        words = ways.add_parser(name, parents=[_everywhere()], help=way.summary, description=way.summary)
        for flags, options in way.words:
            words.add_argument(*flags, **options)
    return parser


def _everywhere() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument("--config", type=Path, default=DEFAULT_FILE, metavar="FILE", help=f"default: {DEFAULT_FILE}")
    options.add_argument("--socket", metavar="PATH", help="the box's control socket (default: from the settings)")
    options.add_argument("--draft", metavar="NAME", help="which draft (default: the one of your name)")
    options.add_argument("--who", default=_login(), metavar="NAME", help="who does it (default: your login name)")
    options.add_argument("--json", action="store_true", help="one JSON object")
    return options


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"
