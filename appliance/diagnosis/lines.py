"""What is wrong with a line or a sound device of the running box, as its driver and its health ladder tell it."""

from collections.abc import Iterator
from typing import Final

from appliance.model.diagnosis import Finding, LineHealth, SoundHealth, Weight
from appliance.model.states import LineState

OFTEN: Final = 3
"""Troubles remembered of a line that works now; fewer are a plug that somebody pulled."""


def line_findings(line: LineHealth) -> Iterator[Finding]:
    last = line.troubles[0].why if line.troubles else ""
    if line.state is LineState.OUT_OF_ORDER:
        says, _, do = last.partition("; ")
        yield Finding(
            weight=Weight.FAULT,
            says=f"{line.line} is out of order: {says or 'the box has not said why'}",
            do=do or f"have it examined: callbox doctor {line.line}",
        )
    elif len(line.troubles) >= OFTEN:
        yield Finding(
            weight=Weight.DOUBT,
            says=f"{line.line} works, and was down {len(line.troubles)} times lately; last: {last}",
            do="look at cable, hub and power supply; a modem that peaks at 2 A wants a hub with a supply of its own",
        )


def sound_findings(device: SoundHealth) -> tuple[Finding, ...]:
    """Of a sound device in the running box."""
    if device.works:
        return ()
    says, _, do = device.fault.partition("; ")
    return (Finding(weight=Weight.FAULT, says=f"{device.device}: {says}", do=do or "look at the log"),)
