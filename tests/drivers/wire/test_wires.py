"""The contract of wires, held by each of them: a serial port on a real pseudo-terminal, and the pair in memory."""

import asyncio
import contextlib
import os
import tty
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest

from appliance.drivers.errors import DriverFault
from appliance.drivers.wire import MOST_UNSENT, Wire
from appliance.drivers.wire.memory import MemoryWire, memory_pair
from appliance.drivers.wire.serial_port import SerialPort


class PtyEnd:
    """The far end of a serial port: the master of a pseudo-terminal."""

    def __init__(self) -> None:
        self.master, slave = os.openpty()
        tty.setraw(slave)
        self.path = os.ttyname(slave)
        os.close(slave)
        os.set_blocking(self.master, False)

    def write(self, data: bytes) -> None:
        os.write(self.master, data)

    def read(self) -> bytes:
        with contextlib.suppress(BlockingIOError, OSError):
            return os.read(self.master, 1 << 20)
        return b""

    def unplug(self) -> None:
        if self.master >= 0:
            os.close(self.master)
        self.master = -1


class MemoryEnd:
    def __init__(self, wire: MemoryWire) -> None:
        self._wire, self._got = wire, bytearray()
        self._open = False

    def write(self, data: bytes) -> None:
        self.listen()
        self._wire.write(data)

    def read(self) -> bytes:
        self.listen()
        data, self._got = bytes(self._got), bytearray()
        return data

    def listen(self) -> None:
        if not self._open:
            self._open = True
            self._wire.open(self._got_bytes, lambda _: None)

    def _got_bytes(self, data: bytes) -> None:
        self._got += data

    def unplug(self) -> None:
        self._wire.unplug()


@dataclass
class Rig:
    wire: Wire
    far: PtyEnd | MemoryEnd
    received: list[bytes] = field(default_factory=list)
    lost: list[DriverFault] = field(default_factory=list)

    def open(self) -> None:
        self.wire.open(self.received.append, self.lost.append)

    @property
    def heard(self) -> bytes:
        return b"".join(self.received)


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not true():
            await asyncio.sleep(0)


@pytest.fixture(params=["serial_port", "memory"])
async def rig(request: pytest.FixtureRequest) -> AsyncIterator[Rig]:
    if request.param == "memory":
        near, far = memory_pair()
        made = Rig(near, MemoryEnd(far))
    else:
        end = PtyEnd()
        made = Rig(SerialPort(end.path), end)
    yield made
    made.wire.close()
    made.far.unplug()


async def test_bytes_go_both_ways_unchanged(rig: Rig) -> None:
    rig.open()
    every = bytes(range(256)) * 4
    rig.far.write(every)
    await until(lambda: rig.heard == every)
    rig.wire.write(every)
    got = bytearray()
    await until(lambda: got.extend(rig.far.read()) or bytes(got) == every)
    assert all(rig.received)


async def test_a_lost_far_end_is_told_once_with_what_to_try(rig: Rig) -> None:
    rig.open()
    rig.far.unplug()
    await until(lambda: rig.lost)
    rig.wire.write(b"x")
    for _ in range(5):
        await asyncio.sleep(0)
    assert len(rig.lost) == 1
    assert str(rig.lost[0]).startswith(rig.wire.place)
    assert "plug the modem in again" in str(rig.lost[0])


async def test_after_close_nothing_is_told_and_writing_is_harmless(rig: Rig) -> None:
    rig.open()
    rig.far.write(b"x")
    rig.far.unplug()
    rig.wire.close()
    rig.wire.close()
    rig.wire.write(b"x")
    for _ in range(5):
        await asyncio.sleep(0)
    assert rig.received == []
    assert rig.lost == []


async def test_it_opens_again_after_close(rig: Rig) -> None:
    rig.open()
    rig.wire.close()
    rig.open()
    rig.far.write(b"again")
    await until(lambda: rig.heard == b"again")


async def test_a_far_end_that_is_gone_cannot_be_opened(rig: Rig) -> None:
    rig.far.unplug()
    with pytest.raises(DriverFault, match=f"{rig.wire.place}: no such port"):
        rig.open()


async def test_what_the_far_end_does_not_take_at_once_is_kept_in_order(rig: Rig) -> None:
    rig.open()
    sent = b"".join(n.to_bytes(2, "big") for n in range(MOST_UNSENT // 2))
    for at in range(0, len(sent), 160):
        rig.wire.write(sent[at : at + 160])
    got = bytearray()
    await until(lambda: got.extend(rig.far.read()) or len(got) == len(sent))
    assert bytes(got) == sent
    assert rig.lost == []


async def test_bound_a_far_end_that_takes_nothing_is_lost(rig: Rig) -> None:
    rig.open()
    for _ in range(200):  # the kernel takes some as well
        rig.wire.write(bytes(1_000))
        await asyncio.sleep(0)
    await until(lambda: rig.lost)
    assert "takes no bytes" in str(rig.lost[0])


async def test_memory_cuts_and_loses_as_it_is_told() -> None:
    near, far = memory_pair(cut=1, loses=lambda n: n == 2)
    received: list[bytes] = []
    near.open(received.append, lambda _: None)
    far.open(lambda _: None, lambda _: None)
    far.write(b"abcd")
    await until(lambda: len(received) == 3)
    assert received == [b"a", b"b", b"d"]
