"""The world around an engine that nothing is connected to: lines, sound, store and agents in an invented time.

It answers every action of the engine as drivers would and keeps what the one simulated caller hears.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from typing import Any, ClassVar, Final, NamedTuple

from appliance.core.engine import Engine
from appliance.model import actions, events
from appliance.model.actions import Action
from appliance.model.caller import Caller, Presentation
from appliance.model.events import Event
from appliance.model.message_events import MessageEnded, MessageKept, MessageLost
from appliance.model.records import CallRecord
from appliance.model.simulation import Sounding, SoundKind, Spoken, Told
from appliance.model.states import HangUpCause
from appliance.model.words import AgentName, CallId, LineName, Ms, PromptName, Token

A_MINUTE_MS: Final[Ms] = 60_000
MINUTE = timedelta(minutes=1)
BETWEEN_RINGS_MS: Final[Ms] = 5_000
CALLER_ID_MS: Final[Ms] = 1_500
"""Between the first ring and the second."""
OFF_HOOK_MS: Final[Ms] = 500
STORING_MS: Final[Ms] = 100
TRANSFER_MS: Final[Ms] = 3_000
MOST_EVENTS: Final = 200_000
"""Of one simulated call, hours with many made-up callers included: some seconds of computing at the most."""

Lengths = Callable[[PromptName, str], Spoken]
"""Prompt and language → what is said and how long it takes."""


class TooMuch(Exception):
    """More happens in the simulated time than one simulation may take."""


class Works(NamedTuple):
    """What the world outside does as it should."""

    transfer: bool
    store: bool


class Recorder(NamedTuple):
    """A message that is being recorded."""

    token: Token
    began: Ms
    silence_ms: Ms
    longest_ms: Ms
    ends: int
    """The event that ends it."""


class World:
    """run() and act upon it; `heard`, `told` and `sounding` are of the simulated call alone."""

    def __init__(self, line: LineName, lengths: Lengths, works: Works, most_events: int) -> None:
        self.engine = Engine()
        self.now: Ms = 0
        self.call: CallId | None = None
        self.opened: CallRecord | None = None
        self.closed: CallRecord | None = None
        self.heard: list[Sounding] = []
        self.told: list[Told] = []
        self.sounding: Sounding | None = None
        self.language = ""
        self.recorder: Recorder | None = None
        self.asked = 0
        """How often an agent was rung for the call, or not any more."""
        self._line = line
        self._lengths = lengths
        self._works = works
        self._left = most_events
        self._spoken: Ms = 0
        self._token: Token = 0
        self._agenda: list[tuple[Ms, int, Event]] = []
        self._gone: set[int] = set()
        self._count = 0
        self._clock = datetime.fromtimestamp(0, UTC)

    def set_clock(self, at: datetime) -> None:
        """To local time, given as if it were UTC; the next minutes follow by themselves, those of before no more."""
        self._agenda = sorted(each for each in self._agenda if not isinstance(each[2], events.ClockStruck))
        self.tell(_struck(at))
        self._clock = at + MINUTE
        self.soon(A_MINUTE_MS, _struck(self._clock))

    def tell(self, event: Event) -> None:
        self._perform(self.engine.handle(event, self.now))

    def soon(self, after: Ms, event: Event) -> int:
        """Its number, by which it can be called off."""
        self._count += 1
        heappush(self._agenda, (self.now + after, self._count, event))
        return self._count

    def run(self, until: Ms) -> None:
        """Raises TooMuch."""
        while self.step(until):
            pass

    def step(self, until: Ms) -> bool:
        """Does what is due next; False, with the time at `until`, when nothing is before. Raises TooMuch."""
        due, wake = self._agenda[0][0] if self._agenda else None, self.engine.next_wake()
        first = min((each for each in (due, wake) if each is not None), default=None)
        if first is None or first > until:
            self.now = max(self.now, until)
            return False
        self._left -= 1
        if self._left < 0:
            raise TooMuch
        self.now = max(self.now, first)
        if due is not None and due == first:
            _, number, event = heappop(self._agenda)
            if number not in self._gone:
                self._happen(event)
        else:
            self._perform(self.engine.wake(self.now))
        return True

    def ring(self, caller: Caller) -> None:
        self.tell(events.LineRang(self._line))
        if caller.presentation is not Presentation.UNKNOWN:
            self.soon(CALLER_ID_MS, events.CallerIdentified(self._line, caller))
        self.soon(BETWEEN_RINGS_MS, events.LineRang(self._line))

    def hang_up(self) -> None:
        self.sounding = None
        self.tell(events.LineHungUp(self._line, HangUpCause.LOOP_BREAK))

    def speak(self, for_ms: Ms) -> None:
        """Into a message, where one is recorded; and then silence."""
        if self.recorder is None:
            return
        self._gone.add(self.recorder.ends)
        self._spoken = min(self.now - self.recorder.began + for_ms, self.recorder.longest_ms)
        left = self.recorder.began + self._spoken - self.now + self.recorder.silence_ms
        ends = self.soon(left, MessageEnded(self._line, self.recorder.token, self._spoken))
        self.recorder = self.recorder._replace(ends=ends)

    def since_ring(self) -> Ms:
        return self.now - self.opened.rang_ms if self.opened is not None else 0

    def record(self) -> CallRecord | None:
        """Of the simulated call, as it stands."""
        if self.closed is not None or self.opened is None:
            return self.closed
        return self.engine.as_it_stands(self.opened)

    def happenings(self) -> tuple[object, ...]:
        """Changes whenever the caller, or who looks at their call, would notice something."""
        return len(self.heard), len(self.told), self.sounding, self.recorder, self.closed, self.asked

    def _happen(self, event: Event) -> None:
        match event:
            case events.LineRang() if event.line == self._line and self.closed is None:
                self.soon(BETWEEN_RINGS_MS, event)
            case events.PromptsEnded() if event.line == self._line and event.token == self._token:
                self.sounding = None
            case MessageEnded() if event.line == self._line:
                self.recorder = None
            case events.ClockStruck():
                self._clock += MINUTE
                self.soon(A_MINUTE_MS, _struck(self._clock))
        self.tell(event)

    def _perform(self, done: tuple[Action, ...]) -> None:
        for action in done:
            perform = self.PERFORM.get(type(action))
            if perform is not None:
                perform(self, action)

    def _opened(self, action: actions.OpenCall) -> None:
        if action.record.line == self._line and self.call is None:
            self.call, self.opened = action.record.call, action.record

    def _closed(self, action: actions.CloseCall) -> None:
        if action.record.call == self.call:
            self.closed, self.sounding, self.recorder = action.record, None, None

    def _answer(self, action: actions.AnswerLine) -> None:
        self._agenda = [each for each in self._agenda if not _rings(each[2], action.line)]
        self._agenda.sort()
        self.soon(OFF_HOOK_MS, events.LineAnswered(action.line))

    def _play(self, action: actions.PlayPrompts) -> None:
        ended = events.PromptsEnded(action.line, action.token)
        if action.line != self._line:
            self.soon(1, ended)
            return
        said = tuple(self._lengths(prompt, action.language) for prompt in action.prompts)
        self.language = action.language
        self._sound(SoundKind.PROMPTS, said, action.token)
        self.soon(sum(each.lasts_ms for each in said), ended)

    def _play_music(self, action: actions.PlayMusic) -> None:
        if action.line == self._line:
            self._sound(SoundKind.MUSIC, (self._lengths(action.music, ""),), 0)

    def _play_message(self, action: actions.PlayMessage) -> None:
        if action.line == self._line:
            said = Spoken(prompt="", lasts_ms=self._spoken)
            self._sound(SoundKind.MESSAGE, (said,), action.token)
            self.soon(self._spoken, events.PromptsEnded(action.line, action.token))

    def _sound(self, kind: SoundKind, said: tuple[Spoken, ...], token: Token) -> None:
        view = next((call for call in self.engine.snapshot().calls if call.call == self.call), None)
        step = view.step if view is not None else ""
        self.sounding = Sounding(kind=kind, prompts=said, language=self.language, step=step, began_ms=self.since_ring())
        self._token = token
        self.heard.append(self.sounding)

    def _stop(self, action: actions.StopSound) -> None:
        if action.line == self._line:
            self.sounding = None

    def _join(self, action: actions.Join) -> None:
        if action.line == self._line:
            self.sounding = None

    def _record(self, action: actions.RecordMessage) -> None:
        if action.line != self._line:
            return
        self.sounding, self._spoken = None, 0
        ends = self.soon(action.silence_ms, MessageEnded(action.line, action.token, 0))
        self.recorder = Recorder(action.token, self.now, action.silence_ms, action.longest_ms, ends)

    def _finish(self, action: actions.FinishMessage) -> None:
        if self.recorder is not None and action.token == self.recorder.token:
            self._gone.add(self.recorder.ends)
            spoken = min(self._spoken, self.now - self.recorder.began)
            self._spoken = spoken
            self.soon(0, MessageEnded(action.line, action.token, spoken))

    def _keep(self, action: actions.KeepMessage) -> None:
        kept = MessageKept(action.call)
        self.soon(STORING_MS, kept if self._works.store else MessageLost(action.call, "simulated: the disk is full"))

    def _transfer(self, action: actions.TransferLine) -> None:
        done = events.LineTransferred(action.line)
        failed = events.TransferFailed(action.line, "simulated: the extension does not answer")
        self.soon(TRANSFER_MS, done if self._works.transfer else failed)

    def _offer(self, action: actions.OfferCall) -> None:
        """Whoever was made up is answered at once; the simulated caller when it is said so."""
        if action.call == self.call:
            self.asked += 1
        else:
            self.soon(1, events.OfferAccepted(action.agent, action.token))

    def _withdrawn(self, _: actions.WithdrawOffer) -> None:
        self.asked += 1

    def _note(self, action: actions.Note) -> None:
        if action.call == self.call:
            self.told.append(Told(at_ms=action.at_ms, text=action.text))

    def rung(self) -> tuple[tuple[AgentName, Token], ...]:
        """Who is rung for the simulated call."""
        agents = self.engine.snapshot().agents
        return tuple((each.name, each.token) for each in agents if each.call == self.call and each.token is not None)

    PERFORM: ClassVar[Mapping[type[Any], Callable[[Any, Any], object]]] = {
        actions.OpenCall: _opened,
        actions.CloseCall: _closed,
        actions.AnswerLine: _answer,
        actions.HangUpLine: lambda world, action: world.soon(OFF_HOOK_MS, events.LineReleased(action.line)),
        actions.PlayPrompts: _play,
        actions.PlayMusic: _play_music,
        actions.PlayMessage: _play_message,
        actions.StopSound: _stop,
        actions.Join: _join,
        actions.RecordMessage: _record,
        actions.FinishMessage: _finish,
        actions.KeepMessage: _keep,
        actions.TransferLine: _transfer,
        actions.OfferCall: _offer,
        actions.WithdrawOffer: _withdrawn,
        actions.Note: _note,
    }
    """What is done about each action; what is not here is nothing that a caller would notice."""


def _struck(at: datetime) -> events.ClockStruck:
    utc_ms = round(at.timestamp() * 1_000)
    minute = at.hour * 60 + at.minute
    return events.ClockStruck(utc_ms=utc_ms, date=at.date().isoformat(), day=at.weekday(), minute=minute)


def _rings(event: Event, line: LineName) -> bool:
    return isinstance(event, events.LineRang | events.CallerIdentified) and event.line == line
