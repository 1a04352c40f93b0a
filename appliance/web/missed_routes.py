"""Callers who rang in vain, over HTTP: who they are, who sees to them, and that nothing is left to do."""

import asyncio
import time
from http import HTTPStatus
from typing import ClassVar, Final

from aiohttp import web

from appliance.model.missed import MissedNumber, MissedOrder, MissedState
from appliance.model.words import Value
from appliance.store.missed_reader import missed_since
from appliance.web.admission import taken, who_asks
from appliance.web.message_routes import MarkWanted
from appliance.web.problems import CannotSay
from appliance.web.questions import Questions
from appliance.web.route import FLOOR, Query, Route, Table

MARKS: Final = {order.value.replace(" ", "-"): order for order in MissedOrder}
MOST_LISTED: Final = 500


class MissedList(Value, frozen=True, kw_only=True, tag=False):
    missed: tuple[MissedNumber, ...]
    """Who rang last comes first."""
    more: int
    """Beyond these."""


class MissedRoutes:
    def __init__(self, questions: Questions) -> None:
        self._questions = questions

    async def listed(self, request: web.Request) -> MissedList:
        states = {state.value: state for state in MissedState}
        wanted = request.query.get("state", "")
        if wanted and wanted not in states:
            raise CannotSay(HTTPStatus.BAD_REQUEST, f"state is one of {', '.join(states)}, not {wanted[:40]!r}")
        shown = {states[wanted]} if wanted else {MissedState.OPEN, MissedState.TAKEN}
        found = [each for each in await self._all() if each.state in shown]
        return MissedList(missed=tuple(found[:MOST_LISTED]), more=max(0, len(found) - MOST_LISTED))

    async def mark(self, request: web.Request) -> MissedNumber:
        order = MARKS.get(request.match_info["mark"])
        if order is None:
            raise CannotSay(HTTPStatus.NOT_FOUND, f"a missed caller can be marked as {', '.join(MARKS)}")
        wanted, number = await taken(request, MarkWanted, '{"who": "anna"} or nothing'), request.match_info["number"]
        who = who_asks(request)
        await self._questions.mark_missed(number, order, wanted.who or who.agent or who.name)
        found = next((each for each in await self._all() if each.key == number), None)
        if found is None:
            raise CannotSay(HTTPStatus.NOT_FOUND, "somebody has just spoken with them; nothing is left to do")
        return found

    async def _all(self) -> tuple[MissedNumber, ...]:
        database = await self._questions.database()
        return await asyncio.to_thread(missed_since, database, int(time.time() * 1000))

    TABLE: ClassVar[Table] = (
        Route(
            "GET",
            "/api/v1/missed",
            listed,
            FLOOR,
            "Who rang in vain within a month and was not spoken with since, one entry a number.",
            reply=MissedList,
            queries=(Query("state", "Only in this state; else all that are not closed.", MissedState),),
        ),
        Route(
            "POST",
            "/api/v1/missed/{number}/{mark}",
            mark,
            FLOOR,
            "Marks one, by its key: " + ", ".join(MARKS) + ".",
            body=MarkWanted,
            reply=MissedNumber,
        ),
    )
