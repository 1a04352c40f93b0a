"""Letting somebody in: name, password and, where wanted, a second step; wrong tries wait longer and longer."""

import hmac
import math
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, TypeAlias

from aiohttp import web
from msgspec import Meta

from appliance.model.accounts import NOBODY, Role, User, Way, Who
from appliance.model.words import Value
from appliance.store.accounts import Secrets
from appliance.web.accounts import Accounts
from appliance.web.catalogues import _
from appliance.web.lock_out import LockOut
from appliance.web.passwords import (
    LEAST_CHARACTERS,
    MOST_CHARACTERS,
    NOBODYS,
    Hashing,
    fault_of,
    hashed,
    kept,
    matches,
    new_code,
    new_secret,
    period_of,
    plain_code,
)
from appliance.web.problems import CannotSay

CODE_WANTED = "/problems/code-wanted"
"""Kind of the problem: the password was right, the second step is missing."""
NOT_RIGHT = _("name, password or code is not right")


NewName: TypeAlias = Annotated[str, Meta(extra_json_schema={"minLength": 1, "maxLength": 60})]
NewPassword: TypeAlias = Annotated[
    str, Meta(extra_json_schema={"minLength": LEAST_CHARACTERS, "maxLength": MOST_CHARACTERS})
]
"""Told in the API's document; what is wrong is said by ourselves, in words for people."""


class SignIn(Value, frozen=True, tag=False):
    """The body of a POST."""

    name: str
    password: str
    code: str = ""
    """Six digits of the second step, or a recovery code."""


class FirstAdmin(Value, frozen=True, tag=False):
    """The body of a POST."""

    code: str
    """What `callbox web` printed when it started."""
    name: NewName
    password: NewPassword


def monotonic_ms() -> int:
    return int(time.monotonic() * 1000)


class SigningIn:
    def __init__(self, accounts: Accounts, clock: Callable[[], int] = monotonic_ms) -> None:
        """`clock`: milliseconds that only go forward."""
        self._accounts = accounts
        self._clock = clock
        self._hashing = Hashing()
        self._tries = LockOut()
        self.first_code = ""
        """Makes the first admin, once; empty when there is one."""

    async def start(self) -> None:
        if not await self._accounts.ask(lambda file: file.has_admin()):
            self.first_code = new_code(12)

    async def begin(self, request: web.Request, wanted: SignIn) -> str:
        """The secret of a new session. Raises CannotSay."""
        found = await self._accounts.ask(lambda file: file.secrets(wanted.name))
        keys = self._keys(request, found.user.name if found is not None else f"? {wanted.name[:100]}")
        self._try(keys)
        right = await self._hashing.do(lambda: matches(wanted.password, found.password if found else NOBODYS))
        if found is None or not right:
            await self._refuse(request, found, "wrong password")
        elif found.user.two_steps and not wanted.code:
            sentence = _("the code of the second step is wanted too: six digits, or a recovery code")
            raise CannotSay(HTTPStatus.UNAUTHORIZED, sentence, CODE_WANTED)
        elif found.user.two_steps and not await self._second_step(found, wanted.code):
            await self._refuse(request, found, "wrong code")
        else:
            return await self._let_in(request, found.user, keys)
        raise CannotSay(HTTPStatus.UNAUTHORIZED, NOT_RIGHT)

    async def begin_first(self, request: web.Request, wanted: FirstAdmin) -> str:
        """Makes the first admin. Raises CannotSay."""
        keys = self._keys(request, "? first")
        self._try(keys)
        if not self.first_code or await self._accounts.ask(lambda file: file.has_admin()):
            self.first_code = ""
            raise CannotSay(HTTPStatus.CONFLICT, _("there is an admin already; sign in at /sign-in"))
        if not hmac.compare_digest(plain_code(wanted.code).encode(), plain_code(self.first_code).encode()):
            sentence = _("this is not the code that callbox web printed when it started")
            raise CannotSay(HTTPStatus.FORBIDDEN, sentence)
        user = await self.new_user(wanted.name, wanted.password, (Role.ADMIN,), "")
        self.first_code = ""
        return await self._let_in(request, user, keys)

    async def new_user(self, name: str, password: str, roles: tuple[Role, ...], agent: str) -> User:
        """Raises CannotSay and NotPossible."""
        check_name(name)
        user = User(name=name, roles=roles, agent=agent, since_utc_ms=self._accounts.clock())
        stored = await self.new_password(name, password)
        await self._accounts.ask(lambda file: file.add_user(user, stored))
        return user

    async def new_password(self, name: str, password: str) -> str:
        """Hashed. Raises CannotSay."""
        fault = fault_of(password, name)
        if fault:
            raise CannotSay(HTTPStatus.UNPROCESSABLE_ENTITY, fault)
        return await self._hashing.do(lambda: hashed(password))

    async def prove(self, request: web.Request, who: Who, password: str) -> None:
        """That it is still them, before something that keeps others out. Raises CannotSay."""
        keys = self._keys(request, who.name)
        self._try(keys)
        found = await self._accounts.ask(lambda file: file.secrets(who.name))
        if found is None or not await self._hashing.do(lambda: matches(password, found.password)):
            raise CannotSay(HTTPStatus.FORBIDDEN, _("the password is not right"))
        self._right(keys)

    async def _second_step(self, found: Secrets, code: str) -> bool:
        name, period = found.user.name, period_of(found.second_step, code, self._accounts.clock())
        if period is not None:
            return await self._accounts.ask(lambda file: file.take_period(name, period))
        return await self._accounts.ask(lambda file: file.take_recovery(name, kept(plain_code(code))))

    async def _let_in(self, request: web.Request, user: User, keys: tuple[str, ...]) -> str:
        self._right(keys)
        secret, now = new_secret(), self._accounts.clock()
        address = request.remote or ""
        await self._accounts.ask(lambda file: file.begin_session(kept(secret), user.name, address, now))
        await self._accounts.audit(Who(name=user.name, way=Way.SESSION), request, "sign-in", "signed in")
        return secret

    async def _refuse(self, request: web.Request, found: Secrets | None, why: str) -> None:
        """A name that nobody has may be a password in the wrong field: it is not written down."""
        who = Who(name=found.user.name) if found is not None else NOBODY
        await self._accounts.audit(who, request, "sign-in", why)

    def _keys(self, request: web.Request, account: str) -> tuple[str, str]:
        return f"account {account.casefold()}", f"address {request.remote}"

    def _try(self, keys: tuple[str, ...]) -> None:
        now = self._clock()
        wait_s = math.ceil(max(self._tries.wait_ms(key, now) for key in keys) / 1000)
        if wait_s:
            sentence = _("too many wrong tries; try again in {seconds} s")
            raise CannotSay(HTTPStatus.TOO_MANY_REQUESTS, sentence, retry_s=wait_s, seconds=wait_s)
        for key in keys:
            self._tries.tried(key, now)

    def _right(self, keys: tuple[str, ...]) -> None:
        for key in keys:
            self._tries.was_right(key)


def check_name(name: str) -> None:
    """Raises CannotSay."""
    if not (1 <= len(name) <= 60 and name.isprintable() and name == name.strip() and "/" not in name):
        sentence = _("a name has 1 to 60 letters, digits, signs and spaces between them, and no /")
        raise CannotSay(HTTPStatus.UNPROCESSABLE_ENTITY, sentence)
