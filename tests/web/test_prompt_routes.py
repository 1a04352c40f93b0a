"""Prompts over the API: uploaded in any format, heard, listed with their uses, taken away, brought back."""

import io
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from aiohttp import ClientSession

from appliance.sound import wav
from appliance.web.feed import Feed
from appliance.web.pages import Pages
from appliance.web.prompt_routes import MOST_BYTES
from tests.web.conftest import at

PROMPTS = "/api/v1/prompts"
SYLLABLES = np.repeat([0.0, 1.0, 0.02, 0.7, 0.0], [2_000, 2_400, 800, 2_400, 2_000])


def take(seed: int) -> bytes:
    sound = 900.0 * SYLLABLES * np.random.default_rng(seed).normal(0, 1, SYLLABLES.size)
    return wav.to_bytes(wav.to_int16(sound))


@pytest.fixture
async def pages(tmp_path: Path, path: Path) -> AsyncIterator[Pages]:
    """With settings in which a flow uses the prompt hello."""
    state = tmp_path / "state" / "prompts"
    state.mkdir(parents=True)
    for name in ("hello", "spare"):
        (state / f"{name}.wav").write_bytes(take(1))
    config = tmp_path / "appliance.toml"
    config.write_text(
        f'[box]\nstate_dir = "{tmp_path}/state"\ncache_dir = "{tmp_path}/cache"\nrun_dir = "{tmp_path}/run"\n'
        '[[flow]]\nname = "main"\nstart = "bye"\n[flow.steps.bye]\nstep = "hang_up"\nprompts = ["hello"]\n'
    )
    pages = Pages(at(path, config=str(config)), None, Feed(path))
    yield pages
    await pages.close()


async def sound(http: ClientSession, name: str) -> np.ndarray:
    async with http.get(f"{PROMPTS}/{name}/sound") as answer:
        assert answer.status == 200, await answer.text()
        return wav.from_bytes(await answer.read())


async def listed(http: ClientSession) -> dict[str, dict[str, object]]:
    async with http.get(PROMPTS) as answer:
        assert answer.status == 200, await answer.text()
        return {entry["name"]: entry for entry in await answer.json()}


async def test_an_upload_is_heard_used_versioned_and_brought_back(http: ClientSession) -> None:
    async with http.post(PROMPTS, params={"name": "hello"}, data=take(2)) as answer:
        assert answer.status == 201, await answer.text()
        told = await answer.text()
        assert told.startswith("0.8 s, brought from -"), told
        assert "state" not in told
    entry = (await listed(http))["hello"]
    assert entry["used_by"] == ['flow "main" step "bye"']
    assert entry["versions"] == [1]
    async with http.post(f"{PROMPTS}/hello/restore", params={"version": "1"}) as answer:
        assert answer.status == 204, await answer.text()
    assert np.array_equal(await sound(http, "hello"), wav.from_bytes(take(1)))


async def test_what_is_used_is_not_taken_away_and_says_where(http: ClientSession) -> None:
    async with http.delete(f"{PROMPTS}/hello") as answer:
        assert answer.status == 409
        assert (await answer.json(content_type=None))["detail"].startswith('"hello" is used by flow "main" step "bye"')
    async with http.delete(f"{PROMPTS}/spare") as answer:
        assert answer.status == 204, await answer.text()


async def test_what_is_no_sound_is_refused_in_a_sentence(http: ClientSession) -> None:
    async with http.post(PROMPTS, params={"name": "hello"}, data=b"no sound at all" * 100) as answer:
        assert answer.status == 422
        told = await answer.text()
        assert "cannot read it as sound" in told
        assert "callbox-upload-" not in told
    async with http.post(PROMPTS, params={"name": "../../etc/x"}, data=take(1)) as answer:
        assert answer.status == 422
        assert "cannot be the name of a prompt" in await answer.text()
    async with http.post(PROMPTS, params={"name": "hello", "language": "../x"}, data=take(1)) as answer:
        assert answer.status == 422
        assert (await answer.json(content_type=None))["detail"].startswith("the tag of a language was expected")


async def test_bounds_and_origins_are_kept_before_anything_is_read(http: ClientSession) -> None:
    async with http.post(PROMPTS, params={"name": "hello"}, data=b"") as answer:
        assert answer.status == 400
    async with http.post(PROMPTS, data=take(1)) as answer:
        assert answer.status == 400
    evil = {"Origin": "http://evil.example"}
    async with http.post(PROMPTS, params={"name": "hello"}, data=take(1), headers=evil) as answer:
        assert answer.status == 403
    async with http.delete(f"{PROMPTS}/hello", headers=evil) as answer:
        assert answer.status == 403
    async with http.post(f"{PROMPTS}/hello/recording", params={"number": "1"}, headers=evil) as answer:
        assert answer.status == 403
    async with http.post(f"{PROMPTS}/hello/recording") as answer:
        assert answer.status == 400
    large = io.BytesIO(bytes(MOST_BYTES + 1))
    async with http.post(PROMPTS, params={"name": "hello"}, data=large) as answer:
        assert answer.status == 413


@pytest.mark.parametrize("name", ["--help", "..%2f..%2fetc", "%00"])
async def test_a_name_is_no_option_and_no_path(http: ClientSession, name: str) -> None:
    async with http.delete(f"{PROMPTS}/{name}") as answer:
        assert answer.status in {400, 404, 409}, await answer.text()


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no espeak-ng here")
async def test_a_text_is_heard_before_it_is_kept(http: ClientSession) -> None:
    async with http.post(f"{PROMPTS}/spoken", json={"text": "We are closed -- today."}) as answer:
        assert (answer.status, answer.content_type) == (200, "audio/wav"), await answer.text()
        spoken = await answer.read()
    assert wav.from_bytes(spoken).size > 8_000
    assert set(await listed(http)) == {"hello", "spare", "music", "beep"}
    async with http.post(PROMPTS, params={"name": "closed"}, data=spoken) as answer:
        assert answer.status == 201, await answer.text()
    for wrong in ("", " ", "x" * 2_001):
        async with http.post(f"{PROMPTS}/spoken", json={"text": wrong}) as answer:
            assert answer.status == 422
