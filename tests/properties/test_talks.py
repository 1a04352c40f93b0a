"""Conversations of more than two, watched and recorded, whatever everybody does: nobody is left behind in one."""

from collections import Counter
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.core.engine import Engine
from appliance.model import actions, events, talk_actions, talk_events
from appliance.model.actions import Action
from appliance.model.caller import Caller, Presentation
from appliance.model.events import Event
from appliance.model.states import (
    AgentActivity,
    AnswerSign,
    CallState,
    DialFault,
    DigitSource,
    HangUpCause,
    LineState,
)
from appliance.model.talk_states import Audience, RecordingOrder, RecordingState, TalkOrder, WatchMode
from tests.core.houses import HOUSES

AGENTS = ("anna", "ben", "carla")
LINES = ("line1", "line2")
CALLER = Caller("5551234", presentation=Presentation.GIVEN)
BEGUN: tuple[Event, ...] = (
    events.LineReady("line1", "USR5637"),
    events.LineReady("line2", "CX93001"),
    *(events.AgentSignedIn(name) for name in AGENTS),
    events.LineRang("line1"),
    events.CallerIdentified("line1", CALLER),
    events.LineAnswered("line1"),
)
FAR = "030 1234567"
IN_TALK = {CallState.TALKING, CallState.ASKING, CallState.CONSULTING, CallState.INVITING, CallState.CONFERRING}
AT_WORK = {AgentActivity.TALKING, AgentActivity.HOLDING}


def _company(*, invite: bool) -> list[Event]:
    wanted = [
        talk_events.CompanyWanted(agent=agent, token=90, colleague=colleague, invite=invite)
        for agent in AGENTS
        for colleague in AGENTS
    ]
    far = [talk_events.CompanyWanted(agent=agent, token=90, number=FAR, invite=invite) for agent in AGENTS]
    return [*wanted, *far * 2]


OFTEN: list[list[Event | str]] = [
    [f"{name} answers" for name in AGENTS],
    [*_company(invite=False)],
    [*_company(invite=True)],
    [talk_events.TalkOrdered(name, order, 91) for name in AGENTS for order in TalkOrder],
    [events.LineDialled("line2"), *[events.FarEndAnswered("line2", AnswerSign.NETWORK)] * 2],
    ["notice ends"],
    [talk_events.RecordingOrdered(name, order, 93) for name in AGENTS for order in RecordingOrder],
    [
        talk_events.WatchWanted(supervisor=who, token=92, agent=agent, mode=mode)
        for who in ("carla", "ben")
        for agent in (*AGENTS, None)
        for mode in WatchMode
    ],
]
SELDOM: list[list[Event | str]] = [
    [
        talk_events.AnnouncementWanted(agent=name, token=94, prompts=prompts, to=to)
        for name in AGENTS
        for prompts in (("one_minute",), ("unknown",), ())
        for to in Audience
    ],
    [talk_events.AnnouncementFailed(line, token, "it is gone") for line in LINES for token in range(1, 12)],
    [events.AgentHungUp(name) for name in AGENTS],
    [events.StationLost(name, "closed") for name in AGENTS],
    [events.AgentSignedOut(name) for name in AGENTS],
    [events.AgentSignedIn(name) for name in AGENTS],
    [events.BreakBegan(name, "coffee") for name in AGENTS],
    [events.WrapUpEnded(name) for name in AGENTS],
    [events.LineHungUp(line, HangUpCause.LOOP_BREAK) for line in LINES],
    [events.LineReleased(line) for line in LINES],
    [events.LineFailed(line, "unplugged") for line in LINES],
    [events.LineReady(line, "USR5637") for line in LINES],
    [events.LineRang("line1"), events.LineRang("line2"), events.LineAnswered("line1")],
    [events.DialFailed("line2", fault) for fault in DialFault],
    [events.DigitPressed(line, key, DigitSource.HOST) for line in LINES for key in "91"],
    [events.CallTransferred(name, "sales") for name in AGENTS],
    [events.TransferWanted(name, "workshop", 95) for name in AGENTS],
    [events.HoldBegan(name) for name in AGENTS],
    [events.PlanPublished(HOUSES["talks"]), events.DrainBegan(30_000)],
]
GAPS = (0, 0, 100, 2_000, 31_000)
MOVE = st.one_of(*(st.sampled_from(kind) for kind in (*OFTEN * 3, *SELDOM)))
HISTORY = st.lists(st.tuples(st.sampled_from(GAPS), MOVE), max_size=60)


