"""The navigation: everybody sees the pages they may open, and no others; the current one is marked."""

import re
from pathlib import Path

import pytest

from appliance.model.accounts import USER_ROLES, Role, Way, Who
from appliance.web.account_pages import AccountPages
from appliance.web.navigation import ENTRIES, Entry, Navigation
from appliance.web.route import Open
from tests.web.signed import browser, session_of, strict_pages, user


def test_an_entry_without_a_page_is_refused() -> None:
    with pytest.raises(ValueError, match="/nothing: no route answers it with a page"):
        Navigation(AccountPages.TABLE, (Entry("/nothing", "Nothing"),))


def test_the_nearest_page_above_is_the_current_one() -> None:
    navigation = Navigation(AccountPages.TABLE, (Entry("/account", "Account"), Entry("/sign-in", "Sign in", "More")))
    anybody = Who(roles=frozenset({Role.VIEWER}), way=Way.WITHOUT)
    for path, marked in (("/account", ["/account"]), ("/account/7", ["/account"]), ("/accounts", []), ("/", [])):
        menus = navigation.menus(anybody, path)
        assert [entry.address for menu in menus for entry in menu.entries if entry.current] == marked
        assert [menu.words for menu in menus if menu.current] == [""] * len(marked)


@pytest.mark.parametrize("role", USER_ROLES)
async def test_everybody_sees_what_they_may_open(path: Path, role: Role) -> None:
    async with strict_pages(path) as (pages, address):
        await user(pages, "anna", role, agent="anna")
        allowed = {route.path: route.allowed for route in pages.table if route.method == "GET"}
        mine = [each.address for each in ENTRIES if isinstance(got := allowed[each.address], Open) or role in got]
        async with browser(address, await session_of(pages, "anna")) as http:
            async with http.get("/account") as answer:
                text = await answer.text()
            shown = re.findall(r'<a href="([^"]+)"', text[text.index("<nav") : text.index("</nav>")])
            assert shown == [*mine, "/account"]
            for place in shown:
                async with http.get(place) as answer:
                    assert answer.status == 200, place


async def test_who_is_no_agent_is_not_led_to_a_desk_they_do_not_have(path: Path) -> None:
    async with strict_pages(path) as (pages, address):
        await user(pages, "boss", Role.ADMIN)
        async with browser(address, await session_of(pages, "boss")) as http:
            async with http.get("/account") as answer:
                assert 'href="/agent"' not in await answer.text()
            async with http.get("/agent", headers={"Accept": "text/html"}) as answer:
                assert (answer.status, answer.content_type) == (409, "text/html")
                assert "Boss is no agent" in await answer.text()
