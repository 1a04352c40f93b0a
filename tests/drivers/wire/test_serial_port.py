"""What a serial port says when it cannot be had: each reason its own sentence with what to try."""

import os
import pty
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.drivers.errors import DriverFault
from appliance.drivers.wire.serial_port import SerialPort, _sentence


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
    assert "held by another program" in sentence_of(port_path)
    holder.close()
    holder.open(lambda _: None, lambda _: None)
    holder.close()


async def test_a_speed_the_port_does_not_have(port_path: str) -> None:
    assert "-5 baud is not a speed" in sentence_of(port_path, -5)


def test_a_port_without_permission_names_the_group() -> None:
    # Root may open everything, so the errno is given by hand.
    assert "in group dialout; try: adduser callbox dialout" in _sentence(
        "/gone", 115_200, PermissionError(13, "denied")
    )


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
