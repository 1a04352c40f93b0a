"""The live socket: the whole house first, then what changed; gone and back; slow watchers get the newest."""

import asyncio
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType
from msgspec import structs

from appliance.control.framing import Deframer, JsonPart, pack
from appliance.control.schema import Answered, Hello, SnapshotReply, Subscribe, Welcome, read_asked, to_json
from appliance.control.server import ControlServer, serve
from appliance.control.socket_file import SocketFile
from appliance.model.snapshot import Snapshot
from appliance.model.states import LineState
from appliance.web.board import KEYS, NOTHING, SNAPSHOT_PARTS, message, parts_of
from appliance.web.feed import Feed, Gone
from appliance.web.pages import Pages
from appliance.web.watchers import Watchers
from tests.control.house import BUSY, QUIET, InventedBox
from tests.web.reached import reached


async def until(socket: ClientWebSocketResponse, part: str) -> dict[str, Any]:
    """The next message that has the part."""
    async with asyncio.timeout(60):
        while True:
            heard: dict[str, Any] = json.loads(await socket.receive_str())
            if part in heard:
                return heard


def test_a_message_has_all_parts_first_and_then_only_those_that_changed() -> None:
    quiet = parts_of("b", "1", None, QUIET)
    first = json.loads(message(NOTHING, quiet, QUIET))
    assert set(first) == {"box", "assets", "gone", "now", "utc_ms", *SNAPSHOT_PARTS}
    assert json.loads(message(quiet, quiet, QUIET)) == {"now": QUIET.now, "utc_ms": QUIET.utc_ms}
    gone = parts_of("b", "1", Gone(5, "why"), QUIET)
    assert json.loads(message(quiet, gone, None)) == {"gone": {"type": "Gone", "since_utc_ms": 5, "reason": "why"}}


def test_parts_are_all_of_a_snapshot_but_its_clock() -> None:
    assert {*SNAPSHOT_PARTS, "now", "utc_ms"} == set(Snapshot.__struct_fields__)


def patched(lists: dict[str, Any], heard: dict[str, Any]) -> dict[str, Any]:
    """What a page does with what it hears."""
    known = dict(lists)
    for name, value in heard.items():
        if name.startswith("~"):
            key = KEYS[name[1:]]
            rows = {row[key]: row for row in (*lists[name[1:]], *value["put"])}
            known[name[1:]] = [rows[each] for each in value.get("keys", [row[key] for row in lists[name[1:]]])]
        else:
            known[name] = value
    return known


def test_of_lists_the_rows_that_changed_are_enough() -> None:
    """One line rings, one goes, one comes, two change places: each time the page has what the box has, for less."""
    houses = [
        BUSY,
        structs.replace(BUSY, lines=(structs.replace(BUSY.lines[0], state=LineState.RINGING), *BUSY.lines[1:])),
        structs.replace(BUSY, lines=BUSY.lines[1:], calls=BUSY.calls[::-1]),
        BUSY,
        QUIET,
        structs.replace(BUSY, lines=(BUSY.lines[0], *BUSY.lines)),
        BUSY,
    ]
    seen, page = NOTHING, dict[str, Any]()
    for house in houses:
        parts = parts_of("b", "1", None, house)
        whole, small = message(seen, parts, house), message(seen, parts, house, by_row=True)
        page = patched(page, json.loads(small))
        assert page == json.loads(message(NOTHING, parts, house))
        assert len(small) <= len(whole)
        seen = parts
    first, second = (parts_of("b", "1", None, house) for house in houses[:2])
    assert len(message(first, second, BUSY, by_row=True)) * 3 < len(message(first, second, BUSY))


async def test_events_are_the_same_as_the_socket(
    server: ControlServer, box: InventedBox, pages: Pages, http: ClientSession
) -> None:
    await reached(pages.feed, lambda: pages.feed.gone is None)
    async with asyncio.timeout(60), http.get("/api/v1/events?delta=1") as answer:
        assert answer.headers["Content-Type"] == "text/event-stream"
        first = json.loads((await answer.content.readline()).removeprefix(b"data: "))
        assert len(first["lines"]) == 4
        box.show(BUSY)
        await answer.content.readuntil(b"line6")
    async with http.get("/api/v1/events") as answer:
        await answer.content.readline()
        await pages._watchers.close()
        assert b"data" not in await asyncio.wait_for(answer.content.read(), 60)


async def test_a_watcher_sees_the_house_and_its_changes(
    server: ControlServer, box: InventedBox, pages: Pages, http: ClientSession
) -> None:
    await reached(pages.feed, lambda: pages.feed.gone is None)
    async with http.ws_connect("/live") as socket:
        first = await until(socket, "lines")
        assert (first["box"], first["gone"], len(first["lines"])) == ("Invented", None, 4)
        box.show(BUSY)
        change = await until(socket, "lines")
        assert len(change["lines"]) == 6
        assert "box" not in change
        assert change["now"] >= BUSY.now


async def test_many_watchers_are_one_client_of_the_box(
    server: ControlServer, box: InventedBox, pages: Pages, http: ClientSession
) -> None:
    await reached(pages.feed, lambda: pages.feed.gone is None)
    sockets = [await http.ws_connect("/live") for _ in range(20)]
    taken = box.snapshots_taken
    box.show(BUSY)
    for socket in sockets:
        while len((await until(socket, "lines"))["lines"]) != 6:
            pass
    assert box.snapshots_taken == taken + 1
    for socket in sockets:
        await socket.close()


