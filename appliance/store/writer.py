"""The one writer of the database: a thread of its own, group commit, and patience with a faulty disk."""

import threading
from pathlib import Path

import msgspec

from appliance.model.words import Ms
from appliance.store.backlog import Waiting
from appliance.store.concern import Concern
from appliance.store.database import Database, RunStart
from appliance.store.faults import StoreFault, StoreRefused
from appliance.store.intake import Deliver, Entry, Intake, Tell, Then, WriterHealth
from appliance.store.recovery import Recovery
from appliance.store.rows import Numbered, Row, Statement, statements

FIRST_PATIENCE_S = 1.0
LONGEST_PATIENCE_S = 60.0
"""Between tries to open a file that was given up; doubled each time from the first to this."""

_UNWRITABLE = (TypeError, ValueError, msgspec.MsgspecError)


class StoreWriter:
    """Thread-safe. `put` never waits for the disk; what the disk does not take is kept, in order, within a bound."""

    def __init__(self, database: Database, intake: Intake, recovery: Recovery, patience_s: float) -> None:
        """Use `open`."""
        self._patience_s = patience_s
        self._database = database
        self._intake = intake
        self._concern = Concern()
        self.recovery = recovery
        self._thread = threading.Thread(target=self._work, name="store", daemon=True)
        self._thread.start()

    @classmethod
    def open(
        cls,
        path: Path,
        start: RunStart,
        *,
        deliver: Deliver = lambda call: call(),
        tell: Tell = lambda _: None,
        patience_s: float = FIRST_PATIENCE_S,
        vfs: str | None = None,
    ) -> "StoreWriter":
        """Opens, checks and recovers the file, then starts the thread. What was found is in `recovery`.

        `deliver` brings every callback to the thread it belongs to (default: the writer's own). `tell` gets a sentence
        when the disk fails and when it is back. A failing disk is no error: rows are kept in memory, calls are numbered
        from the clock, the fault is the one sentence of `recovery`; the file is tried again, first after `patience_s`.
        `vfs`: see Database.
        Errors: StoreRefused for a file that is not ours to write.
        """
        database, intake = Database(path, start, vfs), Intake(deliver, tell)
        try:
            recovery = database.open(recover_sound=True)
        except StoreRefused:
            raise
        except StoreFault as fault:
            intake.failed(str(fault))
            recovery = Recovery(first_call=max(start.utc_ms // 1000, 1), sentences=(str(fault),))
        return cls(database, intake, recovery, patience_s)

    def put(self, *rows: Row, then: Then | None = None) -> int:
        """Queues rows, to be written in this order. Gives the ticket of the last one; tickets count up.

        `then("")` comes when all of them, and everything put before, are on the disk. While the disk fails it comes at
        once with a sentence instead; the rows are written nevertheless when the disk is back.
        """
        return self._intake.put(rows, then)

    def when_durable(self, then: Then) -> None:
        """`then("")` once everything put so far is on the disk, or a sentence as in `put`."""
        self._intake.put((), then)

    def flush(self, limit_s: float = 5.0) -> bool:
        """Waits – not in the loop's thread – until everything put so far is on the disk. False: it is not."""
        answered, answers = threading.Event(), [""]

        def answer(fault: str) -> None:
            answers[0] = fault
            answered.set()

        self.when_durable(answer)
        return answered.wait(limit_s) and not answers[0]

    def health(self) -> WriterHealth:
        return self._intake.health()

    def close(self, now: Ms, limit_s: float = 10.0) -> int:
        """Writes what waits, marks the run as stopped, lets go of the file. Gives the number of rows not on the disk.

        `now`: on the monotonic clock of the run. Errors: StoreFault when the last row cannot be written.
        """
        self._intake.begin_closing()
        self._thread.join(limit_s)
        left = self._intake.health().waiting
        if not self._thread.is_alive():
            self._database.end(now, properly=not left)
        return left

    def _work(self) -> None:
        while batch := self._intake.take():
            if not self._write_with_patience(batch):
                return

    def _write_with_patience(self, batch: list[Waiting[Entry]]) -> bool:
        """False: the writer is closing and the disk would not take the rows."""
        patience, prepared = self._patience_s, None
        while True:
            try:
                self._reopen()
                prepared = prepared or self._prepare(batch)
                refused = self._database.write(prepared[0])
            except StoreFault as fault:
                self._database.give_up()
                self._intake.failed(str(fault))
            else:
                self._intake.committed(prepared[1] | refused)
                return True
            if not self._intake.pause(patience):
                return False
            patience = min(patience * 2, LONGEST_PATIENCE_S)

    def _reopen(self) -> None:
        if not self._database.is_open:
            for text in self._database.open(recover_sound=False).sentences:
                self._intake.say(text)

    def _prepare(self, batch: list[Waiting[Entry]]) -> tuple[list[tuple[Statement, ...]], dict[int, str]]:
        """The rows as SQL, and the positions of those that cannot be written down."""
        prepared: list[tuple[Statement, ...]] = []
        unwritable: dict[int, str] = {}
        for position, (ticket, entry) in enumerate(batch):
            try:
                prepared.append(self._statements(ticket, entry))
            except _UNWRITABLE as error:
                prepared.append(())
                unwritable[position] = (
                    f"store: a {type(entry.row).__name__} cannot be written down ({error}); tell the makers of Callbox"
                )
        return prepared, unwritable

    def _statements(self, ticket: int, entry: Entry) -> tuple[Statement, ...]:
        row = entry.row
        if isinstance(row, Numbered):
            row = Numbered(row.seq, row.step, self._concern.of(row.step.event, row.step.actions))
        return tuple(statements(self._database.run, ticket, row))
