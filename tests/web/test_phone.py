"""An agent's phone over a WebSocket: frames both ways, orders, the desk, one tab at a time, and who may not."""

import asyncio
import gzip
import json
import re
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from appliance.control.server import ControlServer
from appliance.drivers.station.jack import Jack
from appliance.model import events
from appliance.web.desk import desk_of
from appliance.web.desk_orders import ORDERS, NoOrder, Order, read_order
from appliance.web.feed import Gone
from appliance.web.pages import Pages
from appliance.web.phone import TAKEN
from tests.control.house import BUSY, InventedBox
from tests.web.reached import reached

FRAME = bytes(range(160)) * 2


class Station:
    """Stands behind the jack."""

    def __init__(self, jack: Jack) -> None:
        self.told: asyncio.Queue[str | bytes] = asyncio.Queue()
        jack.stand_behind(self)

    def plugged(self) -> None:
        self.told.put_nowait("plugged")

    def unplugged(self) -> None:
        self.told.put_nowait("unplugged")

    def heard(self, samples: bytes) -> None:
        self.told.put_nowait(samples)

    async def next(self) -> str | bytes:
        return await asyncio.wait_for(self.told.get(), 60)


@pytest.fixture
async def jack(box: InventedBox, server: ControlServer, pages: Pages, port: int) -> Jack:
    box.show(BUSY)
    await reached(pages.feed, lambda: pages.feed.gone is None)
    return box.jacks.setdefault("anna", Jack())


async def until(socket: ClientWebSocketResponse, what: str) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while True:
            message = await socket.receive()
            if message.type is WSMsgType.TEXT and (heard := json.loads(message.data))["is"] == what:
                found: dict[str, Any] = heard
                return found
            assert message.type in {WSMsgType.TEXT, WSMsgType.BINARY}, (what, message)


async def closed(socket: ClientWebSocketResponse) -> int | None:
    async with asyncio.timeout(60):
        while not socket.closed:
            await socket.receive()
    return socket.close_code


async def test_frames_go_both_ways_and_the_desk_is_told(jack: Jack, http: ClientSession) -> None:
    station = Station(jack)
    async with http.ws_connect("/phone?agent=anna&sound=yes&tab=1") as socket:
        assert await until(socket, "phone") == {"is": "phone", "state": "here"}
        desk = (await until(socket, "desk"))["desk"]
        assert (desk["agent"]["name"], desk["call"]["call"]) == ("anna", 41)
        assert await station.next() == "plugged"
        await socket.send_bytes(FRAME)
        assert await station.next() == FRAME
        jack.say(FRAME)
        async with asyncio.timeout(60):
            assert await socket.receive_bytes() == FRAME
        await socket.send_bytes(b"no frame")
    assert await station.next() == "unplugged"


async def test_orders_are_the_agents_own_and_answered(jack: Jack, box: InventedBox, http: ClientSession) -> None:
    async with http.ws_connect("/phone?agent=anna") as socket:
        await socket.send_json({"number": 6, "do": "break", "text": "lunch", "agent": "ben"})
        assert "no order" in (await until(socket, "refused"))["why"]
        await socket.send_json({"number": 7, "do": "break", "text": "lunch"})
        assert await until(socket, "done") == {"is": "done", "number": 7}
        assert box.submitted == [events.BreakBegan("anna", "lunch")]
        await socket.send_json({"number": 8, "do": "answer", "token": 99})
        refused = await until(socket, "refused")
        assert (refused["number"], "offer 99 is gone" in refused["why"]) == (8, True)
        await socket.send_str("{")
        assert "no order" in (await until(socket, "refused"))["why"]


async def test_the_second_tab_is_told_and_may_take_over(jack: Jack, http: ClientSession) -> None:
    async with http.ws_connect("/phone?agent=anna&sound=yes&tab=1") as first:
        await until(first, "phone")
        async with http.ws_connect("/phone?agent=anna&sound=yes&tab=2") as second:
            assert (await until(second, "phone"))["state"] == "taken"
            assert await closed(second) == TAKEN
        async with http.ws_connect("/phone?agent=anna&sound=yes&tab=2&take_over=yes") as second:
            assert (await until(second, "phone"))["state"] == "here"
            assert (await until(first, "phone"))["state"] == "taken"
            assert await closed(first) == TAKEN


