"""Which of a GSM modem's calls is the line's one call, and who rings."""

from collections.abc import Iterator
from typing import Final

from appliance.model.caller import Caller
from appliance.model.events import CallerIdentified, Event, LineHungUp, LineRang
from appliance.model.states import HangUpCause
from appliance.model.words import LineName, Ms
from appliance.protocol.gsm.call_signs import Direction, Stage
from appliance.protocol.gsm.one_call import GsmCall

RING_AGAIN_MS: Final[Ms] = 2_500
"""Some modems tell one RING and then nothing; as long as the call rings, so does the line."""
SAME_RING_MS: Final[Ms] = 500
"""RING and +CRING, or a line told twice."""


class LinesCall:
    """Told of every change of every call; says what that means for the line."""

    def __init__(self, line: LineName) -> None:
        self._line = line
        self._key: int | None = None
        self._told: Caller | None = None
        self._rang_at: Ms | None = None
        self._hung_up = False

    @property
    def there(self) -> bool:
        """A call rings, or was answered, and the far end has not gone."""
        return self._key is not None and not self._hung_up

    def let_go(self) -> None:
        """We hang up: that it ends is no news."""
        self._hung_up = True

    def over(self) -> None:
        """On-hook: whoever rings next is another call."""
        self._key = self._told = self._rang_at = None
        self._hung_up = False

    def changed(self, call: GsmCall, now: Ms, *, ringing: bool) -> Iterator[Event]:
        """`ringing`: the line has not been answered. Fax and data are no call of the line, whenever that is told."""
        if not call.voice:
            if call.key == self._key:
                yield from self._ended(ringing=ringing)
        elif call.direction is Direction.INCOMING and self._key in {None, call.key}:
            yield from self._of_line(call, now, ringing=ringing)

    def _of_line(self, call: GsmCall, now: Ms, *, ringing: bool) -> Iterator[Event]:
        if call.stage is Stage.ENDED:
            yield from self._ended(ringing=ringing)
            return
        if self._key is None:
            if call.stage is not Stage.INCOMING:
                return
            self._key = call.key
            yield from self.ring(now)
        if call.caller not in {Caller(), self._told}:
            self._told = call.caller
            yield CallerIdentified(self._line, call.caller)

    def ring(self, now: Ms) -> Iterator[Event]:
        """It rings, or still does."""
        if self.there and (self._rang_at is None or now - self._rang_at >= SAME_RING_MS):
            self._rang_at = now
            yield LineRang(self._line)

    def still_rings(self, now: Ms) -> Iterator[Event]:
        """Asked for now and then while nothing but polls says that the call is there."""
        if self._rang_at is not None and now - self._rang_at >= RING_AGAIN_MS:
            yield from self.ring(now)

    def _ended(self, *, ringing: bool) -> Iterator[Event]:
        if not self.there:
            return
        if ringing:
            self.over()
            yield LineHungUp(self._line, HangUpCause.RINGING_STOPPED)
        else:
            self._hung_up = True
            yield LineHungUp(self._line, HangUpCause.NETWORK)
