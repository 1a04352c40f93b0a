"""Rows that wait for the disk: in order, bounded, and giving up the least precious first."""

from collections import deque
from typing import Generic, NamedTuple, TypeVar

Row = TypeVar("Row")

STALL_ROWS = 6_000
"""30 s of rows: 32 busy lines write 200 a second at the very most. A longer stall of the disk is told."""

ROWS_PER_CALL = 30
"""Journal steps, notes and call rows of one call with menu, queue and talk."""

MEMORY_ROWS = 1_000 * ROWS_PER_CALL
"""With the file given up: the last 1,000 calls, about 30 MB."""


class Waiting(NamedTuple, Generic[Row]):
    ticket: int
    row: Row


class Backlog(Generic[Row]):
    """Tickets count up from 1. Not locked: the writer does that."""

    def __init__(self, ranks: int, limit: int = STALL_ROWS) -> None:
        """`ranks`: how many degrees of worth rows have; rank 0 is given up first."""
        self._by_rank: tuple[deque[Waiting[Row]], ...] = tuple(deque() for _ in range(ranks))
        self._size = 0
        self._last = 0
        self.limit = limit

    def __len__(self) -> int:
        return self._size

    @property
    def last_ticket(self) -> int:
        return self._last

    def put(self, row: Row, rank: int) -> tuple[int, Waiting[Row] | None]:
        """Ticket of the row, and the row that had to go for it: the oldest of the lowest rank."""
        self._last += 1
        self._by_rank[rank].append(Waiting(self._last, row))
        self._size += 1
        return self._last, self._give_up() if self._size > self.limit else None

    def _give_up(self) -> Waiting[Row]:
        self._size -= 1
        return next(rows for rows in self._by_rank if rows).popleft()

    def oldest(self) -> Row | None:
        return self._earliest()[0].row if self._size else None

    def take(self, most: int) -> list[Waiting[Row]]:
        """The oldest rows of all ranks, in the order of their tickets."""
        count = min(most, self._size)
        self._size -= count
        return [self._earliest().popleft() for _ in range(count)]

    def _earliest(self) -> deque[Waiting[Row]]:
        return min((rows for rows in self._by_rank if rows), key=lambda rows: rows[0].ticket)
