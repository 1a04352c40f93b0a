"""A store with messages in it, their sound on the disk, and the boxes they lie in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np

from appliance.model.caller import Caller, Presentation
from appliance.model.events import Event
from appliance.model.message_events import BoxesCounted
from appliance.model.records import MessageRecord
from appliance.runtime.archive import Archive
from appliance.runtime.message_boxes import MessageBoxes
from appliance.sound import wav

ADA = Caller("+441632960011", "Ada Archer", Presentation.GIVEN)
TAKEN_UTC_MS = 1_795_347_780_000


def sound(number: int) -> np.ndarray:
    """Half a second, another one for each message."""
    return (8_000 * np.sin(np.arange(4_000) * (0.1 + 0.01 * number))).astype(np.int16)


def left(number: int, **changes: object) -> MessageRecord:
    """The first message of call `number`."""
    facts: dict[str, object] = {
        "call": number,
        "box": "general",
        "caller": ADA,
        "taken_utc_ms": TAKEN_UTC_MS + number * 60_000,
        "file": f"messages/0/call-{number}-1.wav",
        "length_ms": 500,
    }
    return MessageRecord(**{**facts, **changes})  # type: ignore[arg-type]


def leave(archive: Archive, *messages: MessageRecord) -> None:
    for message in messages:
        file = archive.database.parent / message.file
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(wav.to_bytes(sound(message.call)))
        archive.writer.put(message)


class Left(NamedTuple):
    archive: Archive
    boxes: MessageBoxes
    told: list[Event]

    @property
    def last_count(self) -> dict[str, tuple[int, int, int]]:
        """New, urgent and not done, of each box, as told last."""
        counted = self.told[-1]
        assert isinstance(counted, BoxesCounted)
        return {box.name: (box.new, box.urgent, box.open) for box in counted.boxes}


@asynccontextmanager
async def messages_left(folder: Path, *messages: MessageRecord) -> AsyncIterator[Left]:
    archive = Archive(folder, lambda _: None)
    told: list[Event] = []
    try:
        leave(archive, *messages)
        await archive.written()
        yield Left(archive, MessageBoxes(archive, told.append, lambda work, _: work.close()), told)
    finally:
        await archive.close()
