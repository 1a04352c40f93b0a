"""Other people's programs and the pretend exchange they talk to, as processes that end with their test."""

import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from appliance.pretend.gsm.mobile_script import MobileScript
from appliance.pretend.gsm.texts import SentText
from appliance.pretend.report import PretendOutcome, decode_outcomes, decode_texts
from appliance.pretend.script import encode_script

EXCHANGE = "import sys; from appliance.pretend.exchange import main; sys.exit(main(sys.argv[1:]))"


def needs(program: str, package: str) -> str:
    """The program's path; skips the test, and says what to install, where it is not."""
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"{program} is not here: apt install {package}, or CALLBOX_CLIENTS=1 ./dev test")
    return found


class Program:
    """A process whose words can be waited for."""

    def __init__(self, arguments: list[str], **more: object) -> None:
        self.process = subprocess.Popen(
            arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **more,  # type: ignore[call-overload]
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        self.said: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self._lines.put(line.decode("utf-8", "replace").rstrip())
        self._lines.put(None)

    def say_until(self, word: str, within_s: float = 30) -> str:
        """The first line from now on with the word in it."""
        end = time.monotonic() + within_s
        while (left := end - time.monotonic()) > 0:
            try:
                line = self._lines.get(timeout=left)
            except queue.Empty:
                break
            if line is None:
                break
            self.said.append(line)
            if word in line:
                return line
        pytest.fail(f"{self.process.args}: {word!r} not said within {within_s} s; said:\n" + "\n".join(self.said[-40:]))

    def rest(self, within_s: float = 60) -> str:
        """All it says until it ends."""
        self.process.wait(within_s)
        self._reader.join(5)
        while (line := self._lines.get()) is not None:
            self.said.append(line)
        return "\n".join(self.said)

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)
        self._reader.join(5)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


class Exchange(Program):
    """The pretend exchange with a script; its ports and its report."""

    def __init__(self, folder: Path, script: MobileScript, *options: str) -> None:
        self.ports, self.report = folder / "ports", folder / "report"
        path = folder / "script.json"
        path.write_bytes(encode_script(script))
        given = ["--dir", str(self.ports), "--script", str(path), "--report", str(self.report), *options]
        super().__init__([sys.executable, "-c", EXCHANGE, *given])
        self.say_until("modems")

    @property
    def port(self) -> str:
        return str(self.ports / "line1")

    @property
    def texts(self) -> list[SentText]:
        """Sent by the client so far."""
        return list(decode_texts(self.report.read_bytes()))

    @property
    def calls(self) -> list[PretendOutcome]:
        """Over so far."""
        return list(decode_outcomes(self.report.read_bytes()))
