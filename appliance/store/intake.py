"""Between those who have rows and the thread that writes them: the backlog, its lock, and who waits for what."""

import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from appliance.model.words import Ms, Value
from appliance.store.backlog import MEMORY_ROWS, STALL_ROWS, Backlog, Waiting
from appliance.store.rows import RANKS, Mark, Numbered, Row, Step

GATHER_S = 0.004
"""After the first row: what comes within this time is committed with it. A burst of one ring is one sync, not ten."""

BATCH_ROWS = 500
"""Most rows of one transaction: the lock is held for less than a millisecond while they are taken."""

Then = Callable[[str], None]
"""Called once: with "" when the rows are on the disk, or with a sentence why they are not."""

Deliver = Callable[[Callable[[], None]], object]
"""Runs a callable where callbacks belong: `loop.call_soon_threadsafe`."""

Tell = Callable[[str], None]
"""Takes a sentence for the log and the pages."""


class Entry(NamedTuple):
    row: Row | Numbered | Mark
    put_at: float
    """time.monotonic, seconds."""


class Wait(NamedTuple):
    first: int
    """Ticket of the first row that the one who waits put."""
    last: int
    then: Then


class WriterHealth(Value, frozen=True, kw_only=True):
    waiting: int
    """Rows not yet on the disk."""
    waiting_ms: Ms
    """How long the oldest of them waits; 0 when none does. A watchdog reads this."""
    written: int
    """Rows committed since start."""
    lost: int
    """Rows given up because memory for them ran out, or refused by the database."""
    fault: str
    """Why nothing is written at present; empty when all is well."""


class Intake:
    """Thread-safe. Putting never waits for the disk."""

    def __init__(self, deliver: Deliver, tell: Tell) -> None:
        self._deliver = deliver
        self._tell = tell
        self._changed = threading.Condition()
        self._backlog: Backlog[Entry] = Backlog(ranks=max(RANKS.values()) + 1)
        self._in_hand: list[Waiting[Entry]] = []
        self._waiting: deque[Wait] = deque()  # by ticket; each has a row in the backlog or in hand
        self._seq = 0
        self._written = self._lost = 0
        self._fault = ""
        self._overflow_told = False
        self._closing = False

    def put(self, rows: tuple[Row | Mark, ...], then: Then | None = None) -> int:
        """Ticket of the last row. See StoreWriter.put."""
        with self._changed:
            idle, first = not len(self._backlog), self._backlog.last_ticket + 1
            if then is not None and not self._fault:
                rows = (*rows, Mark())
                self._waiting.append(Wait(first, first + len(rows) - 1, then))
            elif then is not None:
                self._answer(then, self._fault)
            for row in rows:
                self._append(self._numbered(row), RANKS[type(row)])
            if idle or len(self._backlog) >= BATCH_ROWS:  # otherwise the thread is at work and will look by itself
                self._changed.notify()
            return self._backlog.last_ticket

    def _numbered(self, row: Row | Mark) -> Row | Numbered | Mark:
        """Steps are numbered here, so that one which is given up later leaves a gap that shows."""
        if not isinstance(row, Step):
            return row
        self._seq += 1
        return Numbered(self._seq, row)

    def _append(self, row: Row | Numbered | Mark, rank: int) -> None:
        _, given_up = self._backlog.put(Entry(row, time.monotonic()), rank)
        if given_up is not None:
            self._give_up(given_up.ticket)

    def _give_up(self, ticket: int) -> None:
        self._lost += 1
        waiting = len(self._backlog)
        text = f"store: {waiting} rows wait for the disk, more are not kept and the least important go; check the disk"
        self._answer_one(ticket, text)
        if not self._overflow_told:
            self._overflow_told = True
            self.say(text)

    def take(self) -> list[Waiting[Entry]]:
        """Waits for rows and gives those of one transaction; none when the writer is closing and nothing waits."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._backlog) or self._closing)
            if not self._closing:
                self._changed.wait_for(lambda: self._closing or len(self._backlog) >= BATCH_ROWS, GATHER_S)
            self._in_hand = self._backlog.take(BATCH_ROWS)
            return self._in_hand

    def committed(self, refused: dict[int, str]) -> None:
        """What was taken is on the disk, but for the refused positions."""
        with self._changed:
            batch, self._in_hand = self._in_hand, []
            if self._fault:
                self._fault = ""
                late = len(batch) + len(self._backlog)
                self.say(f"store: the disk takes rows again; {late} are written late, {self._lost} are lost")
            for position, text in refused.items():
                self._answer_one(batch[position].ticket, text)
            if refused:
                self._lost += len(refused)
                self.say(f"{next(iter(refused.values()))}; {len(refused)} rows in all")
            self._written += len(batch) - len(refused)
            self._answer_upto(batch[-1].ticket, "")
            if len(self._backlog) < STALL_ROWS:
                self._backlog.limit = STALL_ROWS
                self._overflow_told = False

    def failed(self, fault: str) -> None:
        """The disk does not take rows: memory has to, for longer. Told once, until rows are committed again."""
        with self._changed:
            if not self._fault:
                self.say(fault)
            self._fault = fault
            self._backlog.limit = MEMORY_ROWS
            self._answer_upto(self._backlog.last_ticket, fault)

    def pause(self, seconds: float) -> bool:
        """Waits; cut short by closing. True while the writer goes on."""
        with self._changed:
            self._changed.wait_for(lambda: self._closing, seconds)
            return not self._closing

    def begin_closing(self) -> None:
        with self._changed:
            self._closing = True
            self._changed.notify_all()

    def health(self) -> WriterHealth:
        with self._changed:
            oldest = self._in_hand[0].row if self._in_hand else self._backlog.oldest()
            return WriterHealth(
                waiting=len(self._backlog) + len(self._in_hand),
                waiting_ms=0 if oldest is None else int((time.monotonic() - oldest.put_at) * 1000),
                written=self._written,
                lost=self._lost,
                fault=self._fault,
            )

    def say(self, text: str) -> None:
        self._answer(self._tell, text)

    def _answer_upto(self, ticket: int, text: str) -> None:
        while self._waiting and self._waiting[0].last <= ticket:
            self._answer(self._waiting.popleft().then, text)

    def _answer_one(self, ticket: int, text: str) -> None:
        """Whoever put this row and waits for it is told that it is lost."""
        for wait in [wait for wait in self._waiting if wait.first <= ticket <= wait.last]:
            self._waiting.remove(wait)
            self._answer(wait.then, text)

    def _answer(self, then: Then, text: str) -> None:
        with suppress(RuntimeError):  # the loop that waited is closed: nobody is left to be told
            self._deliver(lambda: then(text))
