"""The second call of a GSM line: who knocks is told, taken, swapped with who is heard, or refused (27.007 §7.13)."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Final

from appliance.drivers.line.gsm.polls import Polls
from appliance.drivers.line.gsm.turns import Haste, Turns
from appliance.drivers.line.modem.gsm_family import GsmFamily
from appliance.drivers.line.modem.modem_machine import ModemMachine, ModemState
from appliance.model.caller import Caller
from appliance.model.events import CallerKnocked, Event, LineHungUp
from appliance.model.second_events import SecondCallFailed, SecondCallGone, SecondCallMoved
from appliance.model.states import HangUpCause, SecondOrder
from appliance.model.words import LineName
from appliance.protocol.gsm.call_list import CallList
from appliance.protocol.gsm.call_signs import Direction, Stage
from appliance.protocol.gsm.one_call import GsmCall

_DIALS: Final = frozenset({ModemState.DIALLING, ModemState.CALLING})
_HEARS: Final = frozenset({ModemState.ANSWERING, ModemState.TALKING, *_DIALS})
_TAKEN: Final = (Stage.ACTIVE, Stage.INCOMING, Stage.DIALLING, Stage.ALERTING)
"""Of these stages is the call in which another one knocks."""


class SecondCall:
    """Once somebody has knocked it knows who is heard and who is not, and says what their ends mean for the line."""

    def __init__(self, line: LineName, turns: Turns, calls: CallList) -> None:
        self._line = line
        self._turns = turns
        self._calls = calls
        self._polls = Polls(turns, calls)
        self._in_charge = False
        self._heard: int | None = None
        self._other: int | None = None
        self._told: Caller | None = None
        """Who the other one is, as it was told."""
        self._refused: int | None = None
        """Whose end is our own doing."""

    @property
    def there(self) -> bool:
        """Somebody knocks or is held."""
        return self._other is not None

    @property
    def left_alone(self) -> bool:
        """Who was heard has gone, whoever else is there."""
        return self._in_charge and self._heard is None

    @property
    def unnumbered(self) -> bool:
        """The modem has not told its number of the other one; keys for the far end may need it (^DTMF)."""
        return any(call.key == self._other and call.modem_call is None for call in self._calls.calls)

    def over(self) -> None:
        """On-hook."""
        self._in_charge, self._heard, self._other, self._told, self._refused = False, None, None, None, None

    def changed(self, call: GsmCall, state: ModemState) -> tuple[Event, ...] | None:
        """None when the change is none of a second call's business."""
        if state not in _HEARS:
            return () if self._in_charge else None  # we hang up: that they end is no news
        if call.key == self._other:
            return tuple(self._of_other(call))
        if self._in_charge and call.key == self._heard:
            return self._of_heard(call, dials=state in _DIALS)
        if not self._is_knock(call):
            return () if self._in_charge else None
        return tuple(self._knocks(call))

    async def move(self, family: GsmFamily, order: SecondOrder) -> tuple[Event, ...]:
        """What became of it. Raises DriverFault."""
        other = next((call for call in self._calls.calls if call.key == self._other), None)
        if other is None:
            return (SecondCallFailed(self._line, order, "nobody knocks, and nobody is held"),)
        if order is SecondOrder.REFUSE:
            return (await self._refuse(family, other),)
        refusal = await self._told_modem(family, order, other)
        if other.key != self._other:
            return ()  # gone meanwhile, and that was told
        if refusal:
            return (SecondCallFailed(self._line, order, refusal),)
        self._heard, self._other = self._other, self._heard
        self._calls.heard(other.key, self._turns.now())
        return (SecondCallMoved(self._line, order),)

    async def _refuse(self, family: GsmFamily, other: GsmCall) -> Event:
        """Its end may come before the answer; who was gone by then needed no refusing."""
        self._refused = other.key
        refusal = await self._told_modem(family, SecondOrder.REFUSE, other)
        self._refused = None
        if refusal and other.key == self._other:
            return SecondCallFailed(self._line, SecondOrder.REFUSE, refusal)
        self._calls.dropped(other.key, self._turns.now())
        if other.key == self._other:
            self._other = self._told = None
        return SecondCallMoved(self._line, SecondOrder.REFUSE)

    async def _told_modem(self, family: GsmFamily, order: SecondOrder, other: GsmCall) -> str:
        """Why it did not; empty when it did. Never told twice: that would swap them back."""
        waiting = family.calls.waiting
        steps = {
            SecondOrder.TAKE: waiting.accept,
            SecondOrder.SWAP: waiting.swap,
            SecondOrder.REFUSE: waiting.reject,
        }[order]
        for step in steps:
            done = await self._turns.ask_once(step.send, Haste.ANSWER)
            if done is None and not await self._looks_done(order, other):
                return f"no answer to {step.send}"
            if done is not None and not done.ok and not step.may_fail:
                return f"{step.send}: {done.detail or done.result.value}"
        return ""

    async def _looks_done(self, order: SecondOrder, other: GsmCall) -> bool:
        """By the modem's own list: the answer was lost, or the command was."""
        told = await self._polls.listed()
        stages = {each.call: each.stage for each in told or ()}
        if told is None or other.modem_call is None:
            return False
        stage = stages.get(other.modem_call)
        return stage is None if order is SecondOrder.REFUSE else stage is Stage.ACTIVE

    def _is_knock(self, call: GsmCall) -> bool:
        """A call of ours that is not up yet makes no other one waiting, by the lists of some modems."""
        if call.stage is Stage.INCOMING:
            others = (each.direction for each in self._calls.calls if each.key != call.key)
            return call.voice and Direction.OUTGOING in others
        return call.voice and call.stage is Stage.WAITING

    def _of_other(self, call: GsmCall) -> Iterator[Event]:
        if call.stage is Stage.ENDED or not call.voice:
            self._other = self._told = None
            if self._heard is None:
                yield self._nobody_left()
            elif call.key != self._refused:
                yield SecondCallGone(self._line)
        elif call.stage is Stage.WAITING and call.caller not in {Caller(), self._told}:
            self._told = call.caller
            yield CallerKnocked(self._line, call.caller)

    def _of_heard(self, call: GsmCall, *, dials: bool) -> tuple[Event, ...] | None:
        """Its end is told whoever else is there: the box decides whether the other one is brought back.

        Why nobody answered is for the dialling to say.
        """
        if call.stage is not Stage.ENDED:
            return None
        self._heard = None
        return None if dials else (self._nobody_left(),)

    def _knocks(self, call: GsmCall) -> Iterator[Event]:
        """A third one hears what the network says; it lets nobody else knock (22.083 §1.2)."""
        if self._other is not None:
            return
        if not self._in_charge:
            others = (each for each in self._calls.calls if each.key != call.key)
            self._heard = next((each.key for each in others if each.voice and each.stage in _TAKEN), None)
        if self._heard is not None:
            self._in_charge, self._other, self._told = True, call.key, call.caller
            yield CallerKnocked(self._line, call.caller)

    def _nobody_left(self) -> Event:
        return LineHungUp(self._line, HangUpCause.NETWORK)


class SecondCallLine:
    """The part of a line driver that takes orders about its second call."""

    _family: GsmFamily | None = None
    _machine: ModemMachine
    _second: SecondCall
    _polls: Polls
    _begin: Callable[[Callable[[GsmFamily], Awaitable[None]]], None]
    _apply: Callable[[Iterable[GsmCall]], None]
    _say: Callable[[Iterable[Event]], None]

    @property
    def takes_second_calls(self) -> bool:
        """As its family can; and who is gone of two, some modems tell only when they are asked."""
        calls = self._family.calls if self._family is not None else None
        return calls is not None and calls.poll != "never" and bool(calls.waiting.accept and calls.waiting.swap)

    def second_call(self, order: SecondOrder) -> None:
        if self._machine.state is ModemState.TALKING:
            self._begin(lambda family: self._moving(family, order))

    async def _moving(self, family: GsmFamily, order: SecondOrder) -> None:
        if self._second.unnumbered:
            self._apply(await self._polls.poll())
        self._say(await self._second.move(family, order))
