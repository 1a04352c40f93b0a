"""Modems of the latency measurement, a process of their own: sound every 20 ms, an event now and then, and a flood.

python -m benchmarks.lines.feeder FOLDER TALKING IDLE; makes the ports FOLDER/line1 …, and FOLDER/flood. A byte on
stdin: q quiet, f flood, e end; then what was sent when is in FOLDER/fed.json, on CLOCK_MONOTONIC in nanoseconds.
"""

import asyncio
import gc
import os
import random
import sys
import time
import tty
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from tests.drivers.line.scripted_modem import ScriptedModem, cx93001

PRIORITY: Final = 10
"""Real-time, as the box has it; above other boxes of this machine, which would be measured else, below the probe."""

PIECE: Final = b"\xd5" * 160
PIECE_S: Final = 0.02
EVENT_EVERY_S: Final = (0.2, 0.6)
"""On each talking line a key, on each idle one a ring, at random moments; rings of one line are never nearer."""
RING_EVERY_S: Final = (1.0, 1.4)
FLOOD_S: Final = 0.01
FLOOD_BYTES: Final = 200
"""Every FLOOD_S: 20 kB/s."""


class Fed(msgspec.Struct):
    """By the name of the line."""

    pieces: dict[str, list[int]] = {}
    events: dict[str, list[int]] = {}
    flooded: int = 0


class Port:
    """A scripted modem on a pseudo-terminal; what a host says into a stream is not looked at."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.fd, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self.fd, False)
        (folder / name).symlink_to(os.ttyname(self._slave))
        self.modem: ScriptedModem = cx93001(self.write)
        asyncio.get_running_loop().add_reader(self.fd, self._read)

    def write(self, data: bytes) -> None:
        with suppress(BlockingIOError):
            os.write(self.fd, data)

    def _read(self) -> None:
        data = os.read(self.fd, 65_536)
        if not self.modem.streaming:
            self.modem.receive(data)


class Feeder:
    def __init__(self, folder: Path, talking: int, idle: int) -> None:
        self._fed = Fed()
        self._chance = random.Random(1)
        self._loop = asyncio.get_running_loop()
        self._talking = [Port(folder, f"line{number}") for number in range(1, talking + 1)]
        self._idle = [Port(folder, f"idle{number}") for number in range(1, idle + 1)]
        self._flood = Port(folder, "flood")
        self._flooding = False
        self.folder = folder
        self.over = asyncio.Event()
        self._loop.add_reader(0, self._told)
        for number, port in enumerate(self._talking):
            self._fed.pieces[port.name], self._fed.events[port.name] = [], []
            self._piece(port, self._loop.time() + PIECE_S * number / talking)
            self._loop.call_later(self._chance.uniform(*EVENT_EVERY_S), self._key, port)
        for port in self._idle:
            self._fed.events[port.name] = []
            self._loop.call_later(self._chance.uniform(*RING_EVERY_S), self._ring, port)
        self._pour()

    def _told(self) -> None:
        for octet in os.read(0, 64):
            self._flooding = octet == ord("f")
            if octet == ord("e"):
                self.over.set()

    def _piece(self, port: Port, due: float) -> None:
        if port.modem.streaming:
            self._fed.pieces[port.name].append(time.monotonic_ns())
            port.write(PIECE)
        self._loop.call_at(due + PIECE_S, self._piece, port, due + PIECE_S)

    def _key(self, port: Port) -> None:
        if port.modem.streaming:
            self._fed.events[port.name].append(time.monotonic_ns())
            port.write(b"\x10/\x105\x10~")
        self._loop.call_later(self._chance.uniform(*EVENT_EVERY_S), self._key, port)

    def _ring(self, port: Port) -> None:
        if len(port.modem.commands) > 3:
            self._fed.events[port.name].append(time.monotonic_ns())
            port.write(b"\r\nRING\r\n")
        self._loop.call_later(self._chance.uniform(*RING_EVERY_S), self._ring, port)

    def _pour(self) -> None:
        """Octets at random, the shortest lines there are, and lines with names, by turns of a second."""
        if self._flooding:
            kinds = (self._chance.randbytes(FLOOD_BYTES), b"A\r\n" * (FLOOD_BYTES // 3), b"^RSSI:17\r\n" * 20)
            data = kinds[int(time.monotonic()) % 3]
            self._flood.write(data)
            self._fed.flooded += len(data)
        self._loop.call_later(FLOOD_S, self._pour)

    def write_down(self) -> None:
        (self.folder / "fed.json").write_bytes(msgspec.json.encode(self._fed))


def go_before_other_boxes() -> str:
    """What was got, for the reader."""
    with suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(PRIORITY))
        return "real-time scheduling"
    return "usual scheduling: other programs are measured as well"


async def _feed(folder: Path, talking: int, idle: int) -> None:
    feeder = Feeder(folder, talking, idle)
    gc.freeze()
    gc.disable()  # a pause of this process would count as one of the box
    await feeder.over.wait()
    feeder.write_down()


if __name__ == "__main__":
    go_before_other_boxes()
    asyncio.run(_feed(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
