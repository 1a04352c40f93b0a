"""Who asks: a session's cookie, a token, or somebody at this machine where the settings let them."""

import ipaddress
from http import HTTPStatus
from typing import Final

from aiohttp import web

from appliance.model.accounts import NOBODY, Role, Token, Way, Who
from appliance.store.accounts import Session
from appliance.web.accounts import Accounts
from appliance.web.passwords import kept
from appliance.web.problems import CannotSay

IDLE_MS: Final = 12 * 3_600_000
"""Unused for so long a session ends …"""
ABSOLUTE_MS: Final = 7 * 86_400_000
"""… and after so long in any case."""
TOUCHED_MS: Final = 60_000
"""That it was used is written down so often at the most."""
LONGEST_SECRET: Final = 200
WALLBOARD: Final = "callbox-wallboard"
"""Cookie of a screen on the wall, which holds a token."""


class Identity:
    def __init__(self, accounts: Accounts, without: frozenset[Role] = frozenset()) -> None:
        """`without`: what whoever asks from this machine may do without signing in."""
        self._accounts = accounts
        self._without = without

    async def who(self, request: web.Request) -> Who:
        """Raises CannotSay for a token that is none: a program must learn of it."""
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.casefold() == "bearer":
            return await self._by_token(secret.strip()[:LONGEST_SECRET])
        who = await self._by_session(request.cookies.get(cookie_name(request), "")[:LONGEST_SECRET])
        if who == NOBODY:
            who = await self._by_wallboard(request.cookies.get(cookie_name(request, WALLBOARD), "")[:LONGEST_SECRET])
        if who == NOBODY and self._without and at_this_machine(request):
            return Who(roles=self._without, way=Way.WITHOUT)
        return who

    async def _by_token(self, secret: str) -> Who:
        token = await self._token(secret)
        if token is None:
            raise CannotSay(HTTPStatus.UNAUTHORIZED, "this token is none of this box, or was taken back")
        return Who(name=token.name, roles=frozenset(token.scopes), way=Way.TOKEN)

    async def _by_wallboard(self, secret: str) -> Who:
        """Whatever else the token may do, who holds the screen may look."""
        token = await self._token(secret) if secret else None
        if token is None or Role.WALLBOARD not in token.scopes:
            return NOBODY
        return Who(name=token.name, roles=frozenset({Role.WALLBOARD}), way=Way.TOKEN)

    async def _token(self, secret: str) -> Token | None:
        now = self._accounts.clock()
        token = await self._accounts.ask(lambda file: file.token(kept(secret)))
        if token is not None and abs(now - token.used_utc_ms) > TOUCHED_MS:
            await self._accounts.ask(lambda file: file.use_token(token.name, now))
        return token

    async def _by_session(self, secret: str) -> Who:
        if not secret:
            return NOBODY
        key, now = kept(secret), self._accounts.clock()
        session = await self._accounts.ask(lambda file: file.session(key))
        if session is None:
            return NOBODY
        if is_over(session, now):
            await self._accounts.ask(lambda file: file.end_session(key))
            return NOBODY
        if abs(now - session.used_utc_ms) > TOUCHED_MS:
            await self._accounts.ask(lambda file: file.use_session(key, now))
        user = session.user
        return Who(name=user.name, roles=frozenset(user.roles), agent=user.agent, way=Way.SESSION, session=key)


def is_over(session: Session, now_utc_ms: int) -> bool:
    """A clock that was put back ends it too: nobody knows then how old it is."""
    idle, age = now_utc_ms - session.used_utc_ms, now_utc_ms - session.began_utc_ms
    return idle > IDLE_MS or age > ABSOLUTE_MS or age < -TOUCHED_MS


def cookie_name(request: web.Request, name: str = "callbox") -> str:
    """Over TLS one that no other host and no plain page can set (RFC 6265bis §4.1.3.2)."""
    return f"__Host-{name}" if request.secure else name


def give_cookie(
    request: web.Request, answer: web.StreamResponse, secret: str, name: str = "callbox", keep_s: int = 0
) -> None:
    """`keep_s` 0: as long as a session lasts at the most."""
    answer.set_cookie(
        cookie_name(request, name),
        secret,
        max_age=keep_s or ABSOLUTE_MS // 1000,
        path="/",
        secure=request.secure,
        httponly=True,
        samesite="Lax",
    )


def take_cookie(request: web.Request, answer: web.StreamResponse) -> None:
    answer.del_cookie(cookie_name(request), path="/", secure=request.secure, httponly=True, samesite="Lax")


def at_this_machine(request: web.Request) -> bool:
    """Not through a proxy that runs here: what it forwards may come from anywhere."""
    if "Forwarded" in request.headers or "X-Forwarded-For" in request.headers:
        return False
    try:
        address = ipaddress.ip_address(request.remote or "")
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
