"""What systemd is told, on a real datagram socket."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.runtime.systemd import Notifier


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
        wire.bind(str(tmp_path / "notify"))
        wire.settimeout(0)
        yield wire


def test_says_ready_status_alive_and_stopping(manager: socket.socket) -> None:
    notifier = Notifier({"NOTIFY_SOCKET": manager.getsockname()})
    notifier.ready()
    notifier.status("4 of 4 lines work")
    notifier.status("4 of 4 lines work")
    notifier.watchdog()
    notifier.stopping()
    told = [manager.recv(200).decode() for _ in range(4)]
    assert told == ["READY=1", "STATUS=4 of 4 lines work", "WATCHDOG=1", "STOPPING=1"]
    with pytest.raises(BlockingIOError):
        manager.recv(200)


def test_without_systemd_nothing_happens() -> None:
    notifier = Notifier({})
    assert not notifier.listening
    notifier.ready()


def test_a_manager_that_is_gone_is_no_fault(tmp_path: Path) -> None:
    Notifier({"NOTIFY_SOCKET": str(tmp_path / "gone")}).ready()


@pytest.mark.parametrize(
    ("environment", "feeds_every_s"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "10000000"}, 5.0),
        ({"WATCHDOG_USEC": "10000000", "WATCHDOG_PID": str(os.getpid())}, 5.0),
        ({"WATCHDOG_USEC": "10000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
    ],
)
def test_the_watchdog_is_fed_twice_as_often_as_asked(environment: dict[str, str], feeds_every_s: float | None) -> None:
    assert Notifier(environment).watchdog_s == feeds_every_s
