"""The modem doctor's addresses: what is known is read; an examination is begun by POST; a trace is read or followed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from http import HTTPStatus

import msgspec
from aiohttp import web

from appliance.model.diagnosis import Trace
from appliance.model.words import LineName, Value
from appliance.web.guards import same_origin
from appliance.web.problems import problem
from appliance.web.questions import CannotSay, Questions

LOOK_S = 0.5
"""Between two looks at a trace that is followed."""
ALIVE_S = 15.0
"""Something is sent at least this often, so that whoever has gone is noticed."""
MOST_FOLLOWED = 4
"""Traces at once; each asks the box twice a second."""
MOST_DIGITS = 15


class ExaminationWanted(Value, frozen=True, tag=False):
    """The body of a POST; may be left away."""

    off_hook: bool = True
    """An analog line may be held for two seconds."""


class DoctorRoutes:
    def __init__(self, questions: Questions, look_s: float = LOOK_S) -> None:
        self._questions = questions
        self._look_s = look_s
        self._followed = 0

    def table(self) -> tuple[web.RouteDef, ...]:
        return (
            web.get("/api/v1/doctor", self.known),
            web.post("/api/v1/doctor/ports/examination", self.examine_ports),
            web.post("/api/v1/doctor/lines/{line}/examination", self.examine_line),
            web.get("/api/v1/doctor/lines/{line}/trace", self.trace),
            web.get("/api/v1/doctor/lines/{line}/trace/live", self.follow),
        )

    async def known(self, _request: web.Request) -> web.Response:
        """Lines, the last examination of each line and port, what goes on now. Touches nothing."""
        try:
            return _json(await self._questions.diagnosis())
        except CannotSay as why:
            return problem(why.status, str(why))

    async def examine_line(self, request: web.Request) -> web.Response:
        """Takes the line out of service for some seconds; 202, and what was found is at /api/v1/doctor."""
        return await self._examine(request, request.match_info["line"])

    async def examine_ports(self, request: web.Request) -> web.Response:
        """The serial ports that no line has."""
        return await self._examine(request, "")

    async def trace(self, request: web.Request) -> web.Response:
        """What is kept of it, after the entry `after`."""
        try:
            return _json(await self._questions.trace(request.match_info["line"], _after(request)))
        except CannotSay as why:
            return problem(why.status, str(why))

    async def follow(self, request: web.Request) -> web.StreamResponse:
        """The trace as server-sent events, each one entry, from `after` on."""
        if self._followed >= MOST_FOLLOWED:
            return problem(HTTPStatus.TOO_MANY_REQUESTS, f"{MOST_FOLLOWED} traces are followed already; end one")
        self._followed += 1
        try:
            return await self._followed_by(request)
        except CannotSay as why:
            return problem(why.status, str(why))
        finally:
            self._followed -= 1

    async def _examine(self, request: web.Request, line: LineName) -> web.Response:
        if not same_origin(request):
            return problem(HTTPStatus.FORBIDDEN, "examinations are begun by pages of this box only")
        try:
            wanted = _wanted(await request.read())
            await self._questions.examine(line, off_hook=wanted.off_hook)
        except CannotSay as why:
            return problem(why.status, str(why))
        answer = _json(await self._questions.diagnosis())
        answer.set_status(HTTPStatus.ACCEPTED)
        return answer

    async def _followed_by(self, request: web.Request) -> web.StreamResponse:
        pieces = self._pieces(request.match_info["line"], _after(request))
        first = await anext(pieces)  # what is wrong with the line is told before the answer begins
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await answer.prepare(request)
        with suppress(ConnectionError):
            await answer.write(first)
            async for piece in pieces:
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


def _wanted(body: bytes) -> ExaminationWanted:
    """Raises CannotSay."""
    try:
        return msgspec.json.decode(body, type=ExaminationWanted) if body.strip() else ExaminationWanted()
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        sentence = f'the body is not what was expected, {{"off_hook": false}} or nothing: {fault}'
        raise CannotSay(HTTPStatus.BAD_REQUEST, sentence) from None


def _after(request: web.Request) -> int:
    """The entry that was seen last; browsers that come back say it in a header. Raises CannotSay."""
    text = request.headers.get("Last-Event-ID") or request.query.get("after", "0")
    if not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS):
        raise CannotSay(HTTPStatus.BAD_REQUEST, f"after is the number of an entry, 0 or more, not {text[:40]!r}")
    return int(text)


def _events(trace: Trace) -> bytes:
    lost = b": %d entries are no longer kept\n\n" % trace.lost if trace.lost else b""
    return lost + b"".join(b"id: %d\ndata: %s\n\n" % (each.number, msgspec.json.encode(each)) for each in trace.entries)


def _json(value: Value) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json")
