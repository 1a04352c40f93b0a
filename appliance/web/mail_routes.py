"""Mail over HTTP: how it goes, and the test button."""

import asyncio
from http import HTTPStatus
from pathlib import Path
from typing import ClassVar

from aiohttp import web

from appliance.control.mail_door import DOOR_NAME, ask_test
from appliance.model.mail import MailHealth, Tested
from appliance.model.words import Value
from appliance.store.mail_outbox import MAIL_DATABASE_NAME, mail_health
from appliance.web.admission import taken
from appliance.web.problems import CannotSay
from appliance.web.questions import Questions
from appliance.web.route import KEEPERS, Route, Table

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

    async def health(self, _request: web.Request) -> MailHealth:
        """What waits, what was sent, and the server's last words where it did not take something."""
        database = await self._questions.database()
        return await asyncio.to_thread(mail_health, database.with_name(MAIL_DATABASE_NAME))

    async def test(self, request: web.Request) -> Tested:
        """Sends a mail at once: 200 with the server's words when it took it, 502 with them when it did not."""
        wanted = await taken(request, TestMail, '{"to": "anna@example.org"}')
        tested = await ask_test(self._door, wanted.to, PATIENCE_S)
        if not tested.sent:
            raise CannotSay(HTTPStatus.BAD_GATEWAY, tested.words)
        return tested

    TABLE: ClassVar[Table] = (
        Route("GET", "/api/v1/mail", health, KEEPERS, "How the mail goes.", reply=MailHealth),
        Route(
            "POST",
            "/api/v1/mail/test",
            test,
            KEEPERS,
            "Sends a mail now, to an address of the settings.",
            body=TestMail,
            reply=Tested,
            once=True,
        ),
    )
