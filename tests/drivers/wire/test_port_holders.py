"""Who holds a port, as /proc and the lock files tell it, and what to do about each."""

import os
from pathlib import Path

import pytest

from appliance.drivers.errors import DeviceHeld
from appliance.drivers.wire.lock_file import LockFile
from appliance.drivers.wire.port_holders import who_holds
from tests.drivers.wire.invented_usb import InventedUsb

PORT = "/dev/ttyUSB3"


@pytest.fixture
def usb(tmp_path: Path) -> InventedUsb:
    return InventedUsb(tmp_path)


async def test_whoever_has_it_open_is_named_with_what_to_do(usb: InventedUsb) -> None:
    usb.program(1, "systemd", holds="/dev/null")
    usb.program(812, "ModemManager", holds=PORT)
    assert (await who_holds(PORT, usb.proc)).startswith(
        "ModemManager (pid 812); it opens every modem it sees: give the modem"
    )


async def test_a_login_prompt_is_told_its_unit(usb: InventedUsb) -> None:
    usb.program(77, "agetty", holds=PORT)
    told = "agetty (pid 77); a login prompt: systemctl disable --now serial-getty@ttyUSB3"
    assert await who_holds(PORT, usb.proc) == told


async def test_any_program_is_named(usb: InventedUsb) -> None:
    usb.program(5, "acme", holds=PORT)
    assert await who_holds(PORT, usb.proc) == "acme (pid 5); end it"


async def test_nobody_is_nobody_and_we_are_not_told_of_ourselves(usb: InventedUsb) -> None:
    usb.program(5, "acme", holds="/dev/ttyUSB4")
    usb.program(os.getpid(), "callbox", holds=PORT)
    (usb.proc / "9").mkdir()  # a process that has just ended
    assert await who_holds(PORT, usb.proc) == ""
    assert await who_holds(PORT, usb.proc / "nowhere") == ""


async def test_the_real_proc_shows_another_process(tmp_path: Path) -> None:
    read, write = os.pipe()
    master, slave = os.openpty()
    path = os.ttyname(slave)
    pid = os.fork()
    if pid == 0:  # holds the port until told
        os.close(write)
        os.read(read, 1)
        os._exit(0)
    os.close(read)
    try:
        assert f"(pid {pid})" in await who_holds(path)
    finally:
        os.close(write)
        os.waitpid(pid, 0)
        os.close(slave)
        os.close(master)


def test_a_lock_is_written_and_taken_away(usb: InventedUsb) -> None:
    lock = LockFile(PORT, usb.locks, usb.proc)
    lock.take()
    assert (usb.locks / "LCK..ttyUSB3").read_text() == f"{os.getpid():10}\n"
    lock.take()
    lock.release()
    assert list(usb.locks.iterdir()) == []
    lock.release()


def test_a_lock_of_a_living_program_is_heeded_and_named(usb: InventedUsb) -> None:
    usb.program(99, "minicom")
    (usb.locks / "LCK..ttyUSB3").write_text("        99 minicom root\n"[:11])
    lock = LockFile(PORT, usb.locks, usb.proc)
    with pytest.raises(DeviceHeld, match=r"/dev/ttyUSB3: locked by minicom \(pid 99\), as .*LCK..ttyUSB3 says"):
        lock.take()
    lock.release()
    assert (usb.locks / "LCK..ttyUSB3").exists(), "not ours to take away"


@pytest.mark.parametrize("left", ["       123\n", f"{os.getpid():10}\n"], ids=["of nobody", "of our own number"])
def test_a_lock_left_by_the_dead_is_taken_over(usb: InventedUsb, left: str) -> None:
    (usb.locks / "LCK..ttyUSB3").write_text(left)
    lock = LockFile(PORT, usb.locks, usb.proc)
    lock.take()
    assert (usb.locks / "LCK..ttyUSB3").read_text() == f"{os.getpid():10}\n"
    assert len(list(usb.locks.iterdir())) == 1


def test_without_a_folder_for_locks_there_is_none_and_nothing_fails(tmp_path: Path) -> None:
    lock = LockFile(PORT, tmp_path / "nowhere", tmp_path)
    lock.take()
    lock.release()
