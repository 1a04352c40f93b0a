"""Where an agent's browser plugs in: one at a time, whether the station behind it is up or not."""

from typing import Protocol

from appliance.model.words import Value


class Plug(Protocol):
    """The browser's end. Nothing here waits."""

    def say(self, samples: bytes) -> bool:
        """20 ms, 160 samples of int16, little-endian. False: dropped, as the browser does not take them in time."""

    def pulled(self) -> None:
        """Another browser has taken its place."""


class Behind(Protocol):
    """The station's end."""

    def plugged(self) -> None: ...

    def unplugged(self) -> None: ...

    def heard(self, samples: bytes) -> None: ...


class JackCounts(Value, frozen=True, kw_only=True):
    """Since the start of the box."""

    heard: int = 0
    """Frames from the browser."""
    said: int = 0
    """Frames for it."""
    dropped: int = 0
    """Frames that it did not take in time, besides."""


class Jack:
    """Outlives the stations that stand behind it, one after the other."""

    def __init__(self) -> None:
        self._plug: Plug | None = None
        self._behind: Behind | None = None
        self._heard = self._said = self._dropped = 0

    @property
    def in_use(self) -> bool:
        return self._plug is not None

    @property
    def counts(self) -> JackCounts:
        return JackCounts(heard=self._heard, said=self._said, dropped=self._dropped)

    def plug_in(self, plug: Plug) -> None:
        """In the place of another, which is told; the station does not notice the change."""
        before, self._plug = self._plug, plug
        if before is not None:
            before.pulled()
        elif self._behind is not None:
            self._behind.plugged()

    def pull(self, plug: Plug) -> None:
        """Harmless for one whose place was taken."""
        if self._plug is plug:
            self._plug = None
            if self._behind is not None:
                self._behind.unplugged()

    def hear(self, plug: Plug, samples: bytes) -> None:
        """Of one whose place was taken nothing is heard."""
        if self._plug is plug and self._behind is not None:
            self._heard += 1
            self._behind.heard(samples)

    def say(self, samples: bytes) -> None:
        if self._plug is not None:
            taken = self._plug.say(samples)
            self._said += taken
            self._dropped += not taken

    def stand_behind(self, station: Behind) -> None:
        """From now on; it is told at once of a browser that is there."""
        self._behind = station
        if self._plug is not None:
            station.plugged()

    def leave(self, station: Behind) -> None:
        if self._behind is station:
            self._behind = None
