"""callbox waiting: a real engine behind a real socket; the line is invented."""

from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from appliance.control.server import serve
from appliance.control.socket_file import SocketFile
from appliance.model import events, second_events
from appliance.model.actions import OrderSecond
from appliance.model.caller import Caller, Presentation
from appliance.model.events import Event
from appliance.model.states import LineAbility, SecondOrder
from tests.cli.test_dial import LiveBox, run

TAKE, SWAP, REFUSE = SecondOrder.TAKE, SecondOrder.SWAP, SecondOrder.REFUSE


@pytest.fixture
async def box() -> LiveBox:
    """Anna in a conversation on line1, where somebody knocks."""
    box = LiveBox()
    box.submit(events.LineFailed("line1", "changed"))
    box.submit(events.LineReady("line1", "E1550", (LineAbility.SECOND_CALLS,)))
    box.submit(events.LineRang("line1"))
    box.submit(events.LineAnswered("line1"))
    (anna, _) = box.snapshot().agents
    assert anna.token is not None
    box.submit(events.OfferAccepted("anna", anna.token))
    box.submit(events.CallerKnocked("line1", Caller("5559876", presentation=Presentation.GIVEN)))
    return box


@pytest.fixture
async def path(box: LiveBox) -> AsyncIterator[Path]:
    with TemporaryDirectory(prefix="cb") as folder:
        path = Path(folder) / "control.sock"
        server = await serve(box, SocketFile(path))
        yield path
        await server.close()


@pytest.mark.parametrize(
    ("order", "happens", "code", "said"),
    [
        ("take", [second_events.SecondCallMoved("line1", TAKE)], 0, "anna took the call after 0:02 of knocking"),
        (
            "take",
            [second_events.SecondCallFailed("line1", TAKE, "AT+CHLD=2: ERROR")],
            1,
            "The modem could not take the second call: AT+CHLD=2: ERROR",
        ),
        ("refuse", [second_events.SecondCallMoved("line1", REFUSE)], 0, "The agent ended the call after 0:01"),
        ("take", [second_events.SecondCallGone("line1")], 1, "The caller hung up after 0:02 (told by ringing stopped)"),
    ],
)
async def test_what_became_of_the_second_caller_is_told(
    box: LiveBox, path: Path, capsys: pytest.CaptureFixture[str], order: str, happens: list[Event], code: int, said: str
) -> None:
    box.line_does[OrderSecond] = happens
    assert await run(path, "waiting", "Anna", order) == code
    assert capsys.readouterr().out == f"{said}\n"


async def test_they_are_swapped(box: LiveBox, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    box.line_does[OrderSecond] = [second_events.SecondCallMoved("line1", TAKE)]
    assert await run(path, "waiting", "anna", "take") == 0
    assert await run(path, "waiting", "anna", "swap") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "anna came back; call 2 is held by the network"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("anna", "swap"), "line1: the network holds nobody on the line; the second call is: knocking"),
        (("ben", "take"), "ben is in no conversation on a line"),
        (("ana", "take"), 'no agent is called "ana"; did you mean "anna"?'),
    ],
)
async def test_what_is_refused_says_why(
    path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert await run(path, "waiting", *words) == 1
    assert capsys.readouterr().err == f"callbox: {said}\n"
