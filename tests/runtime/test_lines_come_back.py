"""Whole lines – keeper, driver, port, pseudo-terminal – unplugged, swapped and plugged in under other numbers."""

import asyncio
import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from appliance.drivers.line.voice_modem import Driver, Options
from appliance.drivers.wire.serial_port import SerialPort
from appliance.model.events import Event, LineRang
from appliance.runtime.line_keeper import LineKeeper
from tests.drivers.line.jumping_time import pass_s
from tests.drivers.line.scripted_modem import Ears, Kind, ScriptedModem, cx93001, usr5637
from tests.drivers.wire.invented_usb import InventedUsb

USR, CX = "0baf:0303", "0572:1329"
KINDS: dict[str, Kind] = {USR: usr5637, CX: cx93001}


class House:
    """Lines on invented USB; each modem is a script behind a real pseudo-terminal."""

    def __init__(self, usb: InventedUsb) -> None:
        self.usb = usb
        self.events: list[Event] = []
        self.told: dict[str, list[str]] = {}
        self.modems: dict[str, ScriptedModem] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._plugged: dict[str, int] = {}

    def line(self, port: str) -> None:
        told = self.told[port] = []

        def make() -> Driver:
            wire = SerialPort(port, around=self.usb.around)
            return Driver(port, Options(port=port), self.events.append, Ears(), wire=wire)

        keeper = LineKeeper(port, make, up=lambda what: told.append(f"up {what}"), down=told.append)
        self._tasks.append(asyncio.create_task(keeper.keep()))

    def plug(self, place: str, usb: str, port: str) -> None:
        self.usb.plug(place, usb, **{port: 0})
        master = self.usb.with_pty(port)
        modem = self.modems[usb] = KINDS[usb](lambda data: (os.write(master, data), None)[1])
        self._plugged[port] = master

        def read() -> None:
            with contextlib.suppress(OSError):
                modem.receive(os.read(master, 65_536))

        asyncio.get_running_loop().add_reader(master, read)

    def unplug(self, port: str) -> None:
        asyncio.get_running_loop().remove_reader(self._plugged.pop(port))
        self.usb.unplug(port)

    async def until(self, true: Callable[[], object]) -> None:
        async with asyncio.timeout(60):
            while not true():
                await pass_s(0.005)

    async def end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for port in list(self._plugged):
            self.unplug(port)


@pytest.fixture
def usb(tmp_path: Path) -> Iterator[InventedUsb]:
    invented = InventedUsb(tmp_path)
    yield invented
    invented.close()


async def test_two_modems_come_back_with_their_numbers_swapped(usb: InventedUsb) -> None:
    house = House(usb)
    house.plug("1-1", USR, "ttyACM0")
    house.plug("1-2", CX, "ttyACM1")
    names = {f"usb:{USR}": "up USR5637, mu-law", f"usb:{CX}": "up CX930xx, mu-law"}
    for port in names:
        house.line(port)
    await house.until(lambda: all(house.told[port] == [up] for port, up in names.items()))
    house.unplug("ttyACM0")
    house.unplug("ttyACM1")
    await house.until(lambda: all("waiting for it to be plugged in" in told[-1] for told in house.told.values()))
    house.plug("1-3", CX, "ttyACM0")
    house.plug("1-4", USR, "ttyACM1")
    await house.until(lambda: all(house.told[port][-1] == up for port, up in names.items()))
    house.modems[CX].say("RING")
    await house.until(lambda: house.events == [LineRang(f"usb:{CX}")])
    await house.end()
    assert list(usb.locks.iterdir()) == []


async def test_a_link_that_moves_is_followed(usb: InventedUsb) -> None:
    house = House(usb)
    house.plug("1-1", CX, "ttyACM0")
    link = usb.link("by-path", "pci-1-1", "ttyACM0")
    house.line(link)
    await house.until(lambda: house.told[link] == ["up CX930xx, mu-law"])
    house.unplug("ttyACM0")
    await house.until(lambda: "waiting for it to be plugged in" in house.told[link][-1])
    house.plug("1-1b", CX, "ttyACM7")
    usb.link("by-path", "pci-1-1", "ttyACM7")
    await house.until(lambda: house.told[link][-1] == "up CX930xx, mu-law")
    await house.end()
