"""What a serial port says when it cannot be had: each reason its own sentence with what to try."""

import asyncio
import os
import pty
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from appliance.drivers.errors import DeviceGone, DeviceHeld, DriverFault
from appliance.drivers.wire.serial_port import LONGEST_READ, SerialPort, port_fault
from tests.drivers.wire.invented_usb import InventedUsb
from tests.drivers.wire.test_wires import PtyEnd


@pytest.fixture
def port_path() -> Iterator[str]:
    master, slave = pty.openpty()
    yield os.ttyname(slave)
    os.close(slave)
    os.close(master)


def sentence_of(path: str, baud: int = 115_200) -> str:
    with pytest.raises(DriverFault) as caught:
        SerialPort(path, baud).open(lambda _: None, lambda _: None)
    return str(caught.value)


async def test_a_missing_port(tmp_path: Path) -> None:
    assert "no such port; plug the modem in" in sentence_of(str(tmp_path / "ttyUSB9"))


async def test_a_file_is_no_port(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no tty")
    assert "not a serial port; expected a tty" in sentence_of(str(tmp_path / "file"))
    assert "not a serial port; expected a tty" in sentence_of(str(tmp_path))


async def test_a_port_that_is_held(port_path: str) -> None:
    holder = SerialPort(port_path)
    holder.open(lambda _: None, lambda _: None)
    assert "another program, or another line of this box, holds the port" in sentence_of(port_path)
    holder.close()
    holder.open(lambda _: None, lambda _: None)
    holder.close()


async def test_a_modem_that_takes_nothing_any_more_is_noticed_long_before_the_bound() -> None:
    """As in a stream that only goes out, in which the modem says nothing that could stop."""
    end, lost = PtyEnd(), asyncio.get_running_loop().create_future()
    port = SerialPort(end.path)
    port.open(lambda _: None, lost.set_result)
    async with asyncio.timeout(60):
        while not port._watchdog:  # the kernel takes some
            port.write(bytes(160))
            await asyncio.sleep(0)
        fault = await lost
    assert "the modem takes no bytes, none for 1 s; expected 8,000 a second" in str(fault)
    assert port._watchdog is None
    end.unplug()


async def test_a_modem_that_takes_what_waits_is_left_alone() -> None:
    end, lost, sent, got = PtyEnd(), list[DriverFault](), bytearray(), bytearray()
    port = SerialPort(end.path)
    port.open(lambda _: None, lost.append)
    async with asyncio.timeout(60):
        while not port._watchdog:  # the kernel takes some
            sent += bytes(range(256))
            port.write(sent[-256:])
            await asyncio.sleep(0)
        while len(got) < len(sent):
            got += end.read()
            await asyncio.sleep(0)
    assert got == sent
    assert port._watchdog is None
    assert lost == []
    port.close()
    end.unplug()


async def test_a_speed_the_port_does_not_have(port_path: str) -> None:
    assert "-5 baud is not a speed" in sentence_of(port_path, -5)


def test_a_port_without_permission_names_the_group() -> None:
    # Root may open everything, so the errno is given by hand.
    fault = port_fault("/gone", PermissionError(13, "denied"), baud=115_200, device="/gone")
    assert isinstance(fault, DeviceHeld)
    assert "in group dialout; try: adduser callbox dialout" in str(fault)


async def test_a_port_that_is_held_says_who_has_it(tmp_path: Path, port_path: str) -> None:
    usb = InventedUsb(tmp_path)
    usb.program(812, "gammu-smsd", holds=port_path)
    holder, late = SerialPort(port_path), SerialPort(port_path, around=usb.around)
    holder.open(lambda _: None, lambda _: None)
    with pytest.raises(DeviceHeld, match="another program, or another line of this box, holds the port"):
        late.open(lambda _: None, lambda _: None)
    assert (await late.others()).startswith("gammu-smsd (pid 812); systemctl disable --now gammu-smsd")
    holder.close()
    late.open(lambda _: None, lambda _: None)
    late.close()
    assert list(usb.locks.iterdir()) == []


async def test_a_port_locked_by_another_program_is_not_even_opened(tmp_path: Path, port_path: str) -> None:
    usb = InventedUsb(tmp_path)
    usb.program(99, "minicom")
    lock = usb.locks / f"LCK..{port_path.removeprefix('/dev/').replace('/', '_')}"
    lock.write_text("        99\n")
    with pytest.raises(DeviceHeld, match=r"locked by minicom \(pid 99\)"):
        SerialPort(port_path, around=usb.around).open(lambda _: None, lambda _: None)


async def test_a_modem_on_usb_is_lost_and_found_under_another_number(tmp_path: Path) -> None:
    usb = InventedUsb(tmp_path)
    usb.plug("1-1", "0572:1329", ttyACM0=0)
    modem = usb.with_pty("ttyACM0")
    heard: list[bytes] = []
    lost = asyncio.get_running_loop().create_future()
    port = SerialPort("usb:0572:1329", around=usb.around)
    before = port.sign()
    port.open(heard.append, lost.set_result)
    assert (port.place, port.usb) == ("usb:0572:1329", "0572:1329")
    os.write(modem, b"RING")
    await until(lambda: heard == [b"RING"])
    usb.unplug("ttyACM0")
    assert isinstance(await asyncio.wait_for(lost, 60), DeviceGone)
    assert port.sign() is None
    with pytest.raises(DeviceGone, match="usb:0572:1329: no such modem; plug it in"):
        port.open(heard.append, lambda _: None)
    usb.plug("1-4", "0572:1329", ttyACM1=0)
    modem = usb.with_pty("ttyACM1")
    assert port.sign() not in {None, before}
    port.open(heard.append, lambda _: None)
    os.write(modem, b"OK")
    await until(lambda: heard == [b"RING", b"OK"])
    port.close()
    usb.close()


async def test_a_doubtful_name_is_warned_of_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    usb = InventedUsb(tmp_path)
    usb.plug("1-1", "0572:1329", serial="24680246", ttyACM0=0)
    usb.with_pty("ttyACM0")
    port = SerialPort("usb:0572:1329", around=usb.around)
    for _ in range(3):
        port.open(lambda _: None, lambda _: None)
    port.close()
    (warning,) = caplog.records
    assert warning.message == (
        "usb:0572:1329: its serial number 24680246 is one that makers print into every modem, so another modem may be "
        "taken for this one; name its link in /dev/serial/by-path"
    )
    usb.close()


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not true():
            await asyncio.sleep(0)


async def test_a_link_is_followed_at_each_open(port_path: str, tmp_path: Path) -> None:
    link = tmp_path / "line1"
    link.symlink_to(tmp_path / "gone")
    wire = SerialPort(str(link))
    with pytest.raises(DriverFault):
        wire.open(lambda _: None, lambda _: None)
    link.unlink()
    link.symlink_to(port_path)
    wire.open(lambda _: None, lambda _: None)
    assert wire.place == str(link)
    wire.close()


async def test_bound_a_port_with_much_to_say_lets_the_others_have_their_turn(port_path: str) -> None:
    end, heard, others = PtyEnd(), list[bytes](), list[int]()
    port = SerialPort(end.path)
    port.open(heard.append, lambda _: None)
    loop = asyncio.get_running_loop()

    def other() -> None:
        others.append(sum(map(len, heard)))
        loop.call_soon(other)

    end.write(sent := bytes(range(256)) * 15)
    other()
    async with asyncio.timeout(60):
        while sum(map(len, heard)) < len(sent):
            await asyncio.sleep(0)
    port.close()
    assert b"".join(heard) == sent
    assert max(map(len, heard)) <= LONGEST_READ
    assert len(set(others)) >= len(sent) // LONGEST_READ
