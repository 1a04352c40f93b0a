"""Every scenario file plays exactly as it is written."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.core.engine import Engine
from appliance.model.events import BoxStarted, ClockStruck
from tests.core.houses import HOUSES

FILES = sorted((Path(__file__).parent.parent / "scenarios").glob("*.txt"))
"""To see what the engine now answers to a changed scenario: python tests/core/test_scenarios.py FILE."""

SUNDAY_NOON = ClockStruck(utc_ms=1_795_348_800_000, date="2026-11-22", day=6, minute=720)
MONDAY_NOON = ClockStruck(utc_ms=1_795_435_200_000, date="2026-11-23", day=0, minute=720)


def play(text: str) -> Iterator[str]:
    from tests.core.scenario_text import answer, inputs

    engine = Engine()
    named = re.search(r"^# House: (.+)$", text, re.MULTILINE)
    engine.handle(BoxStarted(plan=HOUSES[named[1] if named else "shop"], first_call=1, seed=1), 0)
    engine.handle(SUNDAY_NOON if "on a sunday" in text.lower() else MONDAY_NOON, 0)
    feed = inputs(text)
    for line in text.splitlines():
        if line.startswith(">"):
            now, event = next(feed)
            yield line
            yield from answer(engine.handle(event, now) if event is not None else engine.wake(now))
        elif not line.startswith(" "):
            yield line


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_plays_as_written(file: Path) -> None:
    text = file.read_text()
    assert list(play(text)) == text.splitlines()


def test_there_are_scenarios() -> None:
    assert len(FILES) >= 10


if __name__ == "__main__":
    import sys

    sys.stdout.write("\n".join(play(Path(sys.argv[1]).read_text())) + "\n")
