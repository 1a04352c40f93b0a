"""A modem's port: a pseudo-terminal whose other end stands in the file system under a name that stays."""

import contextlib
import os
import pty
import tty
from pathlib import Path


class PtyPort:
    """Opens at once. Bytes of the host are read from `fd`; the host opens one of the names."""

    def __init__(self, *links: Path) -> None:
        """Puts the symbolic links in place of whatever has their names. Raises OSError."""
        self._links = links
        self.fd, self._host_end = pty.openpty()
        # Held open for as long as the modem is plugged in: without it a host that closes the port would end it, and a
        # real modem goes on whether or not somebody has it open.
        tty.setraw(self._host_end)
        os.set_blocking(self.fd, False)
        self.device = os.ttyname(self._host_end)
        for link in links:
            link.parent.mkdir(parents=True, exist_ok=True)
            new = link.with_name(f".{link.name}.new")
            new.unlink(missing_ok=True)
            new.symlink_to(self.device)
            new.replace(link)

    def read(self, most: int) -> bytes:
        """At most so many bytes of the host; none when there are none."""
        try:
            return os.read(self.fd, most)
        except (BlockingIOError, OSError):  # EIO: the host end hung up under us; there is nothing to read either way
            return b""

    def write(self, data: bytes) -> int:
        """How many of the bytes the host's side had room for."""
        try:
            return os.write(self.fd, data)
        except (BlockingIOError, OSError):
            return 0

    def close(self) -> None:
        """Pulls the plug: a host that has the port open reads end of file or EIO. Harmless twice."""
        if self.fd < 0:
            return
        for link in self._links:
            with contextlib.suppress(OSError):
                if str(link.readlink()) == self.device:
                    link.unlink()
                if not any(link.parent.iterdir()) and len(self._links) > 1:
                    link.parent.rmdir()
        os.close(self.fd)
        os.close(self._host_end)
        self.fd = -1
