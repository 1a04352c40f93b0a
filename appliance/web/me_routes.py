"""Signing in and out, and what everybody may do with their own account."""

from http import HTTPStatus
from typing import ClassVar

from aiohttp import web

from appliance.model.accounts import Role, Way, Who
from appliance.model.words import Value
from appliance.web.accounts import Accounts
from appliance.web.admission import taken, who_asks
from appliance.web.catalogues import _
from appliance.web.feed import Feed
from appliance.web.identity import cookie_name, give_cookie, take_cookie
from appliance.web.passwords import (
    RECOVERY_CODES,
    address_of_second_step,
    kept,
    new_code,
    new_second_step,
    period_of,
    plain_code,
)
from appliance.web.problems import CannotSay
from appliance.web.route import OPEN, SIGNED_IN, Route, Table
from appliance.web.signing_in import FirstAdmin, SignIn, SigningIn

SIGNED_IN_SOMEHOW = SIGNED_IN | {Role.METRICS, Role.WALLBOARD}


class Me(Value, frozen=True, kw_only=True, tag=False):
    name: str
    roles: tuple[Role, ...]
    agent: str
    way: Way
    two_steps: bool = False


class NewPassword(Value, frozen=True, tag=False):
    old: str
    new: str


class Password(Value, frozen=True, tag=False):
    password: str


class Code(Value, frozen=True, tag=False):
    code: str


class SecondStep(Value, frozen=True, tag=False):
    secret: str
    """Base32, to be typed into a program that makes codes."""
    address: str
    """The same for a program that takes an otpauth: address."""


class Recovery(Value, frozen=True, tag=False):
    codes: tuple[str, ...]
    """Each is good for once in the place of a code; they are shown this one time."""


class MeRoutes:
    def __init__(self, accounts: Accounts, signing_in: SigningIn, feed: Feed) -> None:
        self._accounts = accounts
        self._signing_in = signing_in
        self._feed = feed

    async def sign_in(self, request: web.Request) -> web.Response:
        """Gives a session's cookie; 401 of type /problems/code-wanted when the second step is missing."""
        wanted = await taken(request, SignIn, '{"name": "anna", "password": "…", "code": "123456"}')
        return await self._let_in(request, await self._signing_in.begin(request, wanted))

    async def first_run(self, request: web.Request) -> web.Response:
        wanted = await taken(request, FirstAdmin, '{"code": "…", "name": "anna", "password": "…"}')
        return await self._let_in(request, await self._signing_in.begin_first(request, wanted))

    async def sign_out(self, request: web.Request) -> web.Response:
        session = who_asks(request).session
        await self._accounts.ask(lambda file: file.end_session(session))
        answer = web.Response(status=HTTPStatus.NO_CONTENT)
        take_cookie(request, answer)
        return answer

    async def me(self, request: web.Request) -> Me:
        who = who_asks(request)
        user = await self._accounts.ask(lambda file: file.user(who.name)) if who.way is Way.SESSION else None
        roles = tuple(sorted(who.roles, key=lambda role: role.value))
        two_steps = user is not None and user.two_steps
        return Me(name=who.name, roles=roles, agent=who.agent, way=who.way, two_steps=two_steps)

    async def set_password(self, request: web.Request) -> web.Response:
        """Ends every other session of theirs."""
        who = _signed_in(request)
        wanted = await taken(request, NewPassword, '{"old": "…", "new": "…"}')
        await self._signing_in.prove(request, who, wanted.old)
        stored = await self._signing_in.new_password(who.name, wanted.new)
        await self._accounts.ask(lambda file: file.set_password(who.name, stored, but_session=who.session))
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def propose_second_step(self, request: web.Request) -> SecondStep:
        who = _signed_in(request)
        wanted = await taken(request, Password, '{"password": "…"}')
        await self._signing_in.prove(request, who, wanted.password)
        secret = new_second_step()
        await self._accounts.ask(lambda file: file.propose_second_step(who.name, secret))
        return SecondStep(secret, address_of_second_step(secret, who.name, self._feed.box))

    async def confirm_second_step(self, request: web.Request) -> Recovery:
        """From now on a code is wanted at each sign-in."""
        who = _signed_in(request)
        wanted = await taken(request, Code, '{"code": "123456"}')
        found = await self._accounts.ask(lambda file: file.secrets(who.name))
        if found is None or not found.second_step or found.user.two_steps:
            raise CannotSay(HTTPStatus.CONFLICT, _("no second step waits to be confirmed; ask for one first"))
        if period_of(found.second_step, wanted.code, self._accounts.clock()) is None:
            sentence = _("this code is not right now; see that both clocks are right, and take a fresh one")
            raise CannotSay(HTTPStatus.UNPROCESSABLE_ENTITY, sentence)
        codes = tuple(new_code(12) for _ in range(RECOVERY_CODES))
        hashes = tuple(kept(plain_code(code)) for code in codes)
        await self._accounts.ask(lambda file: file.confirm_second_step(who.name, hashes))
        return Recovery(codes)

    async def drop_second_step(self, request: web.Request) -> web.Response:
        who = _signed_in(request)
        wanted = await taken(request, Password, '{"password": "…"}')
        await self._signing_in.prove(request, who, wanted.password)
        await self._accounts.ask(lambda file: file.drop_second_step(who.name))
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def _let_in(self, request: web.Request, secret: str) -> web.Response:
        """Whatever session the browser came with is over: nobody goes on with one that somebody else gave it."""
        old = kept(request.cookies.get(cookie_name(request), ""))
        await self._accounts.ask(lambda file: file.end_session(old))
        answer = web.Response(status=HTTPStatus.NO_CONTENT)
        give_cookie(request, answer, secret)
        return answer

    TABLE: ClassVar[Table] = (
        Route(
            "POST",
            "/api/v1/sign-in",
            sign_in,
            OPEN,
            "Begins a session.",
            body=SignIn,
            status=HTTPStatus.NO_CONTENT,
        ),
        Route(
            "POST",
            "/api/v1/first-run",
            first_run,
            OPEN,
            "Makes the first admin, with the code that was printed.",
            body=FirstAdmin,
            status=HTTPStatus.NO_CONTENT,
        ),
        Route("POST", "/api/v1/sign-out", sign_out, SIGNED_IN, "Ends it.", status=HTTPStatus.NO_CONTENT),
        Route("GET", "/api/v1/me", me, SIGNED_IN_SOMEHOW, "Who asks.", reply=Me),
        Route(
            "POST",
            "/api/v1/me/password",
            set_password,
            SIGNED_IN,
            "Changes one's password.",
            body=NewPassword,
            status=HTTPStatus.NO_CONTENT,
        ),
        Route(
            "POST",
            "/api/v1/me/second-step",
            propose_second_step,
            SIGNED_IN,
            "Makes the secret of a second step.",
            body=Password,
            reply=SecondStep,
        ),
        Route(
            "POST",
            "/api/v1/me/second-step/confirmation",
            confirm_second_step,
            SIGNED_IN,
            "Turns the second step on with a first code of it.",
            body=Code,
            reply=Recovery,
        ),
        Route(
            "DELETE",
            "/api/v1/me/second-step",
            drop_second_step,
            SIGNED_IN,
            "Turns it off.",
            body=Password,
            status=HTTPStatus.NO_CONTENT,
        ),
    )


def _signed_in(request: web.Request) -> Who:
    """Raises CannotSay: a token has no password."""
    who = who_asks(request)
    if who.way is not Way.SESSION:
        raise CannotSay(HTTPStatus.FORBIDDEN, "this is for somebody who has signed in with a password")
    return who
