"""Who is kept out: other names, other origins, floods, drips and large bodies."""

import asyncio
import io
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_network
from pathlib import Path

import pytest
from aiohttp import ClientSession, WSMsgType, WSServerHandshakeError
from hypothesis import given
from hypothesis import strategies as st

from appliance.web.assets import Assets
from appliance.web.feed import Feed
from appliance.web.gate import Door, Limits
from appliance.web.guards import _is_plain, host_name, hosts_allowed
from appliance.web.pages import Pages
from tests.web.conftest import IMPATIENT, at


@asynccontextmanager
async def pages_with(limits: Limits, path: Path) -> AsyncIterator[tuple[Pages, int]]:
    pages = Pages(at(path), limits, Feed(path, IMPATIENT))
    port = await pages.start()
    try:
        yield pages, port
    finally:
        await pages.close()


async def all_of(reader: asyncio.StreamReader) -> bytes:
    """Everything until the end, however the connection ends."""
    data = b""
    try:
        while more := await asyncio.wait_for(reader.read(4096), 60):
            data += more
    except ConnectionError:
        pass
    return data


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "", "[::1", "a b", "127.0.0.1.evil.example"]
)
async def test_other_names_are_misdirected(port: int, host: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /api/v1/snapshot HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    status = (await all_of(reader)).split(b" ", 2)[1]
    assert status in {b"421", b"400"}
    writer.close()


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8080", "127.0.0.1:1", "[::1]:8080", "192.168.1.5", "localhost."]
)
async def test_own_names_and_addresses_are_answered(http: ClientSession, host: str) -> None:
    async with http.get("/", headers={"Host": host}) as answer:
        assert answer.status == 200


def test_further_names_can_be_allowed() -> None:
    assert "box.example" in hosts_allowed("127.0.0.1", ["Box.Example"])


@given(st.text(max_size=80))
def test_any_host_is_a_name_or_nothing(host: str) -> None:
    assert isinstance(host_name(host), str)
    if _is_plain(host):
        assert not set(host) & set("\r\n;, '\"")


async def test_the_live_socket_is_for_own_pages(http: ClientSession, port: int) -> None:
    own = f"http://127.0.0.1:{port}"
    async with http.ws_connect("/live", headers={"Origin": own}) as live:
        assert not live.closed
    for origin in ("http://evil.example", f"http://localhost:{port}", "null", "http://127.0.0.1:1"):
        with pytest.raises(WSServerHandshakeError) as refused:
            await http.ws_connect("/live", headers={"Origin": origin})
        assert refused.value.status == 403


@pytest.mark.parametrize(
    ("address", "comes_in"),
    [
        ("127.0.0.1", True),
        ("192.168.178.20", True),
        ("172.31.255.255", True),
        ("172.32.0.1", False),
        ("8.8.8.8", False),
        ("::1", True),
        ("fe80::1%eth0", True),
        ("fd12::1", True),
        ("2001:db8::1", False),
        ("::ffff:10.0.0.1", True),
        ("::ffff:8.8.8.8", False),
        ("203.0.113.9", True),
        ("?", False),
    ],
)
def test_the_internet_stays_outside_but_for_whom_the_settings_name(address: str, comes_in: bool) -> None:  # noqa: FBT001 - a case
    door = Door(Limits(), [ip_network("203.0.113.0/24")])
    refused = door.enter(address)
    assert (refused is None) is comes_in
    if refused is not None:
        assert b" 403 Forbidden" in refused
        assert b"allow_from" in refused


async def test_one_address_has_so_many_connections_and_no_more(path: Path) -> None:
    async with pages_with(Limits(per_address=3), path) as (pages, port):
        open_ones = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        answer = await all_of(reader)
        assert answer.startswith(b"HTTP/1.1 429 Too Many Requests\r\n")
        assert b"application/problem+json" in answer
        writer.close()
        assert pages.door.inside() == 3
        for _, opened in open_ones:
            opened.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        for opened_reader, opened in open_ones:
            assert (await all_of(opened_reader)).startswith(b"HTTP/1.1 200")
            opened.close()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert (await all_of(reader)).startswith(b"HTTP/1.1 200")
        writer.close()


