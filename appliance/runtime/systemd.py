"""Telling systemd how the box is: ready, status, still alive, stopping (sd_notify(3)). Without systemd: nothing."""

import os
import socket
from collections.abc import Mapping


class Notifier:
    """One datagram per message to $NOTIFY_SOCKET; a service manager that does not listen is no fault of ours."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self.watchdog_s = _watchdog_s(environment)
        """Within this time watchdog() is to be called; None when nobody watches."""
        self._status = ""

    @property
    def listening(self) -> bool:
        """A service manager wants to know."""
        return bool(self._address)

    def ready(self) -> None:
        self._send("READY=1")

    def status(self, text: str) -> None:
        """One line for `systemctl status`; sent only when it changed."""
        if text != self._status:
            self._status = text
            self._send(f"STATUS={text}")

    def watchdog(self) -> None:
        self._send("WATCHDOG=1")

    def stopping(self) -> None:
        self._send("STOPPING=1")

    def _send(self, text: str) -> None:
        if not self._address:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as wire:
            try:
                wire.sendto(text.encode(), self._address)
            except OSError:
                return


def _watchdog_s(environment: Mapping[str, str]) -> float | None:
    """Half of what systemd allows; WATCHDOG_PID says whom it means."""
    allowed, meant = environment.get("WATCHDOG_USEC", ""), environment.get("WATCHDOG_PID", "")
    if not allowed.isdecimal() or (meant and meant != str(os.getpid())):
        return None
    return int(allowed) / 2_000_000
