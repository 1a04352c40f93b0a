"""ofonod on a bus of its own, joined to a pretend modem over TCP by its phonesim driver."""

import os
import select
import socket
import threading
import tty
from collections.abc import Callable
from pathlib import Path

from tests.clients.programs import Program, needs

MODEM = "/phonesim"
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={path}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class Relay:
    """A pretend modem's port as a TCP server for one client.

    Echo is off, and the SIM ready: the phonesim driver expects no echo, and asks for the SIM once only.
    """

    def __init__(self, port: str) -> None:
        self._fd = os.open(port, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self._fd)
        self._ask(b"ATE0\r")
        while b"READY" not in self._ask(b"AT+CPIN?\r"):
            pass  # for a second or two after power-on
        self._server = socket.create_server(("127.0.0.1", 0))
        self.number = self._server.getsockname()[1]
        self._stop, self._stopped = os.pipe()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _ask(self, command: bytes) -> bytes:
        os.write(self._fd, command)
        told = b""
        while not told.endswith((b"OK\r\n", b"ERROR\r\n")):
            told += os.read(self._fd, 100)
        return told

    def _serve(self) -> None:
        ready, _, _ = select.select([self._server, self._stop], [], [])
        if self._stop in ready:
            return
        client, _ = self._server.accept()
        with client:
            while True:
                ready, _, _ = select.select([client, self._fd, self._stop], [], [])
                if self._stop in ready:
                    return
                if self._fd in ready:
                    client.sendall(os.read(self._fd, 4_096))
                if client in ready:
                    data = client.recv(4_096)
                    if not data:
                        return
                    os.write(self._fd, data)

    def close(self) -> None:
        os.write(self._stopped, b"x")
        self._thread.join(5)
        self._server.close()
        for fd in (self._fd, self._stop, self._stopped):
            os.close(fd)


class Ofono:
    def __init__(self, folder: Path, run: Callable[..., Program], relay: Relay) -> None:
        needs("ofonod", "ofono")
        self._run = run
        self._bus = f"unix:path={folder}/bus"
        (folder / "bus.conf").write_text(BUS.format(path=folder / "bus"))
        (folder / "phonesim.conf").write_text(f"[phonesim]\nAddress=127.0.0.1\nPort={relay.number}\n")
        daemon = needs("dbus-daemon", "dbus")
        run(daemon, f"--config-file={folder}/bus.conf", "--nofork", "--nopidfile", "--print-address").say_until("unix:")
        self.signals = run("dbus-monitor", "--address", self._bus, "type='signal',sender='org.ofono'")
        environment = {
            **os.environ,
            "DBUS_SYSTEM_BUS_ADDRESS": self._bus,
            "OFONO_PHONESIM_CONFIG": str(folder / "phonesim.conf"),
        }
        self._daemon = run(needs("ofonod", "ofono"), "-n", env=environment)
        self.signals.say_until("ModemAdded")
        self.set("Modem", "Powered", "boolean:true")
        self.signals.say_until("org.ofono.SimManager")
        self.set("Modem", "Online", "boolean:true")
        self.signals.say_until('"registered"')

    def call(self, interface: str, method: str, *arguments: str, path: str = MODEM) -> str:
        """What it answers; a fault fails the test."""
        name = f"org.ofono.{interface}.{method}"
        sending = ("dbus-send", f"--bus={self._bus}", "--print-reply", "--reply-timeout=30000", "--dest=org.ofono")
        said = self._run(*sending, path, name, *arguments).rest()
        assert not said.startswith("Error"), f"{name} {arguments}: {said}"
        return said

    def set(self, interface: str, name: str, value: str) -> None:
        self.call(interface, "SetProperty", f"string:{name}", f"variant:{value}")
