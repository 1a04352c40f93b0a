"""A call from one line to another, both the doctor's: rung, answered, tones and keys each way, hung up."""

from typing import Final, NamedTuple

import msgspec
import numpy as np

from appliance.drivers.errors import DriverFault
from appliance.drivers.examining.call_end import CallEnd, Makes, Tells, level_of, served
from appliance.drivers.line import DiallingLine, LineDriver
from appliance.model.diagnosis import EndFacts, PairFacts
from appliance.model.events import (
    CallerIdentified,
    DialFailed,
    FarEndAnswered,
    LineAnswered,
    LineDialled,
    LineHungUp,
    LineRang,
    LineReleased,
    RingbackHeard,
)
from appliance.protocol.masking import told_number
from appliance.sound.tone_plan import TonePlan
from appliance.sound.tones import keys, sine

DIALS_WITHIN_S: Final = 30.0
RINGS_WITHIN_S: Final = 30.0
"""A mobile network may take 15 s to find a telephone."""
NUMBER_WITHIN_S: Final = 6.0
ANSWERS_WITHIN_S: Final = 15.0
RINGBACK_WITHIN_S: Final = 8.0
"""A round of it has up to 6 s: only who has heard one can hear it end."""
NOTICED_WITHIN_S: Final = 15.0
"""By the end of the ringback tone alone it takes the longest round of rings, 6 s, and more."""
TONES_HZ: Final = (704, 1_004, 2_804)
"""Low, middle and top of the band; none of them is a tone of an exchange or of a key."""
TONE_MS: Final = 1_000
TONE_DBM0: Final = -13.0
"""As loud as speech."""
PRESSED: Final = "159*0#"
"""Every row and column of the pad."""
KEY_MS, KEY_GAP_MS = 150, 150
ON_THE_WAY_S: Final = 1.0
"""For what was said last to come out at the other end: two modems' buffers and a mobile network."""
LOCAL_DIGITS: Final = 6
"""Least of a number without its area code."""
HANG_UP_S: Final = 25.0
RELEASES_S: Final = 20.0


class Order(NamedTuple):
    """What is called, and who is expected to call."""

    number: str
    """0-9 * #, 1 to 20: as it is dialled; the rules for numbers have allowed it."""
    own_number: str = ""
    """Of the calling line; empty: not known."""


class CannotDial(DriverFault):
    """A line whose driver does not call out."""


async def pair_call(calling: Makes, called: Makes, order: Order, plan: tuple[TonePlan, Tells]) -> PairFacts:
    """What both heard of it, until a line failed if one does; both are on-hook after it, whatever happens.

    Raises DriverFault when a line fails before anything is dialled.
    """
    tones, now_does = plan
    pair = _Pair(tones, order, now_does)
    now_does("both modems are prepared")
    try:
        async with served(called, pair.called) as answers, served(calling, pair.calling) as dials:
            await pair.whole(dials, answers)
    except DriverFault as fault:
        if not pair.begun:
            raise
        return pair.facts(broke=str(fault))
    return pair.facts()


