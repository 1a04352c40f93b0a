"""Settings over HTTP: what holds, drafts of it, what is wrong with them, and their way into effect and back.

Checking and comparing are done by `callbox config`, a process of its own: neither the pages nor the box is held up.
"""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import msgspec
from aiohttp import web

from appliance.config.document import Document, from_json, from_outside, misplaced, outside, to_json
from appliance.config.document_diff import masked, unmasked
from appliance.config.errors import SettingsFault
from appliance.config.places import Fault
from appliance.control.place import DEFAULT_FILE
from appliance.model.settings_orders import (
    DraftKept,
    DropDraft,
    KeepDraft,
    PublishDraft,
    SettingsAnswer,
    SettingsPublished,
    SettingsRefused,
    UndoSettings,
)
from appliance.model.settings_words import Change, Conflict, SettingsDraft, SettingsVersion, Spot, Wrong
from appliance.model.words import Value
from appliance.store.settings_reader import SettingsReader
from appliance.web.admission import taken, who_asks
from appliance.web.config_program import ConfigProgram
from appliance.web.etags import must_match, tagged
from appliance.web.problems import CannotSay, Problem
from appliance.web.questions import Questions
from appliance.web.route import ADMINS, KEEPERS, Query, Route, Table

MOST_LISTED = 300

T = TypeVar("T")


class SettingsView(Value, frozen=True, kw_only=True, tag=False):
    version: SettingsVersion
    settings: dict[str, Any]
    """Tables as TOML has them, each secret as "(hidden)"."""


class DraftView(Value, frozen=True, kw_only=True, tag=False):
    draft: SettingsDraft
    settings: dict[str, Any]
    """Likewise. Sent back, "(hidden)" means the secret there is."""


class VersionList(Value, frozen=True, kw_only=True, tag=False):
    versions: tuple[SettingsVersion, ...]
    """Newest first."""


class DraftList(Value, frozen=True, kw_only=True, tag=False):
    drafts: tuple[SettingsDraft, ...]


class Checked(Value, frozen=True, kw_only=True, tag=False):
    draft: str
    revision: int
    wrong: tuple[Wrong, ...]
    conflicts: tuple[Conflict, ...]
    doubts: tuple[Wrong, ...]
    """What a box could do without."""


class Compared(Value, frozen=True, kw_only=True, tag=False):
    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]


class PublishWanted(Value, frozen=True, tag=False):
    note: str = ""


class UndoWanted(Value, frozen=True, tag=False):
    newest: int
    """The version that is to be undone."""
    to: int = 0
    """0: the one before."""
    note: str = ""


