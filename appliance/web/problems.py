"""Errors as problem+json (RFC 9457): what is wrong, in one sentence."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import TypeAlias

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from appliance.control.errors import NoBox
from appliance.model.words import Value
from appliance.store.faults import NotPossible, StoreFault
from appliance.web.catalogues import _, catalogues, filled

log = logging.getLogger(__name__)

PROBLEM = "application/problem+json"
KEPT = ("Allow", "Retry-After", "WWW-Authenticate")
"""Headers of a problem that belong to its page too."""

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

    def __init__(
        self, status: HTTPStatus, sentence: str, kind: str = NO_TYPE, *, retry_s: int = 0, **values: object
    ) -> None:
        """`kind`: for programs that must tell this problem from others of its status; `retry_s`: when to try again;
        `values`: for {name} in a sentence that is in the catalogues.
        """
        super().__init__(filled(sentence, values))
        self.status = status
        self.sentence = sentence
        self.values = values
        self.kind = kind
        self.retry_s = retry_s


def body(status: HTTPStatus, detail: str, kind: str = NO_TYPE) -> bytes:
    return msgspec.json.encode(Problem(kind, status.phrase, status, detail))


def problem(status: HTTPStatus, detail: str, kind: str = NO_TYPE) -> web.Response:
    return web.Response(status=status, body=body(status, detail, kind), content_type=PROBLEM)


SENTENCES = {
    HTTPStatus.NOT_FOUND: _("there is nothing at {path}; the live page is at /"),
    HTTPStatus.METHOD_NOT_ALLOWED: _("{path} does not take {method}"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("the body is larger than this place takes"),
}


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever goes wrong inside leaves as a problem."""
    try:
        return await handler(request)
    except web.HTTPException as fault:
        if fault.status < HTTPStatus.BAD_REQUEST:
            raise
        return _of_aiohttp(fault, request)
    except CannotSay as why:
        return _of_ours(why, request)
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
    values = {"path": request.path, "method": request.method}
    answer = problem(status, catalogues().asked(request).t(sentence, **values))
    if "Allow" in fault.headers:
        answer.headers["Allow"] = fault.headers["Allow"]
    return answer


def _of_ours(why: CannotSay, request: web.Request) -> web.Response:
    answer = problem(why.status, catalogues().asked(request).t(why.sentence, **why.values), why.kind)
    if why.status == HTTPStatus.REQUEST_TIMEOUT:
        answer.force_close()  # the rest of its body may still come
    if why.status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="callbox"'  # RFC 9110 §11.6.1 wants it
    if why.retry_s:
        answer.headers["Retry-After"] = str(why.retry_s)
    return answer


ShowPage: TypeAlias = Callable[[web.Request, HTTPStatus, str], web.Response]
"""The page that says what is wrong."""


def for_people(page: ShowPage) -> Middleware:
    """Around `problems`: who opened an address with a browser gets its problem as a page."""

    @web.middleware
    async def told(request: web.Request, handler: Handler) -> web.StreamResponse:
        answer = await handler(request)
        if answer.content_type != PROBLEM or not _is_for_people(request, answer):
            return answer
        told = page(request, HTTPStatus(answer.status), _detail_of(answer))
        told.headers.update({name: answer.headers[name] for name in KEPT if name in answer.headers})
        return told

    return told


def _is_for_people(request: web.Request, answer: web.StreamResponse) -> bool:
    """Browsers send this when somebody opens an address, scripts do not; under a wrong name no page is shown at all."""
    opened = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
    return opened and answer.status != HTTPStatus.MISDIRECTED_REQUEST


def _detail_of(answer: web.StreamResponse) -> str:
    content = answer.body if isinstance(answer, web.Response) else b""
    return msgspec.json.decode(content, type=Problem).detail if isinstance(content, bytes) else ""
