"""A serial port through pyserial, held by us alone, read and written by the event loop without ever blocking."""

import asyncio
import contextlib
import errno
import fcntl
import grp
import os
import termios
from pathlib import Path
from typing import Final

import serial

from appliance.drivers.errors import DriverFault
from appliance.drivers.wire import MOST_UNSENT, Lost, Received

LONGEST_READ: Final = 65_536
"""One read takes all there is: the kernel's tty buffer holds at most 64 KiB."""

_VMIN: Final = termios.VMIN
_CC: Final = 6  # place of the control characters in what tcgetattr returns


class SerialPort:
    """One port by its path; symbolic links (by-id, by-path) are followed at each open()."""

    def __init__(self, path: str, baud: int = 115_200, *, rtscts: bool = True) -> None:
        self._path = path
        self._baud = baud
        self._rtscts = rtscts
        self._port: serial.Serial | None = None
        self._fd = -1
        self._unsent = bytearray()
        self._telling: asyncio.Handle | None = None

    @property
    def place(self) -> str:
        return self._path

    @property
    def usb(self) -> str:
        return ""

    def open(self, received: Received, lost: Lost) -> None:
        """Raises DriverFault: missing, no permission, held by another program, or no serial port."""
        self.close()
        try:
            port = serial.Serial(
                self._path, self._baud, timeout=0, write_timeout=0, exclusive=True, rtscts=self._rtscts
            )
        except (OSError, ValueError) as fault:  # SerialException is an OSError
            sentence = _sentence(self._path, self._baud, fault)
            raise DriverFault(sentence) from fault
        self._port, self._fd = port, port.fileno()
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
        if port is None:
            return
        self._loop.remove_reader(self._fd)
        self._loop.remove_writer(self._fd)
        self._unsent.clear()
        with contextlib.suppress(OSError, termios.error):  # the device may be gone
            # Without this, closing waits up to 30 s for a modem that holds RTS low.
            termios.tcflush(self._fd, termios.TCOFLUSH)
        with contextlib.suppress(OSError):
            fcntl.ioctl(self._fd, termios.TIOCNXCL)
        with contextlib.suppress(OSError, serial.SerialException):
            port.close()

    def _read(self) -> None:
        try:
            data = os.read(self._fd, LONGEST_READ)
        except BlockingIOError:
            return
        except OSError as fault:
            self._tell_lost(_gone(self._path, fault))
            return
        if data:
            self._received(data)
        else:  # the tty was hung up
            self._tell_lost(_gone(self._path, None))

    def _send(self, data: bytes | bytearray) -> int:
        """How many bytes the port took; -1 when it is lost."""
        try:
            return os.write(self._fd, data)
        except BlockingIOError:
            return 0
        except OSError as fault:
            self._tell_lost(_gone(self._path, fault))
            return -1

    def _keep(self, data: bytes) -> None:
        if not self._unsent:
            self._loop.add_writer(self._fd, self._drain)
        self._unsent += data
        if len(self._unsent) > MOST_UNSENT:
            self._tell_lost(
                f"{self._path}: the modem takes no bytes, {MOST_UNSENT} are waiting; expected 8,000 a second; "
                "check its cable and flow control, or plug it in again"
            )

    def _drain(self) -> None:
        sent = self._send(self._unsent)
        if sent > 0:
            del self._unsent[:sent]
        if not self._unsent and self._port is not None:
            self._loop.remove_writer(self._fd)

    def _tell_lost(self, sentence: str) -> None:
        if self._port is not None:
            self.close()
            self._telling = self._loop.call_soon(self._lost, DriverFault(sentence))


def _hold(fd: int) -> None:
    """Nobody else may open the port (TIOCEXCL; pyserial's lock is only advice), and no data is told from hang-up."""
    with contextlib.suppress(OSError):
        fcntl.ioctl(fd, termios.TIOCEXCL)
    with contextlib.suppress(OSError, termios.error):
        attributes = termios.tcgetattr(fd)
        attributes[_CC][_VMIN] = 1  # with 0, an empty read could mean either
        termios.tcsetattr(fd, termios.TCSANOW, attributes)


def _gone(path: str, fault: OSError | None) -> str:
    why = fault.strerror if fault else "hung up"
    return f"{path}: the port is gone ({why}); plug the modem in again, or check its USB cable and power"


def _sentence(path: str, baud: int, fault: Exception) -> str:
    """What went wrong on opening and what to try, told apart by errno."""
    if isinstance(fault, ValueError):
        return f"{path}: {baud} baud is not a speed of this port; try 115200"
    match getattr(fault, "errno", None):
        case errno.ENOENT | errno.ENXIO | errno.ENODEV | errno.EIO:
            return f"{path}: no such port; plug the modem in, or look for its name with: ls -l /dev/serial/by-id"
        case errno.EACCES | errno.EPERM:
            group = _group(path)
            return (
                f"{path}: not allowed to open the port; expected to be in group {group}; try: adduser callbox {group}"
            )
        case errno.EAGAIN | errno.EBUSY:
            return f"{path}: the port is held by another program; find it with: fuser -v {path} (often ModemManager)"
        case None | errno.ENOTTY | errno.EISDIR:
            return f"{path}: not a serial port; expected a tty such as /dev/ttyUSB0 or a link in /dev/serial/by-id"
        case _:
            return f"{path}: the port does not open: {getattr(fault, 'strerror', fault)}; plug the modem in again"


def _group(path: str) -> str:
    try:
        return grp.getgrgid(Path(path).stat().st_gid).gr_name
    except (OSError, KeyError):
        return "dialout"
