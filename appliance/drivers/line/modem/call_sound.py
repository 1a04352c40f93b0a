"""One call's sound between modem and frames: each frame to say goes to the modem as soon as there is one."""

from collections.abc import Callable
from typing import Final

from appliance.drivers.line import SoundPort
from appliance.drivers.line.modem.lead import Lead
from appliance.drivers.line.modem.voice_family import CodecName
from appliance.model.words import Ms
from appliance.sound.codecs import CODECS
from appliance.sound.frames import FRAME_SAMPLES, SILENCE, Frame
from appliance.sound.surplus import faded, nearly_silent

QUIET_FRAMES: Final = 25
"""After 500 ms of saying nothing the modem hears the line alone."""


class CallSound:
    """Sound waits in one place only, the modem's own queue; Lead says how long, and keeps that within bounds.

    From the mouth of an agent to the ear of the caller, in milliseconds, with pieces of 10 ms as of 20:

        the frame fills                              20
        it waits for the pump's tick                 0 to 20, the phase between two clocks
        it is early at the modem                     5 to 28, the phase between two clocks and what is kept in reserve
        together                                     25 to 68, and what pump and modem are late by chance

    What is known before its time, a prompt, waits in the modem for up to 60 more, and is heard when it would be.
    Where a modem needs more than it shows (an underrun in spite of sound in hand), up to three times 20 more. After the
    box stood still, 60 at the modem instead of 28, until a pause or some seconds of patience have passed.
    """

    def __init__(
        self, codec: CodecName, sound: SoundPort, write: Callable[[bytes], None], now: Callable[[], Ms]
    ) -> None:
        """`write` takes coded samples for the modem, not yet shielded."""
        self._decode, self._encode = CODECS[codec]
        self._silence = self._encode(SILENCE)
        self._sound = sound
        self._write = write
        self._now = now
        self._lead = Lead()
        self._ahead = 0
        """Frames that are taken before their time, as was told last."""
        self._rest = b""
        self._last = SILENCE
        """Written last."""
        self._held: Frame | None = None
        """Waits to be made one with the next, to shorten the lead."""
        self._quiet = QUIET_FRAMES

    @property
    def playing(self) -> bool:
        """Whether we said something within the last 500 ms."""
        return self._quiet < QUIET_FRAMES

    def begin(self) -> None:
        """The stream is open: gives the modem its lead."""
        self._rest, self._last, self._held = b"", SILENCE, None
        self._write(self._silence * self._lead.begin(self._now()))
        self._take_what_comes()

    def closed(self) -> None:
        """The stream is over, asked or not."""
        self.end()

    def end(self) -> None:
        """The call is over; harmless when it was before."""
        self._sound.tell_when_said(None)

    def hear(self, coded: bytes) -> None:
        """Samples from the modem, any number; every 160th makes a frame heard. It has taken as many of ours."""
        samples = len(coded)
        if self._rest:
            coded = self._rest + coded
        whole = len(coded) - len(coded) % FRAME_SAMPLES
        self._rest = coded[whole:]
        if whole:
            heard = self._decode(coded[:whole] if self._rest else coded)
            for start in range(0, whole, FRAME_SAMPLES):
                self._sound.heard(heard[start : start + FRAME_SAMPLES])
        self._feed(samples)

    def underrun(self) -> None:
        """The modem told that it ran dry."""
        self._lead.underrun()

    def _feed(self, taken: int) -> None:
        """Keeps a modem that is told nothing from running dry."""
        if self._lead.took(taken, self._now()):
            self._sound.to_say()  # counted as late; the modem has played that silence of its own
        for _ in range(self._lead.missing):
            late, self._held = self._held, None
            self._put(self._sound.to_say() if late is None else late)
            self._lead.filled_in()
        if self._lead.room_ahead != self._ahead:
            self._take_what_comes()

    def _take_what_comes(self) -> None:
        self._ahead = self._lead.room_ahead
        self._sound.tell_when_said(self._say_what_came, ahead=self._ahead)

    def _say_what_came(self, before: Ms) -> None:
        while (frame := self._sound.to_say_if_there()) is not None:
            self._say(frame, before)

    def _say(self, frame: Frame, before: Ms) -> None:
        """The frame came so long before its time."""
        now = self._now()
        if self._held is not None:
            frame, self._held = faded(self._held, frame), None
        if self._too_much(frame, now, before):
            if not nearly_silent(frame):
                self._held = frame
            self._lead.changed()
            return
        if self._lead.short:
            self._put(faded(frame, self._last))
            self._lead.put_in()
            self._lead.changed()
        self._put(frame)
        self._lead.wrote(now, before)

    def _too_much(self, frame: Frame, now: Ms, before: Ms) -> bool:
        lead = self._lead
        return (
            lead.full(now, before)
            or lead.begins_too_early(now, before)
            or lead.too_long
            or (lead.too_long_for_pause and nearly_silent(frame))
        )

    def _put(self, frame: Frame) -> None:
        coded = self._encode(frame)
        self._quiet = min(self._quiet + 1, QUIET_FRAMES) if coded == self._silence else 0
        self._last = frame
        self._write(coded)
