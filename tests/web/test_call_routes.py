"""Calls over the API: lists, exports as seen, recordings for those who may hear them; who rang in vain."""

import csv
import io
import re
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from aiohttp import ClientSession
from yarl import URL

from appliance.control.server import ControlServer
from appliance.model.accounts import Role
from appliance.model.caller import Caller, Presentation
from appliance.model.message_events import MissedMarked
from appliance.model.records import Pause, RecordingRecord
from appliance.model.states import Outcome
from appliance.runtime import clock
from appliance.runtime.archive import Archive
from appliance.runtime.missed_calls import MissedCalls
from appliance.sound.wav import header
from appliance.web.call_export import harmless
from appliance.web.kept_sounds import COLUMNS
from tests.control.house import NOON, InventedBox, record
from tests.web.signed import browser, session_of, strict_pages, user

CALLS = "/api/v1/calls"
SECOND = np.stack([np.full(8_000, 16_384, "<i2"), np.zeros(8_000, "<i2")], axis=1)
"""The caller at half of full scale, the agent silent."""
FORMULA = Caller(number="+4930555", name='=HYPERLINK("http://evil")', presentation=Presentation.GIVEN)


@pytest.fixture
async def archive(tmp_path: Path, box: InventedBox, server: ControlServer) -> AsyncIterator[Archive]:
    archive = Archive(tmp_path, lambda _: None)
    (tmp_path / "recordings" / "0").mkdir(parents=True)
    (tmp_path / "secret.wav").write_bytes(header(2, 4) + b"safe")
    (tmp_path / "recordings" / "0" / "call-1-1.wav").write_bytes(header(2, SECOND.nbytes) + SECOND.tobytes())
    (tmp_path / "recordings" / "0" / "call-3-1.wav").symlink_to(tmp_path / "secret.wav")
    lost = {"outcome": Outcome.ABANDONED, "talk_began_ms": None, "talk_ended_ms": None, "agent": None}
    now = clock.utc_ms()
    archive.writer.put(
        *(record(n, agent="anna" if n == 1 else "ben", rang_utc_ms=NOON + n * 60_000) for n in range(1, 5)),
        record(5, caller=FORMULA, rang_utc_ms=now - 9_000, **lost),
        RecordingRecord(call=1, file="recordings/0/call-1-1.wav", length_ms=1_000, pauses=(Pause(200, 100),)),
        RecordingRecord(call=2, file="recordings/../secret.wav", length_ms=1),
        RecordingRecord(call=3, file="recordings/0/call-3-1.wav", length_ms=1),
        RecordingRecord(call=4, file="/etc/passwd", length_ms=1),
    )
    await archive.written()
    box.database = str(archive.database)
    box.missed = MissedCalls(archive, box.submit)
    yield archive
    await archive.close()


async def test_lists_are_narrowed_paged_and_tell_what_may_be_heard(archive: Archive, http: ClientSession) -> None:
    numbers, after = [], ""
    while True:
        async with http.get(CALLS, params={"limit": "2", "after": after}) as answer:
            page = await answer.json()
        numbers += [row["call"]["call"] for row in page["calls"]]
        after = page["next"]
        if not after:
            break
    assert sorted(numbers) == [1, 2, 3, 4, 5]
    async with http.get(CALLS, params={"agent": "anna"}) as answer:
        (row,) = (await answer.json())["calls"]
    assert (row["recordings"], row["may_hear"]) == (1, True)
    async with http.get(CALLS, params={"outcome": "abandoned,missed", "search": "30 555"}) as answer:
        assert [row["call"]["call"] for row in (await answer.json())["calls"]] == [5]


@pytest.mark.parametrize(
    "wrong",
    [
        {"limit": "0"},
        {"limit": "501"},
        {"after": "x"},
        {"after": "1"},
        {"since": "-1"},
        {"outcome": "lucky"},
        {"direction": "up"},
        {"recorded": "2"},
    ],
)
async def test_what_is_held_wrong_is_a_sentence(archive: Archive, http: ClientSession, wrong: dict[str, str]) -> None:
    async with http.get(CALLS, params=wrong) as answer:
        assert answer.status == 400
        assert next(iter(wrong)) in (await answer.json())["detail"]


