"""The addresses that say why: of a call its timeline and its explanation, why it waits, why an agent has nothing."""

from http import HTTPStatus
from typing import ClassVar

from aiohttp import web

from appliance.control.explained import Explanation
from appliance.model.explanation import Idle, Waiting
from appliance.model.words import CallId
from appliance.web.problems import CannotSay
from appliance.web.questions import Questions
from appliance.web.reteller import Reteller
from appliance.web.route import WATCHERS, Route, Table

MOST_DIGITS = 15
"""Of a call's number; a box that answers a call a second gets there in thirty million years."""


class ExplainRoutes:
    def __init__(self, questions: Questions, reteller: Reteller) -> None:
        self._questions = questions
        self._reteller = reteller

    async def timeline(self, request: web.Request) -> Explanation:
        """The call, its notes and, while it waits, why. Cheap: what the page shows first."""
        return (await self._questions.timeline(call_of(request)))[0]

    async def explanation(self, request: web.Request) -> Explanation:
        """The timeline with every decision in full, read from the journal."""
        found, database = await self._questions.timeline(call_of(request))
        return await self._reteller.retold(found, database)

    async def why_waiting(self, request: web.Request) -> Waiting:
        return await self._questions.why_waiting(call_of(request))

    async def why_idle(self, request: web.Request) -> Idle:
        return await self._questions.why_idle(request.match_info["agent"])

    TABLE: ClassVar[Table] = (
        Route(
            "GET",
            "/api/v1/calls/{call}/timeline",
            timeline,
            WATCHERS,
            "What happened in a call, note by note.",
            reply=Explanation,
        ),
        Route(
            "GET",
            "/api/v1/calls/{call}/explanation",
            explanation,
            WATCHERS,
            "A call with every decision and why.",
            reply=Explanation,
        ),
        Route(
            "GET", "/api/v1/calls/{call}/why-waiting", why_waiting, WATCHERS, "Why a call still waits.", reply=Waiting
        ),
        Route("GET", "/api/v1/agents/{agent}/why-idle", why_idle, WATCHERS, "Why an agent has nothing.", reply=Idle),
    )


def call_of(request: web.Request) -> CallId:
    text = request.match_info["call"]
    if not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS):
        raise CannotSay(HTTPStatus.BAD_REQUEST, f"a call has a whole number above 0, not {text[:40]!r}")
    return int(text)
