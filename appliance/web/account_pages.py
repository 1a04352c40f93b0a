"""The pages about signing in: first run, sign in, one's own account."""

from typing import ClassVar

from aiohttp import web

from appliance.web.frame import Frame
from appliance.web.route import OPEN, SIGNED_IN, Route, Table


class AccountPages:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    async def sign_in(self, request: web.Request) -> web.Response:
        return self._frame.page(request, "sign-in")

    async def first_run(self, request: web.Request) -> web.Response:
        return self._frame.page(request, "first-run")

    async def account(self, request: web.Request) -> web.Response:
        return self._frame.page(request, "account")

    TABLE: ClassVar[Table] = (
        Route("GET", "/sign-in", sign_in, OPEN, "The page to sign in at.", reply="text/html"),
        Route("GET", "/first-run", first_run, OPEN, "The page that makes the first admin.", reply="text/html"),
        Route("GET", "/account", account, SIGNED_IN, "The page of one's own account.", reply="text/html"),
    )
