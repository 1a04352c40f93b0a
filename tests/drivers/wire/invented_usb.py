"""A tree like /sys and /dev, with modems that are plugged in and out; ports may be real pseudo-terminals."""

import os
import pty
import tty
from contextlib import suppress
from pathlib import Path

from appliance.drivers.wire.port_finder import PortFinder
from appliance.drivers.wire.serial_port import Surroundings


class InventedUsb:
    """Devices by their place on the bus; each port is a name in /dev, an interface, and a pty behind it."""

    def __init__(self, root: Path) -> None:
        self.sys, self.dev, self.locks, self.proc = (root / name for name in ("sys", "dev", "locks", "proc"))
        for folder in (self.sys / "class" / "tty", self.dev, self.locks, self.proc):
            folder.mkdir(parents=True)
        self.finder = PortFinder(self.sys, self.dev)
        self.around = Surroundings(self.finder, self.locks, self.proc)
        self._ptys: dict[str, tuple[int, int]] = {}

    def plug(self, place: str, usb: str, *, serial: str = "", **ports: int) -> Path:
        """`ports`: ttyUSB0=0 is that name on interface 0. Returns the folder of the device."""
        device = self.sys / "devices" / "pci0" / "usb1" / place
        device.mkdir(parents=True)
        vendor, product = usb.split(":")
        for name, text in (("idVendor", vendor), ("idProduct", product), ("product", "USB Modem"), ("authorized", "1")):
            (device / name).write_text(text + "\n")
        if serial:
            (device / "serial").write_text(serial + "\n")
        for port, interface in ports.items():
            self._add_port(device, port, interface)
        return device

    def _add_port(self, device: Path, port: str, interface: int) -> None:
        folder = device / f"{device.name}:1.{interface}"
        folder.mkdir(exist_ok=True)
        (folder / "bInterfaceNumber").write_text(f"{interface:02x}\n")
        (folder / port).mkdir()
        entry = self.sys / "class" / "tty" / port
        entry.mkdir()
        (entry / "device").symlink_to(folder / port)
        (self.dev / port).write_text("")

    def with_pty(self, port: str) -> int:
        """Puts a pseudo-terminal behind the port; returns the modem's end of it, for reading and writing."""
        master, slave = pty.openpty()
        tty.setraw(slave)
        os.set_blocking(master, False)
        self._ptys[port] = master, slave
        (self.dev / port).unlink()
        (self.dev / port).symlink_to(os.ttyname(slave))
        return master

    def link(self, kind: str, name: str, port: str) -> str:
        """A link in /dev/serial/by-id or by-path."""
        link = self.dev / "serial" / kind / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(self.dev / port)
        return str(link)

    def unplug(self, *ports: str) -> None:
        for port in ports:
            entry = self.sys / "class" / "tty" / port
            device = (entry / "device").resolve()
            (entry / "device").unlink()
            entry.rmdir()
            (self.dev / port).unlink()
            device.rmdir()
            for each in self._ptys.pop(port, ()):
                with suppress(OSError):
                    os.close(each)

    def program(self, pid: int, name: str, *words: str, holds: str = "") -> None:
        """A process, with one descriptor."""
        folder = self.proc / str(pid)
        (folder / "fd").mkdir(parents=True)
        (folder / "comm").write_text(name + "\n")
        (folder / "cmdline").write_bytes("\0".join((name, *words, "")).encode())
        if holds:
            (folder / "fd" / "3").symlink_to(holds)

    def close(self) -> None:
        for ends in self._ptys.values():
            for each in ends:
                with suppress(OSError):
                    os.close(each)
