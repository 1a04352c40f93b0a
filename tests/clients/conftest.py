"""Every process of a test with other people's programs ends with it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from appliance.pretend.gsm.mobile_script import MobileScript
from tests.clients.programs import Exchange, Program

Run = Callable[..., Program]
Start = Callable[..., Exchange]


@pytest.fixture
def run() -> Iterator[Run]:
    """Starts a program: its arguments, and what Popen takes."""
    started: list[Program] = []

    def begin(*arguments: str, **more: object) -> Program:
        started.append(Program(list(arguments), **more))
        return started[-1]

    yield begin
    for program in reversed(started):
        program.end()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the exchange: a script, then options."""
    started: list[Exchange] = []

    def begin(script: MobileScript | None = None, *options: str) -> Exchange:
        given = ("--lines", "1", "--ring-period-ms", "1000", *options)
        started.append(Exchange(tmp_path, script or MobileScript(), *given))
        return started[-1]

    yield begin
    for exchange in started:
        exchange.end()
