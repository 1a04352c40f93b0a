"""The scribe: every step into the journal, and the rows that its actions are."""

from collections.abc import Callable

from appliance.model.actions import Action, CloseCall, Note, OpenCall
from appliance.model.events import Event
from appliance.model.records import CallRecord, TimelineNote
from appliance.model.words import Ms
from appliance.store.rows import Row, Step
from appliance.store.writer import StoreWriter


class Scribe:
    """Never waits for the disk."""

    def __init__(self, writer: StoreWriter, finished: Callable[[CallRecord], None]) -> None:
        """`finished` is called with each closed call once its row is durable."""
        self._writer = writer
        self._finished = finished

    def write(self, now: Ms, event: Event | None, actions: tuple[Action, ...]) -> None:
        rows: list[Row] = [Step(now, event, actions)]
        closed: list[CallRecord] = []
        for action in actions:
            match action:
                case OpenCall(record):
                    rows.append(record)
                case CloseCall(record):
                    rows.append(record)
                    closed.append(record)
                case Note(call, at_ms, text):
                    rows.append(TimelineNote(call, at_ms, text))
        if closed:
            self._writer.put(*rows, then=lambda fault: self._tell(closed, fault))
        else:
            self._writer.put(*rows)

    def _tell(self, closed: list[CallRecord], fault: str) -> None:
        """A call that is not on the disk yet is not told as finished; the fault itself is told by the writer."""
        if not fault:
            for record in closed:
                self._finished(record)
