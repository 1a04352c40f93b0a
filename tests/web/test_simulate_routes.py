"""Simulated calls over the API, played by the real program beside the pages; and the program itself, as it is typed."""

import asyncio
import json
import sys
from argparse import ArgumentTypeError
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from appliance.control.server import ControlServer
from appliance.control.simulate_command import acts_in, main, moment
from appliance.control.simulate_words import SimulationRequest
from appliance.model.simulation import Wanted
from appliance.web.feed import Feed
from appliance.web.pages import Pages
from appliance.web.problems import CannotSay
from appliance.web.simulator import Simulator
from tests.control.house import InventedBox
from tests.runtime.test_chancery import Office, office_in
from tests.web.conftest import IMPATIENT, at

HERE = "/api/v1/settings/simulate"
DRAFT = "/api/v1/settings/drafts/anna"
ROOT = Path(__file__).parents[2]


@pytest.fixture
async def office(tmp_path: Path, box: InventedBox, server: ControlServer) -> AsyncIterator[Office]:
    async with office_in(tmp_path) as opened:
        box.chancery, box.database = opened.chancery, str(opened.archive.database)
        yield opened


@pytest.fixture
async def pages(path: Path, tmp_path: Path) -> AsyncIterator[Pages]:
    pages = Pages(at(path, config=str(tmp_path / "appliance.toml")), None, Feed(path, IMPATIENT, ping_s=1.0))
    yield pages
    await pages.close()


async def simulated(http: ClientSession, address: str, *acts: str, **wanted: Any) -> tuple[int, Any]:
    body = {"at": "2026-11-23T10:00", **wanted, "acts": [{"do": act} for act in acts]}
    async with http.post(address, json=body) as answer:
        return answer.status, await answer.json()


async def test_what_holds_and_a_draft_are_simulated(office: Office, pages: Pages, http: ClientSession) -> None:
    status, walk = await simulated(http, HERE, "listen")
    assert (status, walk["of"], walk["flow"]) == (200, "version 1", "main")
    assert [moment["outcome"] for moment in walk["moments"]] == ["overflowed"]
    async with http.get("/api/v1/settings") as answer:
        settings = (await answer.json())["settings"]
    [flow] = settings["flow"]
    flow["steps"]["hello"] = {"step": "say", "prompts": ["beep"], "then": flow["start"]}
    flow["start"] = "hello"
    async with http.put(DRAFT, json=settings) as answer:
        assert answer.status == 200
    status, walk = await simulated(http, f"{DRAFT}/simulate", "listen")
    assert (status, walk["of"]) == (200, 'draft "anna"')
    assert walk["moments"][1]["path"][0] == "hello"
    _, walk = await simulated(http, HERE)
    assert walk["moments"][0]["path"] == ["wait", "bye"]
    assert pages.accounts is not None
    async with http.get("/api/v1/audit") as answer:
        if answer.status == 200:
            assert "simulate" not in await answer.text()


async def test_faults_of_the_flow_come_with_their_fields_and_others_are_passed_over(
    office: Office, http: ClientSession
) -> None:
    async with http.get("/api/v1/settings") as answer:
        settings = (await answer.json())["settings"]
    settings["lamp"] = [{"name": "red", "queue": "nowhere"}]
    async with http.put(DRAFT, json=settings) as answer:
        tag = answer.headers["ETag"]
    status, _ = await simulated(http, f"{DRAFT}/simulate")
    assert status == 200
    settings["flow"][0]["steps"]["wait"]["on_overflow"] = "nowhere"
    async with http.put(DRAFT, json=settings, headers={"If-Match": tag}) as answer:
        assert answer.status == 200
    status, problem = await simulated(http, f"{DRAFT}/simulate")
    assert status == 422
    assert problem["detail"] == "the flow has 1 fault to be mended before a call can be simulated"
    assert problem["wrong"][0]["spot"]["keys"] == ["steps", "wait", "on_overflow"]


async def test_what_cannot_be_simulated_is_refused(office: Office, http: ClientSession) -> None:
    refused: tuple[tuple[str, dict[str, Any], int], ...] = (
        (f"{DRAFT}/simulate", {}, 404),
        (f"{HERE}?version=9", {}, 404),
        (HERE, {"line": "nowhere"}, 422),
        (HERE, {"at": "tomorrow"}, 400),
        (HERE, {"at": "9999-12-31T23:59"}, 422),
        (HERE, {"ahead": 21}, 400),
        (HERE, {"number": "12a"}, 400),
    )
    for address, wanted, status in refused:
        told, problem = await simulated(http, address, **wanted)
        assert (told, bool(problem["detail"])) == (status, True), (address, wanted)


async def test_a_program_that_nobody_asks_any_more_ends(tmp_path: Path) -> None:
    simulator = Simulator(str(tmp_path / "none.toml"), idle_s=0.0)
    answer = await simulator.ask(SimulationRequest(wanted=Wanted(at="2026-11-23T10:00")))
    assert answer.refusal
    async with asyncio.timeout(60):
        while simulator.running:
            await asyncio.sleep(0)
    await simulator.close()


async def test_a_program_that_breaks_down_is_told_and_begun_anew() -> None:
    simulator = Simulator(None, (sys.executable, "-c", "input(); print('nonsense')"))
    for _ in range(2):
        with pytest.raises(CannotSay, match="our fault"):
            await simulator.ask(SimulationRequest(wanted=Wanted()))
    await simulator.close()


def shipped(*words: str) -> list[str]:
    return ["--config", str(ROOT / "firmware_config/appliance.toml"), "--at", "2026-11-23T10:00", *words]


def test_a_call_is_told_in_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(shipped("--from", "030 1234", "listen", "1", "answer", "wait:5", "hangup")) == 0
    told = capsys.readouterr().out
    assert told.startswith("monday 2026-11-23 10:00: front rings, flow main, the files\n")
    assert "The number is 0301234" in told
    assert 'hears greeting "Good day, this is Harbour Cycles."' in told
    assert "the caller presses 1" in told
    assert "outcome: answered, ended by the caller" in told


def test_and_as_json_and_waiting(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(shipped("--json", "--agents", "busy", "--ahead", "1", "listen", "1")) == 0
    walk = json.loads(capsys.readouterr().out)
    assert walk["moments"][-1]["wait"]["place"] == 2
    assert main(shipped("--agents", "busy", "--ahead", "1", "listen", "1")) == 0
    assert "queue sales: place 2, needs sales 2" in capsys.readouterr().out


def test_what_is_wrong_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(shipped("--line", "nowhere")) == 1
    assert capsys.readouterr().err.startswith('callbox: there is no line "nowhere"; there is "front"')
    assert main(shipped("--draft", "nobodys")) == 1
    assert 'no draft is called "nobodys"' in capsys.readouterr().err


def test_words_of_the_command_line() -> None:
    assert [act.key for act in acts_in("47#")] == ["4", "7", "#"]
    assert acts_in("wait:20")[0].for_ms == 20_000
    assert moment("wed 18:30", date(2026, 11, 23)) == "2026-11-25T18:30"
    assert moment("monday 8:05", date(2026, 11, 23)) == "2026-11-23T08:05"
    assert moment("2026-12-24T17:30") == "2026-12-24T17:30"
    for wrong in ("wait:", "wait:4000", "jump", "", "12x"):
        with pytest.raises(ArgumentTypeError):
            acts_in(wrong)
    for wrong in ("someday 10:00", "mon", "2026-13-01T10:00", "mo 10:00"):
        with pytest.raises(ArgumentTypeError):
            moment(wrong)
