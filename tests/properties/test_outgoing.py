"""A house that calls out, gets calls and hands them over, in any order that lines and people could bring about."""

from collections import Counter

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from _fastroute.records import AgentState
from appliance.core.engine import Engine
from appliance.model import actions, events
from appliance.model.actions import Action
from appliance.model.events import Event
from appliance.model.outbound import Caps
from appliance.model.snapshot import AgentView, LineView
from appliance.model.states import (
    AgentActivity,
    AgentStatus,
    AnswerSign,
    CallState,
    DialFault,
    Direction,
    HangUpCause,
    LineState,
)
from tests.core.houses import CALLING_OUT, OUTBOUND

NUMBERS = ["030 1234567", "+49 30 7654321", "030 1234567", "0900 1234567"]
DIALLED = {"00301234567", "00307654321", "0112", "0301234567", "0307654321", "112"}
"""With line2's own prefix, and without."""
HOUSE = msgspec.structs.replace(CALLING_OUT, outbound=msgspec.structs.replace(OUTBOUND, calls=Caps(per_number=20)))
ANNA_ONLY = msgspec.structs.replace(HOUSE, agents=HOUSE.agents[:1])
SPOKEN = {AgentActivity.TALKING, AgentActivity.HOLDING}

MOVE = st.tuples(
    st.sampled_from([*["line1", "line2", "line2", "line2", "anna", "wants"] * 3, "ben", "fails", "plan", "waits"]),
    st.integers(0, 11),
    st.sampled_from([0, 50, 50, 1_000, 1_000, 1_000, 9_000, 40_000]),
)


class World:
    """Turns a move into an event that fits the state of the house, mostly."""

    def __init__(self) -> None:
        self.engine = Engine()
        self.now = 0
        self.done: list[Action] = []
        self.token = 0
        self.tell(events.BoxStarted(plan=HOUSE, first_call=1, seed=1))
        for name in ("line1", "line2"):
            self.tell(events.LineReady(name, "an invented modem"))
        for name in ("anna", "ben"):
            self.tell(events.AgentSignedIn(name))

    def tell(self, event: Event) -> None:
        self.done += self.engine.handle(event, self.now)

    def move(self, who: str, how: int, gap: int) -> None:
        self.now += gap
        view = self.engine.snapshot()
        if who in {"line1", "line2"}:
            self.tell(self._of_line(next(line for line in view.lines if line.name == who), how))
        elif who in {"anna", "ben"}:
            self.tell(self._of_agent(next((each for each in view.agents if each.name == who), None), who, how))
        elif who == "wants":
            agent, flow = [("anna", None), ("ben", None), (None, "reminder"), (None, None)][how % 4]
            self.token += 1
            number = NUMBERS[self.token % 4] if how else "112"
            self.tell(events.CallWanted(None, number, 1_000 + self.token, agent, flow))
        elif who == "fails":
            self.tell(events.LineFailed("line2" if how % 2 else "line1", "unplugged"))
        elif who == "plan":
            self.tell(events.PlanPublished(ANNA_ONLY if how % 2 else HOUSE))
        else:
            self.done += self.engine.wake(self.now)

    def _of_line(self, line: LineView, how: int) -> Event:
        name = line.name
        ended = events.LineHungUp(name, [*HangUpCause][how % len(HangUpCause)])
        match line.state:
            case LineState.OUT_OF_ORDER:
                return events.LineReady(name, "an invented modem")
            case LineState.IDLE | LineState.RINGING:
                return events.LineRang(name)
            case LineState.ANSWERING:
                return events.LineAnswered(name)
            case LineState.RELEASING:
                return events.LineReleased(name)
            case LineState.DIALLING:
                failed = events.DialFailed(name, [*DialFault][how % len(DialFault)], "invented")
                answered = events.FarEndAnswered(name, [*AnswerSign][how % len(AnswerSign)])
                first = events.LineDialled(name)
                return [first, first, events.RingbackHeard(name), answered, answered, failed, ended][how % 7]
        tokens = [action.token for action in self.done if isinstance(action, actions.PlayPrompts)]
        played = events.PromptsEnded(name, tokens[-1] if tokens else 0)
        handed = events.LineTransferred(name), events.TransferFailed(name, "engaged")
        return [*handed, played, played, ended, events.DialFailed(name, DialFault.BUSY), played][how % 7]

    def _of_agent(self, agent: AgentView | None, name: str, how: int) -> Event:
        if agent is not None and agent.token is not None and how < 9:
            return events.OfferAccepted(name, agent.token)
        if agent is not None and agent.activity in SPOKEN and how < 7:
            hand_over = events.TransferWanted(name, "workshop", 7)
            hold, resume = events.HoldBegan(name), events.HoldEnded(name)
            return [hand_over, hand_over, hold, resume, events.CallTransferred(name, "sales"), hold, resume][how]
        return [
            events.AgentSignedIn(name),
            events.BreakEnded(name),
            events.AgentHungUp(name),
            events.WrapUpEnded(name),
            events.AgentSignedIn(name),
            events.WrapUpEnded(name),
            events.AgentSignedOut(name),
            events.BreakBegan(name, "lunch"),
            events.StationLost(name, "closed"),
        ][how % 9]

    def check(self) -> None:
        view, routing = self.engine.snapshot(), self.engine._house.routing
        assert len(view.calls) == sum(line.call is not None for line in view.lines)
        for agent in view.agents:
            assert self.engine.why_idle(agent.name, self.now) is not None
            free = agent.activity is AgentActivity.IDLE and agent.status is AgentStatus.READY
            assert free == (routing._router.state(routing._roster.id(agent.name)) is AgentState.READY), agent
            if agent.activity in SPOKEN | {AgentActivity.DIALLING}:
                (call,) = [call for call in view.calls if call.agent == agent.name]
                assert call.call == agent.call
        for call in view.calls:
            assert self.engine.why_waiting(call.call, self.now) is not None
            reaching = call.state in {CallState.DIALLING, CallState.CALLING}
            (line,) = [line for line in view.lines if line.call == call.call]
            assert reaching == (line.state is LineState.DIALLING)
            assert not reaching or call.direction is Direction.OUTGOING


