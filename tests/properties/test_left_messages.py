"""No message long enough is lost: whatever the caller, the line and the store do, it is kept or told as not kept."""

from enum import Enum

import msgspec
from hypothesis import example, given
from hypothesis import strategies as st

from appliance.core.engine import Engine
from appliance.model import actions, events, message_events
from appliance.model.actions import Action
from appliance.model.events import Event
from appliance.model.flow import TakeMessage
from appliance.model.states import DigitSource, HangUpCause
from appliance.model.words import Ms, Token
from tests.core.houses import HOUSES

LETTERS = msgspec.structs.replace(
    HOUSES["letters"],
    lines=tuple(msgspec.structs.replace(line, rings=1, menu_limit_ms=90_000) for line in HOUSES["letters"].lines),
)
(STEP,) = (step for flow in LETTERS.flows for step in flow.steps.values() if isinstance(step, TakeMessage))
LONGEST_DELAY_MS = 2_000
"""The sound's hands end a recording at the latest so long after they are told to."""


class Doing(Enum):
    KEY = "a key"
    SPEECH_ENDS = "silence after speech"
    PLAYED = "the prompt is over"
    HANG_UP = "the caller hangs up"
    LINE_FAILS = "the modem is gone"
    STORE_KEEPS = "the store keeps it"
    STORE_FAILS = "the disk is full"
    DRAIN = "the box is to stop"
    WAIT = "time passes"


class Fate(Enum):
    """Of what was said in one recording."""

    NONE = "there is none"
    SPEAKING = "is being said"
    SHORT = "too short"
    LONG = "long enough"
    HANDED_OVER = "given to the store"


ALWAYS_OPEN = {Fate.SPEAKING, Fate.LONG}
"""Nothing may forget a take in these."""


class World:
    """One caller at a box, its store, and the hands that record: everything they are told they do, in their time."""

    def __init__(self) -> None:
        self.engine, self.now = Engine(), 0
        self.fate, self.spoken = Fate.NONE, 0
        self.recording: Token | None = None
        self.end_by: Ms | None = None
        self.playing: Token | None = None
        self.closed = False
        for event in (
            events.BoxStarted(plan=LETTERS, first_call=1, seed=1),
            events.LineReady("line1", "USR5637"),
            events.LineRang("line1"),
            events.LineAnswered("line1"),
        ):
            self.tell(event)
        self.do(Doing.PLAYED, "", 0)
        assert self.fate is Fate.SPEAKING

    def tell(self, event: Event) -> None:
        self._did(self.engine.handle(event, self.now))

    def pass_ms(self, ms: Ms) -> None:
        """What is due on the way happens in its time."""
        until = self.now + ms
        while True:
            due = [at for at in (self.engine.next_wake(), self.end_by) if at is not None and at <= until]
            if not due:
                break
            self.now = max(self.now, min(due))
            if self.end_by is not None and self.end_by <= self.now:
                self._recorded()
            else:
                self._did(self.engine.wake(self.now))
        self.now = until

    def do(self, doing: Doing, key: str, spoken: Ms) -> None:
        match doing:
            case Doing.KEY:
                self.tell(events.DigitPressed("line1", key, DigitSource.HOST))
            case Doing.SPEECH_ENDS if self.recording is not None:
                self.spoken = spoken
                self._recorded()
            case Doing.PLAYED if self.playing is not None:
                token, self.playing = self.playing, None
                self.tell(events.PromptsEnded("line1", token))
            case Doing.HANG_UP:
                self.tell(events.LineHungUp("line1", HangUpCause.LOOP_BREAK))
            case Doing.LINE_FAILS:
                self.tell(events.LineFailed("line1", "unplugged"))
            case Doing.STORE_KEEPS | Doing.STORE_FAILS if self.fate is Fate.HANDED_OVER:
                self._answer(kept=doing is Doing.STORE_KEEPS)
            case Doing.DRAIN:
                self.tell(events.DrainBegan(20_000))
            case _:
                pass

    def _recorded(self) -> None:
        token, self.recording, self.end_by = self.recording, None, None
        assert token is not None
        self.fate = Fate.LONG if self.spoken >= STEP.least_ms else Fate.SHORT
        self.tell(message_events.MessageEnded("line1", token, self.spoken))

    def _answer(self, *, kept: bool) -> None:
        """Told in the call's story, unless that is over: then the store's own word, in the log, is all there is."""
        self.fate, closed = Fate.NONE, self.closed
        event = message_events.MessageKept(1) if kept else message_events.MessageLost(1, "the disk is full")
        done = self.engine.handle(event, self.now)
        told = "The message is kept" if kept else "The message could not be kept: the disk is full"
        assert closed or any(note.startswith(told) for note in _notes(done))
        self._did(done)

    def _did(self, done: tuple[Action, ...]) -> None:
        notes = _notes(done)
        for action in done:
            self._perform(action)
            if isinstance(action, actions.DropMessage):
                self._dropped(notes)
            elif isinstance(action, actions.KeepMessage):
                assert self.fate is Fate.LONG
                self.fate = Fate.HANDED_OVER
            elif isinstance(action, actions.CloseCall):
                assert self.fate not in ALWAYS_OPEN
                self.closed = True

    def _perform(self, action: Action) -> None:
        """What the hands do."""
        match action:
            case actions.RecordMessage(token=token):
                assert self.fate not in {*ALWAYS_OPEN, Fate.HANDED_OVER}
                self.fate, self.recording, self.spoken = Fate.SPEAKING, token, 2_000
            case actions.FinishMessage() if self.recording is not None and self.end_by is None:
                self.end_by = self.now + LONGEST_DELAY_MS
            case actions.PlayPrompts(token=token) | actions.PlayMessage(token=token):
                self.playing = token
            case actions.StopSound():
                self.playing = None

    def _dropped(self, notes: tuple[str, ...]) -> None:
        by_caller = "The message was dropped by the caller, who speaks again" in notes
        assert self.fate is Fate.SHORT or (self.fate is Fate.LONG and by_caller)
        assert by_caller or any("was too short to keep" in note for note in notes)
        self.fate = Fate.NONE


def _notes(done: tuple[Action, ...]) -> tuple[str, ...]:
    return tuple(action.text for action in done if isinstance(action, actions.Note))


HISTORY = st.lists(
    st.tuples(
        st.sampled_from([0, 10, 900, 5_000, 12_000]),
        st.sampled_from([*Doing, Doing.KEY, Doing.KEY, Doing.SPEECH_ENDS, Doing.PLAYED]),
        st.sampled_from("0123#59*"),
        st.sampled_from([0, STEP.least_ms - 1, STEP.least_ms, 4_000]),
    ),
    max_size=25,
)


@given(HISTORY)
@example([(0, Doing.DRAIN, "0", 0), (5_000, Doing.SPEECH_ENDS, "0", 0), (12_000, Doing.PLAYED, "0", 0)])
def test_what_is_long_enough_is_kept_or_told_as_not_kept(history: list[tuple[Ms, Doing, str, Ms]]) -> None:
    world = World()
    for gap, *doing in history:
        world.pass_ms(gap)
        world.do(*doing)
    world.pass_ms(LONGEST_DELAY_MS)
    world.do(Doing.HANG_UP, "", 0)
    world.pass_ms(LONGEST_DELAY_MS)
    world.do(Doing.STORE_KEEPS, "", 0)
    world.pass_ms(120_000)
    assert world.closed
    assert world.fate not in ALWAYS_OPEN
