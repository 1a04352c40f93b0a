"""For programs: the API's document with a page to read it, figures for Prometheus, and the house as events."""

from typing import ClassVar

import msgspec
from aiohttp import web

from appliance import __version__
from appliance.model.accounts import Role
from appliance.web.admission import still_may
from appliance.web.etags import tag_of
from appliance.web.feed import Feed
from appliance.web.frame import Frame
from appliance.web.metrics import CONTENT_TYPE, exposition
from appliance.web.openapi import document
from appliance.web.packed import Shelf
from appliance.web.problems import CannotSay
from appliance.web.questions import Questions
from appliance.web.route import KEEPERS, SIGNED_IN, Route, Table
from appliance.web.routes import DELTA, LOOKERS
from appliance.web.watchers import Watchers


class ApiRoutes:
    def __init__(self, frame: Frame, feed: Feed, watchers: Watchers, questions: Questions) -> None:
        self._frame = frame
        self._feed = feed
        self._watchers = watchers
        self._questions = questions
        self._document = b""
        self._shelf = Shelf()

    def describe(self, table: Table) -> None:
        """Makes the document, once: the table does not change while the program runs."""
        self._document = msgspec.json.format(msgspec.json.encode(document(table, __version__)), indent=1)

    async def openapi(self, request: web.Request) -> web.Response:
        headers = {"ETag": tag_of(self._document), "Cache-Control": "no-cache"}
        answer = web.Response(content_type="application/json", headers=headers)
        return await self._shelf.answer(request, "openapi.json", self._document, answer)

    async def reader(self, request: web.Request) -> web.Response:
        return self._frame.page(request, "api")

    async def metrics(self, _request: web.Request) -> web.Response:
        """200 also while the box is gone: callbox_up is 0 then."""
        try:
            stats = await self._questions.stats()
        except CannotSay:
            stats = None
        text = exposition(self._feed.snapshot(), stats)
        return web.Response(body=text.encode(), headers={"Content-Type": CONTENT_TYPE})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """What the live socket tells, as server-sent events."""
        return await self._watchers.stream(request, lambda: still_may(request))

    TABLE: ClassVar[Table] = (
        Route("GET", "/api", reader, SIGNED_IN, "The page that shows this document.", reply="text/html"),
        Route("GET", "/api/v1/openapi.json", openapi, frozenset(Role), "This document.", reply="application/json"),
        Route("GET", "/metrics", metrics, KEEPERS | {Role.METRICS}, "Figures for Prometheus.", reply="text/plain"),
        Route(
            "GET",
            "/api/v1/events",
            events,
            LOOKERS,
            "The house as it changes, as server-sent events: everything first, then what changed.",
            reply="text/event-stream",
            queries=(DELTA,),
        ),
    )
