"""Two callers on one line, whatever modem, far ends and agent do: nobody is left on the line, every record is whole."""

from collections import Counter
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.core.engine import Engine
from appliance.model import actions, events, second_events
from appliance.model.actions import Action
from appliance.model.caller import Caller, Presentation
from appliance.model.events import Event
from appliance.model.records import CallRecord
from appliance.model.states import DigitSource, HangUpCause, LineAbility, LineState, Outcome, SecondOrder, SecondState
from tests.core.houses import HOUSES
from tests.properties.test_engine import holds_together

KNOCKER = Caller("5559876", presentation=Presentation.GIVEN)
ABLE = events.LineReady("line1", "E1550", (LineAbility.SECOND_CALLS,))
CONVERSATION: tuple[Event, ...] = (
    ABLE,
    events.AgentSignedIn("anna"),
    events.LineRang("line1"),
    events.CallerIdentified("line1", Caller("5551234", presentation=Presentation.GIVEN)),
    events.LineAnswered("line1"),
    events.PromptsEnded("line1", 1),
    events.DigitPressed("line1", "1", DigitSource.HOST),
    events.OfferAccepted("anna", 4),
)
OFTEN: tuple[Event, ...] = (
    events.CallerKnocked("line1"),
    events.CallerKnocked("line1", KNOCKER),
    second_events.SecondCallWanted("anna", SecondOrder.TAKE, 70),
    second_events.SecondCallWanted("anna", SecondOrder.SWAP, 71),
    second_events.SecondCallMoved("line1", SecondOrder.TAKE),
    second_events.SecondCallMoved("line1", SecondOrder.SWAP),
)
SELDOM: tuple[Event, ...] = (
    second_events.SecondCallWanted("anna", SecondOrder.REFUSE, 72),
    second_events.SecondCallFailed("line1", SecondOrder.SWAP, "ERROR"),
    second_events.SecondCallGone("line1"),
    events.LineHungUp("line1", HangUpCause.NETWORK),
    events.LineHungUp("line1", HangUpCause.SILENCE),
    events.HoldBegan("anna"),
    events.HoldEnded("anna"),
    events.CallTransferred("anna", "sales"),
    events.DigitPressed("line1", "2", DigitSource.HOST),
    events.AgentHungUp("anna"),
    events.AgentSignedOut("anna"),
    events.StationLost("anna", "closed"),
    events.LineReleased("line1"),
    events.LineFailed("line1", "unplugged"),
    events.DrainBegan(30_000),
)
GAPS = (10, 900, 20_000, 400_000)
HISTORY = st.lists(st.tuples(st.sampled_from(GAPS), st.sampled_from((*OFTEN, *SELDOM))), max_size=40)


class Play:
    """An engine in whose conversation on line1 the events happen."""

    def __init__(self) -> None:
        self.engine = Engine()
        self.now = 0
        self.done: list[Action] = list(
            self.engine.handle(events.BoxStarted(plan=HOUSES["shop"], first_call=1, seed=1), 0)
        )
        self.done += self.engine.handle(
            events.ClockStruck(utc_ms=1_795_435_200_000, date="2026-11-23", day=0, minute=720), 0
        )
        self.seen: set[SecondState] = set()
        for event in CONVERSATION:
            self.tell(1_000, event)

    def tell(self, gap: int, event: Event) -> None:
        self.now += gap
        self.done += self.engine.handle(event, self.now)
        holds_together(self.engine)
        self.seen |= {line.second_state for line in self.engine.snapshot().lines}

    def end(self) -> None:
        """The line is put down, and everything that is due happens."""
        hangs_up = events.AgentHungUp("anna"), events.LineHungUp("line1", HangUpCause.NETWORK)
        for event in (*hangs_up, second_events.SecondCallGone("line1"), *hangs_up, events.LineReleased("line1")):
            self.tell(1_000, event)
        self.now += 7_200_000
        self.done += self.engine.wake(self.now)

    def closed(self) -> list[CallRecord]:
        return [action.record for action in self.done if isinstance(action, actions.CloseCall)]


def play(history: list[tuple[int, Event]]) -> Play:
    played = Play()
    for gap, event in history:
        played.tell(gap, event)
    return played


@given(HISTORY)
@settings(max_examples=200, deadline=None)
def test_every_call_closes_once_with_a_whole_record(history: list[tuple[int, Event]]) -> None:
    played = play(history)
    played.end()
    opened = Counter(action.record.call for action in played.done if isinstance(action, actions.OpenCall))
    assert opened == Counter(record.call for record in played.closed())
    assert set(opened.values()) == {1}
    for record in played.closed():
        assert record.outcome is not None
        assert record.ended_ms is not None
        if record.talk_began_ms is None:
            assert record.talk_ended_ms is None
            assert record.outcome is not Outcome.ANSWERED
        else:
            assert record.agent == "anna"
            assert record.answered_ms is not None
            assert record.talk_ended_ms is not None
            assert record.answered_ms <= record.talk_began_ms <= record.talk_ended_ms <= record.ended_ms
            assert record.outcome in {Outcome.ANSWERED, Outcome.LINE_LOST}


@given(HISTORY)
@settings(max_examples=200, deadline=None)
def test_nothing_is_left_off_hook_and_nobody_in_two_places(history: list[tuple[int, Event]]) -> None:
    played = play(history)
    played.end()
    kinds = Counter(type(action) for action in played.done)
    assert kinds[actions.Join] == kinds[actions.Part]
    assert kinds[actions.StartRecording] == kinds[actions.StopRecording]
    view = played.engine.snapshot()
    assert not view.calls
    (line,) = (line for line in view.lines if line.name == "line1")
    assert line.state in {LineState.IDLE, LineState.OUT_OF_ORDER}
    assert (line.call, line.second, line.second_state) == (None, None, SecondState.NONE)


@given(HISTORY)
@settings(max_examples=50, deadline=None)
def test_the_same_history_gives_the_same_actions(history: list[tuple[int, Event]]) -> None:
    assert play(history).done == play(history).done


def test_such_histories_reach_every_state() -> None:
    draw, seen = Random(1), set[SecondState]()
    for _ in range(200):
        played = Play()
        for _ in range(40):
            played.tell(draw.choice(GAPS[:2]), draw.choice((*OFTEN * 6, *SELDOM)))
        seen |= played.seen
    assert seen == set(SecondState)
