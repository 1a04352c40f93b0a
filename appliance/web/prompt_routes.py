"""The prompts' addresses: heard, listed, uploaded, taken away and brought back.

All of it is done by `callbox prompt`, a process of its own: sound of strangers is read there, with an end to its time
and memory, and neither the pages nor the box can be held up by it.
"""

import asyncio
import re
import sys
import tempfile
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from typing import ClassVar

from aiohttp import web

from appliance.model.accounts import Role
from appliance.model.words import Value
from appliance.web.admission import taken
from appliance.web.problems import CannotSay
from appliance.web.route import ADMINS, KEEPERS, Query, Room, Route, Table

MOST_BYTES = 20 << 20
"""Of one upload: ten minutes of MP3, two of studio sound."""
UPLOAD_S = 60.0
"""For the whole of it to arrive."""
AT_ONCE = 2
"""Sounds that are read at the same time; whoever comes then waits."""
READING_S = 150.0
"""Longer than the command takes before it ends ffmpeg itself."""
CALL_S = 420.0
"""For a call in which a prompt is recorded: ringing, three minutes of speech, storing, making."""
_TERMINAL = re.compile(r"^callbox( prompt \w+)?: (error: (argument [\w-]+: )?)?")
"""What only somebody at a terminal needs, before a sentence."""
_KEPT_IN = re.compile(rb"^[^\n]*\.wav: ")
"""The file that an upload became: the server's business."""
MOST_WAITING = 8
"""Uploads that wait, or are read; 20 MB each."""


LANGUAGE = Query("language", "In which language; the house's own where none is said.")
EDITORS = KEEPERS | {Role.SUPERVISOR}


LONGEST_TEXT = 2_000
"""Letters: two minutes of speech."""


class TextWanted(Value, frozen=True, tag=False):
    text: str


