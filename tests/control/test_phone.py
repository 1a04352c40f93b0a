"""A browser's phone over the control socket: frames both ways, one browser at a time, a reader that stands still."""

import asyncio
from pathlib import Path

import pytest

from appliance.control.client import Client, Refused, connect
from appliance.control.frame_plug import MOST_AHEAD
from appliance.control.framing import SoundPart
from appliance.control.phone_words import Occupied, PhoneTaken, SubscribeFrames
from appliance.control.schema import Done, Told
from appliance.control.server import ControlServer
from appliance.drivers.station.jack import Jack
from tests.control.house import InventedBox

FRAME = bytes(range(160)) * 2


class Station:
    """Stands behind the jack."""

    def __init__(self, jack: Jack) -> None:
        self.told: asyncio.Queue[str | bytes] = asyncio.Queue()
        jack.stand_behind(self)

    def plugged(self) -> None:
        self.told.put_nowait("plugged")

    def unplugged(self) -> None:
        self.told.put_nowait("unplugged")

    def heard(self, samples: bytes) -> None:
        self.told.put_nowait(samples)

    async def next(self) -> str | bytes:
        return await asyncio.wait_for(self.told.get(), 60)


class Tab:
    """A client with what it hears."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[SoundPart] = asyncio.Queue()
        self.told: asyncio.Queue[Told] = asyncio.Queue()

    async def open(self, path: Path) -> Client:
        return await connect(path, "tab", self.told.put_nowait, heard=self.heard.put_nowait)


@pytest.fixture
def jack(box: InventedBox) -> Jack:
    return box.jacks.setdefault("anna", Jack())


async def test_frames_go_both_ways_until_the_client_goes(server: ControlServer, path: Path, jack: Jack) -> None:
    station, tab = Station(jack), Tab()
    client = await tab.open(path)
    assert await client.ask(SubscribeFrames("Anna")) == Done()
    assert await station.next() == "plugged"
    assert client.say("anna", FRAME)
    assert await station.next() == FRAME
    jack.say(FRAME)
    assert await asyncio.wait_for(tab.heard.get(), 60) == SoundPart("anna", FRAME)
    await client.close()
    assert await station.next() == "unplugged"


async def test_the_second_browser_is_told_and_may_take_over(server: ControlServer, path: Path, jack: Jack) -> None:
    station, first, second = Station(jack), Tab(), Tab()
    one, two = await first.open(path), await second.open(path)
    await one.ask(SubscribeFrames("anna"))
    assert await two.ask(SubscribeFrames("anna")) == Occupied("anna")
    assert await two.ask(SubscribeFrames("anna", take_over=True)) == Done()
    assert await asyncio.wait_for(first.told.get(), 60) == PhoneTaken("anna")
    one.say("anna", bytes(320))
    await one.close()
    two.say("anna", FRAME)
    assert [await station.next(), await station.next()] == ["plugged", FRAME]
    await two.close()


@pytest.mark.parametrize(
    ("agent", "sentence"),
    [("ana", 'no agent is called "ana"'), ("ben", "ben does not talk in a browser")],
)
async def test_who_has_no_phone_here_is_told_why(
    agent: str, sentence: str, server: ControlServer, path: Path, jack: Jack
) -> None:
    client = await connect(path, "tab")
    with pytest.raises(Refused, match=sentence):
        await client.ask(SubscribeFrames(agent))
    await client.ask(SubscribeFrames("anna"))
    with pytest.raises(Refused, match="has the phone of anna; open another one"):
        await client.ask(SubscribeFrames("anna"))
    await client.close()


async def test_a_reader_that_stands_still_loses_frames_and_slows_nobody(
    server: ControlServer, path: Path, jack: Jack
) -> None:
    tab = Tab()
    client = await tab.open(path)
    await client.ask(SubscribeFrames("anna"))
    client._reader._transport.pause_reading()  # type: ignore[attr-defined]
    for _ in range(2_000):
        jack.say(FRAME)
        await asyncio.sleep(0)
    counts = jack.counts
    assert counts.said + counts.dropped == 2_000
    assert counts.said * len(FRAME) < 4 * MOST_AHEAD + 65_536
    assert counts.dropped > 1_000
    await client.close()


async def test_a_client_drops_what_the_box_does_not_take() -> None:
    with_nobody_reading = asyncio.Event()

    async def stand_still(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await with_nobody_reading.wait()
        writer.close()

    server = await asyncio.start_server(stand_still, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    client = Client(reader, writer, None, 5.0)
    taken = sum(client.say("anna", FRAME) for _ in range(50_000))
    assert 12 <= taken < 50_000
    assert not client.say("anna", FRAME)
    with_nobody_reading.set()
    await client.close()
    server.close()
