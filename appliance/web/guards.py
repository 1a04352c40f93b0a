"""Who may ask what: hosts, origins, bodies, and the headers that keep a page to itself."""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from appliance.model.words import Value
from appliance.web.problems import problem

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Server": "Callbox",
}


def policy(host: str) -> str:
    """Content-Security-Policy: our own scripts, styles and pictures, nothing inline, nobody's frame.

    The live socket is named because older Safari does not count ws: as 'self'.
    """
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        f"connect-src 'self' ws://{host} wss://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Content-Security-Policy"] = policy(request.host if _is_plain(request.host) else "localhost")


def hosts_allowed(address: str, more: Iterable[str] = ()) -> frozenset[str]:
    """The names this machine answers to. Numeric addresses are always allowed: DNS rebinding needs a name."""
    name = socket.gethostname().lower()
    return frozenset(
        {"localhost", name, f"{name.split('.')[0]}.local", address.lower(), *(host.lower() for host in more)}
    )


def only_hosts(allowed: frozenset[str]) -> Middleware:
    """A page of another site, whose name was made to point here, must not read the box (DNS rebinding)."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        name = host_name(request.host)
        if name in allowed or _is_address(name):
            return await handler(request)
        detail = "this box does not answer to that name; use its address, or start the pages with --host NAME"
        return problem(HTTPStatus.MISDIRECTED_REQUEST, detail)

    return guard


def host_name(host: str) -> str:
    """Without port and brackets, in small letters; empty when it is no host at all."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def same_origin(request: web.Request) -> bool:
    """Browsers send Origin with every WebSocket; what sends none is no browser and cannot be tricked."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc.lower() == request.host.lower()


class Room(Value, frozen=True):
    """What an address takes."""

    size_bytes: int
    seconds: float


NOBODY: Mapping[str, Room] = MappingProxyType({})


def bodies_within(seconds: float, larger: Mapping[str, Room] = NOBODY) -> Middleware:
    """A body is there in time or never (one that drips would hold its place for ever); aiohttp minds its size.

    `larger` are the addresses that take more of a POST.
    """

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        room = larger.get(request.path) if request.method == "POST" else None
        if room is not None:
            request = request.clone(client_max_size=room.size_bytes)
        limit = room.seconds if room is not None else seconds
        if request.body_exists and not await _arrives(request.read, limit):
            answer = problem(HTTPStatus.REQUEST_TIMEOUT, f"the body did not arrive within {limit:g} s")
            answer.force_close()
            return answer
        return await handler(request)

    return guard


async def _arrives(read: Callable[[], Awaitable[bytes]], seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await read()
    except TimeoutError:
        return False
    return True


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_plain(host: str) -> bool:
    """Fit to stand in a header: letters, digits and the signs of names, addresses and ports."""
    return host.isascii() and all(sign.isalnum() or sign in "-._:[]" for sign in host)
