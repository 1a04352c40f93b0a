"""Hanging up a GSM modem's calls: every way in turn, until the modem's own list says that none holds the line."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, NamedTuple

from appliance.drivers.errors import DeviceStuck
from appliance.drivers.line.gsm.call_listing import calls_in
from appliance.drivers.line.gsm.stray_calls import OFF_HOOK
from appliance.drivers.line.modem.gsm_family import GsmFamily
from appliance.model.signals import CommandDone
from appliance.protocol.gsm.call_signs import Stage

LOOK_S: Final = 0.5
"""Between two looks: a network may take a moment to confirm the release."""
LOOKS: Final = 3
"""After each way."""
LAST_LOOKS: Final = 10
"""After the last one."""
_ACTIVITY: Final = {"+CPAS: 0": False, "+CPAS: 4": True}
"""27.007 §8.1: 0 ready, 4 call in progress; 3 rings, whoever else is there."""

_Ask = Callable[[str], Awaitable[CommandDone]]


class Asking(NamedTuple):
    """Two ways to tell the modem something; both raise DriverFault."""

    again: Callable[[str], Awaitable[CommandDone]]
    """What may be asked twice."""
    once: Callable[[str], Awaitable[CommandDone | None]]
    """What ends a call: sent twice it would end the next one, of whoever waits. None when no answer came."""


async def hang_up_calls(
    asking: Asking, family: GsmFamily, place: str, *, look_first: bool = False, of_two: bool = False
) -> None:
    """Whoever rings or waits is left alone. `look_first`: nothing is sent when no call is there.

    `of_two`: one may be on hold, whom most ways of hanging up leave there.
    Raises DeviceStuck when a call stays, and what `asking` raises.
    """
    ask = asking.again
    if look_first and await _held(ask, family) is False:
        return
    if of_two:
        await _release_held(asking, family)
    held: bool | None = None
    for left, step in zip(reversed(range(len(family.calls.hang_up))), family.calls.hang_up, strict=True):
        for _ in range(2):  # where no answer came the modem may not have heard it
            answered = await asking.once(step.send) is not None
            held = await _still_held(ask, family, LOOKS if left else LAST_LOOKS)
            if held is False:
                return
            if answered:
                break
    if held:
        raise DeviceStuck(
            f"{place}: a call is still up after {', '.join(step.send for step in family.calls.hang_up)}; expected the "
            "modem to end it; the line is started over, else unplug the modem and plug it in again"
        )


async def _release_held(asking: Asking, family: GsmFamily) -> None:
    """Twice where a third one waits: it is that one the first refusal is for (22.030 §6.5.5.1)."""
    for _ in range(2):
        if not any(call.stage is Stage.HELD for call in calls_in(await asking.again("AT+CLCC")) or ()):
            return
        for step in family.calls.waiting.reject:
            await asking.once(step.send)


async def _still_held(ask: _Ask, family: GsmFamily, looks: int) -> bool | None:
    """The last of so many looks, or the first that finds nothing, or is told nothing."""
    for look in range(looks):
        if look:
            await asyncio.sleep(LOOK_S)
        held = await _held(ask, family)
        if not held:
            return held
    return True


async def _held(ask: _Ask, family: GsmFamily) -> bool | None:
    """Whether a call holds the line, ringing and waiting ones apart; None when the modem does not tell."""
    for _ in range(2 if family.calls.poll != "never" else 0):  # a single refusal says nothing
        told = calls_in(await ask("AT+CLCC"))
        if told is not None:
            return any(call.voice and call.stage in OFF_HOOK for call in told)
    activity = await ask("AT+CPAS")
    return next((_ACTIVITY[line] for line in activity.lines if line in _ACTIVITY), None) if activity.ok else None
