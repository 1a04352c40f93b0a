"""Lamps as one line of text whenever one changes: for the demo, for a bench without lamps, for the journal.

Writing never waits: a line goes out only when the terminal or pipe takes it whole. Lines come at most so often; what
changes meanwhile is in the next one.
"""

import asyncio
import select
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import Annotated, Literal, TextIO

import msgspec

from appliance.drivers.errors import DriverFault
from appliance.drivers.lamps import unknown_lamp
from appliance.drivers.timers import Timer, Timers
from appliance.model.states import LampPattern
from appliance.model.words import LampName, Ms, Value

_UNICODE = {LampPattern.OFF: "○", LampPattern.ON: "●", LampPattern.SLOW: "◐", LampPattern.FAST: "◉"}
_ASCII = {LampPattern.OFF: ".", LampPattern.ON: "#", LampPattern.SLOW: "~", LampPattern.FAST: "!"}

LONGEST_LINE = select.PIPE_BUF
"""Bytes. A pipe or terminal that is ready takes so much without waiting (POSIX, write to a pipe)."""


class Options(Value, frozen=True, kw_only=True):
    stream: Literal["stdout", "stderr"] = "stderr"
    symbols: Literal["auto", "unicode", "ascii"] = "auto"
    """auto asks the stream's encoding. off ○ . · on ● # · slow ◐ ~ · fast ◉ !"""
    gap_ms: Annotated[Ms, msgspec.Meta(ge=0, le=60_000)] = 100
    """Least time between two lines."""


class Driver:
    def __init__(
        self, options: Options, names: Iterable[LampName], *, stream: TextIO | None = None, timers: Timers | None = None
    ) -> None:
        self._stream = stream if stream is not None else getattr(sys, options.stream)
        self._timers = timers
        self._gap_s = options.gap_ms / 1_000
        self._patterns = dict.fromkeys(names, LampPattern.OFF)
        self._symbols = _symbols(options.symbols, self._stream)
        self._next_s = 0.0
        """Before then no line is written."""
        self._written = ""
        self._waiting: Timer | None = None

    def show(self, lamp: LampName, pattern: LampPattern) -> None:
        if lamp not in self._patterns:
            raise DriverFault(unknown_lamp("console", lamp, self._patterns))
        if self._patterns[lamp] is not pattern:
            self._patterns[lamp] = pattern
            self._write_soon()

    def close(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
        self._patterns = dict.fromkeys(self._patterns, LampPattern.OFF)

    def _write_soon(self) -> None:
        if self._waiting is not None:
            return
        timers = self._timers or asyncio.get_running_loop()
        if timers.time() >= self._next_s:
            self._write(timers.time())
        else:
            self._waiting = timers.call_at(self._next_s, self._write_late)

    def _write_late(self) -> None:
        self._waiting = None
        with suppress(DriverFault):  # nobody called; whoever shows the next lamp is told
            self._write((self._timers or asyncio.get_running_loop()).time())

    def _write(self, now_s: float) -> None:
        """A line nobody takes is dropped: the next change tells all lamps again."""
        self._next_s = now_s + self._gap_s
        line = self._line()
        if line == self._written or not _ready(self._stream):
            return
        try:
            self._stream.write(line + "\n")
            self._stream.flush()
        except (OSError, ValueError) as fault:  # ValueError: closed
            text = f"lamps console: nobody reads the lamps: {fault}; expected an open terminal, pipe or journal"
            raise DriverFault(text) from fault
        self._written = line

    def _line(self) -> str:
        lamps = "  ".join(f"{self._symbols[pattern]} {lamp}" for lamp, pattern in self._patterns.items())
        line = f"lamps  {lamps}"
        while len(line.encode()) >= LONGEST_LINE:
            line = line[: len(line) // 2] + "…"
        return line


def _symbols(wanted: str, stream: TextIO) -> dict[LampPattern, str]:
    if wanted == "auto":
        encoding = (getattr(stream, "encoding", None) or "utf-8").lower()
        return _UNICODE if encoding.replace("-", "").startswith("utf") else _ASCII
    return _UNICODE if wanted == "unicode" else _ASCII


def _ready(stream: TextIO) -> bool:
    """The stream takes a line without making the event loop wait; what has no file behind it always does."""
    try:
        number = stream.fileno()
    except (OSError, ValueError):
        return True
    poll = select.poll()
    poll.register(number, select.POLLOUT | select.POLLERR)
    return bool(poll.poll(0))
