"""How long a line may take over a number: what comes before and after its digits, and the digits, slow as pulses are.

Which way they go out only the line knows; what is sent as keys is out sooner.
"""

from typing import Final

from appliance.model.words import Ms

PULSE_MS: Final[Ms] = 100
"""Ten a second, so many as the digit says, ten for 0 (V.250 §6.3.1 P)."""
PAUSE_MS: Final[Ms] = 900
"""Between two digits: exchanges want 0.5 s or more, and modems give 0.7 to 0.9 s."""
CALL_MS: Final[Ms] = 60_000
"""Dial tone, what stands before each number for an outside line, and the longest that a mobile modem takes over ATD."""
HANDOVER_MS: Final[Ms] = 30_000
"""A flash, what the PBX says to it and to the digits, and the flash that fetches the caller back."""


def call_within(digits: str) -> Ms:
    """A number is out by then, or never."""
    return CALL_MS + pulsed(digits)


def handover_within(digits: str) -> Ms:
    """The line has told by then what became of it, or never does."""
    return HANDOVER_MS + pulsed(digits)


def pulsed(digits: str) -> Ms:
    """* and # have no pulses; they count as the longest digit."""
    return sum((int(digit) if digit in "123456789" else 10) * PULSE_MS + PAUSE_MS for digit in digits)
