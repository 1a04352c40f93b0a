"""The wallboard: its page and stream, and the links by which screens on a wall come to it.

A link's key stands behind the # of its address, which no browser sends to anybody: it is in no log and no Referer. The
page gives it up, once, for a cookie of another secret; whoever finds the link later has nothing.
"""

from http import HTTPStatus
from typing import ClassVar, Final

from aiohttp import web

from appliance.model.accounts import Role, Token, Way, Who
from appliance.model.words import Value
from appliance.web.accounts import Accounts
from appliance.web.admission import still_may, taken
from appliance.web.feed import Feed
from appliance.web.frame import Frame
from appliance.web.identity import LONGEST_SECRET, WALLBOARD, cookie_name, give_cookie
from appliance.web.passwords import kept, new_secret
from appliance.web.problems import CannotSay
from appliance.web.route import ADMINS, OPEN, Query, Route, Table
from appliance.web.routes import LOOKERS
from appliance.web.signing_in import NewName, check_name
from appliance.web.today import Today
from appliance.web.wallboard import Board, BoardParts
from appliance.web.watchers import Watchers

KEEP_S: Final = 400 * 86_400
"""Longer a browser keeps no cookie (RFC 6265bis §5.5); each day the page has it given anew."""
LINK_MS: Final = 7 * 86_400_000
"""A link that nobody opened for so long is none any more."""
SCOPES: Final = (Role.WALLBOARD,)


class OpenWanted(Value, frozen=True, tag=False):
    key: str = ""
    """Of a link; empty: the cookie is to be kept longer."""


class NewScreen(Value, frozen=True, tag=False):
    name: NewName


class MadeLink(Value, frozen=True, tag=False):
    name: str
    link: str
    """Path and key, to be opened once, on the screen itself; shown this one time."""


class Screen(Value, frozen=True, tag=False, kw_only=True):
    name: str
    since_utc_ms: int
    seen_utc_ms: int
    """0: nobody has opened the link."""


class ScreenList(Value, frozen=True, tag=False):
    screens: tuple[Screen, ...]


class WallboardRoutes:
    def __init__(self, feed: Feed, frame: Frame, accounts: Accounts, assets: str) -> None:
        """`assets`: their version."""
        self._feed = feed
        self._frame = frame
        self._accounts = accounts
        self.today = Today(feed)
        self._board = BoardParts(feed, self.today, assets)
        self._watchers = Watchers(feed, assets, make=self._board.parts)

    async def close(self) -> None:
        await self._watchers.close()

    async def page(self, request: web.Request) -> web.Response:
        """Without anything of the house in it: a screen that has no link yet must be able to say so."""
        return self._frame.page(request, "wallboard")

    async def screens_page(self, request: web.Request) -> web.Response:
        return self._frame.page(request, "screens")

    async def socket(self, request: web.Request) -> web.StreamResponse:
        return await self._watchers.serve(request, lambda: still_may(request))

    async def now(self, _request: web.Request) -> Board:
        board = self._board.board()
        if board is None or self._feed.gone is not None:
            reason = self._feed.gone.reason if self._feed.gone else "the box has not been reached yet"
            raise CannotSay(HTTPStatus.SERVICE_UNAVAILABLE, reason)
        return board

    async def let_in(self, request: web.Request) -> web.Response:
        """Whoever has neither key nor cookie gets nothing; a person who is signed in needs none."""
        wanted = await taken(request, OpenWanted, '{"key": "…"} or nothing')
        answer = web.Response(status=HTTPStatus.NO_CONTENT)
        secret = request.cookies.get(cookie_name(request, WALLBOARD), "")[:LONGEST_SECRET]
        if wanted.key:
            secret = new_secret()
            token = await self._exchanged(wanted.key[:LONGEST_SECRET], secret)
            who = Who(name=token.name, roles=frozenset(SCOPES), way=Way.TOKEN)
            await self._accounts.audit(who, request, "opens the link of a wallboard", "done")
        if secret and await self._accounts.ask(lambda file: file.token(kept(secret))) is not None:
            give_cookie(request, answer, secret, WALLBOARD, KEEP_S)
        return answer

    async def screens(self, _request: web.Request) -> ScreenList:
        tokens = await self._accounts.ask(lambda file: file.tokens())
        return ScreenList(tuple(_screen(token) for token in tokens if token.scopes == SCOPES))

    async def add(self, request: web.Request) -> MadeLink:
        wanted = await taken(request, NewScreen, '{"name": "front office"}')
        check_name(wanted.name)
        key, now = new_secret(), self._accounts.clock()
        token = Token(name=wanted.name, scopes=SCOPES, since_utc_ms=now)
        await self._accounts.ask(lambda file: file.add_token(token, of_link(key)))
        return MadeLink(wanted.name, link_of(key))

    async def remove(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        found = await self._accounts.ask(lambda file: file.tokens())
        if not any(token.name.casefold() == name.casefold() and token.scopes == SCOPES for token in found):
            raise CannotSay(HTTPStatus.NOT_FOUND, f"there is no wallboard {name[:60]!r}")
        await self._accounts.ask(lambda file: file.remove_token(name))
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def _exchanged(self, key: str, secret: str) -> Token:
        since = self._accounts.clock() - LINK_MS
        token = await self._accounts.ask(lambda file: file.exchange_token(of_link(key), kept(secret), since))
        if token is None:
            sentence = "this link was opened before, was taken back, or is older than a week; an admin makes a new one"
            raise CannotSay(HTTPStatus.UNAUTHORIZED, sentence)
        return token

    TABLE: ClassVar[Table] = (
        Route("GET", "/wallboard", page, OPEN, "The page for a screen on the wall.", reply="text/html", plain=True),
        Route("GET", "/wallboard/screens", screens_page, ADMINS, "The page of its links.", reply="text/html"),
        Route(
            "GET",
            "/wallboard/live",
            socket,
            LOOKERS,
            "The wallboard as it changes, over a WebSocket.",
            socket=True,
            queries=(Query("delta", "1: of lists only the rows that changed.", int),),
            plain=True,
        ),
        Route(
            "GET", "/api/v1/wallboard", now, LOOKERS, "The wallboard now; no caller is named.", reply=Board, plain=True
        ),
        Route(
            "POST",
            "/api/v1/wallboard/open",
            let_in,
            OPEN,
            "Gives a screen its cookie for the key of a link, which is good for once.",
            body=OpenWanted,
            status=HTTPStatus.NO_CONTENT,
            plain=True,
        ),
        Route("GET", "/api/v1/wallboards", screens, ADMINS, "Screens that have a link.", reply=ScreenList),
        Route(
            "POST",
            "/api/v1/wallboards",
            add,
            ADMINS,
            "Makes the link of a screen; it is told this once.",
            body=NewScreen,
            reply=MadeLink,
            status=HTTPStatus.CREATED,
        ),
        Route(
            "DELETE",
            "/api/v1/wallboards/{name}",
            remove,
            ADMINS,
            "Takes a screen's link back; it is dark within seconds.",
            status=HTTPStatus.NO_CONTENT,
        ),
    )


def of_link(key: str) -> str:
    """How a key is stored: not as the hash of any token, so that it is good for nothing else."""
    return f"link {kept(key)}"


def link_of(key: str) -> str:
    return f"/wallboard#{key}"


def _screen(token: Token) -> Screen:
    return Screen(name=token.name, since_utc_ms=token.since_utc_ms, seen_utc_ms=token.used_utc_ms)
