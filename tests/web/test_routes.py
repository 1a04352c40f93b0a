"""What the pages answer: the live page, the API, health, static files, and problems in one shape."""

import re

import msgspec
import pytest
from aiohttp import ClientSession

from appliance.control.server import ControlServer
from appliance.model.snapshot import Snapshot
from appliance.model.states import AgentActivity, AgentStatus, CallState, HangUpCause, LampPattern, LineState, Outcome
from appliance.web.assets import Assets
from appliance.web.pages import Pages
from tests.control.house import QUIET
from tests.web.reached import reached


async def test_the_live_page_names_the_box_and_only_files_that_exist(
    server: ControlServer, pages: Pages, http: ClientSession
) -> None:
    await reached(pages.feed, lambda: pages.feed.gone is None)
    async with http.get("/") as answer:
        text = await answer.text()
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-store"
    assert "<title>Invented – live</title>" in text
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', text)
    assert [file.rpartition("/")[2] for file in files] == [
        *("icon.svg", "callbox.css", "frame.css", "story.css"),
        *("live.js", "frame.js"),
    ]
    for file in files:
        async with http.get(file) as answer:
            assert answer.status == 200


async def test_every_script_and_what_it_imports_is_served(pages: Pages, http: ClientSession) -> None:
    async with http.get("/") as answer:
        base = re.findall(r'src="(/static/[^"]+/)live\.js"', await answer.text())[0]
    waiting, seen = {"live.js"}, set()
    while waiting:
        name = waiting.pop()
        seen.add(name)
        async with http.get(base + name) as answer:
            assert answer.status == 200, name
            assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
            waiting |= set(re.findall(r'"\./([a-z]+\.js)"', await answer.text())) - seen
    assert {"lines.js", "clock.js", "socket.js"} <= seen


async def test_files_are_kept_for_ever_under_an_address_that_changes_with_them(
    pages: Pages, http: ClientSession
) -> None:
    async with http.get("/") as answer:
        style = re.findall(r'"(/static/[^"]+\.css)"', await answer.text())[0]
    async with http.get(style) as answer:
        assert "immutable" in answer.headers["Cache-Control"]
        tag = answer.headers["ETag"]
    async with http.get(style, headers={"If-None-Match": tag}) as answer:
        assert answer.status == 304
    async with http.get("/static/000000000000/callbox.css") as answer:
        assert answer.status == 404
        assert "reload the page" in (await answer.json(content_type=None))["detail"]


async def test_the_snapshot_is_the_model_itself_with_its_clock_moved_on(
    server: ControlServer, pages: Pages, http: ClientSession
) -> None:
    await reached(pages.feed, lambda: pages.feed.gone is None)
    async with http.get("/api/v1/snapshot") as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        snapshot = msgspec.json.decode(await answer.read(), type=Snapshot)
    assert snapshot.lines == QUIET.lines
    assert snapshot.now - QUIET.now == snapshot.utc_ms - QUIET.utc_ms
    assert 0 <= snapshot.now - QUIET.now < 5_000


async def test_healthz_is_well_only_while_the_box_answers(
    server: ControlServer, pages: Pages, http: ClientSession
) -> None:
    async with http.get("/healthz") as answer:
        assert (answer.status, (await answer.json())["status"]) == (200, "ok")


async def test_without_a_box_health_and_snapshot_say_why(pages: Pages, http: ClientSession) -> None:
    for place in ("/healthz", "/api/v1/snapshot"):
        async with http.get(place) as answer:
            assert answer.status == 503
            assert answer.headers["Content-Type"] == "application/problem+json"
            problem = await answer.json(content_type=None)
        assert problem["title"] == "Service Unavailable"
        assert "no box answers here" in problem["detail"] or "not been reached yet" in problem["detail"]
    async with http.get("/") as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    ("method", "place", "status", "words"),
    [
        ("GET", "/nothing", 404, "there is nothing at /nothing"),
        ("GET", "/static/x/../../pages.py", 404, "nothing at"),
        ("POST", "/", 405, "does not take POST"),
        ("DELETE", "/api/v1/snapshot", 405, "does not take DELETE"),
    ],
)
async def test_problems_are_one_sentence(http: ClientSession, method: str, place: str, status: int, words: str) -> None:
    async with http.request(method, place) as answer:
        assert answer.status == status
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert words in (await answer.json(content_type=None))["detail"]


async def test_every_answer_keeps_the_page_to_itself(http: ClientSession) -> None:
    for place in ("/", "/nothing", "/healthz"):
        async with http.get(place) as answer:
            headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Server"] == "Callbox"


def test_the_page_has_a_word_for_every_state_of_the_model() -> None:
    words = Assets().files["words.js"].content.decode()
    for state in (*LineState, *CallState, *AgentActivity, *Outcome, *LampPattern, *HangUpCause):
        assert f'"{state.value}": ' in words or f"  {state.value}: " in words or f" {state.value}: " in words, state
    for status in AgentStatus:
        assert status is AgentStatus.READY or f'"{status.value}": ' in words


def test_every_icon_that_is_asked_for_is_drawn() -> None:
    files = {name: asset.content.decode() for name, asset in Assets().files.items()}
    drawn = set(re.findall(r"^  ([a-z]+): \[", files["icons.js"], re.MULTILINE))
    asked = set(re.findall(r'face\((?:t\()?"[^"]*"\)?, "[a-z]+", "([a-z]+)"\)', files["words.js"]))
    asked |= {name for text in files.values() for name in re.findall(r'icon\("([a-z]+)"\)', text)}
    assert asked <= drawn
    assert len(asked) > 15
