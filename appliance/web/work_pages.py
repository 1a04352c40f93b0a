"""The pages of what callers left behind, and of what they hear: calls, messages, prompts."""

from typing import ClassVar, Final

from aiohttp import web

from appliance.model.accounts import Role
from appliance.model.states import Outcome
from appliance.web.admission import who_asks
from appliance.web.call_routes import HEARERS
from appliance.web.catalogues import _
from appliance.web.frame import Frame
from appliance.web.prompt_routes import EDITORS
from appliance.web.route import FLOOR, WATCHERS, Route, Table

OUTCOMES: Final = (
    (Outcome.ANSWERED.value, _("Answered")),
    ("abandoned,short-abandoned,missed", _("Lost")),
    (Outcome.MESSAGE_TAKEN.value, _("Message taken")),
    (Outcome.OVERFLOWED.value, _("Overflowed")),
    (Outcome.LEFT_BY_KEY.value, _("Left by key")),
    (Outcome.SELF_SERVED.value, _("Self-served")),
    (Outcome.TRANSFERRED.value, _("Sent on")),
    (Outcome.NO_RESPONSE.value, _("No response")),
    (Outcome.FAX.value, _("Fax")),
    (Outcome.REACHED.value, _("Reached")),
    (Outcome.NOT_REACHED.value, _("Not reached")),
    ("line lost,power lost,cut by restart", _("Cut off by a fault")),
)
"""As somebody looks for them; several that are one to who looks stand together."""


class WorkPages:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    async def calls(self, request: web.Request) -> web.Response:
        roles = who_asks(request).roles
        calls_back, exports = bool(roles & FLOOR), bool(roles & HEARERS)
        return self._frame.page(request, "calls", calls_back=calls_back, exports=exports, outcomes=OUTCOMES)

    async def messages(self, request: web.Request) -> web.Response:
        return self._frame.page(request, "messages")

    async def prompts(self, request: web.Request) -> web.Response:
        return self._frame.page(request, "prompts", may_change=Role.ADMIN in who_asks(request).roles)

    TABLE: ClassVar[Table] = (
        Route("GET", "/calls", calls, WATCHERS, "The page of calls and recordings.", reply="text/html"),
        Route("GET", "/messages", messages, FLOOR, "The page of what callers left.", reply="text/html"),
        Route("GET", "/prompts", prompts, EDITORS, "The page of what callers hear.", reply="text/html"),
    )