class SettingsProblem(Problem, frozen=True, kw_only=True, tag=False):
    """With what a form needs."""

    wrong: tuple[Wrong, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


class SettingsRoutes:
    def __init__(self, questions: Questions, config: str | None) -> None:
        """`config`: file of the settings; None: the usual one."""
        self._questions = questions
        self._program = ConfigProgram(Path(config) if config else DEFAULT_FILE)

    async def holds(self, request: web.Request) -> web.Response:
        """`?version=3` for an earlier one."""
        number = number_in(request, "version")
        found = await self.read(lambda store: store.version(number) if number else store.newest())
        if found is None:
            raise CannotSay(HTTPStatus.NOT_FOUND, "there is no such version; /api/v1/settings/versions lists them")
        return tagged(request, SettingsView(version=_without(found), settings=await _shown(found.document)))

    async def versions(self, _request: web.Request) -> VersionList:
        return VersionList(versions=await self.read(lambda store: store.versions(MOST_LISTED)))

    async def drafts(self, _request: web.Request) -> DraftList:
        return DraftList(drafts=await self.read(lambda store: store.drafts()))

    async def draft(self, request: web.Request) -> web.Response:
        return tagged(request, await draft_view(await self.draft_of(request)))

    async def keep(self, request: web.Request) -> web.Response:
        """Of a draft that is there, If-Match says which state of it was changed; a new one begins on what holds."""
        name = request.match_info["draft"]
        before, newest = await self.read(lambda store: (store.draft(name), store.newest()))
        if before is not None:
            must_match(request, await draft_view(before))
        elif newest is None:
            raise CannotSay(HTTPStatus.SERVICE_UNAVAILABLE, "the box has no settings in its store yet; start it once")
        under = before if before is not None else newest
        try:
            document = await asyncio.to_thread(self._taken, await request.read(), under.document if under else "{}")
        except SettingsFault as fault:
            return refused(HTTPStatus.UNPROCESSABLE_ENTITY, "these are no settings", tuple(map(_wrong, fault.faults)))
        base = before.base if before is not None else newest.version if newest is not None else 0
        revision = before.revision if before is not None else 0
        order = KeepDraft(name=name, base=base, revision=revision, who=signer(request), document=to_json(document))
        answer = await self._questions.order_settings(order)
        if not isinstance(answer, DraftKept):
            return answered(answer)
        return tagged(request, await draft_view(await self.draft_of(request)))

    async def discard(self, request: web.Request) -> web.Response:
        draft = await self.draft_of(request)
        must_match(request, await draft_view(draft))
        order = DropDraft(name=draft.name, revision=draft.revision, who=signer(request))
        answer = await self._questions.order_settings(order)
        return web.Response(status=HTTPStatus.NO_CONTENT) if isinstance(answer, DraftKept) else answered(answer)

    async def check(self, request: web.Request) -> Checked:
        return await self._program.ask("check", (await self.draft_of(request)).name, Checked)

    async def diff(self, request: web.Request) -> Compared:
        return await self._program.ask("diff", (await self.draft_of(request)).name, Compared)

    async def publish(self, request: web.Request) -> web.Response:
        """422 with each fault at its field, 409 with the conflicts; the draft is as it was then."""
        draft = await self.draft_of(request)
        must_match(request, await draft_view(draft))
        wanted = await taken(request, PublishWanted, '{"note": "longer hours"} or nothing')
        order = PublishDraft(name=draft.name, revision=draft.revision, who=signer(request), note=wanted.note)
        return answered(await self._questions.order_settings(order))

    async def undo(self, request: web.Request) -> web.Response:
        wanted = await taken(request, UndoWanted, '{"newest": 4}')
        order = UndoSettings(newest=wanted.newest, to=wanted.to, who=signer(request), note=wanted.note)
        return answered(await self._questions.order_settings(order))

    def _taken(self, content: bytes, under: str) -> Document:
        """Raises SettingsFault. `under`: what its masks stand for."""
        try:
            read = msgspec.json.decode(content, type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
            raise SettingsFault((f"the body: not JSON of settings: {fault}",)) from None
        if faults := misplaced(read, "the body"):
            raise SettingsFault(faults)
        present = from_json(under, "before")
        return {
            kind: {
                name: unmasked(body, present.get(kind, {}).get(name), Spot(kind=kind, name=name), [])
                for name, body in bodies.items()
            }
            for kind, bodies in from_outside(read, "the body", self._program.config.parent.absolute()).items()
        }

    async def draft_of(self, request: web.Request) -> SettingsDraft:
        """That the address names. Raises CannotSay."""
        name = request.match_info["draft"]
        found = await self.read(lambda store: store.draft(name))
        if found is None:
            raise CannotSay(HTTPStatus.NOT_FOUND, f'no draft is called "{name}"; /api/v1/settings/drafts lists them')
        return found

    async def read(self, question: Callable[[SettingsReader], T]) -> T:
        database = await self._questions.database()

        def answer() -> T:
            with SettingsReader(database) as store:
                return question(store)

        return await asyncio.to_thread(answer)

    TABLE: ClassVar[Table] = (
        Route(
            "GET",
            "/api/v1/settings",
            holds,
            KEEPERS,
            "The settings that hold, without secrets.",
            reply=SettingsView,
            queries=(Query("version", "An earlier version.", int),),
        ),
        Route("GET", "/api/v1/settings/versions", versions, KEEPERS, "What was published.", reply=VersionList),
        Route("GET", "/api/v1/settings/drafts", drafts, KEEPERS, "What is being changed.", reply=DraftList),
        Route("GET", "/api/v1/settings/drafts/{draft}", draft, KEEPERS, "A draft, without secrets.", reply=DraftView),
        Route(
            "PUT",
            "/api/v1/settings/drafts/{draft}",
            keep,
            ADMINS,
            "Keeps a draft, new or changed; it may be wrong.",
            body=dict[str, Any],
            reply=DraftView,
        ),
        Route(
            "DELETE",
            "/api/v1/settings/drafts/{draft}",
            discard,
            ADMINS,
            "Throws a draft away.",
            status=HTTPStatus.NO_CONTENT,
        ),
        Route(
            "GET",
            "/api/v1/settings/drafts/{draft}/check",
            check,
            KEEPERS,
            "Every fault of a draft, at its field.",
            reply=Checked,
        ),
        Route(
            "GET",
            "/api/v1/settings/drafts/{draft}/diff",
            diff,
            KEEPERS,
            "What a draft would change now.",
            reply=Compared,
        ),
        Route(
            "POST",
            "/api/v1/settings/drafts/{draft}/publish",
            publish,
            ADMINS,
            "Puts a draft into effect while calls are up.",
            body=PublishWanted,
            reply=SettingsPublished,
        ),
        Route(
            "POST",
            "/api/v1/settings/undo",
            undo,
            ADMINS,
            "Puts an earlier version into effect again, as a new one.",
            body=UndoWanted,
            reply=SettingsPublished,
        ),
    )


async def draft_view(draft: SettingsDraft) -> DraftView:
    return DraftView(draft=msgspec.structs.replace(draft, document=""), settings=await _shown(draft.document))


async def _shown(document: str) -> dict[str, Any]:
    """In a thread: a large site takes some milliseconds."""

    def shown() -> dict[str, Any]:
        return outside(masked(from_json(document, "the store")))

    try:
        return await asyncio.to_thread(shown)
    except SettingsFault as fault:
        raise CannotSay(HTTPStatus.INTERNAL_SERVER_ERROR, str(fault)) from None


def _without(version: SettingsVersion) -> SettingsVersion:
    return msgspec.structs.replace(version, document="")


def answered(answer: SettingsAnswer) -> web.Response:
    if not isinstance(answer, SettingsRefused):
        return web.Response(body=msgspec.json.encode(answer), content_type="application/json")
    if answer.missing:
        return refused(HTTPStatus.NOT_FOUND, answer.sentence)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if answer.wrong else HTTPStatus.CONFLICT
    return refused(status, answer.sentence, answer.wrong, answer.conflicts)


def refused(
    status: HTTPStatus, sentence: str, wrong: tuple[Wrong, ...] = (), conflicts: tuple[Conflict, ...] = ()
) -> web.Response:
    """A problem with members of its own (RFC 9457 §3.2)."""
    problem = SettingsProblem(
        type="about:blank", title=status.phrase, status=status, detail=sentence, wrong=wrong, conflicts=conflicts
    )
    return web.Response(status=status, body=msgspec.json.encode(problem), content_type="application/problem+json")


def _wrong(fault: str) -> Wrong:
    return Wrong(sentence=str(fault), spot=fault.spot if isinstance(fault, Fault) else Spot())


def signer(request: web.Request) -> str:
    who = who_asks(request)
    return who.name or who.way.value


def number_in(request: web.Request, name: str) -> int:
    text = request.query.get(name, "0")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise CannotSay(HTTPStatus.BAD_REQUEST, f"{name} is the number of a version")
    return int(text)
