"""Who wants to be told: of changes, of finished calls, of texts sent, of answers, of sentences for people."""

import logging
from collections.abc import Callable

from appliance.model.actions import TellAsker
from appliance.model.records import CallRecord, OutgoingText

log = logging.getLogger(__name__)


class Listeners:
    """In the event loop's thread. Listeners return at once and never raise."""

    def __init__(self) -> None:
        self.on_change: list[Callable[[], None]] = []
        self.on_finished: list[Callable[[CallRecord], None]] = []
        self.on_text: list[Callable[[OutgoingText], None]] = []
        self.on_answer: list[Callable[[TellAsker], None]] = []
        self.on_notice: list[Callable[[str], None]] = []

    def changed(self) -> None:
        for callback in self.on_change:
            callback()

    def finished(self, record: CallRecord) -> None:
        for callback in self.on_finished:
            callback(record)

    def text(self, record: OutgoingText) -> None:
        for callback in self.on_text:
            callback(record)

    def answer(self, answer: TellAsker) -> None:
        for callback in self.on_answer:
            callback(answer)

    def notice(self, sentence: str) -> None:
        """Also into the log: nobody may be listening."""
        log.warning("%s", sentence)
        for callback in self.on_notice:
            callback(sentence)
