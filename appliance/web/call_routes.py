"""Calls as lists: filtered and paged, exported as seen, and their recordings.

Whoever sees the house sees what calls there were, as on the live page. A recording is heard by supervisors and admins,
and by the agent who spoke in it; every hearing is audited. Lists leave the house by supervisors and admins only.
"""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import ClassVar, Final, TypeVar

from aiohttp import web

from appliance.control.wording import no_call
from appliance.model.accounts import Role, Who
from appliance.model.records import CallRecord, RecordingRecord
from appliance.model.words import CallId, Value
from appliance.store.call_list import MOST_ROWS, CallList
from appliance.store.reader import StoreReader
from appliance.store.sound_kind import SoundKind
from appliance.web.admission import who_asks
from appliance.web.call_export import EXPORTS, MOST_EXPORTED, Labels
from appliance.web.call_filter import FILTERS, filter_of, mark_of, mark_words, whole
from appliance.web.explain_routes import call_of
from appliance.web.kept_sounds import KeptSounds, SoundPicture
from appliance.web.problems import CannotSay
from appliance.web.questions import Questions
from appliance.web.route import WATCHERS, Query, Route, Table

HEARERS: Final = frozenset({Role.SUPERVISOR, Role.ADMIN})
OWN_HEARERS: Final = HEARERS | {Role.AGENT}
KEEP = Query("keep", "1: to be saved, not played.", int)

T = TypeVar("T")


class CallRow(Value, frozen=True, kw_only=True, tag=False):
    call: CallRecord
    recordings: int
    """How many there are."""
    may_hear: bool
    """Whether who asks may."""


class CallPage(Value, frozen=True, kw_only=True, tag=False):
    calls: tuple[CallRow, ...]
    """Newest first."""
    next: str
    """What `after` is for the next page; empty on the last one."""


class RecordingList(Value, frozen=True, kw_only=True, tag=False):
    recordings: tuple[RecordingRecord, ...]
    """In the order they were made; the first has the number 1."""


class CallRoutes:
    def __init__(self, questions: Questions, sounds: KeptSounds) -> None:
        self._questions = questions
        self._sounds = sounds

    async def listed(self, request: web.Request) -> CallPage:
        wanted, limit, after = filter_of(request), whole(request, "limit", 50, MOST_ROWS), mark_of(request)
        who = who_asks(request)
        found = (await self._list(lambda calls: calls.page(wanted, limit, after)))[0]
        rows = tuple(
            CallRow(call=each.call, recordings=each.recordings, may_hear=may_hear(who, each.call)) for each in found
        )
        return CallPage(calls=rows, next=mark_words(found[-1].mark) if len(found) == limit else "")

    async def export(self, request: web.Request) -> web.StreamResponse:
        """What the same address without /export lists, from its first page to its last."""
        kind = request.query.get("format", "csv")
        if kind not in EXPORTS:
            raise CannotSay(HTTPStatus.BAD_REQUEST, f"format is one of {', '.join(EXPORTS)}, not {kind[:20]!r}")
        export, wanted = EXPORTS[kind], filter_of(request)
        content = (await self._list(lambda calls: export.make(calls.all(wanted, MOST_EXPORTED), Labels())))[0]
        headers = {"Content-Disposition": f'attachment; filename="calls.{kind}"', "Content-Type": export.content_type}
        return web.Response(body=content, headers=headers)

    async def recordings(self, request: web.Request) -> RecordingList:
        return RecordingList(recordings=(await self._recordings(request))[0])

    async def sound(self, request: web.Request) -> web.StreamResponse:
        recording, database = await self._recording(request)
        name = f"call-{recording.call}-{request.match_info['number']}"
        keep = request.query.get("keep") == "1"
        return await self._sounds.answer(database, SoundKind.RECORDING, recording.file, name, keep=keep)

    async def picture(self, request: web.Request) -> SoundPicture:
        recording, database = await self._recording(request)
        return await self._sounds.picture(database, SoundKind.RECORDING, recording.file)

    async def _recording(self, request: web.Request) -> tuple[RecordingRecord, Path]:
        found, database = await self._recordings(request)
        number = request.match_info["number"]
        if not (number.isascii() and number.isdecimal() and len(number) <= 6 and 1 <= int(number) <= len(found)):
            sentence = f"call {request.match_info['call']} has {len(found)} recordings, counted from 1"
            raise CannotSay(HTTPStatus.NOT_FOUND, sentence)
        return found[int(number) - 1], database

    async def _recordings(self, request: web.Request) -> tuple[tuple[RecordingRecord, ...], Path]:
        """Of a call that who asks may hear. Raises CannotSay."""
        call, who = call_of(request), who_asks(request)
        (record, found), database = await self._read(lambda store: (store.call(call), store.recordings(call=call)))
        if record is None:
            raise CannotSay(HTTPStatus.NOT_FOUND, no_call(call, await self._nearest(call)))
        if not may_hear(who, record):
            sentence = f"call {call} was not yours; supervisors and admins hear the calls of others"
            raise CannotSay(HTTPStatus.FORBIDDEN, sentence)
        return tuple(sorted(found, key=lambda each: (len(each.file), each.file))), database

    async def _nearest(self, call: CallId) -> CallId | None:
        found = (await self._read(lambda store: store.calls(1, before=call)))[0]
        return found[0].call if found else None

    async def _read(self, question: Callable[[StoreReader], T]) -> tuple[T, Path]:
        database = await self._questions.database()

        def answer() -> T:
            with StoreReader(database) as store:
                return question(store)

        return await asyncio.to_thread(answer), database

    async def _list(self, question: Callable[[CallList], T]) -> tuple[T, Path]:
        database = await self._questions.database()

        def answer() -> T:
            with CallList(database) as calls:
                return question(calls)

        return await asyncio.to_thread(answer), database

    TABLE: ClassVar[Table] = (
        Route(
            "GET",
            "/api/v1/calls",
            listed,
            WATCHERS,
            "Calls, newest first, page by page.",
            reply=CallPage,
            queries=(
                *FILTERS,
                Query("limit", f"At most so many, 1 to {MOST_ROWS}.", int),
                Query("after", "What `next` of the page before was."),
            ),
        ),
        Route(
            "GET",
            "/api/v1/calls/export",
            export,
            HEARERS,
            f"The same list as a file, at most {MOST_EXPORTED} calls; is audited.",
            reply="*/*",
            queries=(*FILTERS, Query("format", f"One of {', '.join(EXPORTS)}.")),
            listens=True,
        ),
        Route(
            "GET",
            "/api/v1/calls/{call}/recordings",
            recordings,
            OWN_HEARERS,
            "What was recorded of a call, with its pauses.",
            reply=RecordingList,
        ),
        Route(
            "GET",
            "/api/v1/calls/{call}/recordings/{number}/sound",
            sound,
            OWN_HEARERS,
            "A recording, in ranges too: caller left, agent right.",
            reply="audio/wav",
            queries=(KEEP,),
            listens=True,
        ),
        Route(
            "GET",
            "/api/v1/calls/{call}/recordings/{number}/picture",
            picture,
            OWN_HEARERS,
            "How loud a recording is over time, a row for each channel.",
            reply=SoundPicture,
        ),
    )


def may_hear(who: Who, call: CallRecord) -> bool:
    return bool(who.roles & HEARERS) or (Role.AGENT in who.roles and bool(who.agent) and call.agent == who.agent)
