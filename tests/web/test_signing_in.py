"""Signing in, as somebody outside would try it: first admin, sessions, fixation, lock-out, tokens, audit."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, WSMsgType, WSServerHandshakeError

from appliance.model.accounts import Role
from appliance.web.identity import ABSOLUTE_MS, IDLE_MS
from appliance.web.pages import Pages
from appliance.web.passwords import PERIOD_S, code_at
from tests.web.signed import PASSWORD, browser, session_of, strict_pages, user


@pytest.fixture
async def house(path: Path) -> AsyncIterator[tuple[Pages, str]]:
    async with strict_pages(path) as (pages, address):
        yield pages, address


async def said(http: ClientSession, method: str, place: str, **more: object) -> tuple[int, str]:
    async with http.request(method, place, **more) as answer:  # type: ignore[arg-type]
        return answer.status, await answer.text()


def attempt(name: str = "anna", password: str = PASSWORD, code: str = "") -> dict[str, object]:
    return {"json": {"name": name, "password": password, "code": code}}


async def test_the_printed_code_makes_the_first_admin_once(house: tuple[Pages, str]) -> None:
    pages, address = house
    code = pages.signing_in.first_code
    async with browser(address) as http:
        async with http.get("/", allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "/first-run?next=/")
        first = {"name": "root", "password": PASSWORD, "code": "0000-0000-0000"}
        assert (await said(http, "POST", "/api/v1/first-run", json=first))[0] == 403
        weak = {**first, "code": code, "password": "short"}
        assert (await said(http, "POST", "/api/v1/first-run", json=weak))[0] == 422
        first["code"] = code.lower().replace("-", " ")
        async with http.post("/api/v1/first-run", json=first) as answer:
            assert answer.status == 204
            cookie = answer.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert '"admin"' in (await said(http, "GET", "/api/v1/me"))[1]
        assert (await said(http, "GET", "/"))[0] == 200
    async with browser(address) as http:
        assert (await said(http, "POST", "/api/v1/first-run", json=first))[0] == 409
        async with http.get("/", allow_redirects=False) as answer:
            assert answer.headers["Location"] == "/sign-in?next=/"


async def test_nobody_comes_in_without_a_session(house: tuple[Pages, str]) -> None:
    pages, address = house
    await user(pages, "anna", Role.AGENT, agent="anna")
    async with browser(address) as http:
        assert (await said(http, "GET", "/api/v1/snapshot"))[0] == 401
        with pytest.raises(WSServerHandshakeError) as refused:
            await http.ws_connect("/live")
        assert refused.value.status == 401
        for name, password in (("anna", "three plain word"), ("nobody", PASSWORD)):
            status, text = await said(http, "POST", "/api/v1/sign-in", **attempt(name, password))
            assert (status, "name, password or code is not right" in text) == (401, True)
        assert (await said(http, "POST", "/api/v1/sign-in", **attempt("ANNA")))[0] == 204
        status, me = await said(http, "GET", "/api/v1/me")
        assert '"agent":"anna"' in me
        assert (await said(http, "POST", "/api/v1/sign-out"))[0] == 204
        assert (await said(http, "GET", "/api/v1/me"))[0] == 401


async def test_a_session_somebody_else_chose_is_not_gone_on_with(house: tuple[Pages, str]) -> None:
    pages, address = house
    await user(pages, "anna", Role.VIEWER)
    await user(pages, "mallory", Role.VIEWER)
    planted = await session_of(pages, "mallory")
    async with browser(address, planted) as http:
        async with http.post("/api/v1/sign-in", **attempt()) as answer:  # type: ignore[arg-type]
            fresh = answer.cookies["callbox"].value
        assert fresh not in planted.values()
        assert '"anna"' in (await said(http, "GET", "/api/v1/me"))[1]
    async with browser(address, planted) as http:
        assert (await said(http, "GET", "/api/v1/me"))[0] == 401
    async with browser(address, {"callbox": "chosen by me"}) as http:
        assert (await said(http, "GET", "/api/v1/me"))[0] == 401


async def test_sessions_end_by_themselves_and_by_order(house: tuple[Pages, str]) -> None:
    pages, address = house
    await user(pages, "anna", Role.VIEWER)
    now = pages.accounts.clock()
    async with browser(address, await session_of(pages, "anna")) as http:
        pages.accounts.clock = lambda: now + IDLE_MS - 1
        assert (await said(http, "GET", "/api/v1/me"))[0] == 200
        for hours in range(20, 168, 10):
            pages.accounts.clock = lambda hours=hours: now + hours * 3_600_000  # type: ignore[misc]
            assert (await said(http, "GET", "/api/v1/me"))[0] == 200
        pages.accounts.clock = lambda: now + ABSOLUTE_MS + 1
        assert (await said(http, "GET", "/api/v1/me"))[0] == 401
    pages.accounts.clock = lambda: now
    async with browser(address, await session_of(pages, "anna")) as http:
        pages.accounts.clock = lambda: now + IDLE_MS + 1
        assert (await said(http, "GET", "/api/v1/me"))[0] == 401


async def test_a_live_socket_ends_with_its_session(house: tuple[Pages, str]) -> None:
    pages, address = house
    await user(pages, "anna", Role.VIEWER)
    pages._watchers._alive_s = 0.01
    async with browser(address, await session_of(pages, "anna")) as http, http.ws_connect("/live") as live:
        await pages.accounts.ask(lambda file: file.end_sessions("anna"))
        while (await live.receive(timeout=60)).type is WSMsgType.TEXT:
            pass
        assert live.close_code == 4401


async def test_wrong_tries_are_made_to_wait(house: tuple[Pages, str]) -> None:
    pages, address = house
    await user(pages, "anna", Role.VIEWER)
    now = [0]
    pages.signing_in._clock = lambda: now[0]
    async with browser(address) as http:
        statuses = [(await said(http, "POST", "/api/v1/sign-in", **attempt("anna", "wrong")))[0] for _ in range(4)]
        assert statuses == [401, 401, 401, 429]
        status, text = await said(http, "POST", "/api/v1/sign-in", **attempt())
        assert (status, "try again in 1 s" in text) == (429, True)
        async with http.post("/api/v1/sign-in", **attempt()) as answer:  # type: ignore[arg-type]
            assert answer.headers["Retry-After"] == "1"
        now[0] = 1_000
        assert (await said(http, "POST", "/api/v1/sign-in", **attempt()))[0] == 204


async def test_the_second_step(house: tuple[Pages, str]) -> None:
    pages, address = house
    await user(pages, "root", Role.ADMIN)
    now = [pages.accounts.clock()]
    pages.accounts.clock = lambda: now[0]

    def code(secret: str) -> dict[str, str]:
        return {"code": code_at(secret, now[0] // 1000 // PERIOD_S)}

    async with browser(address, await session_of(pages, "root")) as http:
        assert (await said(http, "POST", "/api/v1/me/second-step", json={"password": "wrong words"}))[0] == 403
        async with http.post("/api/v1/me/second-step", json={"password": PASSWORD}) as answer:
            step = await answer.json()
        assert step["address"].startswith("otpauth://totp/Callbox:root?secret=")
        place = "/api/v1/me/second-step/confirmation"
        assert (await said(http, "POST", place, json={"code": "000000x"}))[0] == 422
        async with http.post(place, json=code(step["secret"])) as answer:
            recovery = (await answer.json())["codes"]
        assert (await said(http, "POST", place, json=code(step["secret"])))[0] == 409
    async with browser(address) as http:
        status, text = await said(http, "POST", "/api/v1/sign-in", **attempt("root"))
        assert (status, "/problems/code-wanted" in text) == (401, True)
        right = code(step["secret"])["code"]
        for typed, status in ((right, 204), (right, 401), (recovery[0].lower(), 204), (recovery[0], 401)):
            assert (await said(http, "POST", "/api/v1/sign-in", **attempt("root", code=typed)))[0] == status


async def test_tokens_are_for_programs_and_what_they_were_made_for(house: tuple[Pages, str]) -> None:
    pages, address = house
    await user(pages, "root", Role.ADMIN)
    async with browser(address, await session_of(pages, "root")) as http:
        async with http.post("/api/v1/tokens", json={"name": "hall", "scopes": ["wallboard"]}) as answer:
            assert answer.status == 201
            secret = (await answer.json())["token"]
        listed = (await said(http, "GET", "/api/v1/tokens"))[1]
        assert "hall" in listed
        assert secret not in listed
        async with browser(address) as board:
            headers = {"Authorization": f"Bearer {secret}"}
            assert (await said(board, "GET", "/api/v1/me", headers=headers))[0] == 200
            assert (await said(board, "GET", "/api/v1/snapshot", headers=headers))[0] == 503
            assert (await said(board, "GET", "/api/v1/users", headers=headers))[0] == 403
            assert (await said(board, "POST", "/api/v1/me/password", headers=headers))[0] == 403
            wrong = {"Authorization": "Bearer x"}
            assert (await said(board, "GET", "/api/v1/me", headers=wrong))[0] == 401
            assert (await said(http, "DELETE", "/api/v1/tokens/hall"))[0] == 204
            assert (await said(board, "GET", "/api/v1/me", headers=headers))[0] == 401


async def test_users_are_seen_before_they_are_changed(house: tuple[Pages, str]) -> None:
    pages, address = house
    await user(pages, "root", Role.ADMIN)
    async with browser(address, await session_of(pages, "root")) as http:
        anna = {"name": "anna", "password": PASSWORD, "roles": ["agent"], "agent": "anna"}
        assert (await said(http, "POST", "/api/v1/users", json=anna))[0] == 201
        assert (await said(http, "POST", "/api/v1/users", json=anna))[0] == 409
        assert (await said(http, "POST", "/api/v1/users", json={**anna, "name": "x", "roles": ["metrics"]}))[0] == 422
        async with http.get("/api/v1/users/anna") as answer:
            tag = answer.headers["ETag"]
        assert (await said(http, "GET", "/api/v1/users/anna", headers={"If-None-Match": tag}))[0] == 304
        change = {"json": {"roles": ["agent", "supervisor"], "agent": "anna"}}
        assert (await said(http, "PUT", "/api/v1/users/anna", **change))[0] == 428
        seen = {"headers": {"If-Match": tag}}
        assert (await said(http, "PUT", "/api/v1/users/anna", **change, **seen))[0] == 200
        assert (await said(http, "PUT", "/api/v1/users/anna", **change, **seen))[0] == 412
        assert (await said(http, "DELETE", "/api/v1/users/root"))[0] == 409
        assert (await said(http, "DELETE", "/api/v1/users/anna"))[0] == 204
        assert (await said(http, "GET", "/api/v1/users/anna"))[0] == 404


async def test_what_was_done_and_refused_is_audited_without_secrets(house: tuple[Pages, str]) -> None:
    pages, address = house
    await user(pages, "root", Role.ADMIN)
    await user(pages, "anna", Role.VIEWER)
    async with browser(address) as http:
        await said(http, "POST", "/api/v1/sign-in", **attempt("my-password-by-mistake", "wrong"))
        await said(http, "POST", "/api/v1/sign-in", **attempt("anna"))
        await said(http, "DELETE", "/api/v1/users/root?secret=abc")
        await said(http, "DELETE", "/api/v1/prompts/x?language=de")
    async with browser(address, await session_of(pages, "root")) as http, http.get("/api/v1/audit") as answer:
        text = await answer.text()
        rows = (await answer.json())["rows"]
    assert [(row["who"], row["what"], row["outcome"][:9]) for row in reversed(rows)] == [
        ("", "sign-in", "wrong pas"),
        ("anna", "sign-in", "signed in"),
        ("anna", "DELETE /api/v1/users/root", "403: this"),
        ("anna", "DELETE /api/v1/prompts/x?language=de", "403: this"),
    ]
    assert "mistake" not in text
    assert PASSWORD not in text


async def test_a_proxy_at_this_machine_is_not_this_machine(pages: Pages, http: ClientSession) -> None:
    assert (await said(http, "GET", "/api/v1/me"))[0] == 200
    assert (await said(http, "GET", "/api/v1/me", headers={"X-Forwarded-For": "203.0.113.7"}))[0] == 401
