"""Whatever happens in whatever house: what design page 3 promises holds after every step."""

from itertools import pairwise

import msgspec
from hypothesis import example, given, settings
from hypothesis import strategies as st

from appliance.core.engine import Engine
from appliance.core.house import House
from appliance.core.members import Call
from appliance.core.precedence import before_in_line, is_next
from appliance.core.tickets import Ticket
from appliance.model.actions import Action, Join, Note, NoteDecision, NoteInterval, PlayPrompts
from appliance.model.events import PlanPublished
from appliance.model.policy import RoutingPlan, Strategy
from appliance.model.snapshot import Snapshot
from appliance.model.states import AgentActivity, AgentStatus, CallState, MissCause, ShiftState, Trigger
from tests.core.houses import ANNA, BEN, CARLA, HOUSES, SALES, VIP, house, with_queue
from tests.core.play import Move, Play, Step

LINES = {f"line{number}": "sales" if number < 4 else "vip" for number in range(1, 7)}
ALL = (ANNA, BEN, CARLA)
MANY = house(LINES, SALES, VIP, agents=ALL)
PLAYED = {
    "plain": MANY,
    "by lot": msgspec.structs.replace(MANY, routing=RoutingPlan(strategy=Strategy.RANDOM)),
    "rings all": with_queue(MANY, strategy=Strategy.RING_ALL),
    "relaxed": with_queue(MANY, need={"sales": 4}, relax=HOUSES["relaxed"].queues[0].relax[:1]),
    "opened": with_queue(MANY, need={"sales": 4}, relax=HOUSES["relaxed"].queues[0].relax[1:]),
    "preferred": with_queue(MANY, prefer_last_agent_ms=15_000, tiers={"ben": 1, "anna": 2}),
    "announced": with_queue(
        MANY,
        announce_every_ms=10_000,
        announce_minutes={"1": "one", "3": "three", "10": "ten"},
        announce_next="next",
    ),
    "express": msgspec.structs.replace(
        MANY,
        queues=(
            msgspec.structs.replace(SALES, target_ms=8_000),
            msgspec.structs.replace(VIP, band=0, need={"sales": 2}, target_ms=30_000, head_start_ms=25_000),
        ),
    ),
    "least occupied": msgspec.structs.replace(MANY, routing=RoutingPlan(strategy=Strategy.LEAST_OCCUPIED)),
    "lighter next": with_queue(MANY, strategy=Strategy.LIGHTER_NEXT, load=7),
    "without sales": house(dict.fromkeys(LINES, "vip"), VIP, agents=(ANNA, CARLA)),
}
SAYS = {"one": 1, "three": 3, "ten": 10}

LINE, AGENT = st.sampled_from(sorted(LINES)), st.sampled_from([agent.name for agent in ALL])
NUMBER = st.sampled_from(["", "5551", "5552", "5553"])
MOVES: st.SearchStrategy[Move] = st.one_of(
    st.tuples(st.just("calls"), LINE, NUMBER),
    st.tuples(st.just("calls"), LINE, NUMBER),
    st.tuples(st.sampled_from(["hangs up", "fails"]), LINE),
    st.tuples(st.just("accepts"), AGENT),
    st.tuples(st.just("accepts"), AGENT),
    st.tuples(st.just("misses"), AGENT, st.sampled_from([cause.name for cause in MissCause])),
    st.tuples(st.sampled_from(["signs in", "signs in", "comes back", "ends the call", "ends the notes"]), AGENT),
    st.tuples(st.sampled_from(["signs out", "holds", "resumes", "loses the station"]), AGENT),
    st.tuples(st.just("takes a break"), AGENT, st.sampled_from(["lunch", "coffee"])),
    st.tuples(st.just("sends on"), AGENT, st.sampled_from(["sales", "vip"])),
    st.tuples(st.just("plan"), st.sampled_from(sorted(PLAYED))),
)
HISTORY = st.lists(st.tuples(st.sampled_from([0, 700, 4_000, 11_000, 31_000]), MOVES), max_size=60)
HOUSE = st.sampled_from(sorted(PLAYED))


