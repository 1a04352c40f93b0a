"""The page of flows: what callers hear and may choose, edited as a tree, tried in a simulated call, published."""

from typing import ClassVar

from aiohttp import web

from appliance.web.frame import Frame
from appliance.web.route import ADMINS, Route, Table


class FlowPages:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    async def flows(self, request: web.Request) -> web.Response:
        return self._frame.page(request, "flows")

    TABLE: ClassVar[Table] = (
        Route("GET", "/flows", flows, ADMINS, "What callers hear and may choose.", reply="text/html"),
    )
