"""What the exchange writes down of each call, and of each text the box sends: one JSON object a line, when it is over.

Times are CLOCK_MONOTONIC in milliseconds, one clock for all processes of a machine; None where it never happened.
"""

from collections.abc import Iterator
from enum import Enum

import msgspec

from appliance.model.caller import Presentation
from appliance.model.words import LineName, Ms, Value
from appliance.pretend.gsm.texts import SentText


class Ended(Enum):
    SCRIPT_DONE = "script done"
    """The caller did all of it and hung up."""
    BOX_HUNG_UP = "box hung up"
    """While the caller still had steps to do; with WaitRelease that is what it waited for, and then SCRIPT_DONE."""
    GAVE_UP_RINGING = "gave up ringing"
    UNPLUGGED = "unplugged"
    NOT_HEARD = "not heard"
    """A wait of the script was not fulfilled in time; `failure` says which."""
    LINES_BUSY = "lines busy"
    """Traffic only: no line was free when the caller rang."""
    EXCHANGE_STOPPED = "exchange stopped"
    NETWORK_LOST = "network lost"
    """Mobile lines only."""
    TRANSFERRED = "transferred"
    """By hook flash, to the extension in `keys`."""
    NOT_ANSWERED = "not answered"
    """The box dialled: busy, nobody there, no such number."""


class HungUpBy(Enum):
    CALLER = "caller"
    BOX = "box"
    NOBODY = "nobody"


class StepTimes(Value, frozen=True, kw_only=True):
    """When a step was done, on the clock and in samples of the two WAV files (sample 0: the modem went off-hook)."""

    do: str
    began_ms: Ms
    ended_ms: Ms
    began_sample: int
    ended_sample: int
    detail: str = ""
    """Keys pressed; the tone that was heard, in Hz."""


class PretendOutcome(Value, frozen=True, kw_only=True):
    call: int
    """Counts from 1 in the order of the first rings."""
    line: LineName
    kind: str
    number: str
    name: str
    presentation: Presentation
    steps: tuple[StepTimes, ...] = ()
    began_ms: Ms
    """The exchange connected the caller to the line."""
    first_ring_ms: Ms | None = None
    rings: int = 0
    identified_ms: Ms | None = None
    """Caller id was sent."""
    off_hook_ms: Ms | None = None
    """The box's answer command was on the wire."""
    stream_open_ms: Ms | None = None
    """CONNECT was sent."""
    stream_open_sample: int | None = None
    hung_up_ms: Ms | None = None
    hung_up_by: HungUpBy = HungUpBy.NOBODY
    released_ms: Ms | None = None
    """The box's command to go on-hook was on the wire."""
    ended: Ended
    failure: str = ""
    """One sentence, when the script could not be done."""
    arrivals_ms: tuple[Ms, ...] = ()
    """Of each sound from the box that begins after 100 ms of silence: its first sample came over the wire."""
    heard_wav: str = ""
    """What the modem heard from the box; empty without --heard."""
    said_wav: str = ""
    """What the caller, then the exchange, said to the box."""
    samples: int = 0
    """Of line sound, off-hook to on-hook: the length of the files."""
    latest_piece_ms: Ms = 0
    """How late the exchange itself was with a piece, at most: well above 20, the machine was too busy, and gaps and
    underruns may be the exchange's own.
    """
    clock_ppm: int = 0
    """How much faster than the machine's clock the modem's runs."""
    clock_slips: int = 0
    """Times it stood still because the exchange was too late; sound and time are off against each other by so much."""
    underruns: int = 0
    """Times the modem ran out of the box's samples in mid-stream."""
    missing_samples: int = 0
    """Samples of silence put in for them."""
    overruns: int = 0
    """Bytes from the box that the modem's buffer had no room for, and bytes for the box that it did not fetch."""
    keys: str = ""
    """Sent by the box through the network, not in the sound: +VTS of a mobile line. Analog: the extension dialled."""
    cause: int = 0
    """Of clearing, of a mobile line's call (3GPP 24.008 annex H)."""
    wall_offset_ms: Ms = 0
    """Unix time in ms = a time of this record + this."""


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(PretendOutcome | SentText)


def encode_outcome(outcome: PretendOutcome | SentText) -> bytes:
    """One line with its line feed."""
    return _ENCODER.encode(outcome) + b"\n"


def decode_report(text: bytes) -> Iterator[PretendOutcome | SentText]:
    """Of a report file; a last line that is still being written is left out. Raises msgspec.MsgspecError."""
    whole, _, _ = text.rpartition(b"\n")
    for line in whole.splitlines():
        yield _DECODER.decode(line)


def decode_outcomes(text: bytes) -> Iterator[PretendOutcome]:
    """The calls of a report file. Raises msgspec.MsgspecError."""
    return (each for each in decode_report(text) if isinstance(each, PretendOutcome))


def decode_texts(text: bytes) -> Iterator[SentText]:
    """The texts the box has sent. Raises msgspec.MsgspecError."""
    return (each for each in decode_report(text) if isinstance(each, SentText))
