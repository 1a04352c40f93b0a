"""A bare aiohttp handler that answers JSON, to compare with: python -m benchmarks.pages.bare PORT"""

import sys
from typing import Final

import msgspec
from aiohttp import web

from benchmarks.pages.house import house

BODY: Final = msgspec.json.encode(house())
"""As many bytes as the pages' snapshot has, encoded once."""


async def answer(_request: web.Request) -> web.Response:
    return web.Response(body=BODY, content_type="application/json")


if __name__ == "__main__":
    app = web.Application()
    app.router.add_get("/", answer)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)
