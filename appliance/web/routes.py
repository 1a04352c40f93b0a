"""Every address of the pages, as a table."""

import asyncio
from http import HTTPStatus

import msgspec
from aiohttp import web

from appliance.web.assets import Assets
from appliance.web.feed import Feed
from appliance.web.guards import same_origin
from appliance.web.health import Health
from appliance.web.problems import problem
from appliance.web.watchers import Watchers

FOR_EVER = "public, max-age=31536000, immutable"


class Routes:
    def __init__(self, feed: Feed, assets: Assets, watchers: Watchers, health: Health) -> None:
        self._feed = feed
        self._assets = assets
        self._watchers = watchers
        self._health = health

    def table(self) -> tuple[web.RouteDef, ...]:
        return (
            web.get("/", self.live_page),
            web.get("/live", self.live_socket),
            web.get("/api/v1/snapshot", self.snapshot),
            web.get("/healthz", self.healthz),
            web.get("/static/{version}/{name}", self.static),
        )

    async def live_page(self, _request: web.Request) -> web.Response:
        return web.Response(text=self._assets.live_page(self._feed.box), content_type="text/html")

    async def live_socket(self, request: web.Request) -> web.StreamResponse:
        if not same_origin(request):
            return problem(HTTPStatus.FORBIDDEN, "the live socket is for pages of this box only")
        return await self._watchers.serve(request)

    async def snapshot(self, _request: web.Request) -> web.Response:
        snapshot = self._feed.snapshot()
        if self._feed.gone is not None or snapshot is None:
            reason = self._feed.gone.reason if self._feed.gone else "the box has not been reached yet"
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, reason)
        return web.Response(body=msgspec.json.encode(snapshot), content_type="application/json")

    async def healthz(self, _request: web.Request) -> web.Response:
        sick = await asyncio.shield(self._health.ask())
        if sick:
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, sick)
        return web.json_response({"status": "ok", "box": self._feed.box})

    async def static(self, request: web.Request) -> web.Response:
        asset = self._assets.files.get(request.match_info["name"])
        if asset is None or request.match_info["version"] != self._assets.version:
            return problem(HTTPStatus.NOT_FOUND, "this file is not part of the pages of now; reload the page")
        kept = {"ETag": f'"{self._assets.version}"', "Cache-Control": FOR_EVER}
        if request.headers.get("If-None-Match") == kept["ETag"]:
            return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=kept)
        return web.Response(body=asset.content, content_type=asset.kind, charset="utf-8", headers=kept)
