"""Names this machine answers to, and the headers that keep a page to itself."""

import socket
from collections.abc import Callable, Iterable
from http import HTTPStatus
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from appliance.web.problems import problem

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
    "Server": "Callbox",
}


def policy(host: str, also: str = "") -> str:
    """Content-Security-Policy: our own scripts, styles and pictures, nothing inline, nobody's frame.

    The live socket is named because older Safari does not count ws: as 'self'. `also`: another origin to be asked.
    """
    asked = " ".join(filter(None, ("'self'", f"ws://{host}", f"wss://{host}", also)))
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self' blob:; "
        f"connect-src {asked}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("Content-Security-Policy", policy(plain_host(request)))


def plain_host(request: web.Request) -> str:
    """What was asked for, if it may stand in a header."""
    return request.host if _is_plain(request.host) else "localhost"


def hosts_allowed(address: str, more: Iterable[str] = ()) -> frozenset[str]:
    """The names this machine answers to. Numeric addresses are always allowed: DNS rebinding needs a name."""
    name = socket.gethostname().lower()
    return frozenset(
        {"localhost", name, f"{name.split('.')[0]}.local", address.lower(), *(host.lower() for host in more)}
    )


def only_hosts(allowed: frozenset[str], certified: Callable[[str], bool]) -> Middleware:
    """A page of another site, whose name was made to point here, must not read the box (DNS rebinding).

    `certified`: whether an admin brought a certificate for the name.
    """

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        name = host_name(request.host)
        if name in allowed or _is_address(name) or certified(name):
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


PRIVATE = tuple(
    map(ip_network, ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"))
) + tuple(map(ip_network, ("::1/128", "fc00::/7", "fe80::/10")))
"""RFC 1918, RFC 3927, RFC 4193, RFC 4291: this machine and the networks that the internet does not carry."""


def near(address: str, allowed: Iterable[IPv4Network | IPv6Network] = ()) -> bool:
    """Whether a peer's address is private or in one of the allowed networks."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in network for network in (*PRIVATE, *allowed))


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _is_plain(host: str) -> bool:
    """Fit to stand in a header: letters, digits and the signs of names, addresses and ports."""
    return host.isascii() and all(sign.isalnum() or sign in "-._:[]" for sign in host)