async def test_a_box_that_goes_is_told_and_comes_back(
    server: ControlServer, box: InventedBox, path: Path, pages: Pages, http: ClientSession
) -> None:
    await reached(pages.feed, lambda: pages.feed.gone is None)
    async with http.ws_connect("/live") as socket:
        await until(socket, "lines")
        await server.close()
        gone = (await until(socket, "gone"))["gone"]
        assert gone["since_utc_ms"] > 0
        assert "closed the connection" in gone["reason"]
        again = await serve(InventedBox(BUSY), SocketFile(path))
        back = await until(socket, "lines")
        assert (back["gone"], len(back["lines"])) == (None, 6)
        await again.close()


async def hang_after_subscribe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A box whose loop stands still: it says welcome, shows itself, and then never a word."""
    deframer = Deframer()
    with suppress(ConnectionError):
        while data := await reader.read(1000):
            deframer.receive(data)
            while isinstance(part := deframer.next_part(), JsonPart):
                asked = read_asked(part.payload)
                if asked.request == Hello(program="web"):
                    welcome = Welcome(version=1, box="Hung", program="0", pid=1)
                    writer.write(pack(JsonPart(to_json(Answered(asked.number, welcome)))))
                elif asked.request == Subscribe():
                    writer.write(pack(JsonPart(to_json(Answered(asked.number, SnapshotReply(QUIET))))))
    writer.close()


async def test_a_box_that_hangs_is_noticed(path: Path) -> None:
    hung = await asyncio.start_unix_server(hang_after_subscribe, path)
    feed = Feed(path, (5.0,), ping_s=0.05)
    running = asyncio.create_task(feed.run())
    await reached(feed, lambda: feed.gone is None)
    await reached(feed, lambda: feed.gone is not None)
    assert feed.gone is not None
    assert "did not answer within" in feed.gone.reason
    assert feed.snapshot() is not None
    running.cancel()
    hung.close()
    await asyncio.wait([running])


async def test_the_clock_of_an_old_snapshot_moves_on(server: ControlServer, pages: Pages, http: ClientSession) -> None:
    await reached(pages.feed, lambda: pages.feed.gone is None)
    pages.feed._taken -= 3600
    async with http.ws_connect("/live") as socket:
        assert (await until(socket, "lines"))["now"] >= QUIET.now + 3_600_000


async def test_a_slow_watcher_is_sent_the_newest_and_nothing_between(path: Path) -> None:
    feed = Feed(path)
    feed._take(QUIET)
    sent: list[dict[str, Any]] = []
    may_go_on = asyncio.Semaphore(1)

    async def send(text: str) -> None:
        sent.append(json.loads(text))
        await may_go_on.acquire()

    following = asyncio.create_task(Watchers(feed, "1").follow(send))
    for n in range(200):
        feed._take(Snapshot(now=n, utc_ms=n, lines=QUIET.lines[: n % 4]))
        await asyncio.to_thread(lambda: None)
    before = len(sent)
    may_go_on.release()
    async with asyncio.timeout(60):
        while len(sent) == before:
            await asyncio.to_thread(lambda: None)
    assert before == 2
    assert sent[-1]["now"] >= 199
    following.cancel()


async def test_a_watcher_hears_something_even_when_nothing_happens(path: Path) -> None:
    feed = Feed(path)
    feed._take(QUIET)
    sent: asyncio.Queue[str] = asyncio.Queue()
    following = asyncio.create_task(Watchers(feed, "1", alive_s=0.01).follow(sent.put))
    await sent.get()
    assert set(json.loads(await asyncio.wait_for(sent.get(), 60))) == {"now", "utc_ms"}
    following.cancel()


async def test_a_watcher_that_leaves_as_something_changes_is_gone(path: Path) -> None:
    feed = Feed(path)
    feed._take(QUIET)
    for turns in range(5):
        sent: asyncio.Queue[str] = asyncio.Queue()
        following = asyncio.create_task(Watchers(feed, "1").follow(sent.put))
        await sent.get()
        await asyncio.sleep(0)
        feed._take(QUIET)
        for _ in range(turns):
            await asyncio.sleep(0)
        following.cancel()
        await asyncio.wait({following}, timeout=10)
        assert following.cancelled(), turns


async def test_whoever_talks_on_the_live_socket_is_shown_out(pages: Pages, http: ClientSession) -> None:
    async with http.ws_connect("/live") as socket:
        await socket.send_str("give me everything")
        async with asyncio.timeout(60):
            while (heard := await socket.receive()).type is WSMsgType.TEXT:
                pass
        assert heard.type in {WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED}
        assert socket.close_code == 1008


async def test_closing_the_pages_says_goodbye(pages: Pages, http: ClientSession) -> None:
    socket = await http.ws_connect("/live")
    await socket.receive()
    closing = asyncio.create_task(pages.close())
    async with asyncio.timeout(60):
        while (await socket.receive()).type is WSMsgType.TEXT:
            pass
    await closing
    assert socket.close_code == 1001