class _Pair:
    """The steps through it."""

    def __init__(self, tones: TonePlan, order: Order, now_does: Tells) -> None:
        self.calling, self.called = CallEnd(tones), CallEnd(tones)
        self._order = order
        self._now_does = now_does
        self._facts = PairFacts(said_dbm0=TONE_DBM0)
        self._ends = {self.calling: EndFacts(), self.called: EndFacts()}
        self.begun = False
        """A number was given to the modem."""

    def facts(self, *, broke: str = "") -> PairFacts:
        """What is known when the call is over; `broke`: why it was over so soon."""
        answered = self.called.at(LineAnswered)
        lasted_ms = 0 if answered is None else self.calling.now() - answered
        ends = {"calling": self._ends[self.calling], "called": self._ends[self.called]}
        return msgspec.structs.replace(self._facts, lasted_ms=lasted_ms, broke=broke, **ends)

    async def whole(self, dials: LineDriver, answers: LineDriver) -> None:
        if not isinstance(dials, DiallingLine):
            sentence = "the calling line's driver does not call out; call from another line"
            raise CannotDial(sentence)
        async with self.calling.pumping(), self.called.pumping():
            if await self._reach(dials) and await self._answer(answers):
                await self._talk()
                await self._hang_up(dials)
            await self._release(self.called, answers)
            await self._release(self.calling, dials)

    async def _reach(self, dials: DiallingLine) -> bool:
        """Whether the called line rings."""
        calling, called = self.calling, self.called
        self._now_does("the number is dialled")
        began = calling.now()
        self.begun = True
        dials.dial(1, self._order.number)
        await calling.until(lambda: calling.had(LineDialled) or calling.had(DialFailed), DIALS_WITHIN_S)
        out = calling.at(LineDialled)
        if out is not None:
            self._learn(dialled_ms=out - began)
            self._now_does("it should ring")
            await called.until(lambda: called.had(LineRang) or calling.had(DialFailed), RINGS_WITHIN_S)
        rang = called.at(LineRang)
        if rang is not None and out is not None:
            self._learn(rang_ms=rang - out)
        elif calling.had(DialFailed):
            self._learn(failed=_why(calling))
        return rang is not None and out is not None

    async def _answer(self, answers: LineDriver) -> bool:
        calling, called = self.calling, self.called
        await called.until(lambda: called.had(CallerIdentified), NUMBER_WITHIN_S)
        await calling.until(lambda: calling.had(RingbackHeard) or calling.had(DialFailed), RINGBACK_WITHIN_S)
        self._learn_number()
        self._now_does("it is answered")
        began = called.now()
        answers.answer(2)
        await called.until(lambda: called.had(LineAnswered) or called.had(LineHungUp), ANSWERS_WITHIN_S)
        answered = called.at(LineAnswered)
        if answered is None:
            self._learn(failed=_why(calling))
            return False
        self._learn(answered_ms=answered - began)
        await calling.until(lambda: calling.had(FarEndAnswered) or calling.had(DialFailed), NOTICED_WITHIN_S)
        if calling.had(FarEndAnswered):
            at, event = calling.events[FarEndAnswered]
            told_by = event.told_by if isinstance(event, FarEndAnswered) else None
            self._learn(noticed_ms=max(at - answered, 0), noticed_by=told_by)
        self._learn(ringback=calling.had(RingbackHeard), failed=_why(calling))
        return True

    def _learn_number(self) -> None:
        self._learn(rings=self.called.rings)
        at, event = self.called.events.get(CallerIdentified, (0, None))
        if isinstance(event, CallerIdentified):
            number, own = event.caller.number, self._order.own_number
            told = told_number(number) if number else event.caller.presentation.value
            fits = same_number(number, own) if number and own else None
            self._learn(number=told, number_fits=fits, number_after_ms=max(at - (self.called.at(LineRang) or at), 0))

    async def _talk(self) -> None:
        both = ((self.calling, self.called, "calling"), (self.called, self.calling, "called"))
        for speaker, listener, name in both:
            self._now_does(f"tones from the {name} line")
            await self._tones(speaker, listener)
        for speaker, listener, name in both:
            self._now_does(f"keys from the {name} line")
            await self._keys(speaker, listener)

    async def _tones(self, speaker: CallEnd, listener: CallEnd) -> None:
        listener.heard, listener.keeps = [], True
        sound = np.concatenate([sine(hz, TONE_MS, TONE_DBM0) for hz in TONES_HZ])
        await speaker.say(sound, keeps=True)
        await self._quiet(listener)
        listener.keeps = False
        levels = {hz: level for hz in TONES_HZ if (level := level_of(hz, listener.heard)) is not None}
        self._learn_of(listener, tones=levels)
        echoes = [level for hz in TONES_HZ if (level := level_of(hz, speaker.heard)) is not None]
        self._learn_of(speaker, echo_dbm0=max(echoes) if echoes else None)

    async def _keys(self, speaker: CallEnd, listener: CallEnd) -> None:
        before = listener.keys_told
        listener.heard, listener.keys, listener.keeps = [], "", True
        await speaker.say(keys(PRESSED, on_ms=KEY_MS, off_ms=KEY_GAP_MS))
        await self._quiet(listener)
        listener.keeps = False
        shown = "".join(key if key in PRESSED else "*" for key in listener.keys)
        self._learn_of(listener, keys_heard=shown, keys_told=listener.keys_told - before)

    async def _quiet(self, listener: CallEnd) -> None:
        await listener.until(lambda: listener.had(LineHungUp), ON_THE_WAY_S)

    async def _hang_up(self, dials: LineDriver) -> None:
        """By the calling line; what the called one makes of it."""
        self._now_does("the calling line hangs up")
        began = self.called.now()
        await self._release(self.calling, dials)
        await self.called.until(lambda: self.called.had(LineHungUp), HANG_UP_S)
        for end in (self.calling, self.called):
            at = end.at(LineHungUp)
            if at is not None:
                _, event = end.events[LineHungUp]
                cause = event.cause if isinstance(event, LineHungUp) else None
                self._learn_of(end, hung_up=cause, hung_up_after_ms=at - began if at >= began else None)

    async def _release(self, end: CallEnd, driver: LineDriver) -> None:
        if end.had(LineReleased):
            return
        began = end.now()
        driver.hang_up()
        if await end.until(lambda: end.had(LineReleased), RELEASES_S):
            self._learn_of(end, released_ms=end.now() - began)

    def _learn(self, **facts: object) -> None:
        self._facts = msgspec.structs.replace(self._facts, **facts)

    def _learn_of(self, end: CallEnd, **facts: object) -> None:
        self._ends[end] = msgspec.structs.replace(self._ends[end], **facts)


def same_number(one: str, other: str) -> bool:
    """Whether two are the same but for how they say country and area: +49301234567, 0301234567, 1234567."""
    short, long = sorted((_digits(one), _digits(other)), key=len)
    return bool(short) and (short == long or (len(short) >= LOCAL_DIGITS and long.endswith(short)))


def _digits(number: str) -> str:
    return "".join(character for character in number if character.isdigit()).lstrip("0")


def _why(calling: CallEnd) -> str:
    """Of a call that failed; empty while it has not."""
    _, event = calling.events.get(DialFailed, (0, None))
    if not isinstance(event, DialFailed):
        return ""
    return f"{event.cause.value}: {event.detail}" if event.detail else event.cause.value
