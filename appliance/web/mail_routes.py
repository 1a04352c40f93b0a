"""Mail over HTTP: how it goes, and the test button."""

import asyncio
from http import HTTPStatus
from pathlib import Path

import msgspec
from aiohttp import web

from appliance.control.errors import NoBox
from appliance.control.mail_door import DOOR_NAME, ask_test
from appliance.model.words import Value
from appliance.store.faults import StoreFault
from appliance.store.mail_outbox import MAIL_DATABASE_NAME, mail_health
from appliance.web.guards import same_origin
from appliance.web.problems import problem
from appliance.web.questions import CannotSay, Questions

PATIENCE_S = 125.0
"""A server may take half a minute for each of its answers."""


class TestMail(Value, frozen=True, tag=False):
    """The body of a POST."""

    to: str
    """One of the addresses in the settings: this is no way to write to the world."""


class MailRoutes:
    def __init__(self, questions: Questions, control: Path) -> None:
        """`control`: the box's socket, beside which the mail program has its own."""
        self._questions = questions
        self._door = control.with_name(DOOR_NAME)

    def table(self) -> tuple[web.RouteDef, ...]:
        return (web.get("/api/v1/mail", self.health), web.post("/api/v1/mail/test", self.test))

    async def health(self, _request: web.Request) -> web.Response:
        """What waits, what was sent, and the server's last words where it did not take something."""
        try:
            database = await self._questions.database()
            return _json(await asyncio.to_thread(mail_health, database.with_name(MAIL_DATABASE_NAME)))
        except CannotSay as why:
            return problem(why.status, str(why))
        except StoreFault as fault:
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, str(fault))

    async def test(self, request: web.Request) -> web.Response:
        """Sends a mail at once: 200 with the server's words when it took it, 502 with them when it did not."""
        if not same_origin(request):
            return problem(HTTPStatus.FORBIDDEN, "test mails are asked for by pages of this box only")
        try:
            wanted = msgspec.json.decode(await request.read(), type=TestMail)
        except (msgspec.DecodeError, UnicodeDecodeError) as fault:
            sentence = f'the body is not what was expected, {{"to": "anna@example.org"}}: {fault}'
            return problem(HTTPStatus.BAD_REQUEST, sentence)
        try:
            tested = await ask_test(self._door, wanted.to, PATIENCE_S)
        except NoBox as fault:
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, str(fault))
        return _json(tested) if tested.sent else problem(HTTPStatus.BAD_GATEWAY, tested.words)


def _json(value: Value) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json")
