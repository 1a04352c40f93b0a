"""The scribe: every step into the journal, and the rows that its actions are."""

from collections.abc import Callable

from appliance.model.actions import Action, CloseCall, KeepLedger, KeepOutgoing, KeepText, Note, OpenCall
from appliance.model.events import Event
from appliance.model.records import CallRecord, OutgoingText, TimelineNote
from appliance.model.text_events import OutgoingKept, TextKept
from appliance.model.words import Ms
from appliance.store.rows import Row, Step
from appliance.store.writer import StoreWriter


class Scribe:
    """Never waits for the disk."""

    def __init__(
        self,
        writer: StoreWriter,
        finished: Callable[[CallRecord], None],
        submit: Callable[[Event], None],
        *,
        changed: Callable[[OutgoingText], None] = lambda _: None,
    ) -> None:
        """`finished` is called with each closed call once its row is durable, `changed` with each text of ours.

        `submit` gets TextKept of each text that came in, and OutgoingKept of each of ours, also when the disk fails.
        """
        self._writer = writer
        self._finished = finished
        self._submit = submit
        self._changed = changed

    def write(self, now: Ms, event: Event | None, actions: tuple[Action, ...]) -> None:
        rows: list[Row] = [Step(now, event, actions)]
        closed: list[CallRecord] = []
        texts: list[TextKept] = []
        outgoing: list[OutgoingText] = []
        for action in actions:
            match action:
                case OpenCall(record) | KeepLedger(record):
                    rows.append(record)
                case CloseCall(record):
                    rows.append(record)
                    closed.append(record)
                case Note(call, at_ms, text):
                    rows.append(TimelineNote(call, at_ms, text))
                case KeepText(token, record):
                    rows.append(record)
                    texts.append(TextKept(record.line, token))
                case KeepOutgoing(record, token):
                    rows.append(record)
                    outgoing.append(record)
                    texts += [TextKept(record.line, token)] if token is not None else []
        if closed or texts or outgoing:
            self._writer.put(*rows, then=lambda fault: self._tell(closed, texts, outgoing, fault))
        else:
            self._writer.put(*rows)

    def _tell(self, closed: list[CallRecord], texts: list[TextKept], outgoing: list[OutgoingText], fault: str) -> None:
        """What is not on the disk yet is told neither as finished nor as kept; the writer tells the fault itself."""
        for text in outgoing:
            self._submit(OutgoingKept(text.text, text.state, fault))
        if fault:
            return
        for text in outgoing:
            self._changed(text)
        for record in closed:
            self._finished(record)
        for kept in texts:
            self._submit(kept)
