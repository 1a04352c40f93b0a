"""The modem doctor's addresses: what is known is read; examinations and test calls begin by POST; traces go on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from http import HTTPStatus
from typing import ClassVar

import msgspec
from aiohttp import web

from appliance.control.schema import CallBetween, TryCall
from appliance.model.diagnosis import Diagnosis, Trace
from appliance.model.words import LineName, Value
from appliance.web.admission import still_may, taken
from appliance.web.problems import CannotSay
from appliance.web.questions import Questions
from appliance.web.route import KEEPERS, Query, Route, Table

LOOK_S = 0.5
"""Between two looks at a trace that is followed."""
ALIVE_S = 15.0
"""Something is sent at least this often, so that whoever has gone is noticed."""
MOST_FOLLOWED = 4
"""Traces at once; each asks the box twice a second."""
MOST_DIGITS = 15
AFTER = Query("after", "Number of the entry that was seen last.", int)


class ExaminationWanted(Value, frozen=True, tag=False):
    """The body of a POST; may be left away."""

    off_hook: bool = True
    """An analog line may be held for two seconds."""


class LoopWanted(Value, frozen=True, tag=False):
    """The body of a POST; may be left away."""

    calling: LineName = ""
    """The line that rings this one; empty: somebody does, from any telephone, within a minute."""
    number: str = ""
    """What it dials, as typed; empty: the own number of the line that is called."""


class DoctorRoutes:
    def __init__(self, questions: Questions, look_s: float = LOOK_S) -> None:
        self._questions = questions
        self._look_s = look_s
        self._followed = 0

    async def known(self, _request: web.Request) -> Diagnosis:
        """Lines, the last examination of each line and port, what goes on now. Touches nothing."""
        return await self._questions.diagnosis()

    async def examine_line(self, request: web.Request) -> Diagnosis:
        """Takes the line out of service for some seconds; 202, and what was found is at /api/v1/doctor."""
        return await self._examine(request, request.match_info["line"])

    async def examine_ports(self, request: web.Request) -> Diagnosis:
        """The serial ports that no line has."""
        return await self._examine(request, "")

    async def try_call(self, request: web.Request) -> Diagnosis:
        """Takes the lines out of service for a minute; 202, and how it goes is `loop` of /api/v1/doctor."""
        line = request.match_info["line"]
        wanted = await taken(request, LoopWanted, '{"calling": "front"} or nothing')
        if wanted.number and not wanted.calling:
            sentence = "number is what another line dials; say which one in calling, or leave number away"
            raise CannotSay(HTTPStatus.BAD_REQUEST, sentence)
        between = CallBetween(wanted.calling, line, wanted.number)
        await self._questions.order(between if wanted.calling else TryCall(line))
        return await self._questions.diagnosis()

    async def trace(self, request: web.Request) -> Trace:
        """What is kept of it, after the entry `after`."""
        return await self._questions.trace(request.match_info["line"], _after(request))

    async def follow(self, request: web.Request) -> web.StreamResponse:
        """The trace as server-sent events, each one entry, from `after` on."""
        if self._followed >= MOST_FOLLOWED:
            raise CannotSay(HTTPStatus.TOO_MANY_REQUESTS, f"{MOST_FOLLOWED} traces are followed already; end one")
        self._followed += 1
        try:
            return await self._followed_by(request)
        finally:
            self._followed -= 1

    async def _examine(self, request: web.Request, line: LineName) -> Diagnosis:
        wanted = await taken(request, ExaminationWanted, '{"off_hook": false} or nothing')
        await self._questions.examine(line, off_hook=wanted.off_hook)
        return await self._questions.diagnosis()

    async def _followed_by(self, request: web.Request) -> web.StreamResponse:
        pieces = self._pieces(request.match_info["line"], _after(request))
        first = await anext(pieces)  # what is wrong with the line is told before the answer begins
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await answer.prepare(request)
        with suppress(ConnectionError):
            await answer.write(first)
            async for piece in pieces:
                if not await still_may(request):
                    break
                await answer.write(piece)
        return answer

    async def _pieces(self, line: LineName, after: int) -> AsyncIterator[bytes]:
        """Of the stream; empty ones only to show that it lives. Raises CannotSay."""
        quiet_s = ALIVE_S  # the first piece comes at once, whatever there is
        while True:
            trace = await self._questions.trace(line, after)
            if trace.entries:
                after = trace.entries[-1].number
            if trace.entries or quiet_s >= ALIVE_S:
                quiet_s = 0.0
                yield _events(trace) or b": here\n\n"
            quiet_s += self._look_s
            await asyncio.sleep(self._look_s)

    TABLE: ClassVar[Table] = (
        Route("GET", "/api/v1/doctor", known, KEEPERS, "What is known of every line and port.", reply=Diagnosis),
        Route(
            "POST",
            "/api/v1/doctor/ports/examination",
            examine_ports,
            KEEPERS,
            "Examines ports that no line has.",
            body=ExaminationWanted,
            reply=Diagnosis,
            status=HTTPStatus.ACCEPTED,
        ),
        Route(
            "POST",
            "/api/v1/doctor/lines/{line}/examination",
            examine_line,
            KEEPERS,
            "Examines a line's modem.",
            body=ExaminationWanted,
            reply=Diagnosis,
            status=HTTPStatus.ACCEPTED,
        ),
        Route(
            "POST",
            "/api/v1/doctor/lines/{line}/test-call",
            try_call,
            KEEPERS,
            "Has a line rung, by another one or by somebody, and measures the call.",
            body=LoopWanted,
            reply=Diagnosis,
            status=HTTPStatus.ACCEPTED,
            once=True,
        ),
        Route(
            "GET",
            "/api/v1/doctor/lines/{line}/trace",
            trace,
            KEEPERS,
            "What a line and its modem said.",
            reply=Trace,
            queries=(AFTER,),
        ),
        Route(
            "GET",
            "/api/v1/doctor/lines/{line}/trace/live",
            follow,
            KEEPERS,
            "The same, as it goes on.",
            reply="text/event-stream",
            queries=(AFTER,),
        ),
    )


def _after(request: web.Request) -> int:
    """The entry that was seen last; browsers that come back say it in a header. Raises CannotSay."""
    text = request.headers.get("Last-Event-ID") or request.query.get("after", "0")
    if not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS):
        raise CannotSay(HTTPStatus.BAD_REQUEST, f"after is the number of an entry, 0 or more, not {text[:40]!r}")
    return int(text)


def _events(trace: Trace) -> bytes:
    lost = b": %d entries are no longer kept\n\n" % trace.lost if trace.lost else b""
    return lost + b"".join(b"id: %d\ndata: %s\n\n" % (each.number, msgspec.json.encode(each)) for each in trace.entries)
