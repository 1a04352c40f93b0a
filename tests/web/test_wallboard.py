"""The wallboard: what it is told and what not, the day's figures, and links that are good for once."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from aiohttp import ClientSession

from appliance.control.server import ControlServer
from appliance.model.accounts import Role, Token
from appliance.model.board import BoardLimits
from appliance.model.records import CallRecord
from appliance.model.states import Outcome
from appliance.runtime.archive import Archive
from appliance.store.day_reader import of_record
from appliance.web.pages import Pages
from appliance.web.passwords import kept
from appliance.web.today import Count, counted, local_midnight
from tests.control.house import BUSY, InventedBox, record
from tests.web.reached import reached
from tests.web.signed import browser, strict_pages

DAY_MS = 86_400_000


def lost(call: int, **changes: object) -> CallRecord:
    return record(call, outcome=Outcome.ABANDONED, talk_began_ms=None, talk_ended_ms=None, agent=None, **changes)


def count(*records: CallRecord, target_ms: int = 20_000) -> Count:
    return counted(filter(None, map(of_record, records)), {"sales": target_ms})


def test_the_level_is_of_answered_and_abandoned_from_when_a_person_was_asked_for() -> None:
    late = record(2, talk_began_ms=40_000)
    assert count(record(1), late, lost(3), record(4)) == Count(calls=4, answered=3, in_time=2, lost=1, level=50)
    missed = record(5, outcome=Outcome.MISSED, talk_began_ms=None, asked_person_ms=None)
    served = record(6, outcome=Outcome.SELF_SERVED, talk_began_ms=None, asked_person_ms=None)
    assert count(missed, served) == Count(calls=2, lost=1)
    assert count(record(7, ended_ms=None)) == Count()


def test_the_oracle_of_the_design_page() -> None:
    """At = 860 of A = 1000 with B = 60: 81.13 %, told in whole percent."""
    records = [record(n, talk_began_ms=9_000 + (20_000 if n <= 860 else 20_001)) for n in range(1, 1_001)]
    assert count(*records, *(lost(n) for n in range(1_001, 1_061))).level == 81


def test_midnight_is_that_of_the_wall() -> None:
    noon = 1_795_347_780_000
    began = local_midnight(noon)
    assert began <= noon < began + DAY_MS + 3_600_000
    assert local_midnight(began) == began


@pytest.fixture
async def archive(tmp_path: Path, box: InventedBox) -> AsyncIterator[Archive]:
    box.show(BUSY)
    archive = Archive(tmp_path, lambda _: None)
    box.database = str(archive.database)
    yesterday = record(2, rang_utc_ms=BUSY.utc_ms - 2 * DAY_MS)
    archive.writer.put(record(1), yesterday, record(3, ended_ms=None))
    await archive.written()
    yield archive
    await archive.close()


async def test_it_counts_the_day_and_goes_on_with_each_call_that_is_over(
    archive: Archive, box: InventedBox, server: ControlServer, pages: Pages, http: ClientSession
) -> None:
    await reached(pages.feed, lambda: pages.feed.gone is None)

    async def today(calls: int) -> dict[str, object]:
        async with asyncio.timeout(60):
            while True:
                changed = pages.feed.next_change()
                async with http.get("/api/v1/wallboard") as answer:
                    told = await answer.json()
                if told["today"]["calls"] == calls:
                    return dict(told)
                await changed.wait()

    assert (await today(1))["today"] == {"calls": 1, "answered": 1, "in_time": 1, "lost": 0, "level": 100}
    box.finish(lost(4))
    told = await today(2)
    assert told["today"] == {"calls": 2, "answered": 1, "in_time": 1, "lost": 1, "level": 50}
    sales, support = told["queues"]  # type: ignore[misc]
    assert (sales["name"], sales["today"]["lost"]) == ("sales", 1)  # type: ignore[index]
    assert (support["waiting"], support["arrivals"]) == (1, [165_000])  # type: ignore[index]


async def test_no_caller_is_named(archive: Archive, server: ControlServer, pages: Pages, http: ClientSession) -> None:
    await reached(pages.feed, lambda: pages.feed.gone is None)
    async with http.get("/api/v1/wallboard") as answer:
        shown = await answer.text()
    async with http.ws_connect("/wallboard/live?delta=1") as socket:
        shown += (await socket.receive()).data
    for secret in ("Alice", "+4416", "5550199", "img"):
        assert secret not in shown
    assert '"anna"' in shown


async def test_of_rows_only_those_that_changed_are_sent(
    archive: Archive, box: InventedBox, server: ControlServer, pages: Pages, http: ClientSession
) -> None:
    await reached(pages.feed, lambda: pages.feed.gone is None)
    async with http.ws_connect("/wallboard/live?delta=1") as socket, asyncio.timeout(60):
        first = json.loads((await socket.receive()).data)
        assert [queue["name"] for queue in first["queues"]] == ["sales", "support"]
        sales = msgspec.structs.replace(BUSY.queues[0], board=BoardLimits(waiting=2))
        box.show(msgspec.structs.replace(BUSY, queues=(sales, BUSY.queues[1])))
        rows: list[dict[str, dict[str, int]]] = []
        while [row["limits"]["waiting"] for row in rows] != [2]:  # the day's figures may come between
            told = json.loads((await socket.receive()).data)
            assert not {"agents", "queues"} & told.keys()
            rows = told.get("~queues", {"put": []})["put"]


async def opened(http: ClientSession, key: str) -> int:
    async with http.post("/api/v1/wallboard/open", json={"key": key}) as answer:
        return answer.status


async def test_a_link_is_good_for_one_screen_until_it_is_taken_back(path: Path) -> None:
    async with strict_pages(path) as (pages, address), browser(address) as admin, browser(address) as screen:
        token = Token(name="root", scopes=(Role.ADMIN,))
        await pages.accounts.ask(lambda file: file.add_token(token, kept("root")))
        me = {"Authorization": "Bearer root"}
        async with admin.post("/api/v1/wallboards", json={"name": "front"}, headers=me) as answer:
            link = (await answer.json())["link"]
        key = link.removeprefix("/wallboard#")
        assert len(key) > 40
        async with screen.get("/api/v1/snapshot", headers={"Authorization": f"Bearer link {key}"}) as answer:
            assert answer.status == 401  # a link opens the page and nothing else
        async with screen.get("/api/v1/wallboard") as answer:
            assert answer.status == 401
        assert await opened(screen, "x" * 43) == 401
        assert await opened(screen, key) == 204
        (cookie,) = screen.cookie_jar
        assert (cookie.key, cookie["httponly"], cookie["samesite"]) == ("callbox-wallboard", True, "Lax")
        assert int(cookie["max-age"]) == 400 * 86_400
        assert key != cookie.value
        async with screen.get("/api/v1/wallboard") as answer:
            assert answer.status == 503  # let in; there is no box
        async with screen.get("/api/v1/calls/1/timeline") as answer:
            assert answer.status == 403
        assert await opened(admin, key) == 401
        assert await opened(screen, "") == 204  # kept for longer
        async with admin.get("/api/v1/wallboards", headers=me) as answer:
            assert [each["name"] for each in (await answer.json())["screens"]] == ["front"]
        audit = await pages.accounts.ask(lambda file: file.audit(20))
        assert "opens the link of a wallboard" in {row.what for row in audit}
        assert all(key not in row.what + row.outcome for row in audit)
        for name, status in (("front", 204), ("front", 404), ("root", 404)):
            async with admin.delete(f"/api/v1/wallboards/{name}", headers=me) as answer:
                assert answer.status == status, name
        async with screen.get("/api/v1/wallboard") as answer:
            assert answer.status == 401


async def test_a_link_that_nobody_opened_for_a_week_is_none(path: Path) -> None:
    async with strict_pages(path) as (pages, address), browser(address) as screen:
        token = Token(name="old", scopes=(Role.WALLBOARD,), since_utc_ms=pages.accounts.clock() - 8 * DAY_MS)
        await pages.accounts.ask(lambda file: file.add_token(token, f"link {kept('key')}"))
        assert await opened(screen, "key") == 401


async def test_the_cookie_gives_no_more_than_a_look_whatever_the_token_may(path: Path) -> None:
    async with strict_pages(path) as (pages, address):
        token = Token(name="much", scopes=(Role.WALLBOARD, Role.ADMIN))
        await pages.accounts.ask(lambda file: file.add_token(token, kept("much")))
        async with browser(address, {"callbox-wallboard": "much"}) as http:
            async with http.get("/api/v1/users") as answer:
                assert answer.status == 403
            async with http.get("/api/v1/wallboard") as answer:
                assert answer.status == 503
