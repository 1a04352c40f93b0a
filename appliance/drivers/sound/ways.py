"""Which way the sound of a device goes, and what it counts; the child of a card knows these words, too."""

from enum import Enum

from appliance.model.words import Value


class Ways(Enum):
    BOTH = "both"
    HEARS = "hears"
    """Only in: a microphone, a line-in."""
    SAYS = "says"
    """Only out: a loudspeaker."""

    @property
    def heard(self) -> bool:
        return self is not Ways.SAYS

    @property
    def said(self) -> bool:
        return self is not Ways.HEARS


class SoundCounts(Value, frozen=True, kw_only=True):
    """Since the device was opened last."""

    heard: int = 0
    """Frames it has heard, those lost among them not; of a device that only speaks, frames it had time for."""
    missing: int = 0
    """Frames that were not there when it needed one to say: it said silence."""
    lost: int = 0
    """Frames heard that the box did not fetch in time."""
    rough: int = 0
    """Beats of which the device told that samples were lost before or after it: overruns and underruns."""
