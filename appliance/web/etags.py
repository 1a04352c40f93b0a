"""Who changes something must have seen it as it is: ETag, If-Match and If-None-Match (RFC 9110 §8.8.3, §13.1)."""

from hashlib import sha256
from http import HTTPStatus

import msgspec
from aiohttp import web

from appliance.model.words import Value
from appliance.web.problems import CannotSay


def tag_of(content: bytes) -> str:
    return f'"{sha256(content).hexdigest()[:20]}"'


def tagged(request: web.Request, value: Value) -> web.Response:
    """As JSON with its tag; 304 for who has just that."""
    content = msgspec.json.encode(value)
    tag = tag_of(content)
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if tag in _tags(request.headers.get("If-None-Match", "")):
        return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    return web.Response(body=content, content_type="application/json", headers=headers)


def must_match(request: web.Request, now: Value) -> None:
    """Raises CannotSay: 428 without an If-Match, 412 when `now` is not what was seen."""
    wanted = _tags(request.headers.get("If-Match", ""))
    if not wanted:
        sentence = "send the ETag of what you have seen as If-Match, so that nobody's change is lost"
        raise CannotSay(HTTPStatus.PRECONDITION_REQUIRED, sentence)
    if "*" not in wanted and tag_of(msgspec.json.encode(now)) not in wanted:
        sentence = "somebody has changed it since you read it; read it again and change that"
        raise CannotSay(HTTPStatus.PRECONDITION_FAILED, sentence)


def _tags(header: str) -> frozenset[str]:
    return frozenset(tag.strip().removeprefix("W/") for tag in header.split(",") if tag.strip())
