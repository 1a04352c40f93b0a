"""The control socket with a small invented box: asking, telling, slow readers, bad bytes, and its place on disk."""

import asyncio
import fcntl
import os
import socket
import stat
from pathlib import Path

import pytest

from appliance.control import agent_words, schema
from appliance.control.client import Client, NoBox, Refused, connect
from appliance.control.framing import Deframer, JsonPart, SoundPart, pack
from appliance.control.outbox import MOST_WAITING, Full, Outbox
from appliance.control.phone_words import SubscribeFrames
from appliance.control.prompt_words import MakePrompts
from appliance.control.schema import Answered, Asked, Happened, Hello, Problem, read_from_box, to_json
from appliance.control.server import MOST_CLIENTS, ControlServer, serve
from appliance.control.socket_file import AlreadyRuns, BadPlace, SocketFile
from appliance.model import events
from appliance.model.snapshot import Snapshot
from tests.control.house import BUSY, QUIET, InventedBox, record


class Watcher:
    """A subscribed client and what it was told."""

    def __init__(self) -> None:
        self.told: asyncio.Queue[schema.Told] = asyncio.Queue()

    async def subscribe(self, path: Path) -> Client:
        self.client = await connect(path, "test", self.told.put_nowait)
        reply = await self.client.ask(schema.Subscribe())
        assert isinstance(reply, schema.SnapshotReply)
        self.first = reply.snapshot
        return self.client


async def raw_connection(path: Path, *sent: bytes) -> list[schema.FromBox]:
    """Sends bytes as they are; everything the box says until it closes."""
    reader, writer = await asyncio.open_unix_connection(path)
    writer.writelines(sent)
    deframer = Deframer()
    deframer.receive(await asyncio.wait_for(reader.read(), 60))
    writer.close()
    heard = []
    while isinstance(part := deframer.next_part(), JsonPart):
        heard.append(read_from_box(part.payload))
    return heard


def packed(request: schema.Request, number: int = 1) -> bytes:
    return pack(JsonPart(to_json(Asked(number, request))))


async def test_a_client_is_welcomed_and_answered(server: ControlServer, path: Path) -> None:
    client = await connect(path, "test")
    assert client.welcome.box == "Invented"
    assert client.welcome.pid == os.getpid()
    assert await client.ask(schema.GetSnapshot()) == schema.SnapshotReply(QUIET)
    stats = await client.ask(schema.GetStats())
    assert isinstance(stats, schema.Stats)
    assert (stats.clients, stats.figures) == (1, {"frames late": 0})
    await client.close()


async def test_lists_and_explains_calls(server: ControlServer, path: Path) -> None:
    client = await connect(path, "test")
    first = await client.ask(schema.ListCalls(limit=2))
    assert first == schema.Calls((record(30), record(29)))
    assert await client.ask(schema.ListCalls(limit=2, before=29)) == schema.Calls((record(28), record(27)))
    explained = await client.ask(schema.ExplainCall(7))
    assert isinstance(explained, schema.Explained)
    assert explained.notes[0].text == "line1 rings"
    for request, sentence in (
        (schema.ExplainCall(99), "there is no call 99; the nearest is call 30"),
        (schema.WhyCallWaits(99), "there is no call 99; the nearest is call 30"),
        (schema.WhyAgentIdles("ana"), 'no agent is called "ana"; did you mean "anna"?'),
        (schema.ExplainCall(666), "failed inside the box, which is our fault"),
        (schema.ListCalls(limit=501), "1 to 500 calls, not 501"),
        (schema.ListCalls(limit=0), "1 to 500 calls, not 0"),
        (SubscribeFrames("anna"), "anna does not talk in a browser"),
        (agent_words.SignIn("nobody"), 'no agent is called "nobody"'),
    ):
        with pytest.raises(Refused, match=sentence):
            await client.ask(request)
    await client.close()


