"""What is said of a message is durable when it is answered, and the boxes are counted anew."""

from pathlib import Path

import pytest

from appliance.model.records import TakeUsed
from appliance.model.states import MessageOrder, MessageState
from appliance.runtime import clock
from appliance.runtime.message_boxes import TAKES_KEPT_MS, NoMessage
from appliance.store.reader import StoreReader
from tests.runtime.left_messages import left, messages_left


async def test_each_order_is_on_the_disk_and_counted_when_it_is_answered(tmp_path: Path) -> None:
    async with messages_left(tmp_path, left(1, urgent=True), left(2), left(3, box="workshop")) as house:
        await house.boxes.count()
        assert house.last_count == {"general": (2, 1, 2), "workshop": (1, 0, 1)}
        assert await house.boxes.mark("1-1", MessageOrder.HEARD, "anna") == ""
        assert house.last_count == {"general": (1, 0, 2), "workshop": (1, 0, 1)}
        assert await house.boxes.mark("2-1", MessageOrder.TAKE, "ben") == ""
        assert await house.boxes.mark("3-1", MessageOrder.DONE, "") == ""
        assert house.last_count == {"general": (0, 0, 2), "workshop": (0, 0, 0)}
        with StoreReader(house.archive.database) as store:
            found = {message.id: (message.state, message.who) for message in store.messages()}
    assert found == {
        "1-1": (MessageState.HEARD, "anna"),
        "2-1": (MessageState.TAKEN, "ben"),
        "3-1": (MessageState.DONE, ""),
    }


async def test_what_is_taken_is_taken_from_nobody(tmp_path: Path) -> None:
    async with messages_left(tmp_path, left(1)) as house:
        assert "say who" in await house.boxes.mark("1-1", MessageOrder.TAKE, "")
        assert await house.boxes.mark("1-1", MessageOrder.TAKE, "ben") == ""
        assert "taken by ben" in await house.boxes.mark("1-1", MessageOrder.TAKE, "anna")
        assert await house.boxes.mark("1-1", MessageOrder.GIVE_BACK, "ben") == ""
        assert await house.boxes.mark("1-1", MessageOrder.TAKE, "anna") == ""


@pytest.mark.parametrize("name", ["2-1", "", "1", "1-", "1-01", "../1-1", "1-1.wav", "-1-1", "1-1/../1-1", "9" * 40])
async def test_what_is_no_message_is_told_apart(tmp_path: Path, name: str) -> None:
    async with messages_left(tmp_path, left(1)) as house:
        with pytest.raises(NoMessage):
            await house.boxes.mark(name, MessageOrder.HEARD, "")


async def test_a_take_goes_once_it_is_a_prompt_and_a_message_never_does(tmp_path: Path) -> None:
    async with messages_left(tmp_path, left(1, box="prompt:hello@de"), left(2)) as house:
        folder = tmp_path / "messages" / "0"
        for call in (2, 1, 9):
            await house.boxes._forget_take(call)
        with StoreReader(house.archive.database) as store:
            assert (store.take(1), [message.call for message in store.messages()]) == (None, [2])
    assert [file.name for file in folder.iterdir()] == ["call-2-1.wav"]


async def test_takes_that_nobody_used_go_after_thirty_days_and_messages_stay(tmp_path: Path) -> None:
    now = clock.utc_ms()
    old, young = now - TAKES_KEPT_MS - 3_600_000, now - TAKES_KEPT_MS + 3_600_000
    takes = {1: old, 2: young, 3: old}
    boxes = {1: "prompt:hello@de", 2: "prompt:bye@de", 3: "general"}
    house_of = [left(call, box=boxes[call], taken_utc_ms=taken) for call, taken in takes.items()]
    async with messages_left(tmp_path, *house_of) as house:
        await house.boxes.forget_old_takes()
        with StoreReader(house.archive.database) as store:
            assert [store.take(call) is not None for call in (1, 2)] == [False, True]
            assert [message.call for message in store.messages()] == [3]
    assert sorted(file.name for file in (tmp_path / "messages" / "0").iterdir()) == ["call-2-1.wav", "call-3-1.wav"]


async def test_a_message_survives_whoever_calls_it_a_take(tmp_path: Path) -> None:
    async with messages_left(tmp_path, left(2)) as house:
        assert await house.boxes._durable(TakeUsed("messages/0/call-2-1.wav")) == ""
        with StoreReader(house.archive.database) as store:
            assert [message.call for message in store.messages()] == [2]


async def test_what_is_deleted_comes_back_within_days_and_is_erased_after_them(tmp_path: Path) -> None:
    long_ago = left(3, state=MessageState.DELETED, changed_utc_ms=1)
    async with messages_left(tmp_path, left(1), left(2), long_ago) as house:
        assert await house.boxes.mark("1-1", MessageOrder.DELETE, "anna") == ""
        assert house.last_count == {"general": (1, 0, 1)}
        with StoreReader(house.archive.database) as store:
            assert [message.id for message in store.messages()] == ["2-1"]
            assert [message.id for message in store.messages(state=MessageState.DELETED)] == ["1-1"]
        assert not (tmp_path / long_ago.file).exists()
        assert (tmp_path / left(1).file).exists()
        assert "deleted; that cannot be said" in await house.boxes.mark("1-1", MessageOrder.TAKE, "ben")
        assert await house.boxes.mark("1-1", MessageOrder.NEW, "anna") == ""
        assert house.last_count == {"general": (2, 0, 2)}
