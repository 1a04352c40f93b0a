"""What is answered without encryption where the pages are encrypted: a way to trust the box, and a way on to https."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode

from aiohttp import web
from aiohttp.typedefs import Handler

from appliance.web.guards import host_name
from appliance.web.problems import CannotSay


def sends_on(https_port: Callable[[], int]) -> Handler:
    """A handler of whatever else is asked. People who come for the first time are shown how to trust the box: a browser
    that does not would frighten them; /trust sends those on who do.
    """

    async def send_on(request: web.Request) -> web.StreamResponse:
        place = encrypted(request.host, https_port())
        if request.method not in {"GET", "HEAD"} or request.path.startswith("/api/"):
            sentence = f"asked without encryption, where others could read along; ask {place}{request.path}"
            raise CannotSay(HTTPStatus.FORBIDDEN, sentence)
        if request.path == "/":
            raise web.HTTPSeeOther(f"/trust?{urlencode({'next': '/'})}")
        raise web.HTTPTemporaryRedirect(f"{place}{request.raw_path if request.raw_path.startswith('/') else '/'}")

    return send_on


def encrypted(host: str, port: int) -> str:
    """The same host by https: scheme, host and port."""
    name = host_name(host)
    bare = f"[{name}]" if ":" in name else name
    return f"https://{bare}" + ("" if port == 443 else f":{port}")
