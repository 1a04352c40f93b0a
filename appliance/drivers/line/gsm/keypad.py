"""Keys for the far end of a GSM call, sent by the network (27.007 §C.2.11 +VTS): a voice codec mangles tones."""

import asyncio
from collections.abc import Callable
from typing import Final

from appliance.drivers.line import Report
from appliance.drivers.line.gsm.turns import Haste, Turns
from appliance.drivers.line.modem.gsm_family import Keys
from appliance.model.actions import SendKeys
from appliance.model.events import KeysRefused, KeysTaken
from appliance.model.words import LineName

AGAIN_S: Final = 0.3
"""Modems that take a key while the one before still sounds refuse it; so long after, it is over (24.008 §5.5.7)."""


class Keypad:
    """One order at a time, of at most 32 keys; each key is a turn of its own: a hang-up waits for one at most."""

    def __init__(
        self, line: LineName, turns: Turns, keys: Keys, report: Report, talks_on: Callable[[], int | None]
    ) -> None:
        """`talks_on`: the modem's number of the call in which the far end hears us; None when nobody does."""
        self._line = line
        self._turns = turns
        self._keys = keys
        self._report = report
        self._talks_on = talks_on
        self._order: SendKeys | None = None
        self._ordered = asyncio.Event()

    def send(self, order: SendKeys) -> bool:
        """Returns at once; reports KeysTaken or KeysRefused. False: the family has no command for it."""
        if not self._keys.send:
            return False
        refusal = self._why_not(order.keys)
        if refusal:
            self._report(KeysRefused(self._line, order.token, refusal))
            return True
        self._order = order
        self._ordered.set()
        self._report(KeysTaken(self._line, order.token))
        return True

    async def run(self) -> None:
        """Runs until cancelled. Raises DriverFault."""
        while True:
            await self._ordered.wait()
            self._ordered.clear()
            order = self._order
            if order is not None:
                await self._send(order)
            self._order = None

    def _why_not(self, keys: str) -> str:
        lacking = sorted(set(keys) - set(self._keys.digits))
        if lacking:
            return f"this modem cannot send {' '.join(lacking)}; it has {self._keys.digits}"
        if self._order is not None:
            return "the keys before them are still being sent; try again in a moment"
        return "" if self._talks_on() is not None else "nobody is there to hear them"

    async def _send(self, order: SendKeys) -> None:
        for sent, key in enumerate(order.keys):
            if not await self._press(key):
                if self._talks_on() is not None:  # else it is the call's end that the modem speaks of
                    refusal = f"the modem took {sent} of {len(order.keys)} and refused the next"
                    self._report(KeysRefused(self._line, order.token, refusal))
                return

    async def _press(self, key: str) -> bool:
        """Never twice where the modem may have taken it. Whether it did, and people still talk."""
        for pause_s in (0.0, AGAIN_S):
            await asyncio.sleep(pause_s)
            call = self._talks_on()
            if call is None:
                return False
            command = self._keys.send.replace("{digit}", key).replace("{call}", str(call))
            done = await self._turns.ask_once(command, Haste.KEYS)
            if done is None or done.ok:
                return True
        return False
