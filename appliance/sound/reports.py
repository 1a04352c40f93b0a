"""What the desk noticed in one tick, in the past tense. The runtime turns these into events."""

from typing import TypeAlias

from appliance.model.states import FaxSign, HangUpCause
from appliance.model.words import Digit, Ms, Token, Value

LegName: TypeAlias = str
"""One leg of the desk: a line or a station, named by the runtime."""


class DigitHeard(Value, frozen=True):
    """One press of a key, told once, 30–60 ms after the key went down."""

    leg: LegName
    digit: Digit
    confidence_percent: int
    """What of all the sound there was its two tones held: 100 on a clean line, 80 with noise 6 dB below them."""


class PlayingEnded(Value, frozen=True):
    """The last sample went out in this tick. Not told for a playing that was replaced or stopped."""

    leg: LegName
    token: Token


class HangUpToneHeard(Value, frozen=True):
    """The exchange plays busy, congestion or dial tone: the far end is gone. Told once per tone."""

    leg: LegName
    cause: HangUpCause
    """By which tone: busy, dial or unobtainable of the country, or another that repeats or does not pause."""


class MachineHeard(Value, frozen=True):
    """A fax or a modem is at the far end. Each sign is told once."""

    leg: LegName
    sign: FaxSign


class SilenceHeard(Value, frozen=True):
    """A leg in a conversation and all others in it were silent for one of the desk's thresholds.

    Told once per threshold and silence.
    """

    leg: LegName
    ms: Ms


class MessageOver(Value, frozen=True):
    """A recorded message ended; its last block is in this tick."""

    leg: LegName
    token: Token
    spoken_ms: Ms
    """From just before the first speech to the end of the last; 0 when nothing was said."""


Report: TypeAlias = DigitHeard | PlayingEnded | HangUpToneHeard | MachineHeard | SilenceHeard | MessageOver
