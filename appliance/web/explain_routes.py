"""The addresses that say why: of a call its timeline and its explanation, why it waits, why an agent has nothing."""

from http import HTTPStatus

import msgspec
from aiohttp import web

from appliance.model.words import CallId, Value
from appliance.web.problems import problem
from appliance.web.questions import CannotSay, Questions
from appliance.web.reteller import Reteller

MOST_DIGITS = 15
"""Of a call's number; a box that answers a call a second gets there in thirty million years."""


class ExplainRoutes:
    def __init__(self, questions: Questions, reteller: Reteller) -> None:
        self._questions = questions
        self._reteller = reteller

    def table(self) -> tuple[web.RouteDef, ...]:
        return (
            web.get("/api/v1/calls/{call}/timeline", self.timeline),
            web.get("/api/v1/calls/{call}/explanation", self.explanation),
            web.get("/api/v1/calls/{call}/why-waiting", self.why_waiting),
            web.get("/api/v1/agents/{agent}/why-idle", self.why_idle),
        )

    async def timeline(self, request: web.Request) -> web.Response:
        """The call, its notes and, while it waits, why. Cheap: what the page shows first."""
        try:
            found, _ = await self._questions.timeline(_call(request))
        except CannotSay as why:
            return problem(why.status, str(why))
        return _json(found)

    async def explanation(self, request: web.Request) -> web.Response:
        """The timeline with every decision in full, read from the journal."""
        try:
            found, database = await self._questions.timeline(_call(request))
        except CannotSay as why:
            return problem(why.status, str(why))
        return _json(await self._reteller.retold(found, database))

    async def why_waiting(self, request: web.Request) -> web.Response:
        try:
            return _json(await self._questions.why_waiting(_call(request)))
        except CannotSay as why:
            return problem(why.status, str(why))

    async def why_idle(self, request: web.Request) -> web.Response:
        try:
            return _json(await self._questions.why_idle(request.match_info["agent"]))
        except CannotSay as why:
            return problem(why.status, str(why))


def _call(request: web.Request) -> CallId:
    text = request.match_info["call"]
    if not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS):
        raise CannotSay(HTTPStatus.BAD_REQUEST, f"a call has a whole number above 0, not {text[:40]!r}")
    return int(text)


def _json(value: Value) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json")
