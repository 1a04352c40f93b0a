"""All calls of one GSM line as they truly are: polls, events and rings of every dialect joined, each call told once.

calls.ring(now), calls.told(sign, now), calls.dialled(number, now), calls.polled(told, asked_at, now)
→ the calls that changed;  calls.next_wake(), calls.wake(now) → the same, when nothing came;  calls.poll_at()
"""

from typing import Final

from appliance.model.signals import Result
from appliance.model.words import Ms
from appliance.protocol.gsm.call_dialects import Dialect, Polling
from appliance.protocol.gsm.call_signs import (
    Alerting,
    CallerTold,
    CallSign,
    CallTold,
    Cause,
    Connected,
    Dialled,
    DigitHeard,
    Direction,
    End,
    Ended,
    Knocking,
    Missed,
    Rang,
    Stage,
)
from appliance.protocol.gsm.network.callers import caller_of
from appliance.protocol.gsm.one_call import GsmCall, OneCall

RING_GAP_MS: Final[Ms] = 7_000
"""Longest time between two rings of one call; without another the caller has given up, told or not."""
KNOCK_GAP_MS: Final[Ms] = 30_000
"""A waiting call is told once or twice only; networks let it knock for so long at most."""
SETUP_MS: Final[Ms] = 240_000
"""A call of ours of which nothing is heard for longer is over: the network's own timers are shorter (24.008 §11.3)."""
POLL_MS: Final[Ms] = 500
"""While a call is being set up or rings."""
CALM_POLL_MS: Final[Ms] = 5_000
"""While all calls are connected: the end may not be told."""
LATE_RING_MS: Final[Ms] = 1_500
"""A ring so soon after answering is the last of the call that was answered."""
SAME_END_MS: Final[Ms] = 1_000
"""Two ends within this are one, told twice."""
NEW_MS: Final[Ms] = 3_000
"""A call so new may be missing in a poll."""
MOST_CALLS: Final = 7
"""27.007 §7.13; one more drives out the one heard of longest ago."""

_UNANSWERED: Final = (Stage.DIALLING, Stage.ALERTING)
_REFUSALS: Final = {
    Result.BUSY: End.BUSY,
    Result.NO_ANSWER: End.NO_ANSWER,
    Result.NO_DIALTONE: End.NETWORK,
    Result.ERROR: End.NOT_ALLOWED,
}
_COMING: Final = (Stage.INCOMING, Stage.WAITING)
_TALKING: Final = (Stage.ACTIVE, Stage.HELD)


