"""The address book and the blocklist over the API, and the box told of what concerns it."""

from typing import Any

from aiohttp import ClientSession

from appliance.control.server import ControlServer
from tests.control.house import InventedBox

BOOK = "/api/v1/contacts"


async def ask(http: ClientSession, method: str, address: str, **words: Any) -> tuple[int, Any]:
    async with http.request(method, address, **words) as answer:
        return answer.status, await answer.json() if answer.status != 204 else answer.headers.get("ETag")


async def test_a_contact_from_beginning_to_end(server: ControlServer, box: InventedBox, http: ClientSession) -> None:
    status, ann = await ask(http, "POST", BOOK, json={"name": "Ann", "numbers": ["+43 664 12345"], "vip": True})
    assert (status, ann["numbers"], box.callers_read) == (201, ["+4366412345"], 1)
    assert (await ask(http, "POST", BOOK, json={"name": "Ben", "numbers": ["+43 664 12345"]}))[0] == 409
    assert (await ask(http, "POST", BOOK, json={"name": "Ben", "numbers": ["nothing"]}))[0] == 422
    assert (await ask(http, "POST", BOOK, json={"name": " "}))[0] == 422
    assert (await ask(http, "POST", BOOK, json={"name": "Ben", "numbers": ["+43 664 1"] * 21}))[0] == 422
    for search in ("an", "+43664"):
        _, found = await ask(http, "GET", BOOK, params={"search": search})
        assert [each["name"] for each in found["contacts"]] == ["Ann"]
    _, who = await ask(http, "GET", "/api/v1/callers", params={"number": "+4366412345"})
    assert who["contact"]["name"] == "Ann"
    place = f"{BOOK}/{ann['contact']}"
    assert (await ask(http, "PUT", place, json={"name": "Ann Lee"}))[0] == 428
    async with http.get(place) as answer:
        tag = answer.headers["ETag"]
    status, changed = await ask(http, "PUT", place, json={"name": "Ann Lee"}, headers={"If-Match": tag})
    assert (status, changed["name"], changed["numbers"]) == (200, "Ann Lee", [])
    assert (await ask(http, "DELETE", place))[0] == 204
    assert (await ask(http, "GET", place))[0] == 404


async def test_an_import_is_seen_before_it_is_done(server: ControlServer, http: ClientSession) -> None:
    content = b"name;phone\nAnn;+43 664 12345\nAnna;+43 664 12345\nBen;x\n"
    status, told = await ask(http, "POST", f"{BOOK}/import", data=content)
    assert (status, told["done"]) == (200, False)
    assert told["counts"] == {"new": 1, "merged": 1, "skipped": 0, "wrong": 1}
    assert (await ask(http, "GET", BOOK))[1]["total"] == 0
    _, told = await ask(http, "POST", f"{BOOK}/import", params={"do": "yes"}, data=content)
    assert (told["done"], told["counts"]["new"]) == (True, 1)
    _, told = await ask(http, "POST", f"{BOOK}/import", params={"duplicates": "skip"}, data=content)
    assert told["counts"] == {"new": 0, "merged": 0, "skipped": 2, "wrong": 1}
    assert (await ask(http, "POST", f"{BOOK}/import", data=b"\n"))[0] == 422
    assert (await ask(http, "POST", f"{BOOK}/import", params={"columns": "age"}, data=content))[0] == 400
    for form, begins in (("csv", "name,company"), ("vcard", "BEGIN:VCARD")):
        async with http.get(f"{BOOK}/export", params={"format": form}) as answer:
            assert (await answer.text()).startswith(begins)


async def test_a_caller_is_blocked_and_answered_again(
    server: ControlServer, box: InventedBox, http: ClientSession
) -> None:
    blocklist = "/api/v1/blocklist"
    status, row = await ask(http, "PUT", blocklist, json={"pattern": "+43 90*", "why": "spam"})
    assert (status, row["pattern"], row["treatment"], box.callers_read) == (200, "+4390*", "refuse", 1)
    _, who = await ask(http, "GET", "/api/v1/callers", params={"number": "+4390123456"})
    assert who["blocked"]["why"] == "spam"
    assert (await ask(http, "PUT", blocklist, json={"pattern": "x*"}))[0] == 422
    assert len((await ask(http, "GET", blocklist))[1]["blocked"]) == 1
    assert (await ask(http, "DELETE", blocklist, params={"pattern": "+4390*"}))[0] == 204
    assert (await ask(http, "DELETE", blocklist, params={"pattern": "+4390*"}))[0] == 409
