"""Requests that dial or send are done once, however often they come with the same Idempotency-Key.

As draft-ietf-httpapi-idempotency-key-header describes it; who sends no key has every request done.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from hashlib import sha256
from http import HTTPStatus
from typing import Final

from aiohttp import web

from appliance.model.accounts import Who
from appliance.model.words import Value
from appliance.web.problems import CannotSay

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
MOST_KEPT: Final = 256
"""Answers; the oldest is forgotten, and a request that comes again so late is done again."""
LONGEST_KEPT: Final = 65_536
"""Bytes of an answer; of a longer one only the status is kept."""
LONGEST_KEY: Final = 255


class Kept(Value, frozen=True, kw_only=True):
    asked: bytes
    """Fingerprint of the body."""
    status: int
    kind: str
    content: bytes


class Once:
    def __init__(self, most_kept: int = MOST_KEPT) -> None:
        self._most_kept = most_kept
        self._kept: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self._running: set[tuple[str, ...]] = set()

    async def answer(
        self, who: Who, request: web.Request, act: Callable[[], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """That of `act`, or what it gave the first time. A fault is not kept: what failed may be tried again.

        Raises CannotSay: 409 while the first is still being done, 422 when the same key comes with another body.
        """
        key = request.headers.get(HEADER)
        if key is None:
            return await act()
        if not (1 <= len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
            raise CannotSay(HTTPStatus.BAD_REQUEST, f"{HEADER} has 1 to {LONGEST_KEY} printable ASCII characters")
        name = (who.way.value, who.name, request.method, request.path_qs, key)
        asked = sha256(await request.read()).digest()
        if name in self._running:
            raise CannotSay(HTTPStatus.CONFLICT, "the first request with this key is still being done; ask again later")
        kept = self._kept.get(name)
        if kept is not None:
            return _again(kept, asked)
        self._running.add(name)
        try:
            answer = await act()
        finally:
            self._running.discard(name)
        self._keep(name, asked, answer)
        return answer

    def kept(self) -> int:
        return len(self._kept)

    def _keep(self, name: tuple[str, ...], asked: bytes, answer: web.StreamResponse) -> None:
        content = answer.body if isinstance(answer, web.Response) and isinstance(answer.body, bytes) else b""
        if len(content) > LONGEST_KEPT:
            content = b""
        self._kept[name] = Kept(asked=asked, status=answer.status, kind=answer.content_type, content=content)
        while len(self._kept) > self._most_kept:
            self._kept.popitem(last=False)


def _again(kept: Kept, asked: bytes) -> web.Response:
    if kept.asked != asked:
        sentence = "this key came with another request before; make up a new one for each"
        raise CannotSay(HTTPStatus.UNPROCESSABLE_ENTITY, sentence)
    answer = web.Response(status=kept.status, headers={REPLAYED: "true"})
    if kept.content:
        answer.body, answer.content_type = kept.content, kept.kind
    return answer
