"""Lines lent to the modem doctor: for so long the box does not answer them, says so, and takes them back."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

from appliance.model.snapshot import LineView
from appliance.model.states import LineState
from appliance.model.words import LineName
from appliance.runtime.line_keeper import LineKeeper

LENDABLE: Final = frozenset({LineState.IDLE, LineState.OUT_OF_ORDER})

Spawn = Callable[[Coroutine[Any, Any, None], str], "asyncio.Task[None]"]


class Loans:
    """Runs each line's keeper, and stops it while the line is lent: its modem on-hook, its port closed."""

    def __init__(
        self, lines: Mapping[LineName, LineKeeper], spawn: Spawn, down: Callable[[LineName, str], None]
    ) -> None:
        """`down(line, why)` tells the house that a line is out of order."""
        self._lines = lines
        self._spawn = spawn
        self._down = down
        self._kept: dict[LineName, asyncio.Task[None]] = {}
        self._over = False

    def keep(self) -> None:
        """Every line from now on."""
        for name in self._lines:
            self._keep(name)

    def stop(self) -> None:
        """The box ends: what is lent is not taken back."""
        self._over = True

    @asynccontextmanager
    async def lend(self, name: LineName, why: str) -> AsyncIterator[None]:
        """The line's port is free inside. Whoever asks has seen that nobody uses the line (why_not)."""
        stopped = self.take_out(name, why)
        try:
            await asyncio.wait(stopped)
            yield
        finally:
            if not self._over and name in self._lines:
                self.take_up(name)

    def is_kept(self, name: LineName) -> bool:
        """Whether its keeper runs; not while it is lent, and not before it was taken up."""
        return name in self._kept

    def take_out(self, name: LineName, why: str) -> "tuple[asyncio.Task[None], ...]":
        """Out of service at once; its port is free when what is returned is done."""
        self._down(name, why)
        keeper = self._kept.pop(name)
        keeper.cancel()
        return (keeper,)

    def take_up(self, name: LineName) -> None:
        """Kept from now on."""
        self._keep(name)

    def _keep(self, name: LineName) -> None:
        self._kept[name] = self._spawn(self._lines[name].keep(), "line")


def why_not(line: LineView | None, name: LineName) -> str:
    """Why the line cannot be lent now; empty when it can."""
    if line is None:
        return f'no line is called "{name}"; `callbox status` shows the lines'
    if line.state not in LENDABLE:
        return f"{name} is {line.state.value}: a line in use is not looked at; try again when it is idle"
    return ""
