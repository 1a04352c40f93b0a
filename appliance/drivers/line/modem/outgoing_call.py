"""How a call that we made goes on: what is heard and what the modem tells become events, each once."""

from collections.abc import Iterator
from typing import Final

from appliance.drivers.line.modem.call_ear import CallEar
from appliance.model.events import DialFailed, Event, FarEndAnswered, RingbackHeard
from appliance.model.signals import (
    BusyTone,
    LoopReversed,
    Machine,
    MachineTone,
    Ringback,
    Signal,
    VoiceHeard,
)
from appliance.model.states import AnswerSign, DialFault
from appliance.model.words import LineName, Ms
from appliance.sound.detectors.call_progress import Heard

FAULTS: Final = {
    Heard.BUSY: DialFault.BUSY,
    Heard.REPEATED: DialFault.BUSY,
    Heard.CONGESTION: DialFault.CONGESTION,
    Heard.UNOBTAINABLE: DialFault.UNOBTAINABLE,
    Heard.INFORMATION: DialFault.UNOBTAINABLE,
    Heard.STEADY: DialFault.UNOBTAINABLE,
    Heard.DIAL_TONE: DialFault.REFUSED,
}
NO_ANSWER_MS: Final[Ms] = 180_000
"""After the number is out. Whoever has the call made gives up sooner (ring_out of the line); this is for lines on which
nothing is heard at all.
"""
_ANSWERS: Final = {Heard.VOICE: AnswerSign.VOICE, Heard.RINGBACK_ENDED: AnswerSign.RINGBACK_ENDED}
_ANSWERING_MACHINES: Final = (MachineTone(Machine.FAX_ANSWER), MachineTone(Machine.DATA_ANSWER))
_STILL_DIAL_TONE: Final = (
    'the exchange still sends dial tone after the number: it does not take these keys; try dial = "pulse"'
)


class OutgoingCall:
    """From the moment its number is out until the far end answers, or it is known that nobody will."""

    def __init__(self, line: LineName, ear: CallEar) -> None:
        self._line = line
        self._ear = ear
        self._rang = False
        self._over = False
        self.told_by: AnswerSign | None = None
        """What told that the far end answered, once it did."""

    def heard(self, sign: Heard | None) -> Iterator[Event]:
        """A frame has passed, with a sign or without one."""
        if self._over:
            return
        if sign is Heard.RINGBACK:
            yield from self._ringing()
        elif sign in _ANSWERS:
            yield self.answered(_ANSWERS[sign])
        elif sign in FAULTS:
            detail = _STILL_DIAL_TONE if sign is Heard.DIAL_TONE else f"{sign.value} heard"
            yield self.failed(FAULTS[sign], detail)
        elif self._ear.progress.listened_ms >= NO_ANSWER_MS:
            yield self.failed(DialFault.NO_ANSWER, f"nobody answered within {NO_ANSWER_MS // 1_000} s")

    def told(self, signal: Signal) -> Iterator[Event]:
        """By the modem. Dial tone counts for nothing here: some tell of it falsely, and the ear hears it."""
        if self._over:
            return
        match signal:
            case LoopReversed():
                yield self.answered(AnswerSign.LOOP_REVERSAL)
            case Ringback():
                self._ear.progress.rang()
                yield from self._ringing()
            case BusyTone(fast):
                yield self.failed(DialFault.CONGESTION if fast else DialFault.BUSY, "told by the modem")
            case MachineTone(Machine.INTERCEPT):
                yield self.failed(DialFault.UNOBTAINABLE, "special information tones told by the modem")
            case MachineTone() if signal in _ANSWERING_MACHINES:  # none of the others is of who was called
                yield self.answered(AnswerSign.MODEM)
            case VoiceHeard() if self._rang:
                yield self.answered(AnswerSign.MODEM)

    def answered(self, told_by: AnswerSign) -> Event:
        self._over, self.told_by = True, told_by
        self._ear.stop()
        return FarEndAnswered(self._line, told_by)

    def failed(self, cause: DialFault, detail: str) -> Event:
        self._over = True
        self._ear.stop()
        return DialFailed(self._line, cause, detail)

    def _ringing(self) -> Iterator[Event]:
        if not self._rang:
            self._rang = True
            yield RingbackHeard(self._line)