async def test_csv_is_what_is_seen_and_no_name_is_a_formula(archive: Archive, http: ClientSession) -> None:
    async with http.get(f"{CALLS}/export", params={"outcome": "abandoned"}) as answer:
        assert answer.headers["Content-Disposition"] == 'attachment; filename="calls.csv"'
        text = (await answer.read()).decode("utf-8-sig")
    titles, row = csv.reader(io.StringIO(text))
    told = dict(zip(titles, row, strict=True))
    assert (told["Call"], told["Number"], told["Outcome"]) == ("5", "+4930555", "abandoned")
    assert told["Name"] == "'" + FORMULA.name
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", told["Time"])
    assert (told["Waited"], told["Talked"]) == ("64.2", "")


def test_only_what_a_spreadsheet_would_compute_is_kept_from_it() -> None:
    assert [harmless(text) for text in ("Anna", "+49 30", "-5", "@me", "+cmd", "\t=1", "")] == [
        *("Anna", "+49 30", "-5", "'@me", "'+cmd", "'\t=1", "")
    ]


async def test_xlsx_has_real_dates_and_durations(archive: Archive, http: ClientSession) -> None:
    async with http.get(f"{CALLS}/export", params={"format": "xlsx", "agent": "anna"}) as answer:
        package = zipfile.ZipFile(io.BytesIO(await answer.read()))
    assert package.testzip() is None
    sheet = ElementTree.fromstring(package.read("xl/worksheets/sheet1.xml"))  # noqa: S314 – our own
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    titles, row = sheet.findall(".//m:row", space)
    assert [cell.findtext(".//m:t", None, space) for cell in titles][:2] == ["Call", "Time"]
    cells = row.findall("m:c", space)
    assert cells[1].get("s") == "1"
    days = float(cells[1].findtext("m:v", "", space))
    assert 46_348 < days < 46_350  # 2026-11-22, whatever the time zone here
    assert float(cells[10].findtext("m:v", "", space)) == pytest.approx(60 / 86_400)
    async with http.get(f"{CALLS}/export", params={"format": "ods"}) as answer:
        assert answer.status == 400


async def test_a_recording_is_played_in_ranges_saved_and_pictured(archive: Archive, http: ClientSession) -> None:
    async with http.get(f"{CALLS}/1/recordings") as answer:
        (found,) = (await answer.json())["recordings"]
    assert found["pauses"] == [{"type": "Pause", "at_ms": 200, "length_ms": 100}]
    place = f"{CALLS}/1/recordings/1"
    async with http.get(f"{place}/sound", headers={"Range": "bytes=44-47"}) as answer:
        assert (answer.status, await answer.read()) == (206, SECOND[:1].tobytes())
        assert answer.headers["Content-Range"] == f"bytes 44-47/{44 + SECOND.nbytes}"
    async with http.get(f"{place}/sound", headers={"Range": "bytes=99999999-"}) as answer:
        assert answer.status == 416
    async with http.get(f"{place}/sound", params={"keep": "1"}) as answer:
        assert answer.headers["Content-Disposition"] == 'attachment; filename="call-1-1.wav"'
    for _ in ("computed", "kept"):
        async with http.get(f"{place}/picture") as answer:
            told = await answer.json()
        assert told["length_ms"] == 1_000
        caller, agent = told["channels"]
        assert (len(caller), set(caller), set(agent)) == (COLUMNS, {229}, {0})  # −6 dB of 60


