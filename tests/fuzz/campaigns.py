"""Fuzzes parsers one after the other and notes what came of it: python -m tests.fuzz.campaigns tone_file --seconds 600.

Each campaign is a process of its own, since libFuzzer ends the one it runs in; what it prints last is the row of
README.md. What breaks a parser is left beside the caller as libFuzzer names it, and counts as a finding.
"""

import argparse
import datetime
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

CORPUS: Final = Path(__file__).parent / "corpus"
NOTES: Final = Path(__file__).parent / "README.md"
_BEGIN, _END = "<!-- campaigns: begin -->\n", "<!-- campaigns: end -->\n"
_HEAD: Final = (
    "| target | date | seconds | executions | edges | features | inputs kept | findings |\n"
    "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n"
)
_LAST_LINE: Final = re.compile(r"#(\d+)\s+DONE\s+cov: (\d+) ft: (\d+) corp: (\d+)/")
_SECONDS: Final = re.compile(r"Done \d+ runs in (\d+) second")
_FINDING: Final = re.compile(r"Test unit written to (\S+)")


def row(target: str, day: str, told: str) -> str:
    """Of the table, from what libFuzzer printed. Raises ValueError when it neither finished nor found anything."""
    last, seconds, findings = _LAST_LINE.search(told), _SECONDS.search(told), set(_FINDING.findall(told))
    if not findings and (last is None or seconds is None):
        fault = f"{target}: libFuzzer neither finished nor found anything; what it said ends: {told[-300:]!r}"
        raise ValueError(fault)
    executions, edges, features, kept = last.groups() if last else ("", "–", "–", "–")
    figures = (seconds[1] if seconds else "–", f"{int(executions):,}" if executions else "–", edges, features, kept)
    return f"| `{target}` | {day} | {' | '.join(figures)} | {len(findings)} |"


def noted(page: str, new: str) -> str:
    """The page with this row in its table, in the place of an older one of the same target; sorted by target."""
    before, _, rest = page.partition(_BEGIN)
    table, _, after = rest.partition(_END)
    rows = {line.split("|")[1]: line for line in [*table.splitlines()[2:], new]}
    return before + _BEGIN + _HEAD + "".join(f"{rows[target]}\n" for target in sorted(rows)) + _END + after


def campaign(target: str, seconds: int) -> str:
    """Everything that libFuzzer printed."""
    with tempfile.TemporaryDirectory() as kept:
        command = [sys.executable, "-m", "tests.fuzz", target, "--seconds", str(seconds), "--keep", kept]
        return subprocess.run(
            command, stderr=subprocess.STDOUT, stdout=subprocess.PIPE, encoding="latin-1", check=False
        ).stdout


def main() -> int:
    """1 when anything was found."""
    every = sorted(path.name for path in CORPUS.iterdir())
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.campaigns", description=__doc__)
    parser.add_argument("targets", nargs="*", help="all, if none is named")
    parser.add_argument("--seconds", type=int, default=600, help="of each")
    parser.add_argument("--told", type=Path, help="what python -m tests.fuzz printed: noted, instead of run")
    options = parser.parse_args()
    if unknown := set(options.targets) - set(every):
        parser.error(f"{', '.join(sorted(unknown))}: no such target; expected some of {', '.join(every)}")
    found = False
    for target in options.targets or every:
        told = options.told.read_text("latin-1") if options.told else campaign(target, options.seconds)
        ended = options.told.stat().st_mtime if options.told else datetime.datetime.now(tz=datetime.UTC).timestamp()
        line = row(target, datetime.datetime.fromtimestamp(ended, tz=datetime.UTC).date().isoformat(), told)
        sys.stdout.write(f"{line}\n")
        NOTES.write_text(noted(NOTES.read_text("utf-8"), line), "utf-8")
        found |= _FINDING.search(told) is not None
    return int(found)


if __name__ == "__main__":
    sys.exit(main())
