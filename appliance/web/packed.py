"""Answers made smaller on their way: brotli for browsers that take it, else gzip; and which answers may be.

Packed are files, the API's document and pages. How long a packed answer is tells whether what one person put into it
repeats what another is to be kept from (BREACH): so no answer of the API is packed, which may hold a secret beside what
came with the request. In a page the request's address may stand, but no secret: scripts fetch those from the API.
"""

import asyncio
import re
import zlib
from http import HTTPStatus
from typing import Final

import brotli
from aiohttp import web

BROTLI: Final = "br"
GZIP: Final = "gzip"
CODING: Final = r"([a-z]+)(?:\s*;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?(?=\s*(?:,|$))"
LEAST_BYTES: Final = 400
"""Below it a packet carries the answer as it is."""
QUICK, THOROUGH = 4, 11
"""Effort: for what is made anew each time, a tenth of a millisecond; for what is packed once, in a thread."""


def wanted(request: web.Request) -> str:
    """Content-Encoding that who asks takes (RFC 9110 §12.5.3); empty for none."""
    told = request.headers.get("Accept-Encoding", "").lower()[:200]
    weights = {name: float(weight or 1) for name, weight in re.findall(CODING, told)}
    return next((each for each in (BROTLI, GZIP) if weights.get(each, 0)), "")


def packed(content: bytes, encoding: str, effort: int = THOROUGH) -> bytes:
    if encoding == BROTLI:
        return bytes(brotli.compress(content, quality=effort, mode=brotli.MODE_TEXT))
    packer = zlib.compressobj(min(effort, 9), wbits=zlib.MAX_WBITS | 16)  # 16: with gzip's head (RFC 1952)
    return packer.compress(content) + packer.flush()


def page_answer(request: web.Request, text: str, language: str, status: HTTPStatus) -> web.Response:
    """A page, packed at once."""
    content, encoding = text.encode(), wanted(request)
    headers = {"Content-Language": language, "Vary": "Accept-Encoding"}
    if encoding:
        content = packed(content, encoding, QUICK)
        headers["Content-Encoding"] = encoding
    return web.Response(body=content, content_type="text/html", charset="utf-8", status=status, headers=headers)


class Shelf:
    """What does not change while the program runs: packed when it is first asked for, in a thread, and kept."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}
        """By name and encoding: as many as there are files, twice."""

    async def answer(self, request: web.Request, name: str, content: bytes, response: web.Response) -> web.Response:
        """`response` with the content, or 304 for who has it; its ETag is made one of the encoding."""
        encoding = wanted(request) if len(content) >= LEAST_BYTES else ""
        headers = response.headers
        headers["Vary"] = "Accept-Encoding"
        if encoding:
            headers["ETag"] = f'{headers["ETag"][:-1]}-{encoding}"'
        if request.headers.get("If-None-Match") == headers["ETag"]:
            kept = {name: headers[name] for name in ("ETag", "Cache-Control", "Vary")}
            return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=kept)
        if encoding:
            headers["Content-Encoding"] = encoding
        response.body = await self._packed(name, content, encoding) if encoding else content
        return response

    async def _packed(self, name: str, content: bytes, encoding: str) -> bytes:
        known = self._kept.get((name, encoding))
        if known is None:
            known = await asyncio.to_thread(packed, content, encoding)
            self._kept[name, encoding] = known
        return known
