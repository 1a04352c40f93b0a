"""The archive as one: what was given to the store is found by who asks for it afterwards."""

from pathlib import Path

from appliance.model.records import TimelineNote
from appliance.runtime.archive import Archive
from tests.store.invented import record


async def test_what_was_written_is_found_at_once(tmp_path: Path) -> None:
    said: list[str] = []
    archive = Archive(tmp_path, said.append)
    for number in range(1, 21):
        note = TimelineNote(number, 5, "Rang on line1")
        archive.writer.put(record(number), note)
        await archive.written()
        assert await archive.lookup.explain(number) == (record(number), (note,))
    await archive.close()
    assert said == []