def play(moves: list[tuple[str, int, int]]) -> World:
    world = World()
    for move in moves:
        world.move(*move)
        world.check()
    return world


@given(st.lists(MOVE, max_size=80))
@settings(max_examples=200, deadline=None)
def test_nobody_is_in_two_calls_and_the_router_knows_who_is_free(moves: list[tuple[str, int, int]]) -> None:
    assert play(moves).done == play(moves).done


@given(st.lists(MOVE, max_size=80))
@settings(max_examples=150, deadline=None)
def test_nothing_denied_is_dialled_and_everything_ends(moves: list[tuple[str, int, int]]) -> None:
    world = play(moves)
    for _ in range(8):  # a conversation, a wait and a menu have limits of their own
        world.now += 20_000_000
        world.done += world.engine.wake(world.now)
        for line in world.engine.snapshot().lines:
            if line.state is LineState.RELEASING:
                world.tell(events.LineReleased(line.name))
            elif line.state is LineState.ANSWERING:  # the driver has a deadline for this
                world.tell(events.LineFailed(line.name, "did not answer"))
    kinds = Counter(type(action) for action in world.done)
    assert {action.number for action in world.done if isinstance(action, actions.DialLine)} <= DIALLED
    assert {action.number for action in world.done if isinstance(action, actions.TransferLine)} <= {"21"}
    assert kinds[actions.OpenCall] == kinds[actions.CloseCall]
    assert kinds[actions.Join] == kinds[actions.Part]
    rows = [action.record for action in world.done if isinstance(action, actions.KeepLedger)]
    granted = {row.entry for row in rows if not row.refused}
    assert kinds[actions.DialLine] == len(granted)
    assert {row.entry for row in rows if row.length_ms is not None} == granted
    on_hook = {LineState.IDLE, LineState.OUT_OF_ORDER}
    assert {line.state for line in world.engine.snapshot().lines} <= on_hook


def test_the_moves_reach_every_outcome() -> None:
    """Else the properties above would hold for want of calls."""
    seen: Counter[str] = Counter()

    @given(st.lists(MOVE, min_size=40, max_size=80))
    @settings(max_examples=120, deadline=None, database=None)
    def count(moves: list[tuple[str, int, int]]) -> None:
        closed = [each for each in play(moves).done if isinstance(each, actions.CloseCall)]
        seen.update(each.record.outcome.value for each in closed if each.record.outcome is not None)

    count()
    assert {"reached", "not reached", "answered", "transferred"} <= seen.keys()
