"""Errors as problem+json (RFC 9457): what is wrong, in one sentence."""

import logging
from http import HTTPStatus

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

log = logging.getLogger(__name__)


def body(status: HTTPStatus, detail: str) -> bytes:
    return msgspec.json.encode({"type": "about:blank", "title": status.phrase, "status": status, "detail": detail})


def problem(status: HTTPStatus, detail: str) -> web.Response:
    return web.Response(status=status, body=body(status, detail), content_type="application/problem+json")


SENTENCES = {
    HTTPStatus.NOT_FOUND: "there is nothing at {path}; the live page is at /",
    HTTPStatus.METHOD_NOT_ALLOWED: "{path} does not take {method}",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "the body is larger than this place takes",
}


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Outermost: whatever goes wrong inside leaves as a problem."""
    try:
        return await handler(request)
    except web.HTTPException as fault:
        status = HTTPStatus(fault.status)
        sentence = SENTENCES.get(status, fault.reason)
        answer = problem(status, sentence.format(path=request.path, method=request.method))
        if "Allow" in fault.headers:
            answer.headers["Allow"] = fault.headers["Allow"]
        return answer
    except Exception:
        log.exception("callbox web: %s %s failed", request.method, request.path)
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "this failed inside the pages, which is our fault")
