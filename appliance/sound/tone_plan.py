"""The call-progress tones of one country, as values."""

from appliance.model.words import Ms, Value


class ToneRule(Value, frozen=True, kw_only=True):
    """One tone: what sounds together, and its rhythm."""

    hz: tuple[float, ...]
    """One to three frequencies, lowest first. A tone of 400 Hz modulated by 25 Hz is 375 and 425."""
    cadence_ms: tuple[Ms, ...] = ()
    """Sound, pause, sound, pause …, over and over; empty means without a pause."""
    source: str = ""
    """Where the numbers are from, if not from the plan's source."""


class InformationTone(Value, frozen=True, kw_only=True):
    """Three tones one after the other, before an announcement that the call failed."""

    hz: tuple[float, ...]
    sound_ms: Ms
    """Of each."""


class TonePlan(Value, frozen=True, kw_only=True):
    """A country may have several tones of a kind: of old and new exchanges, of private ones."""

    country: str
    """In English."""
    source: str
    """Where the numbers are from."""
    dial: tuple[ToneRule, ...]
    busy: tuple[ToneRule, ...]
    congestion: tuple[ToneRule, ...] = ()
    """Also called reorder or fast busy."""
    unobtainable: tuple[ToneRule, ...] = ()
    """No such number; some exchanges send it as well when a call is over."""
    ringing: tuple[ToneRule, ...]
    """Never ends a call."""
    information: InformationTone | None = None
    """Told before an announcement; never ends a call."""
