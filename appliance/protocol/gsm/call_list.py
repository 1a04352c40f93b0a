"""All calls of one GSM line as they truly are: polls, events and rings of every dialect joined, each call told once.

calls.ring(now), calls.told(sign, now), calls.dialled(number, now), calls.polled(told, asked_at, now)
→ the calls that changed;  calls.next_wake(), calls.wake(now) → the same, when nothing came;  calls.poll_at()
"""

from typing import Final

from appliance.model.signals import Result
from appliance.model.words import Ms
from appliance.protocol.gsm.call_dialects import Dialect
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
from appliance.protocol.gsm.call_table import COMING, SETTING_UP, TALKING, CallTable
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
NEW_MS: Final[Ms] = 3_000
"""A call so new may be missing in a poll."""

_REFUSALS: Final = {
    Result.BUSY: End.BUSY,
    Result.NO_ANSWER: End.NO_ANSWER,
    Result.NO_DIALTONE: End.NETWORK,
    Result.ERROR: End.NOT_ALLOWED,
}


class CallList:
    def __init__(
        self,
        dialect: Dialect,
        *,
        ring_gap_ms: Ms = RING_GAP_MS,
        poll_ms: Ms = POLL_MS,
        ok_connects: bool = False,
        polls_setting_up: bool = True,
    ) -> None:
        """`ring_gap_ms`: without another RING for so long who called gave up; `poll_ms`: while calls are set up.

        `ok_connects`: OK to ATD says that the far end answered, else only that the call is being set up.
        `polls_setting_up`: AT+CLCC may be asked then; with some modems it would end the call.
        """
        self._dialect = dialect
        self._ring_gap_ms = ring_gap_ms
        self._poll_ms = poll_ms
        self._ok_connects = ok_connects
        self._polls_setting_up = polls_setting_up
        self._table = CallTable()
        self._polled: Ms | None = None
        self._answering: OneCall | None = None

    @property
    def calls(self) -> tuple[GsmCall, ...]:
        return tuple(call.value() for call in self._table.calls)

    # What the line does

    def dialled(self, number: str, now: Ms) -> tuple[GsmCall, ...]:
        """ATD is being sent; of a call that the modem told of before this, it is the number."""
        call = self._table.first(*SETTING_UP)
        if call is None or not call.nameless:
            call = self._table.add(Direction.OUTGOING, Stage.DIALLING, now)
        call.learn(caller_of(number, None, "", None))
        return self._settle(now)

    def dial_result(self, result: Result, now: Ms) -> tuple[GsmCall, ...]:
        """The final result of ATD. OK means nothing yet, but where it connects."""
        call = self._table.first(*SETTING_UP)
        if call and (result is Result.CONNECT or (result is Result.OK and self._ok_connects)):
            call.move(Stage.ACTIVE, now)
        elif call and result is not Result.OK:
            call.end(Cause(_REFUSALS.get(result, End.UNKNOWN)), now)
        return self._settle(now)

    def answering(self, now: Ms) -> None:
        """ATA was sent: ringing stops now, and that is no missed call."""
        self._answering = self._table.first(*COMING)
        if self._answering:
            self._answering.heard(now)

    def answered(self, now: Ms) -> tuple[GsmCall, ...]:
        """OK to ATA, after answering()."""
        if self._answering:
            self._answering.move(Stage.ACTIVE, now)
        self._answering = None
        return self._settle(now)

    def heard(self, key: int, now: Ms) -> None:
        """OK to the command that makes this call the one that is heard, and holds whoever was (§7.13 AT+CHLD=2)."""
        for call in self._table.calls:
            if call.key == key:
                call.move(Stage.ACTIVE, now)
            elif call.stage is Stage.ACTIVE:
                call.move(Stage.HELD, now)
        self._settle(now)

    def dropped(self, key: int, now: Ms) -> None:
        """OK to the command that ends this call, which was not heard (§7.13 AT+CHLD=0)."""
        for call in self._table.calls:
            if call.key == key:
                call.end(Cause(End.HUNG_UP), now)
        self._settle(now)

    def hung_up(self, now: Ms) -> tuple[GsmCall, ...]:
        """OK to the command that ends every call."""
        for call in self._table.calls:
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
        for call in self._table.calls:
            too_new = call.modem_call is None and now - call.began < NEW_MS
            if call.modem_call not in listed and call.began < asked_at and not too_new:
                call.end(Cause(End.STOPPED_RINGING if call.stage in COMING else End.UNKNOWN), now)
        return self._settle(now)

    def poll_failed(self, now: Ms) -> None:
        """AT+CLCC was refused, or not answered: it is asked again at its time, not at once."""
        self._polled = now

    # Time

    def next_wake(self) -> Ms | None:
        """When a call is over if nothing is heard of it."""
        return min((due for call in self._table.calls if (due := self._due(call)) is not None), default=None)

    def wake(self, now: Ms) -> tuple[GsmCall, ...]:
        """Ends what has not been heard of for too long."""
        for call in self._table.calls:
            due = self._due(call)
            if due is not None and due <= now:
                call.end(Cause(End.STOPPED_RINGING if call.stage in COMING else End.NETWORK), now)
        return self._settle(now)

    def poll_at(self, now: Ms) -> Ms | None:
        """When AT+CLCC is to be asked next; None when there is nothing to ask, or asking would do harm."""
        if not self._table.calls:
            return None
        setting_up = self._table.first(*SETTING_UP) is not None
        if setting_up and not self._polls_setting_up:
            return None
        calm = all(call.stage in TALKING for call in self._table.calls)
        pause = CALM_POLL_MS if calm else self._poll_ms
        return now if self._polled is None else max(now, self._polled + pause)

    def _due(self, call: OneCall) -> Ms | None:
        if call.stage in SETTING_UP:
            return call.last_heard + SETUP_MS
        if call.stage is Stage.WAITING or (call.stage is Stage.INCOMING and call is self._answering):
            return call.last_heard + KNOCK_GAP_MS
        return call.last_heard + self._ring_gap_ms if call.stage is Stage.INCOMING else None

    # What a sign changes

    def _take_incoming(self, sign: Rang | CallerTold | Knocking | Missed, now: Ms) -> None:
        match sign:
            case Rang(voice):
                call = self._table.ringing(now)
                call.heard(now)
                call.voice &= voice
            case CallerTold(caller):
                self._table.called(now).learn(caller)
            case Knocking(caller):
                knocking = self._table.knocking(now)
                knocking.heard(now)
                knocking.learn(caller)
            case Missed(number):
                self._missed(number, now)

    def _missed(self, number: str, now: Ms) -> None:
        call = self._table.first(*COMING)
        if call:
            call.learn(caller_of(number, None, "", None))
            call.end(Cause(End.STOPPED_RINGING), now)

    def _take_progress(self, sign: Dialled | Alerting | Connected, now: Ms) -> None:
        call = self._table.numbered(sign.call)
        if call is None and isinstance(sign, Connected):
            call = self._answering or self._table.first(*SETTING_UP, *COMING)
        elif call is None:
            call = self._table.first(*SETTING_UP) or self._table.add(Direction.OUTGOING, Stage.DIALLING, now)
        if call is None:
            return
        call.number(sign.call)
        call.heard(now)
        if not isinstance(sign, Dialled):
            call.move(Stage.ALERTING if isinstance(sign, Alerting) else Stage.ACTIVE, now)

    def _take_whole(self, told: CallTold, now: Ms) -> None:
        if not told.voice:
            self._take_other(told, now)
            return
        call = self._table.numbered(told.call)
        if call and call.direction is not told.direction:  # its end was not told, and its number is used again
            call.end(Cause(), now)
            call = None
        call = call or self._table.unnumbered(told)
        if call is None and told.stage is Stage.ENDED:
            return
        call = call or self._table.add(told.direction, told.stage, now)
        call.number(told.call)
        call.learn(told.caller)
        call.conference = told.conference
        call.move(told.stage, now)

    def _take_other(self, told: CallTold, now: Ms) -> None:
        """Fax or data that rings. What else is listed may be the modem's own session on the packet network."""
        if told.stage in COMING and (call := self._table.numbered(told.call) or self._table.unnumbered(told)):
            call.number(told.call)
            call.heard(now)
            call.voice = False

    def _take_end(self, ended: Ended, now: Ms) -> None:
        if ended.call is None and all(self._table.first(stage) for stage in TALKING):
            self._polled = None  # which of the two it was, only a poll will tell
            return
        call = self._table.ended(ended, now)
        if self._table.numbered(ended.call) is None and len(self._table.calls) > 1:
            self._polled = None  # whether it was that one, a poll will tell
        if call:
            call.end(ended.cause, now, ended.seconds)

    def _settle(self, now: Ms) -> tuple[GsmCall, ...]:
        """The calls that changed since last told."""
        changed = self._table.take_changed(now)
        if self._answering not in self._table.calls:
            self._answering = None
        if not self._table.calls:
            self._polled = None
        waiting = self._table.first(Stage.WAITING)
        if waiting and not self._table.first(*TALKING, *SETTING_UP, Stage.INCOMING):
            waiting.move(Stage.INCOMING, now)  # the other call is over: who knocked rings from now on
            changed += self._table.take_changed(now)
        return changed
