"""The processes of the demonstration: started like a technician would, watched, and ended again."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

STOP_S = 20.0
"""A drain of 5 s and a modem that does not go on-hook for 5 s fit in it."""

LAST_LINES = 15


class DemoFault(Exception):
    """The demonstration cannot go on; the text says which part failed and what it said last."""


class Child:
    """One of the box's processes."""

    def __init__(self, name: str, process: asyncio.subprocess.Process, log: Path | None) -> None:
        self.name = name
        self._process = process
        self._log = log

    @classmethod
    async def start(cls, name: str, arguments: list[str], log: Path | None, *, program: str = "appliance") -> "Child":
        """`callbox NAME ARGUMENTS…`; what it says goes into `log`, or to this terminal without one.

        `program`: the module that takes these words, where it is another.
        """
        output = log.open("wb") if log is not None else None
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                program,
                name,
                *arguments,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                process_group=0,  # Ctrl-C is for the demonstration, which ends the others in order
            )
        finally:
            if output is not None:
                output.close()
        return cls(name, process, log)

    async def ended(self) -> int:
        return await self._process.wait()

    def like_hardware(self) -> None:
        """Real-time scheduling, where it is allowed: what plays a modem must be as punctual as one."""
        with suppress(PermissionError, ProcessLookupError):
            os.sched_setscheduler(self._process.pid, os.SCHED_RR, os.sched_param(1))

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.returncode is None

    async def stop(self) -> int:
        """Asks it to end and waits; what does not end is killed. Returns its exit code."""
        if self.running:
            self._process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_S):
                return await self._process.wait()
        except TimeoutError:
            self._process.kill()
            return await self._process.wait()

    def fault(self) -> DemoFault:
        """Why the demonstration fails when this process has ended before its time."""
        said = "" if self._log is None else "\n".join(self._log.read_text(errors="replace").splitlines()[-LAST_LINES:])
        return DemoFault(f"callbox {self.name} ended with code {self._process.returncode}; it said last:\n{said}")
