"""Which other programs have a port open, and what to do about each: from /proc, as far as we may look."""

import asyncio
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

PROC: Final = Path("/proc")
MOST_PROCESSES: Final = 4_096
"""Looked at; a box has some 150."""
MOST_DESCRIPTORS: Final = 1_024
"""Looked at of each."""

_SUSPECTS: Final = {
    "ModemManager": 'it opens every modem it sees: give the modem ENV{ID_MM_DEVICE_IGNORE}="1" in udev, or stop it',
    "gammu-smsd": "systemctl disable --now gammu-smsd",
    "gammu": "end it",
    "agetty": "a login prompt: systemctl disable --now serial-getty@{name}",
    "getty": "a login prompt: systemctl disable --now serial-getty@{name}",
    "mgetty": "take the port out of its configuration",
    "vgetty": "take the port out of its configuration",
    "brltty": "it takes some USB serial chips for Braille displays: apt remove brltty",
    "ofonod": "systemctl disable --now ofono",
    "pppd": "end the connection it holds",
}
"""Programs known to take modems, and what to try."""
_EVERY_PORT: Final = frozenset({"ModemManager", "ofonod", "brltty"})
"""Of these no command line tells which port they have."""


async def who_holds(device: str, proc: Path = PROC) -> str:
    """A phrase, "ModemManager (pid 812); …what to try"; empty when nobody else is seen.

    Of processes whose descriptors we may not read, only the known takers of modems are named, as probable. It takes
    some 50 ms, so others get their turn after each process.
    """
    guess = ""
    for process in islice(_processes(proc), MOST_PROCESSES):
        await asyncio.sleep(0)
        name = _name(process)
        held = _holds(process, device)
        if held:
            return f"{name} (pid {process.name}){_advice(name, device)}"
        if held is None and not guess and _likely(process, name, device):
            guess = f"probably {name} (pid {process.name}){_advice(name, device)}"
    return guess


def describe(pid: int, proc: Path = PROC) -> str:
    """A process for messages: minicom (pid 99)."""
    return f"{_name(proc / str(pid)) or 'a program'} (pid {pid})"


def _processes(proc: Path) -> Iterator[Path]:
    """Others than us."""
    try:
        everyone = list(proc.iterdir())
    except OSError:
        everyone = []
    return (each for each in everyone if each.name.isdecimal() and each.name != str(os.getpid()))


def _holds(process: Path, device: str) -> bool | None:
    """None when we may not look."""
    try:
        for entry in islice((process / "fd").iterdir(), MOST_DESCRIPTORS):
            try:
                if str(entry.readlink()) == device:
                    return True
            except FileNotFoundError:
                continue  # closed meanwhile
    except PermissionError:
        return None
    except OSError:
        return False  # it has just ended
    return False


def _likely(process: Path, name: str, device: str) -> bool:
    if name not in _SUSPECTS:
        return False
    try:
        words = (process / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    except OSError:
        return False
    return name in _EVERY_PORT or any(word.endswith(Path(device).name) for word in words[1:])


def _name(process: Path) -> str:
    try:
        return (process / "comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _advice(name: str, device: str) -> str:
    advice = _SUSPECTS.get(name, "end it").replace("{name}", Path(device).name)
    return f"; {advice}"