def played(name: str, history: list[tuple[int, Move]]) -> Play:
    play = Play(PLAYED[name], PLAYED)
    for agent in ALL:
        play.do(("signs in", agent.name))
    for gap, move in history:
        play.wait(play.now + gap)
        play.do(move)
        house = play.engine._house
        nobody_ready_stands_beside_a_ticket(house)
        offers_are_what_both_sides_say(house)
        counts_agree(house)
    return play


def ended(play: Play) -> Play:
    """Everybody hangs up and goes home; what was to be waited for is over."""
    for line in LINES:
        play.do(("hangs up", line))
    for agent in ALL:
        play.do(("signs out", agent.name))
    play.wait(play.now + 3_600_000)
    return play


def nobody_ready_stands_beside_a_ticket(house: House) -> None:
    ready = [name for name, agent in house.agents.items() if agent.stretch.state is ShiftState.READY]
    for ticket in house.routing.tickets.values():
        for name in ready:
            assert (ticket.rung and not rings_all(ticket)) or not may_have(house, name, ticket), (name, ticket)


def rings_all(ticket: Ticket) -> bool:
    return ticket.queue.strategy is Strategy.RING_ALL


def may_have(house: House, name: str, ticket: Ticket) -> bool:
    plan = house.routing._roster.plans.get(name)
    if plan is None or name in ticket.excluded or (ticket.kept and ticket.preferred != name):
        return False
    return ticket.programme.stages[ticket.stage].strength(plan) > 0


def offers_are_what_both_sides_say(house: House) -> None:
    rung = {(name, call.id) for call in house.calls.values() for name in call.rung}
    assert rung == {(name, agent.call) for name, agent in house.agents.items() if agent.token is not None}
    for name, agent in house.agents.items():
        assert (agent.activity.state is AgentActivity.OFFERED) == (agent.token is not None)
        assert (house.alarms.at(("offer", name)) is not None) == (agent.token is not None)
        assert (agent.call is None) == (agent.activity.state is AgentActivity.IDLE)
        assert agent.stretch.call == agent.call
        assert agent.stretch.state is not ShiftState.READY or agent.status.state is AgentStatus.READY
    for call in house.calls.values():
        assert (call.machine.state is CallState.OFFERED) == bool(call.rung)
        assert (call.id in house.routing.tickets) == (call.machine.state in {CallState.WAITING, CallState.OFFERED})


def counts_agree(house: House) -> None:
    tickets = house.routing.tickets
    for queue in house.queues:
        here = [house.calls[call] for call in tickets if house.calls[call].waits_in.name == queue]
        assert house.waits.count(queue) == len(here)
        assert house.waits.oldest(queue) == min(
            (call.arrived for call in here if call.arrived is not None), default=None
        )
    for call, ticket in tickets.items():
        assert ticket.rung == len(house.calls[call].rung)
        assert house.alarms.at(("limit", call)) is not None


@given(HOUSE, HISTORY)
@settings(max_examples=150, deadline=None)
def test_every_invariant_holds_and_nothing_is_left_behind(name: str, history: list[tuple[int, Move]]) -> None:
    play = ended(played(name, history))
    house = play.engine._house
    assert (house.calls, house.routing.tickets, house.routing._kept) == ({}, {}, {})
    assert not any(house.waits.count(queue) for queue in house.waits._tickets)
    assert play.engine.next_wake() is None
    for agent in house.agents.values():
        assert agent.stretch.state is ShiftState.SIGNED_OUT


