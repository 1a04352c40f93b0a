"""The live page and what it is made of: its socket, its files, the snapshot; and whether the box is well."""

import asyncio
from http import HTTPStatus
from typing import ClassVar

from aiohttp import web

from appliance.model.accounts import Role
from appliance.model.snapshot import Snapshot
from appliance.model.words import Value
from appliance.web.admission import still_may
from appliance.web.assets import Assets
from appliance.web.feed import Feed
from appliance.web.frame import Frame
from appliance.web.health import Health
from appliance.web.packed import Shelf
from appliance.web.problems import CannotSay
from appliance.web.route import OPEN, WATCHERS, Query, Route, Table
from appliance.web.watchers import Watchers

FOR_EVER = "public, max-age=31536000, immutable"


DELTA = Query("delta", "1: of lists only the rows that changed.", int)
LOOKERS = WATCHERS | {Role.WALLBOARD}


class Well(Value, frozen=True, kw_only=True, tag=False):
    box: str
    status: str = "ok"


class Routes:
    def __init__(self, frame: Frame, feed: Feed, assets: Assets, watchers: Watchers, health: Health) -> None:
        self._frame = frame
        self._feed = feed
        self._assets = assets
        self._watchers = watchers
        self._health = health
        self._shelf = Shelf()

    async def live_page(self, request: web.Request) -> web.Response:
        return self._frame.page(request, "live")

    async def live_socket(self, request: web.Request) -> web.StreamResponse:
        return await self._watchers.serve(request, lambda: still_may(request))

    async def snapshot(self, _request: web.Request) -> Snapshot:
        snapshot = self._feed.snapshot()
        if self._feed.gone is not None or snapshot is None:
            reason = self._feed.gone.reason if self._feed.gone else "the box has not been reached yet"
            raise CannotSay(HTTPStatus.SERVICE_UNAVAILABLE, reason)
        return snapshot

    async def healthz(self, _request: web.Request) -> Well:
        sick = await asyncio.shield(self._health.ask())
        if sick:
            raise CannotSay(HTTPStatus.SERVICE_UNAVAILABLE, sick)
        return Well(box=self._feed.box)

    async def static(self, request: web.Request) -> web.Response:
        asset = self._assets.files.get(request.match_info["name"])
        if asset is None or request.match_info["version"] != self._assets.version:
            raise CannotSay(HTTPStatus.NOT_FOUND, "this file is not part of the pages of now; reload the page")
        headers = {"ETag": f'"{self._assets.version}"', "Cache-Control": FOR_EVER}
        answer = web.Response(content_type=asset.kind, charset="utf-8", headers=headers)
        return await self._shelf.answer(request, request.match_info["name"], asset.content, answer)

    TABLE: ClassVar[Table] = (
        Route("GET", "/", live_page, WATCHERS, "The live page.", reply="text/html"),
        Route(
            "GET",
            "/live",
            live_socket,
            LOOKERS,
            "The house as it changes, over a WebSocket.",
            socket=True,
            queries=(DELTA,),
        ),
        Route("GET", "/api/v1/snapshot", snapshot, LOOKERS, "The house now.", reply=Snapshot),
        Route("GET", "/healthz", healthz, OPEN, "Whether the box answers.", reply=Well),
        Route("GET", "/static/{version}/{name}", static, OPEN, "Scripts, style and pictures.", reply="*/*", plain=True),
    )
