"""The pages' own database: users, sessions, tokens, and the audit of what they did.

A file of its own, because the box's database has one writer, which is the box. Secrets in it are hashed, but for those
of the second step, which must be known to be checked; so nobody but its owner may read it.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import apsw

from appliance.model.accounts import AuditRow, Role, Token, User, Way
from appliance.model.words import Value
from appliance.store.connection import READER_PATIENCE_MS, keep_log_files, sentences
from appliance.store.faults import NotPossible, StoreRefused

ACCOUNTS_DATABASE_NAME: Final = "accounts.db"
"""Below state_dir."""
APPLICATION_ID: Final = 0x43424143
"""“CBAC”."""
VERSION: Final = 1

MOST_USERS: Final = 500
MOST_TOKENS: Final = 100
MOST_SESSIONS: Final = 20
"""Of one user; the longest unused ends."""
MOST_AUDITED: Final = 100_000
"""Rows of some 100 bytes; the oldest go."""

_SCHEMA = """
CREATE TABLE users (
    name         TEXT    PRIMARY KEY COLLATE NOCASE,
    roles        TEXT    NOT NULL,              -- words, with a space between
    agent        TEXT    NOT NULL DEFAULT '',
    password     TEXT    NOT NULL,              -- hashed
    second_step  TEXT    NOT NULL DEFAULT '',   -- secret of TOTP, base32
    confirmed    INTEGER NOT NULL DEFAULT 0,    -- a code of it was given once
    last_period  INTEGER NOT NULL DEFAULT 0,    -- of the last code taken: none is taken twice
    since_utc_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE recovery (
    user TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE ON UPDATE CASCADE,
    code TEXT NOT NULL                          -- hashed
) STRICT;
CREATE TABLE sessions (
    session       TEXT    PRIMARY KEY,          -- hashed
    user          TEXT    NOT NULL COLLATE NOCASE REFERENCES users (name) ON DELETE CASCADE,
    address       TEXT    NOT NULL,
    began_utc_ms  INTEGER NOT NULL,
    used_utc_ms   INTEGER NOT NULL
) STRICT;
CREATE TABLE tokens (
    name         TEXT    PRIMARY KEY COLLATE NOCASE,
    token        TEXT    NOT NULL UNIQUE,       -- hashed
    scopes       TEXT    NOT NULL,
    since_utc_ms INTEGER NOT NULL,
    used_utc_ms  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE audit (
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    utc_ms  INTEGER NOT NULL,
    who     TEXT    NOT NULL,
    way     TEXT    NOT NULL,
    address TEXT    NOT NULL,
    what    TEXT    NOT NULL,
    outcome TEXT    NOT NULL
) STRICT;
"""
_USER = "SELECT name, roles, agent, confirmed, since_utc_ms FROM users"


class Secrets(Value, frozen=True, kw_only=True):
    """What is needed to let a user in."""

    user: User
    password: str
    """Hashed."""
    second_step: str = ""
    """Secret of TOTP; of no account until `user.two_steps`."""


class Session(Value, frozen=True, kw_only=True):
    user: User
    began_utc_ms: int
    used_utc_ms: int


class AccountsFile:
    """For one thread at a time; several processes may have it open. Every method may raise StoreFault."""

    def __init__(self, path: Path | None, most_audited: int = MOST_AUDITED) -> None:
        """Makes the file where there is none. None: in memory, for as long as this lives."""
        self._most_audited = most_audited
        self._path = path or Path(":memory:")
        with sentences(self._path):
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
            self._connection = apsw.Connection(str(self._path))
            self._connection.set_busy_timeout(READER_PATIENCE_MS)
            self._check_ours()
            self._connection.pragma("foreign_keys", 1)
            if path is not None:
                self._connection.pragma("journal_mode", "wal")
                self._connection.pragma("synchronous", "full")
                keep_log_files(self._connection)
            with self._connection:
                if not self._connection.pragma("user_version"):
                    self._connection.execute(_SCHEMA)
                    self._connection.pragma("application_id", APPLICATION_ID)
                    self._connection.pragma("user_version", VERSION)

    def close(self) -> None:
        self._connection.close()

    # Users

    def users(self) -> tuple[User, ...]:
        return tuple(map(_user, self._all(f"{_USER} ORDER BY name")))

    def user(self, name: str) -> User | None:
        rows = self._all(f"{_USER} WHERE name = ?", name)
        return _user(rows[0]) if rows else None

    def has_admin(self) -> bool:
        return any(Role.ADMIN in user.roles for user in self.users())

    def add_user(self, user: User, password: str) -> None:
        """`password` hashed. Raises NotPossible when the name is taken."""
        if self.user(user.name) is not None:
            raise NotPossible(f'a user "{user.name}" is there already; choose another name')
        if len(self.users()) >= MOST_USERS:
            raise NotPossible(f"{MOST_USERS} users are there already; remove one first")
        self._do(
            "INSERT INTO users (name, roles, agent, password, since_utc_ms) VALUES (?, ?, ?, ?, ?)",
            *(user.name, _words(user.roles), user.agent, password, user.since_utc_ms),
        )

    def change_user(self, name: str, roles: Iterable[Role], agent: str) -> None:
        """Their sessions go on, with the new roles. Raises NotPossible."""
        wanted = tuple(roles)
        self._must_be(name)
        if Role.ADMIN not in wanted:
            self._keep_an_admin(name)
        self._do("UPDATE users SET roles = ?, agent = ? WHERE name = ?", _words(wanted), agent, name)

    def set_password(self, name: str, password: str, *, but_session: str = "") -> None:
        """`password` hashed. Ends their sessions but one. Raises NotPossible."""
        self._must_be(name)
        self._do("UPDATE users SET password = ? WHERE name = ?", password, name)
        self._do("DELETE FROM sessions WHERE user = ? AND session <> ?", name, but_session)

    def remove_user(self, name: str) -> None:
        """Raises NotPossible, also for the last admin."""
        self._must_be(name)
        self._keep_an_admin(name)
        self._do("DELETE FROM users WHERE name = ?", name)

    def secrets(self, name: str) -> Secrets | None:
        row = self._all("SELECT password, second_step FROM users WHERE name = ?", name)
        user = self.user(name)
        return Secrets(user=user, password=row[0][0], second_step=row[0][1]) if user is not None else None

    # The second step

    def propose_second_step(self, name: str, secret: str) -> None:
        """Wanted from the moment it is confirmed."""
        self._do("UPDATE users SET second_step = ?, confirmed = 0 WHERE name = ?", secret, name)

    def confirm_second_step(self, name: str, recovery: Iterable[str]) -> None:
        """`recovery`: hashed codes, each good for once."""
        self._do("UPDATE users SET confirmed = 1 WHERE name = ?", name)
        self._do("DELETE FROM recovery WHERE user = ?", name)
        for code in recovery:
            self._do("INSERT INTO recovery (user, code) SELECT name, ? FROM users WHERE name = ?", code, name)

    def drop_second_step(self, name: str) -> None:
        self._must_be(name)
        self._do("UPDATE users SET second_step = '', confirmed = 0, last_period = 0 WHERE name = ?", name)
        self._do("DELETE FROM recovery WHERE user = ?", name)

    def take_period(self, name: str, period: int) -> bool:
        """Whether a code of this period was not taken before (RFC 6238 §5.2)."""
        return self._do("UPDATE users SET last_period = ?1 WHERE name = ?2 AND last_period < ?1", period, name) > 0

    def take_recovery(self, name: str, code: str) -> bool:
        return self._do("DELETE FROM recovery WHERE user = ? AND code = ?", name, code) > 0

    # Sessions

    def begin_session(self, session: str, name: str, address: str, now_utc_ms: int) -> None:
        self._do("INSERT INTO sessions VALUES (?, ?, ?, ?, ?)", session, name, address, now_utc_ms, now_utc_ms)
        self._do(
            "DELETE FROM sessions WHERE user = ?1 AND session NOT IN (SELECT session FROM sessions WHERE user = ?1 "
            "ORDER BY used_utc_ms DESC, rowid DESC LIMIT ?2)",
            *(name, MOST_SESSIONS),
        )

    def session(self, session: str) -> Session | None:
        rows = self._all("SELECT user, began_utc_ms, used_utc_ms FROM sessions WHERE session = ?", session)
        user = self.user(rows[0][0]) if rows else None
        return Session(user=user, began_utc_ms=rows[0][1], used_utc_ms=rows[0][2]) if user is not None else None

    def use_session(self, session: str, now_utc_ms: int) -> None:
        self._do("UPDATE sessions SET used_utc_ms = ? WHERE session = ?", now_utc_ms, session)

    def end_session(self, session: str) -> None:
        self._do("DELETE FROM sessions WHERE session = ?", session)

    def end_sessions(self, name: str) -> None:
        self._must_be(name)
        self._do("DELETE FROM sessions WHERE user = ?", name)

    # Tokens

    def tokens(self) -> tuple[Token, ...]:
        rows = self._all("SELECT name, scopes, since_utc_ms, used_utc_ms FROM tokens ORDER BY name")
        return tuple(map(_token, rows))

    def add_token(self, token: Token, secret: str) -> None:
        """`secret` hashed. Raises NotPossible."""
        names = [each.name.casefold() for each in self.tokens()]
        if token.name.casefold() in names:
            raise NotPossible(f'a token "{token.name}" is there already; remove it, or choose another name')
        if len(names) >= MOST_TOKENS:
            raise NotPossible(f"{MOST_TOKENS} tokens are there already; remove one first")
        self._do(
            "INSERT INTO tokens (name, token, scopes, since_utc_ms) VALUES (?, ?, ?, ?)",
            *(token.name, secret, _words(token.scopes), token.since_utc_ms),
        )

    def remove_token(self, name: str) -> None:
        if not self._do("DELETE FROM tokens WHERE name = ?", name):
            raise NotPossible(f'there is no token "{name}"')

    def token(self, secret: str) -> Token | None:
        rows = self._all("SELECT name, scopes, since_utc_ms, used_utc_ms FROM tokens WHERE token = ?", secret)
        return _token(rows[0]) if rows else None

    def exchange_token(self, secret: str, fresh: str, since_utc_ms: int) -> Token | None:
        """The token of the one secret has the other from now on; None when there is none, or it is older than that."""
        order = "UPDATE tokens SET token = ? WHERE token = ? AND since_utc_ms >= ?"
        return self.token(fresh) if self._do(order, fresh, secret, since_utc_ms) else None

    def use_token(self, name: str, now_utc_ms: int) -> None:
        self._do("UPDATE tokens SET used_utc_ms = ? WHERE name = ?", now_utc_ms, name)

    # Audit

    def write_audit(self, row: AuditRow) -> None:
        self._do(
            "INSERT INTO audit (utc_ms, who, way, address, what, outcome) VALUES (?, ?, ?, ?, ?, ?)",
            *(row.utc_ms, row.who, row.way.value, row.address, row.what, row.outcome),
        )
        self._do("DELETE FROM audit WHERE number <= (SELECT max(number) FROM audit) - ?", self._most_audited)

    def audit(self, limit: int, before: int | None = None) -> tuple[AuditRow, ...]:
        """Newest first."""
        rows = self._all(
            "SELECT number, utc_ms, who, way, address, what, outcome FROM audit WHERE number < ? "
            "ORDER BY number DESC LIMIT ?",
            *(before if before is not None else 2**62, limit),
        )
        return tuple(
            AuditRow(number=number, utc_ms=utc_ms, who=who, way=Way(way), address=address, what=what, outcome=outcome)
            for number, utc_ms, who, way, address, what, outcome in rows
        )

    def _must_be(self, name: str) -> None:
        if self.user(name) is None:
            raise NotPossible(f'there is no user "{name}"')

    def _keep_an_admin(self, name: str) -> None:
        others = [user for user in self.users() if user.name.casefold() != name.casefold()]
        user = self.user(name)
        if user is not None and Role.ADMIN in user.roles and not any(Role.ADMIN in each.roles for each in others):
            raise NotPossible(f'"{user.name}" is the only admin; make somebody else one first')

    def _all(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        with sentences(self._path):
            found = self._connection.execute(question, values).fetchall()
        return list(found)

    def _do(self, order: str, *values: Any) -> int:
        """How many rows it changed."""
        with sentences(self._path), self._connection:
            self._connection.execute(order, values)
        return int(self._connection.changes())

    def _check_ours(self) -> None:
        owner, version = self._connection.pragma("application_id"), self._connection.pragma("user_version")
        if (owner, version) not in {(0, 0), (APPLICATION_ID, VERSION)}:
            raise StoreRefused(
                f"{self._path}: is not an accounts database of this Callbox (version {version}); move it away"
            )


def _user(row: tuple[Any, ...]) -> User:
    name, roles, agent, confirmed, since = row
    return User(name=name, roles=_roles(roles), agent=agent, two_steps=bool(confirmed), since_utc_ms=since)


def _token(row: tuple[Any, ...]) -> Token:
    name, scopes, since, used = row
    return Token(name=name, scopes=_roles(scopes), since_utc_ms=since, used_utc_ms=used)


def _roles(words: str) -> tuple[Role, ...]:
    return tuple(map(Role, words.split()))


def _words(roles: Iterable[Role]) -> str:
    return " ".join(sorted({role.value for role in roles}))
