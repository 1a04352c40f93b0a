"""The calls of one mobile: which there are, in what state, what the host may do with them (22.030 §6.5.5)."""

from collections.abc import Iterator

from appliance.model.caller import Presentation
from appliance.model.words import Ms, Value
from appliance.pretend.gsm.mobile_call_machine import CLCC, MobileCallInput, MobileCallState, move

MOST = 7
"""Calls of one mobile (22.030 §6.5.5.1)."""

_I, _S = MobileCallInput, MobileCallState


class Change(Value, frozen=True, kw_only=True):
    """A call has moved; what the dialects of the families tell, and the network does, is made of this."""

    call: int
    before: MobileCallState
    after: MobileCallState
    outgoing: bool
    number: str
    presentation: Presentation
    at_ms: Ms
    seconds: int = 0
    """Of talking, when it is over."""
    cause: int = 0
    """Of clearing, when it is over (24.008 annex H)."""
    by_host: bool = False


class MobileCall:
    """One call; state changes through Calls only."""

    def __init__(self, index: int, number: str, presentation: Presentation, *, outgoing: bool) -> None:
        self.index = index
        self.number = number
        self.presentation = presentation
        self.outgoing = outgoing
        self.state = MobileCallState.NEW
        self.joined = False
        """Part of a conversation of several."""
        self.connected_at: Ms | None = None

    @property
    def number_type(self) -> int:
        """27.007 §7.18, 24.008 §10.5.4.7: 145 international, 129 unknown, 128 when there is none."""
        return 145 if self.number.startswith("+") else 129 if self.number else 128


