"""Messages over the API: lists, sound by id and nothing else, marks by guarded POST."""

from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from aiohttp import ClientSession
from yarl import URL

from appliance.control.server import ControlServer
from appliance.sound.wav import channels_from_bytes
from tests.control.house import InventedBox
from tests.runtime.left_messages import Left, left, messages_left, sound

MESSAGES = "/api/v1/messages"


@pytest.fixture
async def house(tmp_path: Path, box: InventedBox, server: ControlServer) -> AsyncIterator[Left]:
    (tmp_path / "secret.wav").write_bytes(b"secret")
    async with messages_left(tmp_path, left(1), left(2, urgent=True), left(3, box="workshop")) as opened:
        box.boxes, box.database = opened.boxes, str(opened.archive.database)
        yield opened


async def test_lists_are_narrowed_and_tell_the_boxes(house: Left, http: ClientSession) -> None:
    async with http.get(MESSAGES) as answer:
        found = await answer.json()
    assert [each["id"] for each in found["messages"]] == ["3-1", "2-1", "1-1"]
    assert {box["name"]: box["new"] for box in found["boxes"]} == {"general": 2, "workshop": 1}
    async with http.get(MESSAGES, params={"box": "general", "state": "new", "limit": "1"}) as answer:
        assert [each["id"] for each in (await answer.json())["messages"]] == ["2-1"]
    for wrong in ({"state": "old"}, {"limit": "0"}, {"limit": "9999"}, {"limit": "-1"}):
        async with http.get(MESSAGES, params=wrong) as answer:
            assert answer.status == 400


async def test_the_sound_of_a_message_and_no_other_file(house: Left, http: ClientSession) -> None:
    async with http.get(f"{MESSAGES}/2-1/sound") as answer:
        assert answer.content_type == "audio/wav"
        heard = channels_from_bytes(await answer.read())[:, 0]
    assert np.array_equal(heard, sound(2))
    async with http.get(f"{MESSAGES}/2-1/sound", headers={"Range": "bytes=0-3"}) as answer:
        assert await answer.read() == b"RIFF"
    async with http.get(f"{MESSAGES}/2-1/picture") as answer:
        picture = await answer.json()
    assert (picture["length_ms"], len(picture["channels"])) == (500, 1)
    async with http.get(f"{MESSAGES}/2-1/sound?keep=1") as answer:
        assert answer.headers["Content-Disposition"] == 'attachment; filename="message-2-1.wav"'
    for name in ("9-1", "..%2F..%2Fsecret", "2-1%00", "%2e%2e", "2-1.wav", "messages%2F0%2Fcall-2-1"):
        async with http.get(URL(f"{MESSAGES}/{name}/sound", encoded=True)) as answer:
            assert answer.status == 404, name


async def test_a_message_is_heard_taken_and_done(house: Left, http: ClientSession) -> None:
    async with http.post(f"{MESSAGES}/1-1/heard") as answer:
        assert (await answer.json())["message"]["state"] == "heard"
    async with http.post(f"{MESSAGES}/1-1/take", json={"who": "anna"}) as answer:
        assert (await answer.json())["message"]["who"] == "anna"
    async with http.post(f"{MESSAGES}/1-1/take", json={"who": "ben"}) as answer:
        assert answer.status == 409
        assert "taken by anna" in await answer.text()
    async with http.post(f"{MESSAGES}/1-1/done") as answer:
        assert answer.status == 200
    assert house.last_count["general"] == (1, 1, 1)


async def test_what_is_held_wrong_is_refused(house: Left, http: ClientSession) -> None:
    async with http.post(f"{MESSAGES}/1-1/heard", headers={"Origin": "http://evil.example"}) as answer:
        assert answer.status == 403
    async with http.post(f"{MESSAGES}/1-1/burn") as answer:
        assert answer.status == 404
    async with http.post(f"{MESSAGES}/7-1/heard") as answer:
        assert answer.status == 404
    async with http.post(f"{MESSAGES}/1-1/take", data=b"[1]") as answer:
        assert answer.status == 400
    assert house.told == []
