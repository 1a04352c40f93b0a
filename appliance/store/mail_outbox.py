"""The mail program's own database: which messages were sent, which wait, what the server said last.

A file of its own, because the box's database has one writer, which is the box.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import apsw

from appliance.model.mail import MailHealth
from appliance.model.records import MessageRecord
from appliance.model.words import Value
from appliance.store.connection import READER_PATIENCE_MS, connect_to_read, keep_log_files, sentences
from appliance.store.faults import StoreRefused

MAIL_DATABASE_NAME: Final = "mail.db"
"""Below state_dir."""
APPLICATION_ID: Final = 0x43424D4C
"""“CBML”."""
VERSION: Final = 1

MOST_WAITING: Final = 1_000
"""Of messages; a house that leaves more unsent has other worries. The oldest are given up, and it is told."""
KEPT_MS: Final = 30 * 86_400_000
"""So long it is known of a message that it was sent, or given up."""
NOT_WANTED, WAITING, SENT, FAILED = "not wanted", "waiting", "sent", "failed"

_SCHEMA = """
CREATE TABLE mails (
    message       TEXT    PRIMARY KEY,   -- its id
    state         TEXT    NOT NULL,
    tries         INTEGER NOT NULL DEFAULT 0,
    next_utc_ms   INTEGER NOT NULL DEFAULT 0,
    queued_utc_ms INTEGER NOT NULL,
    done_utc_ms   INTEGER NOT NULL DEFAULT 0,
    words         TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX mails_waiting ON mails (next_utc_ms) WHERE state = 'waiting';
CREATE TABLE facts (name TEXT PRIMARY KEY, number INTEGER NOT NULL, words TEXT NOT NULL) STRICT;
"""


class Mail(Value, frozen=True, kw_only=True):
    """One that waits."""

    message: str
    tries: int
    queued_utc_ms: int


class MailOutbox:
    """One process at a time. Every method may raise StoreFault."""

    def __init__(self, path: Path, now_utc_ms: int) -> None:
        """Makes the file where there is none: messages that were left before are not sent."""
        self._path = path
        with sentences(path):
            self._connection = apsw.Connection(str(path))
            self._connection.set_busy_timeout(READER_PATIENCE_MS)
            self._check_ours()
            self._connection.pragma("journal_mode", "wal")
            self._connection.pragma("synchronous", "full")
            keep_log_files(self._connection)
            if not self._connection.pragma("user_version"):
                with self._connection:
                    self._connection.execute(_SCHEMA)
                    self._tell_fact("since", now_utc_ms, "")
                    self._connection.pragma("application_id", APPLICATION_ID)
                    self._connection.pragma("user_version", VERSION)

    def close(self) -> None:
        self._connection.close()

    @property
    def since_utc_ms(self) -> int:
        """Messages left before are none of its business."""
        return _fact(self._connection, "since")[0]

    def queue(self, messages: Iterable[MessageRecord], boxes: Iterable[str], now_utc_ms: int) -> int:
        """Those not known yet, where their box is among those that are sent. Gives how many were given up for room."""
        wanted = frozenset(boxes)
        with sentences(self._path), self._connection:
            for message in messages:
                self._connection.execute(
                    "INSERT INTO mails (message, state, queued_utc_ms) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    (message.id, WAITING if message.box in wanted else NOT_WANTED, now_utc_ms),
                )
            self._connection.execute(
                "DELETE FROM mails WHERE state <> 'waiting' AND queued_utc_ms < ?", (now_utc_ms - KEPT_MS,)
            )
            self._connection.execute(
                "UPDATE mails SET state = 'failed', done_utc_ms = ?, words = 'too many wait' WHERE message IN ("
                "SELECT message FROM mails WHERE state = 'waiting' "
                "ORDER BY queued_utc_ms DESC, message LIMIT -1 OFFSET ?)",
                (now_utc_ms, MOST_WAITING),
            )
        return int(self._connection.changes())

    def due(self, now_utc_ms: int) -> tuple[Mail, ...]:
        """Longest waiting first. A clock that was put back holds nothing up for longer than it was wrong."""
        with sentences(self._path):
            rows: list[tuple[Any, ...]] = self._connection.execute(
                "SELECT message, tries, queued_utc_ms FROM mails WHERE state = 'waiting' "
                "AND (next_utc_ms <= ?1 OR queued_utc_ms > ?1) ORDER BY queued_utc_ms, message",
                (now_utc_ms,),
            ).fetchall()
        return tuple(Mail(message=message, tries=tries, queued_utc_ms=queued) for message, tries, queued in rows)

    def next_utc_ms(self) -> int | None:
        """When the next one is due; None when none waits."""
        with sentences(self._path):
            found = self._connection.execute("SELECT min(next_utc_ms) FROM mails WHERE state = 'waiting'").get
        return None if found is None else int(found)

    def sent(self, message: str, words: str, now_utc_ms: int) -> None:
        self._over(message, SENT, words, now_utc_ms)

    def failed(self, message: str, words: str, now_utc_ms: int) -> None:
        self._over(message, FAILED, words, now_utc_ms)

    def later(self, message: str, words: str, next_utc_ms: int) -> None:
        with sentences(self._path), self._connection:
            self._connection.execute(
                "UPDATE mails SET tries = tries + 1, next_utc_ms = ?, words = ? WHERE message = ?",
                (next_utc_ms, words, message),
            )

    def tell_health(self, fault: str, now_utc_ms: int) -> None:
        """What the server said last; empty when it took what it was given."""
        with sentences(self._path), self._connection:
            self._tell_fact("fault" if fault else "success", now_utc_ms, fault)
            if not fault:
                self._tell_fact("fault", 0, "")

    def _over(self, message: str, state: str, words: str, now_utc_ms: int) -> None:
        with sentences(self._path), self._connection:
            self._connection.execute(
                "UPDATE mails SET state = ?, tries = tries + 1, words = ?, done_utc_ms = ? WHERE message = ?",
                (state, words, now_utc_ms, message),
            )

    def _tell_fact(self, name: str, number: int, words: str) -> None:
        self._connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", (name, number, words))

    def _check_ours(self) -> None:
        owner, version = self._connection.pragma("application_id"), self._connection.pragma("user_version")
        if (owner, version) not in {(0, 0), (APPLICATION_ID, VERSION)}:
            raise StoreRefused(
                f"{self._path}: is not a mail database of this Callbox (version {version}); move it away and start anew"
            )


def mail_health(path: Path) -> MailHealth:
    """From any process; of nothing where no mail program ever ran. Errors: StoreFault."""
    if not path.exists():
        return MailHealth()
    with sentences(path):
        connection = connect_to_read(path)
        try:
            counts: dict[str, int] = dict(connection.execute("SELECT state, count(*) FROM mails GROUP BY state"))
            fault, success = _fact(connection, "fault"), _fact(connection, "success")
        finally:
            connection.close()
    return MailHealth(
        waiting=counts.get(WAITING, 0),
        failed=counts.get(FAILED, 0),
        sent=counts.get(SENT, 0),
        fault=fault[1],
        fault_utc_ms=fault[0],
        sent_utc_ms=success[0],
    )


def _fact(connection: apsw.Connection, name: str) -> tuple[int, str]:
    row = connection.execute("SELECT number, words FROM facts WHERE name = ?", (name,)).fetchone()
    return (int(row[0]), str(row[1])) if row is not None else (0, "")
