"""What is wrong with an analog voice modem, and with the telephone line behind it."""

from collections.abc import Iterator
from typing import Final

from appliance.model.diagnosis import Finding, Heard, Tried, VoiceFacts, Weight

RATE: Final = 8_000
"""Samples, and bytes, a second."""
RATE_WITHIN: Final = 0.05
"""Short looks cut a read at either end."""
QUIET_DBM0: Final = -50.0
"""Softer than any exchange's dial tone (E.180: -5 to -15 dBm0, 20 dB lost on the way), louder than an open socket."""
SOFT_DBM0: Final = -32.0
LOUD_DBM0: Final = -3.0
SLOW_TO_CLOSE_MS: Final = 1_500
"""For so long a caller who calls again finds the line taken."""


def voice_findings(facts: VoiceFacts) -> Iterator[Finding]:
    yield from _of_hook(facts)
    yield from _of_voice(facts)
    if facts.caller_id == "":
        yield Finding(
            weight=Weight.DOUBT,
            says="it knows no caller id (AT+VCID=? is refused)",
            do="expect callers without number, or use another modem; nothing can be set for it",
        )
    yield from _of_streams(facts)
    if facts.heard is not None:
        yield from _of_sound(facts.heard)


def _of_hook(facts: VoiceFacts) -> Iterator[Finding]:
    if facts.left_off_hook:
        yield Finding(
            weight=Weight.FAULT,
            says="it says that it is still off-hook after hanging up",
            do="unplug its telephone cord, then its power; if it comes back, replace the modem",
        )
    elif facts.off_hook:
        yield Finding(
            weight=Weight.DOUBT,
            says="it held the line off-hook when the doctor came, though nobody had a call; it was put down",
            do="look which program used it last; callers heard busy meanwhile",
        )


def _of_voice(facts: VoiceFacts) -> Iterator[Finding]:
    if "8" not in facts.classes:
        told = ", ".join(facts.classes) or "nothing"
        yield Finding(
            weight=Weight.FAULT,
            says=f"it has no voice mode: AT+FCLASS=? says {told}; expected 8 among them",
            do="use a voice modem; a fax modem will not do",
        )
    elif not facts.codec:
        offered = ", ".join(facts.formats) or "none"
        yield Finding(
            weight=Weight.FAULT,
            says=f"it offers no sound format that the box speaks at 8000 samples a second ({offered})",
            do="expected mu-law, A-law or 8-bit linear: add its name to the codecs of its family's file",
        )


def _of_streams(facts: VoiceFacts) -> Iterator[Finding]:
    if facts.duplex is Tried.REFUSED and Tried.WORKS in {facts.play, facts.record}:
        yield Finding(
            weight=Weight.DOUBT,
            says="it plays or records, and cannot do both at once (AT+VTR is refused)",
            do="messages, menus and keys work; two people talk as over radio: for conversations use a duplex modem",
        )
    elif facts.duplex is Tried.REFUSED and facts.play is Tried.REFUSED:
        yield Finding(
            weight=Weight.FAULT,
            says="it opens no stream of sound, neither for both ways nor for one",
            do="unplug it and plug it in again; if it comes back, name another family in the line's settings",
        )
    elif facts.duplex is Tried.SILENT:
        yield Finding(
            weight=Weight.FAULT,
            says="it says CONNECT and then sends no sound",
            do="unplug it and plug it in again; look at the USB hub and its power",
        )


def _of_sound(heard: Heard) -> Iterator[Finding]:
    if abs(heard.bytes_per_s - RATE) > RATE * RATE_WITHIN:
        yield Finding(
            weight=Weight.DOUBT,
            says=f"its sound comes at {heard.bytes_per_s} bytes a second; expected {RATE}",
            do="look whether the hub is shared or the box overloaded; with a serial cable set baud = 115200",
        )
    if heard.closed_ms > SLOW_TO_CLOSE_MS:
        yield Finding(
            weight=Weight.DOUBT,
            says=f"it takes {heard.closed_ms} ms to leave the stream (expected: {SLOW_TO_CLOSE_MS} at most)",
            do="put the way out that helps first in `leave` of its family's file; the trace shows which that is",
        )
    yield from _of_line(heard)


def _of_line(heard: Heard) -> Iterator[Finding]:
    level = f"{heard.level_dbm0:.0f} dBm0"
    if heard.level_dbm0 < QUIET_DBM0:
        yield Finding(
            weight=Weight.FAULT,
            says=f"no dial tone: off-hook the line is silent ({level}; expected -10 to -30)",
            do="plug the cord into the modem's LINE socket and the wall; try the wall socket with a telephone",
        )
    elif not heard.hz:
        yield Finding(
            weight=Weight.DOUBT,
            says=f"off-hook there is noise or speech and no dial tone ({level})",
            do="look whether somebody talks on this line beside the box; else have the wiring looked at",
        )
    elif heard.level_dbm0 < SOFT_DBM0:
        yield Finding(
            weight=Weight.DOUBT,
            says=f"the dial tone is soft ({level}; expected -10 to -30): callers will be soft, too",
            do="take away splitters and extension cords between modem and wall",
        )
    elif heard.level_dbm0 > LOUD_DBM0:
        yield Finding(
            weight=Weight.DOUBT,
            says=f"the dial tone is very loud ({level}; expected -10 to -30): callers will be distorted",
            do="lower the gain with AT+VGR in `enter_voice` of its family's file, or at the telephone adapter",
        )
