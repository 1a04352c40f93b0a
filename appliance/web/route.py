"""What an address is: who may ask it, what it takes and gives. The API's document is made of this."""

import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, ClassVar, Literal, Protocol, TypeAlias

from aiohttp import web

from appliance.model.accounts import USER_ROLES, Role
from appliance.model.words import Value

Method: TypeAlias = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Answer: TypeAlias = web.StreamResponse | Value
"""A value is answered as JSON."""
Handler: TypeAlias = Callable[[Any, web.Request], Awaitable[Answer]]
"""A method of a class with routes, not bound yet."""


class Open(Value, frozen=True):
    """In the place of roles: anybody may, signed in or not."""


OPEN = Open()
Allowed: TypeAlias = frozenset[Role] | Open

SIGNED_IN = frozenset(USER_ROLES)
WATCHERS = frozenset({Role.VIEWER, Role.AGENT, Role.SUPERVISOR, Role.ADMIN, Role.TECHNICIAN})
"""Who sees the house."""
FLOOR = frozenset({Role.AGENT, Role.SUPERVISOR, Role.ADMIN})
"""Who works with callers and with what they leave."""
KEEPERS = frozenset({Role.ADMIN, Role.TECHNICIAN})
"""Who looks after the box itself."""
ADMINS = frozenset({Role.ADMIN})


class Room(Value, frozen=True):
    """What an address takes."""

    size_bytes: int
    seconds: float


class Query(Value, frozen=True):
    """A parameter after the question mark."""

    name: str
    what: str
    kind: Any = str
    """The type it is read as."""
    needed: bool = False


class Route(Value, frozen=True):
    method: Method
    path: str
    handler: Handler
    allowed: Allowed
    summary: str
    """One sentence, for the API's document."""
    body: Any = None
    """The type of its JSON; a media type where it is no JSON; None: nothing is taken."""
    reply: Any = None
    """Likewise; None: nothing is answered but the status."""
    status: HTTPStatus = HTTPStatus.OK
    """When all is well."""
    queries: tuple[Query, ...] = ()
    room: Room | None = None
    """None: as everywhere, see gate.Limits."""
    socket: bool = False
    """A WebSocket: asked for by GET, and guarded as what changes something."""
    listens: bool = False
    """Gives somebody's voice to hear, or whole lists to take away: is written into the audit as a change is."""
    plain: bool = False
    """Served without encryption too, where the others send on to https."""
    tries: bool = False
    """A POST that changes nothing: what it takes is too long for an address. It is not written into the audit."""
    once: bool = False
    """Dials or sends: with an Idempotency-Key a repeated request is answered and not done again."""

    def __post_init__(self) -> None:
        """Raises ValueError: a route that nobody may ask is a mistake; one for everybody is said aloud, with OPEN."""
        if not self.allowed:
            message = f"{self.method} {self.path}: nobody may ask it; name roles, or OPEN for everybody"
            raise ValueError(message)
        if self.once and self.method != "POST":
            message = f"{self.method} {self.path}: only a POST is done once"
            raise ValueError(message)

    @property
    def changes(self) -> bool:
        return self.method != "GET"

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names in the path."""
        return tuple(re.findall(r"\{(\w+)", self.path))

    @property
    def is_api(self) -> bool:
        """Whether it is for programs; the others are for people at a browser."""
        return self.path.startswith("/api/") or self.path in {"/healthz", "/metrics"}


Table: TypeAlias = tuple[Route, ...]


class Part(Protocol):
    """A class with routes; its instance answers them."""

    TABLE: ClassVar[Table]
