"""The events behind DLE: one table from code to signal (V.253 §8, IS-101, and what Rockwell and 3Com add)."""

from typing import Final

from appliance.model.signals import (
    BusyTone,
    CallWaiting,
    DataLost,
    DialTone,
    Handset,
    LoopBreak,
    LoopReversed,
    Machine,
    MachineTone,
    OddEvent,
    Ring,
    Ringback,
    Signal,
    SilenceHeard,
    Underrun,
    VoiceHeard,
)
from appliance.model.words import Ms

DLE: Final = 0x10
ETX: Final = 0x03
SUB: Final = 0x1A
PACKET_BEGINS: Final = ord("X")
PACKET_ENDS: Final = ord(".")
DIGITS: Final = frozenset(b"0123456789*#ABCD")
DIGIT_BEGINS: Final = ord("/")
DIGIT_ENDS: Final = ord("~")

DIGIT_REPEAT_MS: Final[Ms] = 300
"""While a key is held its code comes each 70 ms; after so long without one the end code was lost."""

EVENTS: Final[dict[int, Signal]] = {
    ord("R"): Ring(),
    ord("r"): Ringback(),
    ord("b"): BusyTone(),
    ord("K"): BusyTone(fast=True),
    ord("d"): DialTone(),
    ord("i"): DialTone(),
    ord("s"): SilenceHeard(after_voice=False),
    ord("q"): SilenceHeard(after_voice=True),
    ord("a"): MachineTone(Machine.FAX_ANSWER),
    ord("f"): MachineTone(Machine.DATA_ANSWER),
    ord("c"): MachineTone(Machine.FAX_CALLING),
    ord("m"): MachineTone(Machine.FAX_CALLING),
    ord("e"): MachineTone(Machine.DATA_CALLING),
    ord("t"): MachineTone(Machine.TEXTPHONE),
    ord("J"): MachineTone(Machine.INTERCEPT),
    ord("$"): MachineTone(Machine.BONG),
    ord("h"): Handset(lifted=False, extension=False),
    ord("H"): Handset(lifted=True, extension=False),
    ord("p"): Handset(lifted=False, extension=True),
    ord("P"): Handset(lifted=True, extension=True),
    ord("l"): LoopBreak(),
    ord("L"): LoopReversed(),
    ord("w"): CallWaiting(),
    ord("v"): VoiceHeard(),
    ord("V"): VoiceHeard(),
    ord("u"): Underrun(),
    ord("o"): DataLost(),
    ord("Y"): DataLost(),
}
"""`E`, `T`, `Q` and `S` ask for nothing and come out as OddEvent, as does whatever a modem invents."""


def event_signal(code: int) -> Signal:
    """What DLE `code` means, digits, packets and the stream's own codes aside. `h` is on-hook, `H` off-hook."""
    return EVENTS.get(code) or OddEvent(code)
