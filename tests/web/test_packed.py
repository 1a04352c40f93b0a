"""What travels to a browser: packed as it likes, never where that would tell a secret, and little enough of it."""

import gzip
import re

import brotli
import pytest
from aiohttp import ClientSession

from appliance.control.server import ControlServer
from appliance.web.catalogues import COOKIE, catalogues
from appliance.web.navigation import ENTRIES
from appliance.web.pages import Pages
from tests.web.reached import reached

MOST_BYTES = 150_000
"""For the first sight of any page, all its files with it."""
PLACES = [*(entry.address for entry in ENTRIES), "/account", "/sign-in", "/first-run", "/agent?agent=anna"]
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br;q=0.001", "br"),
        ("BR", "br"),
        ("identity", ""),
        ("deflate, brotli, xbr", ""),
        ("br;q=nonsense", ""),
        ("", ""),
    ],
)
async def test_what_may_be_packed_is_packed_as_the_browser_takes_it(
    http: ClientSession, port: int, accepted: str, encoding: str
) -> None:
    async with http.get("/") as answer:
        place = re.findall(r'"(/static/[^"]+/callbox\.css)"', await answer.text())[0]
    for address in ("/", place, "/api/v1/openapi.json", "/nothing"):
        people = {"Accept": "text/html"} if address == "/nothing" else {}
        async with http.get(address, headers={"Accept-Encoding": "identity", **people}) as answer:
            plain = await answer.read()
        headers = {"Accept-Encoding": accepted, **people}
        async with (
            ClientSession(f"http://127.0.0.1:{port}", auto_decompress=False) as raw,
            raw.get(address, headers=headers, skip_auto_headers=["Accept-Encoding"]) as answer,
        ):
            content, told = await answer.read(), answer.headers
        assert told.get("Content-Encoding", "") == encoding, address
        assert told["Vary"] == "Accept-Encoding"
        assert (UNPACK[encoding](content) if encoding else content) == plain
        assert not encoding or len(content) < len(plain) / 2


async def test_each_packing_of_a_file_has_a_tag_of_its_own(http: ClientSession, port: int) -> None:
    """Else a cache might hand the one out for the other (RFC 9110 §8.8.3)."""
    async with http.get("/api/v1/openapi.json", headers={"Accept-Encoding": "identity"}) as answer:
        tags = {"identity": answer.headers["ETag"]}
    for encoding in ("br", "gzip"):
        async with http.get("/api/v1/openapi.json", headers={"Accept-Encoding": encoding}) as answer:
            tags[encoding] = answer.headers["ETag"]
    assert len({*tags.values()}) == 3
    for encoding, tag in tags.items():
        headers = {"Accept-Encoding": encoding, "If-None-Match": tag}
        async with http.get("/api/v1/openapi.json", headers=headers) as answer:
            assert (answer.status, answer.headers["ETag"], answer.headers["Vary"]) == (304, tag, "Accept-Encoding")


async def test_no_answer_of_the_api_is_packed(server: ControlServer, pages: Pages, http: ClientSession) -> None:
    """There a secret may stand beside what came with the request: BREACH."""
    await reached(pages.feed, lambda: pages.feed.gone is None)
    asked = 0
    for route in pages.table:
        if route.method == "GET" and route.is_api and not route.parameters and route.reply != "text/event-stream":
            async with http.get(route.path, headers={"Accept-Encoding": "br, gzip"}) as answer:
                packing = answer.headers.get("Content-Encoding")
            assert packing == ("br" if route.path == "/api/v1/openapi.json" else None), route.path
            asked += 1
    assert asked > 10


@pytest.mark.parametrize("encoding", ["br", "gzip"])
@pytest.mark.parametrize("language", list(catalogues().words))
async def test_the_first_sight_of_every_page_is_light_and_comes_from_here_alone(
    port: int, encoding: str, language: str
) -> None:
    """Plain http on a network is gzip: browsers take brotli over TLS only."""
    weights = {}
    headers = {"Accept-Encoding": encoding, "Cookie": f"{COOKIE}={language}"}
    async with ClientSession(f"http://127.0.0.1:{port}", auto_decompress=False, headers=headers) as raw:
        for place in PLACES:
            seen = await _sight(raw, place)
            assert len(seen) > 4, place
            weights[place] = sum(seen.values())
    assert max(weights.values()) < MOST_BYTES, weights


async def _sight(raw: ClientSession, place: str) -> dict[str, int]:
    """What a browser fetches for a page, with its size on the way."""
    waiting, seen = {place}, {}
    while waiting:
        address = waiting.pop()
        async with raw.get(address) as answer:
            assert answer.status == 200, address
            content, encoding = await answer.read(), answer.headers.get("Content-Encoding", "")
        seen[address] = len(content)
        text = (UNPACK[encoding](content) if encoding else content).decode()
        waiting |= _needed(address, text) - seen.keys()
    return seen


def _needed(address: str, text: str) -> set[str]:
    """What a browser fetches next, of which all is ours."""
    folder = address.rpartition("/")[0]
    if address.endswith(".js"):
        names = re.findall(r'(?:\bfrom|\bimport|\bimport\(|new URL\()\s*"((?:\./)?[\w.-]+\.js)"', text)
        documents = set(re.findall(r'"(/api/v1/openapi\.json)"', text))
        return {f"{folder}/{name.removeprefix('./')}" for name in names} | documents
    if address.endswith(".css"):
        assert not re.findall(r"url\(|@import", text), address
        return set()
    if address.endswith((".svg", ".json")):
        return set()
    found = set(re.findall(r'<(?:script|img|iframe)\b[^>]*\bsrc="([^"]+)"|<link\b[^>]*\bhref="([^"]+)"', text))
    needed = {one or other for one, other in found}
    assert all(each.startswith("/static/") for each in needed), needed
    return needed
