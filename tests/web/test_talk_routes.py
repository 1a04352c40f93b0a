"""Conversations over the API: each order reaches the engine as the command line's does, for whoever may give it."""

from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from appliance.control.server import ControlServer
from appliance.model.accounts import Role
from appliance.model.actions import TellAsker
from appliance.model.talk_states import Audience, RecordingOrder, TalkOrder, WatchMode
from tests.control.house import InventedBox
from tests.web.signed import browser, session_of, strict_pages, user

ANNA = "/api/v1/agents/anna"
ORDERS: tuple[tuple[str, str, dict[str, Any] | None, dict[str, Any]], ...] = (
    ("POST", "talk", {"do": "hold"}, {"agent": "anna", "order": TalkOrder.HOLD}),
    ("POST", "talk", {"do": "mute"}, {"agent": "anna", "order": TalkOrder.MUTE}),
    ("POST", "consultation", {"colleague": "ben"}, {"agent": "anna", "colleague": "ben", "invite": False}),
    ("POST", "consultation", {"number": "030 12", "invite": True}, {"agent": "anna", "invite": True}),
    (
        "PUT",
        "watch",
        {"agent": "ben", "mode": "whisper"},
        {"supervisor": "anna", "agent": "ben", "mode": WatchMode.WHISPER},
    ),
    ("DELETE", "watch", None, {"supervisor": "anna", "agent": None}),
    ("POST", "announcement", {"prompts": ["beep"], "to": "caller"}, {"prompts": ("beep",), "to": Audience.CALLER}),
    ("POST", "recording", {"do": "pause"}, {"agent": "anna", "order": RecordingOrder.PAUSE}),
)


@pytest.mark.parametrize(("method", "what", "body", "wanted"), ORDERS)
async def test_each_order_reaches_the_engine(
    method: str,
    what: str,
    body: Any,
    wanted: dict[str, Any],
    server: ControlServer,
    box: InventedBox,
    http: ClientSession,
) -> None:
    box.answers = TellAsker(token=0, call=7)
    async with http.request(method, f"{ANNA}/{what}", json=body) as answer:
        assert answer.status == 204, await answer.text()
    [event] = box.submitted
    assert {name: getattr(event, name) for name in wanted} == wanted


@pytest.mark.parametrize(
    "body", [{"do": "dance"}, {}, {"do": ["hold"]}, {"do": "hold", "more": 1}, {"do": "hold", "agent": "ben"}]
)
async def test_what_is_no_order_is_refused(
    body: Any, server: ControlServer, box: InventedBox, http: ClientSession
) -> None:
    async with http.post(f"{ANNA}/talk", json=body) as answer:
        assert answer.status == 400
    assert box.submitted == []


async def test_what_the_engine_refuses_is_a_conflict_with_its_sentence(
    server: ControlServer, box: InventedBox, http: ClientSession
) -> None:
    box.answers = TellAsker(token=0, refusal="anna speaks with nobody")
    async with http.post(f"{ANNA}/talk", json={"do": "hold"}) as answer:
        assert answer.status == 409
        assert "anna speaks with nobody" in await answer.text()


async def test_agents_order_in_their_own_conversation_and_supervisors_in_all(
    path: Path, server: ControlServer, box: InventedBox
) -> None:
    box.answers = TellAsker(token=0, call=7)
    async with strict_pages(path) as (pages, address):
        await user(pages, "anna", Role.AGENT, agent="anna")
        await user(pages, "vera", Role.SUPERVISOR, agent="vera")
        await user(pages, "otto", Role.VIEWER)
        answers = {}
        for name in ("anna", "vera", "otto"):
            async with browser(address, await session_of(pages, name)) as http:
                for whose in ("anna", "ben"):
                    async with http.post(f"/api/v1/agents/{whose}/talk", json={"do": "hold"}) as answer:
                        answers[name, whose] = answer.status
                async with http.put("/api/v1/agents/ben/watch", json={"agent": "anna"}) as answer:
                    answers[name, "watch"] = answer.status
    assert answers == {
        ("anna", "anna"): 204,
        ("anna", "ben"): 403,
        ("anna", "watch"): 403,
        ("vera", "anna"): 204,
        ("vera", "ben"): 204,
        ("vera", "watch"): 204,
        ("otto", "anna"): 403,
        ("otto", "ben"): 403,
        ("otto", "watch"): 403,
    }
