"""callbox hold, consult, conference, listen, announce, recording: a real engine, a real socket, invented lines."""

from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from appliance.control.server import serve
from appliance.control.socket_file import SocketFile
from appliance.model import events
from appliance.model.actions import DialLine
from appliance.model.events import Event
from appliance.model.states import AnswerSign, CallState
from tests.cli.test_dial import LiveBox, run
from tests.core.houses import ON_DEMAND

PICKS_UP: list[Event] = [events.LineDialled("line2"), events.FarEndAnswered("line2", AnswerSign.NETWORK)]


@pytest.fixture
async def box() -> LiveBox:
    """Anna in a conversation on line1; Ben and Carla are there."""
    box = LiveBox()
    box.line_does[DialLine] = PICKS_UP
    box.submit(events.PlanPublished(ON_DEMAND))
    box.submit(events.LineRang("line1"))
    box.submit(events.LineAnswered("line1"))
    answer(box, "anna")
    box.submit(events.AgentSignedIn("ben"))
    box.submit(events.AgentSignedIn("carla"))
    return box


def answer(box: LiveBox, name: str) -> None:
    agent = next(each for each in box.snapshot().agents if each.name == name)
    assert agent.token is not None
    box.submit(events.OfferAccepted(name, agent.token))


@pytest.fixture
async def path(box: LiveBox) -> AsyncIterator[Path]:
    with TemporaryDirectory(prefix="cb") as folder:
        path = Path(folder) / "control.sock"
        server = await serve(box, SocketFile(path))
        yield path
        await server.close()


TELLS = [
    (("hold", "Anna"), "anna put the caller on hold"),
    (("retrieve", "anna"), "anna came back after 0:01"),
    (("mute", "anna"), "anna is muted: nobody hears them"),
    (("mute", "anna", "--off"), "anna is heard again"),
    (("recording", "anna", "start"), "anna wants it recorded"),
    (("recording", "anna", "pause"), "anna paused the recording, for 0:30 at most"),
    (("recording", "anna", "resume"), "The recording goes on after a pause of 0:01: anna said so"),
    (("recording", "anna", "stop"), "anna ended the recording"),
    (("announce", "anna", "one_minute", "--to", "caller"), "anna has one_minute said, to the caller"),
    (("listen", "carla", "anna"), "carla listens to the conversation"),
    (("whisper", "carla", "anna"), "carla whispers to the agent"),
    (("barge", "carla", "anna"), "carla speaks in the conversation"),
    (("listen", "carla", "--stop"), "carla hears it no more, after 0:03"),
]


async def test_each_is_done_and_told(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words, said in TELLS:
        assert await run(path, *words) == 0
        assert capsys.readouterr().out == f"{said}\n"


async def test_somebody_is_asked_joins_and_the_others_go_on(
    box: LiveBox, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run(path, "consult", "anna", "ben") == 0
    answer(box, "ben")
    assert await run(path, "consult", "anna", "--join") == 0
    assert await run(path, "conference", "anna", "--number", "030 1234567", "--json") == 0
    assert await run(path, "conference", "anna", "--leave") == 0
    (host,) = (call for call in box.snapshot().calls if call.host is None)
    assert (host.agent, host.state) == ("ben", CallState.CONFERRING)
    assert await run(path, "conference", "ben", "--drop") == 0
    told = capsys.readouterr().out.splitlines()
    assert told[:2] == ["anna asks ben", "anna joined the caller and ben"]
    assert told[2].startswith('{"type":"Begun","call":1,"at":')
    assert told[3:] == ["ben has the caller from now on", "ben speaks with the caller alone"]
    assert [call.state for call in box.snapshot().calls] == [CallState.TALKING]


async def test_a_caller_is_handed_to_who_was_asked(box: LiveBox, path: Path) -> None:
    assert await run(path, "consult", "anna", "ben") == 0
    answer(box, "ben")
    assert await run(path, "consult", "anna", "--complete") == 0
    (call,) = box.snapshot().calls
    assert (call.agent, call.state) == ("ben", CallState.TALKING)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("hold", "ben"), "ben is in no conversation"),
        (("retrieve", "anna"), "anna has nobody on hold"),
        (("hold", "ana"), 'no agent is called "ana"; did you mean "anna"?'),
        (("consult", "anna", "--complete"), "anna speaks with nobody who could take the caller"),
        (("consult", "anna", "--number", "0900 1"), "0900 1 is a premium number"),
        (("consult", "anna", "anna"), "anna is talking"),
        (("conference", "anna", "--leave"), "anna is in no conference"),
        (("conference", "anna", "--drop"), "anna has nobody to let go but the caller"),
        (
            ("listen", "ben", "anna"),
            'ben may not listen; an admin says so with watches = ["listen"] in their [[agent]]',
        ),
        (("barge", "carla", "ben"), "ben is in no conversation; `callbox status` shows who is"),
        (("announce", "anna", "nothing"), 'no prompt is called "nothing"; the settings name them'),
        (("recording", "anna", "pause"), "the conversation of anna is not recorded"),
    ],
)
async def test_who_is_refused_is_told_why(
    path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert await run(path, *words) == 1
    assert capsys.readouterr().err == f"callbox: {said}\n"


@pytest.mark.parametrize(
    "words",
    [
        ("consult", "anna"),
        ("consult", "anna", "ben", "--number", "030"),
        ("consult", "anna", "ben", "--back"),
        ("listen", "carla"),
        ("listen", "carla", "anna", "--stop"),
        ("recording", "anna", "rewind"),
    ],
)
async def test_words_that_make_no_sense_are_not_understood(path: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as left:
        await run(path, *words)
    assert left.value.code == 2
