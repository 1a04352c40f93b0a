"""What was said in a call becomes a prompt, its source kept; where nothing was said nothing changes."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from appliance.config.prompt_folder import PromptFolder
from appliance.control.prompt_record import record, whole_name
from appliance.control.prompt_words import MakePrompts
from appliance.control.schema import Begun, CallFinished, DialNumber, Done, Reply, Request, Told
from appliance.drivers.errors import DriverFault
from appliance.model.caller import Caller
from appliance.model.records import CallRecord, MessageRecord
from appliance.model.settings import BoxSettings, Settings
from appliance.sound import wav
from appliance.store.writer import StoreWriter
from tests.store.invented import START

SYLLABLES = np.repeat([0.0, 1.0, 0.02, 0.7, 0.0], [2_000, 2_400, 800, 2_400, 2_000])


class Box:
    """Rings at once; the call is over at once."""

    def __init__(self, answered_ms: int | None) -> None:
        self.asked: list[Request] = []
        self._over = CallRecord(
            call=7, line="line1", caller=Caller(), rang_ms=0, rang_utc_ms=0, answered_ms=answered_ms
        )

    def ask(self, request: Request) -> Reply:
        self.asked.append(request)
        return Begun(call=7, at=0) if isinstance(request, DialNumber) else Done()

    def told(self) -> Iterator[Told]:
        yield CallFinished(self._over)


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    """A store of which call 7 has left a take."""
    writer = StoreWriter.open(tmp_path / "callbox.db", START)
    (tmp_path / "messages").mkdir()
    sound = 900.0 * SYLLABLES * np.random.default_rng(1).normal(0, 1, SYLLABLES.size)
    (tmp_path / "messages" / "call-7.wav").write_bytes(wav.to_bytes(wav.to_int16(sound)))
    begun = CallRecord(call=7, line="line1", caller=Caller(), rang_ms=0, rang_utc_ms=0)
    take = MessageRecord(
        call=7, box="prompt:hello@de", caller=Caller(), taken_utc_ms=1, file="messages/call-7.wav", length_ms=700
    )
    writer.put(begun, take)
    assert writer.flush(60)
    yield Settings(box=BoxSettings(state_dir=str(tmp_path)))
    writer.close(now=99_000)


def test_a_take_becomes_a_prompt_and_the_box_is_told(settings: Settings) -> None:
    box = Box(answered_ms=1_000)
    record(box, settings, whole_name("hello", "de"), number="030", line=None)  # type: ignore[arg-type]
    folder = PromptFolder(settings.box.state_dir)
    assert set(folder.names()) == {"hello@de"}
    assert len(folder.sources("hello", "de")) == 1
    assert DialNumber(number="030", line=None, flow="prompt:hello@de") in box.asked
    assert box.asked[-1] == MakePrompts(made_of=7)


def test_a_take_of_which_no_prompt_can_be_made_is_not_cleaned_up_and_told_where_it_is(settings: Settings) -> None:
    take = Path(settings.box.state_dir) / "messages" / "call-7.wav"
    take.write_bytes(wav.to_bytes(np.zeros(8_000, np.int16)))
    box = Box(answered_ms=1_000)
    with pytest.raises(DriverFault, match=f"; what was said stays in {take}$"):
        record(box, settings, "hello", number="030", line=None)  # type: ignore[arg-type]
    assert not any(isinstance(asked, MakePrompts) for asked in box.asked)
    assert take.is_file()
    assert PromptFolder(settings.box.state_dir).names() == {}


@pytest.mark.parametrize(("answered_ms", "told"), [(None, "nobody was reached"), (9, "nothing was said")])
def test_without_a_take_nothing_changes(tmp_path: Path, answered_ms: int | None, told: str) -> None:
    StoreWriter.open(tmp_path / "callbox.db", START).close(now=1)
    settings = Settings(box=BoxSettings(state_dir=str(tmp_path)))
    with pytest.raises(DriverFault, match=f"{told}, so nothing is changed"):
        record(Box(answered_ms), settings, "hello", number="030", line=None)  # type: ignore[arg-type]
    assert PromptFolder(tmp_path).names() == {}