async def test_no_other_file_is_heard_whatever_address_or_row_says(archive: Archive, http: ClientSession) -> None:
    for call in (2, 3, 4):
        for what in ("sound", "picture"):
            async with http.get(f"{CALLS}/{call}/recordings/1/{what}") as answer:
                assert answer.status == 404, call
                assert "passwd" not in await answer.text() or call == 4
    for number in ("0", "2", "-1", "1.wav", "..%2F1", "%2e%2e%2fsecret", "1%00", "%D9%A1", "0000011", "9" * 5_000):
        async with http.get(URL(f"{CALLS}/1/recordings/{number}/sound", encoded=True)) as answer:
            assert answer.status == 404, number
    for call in ("..%2F..", "1%2F..%2F2", "x"):
        async with http.get(URL(f"{CALLS}/{call}/recordings/1/sound", encoded=True)) as answer:
            assert answer.status in {400, 404}, call


async def test_agents_hear_their_own_calls_viewers_none_and_every_hearing_is_audited(
    archive: Archive, path: Path
) -> None:
    async with strict_pages(path) as (pages, address):
        await user(pages, "anna", Role.AGENT, agent="anna")
        await user(pages, "vera", Role.VIEWER)
        await user(pages, "susan", Role.SUPERVISOR)
        place = f"{CALLS}/1/recordings/1/sound"
        async with browser(address, await session_of(pages, "anna")) as anna:
            async with anna.get(place) as answer:
                assert answer.status == 200
            async with anna.get(place.replace("/1/rec", "/2/rec")) as answer:
                assert answer.status == 403
                assert (await answer.json())["detail"].startswith("call 2 was not yours")
            async with anna.get(f"{CALLS}/export") as answer:
                assert answer.status == 403
            async with anna.get(CALLS, params={"limit": "500"}) as answer:
                rows = (await answer.json())["calls"]
            assert [row["call"]["call"] for row in rows if row["may_hear"]] == [1]
        async with browser(address, await session_of(pages, "vera")) as vera, vera.get(place) as answer:
            assert answer.status == 403
        async with browser(address, await session_of(pages, "susan")) as susan, susan.get(f"{CALLS}/export") as answer:
            assert answer.status == 200
        audit = await pages.accounts.ask(lambda file: file.audit(20))
        told = [(row.who, row.what, row.outcome.partition(":")[0]) for row in audit]
        assert ("anna", f"GET {place}", "200") in told
        assert ("anna", f"GET {place.replace('/1/rec', '/2/rec')}", "403") in told
        assert ("vera", f"GET {place}", "403") in told
        assert ("susan", f"GET {CALLS}/export", "200") in told


async def test_a_missed_caller_is_taken_closed_and_reopened(
    archive: Archive, box: InventedBox, http: ClientSession
) -> None:
    async with http.get("/api/v1/missed") as answer:
        (missed,) = (await answer.json())["missed"]
    assert (missed["key"], missed["times"], missed["state"]) == ("4930555", 1, "open")
    place = f"/api/v1/missed/{missed['key']}"
    async with http.post(f"{place}/take", json={"who": "anna"}) as answer:
        assert (await answer.json())["who"] == "anna"
    async with http.post(f"{place}/take", json={"who": "ben"}) as answer:
        assert (answer.status, "taken by anna" in await answer.text()) == (409, True)
    async with http.post(f"{place}/close") as answer:
        assert (await answer.json())["state"] == "closed"
    async with http.get("/api/v1/missed") as answer:
        assert (await answer.json())["missed"] == []
    async with http.get("/api/v1/missed", params={"state": "closed"}) as answer:
        assert len((await answer.json())["missed"]) == 1
    async with http.post(f"{place}/reopen") as answer:
        assert (await answer.json())["state"] == "open"
    assert sum(isinstance(event, MissedMarked) for event in box.submitted) == 3
    for wrong, status in ((f"{place}/burn", 404), ("/api/v1/missed/12/take", 404)):
        async with http.post(wrong, json={"who": "anna"}) as answer:
            assert answer.status == status
    async with http.get("/api/v1/missed", params={"state": "lost"}) as answer:
        assert answer.status == 400
