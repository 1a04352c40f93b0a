"""Errors as problem+json (RFC 9457): what is wrong, in one sentence."""

import logging
from http import HTTPStatus

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from appliance.control.errors import NoBox
from appliance.model.words import Value
from appliance.store.faults import NotPossible, StoreFault

log = logging.getLogger(__name__)

NO_TYPE = "about:blank"
"""Nothing more than the status says (RFC 9457 §4.2.1)."""


class Problem(Value, frozen=True, tag=False):
    type: str
    title: str
    status: int
    detail: str
    """One sentence: what, what was expected, what to try."""


class CannotSay(Exception):
    """One sentence, and the status that says it in HTTP."""

    def __init__(self, status: HTTPStatus, sentence: str, kind: str = NO_TYPE, *, retry_s: int = 0) -> None:
        """`kind`: for programs that must tell this problem from others of its status; `retry_s`: when to try again."""
        super().__init__(sentence)
        self.status = status
        self.kind = kind
        self.retry_s = retry_s


def body(status: HTTPStatus, detail: str, kind: str = NO_TYPE) -> bytes:
    return msgspec.json.encode(Problem(kind, status.phrase, status, detail))


def problem(status: HTTPStatus, detail: str, kind: str = NO_TYPE) -> web.Response:
    return web.Response(status=status, body=body(status, detail, kind), content_type="application/problem+json")


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
        if fault.status < HTTPStatus.BAD_REQUEST:
            raise
        return _of_aiohttp(fault, request)
    except CannotSay as why:
        return _of_ours(why)
    except NotPossible as why:
        return problem(HTTPStatus.CONFLICT, str(why))
    except (NoBox, StoreFault) as why:
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, str(why))
    except Exception:
        log.exception("callbox web: %s %s failed", request.method, request.path)
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "this failed inside the pages, which is our fault")


def _of_aiohttp(fault: web.HTTPException, request: web.Request) -> web.Response:
    status = HTTPStatus(fault.status)
    sentence = SENTENCES.get(status, fault.reason)
    answer = problem(status, sentence.format(path=request.path, method=request.method))
    if "Allow" in fault.headers:
        answer.headers["Allow"] = fault.headers["Allow"]
    return answer


def _of_ours(why: CannotSay) -> web.Response:
    answer = problem(why.status, str(why), why.kind)
    if why.status == HTTPStatus.REQUEST_TIMEOUT:
        answer.force_close()  # the rest of its body may still come
    if why.status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="callbox"'  # RFC 9110 §11.6.1 wants it
    if why.retry_s:
        answer.headers["Retry-After"] = str(why.retry_s)
    return answer
