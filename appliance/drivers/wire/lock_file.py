"""The lock files of old in /run/lock, LCK..ttyUSB0: the one lock that minicom, pppd and mgetty heed (FHS 3.0 §5.9)."""

import contextlib
import os
from pathlib import Path
from typing import Final

from appliance.drivers.errors import DeviceHeld
from appliance.drivers.wire.port_holders import PROC, describe

FOLDER: Final = Path("/run/lock")


class LockFile:
    """One port's. Where the folder may not be written there is no lock; flock and TIOCEXCL hold all the same."""

    def __init__(self, device: str, folder: Path = FOLDER, proc: Path = PROC) -> None:
        self._device = device
        self._path = folder / f"LCK..{device.removeprefix('/dev/').replace('/', '_')}"
        self._proc = proc

    def check(self) -> None:
        """Raises DeviceHeld when a living program has the lock."""
        owner = self._owner()
        if owner and owner != os.getpid() and (self._proc / str(owner)).exists():
            who = describe(owner, self._proc)
            fault = f"{self._device}: locked by {who}, as {self._path} says; end it, or delete the file if it is stale"
            raise DeviceHeld(fault)

    def take(self) -> None:
        """Writes our number into it; a lock of a program that is no more is ours. Raises DeviceHeld."""
        self.check()
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        try:
            draft.write_text(f"{os.getpid():10}\n", encoding="ascii")
            if self._owner():
                draft.replace(self._path)  # stale, or ours
            else:
                os.link(draft, self._path)
        except FileExistsError:
            self.check()
        except OSError:
            pass
        finally:
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)

    def release(self) -> None:
        """Harmless when it is not ours."""
        if self._owner() == os.getpid():
            with contextlib.suppress(OSError):
                self._path.unlink()

    def _owner(self) -> int:
        """0 when there is none, or its number makes no sense."""
        try:
            text = self._path.read_text(encoding="ascii", errors="replace")[:16].strip()
        except OSError:
            return 0
        return int(text) if text.isdecimal() else 0