class PromptRoutes:
    def __init__(self, config: str | None) -> None:
        """`config`: the settings' file; None is the usual one."""
        self._config = config
        self._reading = asyncio.Semaphore(AT_ONCE)
        self._inside = 0
        self._recording = False

    async def listed(self, _request: web.Request) -> web.Response:
        """Each in each language: length, origin, what is wrong, where it is used, the numbers of earlier versions."""
        code, out, why = await self._run("list", more=("--json",))
        if code:
            raise CannotSay(HTTPStatus.INTERNAL_SERVER_ERROR, why)
        return web.Response(body=b"[" + b",".join(out.splitlines()) + b"]", content_type="application/json")

    async def upload(self, request: web.Request) -> web.Response:
        """`?name=hello&language=de`, the body a sound file of any format. 201 and what is doubtful about it, or 422."""
        name = request.query.get("name", "")
        if not name:
            raise CannotSay(HTTPStatus.BAD_REQUEST, "name the prompt in the address: /api/v1/prompts?name=hello")
        if self._inside >= MOST_WAITING:
            raise CannotSay(HTTPStatus.SERVICE_UNAVAILABLE, f"{MOST_WAITING} uploads are being read; try again soon")
        self._inside += 1
        try:
            return await self._taken(name, await request.read(), _language(request))
        finally:
            self._inside -= 1

    async def _taken(self, name: str, content: bytes, language: str) -> web.Response:
        if not content:
            raise CannotSay(HTTPStatus.BAD_REQUEST, "the body is empty; a sound file was expected")
        with tempfile.NamedTemporaryFile(prefix="callbox-upload-", suffix=".sound") as file:
            await asyncio.to_thread(Path(file.name).write_bytes, content)
            code, out, why = await self._run("add", name, file.name, language=language)
        if code:
            raise CannotSay(HTTPStatus.UNPROCESSABLE_ENTITY, why.replace(file.name, "the upload"))
        return web.Response(status=HTTPStatus.CREATED, body=_KEPT_IN.sub(b"", out, 1), content_type="text/plain")

    async def sound(self, request: web.Request) -> web.Response:
        """A WAV file: what a caller of `?language=de` hears."""
        code, out, why = await self._run("sound", request.match_info["name"], language=_language(request))
        if code:
            raise CannotSay(HTTPStatus.NOT_FOUND, why)
        return web.Response(body=out, content_type="audio/wav")

    async def say(self, request: web.Request) -> web.Response:
        """`?language=de`, the text in the body. Keeps nothing: a WAV that is liked is uploaded as any other."""
        text = (await taken(request, TextWanted, '{"text": "We are closed today."}')).text.strip()
        if not 1 <= len(text) <= LONGEST_TEXT:
            raise CannotSay(HTTPStatus.UNPROCESSABLE_ENTITY, f"a text of 1 to {LONGEST_TEXT} letters can be spoken")
        code, out, why = await self._run("say", text, language=_language(request))
        if code:
            raise CannotSay(HTTPStatus.UNPROCESSABLE_ENTITY, why)
        return web.Response(body=out, content_type="audio/wav")

    async def record(self, request: web.Request) -> web.Response:
        """`?number=0301234567&language=de&line=line1`: rings it and records; answers when the call is over."""
        number, line = request.query.get("number", ""), request.query.get("line", "")
        if not number:
            raise CannotSay(HTTPStatus.BAD_REQUEST, "number is the telephone to ring")
        if self._recording:
            raise CannotSay(HTTPStatus.CONFLICT, "a prompt is being recorded by phone already; wait for its end")
        self._recording = True
        more = [f"--call={number}", *([f"--line={line}"] if line else [])]
        try:
            code, out, why = await self._run(
                "record", request.match_info["name"], language=_language(request), more=more, limit_s=CALL_S
            )
        finally:
            self._recording = False
        if code:
            raise CannotSay(HTTPStatus.UNPROCESSABLE_ENTITY, why)
        return web.Response(status=HTTPStatus.CREATED, body=out, content_type="text/plain")

    async def restore(self, request: web.Request) -> web.Response:
        """`?version=3&language=de`."""
        version = request.query.get("version", "")
        if not (version.isascii() and version.isdecimal()):
            raise CannotSay(HTTPStatus.BAD_REQUEST, "version is the number of an earlier version")
        return await self._change(request, "restore", request.match_info["name"], version)

    async def delete(self, request: web.Request) -> web.Response:
        """409 and where it is used, while it is."""
        return await self._change(request, "delete", request.match_info["name"])

    async def _change(self, request: web.Request, *words: str) -> web.Response:
        code, _, why = await self._run(*words, language=_language(request))
        if code:
            raise CannotSay(HTTPStatus.CONFLICT, why)
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def _run(
        self, way: str, *words: str, language: str = "", more: Sequence[str] = (), limit_s: float = READING_S
    ) -> tuple[int, bytes, str]:
        """Exit code, what it says, and the last sentence it complains in. No word can be taken for an option."""
        options = [*more, *([f"--language={language}"] if language else [])]
        options += ["--config", self._config] if self._config else []
        argv = [way, *options, *(("--", *words) if words else ())]
        if any("\0" in word for word in argv):
            return 1, b"", "names, numbers and languages are written in letters and digits"
        if way == "record":
            return await _run(argv, limit_s)
        async with self._reading:
            return await _run(argv, limit_s)

    TABLE: ClassVar[Table] = (
        Route("GET", "/api/v1/prompts", listed, EDITORS, "Every prompt in every language.", reply="application/json"),
        Route(
            "POST",
            "/api/v1/prompts",
            upload,
            ADMINS,
            "Takes a sound file of any format as a prompt.",
            body="application/octet-stream",
            reply="text/plain",
            status=HTTPStatus.CREATED,
            queries=(Query("name", "Of the prompt.", needed=True), LANGUAGE),
            room=Room(MOST_BYTES, UPLOAD_S),
        ),
        Route(
            "GET",
            "/api/v1/prompts/{name}/sound",
            sound,
            EDITORS,
            "What a caller hears.",
            reply="audio/wav",
            queries=(LANGUAGE,),
        ),
        Route(
            "POST",
            "/api/v1/prompts/spoken",
            say,
            ADMINS,
            "Speaks a text, to be heard before it is kept.",
            body=TextWanted,
            reply="audio/wav",
            queries=(LANGUAGE,),
        ),
        Route(
            "POST",
            "/api/v1/prompts/{name}/recording",
            record,
            ADMINS,
            "Rings a telephone and records the prompt.",
            reply="text/plain",
            status=HTTPStatus.CREATED,
            once=True,
            queries=(
                Query("number", "The telephone to ring.", needed=True),
                Query("line", "Over which line."),
                LANGUAGE,
            ),
        ),
        Route(
            "POST",
            "/api/v1/prompts/{name}/restore",
            restore,
            ADMINS,
            "Brings an earlier version back.",
            status=HTTPStatus.NO_CONTENT,
            queries=(Query("version", "Its number.", int, needed=True), LANGUAGE),
        ),
        Route(
            "DELETE",
            "/api/v1/prompts/{name}",
            delete,
            ADMINS,
            "Takes a prompt away that nothing uses.",
            status=HTTPStatus.NO_CONTENT,
            queries=(LANGUAGE,),
        ),
    )


async def _run(argv: Sequence[str], limit_s: float) -> tuple[int, bytes, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "appliance", "prompt", *argv),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(limit_s):
            out, told = await process.communicate()
    except TimeoutError:
        return 1, b"", f"it was not done within {limit_s:.0f} s; try a shorter one"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    complaint = told.decode(errors="replace").strip().splitlines()
    return process.returncode or 0, out, _TERMINAL.sub("", complaint[-1]) if complaint else ""


def _language(request: web.Request) -> str:
    return request.query.get("language", "")