async def test_agents_requests_reach_the_engine(server: ControlServer, box: InventedBox, path: Path) -> None:
    client = await connect(path, "test")
    assert await client.ask(agent_words.BeginBreak("anna", "lunch")) == schema.Done()
    assert box.submitted == [events.BreakBegan("anna", "lunch")]
    await client.close()


async def test_a_take_that_became_a_prompt_may_go(server: ControlServer, box: InventedBox, path: Path) -> None:
    client = await connect(path, "test")
    assert await client.ask(MakePrompts()) == schema.Done()
    assert await client.ask(MakePrompts(made_of=7)) == schema.Done()
    assert (box.makings, box.takes_used) == (2, [7])
    await client.close()


async def test_a_subscriber_gets_the_snapshot_then_changes_then_finished_calls(
    server: ControlServer, box: InventedBox, path: Path
) -> None:
    watcher = Watcher()
    await watcher.subscribe(path)
    assert watcher.first == QUIET
    box.show(BUSY)
    assert await watcher.told.get() == schema.SnapshotChanged(BUSY)
    box.finish(record(31))
    assert await watcher.told.get() == schema.CallFinished(record(31))
    box.notice("the disk is 92 % full")
    assert await watcher.told.get() == schema.Notice("the disk is 92 % full")
    await watcher.client.close()


async def test_many_changes_become_few_snapshots_and_the_last_one_arrives(
    server: ControlServer, box: InventedBox, path: Path
) -> None:
    watcher = Watcher()
    await watcher.subscribe(path)
    taken = box.snapshots_taken
    for minute in range(1000):
        box.show(Snapshot(now=minute, utc_ms=0))
        if minute % 100 == 0:
            await asyncio.to_thread(lambda: None)
    seen = []
    while not seen or seen[-1] != 999:
        told = await watcher.told.get()
        assert isinstance(told, schema.SnapshotChanged)
        seen.append(told.snapshot.now)
    assert len(seen) <= 3
    assert box.snapshots_taken - taken <= 3
    await watcher.client.close()


async def test_without_subscribers_a_change_costs_no_snapshot(
    server: ControlServer, box: InventedBox, path: Path
) -> None:
    client = await connect(path, "test")
    box.show(BUSY)
    await client.ask(schema.GetStats())
    assert box.snapshots_taken == 0
    await client.close()


async def test_snapshots_take_each_others_place_and_replies_keep_their_order() -> None:
    outbox = Outbox()
    outbox.put_snapshot(b"old")
    outbox.put(b"first")
    outbox.put_snapshot(b"new")
    outbox.put(b"second")
    assert [await outbox.take() for _ in range(3)] == [b"first", b"second", b"new"]


async def test_an_outbox_has_room_for_so_much_and_no_more() -> None:
    outbox = Outbox()
    for _ in range(MOST_WAITING):
        outbox.put(b"x")
    with pytest.raises(Full):
        outbox.put(b"x")


async def test_a_client_that_never_reads_is_let_go_and_slows_nobody(
    server: ControlServer, box: InventedBox, path: Path
) -> None:
    lazy_reader, lazy_writer = await asyncio.open_unix_connection(path, limit=1)
    lazy_writer.writelines((packed(Hello()), packed(schema.Subscribe(), 2)))
    watcher = Watcher()
    await watcher.subscribe(path)
    large = record(1, variables={"note": "x" * 50_000})
    for _ in range(MOST_WAITING + 40):
        box.finish(large)
        assert await watcher.told.get() == schema.CallFinished(large)
    reply = await watcher.client.ask(schema.GetStats())
    assert isinstance(reply, schema.Stats)
    assert reply.clients == 1
    await watcher.client.close()
    lazy_writer.close()
    assert lazy_reader is not None


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "1 to 1048576 were expected"),
        (pack(JsonPart(b"{")), "not a request of version 1"),
        (pack(SoundPart("line1", bytes(320))), 'frame of sound for "line1"'),
        (packed(schema.GetSnapshot()), "first message must be Hello"),
        (packed(Hello(version=2, program="tomorrow")), "speaks version 1, tomorrow version 2"),
    ],
)
async def test_bad_bytes_get_one_problem_and_are_closed(
    server: ControlServer, path: Path, sent: bytes, sentence: str
) -> None:
    (answer,) = await raw_connection(path, sent)
    assert isinstance(answer, Answered)
    assert answer.number == 0
    assert isinstance(answer.reply, Problem)
    assert sentence in answer.reply.sentence
    client = await connect(path, "test")
    assert await client.ask(schema.GetSnapshot()) == schema.SnapshotReply(QUIET)
    await client.close()


