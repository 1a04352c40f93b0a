"""One child process of a sound card: started, listened to, killed. What it reports is told in the event loop."""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections import deque
from typing import IO, Final, Protocol

import msgspec

from appliance.drivers.sound.card.memory import BoxEnd, SharedSound, new_memory
from appliance.drivers.sound.card.order import START, STOP, CardFault, CardOpen, CardOrder, read_report

PROGRAM: Final = (sys.executable, "-m", "appliance.drivers.sound.card.program")
LAST_WORDS: Final = 20
"""Lines of its standard error that are kept for the log: PortAudio prints some 60 on a box without cards."""
LONGEST_LINE: Final = 400
"""Characters of each of them."""
_LONGEST_REPORT: Final = 8_192
_MOST_READ: Final = 65_536
_ONE_THREAD: Final = {
    "OPENBLAS_NUM_THREADS": "1",  # its matrices are small, and its threads would spin and cost memory
    "JACK_NO_START_SERVER": "1",  # else PortAudio starts a JACK server wherever one is installed
}


class Owner(Protocol):
    """Who is told; in the event loop."""

    def child_opened(self, report: CardOpen) -> None: ...

    def child_beat(self) -> None: ...

    def child_ended(self, why: CardFault | None) -> None:
        """Once, and never after kill(); `why` where it could still say so."""


class CardProcess:
    """Lives from its making until it ends or kill(); its memory and descriptors go with it."""

    def __init__(self, order: CardOrder, owner: Owner, program: tuple[str, ...] = PROGRAM) -> None:
        """Starts it. Raises OSError."""
        self._owner = owner
        self._loop = asyncio.get_running_loop()
        self._why: CardFault | None = None
        self._over = False
        self._report = bytearray()
        self._errors: deque[str] = deque(maxlen=LAST_WORDS)
        self._reaped = self._loop.create_future()
        memory, self._bell = new_memory(), os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        try:
            self._shared = SharedSound(memory)
            self._child = subprocess.Popen(  # noqa: S603 - our own program, there is no shell
                [*program, str(memory), str(self._bell), msgspec.json.encode(order).decode()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=(memory, self._bell),
                env={**os.environ, **_ONE_THREAD},
                bufsize=0,
            )
        except OSError:
            os.close(self._bell)
            raise
        finally:
            os.close(memory)
        self.end = BoxEnd(self._shared)
        self._listen()

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def last_words(self) -> str:
        """What it, or a library in it, wrote to its standard error last; empty when nothing."""
        return " | ".join(self._errors)

    def flow(self) -> None:
        """The sound begins; the first frame follows, or does not."""
        self.end.begin()
        self._command(START)

    def rest(self) -> None:
        self._command(STOP)

    def kill(self) -> None:
        """At once, whatever it is stuck in; nothing more is told. Harmless when it has ended."""
        if self._child.poll() is None:
            self._child.kill()
        self._let_go()

    @property
    def buried(self) -> bool:
        """Nothing is left of it."""
        return self._reaped.done()

    async def gone(self) -> None:
        """Returns when it is reaped; in the end every killed process is, unless a driver of the kernel holds it."""
        await asyncio.shield(self._reaped)

    def _listen(self) -> None:
        self._pidfd = os.pidfd_open(self._child.pid)
        for pipe in (self._child.stdout, self._child.stderr, self._child.stdin):
            if pipe is not None:
                os.set_blocking(pipe.fileno(), False)
        self._ears = {
            self._bell: self._rang,
            _fd(self._child.stdout): self._reported,
            _fd(self._child.stderr): self._complained,
        }
        for fd, heard in self._ears.items():
            self._loop.add_reader(fd, heard)
        self._loop.add_reader(self._pidfd, self._ended)

    def _command(self, command: bytes) -> None:
        with contextlib.suppress(OSError):  # it has ended, which will be told
            os.write(_fd(self._child.stdin), command)

    def _rang(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.eventfd_read(self._bell)
            self._owner.child_beat()

    def _reported(self) -> None:
        self._report += self._read(self._child.stdout)
        while b"\n" in self._report:
            line, _, rest = bytes(self._report).partition(b"\n")
            self._report[:] = rest
            match read_report(line):
                case CardOpen() as opened:
                    self._owner.child_opened(opened)
                case CardFault() as why:
                    self._why = why
        del self._report[:-_LONGEST_REPORT]

    def _complained(self) -> None:
        text = self._read(self._child.stderr).decode(errors="replace")
        self._errors.extend(line[:LONGEST_LINE] for line in text.splitlines() if line.strip())

    def _read(self, pipe: IO[bytes] | None) -> bytes:
        """Empty at its end, which is then listened to no more."""
        try:
            data = os.read(_fd(pipe), _MOST_READ)
        except BlockingIOError:
            return b""
        if not data:
            self._deafen(_fd(pipe))
        return data

    def _ended(self) -> None:
        """The kernel says so; what it said before is read first."""
        self._loop.remove_reader(self._pidfd)
        os.close(self._pidfd)
        self._child.wait()
        self._reaped.set_result(None)
        if not self._over:
            self._reported()
            self._complained()
            self._let_go()
            self._owner.child_ended(self._why)

    def _let_go(self) -> None:
        if self._over:
            return
        self._over = True
        for fd in list(self._ears):
            self._deafen(fd)
        for pipe in (self._child.stdin, self._child.stdout, self._child.stderr):
            if pipe is not None:
                pipe.close()
        os.close(self._bell)
        self._shared.close()

    def _deafen(self, fd: int) -> None:
        if self._ears.pop(fd, None):
            self._loop.remove_reader(fd)


def _fd(pipe: IO[bytes] | None) -> int:
    assert pipe is not None, "the child was started with pipes"  # noqa: S101 – for the type checker
    return pipe.fileno()