class CallList:
    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._calls: list[OneCall] = []
        self._next_key = 1
        self._polled: Ms | None = None
        self._ended_at: Ms | None = None
        self._answering: OneCall | None = None

    @property
    def calls(self) -> tuple[GsmCall, ...]:
        return tuple(call.value() for call in self._calls)

    # What the line does

    def dialled(self, number: str, now: Ms) -> tuple[GsmCall, ...]:
        """ATD is being sent; of a call that the modem told of before this, it is the number."""
        call = self._first(*_UNANSWERED)
        if call is None or not call.nameless:
            call = self._add(Direction.OUTGOING, Stage.DIALLING, now)
        call.learn(caller_of(number, None, "", None))
        return self._settle(now)

    def dial_result(self, result: Result, now: Ms) -> tuple[GsmCall, ...]:
        """The final result of ATD. OK means in some dialects that the far end answered, in the others nothing yet."""
        call = self._first(*_UNANSWERED)
        if call and (result is Result.CONNECT or (result is Result.OK and self._dialect.ok_connects)):
            call.move(Stage.ACTIVE, now)
        elif call and result is not Result.OK:
            call.end(Cause(_REFUSALS.get(result, End.UNKNOWN)), now)
        return self._settle(now)

    def answering(self, now: Ms) -> None:
        """ATA was sent: ringing stops now, and that is no missed call."""
        self._answering = self._first(*_COMING)
        if self._answering:
            self._answering.heard(now)

    def answered(self, now: Ms) -> tuple[GsmCall, ...]:
        """OK to ATA, after answering()."""
        if self._answering:
            self._answering.move(Stage.ACTIVE, now)
        self._answering = None
        return self._settle(now)

    def hung_up(self, now: Ms) -> tuple[GsmCall, ...]:
        """OK to the command that ends every call."""
        for call in self._calls:
            call.end(Cause(End.HUNG_UP), now)
        return self._settle(now)

    # What the modem says

    def ring(self, now: Ms) -> tuple[GsmCall, ...]:
        """RING or +CRING."""
        return self.told(Rang(), now)

    def told(self, sign: CallSign, now: Ms) -> tuple[GsmCall, ...]:
        """One sign of the dialect; digits change no call."""
        match sign:
            case Rang() | CallerTold() | Knocking() | Missed():
                self._take_incoming(sign, now)
            case Dialled() | Alerting() | Connected():
                self._take_progress(sign, now)
            case CallTold():
                self._take_whole(sign, now)
            case Ended():
                self._take_end(sign, now)
            case DigitHeard():
                pass
        return self._settle(now)

    def polled(self, told: tuple[CallTold, ...], asked_at: Ms, now: Ms) -> tuple[GsmCall, ...]:
        """A whole reply to AT+CLCC: what is not in it is over, unless it began since, or is too new to be listed."""
        self._polled = now
        for each in told:
            self._take_whole(each, now)
        listed = {each.call for each in told}
        for call in self._calls:
            too_new = call.modem_call is None and now - call.began < NEW_MS
            if call.modem_call not in listed and call.began < asked_at and not too_new:
                call.end(Cause(End.STOPPED_RINGING if call.stage in _COMING else End.UNKNOWN), now)
        return self._settle(now)

    def poll_failed(self, now: Ms) -> None:
        """AT+CLCC was refused, or not answered: it is asked again at its time, not at once."""
        self._polled = now

    # Time

    def next_wake(self) -> Ms | None:
        """When a call is over if nothing is heard of it."""
        return min((due for call in self._calls if (due := self._due(call)) is not None), default=None)

    def wake(self, now: Ms) -> tuple[GsmCall, ...]:
        """Ends what has not been heard of for too long."""
        for call in self._calls:
            due = self._due(call)
            if due is not None and due <= now:
                call.end(Cause(End.STOPPED_RINGING if call.stage in _COMING else End.NETWORK), now)
        return self._settle(now)

    def poll_at(self, now: Ms) -> Ms | None:
        """When AT+CLCC is to be asked next; None when there is nothing to ask, or asking would do harm."""
        if not self._calls:
            return None
        setting_up = self._first(*_UNANSWERED) is not None
        if setting_up and self._dialect.polling is Polling.NOT_WHILE_DIALLING:
            return None
        calm = all(call.stage in _TALKING for call in self._calls)
        pause = CALM_POLL_MS if calm else POLL_MS
        return now if self._polled is None else max(now, self._polled + pause)

    def _due(self, call: OneCall) -> Ms | None:
        if call.stage in _UNANSWERED:
            return call.last_heard + SETUP_MS
        if call.stage is Stage.WAITING or (call.stage is Stage.INCOMING and call is self._answering):
            return call.last_heard + KNOCK_GAP_MS
        return call.last_heard + RING_GAP_MS if call.stage is Stage.INCOMING else None

    # Which call is meant

    def _first(self, *stages: Stage) -> OneCall | None:
        """The oldest call in the first of these stages that has one."""
        return next((call for stage in stages for call in self._calls if call.stage is stage), None)

    def _numbered(self, modem_call: int | None) -> OneCall | None:
        if modem_call is None:
            return None
        return next((call for call in self._calls if call.modem_call == modem_call), None)

    def _add(self, direction: Direction, stage: Stage, now: Ms) -> OneCall:
        if len(self._calls) >= MOST_CALLS:
            min(self._calls, key=lambda call: call.last_heard).end(Cause(), now)
        call = OneCall(self._next_key, direction, stage, now)
        self._next_key += 1
        self._calls.append(call)
        return call

    def _take_incoming(self, sign: Rang | CallerTold | Knocking | Missed, now: Ms) -> None:
        match sign:
            case Rang():
                self._ringing(now).heard(now)
            case CallerTold(caller):
                self._called(now).learn(caller)
            case Knocking(caller):
                self._knocking(now).learn(caller)
            case Missed(number):
                self._missed(number, now)

    def _ringing(self, now: Ms) -> OneCall:
        """A ring may still have been on its way when its call was answered."""
        answered = [call for call in self._calls if call.stage is Stage.ACTIVE and now - call.since < LATE_RING_MS]
        just_answered = next((call for call in answered if call.direction is Direction.INCOMING), None)
        return self._first(*_COMING) or just_answered or self._new_coming(now)

    def _called(self, now: Ms) -> OneCall:
        """A number that comes late may be of a call just answered."""
        talking = [call for call in self._calls if call.stage is Stage.ACTIVE and call.direction is Direction.INCOMING]
        nameless = next((call for call in talking if call.nameless), None)
        return self._first(*_COMING) or nameless or self._new_coming(now)

    def _new_coming(self, now: Ms) -> OneCall:
        return self._add(Direction.INCOMING, Stage.WAITING if self._first(*_TALKING) else Stage.INCOMING, now)

    def _knocking(self, now: Ms) -> OneCall:
        call = self._first(Stage.WAITING) or self._add(Direction.INCOMING, Stage.WAITING, now)
        call.heard(now)
        return call

    def _take_progress(self, sign: Dialled | Alerting | Connected, now: Ms) -> None:
        call = self._numbered(sign.call)
        if call is None and isinstance(sign, Connected):
            call = self._answering or self._first(*_UNANSWERED, *_COMING)
        elif call is None:
            call = self._first(*_UNANSWERED) or self._add(Direction.OUTGOING, Stage.DIALLING, now)
        if call is None:
            return
        call.number(sign.call)
        call.heard(now)
        if not isinstance(sign, Dialled):
            call.move(Stage.ALERTING if isinstance(sign, Alerting) else Stage.ACTIVE, now)

    def _take_whole(self, told: CallTold, now: Ms) -> None:
        if not told.voice:
            return
        call = self._numbered(told.call) or self._unnumbered(told)
        if call is None and told.stage is Stage.ENDED:
            return
        if call is None:
            call = self._add(told.direction, told.stage, now)
        call.number(told.call)
        call.learn(told.caller)
        call.conference = told.conference
        call.move(told.stage, now)

    def _unnumbered(self, told: CallTold) -> OneCall | None:
        """A call known by rings or our dialling only, which the modem now gives its number."""
        fitting = [each for each in self._calls if each.modem_call is None and each.direction is told.direction]
        same_stage = [each for each in fitting if each.stage is told.stage]
        return next(iter(same_stage or fitting), None)

    def _take_end(self, ended: Ended, now: Ms) -> None:
        """One end is often told twice ("VOICE CALL: END", "NO CARRIER"); without a number the second means nothing."""
        call = self._numbered(ended.call)
        if call is None:
            order = _UNANSWERED if ended.unanswered else (*_UNANSWERED, Stage.ACTIVE, *_COMING, Stage.HELD)
            meant = [each for each in self._calls if ended.call is None or each.modem_call is None]
            again = ended.call is None and self._ended_at is not None and now - self._ended_at < SAME_END_MS
            call = None if again else next((each for stage in order for each in meant if each.stage is stage), None)
            self._polled = None if len(self._calls) > 1 else self._polled  # whether it was that one, a poll will tell
        if call:
            call.end(ended.cause, now, ended.seconds)

    def _missed(self, number: str, now: Ms) -> None:
        call = self._first(*_COMING)
        if call:
            call.learn(caller_of(number, None, "", None))
            call.end(Cause(End.STOPPED_RINGING), now)

    def _settle(self, now: Ms) -> tuple[GsmCall, ...]:
        """The calls that changed since last told; those that ended are told and forgotten."""
        changed = tuple(call.value() for call in self._calls if call.take_changed())
        if any(call.stage is Stage.ENDED for call in self._calls):
            self._ended_at = now
            self._calls = [call for call in self._calls if call.stage is not Stage.ENDED]
        if self._answering not in self._calls:
            self._answering = None
        if not self._calls:
            self._polled = None
        elif self._first(Stage.WAITING) and not self._first(*_TALKING, Stage.INCOMING):
            return changed + self._waiting_rings(now)
        return changed

    def _waiting_rings(self, now: Ms) -> tuple[GsmCall, ...]:
        """The other call is over: who knocked rings from now on."""
        waiting = self._first(Stage.WAITING)
        if waiting is None:
            return ()
        waiting.move(Stage.INCOMING, now)
        return (waiting.value(),) if waiting.take_changed() else ()
