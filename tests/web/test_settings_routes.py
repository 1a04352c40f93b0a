"""Settings over the API, on a real chancery behind a real control socket: read, drafted, checked, published, undone."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from appliance.control.server import ControlServer
from appliance.web.feed import Feed
from appliance.web.pages import Pages
from tests.control.house import InventedBox
from tests.runtime.test_chancery import Office, office_in
from tests.web.conftest import IMPATIENT, at

SETTINGS = "/api/v1/settings"
DRAFT = f"{SETTINGS}/drafts/anna"


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


async def draft(http: ClientSession, max_wait: str, name: str = "anna", **headers: str) -> tuple[int, str, Any]:
    async with http.get(SETTINGS) as answer:
        settings = (await answer.json())["settings"]
    settings["queue"][0]["max_wait"] = max_wait
    async with http.put(f"{SETTINGS}/drafts/{name}", json=settings, headers=headers) as answer:
        return answer.status, answer.headers.get("ETag", ""), await answer.json()


async def publish(http: ClientSession, tag: str, name: str = "anna") -> tuple[int, Any]:
    async with http.post(f"{SETTINGS}/drafts/{name}/publish", json={}, headers={"If-Match": tag}) as answer:
        return answer.status, await answer.json()


async def test_what_holds_is_read_with_its_tag_and_without_secrets(office: Office, http: ClientSession) -> None:
    async with http.get(SETTINGS) as answer:
        found = await answer.json()
        tag = answer.headers["ETag"]
    assert found["version"]["version"] == 1
    assert found["settings"]["line"][0]["options"] == {"port": "/dev/none", "pin": "(hidden)"}
    async with http.get(SETTINGS, headers={"If-None-Match": tag}) as answer:
        assert answer.status == 304
    async with http.get(SETTINGS, params={"version": "9"}) as answer:
        assert answer.status == 404
    async with http.get(SETTINGS, params={"version": "x"}) as answer:
        assert answer.status == 400


async def test_a_draft_is_kept_checked_compared_published_and_undone(office: Office, http: ClientSession) -> None:
    status, tag, kept = await draft(http, "5 min")
    assert (status, kept["draft"]["revision"]) == (200, 1)
    async with http.get(f"{DRAFT}/diff") as answer:
        (change,) = (await answer.json())["changes"]
    assert (change["spot"]["keys"], change["was"], change["now"]) == (["max_wait"], "10 min", "5 min")
    async with http.get(f"{DRAFT}/check") as answer:
        assert (await answer.json())["wrong"] == []
    status, told = await publish(http, tag)
    assert (status, told["version"], told["later"]) == (200, 2, ["later"])
    assert office.adopted[-1].lines["front"].options["pin"] == "1234"
    async with http.post(f"{SETTINGS}/undo", json={"newest": 2}) as answer:
        assert (await answer.json())["version"] == 3
    async with http.get(f"{SETTINGS}/versions") as answer:
        assert [each["version"] for each in (await answer.json())["versions"]] == [3, 2, 1]


async def test_faults_come_with_their_fields(office: Office, http: ClientSession) -> None:
    _, tag, _ = await draft(http, "5 mim")
    async with http.get(f"{DRAFT}/check") as answer:
        checked = await answer.json()
    status, told = await publish(http, tag)
    assert status == 422
    assert told["detail"] == "the draft has 1 fault; nothing was published"
    for wrong in (checked["wrong"], told["wrong"]):
        assert wrong[0]["spot"] == {"type": "Spot", "kind": "queue", "name": "sales", "keys": ["max_wait"]}
    assert office.adopted == []


async def test_two_admins_see_each_other(office: Office, http: ClientSession) -> None:
    _, tag, _ = await draft(http, "5 min")
    _, other, _ = await draft(http, "20 min", "ben")
    assert (await draft(http, "6 min"))[0] == 428
    status, newer, _ = await draft(http, "6 min", **{"If-Match": tag})
    assert status == 200
    assert (await draft(http, "7 min", **{"If-Match": tag}))[0] == 412
    assert (await publish(http, tag))[0] == 412
    assert (await publish(http, newer))[0] == 200
    status, told = await publish(http, other, "ben")
    assert status == 409
    (conflict,) = told["conflicts"]
    assert (conflict["theirs"], conflict["ours"], conflict["version"]) == ("6 min", "20 min", 2)
    async with http.get(f"{SETTINGS}/drafts") as answer:
        assert [each["name"] for each in (await answer.json())["drafts"]] == ["ben"]
    async with http.delete(f"{SETTINGS}/drafts/ben", headers={"If-Match": other}) as answer:
        assert answer.status == 204
    async with http.get(f"{SETTINGS}/drafts/ben") as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[]", 422),
        (b"{", 422),
        (b'{"queues": []}', 422),
        (b'{"box": {"state_dir": "/elsewhere"}}', 422),
        (b'{"queue": [{"name": 5}]}', 422),
        (b"[" * 50_000, 422),
    ],
)
async def test_what_is_no_settings_is_refused(office: Office, http: ClientSession, body: bytes, status: int) -> None:
    async with http.put(DRAFT, data=body) as answer:
        assert answer.status == status
        assert answer.content_type == "application/problem+json"
    async with http.put(f"{SETTINGS}/drafts/-no%20name!", data=b"{}") as answer:
        assert answer.status == 409
    async with http.post(f"{SETTINGS}/undo", json={"newest": 9}) as answer:
        assert answer.status == 409
