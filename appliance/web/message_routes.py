"""Messages over HTTP: the lists, the sound of each by its id, and what becomes of it."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import ClassVar, TypeVar

from aiohttp import web

from appliance.control.wording import no_message
from appliance.model.records import MessageRecord
from appliance.model.snapshot import BoxView
from appliance.model.states import MessageOrder, MessageState
from appliance.model.words import Value
from appliance.store.reader import StoreReader
from appliance.store.sound_kind import SoundKind
from appliance.web.admission import taken, who_asks
from appliance.web.kept_sounds import KeptSounds, SoundPicture
from appliance.web.problems import CannotSay
from appliance.web.questions import Questions
from appliance.web.route import FLOOR, Query, Route, Table

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
    def __init__(self, questions: Questions, sounds: KeptSounds) -> None:
        self._questions = questions
        self._sounds = sounds

    async def listed(self, request: web.Request) -> MessageList:
        """`box`, `state` and `limit` narrow it."""
        state, limit = _state(request), _limit(request)
        box = request.query.get("box")

        def read(store: StoreReader) -> MessageList:
            found = store.messages(limit, box=box, state=state)
            return MessageList(boxes=store.boxes(), messages=tuple(map(_view, found)))

        return (await self._read(read))[0]

    async def one(self, request: web.Request) -> MessageView:
        return _view((await self._message(request))[0])

    async def sound(self, request: web.Request) -> web.StreamResponse:
        """The WAV file, in ranges too. Hearing it marks nothing: POST …/heard does."""
        message, database = await self._message(request)
        keep = request.query.get("keep") == "1"
        name = f"message-{message.id}"
        return await self._sounds.answer(database, SoundKind.MESSAGE, message.file, name, keep=keep)

    async def picture(self, request: web.Request) -> SoundPicture:
        message, database = await self._message(request)
        return await self._sounds.picture(database, SoundKind.MESSAGE, message.file)

    async def mark(self, request: web.Request) -> MessageView:
        order = MARKS.get(request.match_info["mark"])
        if order is None:
            raise CannotSay(HTTPStatus.NOT_FOUND, f"a message can be marked as {', '.join(MARKS)}")
        wanted = await taken(request, MarkWanted, '{"who": "anna"} or nothing')
        who = wanted.who or who_asks(request).agent or who_asks(request).name
        await self._questions.mark_message(request.match_info["message"], order, who)
        return _view((await self._message(request))[0])

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

        return await asyncio.to_thread(answer), database

    TABLE: ClassVar[Table] = (
        Route(
            "GET",
            "/api/v1/messages",
            listed,
            FLOOR,
            "What callers left, newest first.",
            reply=MessageList,
            queries=(
                Query("box", "Only of this box."),
                Query("state", "Only in this state.", MessageState),
                Query("limit", f"At most so many, 1 to {MOST_LISTED}.", int),
            ),
        ),
        Route("GET", "/api/v1/messages/{message}", one, FLOOR, "One message.", reply=MessageView),
        Route(
            "GET",
            "/api/v1/messages/{message}/sound",
            sound,
            FLOOR,
            "A message's sound, in ranges too.",
            reply="audio/wav",
            queries=(Query("keep", "1: to be saved, not played.", int),),
            listens=True,
        ),
        Route(
            "GET",
            "/api/v1/messages/{message}/picture",
            picture,
            FLOOR,
            "How loud it is over time.",
            reply=SoundPicture,
        ),
        Route(
            "POST",
            "/api/v1/messages/{message}/{mark}",
            mark,
            FLOOR,
            "Marks it: " + ", ".join(MARKS) + ".",
            body=MarkWanted,
            reply=MessageView,
        ),
    )


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
