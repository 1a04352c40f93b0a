"""For programs: the document describes what is there, figures are Prometheus', a request that dials is done once."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer

from appliance import __version__
from appliance.control.schema import Stats
from appliance.control.server import ControlServer
from appliance.model.accounts import NOBODY
from appliance.model.snapshot import QueueView, Snapshot
from appliance.web.metrics import exposition
from appliance.web.once import HEADER, LONGEST_KEPT, REPLAYED, Once
from appliance.web.openapi import document
from appliance.web.pages import Pages
from appliance.web.problems import problems
from appliance.web.route import Open
from tests.control.house import BUSY
from tests.web.reached import reached

SAMPLE = re.compile(r'[a-z_]+(\{[a-z]+="[^"\\\n]*"(,[a-z]+="[^"\\\n]*")*\})? [0-9.e+-]+')


def references(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(references, value.values()))
    return set[str]().union(*map(references, value)) if isinstance(value, list) else set()


def found(document: Any, reference: str) -> bool:
    for word in reference.removeprefix("#/").split("/"):
        document = document.get(word)
    return document is not None


async def test_the_document_has_every_route_with_its_roles_and_types(pages: Pages, http: ClientSession) -> None:
    async with http.get("/api/v1/openapi.json") as answer:
        known, tag = await answer.json(), answer.headers["ETag"]
    async with http.get("/api/v1/openapi.json", headers={"If-None-Match": tag}) as answer:
        assert answer.status == 304
    assert known == json.loads(json.dumps(document(pages.table, __version__)))
    assert known["openapi"] == "3.1.0"
    for route in pages.table:
        if route.is_api:
            operation = known["paths"][route.path][route.method.lower()]
            roles = None if isinstance(route.allowed, Open) else sorted(role.value for role in route.allowed)
            assert operation.get("x-roles") == roles
            assert [each["name"] for each in operation["parameters"] if each["in"] == "path"] == [*route.parameters]
    operations = [each["operationId"] for methods in known["paths"].values() for each in methods.values()]
    assert len(operations) == len(set(operations))
    assert all(found(known, reference) for reference in references(known))
    assert {"Snapshot", "LineView", "Problem", "User"} <= set(known["components"]["schemas"])


async def test_figures_are_in_the_text_format(server: ControlServer, pages: Pages, http: ClientSession) -> None:
    await reached(pages.feed, lambda: pages.feed.gone is None)
    async with http.get("/metrics") as answer:
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        text = await answer.text()
    samples = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(SAMPLE.fullmatch(line) for line in samples), samples
    assert {"callbox_up 1", 'callbox_lines{state="idle"} 4', 'callbox_queue_waiting{queue="sales"} 0'} <= {*samples}
    kinds = re.findall("^# TYPE (.*) gauge$", text, re.MULTILINE)
    assert len(kinds) == len(set(kinds))


async def test_a_box_that_is_gone_is_a_figure_too(pages: Pages, http: ClientSession) -> None:
    async with http.get("/metrics") as answer:
        assert (answer.status, (await answer.text()).splitlines()[-1]) == (200, "callbox_up 0")


def test_names_of_others_stay_inside_their_quotes() -> None:
    house = Snapshot(now=5_000, utc_ms=0, queues=(QueueView(name='a"b\\c\nd', target_ms=1),))
    text = exposition(house, Stats(clients=1, up_ms=1_500, figures={"Rows lost": 2}))
    assert 'callbox_queue_waiting{queue="a\\"b\\\\c\\nd"} 0' in text.splitlines()
    assert "callbox_rows_lost 2" in text
    assert "callbox_up_seconds 1.5" in text
    assert 'callbox_queue_longest_wait_seconds{queue="support"} 35' in exposition(BUSY, Stats(clients=1, up_ms=1))


class Sender:
    """A place that sends something each time it is asked to."""

    def __init__(self) -> None:
        self.once, self.sent, self.status = Once(most_kept=4), 0, 201
        self.goes_on = asyncio.Event()
        self.goes_on.set()

    async def act(self) -> web.Response:
        await self.goes_on.wait()
        if self.status >= 400:
            raise web.HTTPBadGateway
        self.sent += 1
        return web.Response(status=self.status, body=f"sent {self.sent}".encode(), content_type="text/plain")

    async def handle(self, request: web.Request) -> web.StreamResponse:
        return await self.once.answer(NOBODY, request, self.act)


@pytest.fixture
def sender() -> Sender:
    return Sender()


@pytest.fixture
async def client(sender: Sender) -> AsyncIterator[TestClient[Any, Any]]:
    app = web.Application(middlewares=[problems])
    app.router.add_post("/send", sender.handle)
    async with TestClient(TestServer(app)) as client:
        yield client


async def send(client: TestClient[Any, Any], key: str, body: str = "x") -> tuple[int, str, str]:
    answer = await client.post("/send", data=body, headers={HEADER: key} if key else {})
    return answer.status, await answer.text(), answer.headers.get(REPLAYED, "")


async def test_a_request_with_a_key_is_done_once(sender: Sender, client: TestClient[Any, Any]) -> None:
    assert await send(client, "a") == (201, "sent 1", "")
    assert await send(client, "a") == (201, "sent 1", "true")
    assert (await send(client, "a", "another body"))[0] == 422
    assert await send(client, "b") == (201, "sent 2", "")
    assert await send(client, "") == (201, "sent 3", "")
    assert await send(client, "") == (201, "sent 4", "")
    assert (await send(client, "k" * 256))[0] == 400


async def test_what_failed_may_be_tried_again(sender: Sender, client: TestClient[Any, Any]) -> None:
    sender.status = 502
    assert (await send(client, "a"))[0] == 502
    sender.status = 201
    assert await send(client, "a") == (201, "sent 1", "")


async def test_the_second_is_told_while_the_first_goes_on(sender: Sender, client: TestClient[Any, Any]) -> None:
    sender.goes_on.clear()
    first = asyncio.create_task(send(client, "a"))
    async with asyncio.timeout(60):
        while not sender.once._running:
            await asyncio.to_thread(lambda: None)
    assert (await send(client, "a"))[0] == 409
    sender.goes_on.set()
    assert (await first)[0] == 201


async def test_so_many_answers_are_kept(sender: Sender, client: TestClient[Any, Any]) -> None:
    for number in range(6):
        await send(client, f"{number}")
    assert sender.once.kept() == 4
    assert (await send(client, "5"))[2] == "true"
    assert (await send(client, "0"))[2] == ""
    assert LONGEST_KEPT == 65_536
