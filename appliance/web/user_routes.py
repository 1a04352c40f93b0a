"""Users, tokens and the audit, for admins."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import ClassVar

from aiohttp import web

from appliance.model.accounts import USER_ROLES, AuditRow, Role, Token, User
from appliance.model.words import Value
from appliance.web.accounts import Accounts
from appliance.web.admission import taken
from appliance.web.etags import must_match, tagged
from appliance.web.passwords import kept, new_secret
from appliance.web.problems import CannotSay
from appliance.web.route import ADMINS, Query, Route, Table
from appliance.web.signing_in import NewName, NewPassword, SigningIn, check_name

MOST_ROWS = 1_000


class UserList(Value, frozen=True, tag=False):
    users: tuple[User, ...]


class NewUser(Value, frozen=True, kw_only=True, tag=False):
    name: NewName
    password: NewPassword
    roles: tuple[Role, ...]
    agent: str = ""


class UserChange(Value, frozen=True, kw_only=True, tag=False):
    roles: tuple[Role, ...]
    agent: str = ""


class GivenPassword(Value, frozen=True, tag=False):
    password: NewPassword


class TokenList(Value, frozen=True, tag=False):
    tokens: tuple[Token, ...]


class NewToken(Value, frozen=True, tag=False):
    name: NewName
    scopes: tuple[Role, ...]


class MadeToken(Value, frozen=True, tag=False):
    name: str
    token: str
    """To be sent as "Authorization: Bearer …"; it is shown this one time."""


class Audit(Value, frozen=True, tag=False):
    rows: tuple[AuditRow, ...]


class UserRoutes:
    def __init__(self, accounts: Accounts, signing_in: SigningIn) -> None:
        self._accounts = accounts
        self._signing_in = signing_in

    async def users(self, request: web.Request) -> web.Response:
        return tagged(request, UserList(await self._accounts.ask(lambda file: file.users())))

    async def user(self, request: web.Request) -> web.Response:
        return tagged(request, await self._user(request))

    async def add(self, request: web.Request) -> User:
        example = '{"name": "anna", "password": "…", "roles": ["agent"], "agent": "anna"}'
        wanted = await taken(request, NewUser, example)
        check_roles(wanted.roles)
        return await self._signing_in.new_user(wanted.name, wanted.password, wanted.roles, wanted.agent)

    async def change(self, request: web.Request) -> web.Response:
        wanted = await taken(request, UserChange, '{"roles": ["agent"], "agent": "anna"}')
        check_roles(wanted.roles)
        user = await self._user(request)
        must_match(request, user)
        await self._accounts.ask(lambda file: file.change_user(user.name, wanted.roles, wanted.agent))
        return tagged(request, await self._user(request))

    async def set_password(self, request: web.Request) -> web.Response:
        """Ends their sessions."""
        user = await self._user(request)
        wanted = await taken(request, GivenPassword, '{"password": "…"}')
        stored = await self._signing_in.new_password(user.name, wanted.password)
        await self._accounts.ask(lambda file: file.set_password(user.name, stored))
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def remove(self, request: web.Request) -> web.Response:
        user = await self._user(request)
        await self._accounts.ask(lambda file: file.remove_user(user.name))
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def end_sessions(self, request: web.Request) -> web.Response:
        user = await self._user(request)
        await self._accounts.ask(lambda file: file.end_sessions(user.name))
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def drop_second_step(self, request: web.Request) -> web.Response:
        """For somebody who has lost telephone and recovery codes."""
        user = await self._user(request)
        await self._accounts.ask(lambda file: file.drop_second_step(user.name))
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def tokens(self, request: web.Request) -> web.Response:
        return tagged(request, TokenList(await self._accounts.ask(lambda file: file.tokens())))

    async def add_token(self, request: web.Request) -> MadeToken:
        wanted = await taken(request, NewToken, '{"name": "prometheus", "scopes": ["metrics"]}')
        check_name(wanted.name)
        if not wanted.scopes:
            raise CannotSay(HTTPStatus.UNPROCESSABLE_ENTITY, "a token has at least one scope, such as metrics")
        secret, now = new_secret(), self._accounts.clock()
        token = Token(name=wanted.name, scopes=wanted.scopes, since_utc_ms=now)
        await self._accounts.ask(lambda file: file.add_token(token, kept(secret)))
        return MadeToken(wanted.name, secret)

    async def remove_token(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        await self._accounts.ask(lambda file: file.remove_token(name))
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def audit(self, request: web.Request) -> Audit:
        limit, before = _number(request, "limit", 100), _number(request, "before", 2**53)
        if not 1 <= limit <= MOST_ROWS:
            raise CannotSay(HTTPStatus.BAD_REQUEST, f"limit is 1 to {MOST_ROWS}, not {limit}")
        return Audit(await self._accounts.ask(lambda file: file.audit(limit, before)))

    async def _user(self, request: web.Request) -> User:
        name = request.match_info["name"]
        user = await self._accounts.ask(lambda file: file.user(name))
        if user is None:
            raise CannotSay(HTTPStatus.NOT_FOUND, f"there is no user {name[:60]!r}")
        return user

    TABLE: ClassVar[Table] = (
        Route("GET", "/api/v1/users", users, ADMINS, "Everybody who may sign in.", reply=UserList),
        Route(
            "POST",
            "/api/v1/users",
            add,
            ADMINS,
            "Adds a user.",
            body=NewUser,
            reply=User,
            status=HTTPStatus.CREATED,
        ),
        Route("GET", "/api/v1/users/{name}", user, ADMINS, "One user.", reply=User),
        Route(
            "PUT",
            "/api/v1/users/{name}",
            change,
            ADMINS,
            "Changes roles and agent; wants If-Match.",
            body=UserChange,
            reply=User,
        ),
        Route("DELETE", "/api/v1/users/{name}", remove, ADMINS, "Removes a user.", status=HTTPStatus.NO_CONTENT),
        Route(
            "POST",
            "/api/v1/users/{name}/password",
            set_password,
            ADMINS,
            "Gives a user a new password.",
            body=GivenPassword,
            status=HTTPStatus.NO_CONTENT,
        ),
        Route(
            "DELETE",
            "/api/v1/users/{name}/sessions",
            end_sessions,
            ADMINS,
            "Signs a user out everywhere.",
            status=HTTPStatus.NO_CONTENT,
        ),
        Route(
            "DELETE",
            "/api/v1/users/{name}/second-step",
            drop_second_step,
            ADMINS,
            "Turns a user's second step off.",
            status=HTTPStatus.NO_CONTENT,
        ),
        Route("GET", "/api/v1/tokens", tokens, ADMINS, "Tokens of programs; not their secrets.", reply=TokenList),
        Route(
            "POST",
            "/api/v1/tokens",
            add_token,
            ADMINS,
            "Makes a token; its secret is told this once.",
            body=NewToken,
            reply=MadeToken,
            status=HTTPStatus.CREATED,
        ),
        Route(
            "DELETE", "/api/v1/tokens/{name}", remove_token, ADMINS, "Takes a token back.", status=HTTPStatus.NO_CONTENT
        ),
        Route(
            "GET",
            "/api/v1/audit",
            audit,
            ADMINS,
            "Every change and every listening, newest first.",
            reply=Audit,
            queries=(
                Query("limit", f"At most so many, 1 to {MOST_ROWS}.", int),
                Query("before", "Only older ones.", int),
            ),
        ),
    )


def check_roles(roles: Iterable[Role]) -> None:
    """Of a user. Raises CannotSay."""
    wanted = tuple(roles)
    if not wanted or not set(wanted) <= set(USER_ROLES):
        sentence = f"a user has one or several of the roles {', '.join(role.value for role in USER_ROLES)}"
        raise CannotSay(HTTPStatus.UNPROCESSABLE_ENTITY, sentence)


def _number(request: web.Request, name: str, default: int) -> int:
    text = request.query.get(name, str(default))
    if not (text.isascii() and text.isdecimal() and len(text) <= 16):
        raise CannotSay(HTTPStatus.BAD_REQUEST, f"{name} is a whole number, not {text[:40]!r}")
    return int(text)
