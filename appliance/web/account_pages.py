"""The pages about signing in: first run, sign in, one's own account."""

from typing import ClassVar

from aiohttp import web

from appliance.web.assets import Assets
from appliance.web.feed import Feed
from appliance.web.route import OPEN, SIGNED_IN, Route, Table


class AccountPages:
    def __init__(self, assets: Assets, feed: Feed) -> None:
        self._assets = assets
        self._feed = feed

    async def sign_in(self, _request: web.Request) -> web.Response:
        return self._page("sign-in")

    async def first_run(self, _request: web.Request) -> web.Response:
        return self._page("first-run")

    async def account(self, _request: web.Request) -> web.Response:
        return self._page("account")

    def _page(self, name: str) -> web.Response:
        return web.Response(text=self._assets.page(name, self._feed.box), content_type="text/html")

    TABLE: ClassVar[Table] = (
        Route("GET", "/sign-in", sign_in, OPEN, "The page to sign in at.", reply="text/html"),
        Route("GET", "/first-run", first_run, OPEN, "The page that makes the first admin.", reply="text/html"),
        Route("GET", "/account", account, SIGNED_IN, "The page of one's own account.", reply="text/html"),
    )