async def test_all_together_have_so_many_connections_and_no_more(path: Path) -> None:
    async with pages_with(Limits(in_all=2), path) as (_, port):
        writers = [(await asyncio.open_connection("127.0.0.1", port))[1] for _ in range(2)]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert (await all_of(reader)).startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
        for each in (writer, *writers):
            each.close()


@pytest.mark.parametrize("said", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "])
async def test_a_head_that_does_not_come_is_not_waited_for(path: Path, said: bytes) -> None:
    async with pages_with(Limits(deadline_s=0.1), path) as (pages, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(said)
        assert await all_of(reader) == b""
        writer.close()
        assert pages.door.inside() == 0


async def test_a_second_head_on_the_same_connection_has_its_deadline_too(path: Path) -> None:
    async with pages_with(Limits(deadline_s=0.1), path) as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert await reader.readuntil(b'/"}')
        writer.write(b"GET / HTTP/1.1\r\nHo")
        assert await all_of(reader) == b""
        writer.close()


@pytest.mark.parametrize(
    ("framing", "drop"), [(b"Content-Length: 1000000", b"x"), (b"Transfer-Encoding: chunked", b"1\r\nx\r\n")]
)
async def test_a_body_that_drips_is_answered_and_closed(path: Path, framing: bytes, drop: bytes) -> None:
    async with pages_with(Limits(deadline_s=0.1), path) as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /api/v1/mail/test HTTP/1.1\r\nHost: localhost\r\n" + framing + b"\r\n\r\n")
        drip = asyncio.create_task(drips(writer, drop))
        assert (await all_of(reader)).startswith(b"HTTP/1.1 408 Request Timeout")
        drip.cancel()
        writer.close()


async def drips(writer: asyncio.StreamWriter, drop: bytes) -> None:
    """A byte whenever nothing else is to do."""
    while not writer.is_closing():
        writer.write(drop)
        await asyncio.to_thread(lambda: None)


@pytest.mark.parametrize("chunked", [True, False])
async def test_a_large_body_is_refused(http: ClientSession, chunked: bool) -> None:  # noqa: FBT001 - a case
    async def body() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 65536

    data = body() if chunked else io.BytesIO(b"x" * (2 << 20))
    async with http.post("/api/v1/mail/test", data=data) as answer:
        assert answer.status == 413
        assert answer.headers["Content-Type"] == "application/problem+json"


async def test_a_head_that_never_ends_is_cut(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(5000)))
    assert (await all_of(reader)).startswith(b"HTTP/1.0 400")
    writer.close()


async def test_a_peer_that_takes_nothing_is_given_up(path: Path) -> None:
    """It asks for more than the wire holds and never reads."""
    async with pages_with(Limits(deadline_s=0.2), path) as (pages, port):
        with socket.create_connection(("127.0.0.1", port)) as peer:
            peer.settimeout(0)
            ask = b"GET /static/%b/callbox.css HTTP/1.1\r\nHost: localhost\r\n\r\n" % Assets().version.encode()
            for _ in range(40):
                await asyncio.get_running_loop().sock_sendall(peer, ask * 10)
            async with asyncio.timeout(60):
                while pages.door.inside():
                    await asyncio.to_thread(lambda: None)


async def test_a_live_socket_outlives_the_deadline_for_heads(path: Path) -> None:
    async with pages_with(Limits(deadline_s=0.05), path) as (pages, port):
        session = ClientSession(f"http://127.0.0.1:{port}")
        live = await session.ws_connect("/live")
        await live.receive()
        with pytest.raises(TimeoutError):
            await live.receive(timeout=0.15)
        pages.feed._wake()
        assert (await live.receive(timeout=5)).type is WSMsgType.TEXT
        await session.close()