class Calls:
    """At most MOST. Each move is put down in `changes` until whoever owns the mobile takes it."""

    def __init__(self) -> None:
        self._calls: dict[int, MobileCall] = {}
        self.changes: list[Change] = []
        self.last_cause = 16
        """Of the call that ended last."""

    def __iter__(self) -> Iterator[MobileCall]:
        """Lowest number first."""
        return iter([self._calls[index] for index in sorted(self._calls)])

    def __len__(self) -> int:
        return len(self._calls)

    def __getitem__(self, index: int) -> MobileCall:
        return self._calls[index]

    def get(self, index: int) -> MobileCall | None:
        return self._calls.get(index)

    def those(self, *states: MobileCallState) -> list[MobileCall]:
        return [call for call in self if call.state in states]

    @property
    def talking(self) -> bool:
        return bool(self.those(_S.ACTIVE))

    @property
    def ringing(self) -> MobileCall | None:
        """The one ATA would accept."""
        return next(iter(self.those(_S.INCOMING, _S.WAITING)), None)

    def dial(self, number: str, now: Ms) -> MobileCall | None:
        """None when that cannot be: another is being dialled, rings, or there are too many. An active one is held."""
        if self.those(_S.DIALLING, _S.ALERTING, _S.INCOMING) or len(self) >= MOST:
            return None
        if self.those(_S.ACTIVE) and self.those(_S.HELD):
            return None
        self._hold_all(now)
        return self._begin(MobileCall(self._free(), number, Presentation.GIVEN, outgoing=True), _I.DIALLED, now)

    def ring(self, number: str, presentation: Presentation, now: Ms) -> MobileCall | None:
        """None when the mobile is taken: another rings or is dialled, or there are too many."""
        if self.those(_S.DIALLING, _S.ALERTING, _S.INCOMING, _S.WAITING) or len(self) >= MOST:
            return None
        entry = _I.RANG_IN_A_CALL if self._calls else _I.RANG
        return self._begin(MobileCall(self._free(), number, presentation, outgoing=False), entry, now)

    def _begin(self, call: MobileCall, entry: MobileCallInput, now: Ms) -> MobileCall:
        self._calls[call.index] = call
        self.enter(call, entry, now)
        return call

    def _free(self) -> int:
        return next(index for index in range(1, MOST + 1) if index not in self._calls)

    def enter(
        self, call: MobileCall, entry: MobileCallInput, now: Ms, *, cause: int = 0, by_host: bool = False
    ) -> None:
        before = call.state
        call.state = move(before, entry)
        if call.state is _S.ACTIVE and call.connected_at is None:
            call.connected_at = now
        over = call.state is _S.OVER
        self.changes.append(
            Change(
                call=call.index,
                before=before,
                after=call.state,
                outgoing=call.outgoing,
                number=call.number,
                presentation=call.presentation,
                at_ms=now,
                seconds=(now - call.connected_at) // 1_000 if over and call.connected_at is not None else 0,
                cause=cause,
                by_host=by_host,
            )
        )
        if over:
            self.last_cause = cause
            del self._calls[call.index]
            self._after_one_less(now)

    def _after_one_less(self, now: Ms) -> None:
        """A waiting call rings when nobody else is left; two who talk alone are no conference."""
        if len(self._calls) == 1:
            (last,) = self._calls.values()
            last.joined = False
            if last.state is _S.WAITING:
                self.enter(last, _I.LEFT_ALONE, now)

    def release(self, call: MobileCall, now: Ms, cause: int = 16, *, by_host: bool = True) -> None:
        """16: normal clearing (24.008 table 10.5.123)."""
        self.enter(call, _I.ENDED, now, cause=cause, by_host=by_host)

    def release_all(self, now: Ms, cause: int, *, by_host: bool) -> None:
        for call in list(self):
            if call.index in self._calls:
                self.release(call, now, cause, by_host=by_host)

    def accept(self, now: Ms) -> bool:
        """The one that rings; those that were active are put on hold. False when none rings."""
        call = self.ringing
        if call is None:
            return False
        self._hold_all(now)
        self.enter(call, _I.ACCEPTED, now, by_host=True)
        return True

    def _hold_all(self, now: Ms) -> None:
        for call in self.those(_S.ACTIVE):
            self.enter(call, _I.PUT_ON_HOLD, now, by_host=True)

    def hang_up(self, now: Ms) -> None:
        """+CHUP and ATH: everything but what is held or waits; if there is only that, the held ones."""
        calls = self.those(_S.ACTIVE, _S.DIALLING, _S.ALERTING, _S.INCOMING) or self.those(_S.HELD, _S.WAITING)
        for call in calls:
            if call.index in self._calls:
                self.release(call, now)

    def supplementary(self, action: int, index: int | None, now: Ms) -> bool:
        """+CHLD=action[index] (27.007 §7.13, 22.030 §6.5.5.1); False when it makes no sense now."""
        if index is not None:
            call = self.get(index)
            return call is not None and self._on_one(action, call, now)
        return {0: self._drop_waiting, 1: self._drop_active, 2: self._swap, 3: self._join}.get(action, _no)(now)

    def _on_one(self, action: int, call: MobileCall, now: Ms) -> bool:
        if action == 1 and call.state in (_S.ACTIVE, _S.HELD, _S.DIALLING, _S.ALERTING):
            self.release(call, now)
            return True
        if action == 2 and call.state is _S.ACTIVE:
            for other in self.those(_S.ACTIVE):
                if other is not call:
                    self.enter(other, _I.PUT_ON_HOLD, now, by_host=True)
            call.joined = False
            return True
        return False

    def _drop_waiting(self, now: Ms) -> bool:
        """0: tells the waiting one busy; without one, releases all that are held."""
        if ringing := self.ringing:
            self.release(ringing, now, 17)  # user busy
            return True
        held = self.those(_S.HELD)
        for call in held:
            self.release(call, now)
        return bool(held)

    def _drop_active(self, now: Ms) -> bool:
        """1: releases all active ones, then takes the waiting one, else those held."""
        active, waiting = self.those(_S.ACTIVE), self.those(_S.WAITING)
        if not active and not waiting:
            return False
        for call in active:
            self.release(call, now)
        if not self.accept(now):
            self._retrieve(self.those(_S.HELD), now)
        return True

    def _swap(self, now: Ms) -> bool:
        """2: holds the active ones and takes the waiting one, else those held."""
        held = self.those(_S.HELD)
        if self.accept(now):
            return True
        if not held and not self.those(_S.ACTIVE):
            return False
        self._hold_all(now)
        self._retrieve(held, now)
        return True

    def _join(self, now: Ms) -> bool:
        """3: those held join the conversation."""
        held = self.those(_S.HELD)
        if not held or not self.those(_S.ACTIVE):
            return False
        self._retrieve(held, now)
        for call in self.those(_S.ACTIVE):
            call.joined = True
        return True

    def _retrieve(self, held: list[MobileCall], now: Ms) -> None:
        for call in held:
            if call.index in self._calls:
                self.enter(call, _I.RETRIEVED, now, by_host=True)

    def listing(self) -> tuple[str, ...]:
        """The lines of +CLCC (27.007 §7.18)."""
        return tuple(
            f"+CLCC: {call.index},{int(not call.outgoing)},{CLCC[call.state]},0,{int(call.joined)}"
            + (f',"{call.number}",{call.number_type}' if call.number else "")
            for call in self
        )


def _no(_: Ms) -> bool:
    return False
