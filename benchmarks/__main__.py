"""How long things take: python -m benchmarks [parts | live | routing | lines] [OPTIONS]; without a name, the parts."""

import importlib
import sys

INSTRUMENTS = {
    "parts": "benchmarks.parts",
    "live": "benchmarks.live.__main__",
    "routing": "benchmarks.routing.__main__",
    "lines": "benchmarks.lines.__main__",
}
"""Name → the module whose main(argv) measures."""


def chosen(arguments: list[str]) -> tuple[str, list[str]]:
    """The module, and what is left for it."""
    if arguments and arguments[0] in INSTRUMENTS:
        return INSTRUMENTS[arguments[0]], arguments[1:]
    return INSTRUMENTS["parts"], arguments


def main(arguments: list[str]) -> int:
    """What the instrument returns: 0 when it measured."""
    module, rest = chosen(arguments)
    return int(importlib.import_module(module).main(rest))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
