"""Listens between modem and box while a call is made: what is heard is judged, and let through when it is time."""

import asyncio
from collections.abc import Callable
from typing import Final

from appliance.drivers.line import SoundPort
from appliance.model.words import Ms
from appliance.sound.detectors.call_progress import CallProgress, CallTones, Heard
from appliance.sound.frames import SILENCE, Come, Frame
from appliance.sound.surplus import nearly_silent

LATE_S: Final = 2.0
"""Sound that comes later than the loop's clock by so much does not come any more: the modem has ended its stream."""
_NOTHING: Final[frozenset[Heard]] = frozenset()


class CallEar:
    """A SoundPort before that of the box; its clock is the line's: frames, of 20 ms."""

    def __init__(self, port: SoundPort, tones: CallTones, told: Callable[[Heard | None], None]) -> None:
        """`told` is called for each frame that comes once the number is out, until listening ends."""
        self.progress = CallProgress(tones)
        self.through = False
        """The box hears the line, and the line the box."""
        self.box_may_speak = True
        """False: the box is not heard, as on a modem that would be deaf meanwhile."""
        self.unheard = False
        """listen() ended as the modem sends no sound."""
        self._ended = False
        """The modem has ended the stream by itself."""
        self._port = port
        self._told = told
        self._listens = True
        self._number_out = False
        self._wanted = _NOTHING
        self._over_at: Ms = 0
        self._sign: asyncio.Future[Heard | None] | None = None
        self._come: Come | None = None
        self._ahead = 0

    async def listen(self, wanted: frozenset[Heard], within_ms: Ms) -> Heard | None:
        """The first of the signs wanted, or None when the line has been heard for so long without one, or is not heard.

        Which of these it was, `unheard` tells.
        """
        self.unheard = False
        if self._ended:
            self.unheard = True
            return None
        self._wanted, self._over_at = wanted, self.progress.listened_ms + within_ms
        self._sign = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(within_ms / 1_000 + LATE_S):
                return await self._sign
        except TimeoutError:
            self.unheard = True
            return None
        finally:
            self._sign = None

    def stream_opened(self) -> None:
        self._ended = False

    def stream_ended(self) -> None:
        """By the modem, unasked: nobody listens in vain."""
        self._ended = True
        if self._sign:
            self.unheard = True
            self._found(None)

    def modem_heard_dial_tone(self) -> None:
        """A second witness only: some modems tell of dial tones that are not there."""
        if self.progress.sounding:
            self._found(Heard.DIAL_TONE)

    def number_out(self, *, through: bool) -> None:
        """From the next frame on its progress is listened for."""
        self.progress.number_out()
        self._number_out, self.through = True, through
        self._pass_on()

    def stop(self) -> None:
        """Nothing more is listened for; sound goes through."""
        self._listens, self.box_may_speak, self.through = False, True, True
        self._pass_on()

    # The modem's side

    def heard(self, frame: Frame) -> None:
        if self._listens:
            self._judge(frame)
        if self.through:
            self._port.heard(frame)

    def to_say(self) -> Frame:
        return self._noted(self._port.to_say()) if self.through and self.box_may_speak else SILENCE

    def to_say_if_there(self) -> Frame | None:
        frame = self._port.to_say_if_there() if self.through else None
        while frame is not None and not self.box_may_speak:
            frame = self._port.to_say_if_there()
        return None if frame is None else self._noted(frame)

    def tell_when_said(self, come: Come | None, *, ahead: int = 0) -> None:
        self._come, self._ahead = come, ahead
        self._pass_on()

    def _pass_on(self) -> None:
        self._port.tell_when_said(self._come if self.through else None, ahead=self._ahead)

    def _noted(self, frame: Frame) -> Frame:
        if self._listens and not nearly_silent(frame):
            self.progress.spoke()
        return frame

    def _judge(self, frame: Frame) -> None:
        sign = self.progress.hear(frame)
        if sign in self._wanted:
            self._found(sign)
        elif self._sign and self.progress.listened_ms >= self._over_at:
            self._found(None)
        if self._number_out and not self._sign:
            self._told(sign)

    def _found(self, sign: Heard | None) -> None:
        if self._sign and not self._sign.done():
            self._sign.set_result(sign)
