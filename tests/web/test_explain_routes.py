"""Why, over the API: sentences with their facts, the nearest match for what does not exist, the journal's reader."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from aiohttp import ClientSession

from appliance.control.explained import Explanation
from appliance.control.server import ControlServer
from appliance.model.explanation import Idle, Waiting
from appliance.web.feed import Feed
from appliance.web.pages import Pages
from appliance.web.questions import ASKING_AT_ONCE
from appliance.web.reteller import REMEMBERED, Reteller
from tests.control.house import BUSY, InventedBox, record
from tests.control.retelling_program import retelling as invented
from tests.web.conftest import IMPATIENT, at

PROGRAM = (sys.executable, "-m", "tests.control.retelling_program")


@pytest.fixture
def box() -> InventedBox:
    box = InventedBox(BUSY)
    box.database = "invented.db"
    return box


@pytest.fixture
def reteller() -> Reteller:
    return Reteller((*PROGRAM, "tells"))


@pytest.fixture
async def pages(path: Path, reteller: Reteller) -> AsyncIterator[Pages]:
    pages = Pages(at(path), feed=Feed(path, IMPATIENT), reteller=reteller)
    yield pages
    await pages.close()


async def asked(http: ClientSession, address: str, status: int = 200) -> bytes:
    async with http.get(f"/api/v1/{address}") as answer:
        assert answer.status == status, await answer.text()
        kind = "application/json" if status == 200 else "application/problem+json"
        assert answer.headers["Content-Type"] == kind
        return await answer.read()


async def problem(http: ClientSession, address: str, status: int) -> str:
    return str(msgspec.json.decode(await asked(http, address, status))["detail"])


async def test_the_timeline_comes_without_the_journal(server: ControlServer, http: ClientSession) -> None:
    found = msgspec.json.decode(await asked(http, "calls/7/timeline"), type=Explanation)
    assert found.call == record(7)
    assert [note.at_ms for note in found.notes] == [0, 9_000, 13_000]
    assert (found.waiting, found.retelling) == (None, None)


async def test_the_explanation_has_every_decision(server: ControlServer, http: ClientSession) -> None:
    found = msgspec.json.decode(await asked(http, "calls/7/explanation"), type=Explanation)
    assert found.retelling == invented(7)
    assert found.doubt == ""


async def test_a_call_that_waits_says_why(server: ControlServer, http: ClientSession) -> None:
    why = msgspec.json.decode(await asked(http, "calls/42/why-waiting"), type=Waiting)
    assert why.sentences[0] == 'Call 42 has waited 0:35 in queue "support", which needs german 3.'
    assert why.facts.considered[1].enough_at_ms == 60_000
    assert msgspec.json.decode(await asked(http, "calls/42/timeline"), type=Explanation).waiting == why
    ended = msgspec.json.decode(await asked(http, "calls/7/why-waiting"), type=Waiting)
    assert ended.sentences == ("Call 7 does not wait: it has ended; `callbox explain 7` tells how.",)


async def test_an_idle_agent_says_why(server: ControlServer, http: ClientSession) -> None:
    why = msgspec.json.decode(await asked(http, "agents/anna/why-idle"), type=Idle)
    assert why.sentences[0] == "Anna has been ready for 20:15 without a call."
    assert [kind.calls for kind in why.facts.missed] == [9, 4]


async def test_what_does_not_exist_is_told_with_the_nearest(server: ControlServer, http: ClientSession) -> None:
    for address in ("timeline", "explanation", "why-waiting"):
        assert await problem(http, f"calls/99/{address}", 404) == ("there is no call 99; the nearest is call 30")
        sentence = await problem(http, f"calls/x7/{address}", 400)
        assert sentence == "a call has a whole number above 0, not 'x7'"
        await problem(http, f"calls/{'9' * 30}/{address}", 400)
    assert await problem(http, "agents/ana/why-idle", 404) == 'no agent is called "ana"; did you mean "anna"?'


async def test_what_goes_wrong_in_the_box_is_told(server: ControlServer, http: ClientSession) -> None:
    assert "failed inside the box" in await problem(http, "calls/666/explanation", 503)


async def test_without_a_box_nothing_can_be_said(http: ClientSession) -> None:
    for address in ("calls/7/timeline", "calls/7/explanation", "calls/7/why-waiting", "agents/anna/why-idle"):
        assert "no box answers here" in await problem(http, address, 503)


async def test_many_questions_at_once_are_a_few_connections(server: ControlServer, http: ClientSession) -> None:
    answers = await asyncio.gather(*(asked(http, "calls/7/timeline") for _ in range(8 * ASKING_AT_ONCE)))
    assert len(set(answers)) == 1


async def test_an_ended_call_is_read_once_and_so_many_are_remembered(
    server: ControlServer, http: ClientSession
) -> None:
    teller = Reteller((*PROGRAM, "tells"))
    ended = Explanation(call=record(7), notes=())
    await teller.retold(ended, "x.db")
    teller._program = ("/nonexistent",)
    assert (await teller.retold(ended, "x.db")).retelling == invented(7)
    for call in range(REMEMBERED + 5):
        teller._remember(invented(call))
    assert teller.remembered() == REMEMBERED


@pytest.mark.parametrize(
    ("how", "doubt"),
    [
        ("fails", "The decisions are not told in full: callbox: the invented journal is torn"),
        ("doubts", "The invented journal is gone."),
    ],
)
async def test_a_journal_that_cannot_be_read_leaves_the_timeline(how: str, doubt: str) -> None:
    found = await Reteller((*PROGRAM, how)).retold(Explanation(call=record(7), notes=()), "x.db")
    assert (found.retelling, found.doubt) == (None, doubt)


async def test_a_box_without_a_store_says_so() -> None:
    found = await Reteller().retold(Explanation(call=record(7), notes=()), "")
    assert found.doubt == "The box does not say where its journal is."


async def test_a_journal_that_takes_too_long_is_given_up() -> None:
    teller = Reteller((*PROGRAM, "hangs"), patience_s=0.05)
    found = await teller.retold(Explanation(call=record(7), notes=()), "x.db")
    assert found.doubt == (
        "Reading the journal takes too long for a page; `callbox explain 7` in a terminal has the time."
    )
    assert not teller._telling.locked()
