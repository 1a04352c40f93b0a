"""The modem doctor over the API: reading touches nothing, examinations and test calls are guarded POSTs."""

import asyncio

import msgspec
from aiohttp import ClientSession

from appliance.control.server import ControlServer
from appliance.model.diagnosis import Diagnosis, LoopReport, Trace, TraceEntry, Way
from appliance.web.doctor_routes import MOST_FOLLOWED
from tests.control.house import InventedBox

EXAMINE = "/api/v1/doctor/lines/line1/examination"
CALL = "/api/v1/doctor/lines/line1/test-call"


def entry(number: int) -> TraceEntry:
    return TraceEntry(number=number, at_ms=number, way=Way.FROM_MODEM, text="OK")


async def let_go(server: ControlServer) -> None:
    """Nobody but the pages' own connection is left."""
    async with asyncio.timeout(60):
        while len(server._sessions) > 1:
            await asyncio.sleep(0)


async def test_reading_tells_what_is_known_and_touches_nothing(
    server: ControlServer, http: ClientSession, box: InventedBox
) -> None:
    box.doctor = Diagnosis(examining="line2")
    async with http.get("/api/v1/doctor") as answer:
        assert msgspec.json.decode(await answer.read(), type=Diagnosis) == box.doctor
    async with http.get(EXAMINE) as answer:
        assert answer.status == 405
    assert box.examined == []


async def test_an_examination_begins_by_post_of_this_box_only(
    server: ControlServer, http: ClientSession, box: InventedBox
) -> None:
    async with http.post(EXAMINE, headers={"Origin": "http://evil.example"}) as answer:
        assert answer.status == 403
    async with http.post(EXAMINE) as answer:
        assert answer.status == 202
    async with http.post(EXAMINE, json={"off_hook": False}) as answer:
        assert answer.status == 202
    async with http.post("/api/v1/doctor/ports/examination") as answer:
        assert answer.status == 202
    assert box.examined == [("line1", True), ("line1", False), ("", True)]


async def test_what_cannot_be_examined_says_why(server: ControlServer, http: ClientSession, box: InventedBox) -> None:
    for body in ('{"offhook": true}', "[1]", '{"off_hook": 1}', "\udcff".encode("utf-8", "surrogateescape")):
        async with http.post(EXAMINE, data=body) as answer:
            assert answer.status == 400, body
    async with http.post("/api/v1/doctor/lines/line9/examination") as answer:
        assert answer.status == 409
        assert "no line is called" in await answer.text()
    box.doctor = Diagnosis(examining="line2")
    async with http.post(EXAMINE) as answer:
        assert answer.status == 409
        assert "the doctor is with line2" in await answer.text()
    async with http.get("/api/v1/doctor/lines/line9/trace") as answer:
        assert answer.status == 404
    async with http.get("/api/v1/doctor/lines/line9/trace/live") as answer:
        assert answer.status == 404
    async with http.get("/api/v1/doctor/lines/line1/trace?after=x") as answer:
        assert answer.status == 400


async def test_a_test_call_is_made_by_somebody_or_by_another_line(
    server: ControlServer, http: ClientSession, box: InventedBox
) -> None:
    box.doctor = Diagnosis(loop=LoopReport(called="line1", began_utc_ms=7))
    async with http.post(CALL, headers={"Origin": "http://evil.example"}) as answer:
        assert answer.status == 403
    async with http.post(CALL) as answer:
        assert answer.status == 202
        assert msgspec.json.decode(await answer.read(), type=Diagnosis).loop == box.doctor.loop
    for _ in range(2):
        once = {"Idempotency-Key": "a call costs money"}
        async with http.post(CALL, json={"calling": "line2"}, headers=once) as answer:
            assert answer.status == 202
    async with http.post(CALL, json={"calling": "line2", "number": "0301234567"}) as answer:
        assert answer.status == 202
    assert box.tried == [("line1",), ("line1", "line2", ""), ("line1", "line2", "0301234567")]


async def test_a_test_call_that_cannot_be_says_why(
    server: ControlServer, http: ClientSession, box: InventedBox
) -> None:
    async with http.post(CALL, json={"number": "0301234567"}) as answer:
        assert answer.status == 400
        assert "say which one in calling" in await answer.text()
    for address, body in ((CALL, {"calling": "line9"}), (CALL.replace("line1", "line9"), {})):
        async with http.post(address, json=body) as answer:
            assert answer.status == 409
            assert "no line is called" in await answer.text()
    assert box.tried == []


async def test_a_trace_is_read_from_where_it_was_left(
    server: ControlServer, http: ClientSession, box: InventedBox
) -> None:
    box.traced += [entry(1), entry(2)]
    async with http.get("/api/v1/doctor/lines/line1/trace?after=1") as answer:
        assert msgspec.json.decode(await answer.read(), type=Trace).entries == (entry(2),)


async def test_a_trace_is_followed_as_events(server: ControlServer, http: ClientSession, box: InventedBox) -> None:
    box.traced.append(entry(1))
    async with asyncio.timeout(30), http.get("/api/v1/doctor/lines/line1/trace/live") as answer:
        assert answer.headers["Content-Type"] == "text/event-stream"
        assert await answer.content.readline() == b"id: 1\n"
        assert msgspec.json.decode((await answer.content.readline())[6:], type=TraceEntry) == entry(1)
        box.traced.append(entry(2))
        await answer.content.readuntil(b"id: 2\n")
    await let_go(server)


async def test_so_many_traces_are_followed_at_once(
    server: ControlServer, http: ClientSession, box: InventedBox
) -> None:
    address = "/api/v1/doctor/lines/line1/trace/live"
    followed = [await http.get(address) for _ in range(MOST_FOLLOWED)]
    async with http.get(address) as answer:
        assert answer.status == 429
    for each in followed:
        each.close()
    await let_go(server)


async def test_without_a_box_the_doctor_says_so(http: ClientSession) -> None:
    async with http.get("/api/v1/doctor") as answer:
        assert answer.status == 503