@given(HOUSE, HISTORY)
@settings(max_examples=100, deadline=None)
def test_the_intervals_of_every_shift_add_up_to_its_length(name: str, history: list[tuple[int, Move]]) -> None:
    play = ended(played(name, history))
    for agent in ALL:
        pieces = [action for step in play.steps for action in intervals(step.actions) if action.agent == agent.name]
        for piece, following in pairwise(pieces):
            assert piece.began < piece.ended <= following.began
            gap = following.began - piece.ended
            assert not gap or signed_out(play, agent.name, piece.ended)
        assert all(piece.state is not ShiftState.SIGNED_OUT for piece in pieces)
        assert all((piece.reason != "") == (piece.state is ShiftState.ON_BREAK) for piece in pieces)
        assert sum(piece.ended - piece.began for piece in pieces) == time_in(play, agent.name)


def intervals(actions: tuple[Action, ...]) -> list[NoteInterval]:
    return [action for action in actions if isinstance(action, NoteInterval)]


def signed_out(play: Play, agent: str, since: int) -> bool:
    """A second engine that is told the same says so: the agent's stretch after that moment is of who is not there."""
    return states_over_time(play, agent).get(since) is ShiftState.SIGNED_OUT


def time_in(play: Play, agent: str) -> int:
    """How long the agent was signed in, or still spoke after signing out: looked at after each step."""
    looked = sorted(states_over_time(play, agent).items())
    return sum(later - at for (at, state), (later, _) in pairwise(looked) if state is not ShiftState.SIGNED_OUT)


def states_over_time(play: Play, agent: str) -> dict[int, ShiftState]:
    engine = Engine()
    states: dict[int, ShiftState] = {}
    for step in play.steps:
        _ = engine.wake(step.now) if step.event is None else engine.handle(step.event, step.now)
        if agent in engine._house.agents:
            states[step.now] = engine._house.agents[agent].stretch.state
        else:
            states[step.now] = ShiftState.SIGNED_OUT
    return states


@given(HOUSE, HISTORY, st.integers(1, 2**63 - 1))
@settings(max_examples=60, deadline=None)
def test_a_journal_replays_to_the_same_actions_and_the_same_state(
    name: str, history: list[tuple[int, Move]], seed: int
) -> None:
    play = Play(PLAYED[name], PLAYED, seed)
    for gap, move in history:
        play.wait(play.now + gap)
        play.do(move)
    again = Engine()
    for step in play.steps:
        journalled = msgspec.json.encode((step.event, step.actions))
        event, _ = msgspec.json.decode(journalled, type=tuple[type(step.event), msgspec.Raw])  # type: ignore[misc]
        actions = again.wake(step.now) if event is None else again.handle(event, step.now)
        assert msgspec.json.encode((event, actions)) == journalled
    assert again.snapshot() == play.view()


@given(HOUSE, HISTORY)
@settings(max_examples=100, deadline=None)
def test_whoever_comes_before_somebody_who_waited_is_named_by_the_journal(
    name: str, history: list[tuple[int, Move]]
) -> None:
    """A decision about that very call, or its lift into the highest band; or the plan changed."""
    play = Play(PLAYED[name], PLAYED)
    before: dict[tuple[int, object], set[int]] = {}
    for gap, move in history:
        first = len(play.steps)
        play.wait(play.now + gap)
        play.do(move)
        steps = play.steps[first:]
        house, tickets = play.engine._house, play.engine._house.routing.tickets
        now_before = {(call, line_of(each)): set(before_in_line(house, each)) for call, each in tickets.items()}
        for key, calls in now_before.items():
            place = house.routing.position(key[0])
            assert not place or place == len(calls) + 1, "the place told is that of the line"
            newcomers = calls - before.get(key, calls)
            assert newcomers <= named(steps) or any(isinstance(step.event, PlanPublished) for step in steps)
        before = now_before


def line_of(ticket: Ticket) -> object:
    return ticket.preferred if ticket.kept else ticket.need


def named(steps: list[Step]) -> set[int]:
    """Calls that the journal says something happened to that may have changed their line or place."""
    calls: set[int] = set()
    for step in steps:
        for action in step.actions:
            lifted = isinstance(action, Note) and "joins the highest band" in action.text
            decided = isinstance(action, NoteDecision) and action.trigger is not Trigger.READMITTED
            if isinstance(action, Note | NoteDecision) and action.call is not None and (lifted or decided):
                calls.add(action.call)
    return calls


