"""The pages of settings – queues, agents, skills, hours, lamps – and the trial of a lamp."""

from http import HTTPStatus
from typing import ClassVar, Final

from aiohttp import web

from appliance.control.keeping_words import TryLamp
from appliance.model.words import Value
from appliance.web.catalogues import _
from appliance.web.frame import Frame
from appliance.web.questions import Questions
from appliance.web.route import ADMINS, KEEPERS, Route, Table


class Words(Value, frozen=True, kw_only=True):
    kind: str
    """Of table in the settings."""
    title: str
    add: str
    nobody: str
    """Said where there is none of them."""


WORDS: Final = {
    "/queues": Words(
        kind="queue",
        title=_("Queues"),
        add=_("Add a queue"),
        nobody=_("No queue yet: callers wait in one until an agent is free."),
    ),
    "/agents": Words(
        kind="agent",
        title=_("Agents"),
        add=_("Add an agent"),
        nobody=_("No agent yet: nobody answers calls. Add whoever does."),
    ),
    "/hours": Words(
        kind="hours",
        title=_("Hours and holidays"),
        add=_("Add hours"),
        nobody=_("No hours yet: a flow asks them whether the place is open."),
    ),
    "/lamps": Words(
        kind="lamp",
        title=_("Lamps"),
        add=_("Add a lamp"),
        nobody=_("No lamp yet: one shows a line, a queue, a message box, or that something is out of order."),
    ),
}


class SettingsPages:
    def __init__(self, frame: Frame, questions: Questions) -> None:
        self._frame = frame
        self._questions = questions

    async def page(self, request: web.Request) -> web.Response:
        words = WORDS[request.path]
        return self._frame.page(
            request, "settings", kind=words.kind, title=words.title, add=words.add, nobody=words.nobody
        )

    async def skills(self, request: web.Request) -> web.Response:
        return self._frame.page(request, "skills")

    async def try_lamp(self, request: web.Request) -> web.Response:
        await self._questions.order(TryLamp(request.match_info["lamp"]))
        return web.Response(status=HTTPStatus.NO_CONTENT)

    TABLE: ClassVar[Table] = (
        Route("GET", "/queues", page, KEEPERS, "The page of queues.", reply="text/html"),
        Route("GET", "/agents", page, KEEPERS, "The page of agents.", reply="text/html"),
        Route("GET", "/skills", skills, KEEPERS, "Who can do what.", reply="text/html"),
        Route("GET", "/hours", page, KEEPERS, "The page of hours and holidays.", reply="text/html"),
        Route("GET", "/lamps", page, KEEPERS, "The page of lamps.", reply="text/html"),
        Route(
            "POST",
            "/api/v1/lamps/{lamp}/test",
            try_lamp,
            ADMINS,
            "A lamp flashes for five seconds.",
            status=HTTPStatus.NO_CONTENT,
        ),
    )
