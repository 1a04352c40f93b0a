"""Asking a modem what nobody told us yet: every answer timed, silence forgiven as far as it can be."""

import asyncio
from collections.abc import Callable
from statistics import median
from typing import Final

from appliance.drivers.errors import DriverFault
from appliance.drivers.line.modem.link import Link
from appliance.model.diagnosis import AnswerTimes
from appliance.model.signals import CommandDone
from appliance.model.words import Ms
from appliance.protocol.errors import ModemFault
from appliance.protocol.gsm.network.reading import NetworkValue, read_network_line

GUARD_S: Final = 0.05
"""Between an answer and the next question: some modules lose it otherwise, and who it is is not known yet."""
MOST_SILENT: Final = 2
"""Questions without any answer; then it has fallen silent, and is not asked on for minutes."""


class Questions:
    """One modem's. A question it refuses, or never answers, has no lines; that is an answer, too."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self._took: list[tuple[Ms, str]] = []
        self._refused = 0
        self._silent = 0

    async def ask(self, command: str) -> CommandDone | None:
        """The reply; None when it was silent. Raises DriverFault when it is gone, or silent again and again."""
        await asyncio.sleep(GUARD_S)
        began = self.link.now()
        try:
            done = await self.link.ask(command)
        except DriverFault:
            self._silent += 1
            if not self.link.listening or self._silent >= MOST_SILENT:
                raise
            await self.link.resync()
            return None
        self._took.append((self.link.now() - began, command))
        self._refused += not done.ok
        return done

    async def lines(self, command: str) -> tuple[str, ...]:
        """Of an answer that ends in OK; none otherwise."""
        done = await self.ask(command)
        return done.lines if done is not None and done.ok else ()

    async def known(self, command: str) -> bool | None:
        """Whether it knows the command; None when it is silent."""
        done = await self.ask(command)
        return None if done is None else done.ok

    def times(self) -> AnswerTimes | None:
        """None before the first answer."""
        if not self._took:
            return None
        slowest_ms, slowest = max(self._took)
        middle = round(median(took for took, _ in self._took))
        asked = len(self._took)
        return AnswerTimes(asked=asked, median_ms=middle, slowest_ms=slowest_ms, slowest=slowest, refused=self._refused)


def network_value(lines: tuple[str, ...], fits: Callable[[NetworkValue], bool]) -> NetworkValue | None:
    """The first value in them that fits; lines that break their own rules say nothing."""
    for line in lines:
        try:
            found = read_network_line(line)
        except ModemFault:
            continue
        if found is not None and fits(found):
            return found
    return None
