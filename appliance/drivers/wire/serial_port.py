"""A serial port through pyserial, held by us alone, read and written by the event loop without ever blocking."""

import asyncio
import contextlib
import errno
import fcntl
import grp
import logging
import os
import termios
from pathlib import Path
from typing import Final, NamedTuple

import serial

from appliance.drivers.errors import DeviceGone, DeviceHeld, DeviceStuck, DeviceUnfit, DriverFault
from appliance.drivers.wire import MOST_UNSENT, Lost, Received
from appliance.drivers.wire.lock_file import FOLDER as LOCKS
from appliance.drivers.wire.lock_file import LockFile
from appliance.drivers.wire.port_advice import port_advice
from appliance.drivers.wire.port_finder import AtInterface, PortFinder, SerialDevice
from appliance.drivers.wire.port_holders import PROC, who_holds
from appliance.drivers.wire.usb_rebinding import rebind

LONGEST_READ: Final = 320
"""Bytes of one read: two frames of an analog line, one of most mobiles. The rest waits for the next turn, so that
no port full of junk holds up others: the shortest lines there are cost some 10 µs each.
"""

TAKES_NONE_S: Final = 1.0
"""Longest that the port takes nothing while something waits. The kernel's buffer, half a second of sound, is full by
then; in a stream that only goes out nothing else tells of a modem that has stopped."""
_LOOKS: Final = 2
"""In that time: a box that stood still itself finds the port asked again before it is given up."""

_VMIN: Final = termios.VMIN
_CC: Final = 6  # place of the control characters in what tcgetattr returns


log = logging.getLogger(__name__)


class Surroundings(NamedTuple):
    """Where a port looks for what it needs to know; tests invent their own."""

    finder: PortFinder = PortFinder()
    locks: Path = LOCKS
    proc: Path = PROC


class SerialPort:
    """One port by its path, a link (by-id, by-path), or usb:…; it is looked for anew at each open()."""

    def __init__(
        self,
        name: str,
        baud: int = 115_200,
        *,
        rtscts: bool = True,
        at_interface: AtInterface = lambda _: None,
        around: Surroundings | None = None,
    ) -> None:
        """`at_interface`: which interface of a composite modem takes commands, where `name` does not say it."""
        self._name = name
        self._baud = baud
        self._rtscts = rtscts
        self._at_interface = at_interface
        self._around = around or Surroundings()
        self._device = SerialDevice(path=name)
        self._lock: LockFile | None = None
        self._advised: set[str] = set()
        self._port: serial.Serial | None = None
        self._fd = -1
        self._unsent = bytearray()
        self._telling: asyncio.Handle | None = None
        self._watchdog: asyncio.TimerHandle | None = None
        """While something waits to be sent."""
        self._took_none = 0
        """Looks in a row."""

    @property
    def place(self) -> str:
        return self._name

    @property
    def usb(self) -> str:
        return self._device.usb

    @property
    def device(self) -> SerialDevice:
        """As it was found when it was opened last."""
        return self._device

    def sign(self) -> object:
        try:
            path = self._around.finder.find(self._name, self._at_interface).path
            found = Path(path).stat()
        except (DriverFault, OSError):
            return None
        return path, found.st_ino, found.st_rdev, found.st_ctime_ns

    def hold_dtr(self, *, on: bool) -> None:
        if self._port is not None:
            with contextlib.suppress(OSError, serial.SerialException):  # a pseudo-terminal has none
                self._port.dtr = on

    async def rebind(self) -> None:
        await rebind(self._device)

    async def others(self) -> str:
        return await who_holds(self._device.path, self._around.proc)

    def open(self, received: Received, lost: Lost) -> None:
        """Raises DeviceGone, DeviceHeld (not allowed, or held by another program) and DeviceUnfit (no serial port)."""
        self.close()
        self._device = self._around.finder.find(self._name, self._at_interface)
        lock = LockFile(self._device.path, self._around.locks, self._around.proc)
        lock.check()  # before the port is opened: that alone disturbs whoever has it
        self._port = self._opened()
        self._fd = self._port.fileno()
        try:
            lock.take()
        except DeviceHeld:
            self.close()
            raise
        self._lock = lock
        self._advise()
        self._received, self._lost = received, lost
        self._loop = asyncio.get_running_loop()
        _hold(self._fd)
        self._loop.add_reader(self._fd, self._read)

    def write(self, data: bytes) -> None:
        if self._port is None:
            return
        if self._unsent:
            self._keep(data)
            return
        sent = self._send(data)
        if 0 <= sent < len(data):
            self._keep(data[sent:])

    def close(self) -> None:
        if self._telling:
            self._telling.cancel()
        port, self._port = self._port, None
        lock, self._lock = self._lock, None
        if lock:
            lock.release()
        if port is None:
            return
        self._loop.remove_reader(self._fd)
        self._loop.remove_writer(self._fd)
        self._unsent.clear()
        self._watch()
        with contextlib.suppress(OSError, termios.error):  # the device may be gone
            # Without this, closing waits up to 30 s for a modem that holds RTS low.
            termios.tcflush(self._fd, termios.TCOFLUSH)
        with contextlib.suppress(OSError):
            fcntl.ioctl(self._fd, termios.TIOCNXCL)
        with contextlib.suppress(OSError, serial.SerialException):
            port.close()

    def _opened(self) -> serial.Serial:
        path = self._device.path
        try:
            return serial.Serial(path, self._baud, timeout=0, write_timeout=0, exclusive=True, rtscts=self._rtscts)
        except (OSError, ValueError) as fault:  # SerialException is an OSError
            raise port_fault(self._name, fault, baud=self._baud, device=path) from fault

    def _advise(self) -> None:
        """Each doubt about the port's name is told once."""
        for sentence in port_advice(self._name, self._around.finder):
            if sentence not in self._advised:
                self._advised.add(sentence)
                log.warning("%s", sentence)

    def _read(self) -> None:
        try:
            data = os.read(self._fd, LONGEST_READ)
        except BlockingIOError:
            return
        except OSError as fault:
            self._tell_lost(self._gone(fault))
            return
        if data:
            self._received(data)
        else:  # the tty was hung up
            self._tell_lost(self._gone(None))

    def _send(self, data: bytes | bytearray) -> int:
        """How many bytes the port took; -1 when it is lost."""
        try:
            return os.write(self._fd, data)
        except BlockingIOError:
            return 0
        except OSError as fault:
            self._tell_lost(self._gone(fault))
            return -1

    def _keep(self, data: bytes) -> None:
        if not self._unsent:
            self._loop.add_writer(self._fd, self._drain)
        self._unsent += data
        if self._watchdog is None:
            self._watch()
        if len(self._unsent) > MOST_UNSENT:
            self._takes_none(f"{MOST_UNSENT} are waiting")

    def _drain(self) -> None:
        sent = self._send(self._unsent)
        if sent > 0:
            del self._unsent[:sent]
            self._watch()
        if not self._unsent and self._port is not None:
            self._loop.remove_writer(self._fd)

    def _watch(self) -> None:
        """Something was taken, or is the first to wait."""
        self._took_none = 0
        if not self._unsent and self._watchdog:
            self._watchdog.cancel()
            self._watchdog = None
        elif self._unsent and not self._watchdog:
            self._watchdog = self._loop.call_later(TAKES_NONE_S / _LOOKS, self._look)

    def _look(self) -> None:
        self._watchdog = None
        self._took_none += 1
        if self._took_none > _LOOKS:
            self._takes_none(f"none for {TAKES_NONE_S:.0f} s")
        else:
            self._watchdog = self._loop.call_later(TAKES_NONE_S / _LOOKS, self._look)

    def _takes_none(self, how: str) -> None:
        problem = f"{self._name}: the modem takes no bytes, {how}; expected 8,000 a second; "
        self._tell_lost(DeviceStuck(problem + "check its cable and flow control, or plug it in again"))

    def _tell_lost(self, fault: DriverFault) -> None:
        if self._port is not None:
            self.close()
            self._telling = self._loop.call_soon(self._lost, fault)

    def _gone(self, fault: OSError | None) -> DeviceGone:
        why = fault.strerror if fault else "hung up"
        advice = "plug the modem in again, or check its USB cable and power"
        return DeviceGone(f"{self._name}: the port is gone ({why}); {advice}")


