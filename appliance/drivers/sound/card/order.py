"""What the box tells the child about its card, and the child the box about itself; both in one line each."""

from enum import Enum
from typing import Final

import msgspec

from appliance.drivers.errors import DeviceGone, DeviceHeld, DeviceStuck, DeviceUnfit, DriverFault, MissingLibrary
from appliance.drivers.sound.ways import Ways
from appliance.model.words import Value

START, STOP = b"+", b"-"
"""On the child's standard input: let the sound flow, let it rest. Its end means that the box is gone."""


class CardOrder(Value, frozen=True, kw_only=True):
    """The child's last argument, as JSON."""

    device: str
    """hw:N, the first device of ALSA card N; pcm:NAME of ALSA's configuration; or the path of a port with samples."""
    rate: int = 0
    """Samples a second; 0 for the first of its rates that the card takes."""
    heard_db: float = 0.0
    said_db: float = 0.0
    without_buzz: bool = False
    """The 217 Hz of a GSM transmitter are taken out of what is heard."""
    ways: Ways = Ways.BOTH


class FaultKind(Enum):
    GONE = "gone"
    HELD = "held"
    UNFIT = "unfit"
    STUCK = "stuck"
    LIBRARY = "library"


_FAULTS: Final[dict[FaultKind, type[DriverFault]]] = {
    FaultKind.GONE: DeviceGone,
    FaultKind.HELD: DeviceHeld,
    FaultKind.UNFIT: DeviceUnfit,
    FaultKind.STUCK: DeviceStuck,
    FaultKind.LIBRARY: MissingLibrary,
}


class CardOpen(Value, frozen=True, tag=True):
    """On its standard output: the card is open, its sound rests."""

    rate: int
    words: str
    """What it is."""


class CardFault(Value, frozen=True, tag=True):
    """On its standard output: why it ends now."""

    kind: FaultKind
    sentence: str

    def as_fault(self) -> DriverFault:
        return _FAULTS[self.kind](self.sentence)


class CardRefused(Exception):
    """Raised in the child when it can not have its card."""

    def __init__(self, kind: FaultKind, sentence: str) -> None:
        super().__init__(sentence)
        self.told = CardFault(kind, sentence)


def read_report(line: bytes) -> CardOpen | CardFault | None:
    """None for a line that is none: libraries print where they like."""
    try:
        report: CardOpen | CardFault = msgspec.json.decode(line, type=CardOpen | CardFault)
    except msgspec.DecodeError:
        return None
    return report
