"""Roles × routes: whoever the table does not name is refused before anything is looked at, whatever they send."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from appliance.model.accounts import Role, Token
from appliance.web.pages import Pages
from appliance.web.passwords import kept
from appliance.web.route import Open, Route
from tests.web.signed import browser, strict_pages

TOUCHES_NOTHING = "x-0-x"
"""In the place of every parameter: no such thing."""
EVIL = {"Origin": "http://evil.example"}
NO_ORIGIN = {"Origin": "http://["}
CROSS_SITE = {"Sec-Fetch-Site": "cross-site"}


@pytest.fixture
async def strict(path: Path) -> AsyncIterator[tuple[Pages, ClientSession]]:
    async with strict_pages(path) as (pages, address), browser(address) as http:
        for role in Role:
            token = Token(name=role.value, scopes=(role,))
            await pages.accounts.ask(lambda file, token=token: file.add_token(token, kept(token.name)))  # type: ignore[misc]
        yield pages, http


def place(route: Route) -> str:
    return re.sub(r"\{\w+\}", TOUCHES_NOTHING, route.path)


async def status(http: ClientSession, route: Route, role: Role | None = None, **headers: str) -> int:
    if role is not None:
        headers["Authorization"] = f"Bearer {role.value}"
    async with http.request(route.method, place(route), headers=headers, allow_redirects=False) as answer:
        return answer.status


async def test_every_route_is_for_whom_the_table_says(strict: tuple[Pages, ClientSession]) -> None:
    pages, http = strict
    asked = 0
    for route in pages.table:
        if isinstance(route.allowed, Open):
            continue
        assert await status(http, route) in ({401} if route.is_api or route.socket else {303}), route.path
        for role in Role:
            if role not in route.allowed:
                assert await status(http, route, role) == 403, (route.path, role)
                asked += 1
    assert asked > 100


async def test_who_may_is_not_kept_out(strict: tuple[Pages, ClientSession]) -> None:
    """Reading only: what a change would do is other tests' matter. Prompts are read by programs of a second each."""
    pages, http = strict
    for route in pages.table:
        if route.method != "GET" or isinstance(route.allowed, Open) or "/prompts" in route.path:
            continue
        for role in route.allowed:
            assert await status(http, route, role) not in {401, 403}, (route.path, role)


async def test_no_other_site_changes_anything(strict: tuple[Pages, ClientSession]) -> None:
    pages, http = strict
    for route in pages.table:
        if route.changes or route.socket:
            for headers in (EVIL, CROSS_SITE, NO_ORIGIN, {"Origin": "null"}, {"Sec-Fetch-Site": "same-site"}):
                assert await status(http, route, Role.ADMIN, **headers) == 403, route.path


async def test_only_these_are_open(strict: tuple[Pages, ClientSession]) -> None:
    pages, _ = strict
    assert {(route.method, route.path) for route in pages.table if isinstance(route.allowed, Open)} == {
        ("GET", "/healthz"),
        ("GET", "/static/{version}/{name}"),
        ("GET", "/sign-in"),
        ("GET", "/first-run"),
        ("GET", "/trust"),
        ("GET", "/trust/known"),
        ("GET", "/trust/callbox.crt"),
        ("GET", "/trust/callbox.pem"),
        ("GET", "/trust/callbox.mobileconfig"),
        ("GET", "/trust/address.svg"),
        ("GET", "/trust/echo"),
        ("POST", "/api/v1/sign-in"),
        ("POST", "/api/v1/first-run"),
        ("GET", "/wallboard"),
        ("POST", "/api/v1/wallboard/open"),
    }
