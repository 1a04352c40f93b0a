"""Who a number is, and the blocklist, over HTTP."""

from contextlib import suppress
from http import HTTPStatus
from typing import ClassVar

from aiohttp import web

from appliance.contacts.numbers import NoNumber, normal, pattern, shown
from appliance.model.contacts import ANONYMOUS, Block, Contact, Treatment
from appliance.model.words import Value
from appliance.web.accounts import utc_ms
from appliance.web.admission import taken, who_asks
from appliance.web.contacts import Contacts
from appliance.web.etags import tagged
from appliance.web.problems import CannotSay
from appliance.web.route import FLOOR, Query, Route, Table


class WantedBlock(Value, frozen=True, kw_only=True, tag=False):
    pattern: str
    """A number, its beginning with * behind, or "anonymous"."""
    treatment: Treatment = Treatment.REFUSE
    why: str = ""


class Blocklist(Value, frozen=True, tag=False):
    blocked: tuple[Block, ...]


class WhoCalls(Value, frozen=True, kw_only=True, tag=False):
    number: str
    """E.164 where it can be told."""
    shown: str
    contact: Contact | None = None
    blocked: Block | None = None
    """The row that fits it best."""


class BlocklistRoutes:
    def __init__(self, contacts: Contacts) -> None:
        self._contacts = contacts

    async def who(self, request: web.Request) -> WhoCalls:
        """Of a number as an exchange sends it."""
        number, region = request.query.get("number", "")[:40], await self._contacts.region()
        if not number:
            raise CannotSay(HTTPStatus.BAD_REQUEST, "number is wanted: ?number=+4366412345")
        with suppress(NoNumber):  # a short number of a PBX is one too
            number = normal(number, region)
        contact, blocks = await self._contacts.ask(lambda file: (file.of_number((number,)), file.blocked()))
        return WhoCalls(number=number, shown=shown(number, region), contact=contact, blocked=_fitting(blocks, number))

    async def blocklist(self, request: web.Request) -> web.Response:
        return tagged(request, Blocklist(await self._contacts.ask(lambda file: file.blocked())))

    async def block(self, request: web.Request) -> Block:
        """In the place of a row of the same pattern."""
        wanted = await taken(request, WantedBlock, '{"pattern": "+4390*", "treatment": "refuse", "why": "spam"}')
        who = who_asks(request)
        try:
            fitting = pattern(wanted.pattern, await self._contacts.region())
        except NoNumber as fault:
            raise CannotSay(HTTPStatus.UNPROCESSABLE_ENTITY, str(fault)) from None
        row = Block(
            pattern=fitting,
            treatment=wanted.treatment,
            why=wanted.why[:200],
            who=who.name or who.way.value,
            since_utc_ms=utc_ms(),
        )
        await self._contacts.ask(lambda file: file.block(row))
        await self._contacts.tell_box()
        return row

    async def unblock(self, request: web.Request) -> web.Response:
        gone = request.query.get("pattern", "")
        await self._contacts.ask(lambda file: file.unblock(gone))
        await self._contacts.tell_box()
        return web.Response(status=HTTPStatus.NO_CONTENT)

    TABLE: ClassVar[Table] = (
        Route(
            "GET",
            "/api/v1/callers",
            who,
            FLOOR,
            "Who has a number, and how the blocklist treats it.",
            reply=WhoCalls,
            queries=(Query("number", "As an exchange sends it.", needed=True),),
        ),
        Route("GET", "/api/v1/blocklist", blocklist, FLOOR, "Who is not answered.", reply=Blocklist),
        Route("PUT", "/api/v1/blocklist", block, FLOOR, "Blocks a caller.", body=WantedBlock, reply=Block),
        Route(
            "DELETE",
            "/api/v1/blocklist",
            unblock,
            FLOOR,
            "Takes a row off the blocklist.",
            status=HTTPStatus.NO_CONTENT,
            queries=(Query("pattern", "As it is listed.", needed=True),),
        ),
    )


def _fitting(blocks: tuple[Block, ...], number: str) -> Block | None:
    """The narrowest one."""
    fits = [row for row in blocks if row.pattern != ANONYMOUS and _fits(row.pattern, number)]
    return max(fits, key=lambda row: len(row.pattern), default=None)


def _fits(row: str, number: str) -> bool:
    return number.startswith(row[:-1]) if row.endswith("*") else number == row
