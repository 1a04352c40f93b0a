"""Messages over HTTP: the lists, the sound of each by its id, and what becomes of it."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

import msgspec
from aiohttp import web

from appliance.control.wording import no_message
from appliance.model.records import MessageRecord
from appliance.model.snapshot import BoxView
from appliance.model.states import MessageOrder, MessageState
from appliance.model.words import Value
from appliance.store.faults import StoreFault
from appliance.store.reader import StoreReader
from appliance.web.guards import same_origin
from appliance.web.problems import problem
from appliance.web.questions import CannotSay, Questions

MOST_LISTED = 500
MARKS = {order.value.replace(" ", "-"): order for order in MessageOrder}

T = TypeVar("T")


class MessageView(Value, frozen=True, kw_only=True, tag=False):
    """One message, with the id that everything else is asked by."""

    id: str
    message: MessageRecord


class MessageList(Value, frozen=True, kw_only=True, tag=False):
    boxes: tuple[BoxView, ...]
    messages: tuple[MessageView, ...]
    """Newest first."""


class MarkWanted(Value, frozen=True, tag=False):
    """The body of a POST; may be left away, but to take a message somebody must be named."""

    who: str = ""


class MessageRoutes:
    def __init__(self, questions: Questions) -> None:
        self._questions = questions

    def table(self) -> tuple[web.RouteDef, ...]:
        return (
            web.get("/api/v1/messages", self.listed),
            web.get("/api/v1/messages/{message}", self.one),
            web.get("/api/v1/messages/{message}/sound", self.sound),
            web.post("/api/v1/messages/{message}/{mark}", self.mark),
        )

    async def listed(self, request: web.Request) -> web.StreamResponse:
        """`box`, `state` and `limit` narrow it."""
        try:
            state, limit = _state(request), _limit(request)
            box = request.query.get("box")

            def read(store: StoreReader) -> MessageList:
                found = store.messages(limit, box=box, state=state)
                return MessageList(boxes=store.boxes(), messages=tuple(map(_view, found)))

            return _json((await self._read(read))[0])
        except CannotSay as why:
            return problem(why.status, str(why))

    async def one(self, request: web.Request) -> web.StreamResponse:
        try:
            return _json(_view((await self._message(request))[0]))
        except CannotSay as why:
            return problem(why.status, str(why))

    async def sound(self, request: web.Request) -> web.StreamResponse:
        """The WAV file, in ranges too. Hearing it marks nothing: POST …/heard does."""
        try:
            message, database = await self._message(request)
        except CannotSay as why:
            return problem(why.status, str(why))
        file = database.parent / message.file
        if not await asyncio.to_thread(file.is_file):
            return problem(HTTPStatus.NOT_FOUND, f"the sound of message {message.id} is not on the disk any more")
        name = {"Content-Disposition": f'inline; filename="message-{message.id}.wav"', "Content-Type": "audio/wav"}
        return web.FileResponse(file, headers=name)

    async def mark(self, request: web.Request) -> web.StreamResponse:
        if not same_origin(request):
            return problem(HTTPStatus.FORBIDDEN, "messages are seen to by pages of this box only")
        order = MARKS.get(request.match_info["mark"])
        if order is None:
            return problem(HTTPStatus.NOT_FOUND, f"a message can be marked as {', '.join(MARKS)}")
        try:
            wanted = _wanted(await request.read())
            await self._questions.mark_message(request.match_info["message"], order, wanted.who)
            return _json(_view((await self._message(request))[0]))
        except CannotSay as why:
            return problem(why.status, str(why))

    async def _message(self, request: web.Request) -> tuple[MessageRecord, Path]:
        name = request.match_info["message"]
        message, database = await self._read(lambda store: store.message(name))
        if message is None:
            raise CannotSay(HTTPStatus.NOT_FOUND, no_message(name))
        return message, database

    async def _read(self, question: Callable[[StoreReader], T]) -> tuple[T, Path]:
        """The answer of the store, and where that is. Raises CannotSay."""
        database = await self._questions.database()

        def answer() -> T:
            with StoreReader(database) as store:
                return question(store)

        try:
            return await asyncio.to_thread(answer), database
        except StoreFault as fault:
            raise CannotSay(HTTPStatus.SERVICE_UNAVAILABLE, str(fault)) from None


def _view(message: MessageRecord) -> MessageView:
    return MessageView(id=message.id, message=message)


def _state(request: web.Request) -> MessageState | None:
    text = request.query.get("state")
    if text is None:
        return None
    states = {state.value: state for state in MessageState}
    if text not in states:
        raise CannotSay(HTTPStatus.BAD_REQUEST, f"state is one of {', '.join(states)}, not {text[:40]!r}")
    return states[text]


def _limit(request: web.Request) -> int:
    text = request.query.get("limit", "50")
    if not (text.isascii() and text.isdecimal() and len(text) <= 4 and 1 <= int(text) <= MOST_LISTED):
        raise CannotSay(HTTPStatus.BAD_REQUEST, f"limit is 1 to {MOST_LISTED}, not {text[:40]!r}")
    return int(text)


def _wanted(body: bytes) -> MarkWanted:
    try:
        return msgspec.json.decode(body, type=MarkWanted) if body.strip() else MarkWanted()
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        sentence = f'the body is not what was expected, {{"who": "anna"}} or nothing: {fault}'
        raise CannotSay(HTTPStatus.BAD_REQUEST, sentence) from None


def _json(value: Value) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json")
