"""Before every handler: who asks, whether they may, whether the body is there; after it: values become JSON."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final, TypeAlias, TypeVar, cast
from urllib.parse import urlencode, urlsplit

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from appliance.model.accounts import NOBODY, Who
from appliance.model.words import Value
from appliance.store.faults import StoreFault
from appliance.web.catalogues import _
from appliance.web.once import Once
from appliance.web.problems import CannotSay
from appliance.web.route import Answer, Open, Part, Room, Route

Identify: TypeAlias = Callable[[web.Request], Awaitable[Who]]
"""Who asks; NOBODY when that cannot be told."""
Record: TypeAlias = Callable[[Who, web.Request, str, str], Awaitable[None]]
"""Writes into the audit what was done and how it ended."""
Act: TypeAlias = Callable[[web.Request], Awaitable[Answer]]

V = TypeVar("V", bound=Value)

WHO: Final = web.RequestKey("who", Who)
STILL: Final = web.RequestKey[Callable[[], Awaitable[bool]]]("still")


class Admission:
    """Makes of routes what aiohttp is given; no handler is reached but through it."""

    def __init__(self, identify: Identify, record: Record, room: Room, sign_in: Callable[[], str]) -> None:
        """`room`: of routes that do not say how much they take. `sign_in`: where people are sent who have not."""
        self._identify = identify
        self._record = record
        self._room = room
        self._sign_in = sign_in
        self._once = Once()

    def routes_of(self, part: Part, *, plain_only: bool = False) -> list[web.RouteDef]:
        """`plain_only`: those that are served without encryption too."""
        return [
            self._routed(route, route.handler.__get__(part)) for route in part.TABLE if route.plain or not plain_only
        ]

    def _routed(self, route: Route, act: Act) -> web.RouteDef:
        async def admitted(request: web.Request) -> web.StreamResponse:
            return await self._admit(route, act, request)

        if route.method == "GET":
            return web.get(route.path, cast("Handler", admitted), allow_head=not route.socket)
        return web.route(route.method, route.path, cast("Handler", admitted))

    async def _admit(self, route: Route, act: Act, request: web.Request) -> web.StreamResponse:
        if (route.changes or route.socket) and not same_origin(request):
            raise CannotSay(HTTPStatus.FORBIDDEN, "only pages of this box may ask for that; open it at its own address")
        who = NOBODY if isinstance(route.allowed, Open) else await self._identify(request)
        if not route.is_api and who == NOBODY and isinstance(route.allowed, frozenset) and not route.socket:
            raise web.HTTPSeeOther(f"{self._sign_in()}?{urlencode({'next': request.path_qs})}")
        request[WHO], request[STILL] = who, lambda: self._still_may(route, request)
        if who == NOBODY or route.tries or not (route.changes or route.listens):
            refuse(route, who)
            return await self._answer(route, act, request)
        outcome = "failed"
        try:
            refuse(route, who)
            answer = await self._answer(route, act, request)
            outcome = str(answer.status)
        except CannotSay as why:
            outcome = f"{why.status.value}: {why}"
            raise
        finally:
            await self._record(who, request, what_is_done(route, request), outcome)
        return answer

    async def _answer(self, route: Route, act: Act, request: web.Request) -> web.StreamResponse:
        if route.room is not None:
            request = request.clone(client_max_size=route.room.size_bytes)
        await read_within(request, (route.room or self._room).seconds)

        async def answered() -> web.StreamResponse:
            answer = await act(request)
            return answer if isinstance(answer, web.StreamResponse) else json_answer(answer, route.status)

        return await self._once.answer(request[WHO], request, answered) if route.once else await answered()

    async def _still_may(self, route: Route, request: web.Request) -> bool:
        try:
            refuse(route, await self._identify(request))
        except (CannotSay, StoreFault):
            return False
        return True


def refuse(route: Route, who: Who) -> None:
    """Raises CannotSay, unless they may."""
    if isinstance(route.allowed, Open) or route.allowed & who.roles:
        return
    if who == NOBODY:
        raise CannotSay(HTTPStatus.UNAUTHORIZED, "nobody is signed in here; sign in at /sign-in, or send a token")
    wanted = ", ".join(sorted(role.value for role in route.allowed))
    sentence = _("this is for {roles}; {who} is none of these")
    raise CannotSay(HTTPStatus.FORBIDDEN, sentence, roles=wanted, who=who.name or who.way.value)


def who_asks(request: web.Request) -> Who:
    """Inside a handler."""
    return request[WHO]


async def still_may(request: web.Request) -> bool:
    """Whether who asked once may still have it: sessions end and are ended while a socket stands."""
    return await request[STILL]()


def what_is_done(route: Route, request: web.Request) -> str:
    """With the parameters the route knows, and no others: somebody may send a secret where none belongs."""
    known = {query.name: request.query[query.name] for query in route.queries if query.name in request.query}
    return f"{route.method} {request.path}" + (f"?{urlencode(known)}" if known else "")


def same_origin(request: web.Request) -> bool:
    """Browsers send Origin with whatever changes something and with every WebSocket, and Sec-Fetch-Site with all they
    ask of a trusted address (Fetch, Fetch Metadata); what sends neither is no browser and cannot be tricked.
    """
    if request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
        return False
    try:
        origin = urlsplit(request.headers.get("Origin", f"{request.scheme}://{request.host}"))
    except ValueError:
        return False
    if request.secure and origin.scheme == "http":  # whoever sits on the wire can write plain pages of our name
        return False
    return origin.netloc.lower() == request.host.lower()


async def read_within(request: web.Request, seconds: float) -> None:
    """A body is there in time or never: one that drips would hold its place for ever. aiohttp minds its size."""
    if not request.body_exists:
        return
    try:
        async with asyncio.timeout(seconds):
            await request.read()
    except TimeoutError:
        raise CannotSay(HTTPStatus.REQUEST_TIMEOUT, f"the body did not arrive within {seconds:g} s") from None


async def taken(request: web.Request, kind: type[V], example: str) -> V:
    """The body; an empty one where every field may be left away. Raises CannotSay with the example."""
    content = await request.read()
    try:
        return msgspec.json.decode(content if content.strip() else b"{}", type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        sentence = f"the body is not what was expected, {example}: {fault}"
        raise CannotSay(HTTPStatus.BAD_REQUEST, sentence) from None


def json_answer(value: Value, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    return web.Response(status=status, body=msgspec.json.encode(value), content_type="application/json")
