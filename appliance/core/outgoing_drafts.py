"""Texts that are sent from here and not forgotten yet: each as it stands, oldest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from appliance.core import outgoing_machine
from appliance.core.outgoing_machine import OutgoingMachine
from appliance.model.records import OutgoingText
from appliance.model.states import OutgoingState
from appliance.model.words import LineName, Ms, TextId, Token

MOST_OPEN: Final = 200
"""Texts that are to be sent; a box is no machine for bulk mail. One more is refused."""
MOST_OVER: Final = 200
"""Texts that a late report may still tell of; networks try for some days."""


@dataclass(slots=True)
class OutgoingDraft:
    record: OutgoingText
    machine: OutgoingMachine
    asker: Token | None = None
    """Who is told once it is on the disk."""
    unwritten: int = 0
    """Times that it was put to the disk and not yet heard of."""
    handed: bool = False
    """To the modem, in this attempt."""
    tries: int = 0
    due: Ms = 0
    """Not tried again before."""

    def change(self, **facts: Any) -> None:
        self.record = msgspec.structs.replace(self.record, **facts)


class OutgoingTexts:
    """Bounded: what is over longest is forgotten first."""

    def __init__(self) -> None:
        self.next_text: TextId = 1
        self._drafts: dict[TextId, OutgoingDraft] = {}

    def add(self, record: OutgoingText, now: Ms) -> OutgoingDraft:
        draft = OutgoingDraft(record, OutgoingMachine(outgoing_machine.TABLE, record.state, now))
        self._drafts[record.text] = draft
        self.next_text = max(self.next_text, record.text + 1)
        over = [each.record.text for each in self._drafts.values() if each.record.over]
        for text in over[:-MOST_OVER]:
            del self._drafts[text]
        return draft

    @property
    def full(self) -> bool:
        return sum(not draft.record.over for draft in self._drafts.values()) >= MOST_OPEN

    def get(self, text: TextId) -> OutgoingDraft | None:
        return self._drafts.get(text)

    def of_line(self, line: LineName) -> Iterator[OutgoingDraft]:
        return (draft for draft in self._drafts.values() if draft.record.line == line)

    def sending(self, line: LineName) -> OutgoingDraft | None:
        return next((each for each in self.of_line(line) if each.machine.state is OutgoingState.SENDING), None)

    def waiting(self, line: LineName) -> int:
        return sum(not draft.record.over for draft in self.of_line(line))

    def due(self, line: LineName, now: Ms) -> OutgoingDraft | None:
        """The oldest that is to be sent, is on the disk and may be tried now."""
        return next(
            (
                each
                for each in self.of_line(line)
                if each.machine.state is OutgoingState.TO_BE_SENT and not each.unwritten and each.due <= now
            ),
            None,
        )

    @property
    def handed_over(self) -> bool:
        """A modem is at one now."""
        return any(each.handed and each.machine.state is OutgoingState.SENDING for each in self._drafts.values())
