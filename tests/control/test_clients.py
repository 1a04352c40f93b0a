"""The two clients: what they say when there is no box, when it goes, and when it is silent."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.control import schema
from appliance.control.blocking_client import BlockingClient
from appliance.control.client import NoBox, Refused, connect
from appliance.control.conversation import Conversation, nobody_there
from appliance.control.framing import JsonPart, SoundPart, pack
from appliance.control.schema import Answered, to_json
from appliance.control.server import ControlServer
from tests.control.house import BUSY, QUIET, InventedBox, record


@contextmanager
def silent_listener(path: Path) -> Iterator[None]:
    """Lets clients in and never says a word."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        yield


async def test_nobody_there(path: Path) -> None:
    with pytest.raises(NoBox, match="no box answers here; start it with `callbox run`"):
        await connect(path, "test")
    with pytest.raises(NoBox, match="no box answers here"):
        BlockingClient(str(path), "test")
    assert "member of the box's group" in str(nobody_there("/x", PermissionError()))


async def test_a_silent_box(path: Path) -> None:
    with silent_listener(path):
        with pytest.raises(NoBox, match="did not answer within"):
            await connect(path, "test", patience_s=0.05)
        with pytest.raises(NoBox, match="does not answer"):
            BlockingClient(str(path), "test", patience_s=0.05)


async def test_a_box_that_goes_is_noticed(server: ControlServer, path: Path) -> None:
    client = await connect(path, "test")
    await server.close()
    assert "closed the connection" in str(await client.closed())
    with pytest.raises(NoBox, match="closed the connection"):
        await client.ask(schema.GetSnapshot())
    await client.close()


async def test_an_open_question_is_answered_with_the_end(path: Path) -> None:
    async def hang_up_after_hello(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.close()

    listener = await asyncio.start_unix_server(hang_up_after_hello, path)
    with pytest.raises(NoBox, match=r"closed the connection|broke"):
        await connect(path, "test")
    listener.close()


async def test_overlapping_questions_get_their_own_answers(server: ControlServer, path: Path) -> None:
    client = await connect(path, "test")
    snapshot, calls = await asyncio.gather(client.ask(schema.GetSnapshot()), client.ask(schema.ListCalls(limit=1)))
    assert snapshot == schema.SnapshotReply(QUIET)
    assert calls == schema.Calls((record(30),))
    await client.close()


async def test_blocking_client_asks_and_follows(server: ControlServer, box: InventedBox, path: Path) -> None:
    loop = asyncio.get_running_loop()
    subscribed = asyncio.Event()

    def terminal() -> list[schema.Told]:
        with BlockingClient(str(path), "test") as client:
            assert client.welcome.box == "Invented"
            with pytest.raises(Refused, match="there is no call 99"):
                client.ask(schema.ExplainCall(99))
            assert client.ask(schema.Subscribe()) == schema.SnapshotReply(QUIET)
            loop.call_soon_threadsafe(subscribed.set)
            told = client.told()
            return [next(told), next(told)]

    following = asyncio.create_task(asyncio.to_thread(terminal))
    await subscribed.wait()
    box.show(BUSY)
    box.finish(record(31))
    told = await following
    assert {type(one) for one in told} == {schema.SnapshotChanged, schema.CallFinished}
    assert threading.active_count() < 10


async def test_blocking_client_sees_the_end(server: ControlServer, path: Path) -> None:
    client = await asyncio.to_thread(BlockingClient, str(path), "test")
    await server.close()
    with pytest.raises(NoBox, match="closed the connection"):
        client.ask(schema.GetSnapshot())
    client.close()


def test_a_stranger_who_answers_otherwise_is_no_box() -> None:
    talk = Conversation()
    talk.receive(b"HTTP/1.1 400 Bad Request\r\n")
    with pytest.raises(NoBox, match="1 to 1048576 were expected"):
        talk.next_message()


def test_sound_nobody_asked_for_is_passed_over() -> None:
    talk = Conversation()
    talk.receive(pack(SoundPart("line1", bytes(320))) + pack(JsonPart(to_json(Answered(1, schema.Done())))))
    assert talk.next_message() == Answered(1, schema.Done())
    assert talk.next_message() is None
