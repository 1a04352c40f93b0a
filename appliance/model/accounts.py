"""Who uses the pages: roles, and who it is that asks."""

from enum import Enum

from appliance.model.words import AgentName, Value


class Role(Enum):
    """What somebody may do. A user has one or several; those of a token are its scopes."""

    VIEWER = "viewer"
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    TECHNICIAN = "technician"
    CLIENT = "client"
    """Sees one account's figures only."""
    METRICS = "metrics"
    """Of tokens: reads /metrics."""
    WALLBOARD = "wallboard"
    """Of tokens: watches the house and cannot touch it."""


USER_ROLES = (Role.VIEWER, Role.AGENT, Role.SUPERVISOR, Role.ADMIN, Role.TECHNICIAN, Role.CLIENT)


class Way(Enum):
    """How somebody came to be known."""

    SESSION = "session"
    TOKEN = "token"  # noqa: S105 - a word, no secret
    WITHOUT = "without sign-in"
    """By `without_sign_in` of [web], from this machine."""
    TERMINAL = "terminal"
    NOBODY = "nobody"


class Who(Value, frozen=True, kw_only=True):
    """Somebody who asks the pages."""

    name: str = ""
    """Of the user or the token; empty for whoever did not sign in."""
    roles: frozenset[Role] = frozenset()
    agent: AgentName = ""
    """Which agent of the settings the user is; empty when none."""
    way: Way = Way.NOBODY
    session: str = ""
    """Which session, as the accounts know it: a hash, no secret."""


NOBODY = Who()


class User(Value, frozen=True, kw_only=True, tag=False):
    name: str
    roles: tuple[Role, ...]
    agent: AgentName = ""
    two_steps: bool = False
    """A code of six digits is wanted besides the password (TOTP, RFC 6238)."""
    since_utc_ms: int = 0


class Token(Value, frozen=True, kw_only=True, tag=False):
    """What a program signs in with; its secret is shown once, when it is made."""

    name: str
    scopes: tuple[Role, ...]
    since_utc_ms: int = 0
    used_utc_ms: int = 0
    """0: never."""


class AuditRow(Value, frozen=True, kw_only=True, tag=False):
    number: int = 0
    utc_ms: int
    who: str
    way: Way
    address: str
    """From where; empty at the terminal."""
    what: str
    outcome: str