RUSH: st.SearchStrategy[Move] = st.one_of(
    st.tuples(st.just("calls"), LINE, NUMBER),
    st.tuples(st.just("calls"), LINE, NUMBER),
    st.tuples(st.just("accepts"), AGENT),
    st.tuples(st.just("ends the call"), AGENT),
    st.tuples(st.just("ends the notes"), AGENT),
)


@given(
    st.sampled_from(["plain", "express", "preferred", "relaxed"]),
    st.sampled_from([0, 1, 3]),
    st.lists(st.tuples(st.sampled_from([0, 700, 4_000, 11_000]), RUSH), min_size=20, max_size=60),
)
@settings(max_examples=80, deadline=None)
def test_who_is_next_is_taken_by_the_first_of_their_agents_who_is_free(
    name: str, late_every: int, history: list[tuple[int, Move]]
) -> None:
    """Notes are long here, so that it is by a move of this history that somebody becomes free."""
    slow = tuple(msgspec.structs.replace(agent, wrap_up_ms=600_000) for agent in ALL)
    routing = RoutingPlan(late_every=late_every)
    play = Play(msgspec.structs.replace(PLAYED[name], agents=slow, routing=routing))
    house = play.engine._house
    for agent in ALL:
        play.do(("signs in", agent.name))
    for gap, move in history:
        play.wait(play.now + gap)
        tickets = [ticket for ticket in house.routing.tickets.values() if not ticket.rung]
        nexts = [ticket for ticket in tickets if is_next(house, ticket.call, play.now)]
        able = {ticket.call for ticket in nexts if may_have(house, move[1], ticket)}
        play.do(move)
        decided = [action for action in play.steps[-1].actions if isinstance(action, NoteDecision)]
        if move[0] == "ends the notes" and able and decided:
            assert decided[0].call in able


@given(HISTORY)
@example(
    [
        (0, ("calls", "line1", "")),
        (0, ("misses", "anna", "NO_ANSWER")),
        (11_000, ("calls", "line1", "")),
        (31_000, ("accepts", "ben")),
        (0, ("loses the station", "ben")),
        (0, ("takes a break", "carla", "lunch")),
    ]
)
@settings(max_examples=150, deadline=None)
def test_nothing_is_announced_twice_and_no_end_of_the_wait_moves_later(history: list[tuple[int, Move]]) -> None:
    """In one wait: whoever has spoken with an agent and comes back into the line waits anew."""
    play = played("announced", [(gap, move) for gap, move in history if move[0] != "plan"])
    told: dict[str, tuple[Call, int, int]] = {}
    replay = Engine()
    for step in play.steps:
        actions = replay.wake(step.now) if step.event is None else replay.handle(step.event, step.now)
        for joined in (action for action in actions if isinstance(action, Join)):
            told.pop(joined.line, None)
        for line, minutes in announcements(actions):
            call = call_on(replay, line)
            before = told.get(line)
            if before is not None and before[0] is call:
                assert minutes < before[1], "always less; 'you are next' once, and no number after it"
                assert minutes == 0 or step.now + minutes * 60_000 <= before[2], "no later end"
            told[line] = (call, minutes, step.now + minutes * 60_000)


def announcements(actions: tuple[Action, ...]) -> list[tuple[str, int]]:
    said = [action for action in actions if isinstance(action, PlayPrompts) and action.prompts[0] in {*SAYS, "next"}]
    return [(action.line, SAYS.get(action.prompts[0], 0)) for action in said]


def call_on(engine: Engine, line: str) -> Call:
    return next(call for call in engine._house.calls.values() if call.line == line)


@given(HOUSE, HISTORY)
@settings(max_examples=60, deadline=None)
def test_a_snapshot_travels(name: str, history: list[tuple[int, Move]]) -> None:
    view = played(name, history).view()
    assert msgspec.json.decode(msgspec.json.encode(view), type=Snapshot) == view