async def test_bad_bytes_after_good_ones_are_answered_in_order(server: ControlServer, path: Path) -> None:
    heard = await raw_connection(path, packed(Hello()), packed(schema.ExplainCall(7), 2), b"\xff" * 9)
    assert [answer.number for answer in heard if isinstance(answer, Answered)] == [1, 2, 0]


async def test_requests_sent_at_once_are_answered_in_order(server: ControlServer, path: Path) -> None:
    reader, writer = await asyncio.open_unix_connection(path)
    writer.write(packed(Hello()) + b"".join(packed(schema.GetStats(), number) for number in range(2, 300)))
    deframer = Deframer()
    numbers: list[int] = []
    while len(numbers) < 299:
        deframer.receive(await reader.read(1000))
        while isinstance(part := deframer.next_part(), JsonPart):
            answer = read_from_box(part.payload)
            assert not isinstance(answer, Happened)
            numbers.append(answer.number)
    assert numbers == list(range(1, 300))
    writer.close()


async def test_one_client_too_many_is_told_so(server: ControlServer, path: Path) -> None:
    clients = [await connect(path, "test") for _ in range(MOST_CLIENTS)]
    with pytest.raises(NoBox, match="32 clients are connected already"):
        await connect(path, "test")
    for client in clients:
        await client.close()


async def test_only_user_and_group_may_come_in(server: ControlServer, path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o660


async def test_a_second_box_is_refused_with_the_first_ones_pid(server: ControlServer, path: Path) -> None:
    with pytest.raises(AlreadyRuns, match=rf"callbox already runs here \(pid {os.getpid()}\)"):
        await serve(InventedBox(), SocketFile(path))
    await (await connect(path, "test")).close()


async def test_another_program_that_answers_there_is_not_thrown_out(path: Path) -> None:
    stranger = await asyncio.start_unix_server(lambda _reader, writer: writer.close(), path)
    with pytest.raises(AlreadyRuns, match=f"pid {os.getpid()}"):
        await serve(InventedBox(), SocketFile(path))
    stranger.close()


async def test_a_box_that_is_only_starting_counts_as_running(path: Path) -> None:
    with path.with_name("control.sock.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(AlreadyRuns, match="only starting or stopping"):
            await serve(InventedBox(), SocketFile(path))


async def test_a_taken_place_refuses_others_before_anybody_can_connect(path: Path) -> None:
    place = SocketFile(path)
    with pytest.raises(AlreadyRuns, match="only starting or stopping"):
        SocketFile(path)
    assert not path.exists()
    place.close()
    SocketFile(path).close()


async def test_a_place_closed_twice_leaves_the_next_ones_socket_alone(path: Path) -> None:
    server = await serve(InventedBox(), place := SocketFile(path))
    await server.close()
    after = await serve(InventedBox(), SocketFile(path))
    place.close()
    await (await connect(path, "test")).close()
    await after.close()


async def test_a_dead_socket_is_replaced(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    server = await serve(InventedBox(), SocketFile(path))
    await (await connect(path, "test")).close()
    await server.close()
    assert not path.exists()


async def test_places_that_cannot_be_have_their_sentences(tmp_path: Path) -> None:
    with pytest.raises(BadPlace, match="at most 107 bytes"):
        await serve(InventedBox(), SocketFile(tmp_path / ("x" * 108)))
    (tmp_path / "file").write_text("")
    with pytest.raises(BadPlace, match="check \\[box\\] run_dir"):
        await serve(InventedBox(), SocketFile(Path("/dev/null/control.sock")))
