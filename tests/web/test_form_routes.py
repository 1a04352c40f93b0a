"""What forms ask: their fields, a conflict decided field by field, holidays, whether it is open."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from appliance.control.server import ControlServer
from tests.control.house import InventedBox
from tests.runtime.test_chancery import Office, office_in
from tests.web.test_settings_routes import DRAFT, SETTINGS, draft, pages, publish

__all__ = ["pages"]


@pytest.fixture
async def office(tmp_path: Path, box: InventedBox, server: ControlServer) -> AsyncIterator[Office]:
    async with office_in(tmp_path) as opened:
        box.chancery, box.database = opened.chancery, str(opened.archive.database)
        yield opened


async def ask(http: ClientSession, method: str, address: str, **words: Any) -> tuple[int, Any]:
    async with http.request(method, address, **words) as answer:
        return answer.status, await answer.json()


async def test_forms_say_what_a_queue_is_made_of(server: ControlServer, http: ClientSession) -> None:
    status, told = await ask(http, "GET", f"{SETTINGS}/forms")
    (queue,) = [form for form in told["forms"] if form["kind"] == "queue"]
    assert (status, queue["several"]) == (200, True)
    assert next(field for field in queue["fields"] if field["key"] == "max_wait")["shape"] == "duration"


async def test_a_conflict_is_decided_by_either_side(office: Office, http: ClientSession) -> None:
    spot = {"kind": "queue", "name": "sales", "keys": ["max_wait"]}
    for choice, wins in (("mine", "20 min"), ("theirs", "6 min")):
        _, tag, _ = await draft(http, "6 min", f"anna-{choice}")
        _, other, _ = await draft(http, "20 min", "ben")
        assert (await publish(http, tag, f"anna-{choice}"))[0] == 200
        merge = f"{SETTINGS}/drafts/ben/merge"
        status, told = await ask(http, "POST", merge, json={}, headers={"If-Match": other})
        assert (status, told["conflicts"][0]["theirs"], told["conflicts"][0]["ours"]) == (409, "6 min", "20 min")
        status, told = await ask(http, "POST", merge, json={choice: [spot]}, headers={"If-Match": other})
        assert (status, told["settings"]["queue"][0]["max_wait"]) == (200, wins)
        async with http.get(f"{SETTINGS}/drafts/ben") as answer:
            tag = answer.headers["ETag"]
        async with http.post(f"{SETTINGS}/undo", json={"newest": told["draft"]["base"]}) as answer:
            assert answer.status == 200
        async with http.delete(f"{SETTINGS}/drafts/ben", headers={"If-Match": tag}) as answer:
            assert answer.status == 204
    assert (await ask(http, "POST", f"{DRAFT}/merge", json={}))[0] == 404


async def test_holidays_of_a_region(server: ControlServer, http: ClientSession) -> None:
    holidays = "/api/v1/holidays"
    status, told = await ask(http, "GET", holidays, params={"country": "de", "region": "by", "year": "2026"})
    assert status == 200
    assert "2026-01-06" in [each["date"] for each in told["holidays"]]
    for country, region, year, refused in (
        ("ZZ", "", "2026", 404),
        ("AT", "XX", "2026", 404),
        ("AT", "", "9" * 5_000, 400),
    ):
        words = {"country": country, "region": region, "year": year}
        assert (await ask(http, "GET", holidays, params=words))[0] == refused
    _, told = await ask(http, "GET", f"{holidays}/countries")
    assert {"country": "AT", "regions": ["1", "2", "3", "4", "5", "6", "7", "8", "9"]} in told["countries"]


async def test_open_until(server: ControlServer, http: ClientSession) -> None:
    hours = {"name": "office", "monday": ["09:00-12:00"]}
    wanted = {"hours": hours, "at": "2026-11-23T10:00"}
    assert await ask(http, "POST", f"{SETTINGS}/open-now", json=wanted) == (
        200,
        {"open": True, "until": "2026-11-23T12:00"},
    )
    status, told = await ask(http, "POST", f"{SETTINGS}/open-now", json={"hours": {**hours, "monday": ["9-12"]}})
    assert (status, "expected an interval" in told["detail"]) == (422, True)
    for wrong in ("noon", "9999-12-31T23:59"):
        assert (await ask(http, "POST", f"{SETTINGS}/open-now", json={"hours": hours, "at": wrong}))[0] == 400