async def test_a_tab_that_is_loaded_anew_takes_its_own_phone_back(jack: Jack, http: ClientSession) -> None:
    async with http.ws_connect("/phone?agent=anna&sound=yes&tab=1") as before:
        await until(before, "phone")
        async with http.ws_connect("/phone?agent=anna&sound=yes&tab=1") as after:
            assert (await until(after, "phone"))["state"] == "here"


async def test_who_talks_elsewhere_has_the_desk_all_the_same(jack: Jack, http: ClientSession) -> None:
    async with http.ws_connect("/phone?agent=ben&sound=yes") as socket:
        told = await until(socket, "phone")
        assert (told["state"], "ben does not talk in a browser" in told["why"]) == ("elsewhere", True)
        assert (await until(socket, "desk"))["desk"]["agent"]["token"] == 7


async def test_a_browser_that_falls_silent_is_let_go(jack: Jack, http: ClientSession) -> None:
    station = Station(jack)
    async with http.ws_connect("/phone?agent=anna&sound=yes") as socket:
        await until(socket, "phone")
        await socket.send_bytes(FRAME)
        assert await closed(socket) == 1_013
    assert [await station.next() for _ in range(3)] == ["plugged", FRAME, "unplugged"]


async def test_pages_of_others_and_nameless_agents_have_no_phone(jack: Jack, http: ClientSession) -> None:
    for address, headers, status in (
        ("/phone?agent=anna", {"Origin": "http://evil.example"}, 403),
        ("/phone", {}, 404),
    ):
        with pytest.raises(WSServerHandshakeError) as refused:
            await http.ws_connect(address, headers=headers)
        assert refused.value.status == status


async def test_the_page_is_the_agents_own_or_a_list(jack: Jack, http: ClientSession) -> None:
    async with http.get("/agent?agent=anna") as answer:
        assert 'data-agent="anna"' in await answer.text()
        assert "microphone=(self)" in answer.headers["Permissions-Policy"]
    async with http.get("/agent") as answer:
        assert "/agent?agent=dora" in await answer.text()
    async with http.get("/agent?agent=%3Cscript%3E") as answer:
        assert "&lt;script&gt;" in await answer.text()


async def test_the_page_weighs_little_and_loads_nothing_from_elsewhere(jack: Jack, http: ClientSession) -> None:
    async with http.get("/agent?agent=anna") as answer:
        texts = [await answer.text()]
    wanted = re.findall(r'(?:href|src)="(/static/[^"]+)"', texts[0])
    folder = wanted[0].rpartition("/")[0]
    for address in wanted:  # grows by what each of them loads
        async with http.get(address) as answer:
            assert answer.status == 200, address
            texts.append(await answer.text())
        found = (f"{folder}/{name}" for name in re.findall(r'"(?:\./)?(\w+\.js)"', texts[-1]))
        wanted += (each for each in dict.fromkeys(found) if each not in wanted)
    assert {"phone_worklet.js", "resampler.js"} <= {address.rpartition("/")[2] for address in wanted}
    assert sum(len(gzip.compress(text.encode())) for text in texts) <= 150_000
    assert not re.findall(r"(?:src|href|from|import)[ =(]*[\"']https?:", "".join(texts))


async def test_the_card_says_who_calls(jack: Jack, http: ClientSession) -> None:
    async with http.get("/api/v1/phone/card/42?agent=ben") as answer:
        card = await answer.json()
    assert (card["call"]["call"], card["last"]) == (42, [])


def test_a_desk_has_what_belongs_to_the_agent() -> None:
    ben = desk_of("ben", "Box", None, BUSY)
    assert ben.call is not None
    assert (ben.call.call, ben.arrived) == (42, 165_000)
    assert [each.name for each in ben.colleagues] == ["anna", "carla", "dora", "emil"]
    assert [(queue.name, queue.waiting) for queue in ben.queues] == [("sales", 0), ("support", 1)]
    assert desk_of("nobody", "Box", None, BUSY).agent is None
    assert desk_of("ben", "Box", Gone(5, "why"), None).gone == Gone(5, "why")


@pytest.mark.parametrize("do", sorted(ORDERS))
def test_every_order_is_made_for_the_agent(do: str) -> None:
    request = ORDERS[do]("anna", read_order(json.dumps({"number": 1, "do": do, "text": "x"})))
    assert request.agent == "anna"  # type: ignore[union-attr]


def test_what_is_no_order_is_refused() -> None:
    for text in ("", "[]", '{"number": 1, "do": "format disk"}', '{"do": "hold"}'):
        with pytest.raises(NoOrder):
            read_order(text)
    assert read_order('{"number": 1, "do": "rest"}') == Order(number=1, do="rest")
