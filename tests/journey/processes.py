"""Processes of the box, started as a technician or systemd would start them, and ways to wait for what they do."""

import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from appliance.control.blocking_client import BlockingClient
from appliance.control.errors import NoBox
from appliance.control.schema import CallFinished, GetSnapshot, SnapshotReply, Subscribe, Told
from appliance.model.snapshot import Snapshot
from appliance.model.states import LineState
from appliance.pretend.gsm.mobile_script import MobileScript
from appliance.pretend.gsm.subscribers import FarEnd
from appliance.pretend.report import PretendOutcome, decode_outcomes
from appliance.pretend.script import PretendCall, encode_script
from tests.journey.house import House

START_S = 40.0
"""A busy machine may take a while; nobody waits longer than needed."""

LOOK_AGAIN_S = 0.02


def callbox(*words: str, limit_s: float = 60, **environment: str) -> subprocess.CompletedProcess[str]:
    """One command to its end: what it printed, and its exit code. One that takes too long is asked to stop."""
    command = [sys.executable, "-m", "appliance", *words]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment}
    ) as process:
        try:
            said, complained = process.communicate(timeout=limit_s)
        except subprocess.TimeoutExpired:
            process.terminate()
            said, complained = process.communicate()
            pytest.fail(f"not over within {limit_s:.0f} s: {' '.join(words)}\n{said}{complained}")
    return subprocess.CompletedProcess(command, process.returncode, said, complained)


def clock_ms() -> int:
    """The clock of journal and exchange."""
    return time.monotonic_ns() // 1_000_000


class Running:
    """One `callbox NAME …` that goes on until it is told to stop; what it says goes into a file, added to the end."""

    def __init__(self, name: str, words: Sequence[str], log: Path, environment: dict[str, str] | None = None) -> None:
        self.name = name
        self.log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "appliance", name, *words],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **(environment or {})},
            )

    def wait_until(self, there: Callable[[], bool], what: str, limit_s: float = START_S) -> None:
        """Looks again and again until it is so, while the process lives."""
        deadline = time.monotonic() + limit_s
        while not there():
            if self.ends_within(LOOK_AGAIN_S):
                pytest.fail(f"{self.name} ended with {self.process.returncode} before {what}:\n{self.said}")
            if time.monotonic() > deadline:
                pytest.fail(f"not within {limit_s:.0f} s: {what}; {self.name} said:\n{self.said}")

    def ends_within(self, limit_s: float) -> bool:
        try:
            self.process.wait(limit_s)
        except subprocess.TimeoutExpired:
            return False
        return True

    def asked_to_stop(self, limit_s: float = START_S) -> int:
        """Its exit code after SIGTERM."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(limit_s)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace")


class Exchange(Running):
    """The pretend exchange of a house, with these callers."""

    def __init__(
        self, house: House, calls: Sequence[PretendCall], *options: str, far_ends: Sequence[FarEnd] = ()
    ) -> None:
        """`far_ends` are those the box may call."""
        self._house = house
        house.script.write_bytes(encode_script(MobileScript(call=tuple(calls), far_end=tuple(far_ends))))
        words = [
            *("--dir", f"{house.ports}", "--lines", f"{len(house.flows)}", "--script", f"{house.script}"),
            *("--report", f"{house.report}", "--ring-period-ms", "500", *options),
        ]
        super().__init__("pretend", words, house.folder / "pretend.log")
        last = house.ports / f"line{len(house.flows)}"
        self.wait_until(last.exists, "its ports are there")

    def outcomes(self) -> list[PretendOutcome]:
        """Calls that are over."""
        text = self._house.report.read_bytes() if self._house.report.exists() else b""
        return sorted(decode_outcomes(text), key=lambda outcome: outcome.call)


class NotifySocket:
    """What systemd would be told: a datagram socket of the test's own."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self.path = path
        self.told: list[str] = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))

    def hears(self, start: str, limit_s: float = START_S) -> bool:
        """Whether a message that begins so has come, or comes within the time."""
        deadline = time.monotonic() + limit_s
        while not any(text.startswith(start) for text in self.told):
            if not self._next(deadline - time.monotonic()):
                return False
        return True

    def _next(self, limit_s: float) -> bool:
        ready, _, _ = select.select([self._socket], [], [], max(limit_s, 0))
        if ready:
            self.told.append(self._socket.recv(4_096).decode())
        return bool(ready)

    def close(self) -> None:
        self._socket.close()


class Box(Running):
    """`callbox run` of a house, as systemd starts it."""

    def __init__(self, house: House, **environment: str) -> None:
        self.house = house
        self.notify = NotifySocket(house.folder / "notify")
        asked = {"NOTIFY_SOCKET": str(self.notify.path), **environment}
        super().__init__("run", ["--config", str(house.config)], house.folder / "run.log", asked)

    def is_ready(self, limit_s: float = START_S) -> bool:
        """Whether it says so within the time; no when it ends before."""
        deadline = time.monotonic() + limit_s
        while not self.notify.hears("READY=1", LOOK_AGAIN_S):
            if self.process.poll() is not None or time.monotonic() > deadline:
                return False
        return True

    def ready(self) -> "Box":
        if not self.is_ready():
            pytest.fail(f"the box is not ready; it said:\n{self.said}")
        return self

    def client(self) -> BlockingClient:
        return BlockingClient(str(self.house.socket), "test")

    def snapshot(self) -> Snapshot:
        with self.client() as client:
            reply = client.ask(GetSnapshot())
        assert isinstance(reply, SnapshotReply)
        return reply.snapshot

    def wait_for(self, condition: Callable[[Snapshot], bool], what: str, limit_s: float = START_S) -> None:
        self.wait_until(lambda: condition(self.snapshot()), what, limit_s)

    def wait_for_idle_lines(self) -> None:
        self.wait_for(
            lambda view: all(line.state is LineState.IDLE for line in view.lines), "all lines are on-hook and idle"
        )

    def kill(self) -> None:
        super().kill()
        self.notify.close()


class Listener:
    """Subscribed to the control socket from a thread of its own; keeps all it is told until the box is gone."""

    def __init__(self, box: Box) -> None:
        self.told: list[Told] = []
        self.kill_when_told = threading.Event()
        """Set: the next call that is told as finished is the box's last word."""
        self._box = box
        self._client = box.client()
        self._client.ask(Subscribe())
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def finished(self) -> list[CallFinished]:
        """The calls that were told as finished, so far."""
        return [told for told in self.told if isinstance(told, CallFinished)]

    def until_the_end(self) -> list[CallFinished]:
        """All of them, when the box has gone."""
        self._thread.join(START_S)
        assert not self._thread.is_alive()
        return self.finished()

    def _listen(self) -> None:
        try:
            with self._client:
                for told in self._client.told():
                    self.told.append(told)
                    if isinstance(told, CallFinished) and self.kill_when_told.is_set():
                        self._box.process.kill()
        except NoBox:
            return
