"""The call-progress tones of one country, as values."""

from appliance.model.words import Ms, Value


class ToneRule(Value, frozen=True, kw_only=True):
    """One tone: what sounds together, and its rhythm."""

    hz: tuple[float, ...]
    """One or two frequencies."""
    cadence_ms: tuple[Ms, ...] = ()
    """Sound, pause, sound, pause …, over and over; empty means without a pause."""


class TonePlan(Value, frozen=True, kw_only=True):
    country: str
    """In English."""
    source: str
    """Where the numbers are from."""
    dial: ToneRule
    busy: ToneRule
    congestion: ToneRule
    """Also called reorder or fast busy."""
    ringing: ToneRule
