"""How long things take, and how well they are done: python -m benchmarks [NAME] [OPTIONS]; --help names them all."""

import importlib
import sys

INSTRUMENTS = {
    "parts": "benchmarks.parts",
    "live": "benchmarks.live.__main__",
    "routing": "benchmarks.routing.__main__",
    "lines": "benchmarks.lines.__main__",
    "digits": "benchmarks.digits.__main__",
    "fax": "benchmarks.fax.__main__",
    "desk": "benchmarks.desk.__main__",
    "pages": "benchmarks.pages.__main__",
    "echo": "benchmarks.echo",
    "listen": "benchmarks.listen",
    "hang_up": "benchmarks.hang_up",
    "erlang": "benchmarks.erlang",
    "soak_router": "benchmarks.soak_router",
    "memcheck": "benchmarks.memcheck",
}
"""Name → the module whose main(argv) measures."""


def chosen(arguments: list[str]) -> tuple[str, list[str]]:
    """The module, and what is left for it; without a name, the parts."""
    if arguments and arguments[0] in INSTRUMENTS:
        return INSTRUMENTS[arguments[0]], arguments[1:]
    return INSTRUMENTS["parts"], arguments


def names() -> str:
    """Each instrument with the first line of its module."""
    lines = [(name, importlib.import_module(module).__doc__ or "") for name, module in INSTRUMENTS.items()]
    table = "\n".join(f"  {name:<12}{text.splitlines()[0].partition(': python -m')[0]}" for name, text in lines)
    return f"python -m benchmarks [NAME] [OPTIONS]; NAME is one of\n\n{table}\n\nNAME --help tells the options of one."


def main(arguments: list[str]) -> int:
    """What the instrument returns: 0 when it measured."""
    if arguments[:1] in (["-h"], ["--help"]):
        print(names())
        return 0
    module, rest = chosen(arguments)
    return int(importlib.import_module(module).main(rest))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