class Play:
    """An engine whose first caller waits; moves become events by what there is to answer."""

    def __init__(self, house: str) -> None:
        self.engine = Engine()
        self.now = 0
        self.done: list[Action] = []
        self.notices: dict[int, str] = {}
        self.told: set[int] = set()
        """Calls of whose caller the notice was heard to its end."""
        self.seen: set[CallState | RecordingState | AgentActivity] = set()
        self.tell(0, events.BoxStarted(plan=HOUSES[house], first_call=1, seed=1))
        for event in BEGUN:
            self.tell(100, event)
        self.move(100, "anna answers")

    def move(self, gap: int, move: Event | str) -> None:
        if move == "notice ends":
            token, line = next(reversed(self.notices.items()), (0, ""))
            if token:
                self.tell(gap, events.PromptsEnded(line, token))
        elif isinstance(move, str):
            name = move.partition(" ")[0]
            agent = next(each for each in self.engine.snapshot().agents if each.name == name)
            if agent.token is not None:
                self.tell(gap, events.OfferAccepted(name, agent.token))
        else:
            self.tell(gap, move)

    def tell(self, gap: int, event: Event) -> None:
        self.now += gap
        for action in self.engine.handle(event, self.now):
            self.done.append(action)
            if isinstance(action, actions.PlayPrompts | talk_actions.Announce) and "recorded" in action.prompts:
                line = action.lines[0] if isinstance(action, talk_actions.Announce) else action.line
                self.notices[action.token] = line
        self.holds_together()

    def holds_together(self) -> None:
        view = self.engine.snapshot()
        calls = {call.call: call for call in view.calls}
        agents = {agent.name: agent for agent in view.agents}
        self.seen |= {call.state for call in view.calls} | {call.recording for call in view.calls}
        self.seen |= {agent.activity for agent in view.agents}
        for agent in view.agents:
            if agent.activity in AT_WORK:
                call = calls[agent.call or 0]
                assert agent.name == call.agent or agent.name in call.others
            if agent.activity is AgentActivity.WATCHING:
                assert agent.watches is not None
                assert calls[agent.call or 0].agent not in {None, agent.name}
            else:
                assert agent.watches is None
        assert None not in {self.engine.why_idle(agent.name, self.now) for agent in view.agents}
        for call in view.calls:
            if call.state in IN_TALK and call.agent is not None:
                assert agents[call.agent].activity in AT_WORK
                assert call.host is not None or agents[call.agent].call == call.call
            assert (call.agent is None) or call.state is not CallState.LINKED
            assert call.host is None or call.host in calls
            for other in call.others:
                assert agents[other].call == call.call
            if call.recording in {RecordingState.RECORDED, RecordingState.PAUSED}:
                assert call.agent is not None

    def end(self) -> None:
        for name in AGENTS:
            self.tell(10, talk_events.TalkOrdered(name, TalkOrder.DROP, 96))
            self.tell(10, events.AgentHungUp(name))
            self.tell(10, events.AgentHungUp(name))
        for line in LINES:
            self.tell(10, events.LineHungUp(line, HangUpCause.LOOP_BREAK))
            self.tell(10, events.LineReleased(line))
        self.now += 50_000_000
        self.done += self.engine.wake(self.now)
        self.holds_together()


def play(house: str, history: list[tuple[int, Event | str]]) -> Play:
    played = Play(house)
    for gap, move in history:
        played.move(gap, move)
    return played


@given(st.sampled_from(["talks", "on demand"]), HISTORY)
@settings(max_examples=250, deadline=None)
def test_nobody_is_left_in_a_conversation_and_no_line_off_hook(
    house: str, history: list[tuple[int, Event | str]]
) -> None:
    played = play(house, history)
    played.end()
    kinds = Counter(type(action) for action in played.done)
    assert kinds[actions.Join] + kinds[talk_actions.Connect] == kinds[actions.Part]
    assert kinds[actions.StartRecording] == kinds[actions.StopRecording]
    view = played.engine.snapshot()
    assert not view.calls
    assert {line.state for line in view.lines} <= {LineState.IDLE, LineState.OUT_OF_ORDER, LineState.RELEASING}
    assert {agent.activity for agent in view.agents} <= {AgentActivity.IDLE}
    opened = Counter(action.record.call for action in played.done if isinstance(action, actions.OpenCall))
    closed = Counter(action.record.call for action in played.done if isinstance(action, actions.CloseCall))
    assert opened == closed
    assert set(closed.values()) <= {1}
    for action in played.done:
        if isinstance(action, actions.CloseCall):
            record = action.record
            assert (record.talk_began_ms is None) == (record.talk_ended_ms is None)


@given(HISTORY)
@settings(max_examples=250, deadline=None)
def test_nothing_is_recorded_of_who_has_not_heard_the_notice_nor_after_a_refusal(
    history: list[tuple[int, Event | str]],
) -> None:
    played = Play("talks")
    heard: set[int] = set()
    for gap, move in history:
        before = len(played.done)
        played.move(gap, move)
        new = played.done[before:]
        heard |= {a.call for a in new if isinstance(a, actions.Note) and "has heard that" in a.text}
        started = [a for a in new if isinstance(a, actions.StartRecording)]
        assert {action.call for action in started} <= heard
        refused = {call.call for call in played.engine.snapshot().calls if call.recording is RecordingState.REFUSED}
        assert not refused & {action.call for action in started}


@given(HISTORY)
@settings(max_examples=50, deadline=None)
def test_the_same_history_gives_the_same_actions(history: list[tuple[int, Event | str]]) -> None:
    assert play("talks", history).done == play("talks", history).done


def test_such_histories_reach_every_state() -> None:
    draw, seen = Random(1), set[object]()
    for house in ("talks", "on demand") * 60:
        played = Play(house)
        for _ in range(40):
            played.move(draw.choice(GAPS[:4]), draw.choice(draw.choice((*OFTEN * 5, *SELDOM))))
        played.end()
        seen |= played.seen
    assert seen >= {*RecordingState, *AgentActivity} - {AgentActivity.DIALLING}
    assert seen >= {*IN_TALK, CallState.LINKED}