def _hold(fd: int) -> None:
    """Nobody else may open the port (TIOCEXCL; pyserial's lock is only advice), and no data is told from hang-up."""
    with contextlib.suppress(OSError):
        fcntl.ioctl(fd, termios.TIOCEXCL)
    with contextlib.suppress(OSError, termios.error):
        attributes = termios.tcgetattr(fd)
        attributes[_CC][_VMIN] = 1  # with 0, an empty read could mean either
        termios.tcsetattr(fd, termios.TCSANOW, attributes)


def port_fault(name: str, fault: Exception, *, baud: int, device: str) -> DriverFault:
    """What went wrong on opening and what to try, told apart by errno."""
    if isinstance(fault, ValueError):
        return DeviceUnfit(f"{name}: {baud} baud is not a speed of this port; try 115200")
    match getattr(fault, "errno", None):
        case errno.ENOENT | errno.ENXIO | errno.ENODEV | errno.EIO:
            advice = "plug the modem in, or look for its name with: ls -l /dev/serial/by-id"
            return DeviceGone(f"{name}: no such port; {advice}")
        case errno.EACCES | errno.EPERM:
            group = _group(device)
            wanted = f"expected to be in group {group}; try: adduser callbox {group}"
            return DeviceHeld(f"{name}: not allowed to open the port; {wanted}")
        case errno.EAGAIN | errno.EBUSY:
            return DeviceHeld(f"{name}: another program, or another line of this box, holds the port")
        case None | errno.ENOTTY | errno.EISDIR:
            wanted = "expected a tty such as /dev/ttyUSB0 or a link in /dev/serial/by-id"
            return DeviceUnfit(f"{name}: not a serial port; {wanted}")
        case _:
            what = getattr(fault, "strerror", fault)
            return DeviceStuck(f"{name}: the port does not open: {what}; plug the modem in again")


def _group(path: str) -> str:
    try:
        return grp.getgrgid(Path(path).stat().st_gid).gr_name
    except (OSError, KeyError):
        return "dialout"
