"""One invented day, played by the engine that runs and by the rehearsal: the same callers reach the same people."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from heapq import heappop, heappush
from itertools import count

import numpy as np
import pytest

from appliance.core.engine import Engine
from appliance.core.rehearsed import NOBODY, Callers, Ending, Shop
from appliance.core.rehearsing import play
from appliance.model import events
from appliance.model.actions import Action, CloseCall, HangUpLine, Join, NoteDecision, OfferCall
from appliance.model.caller import Caller, Presentation
from appliance.model.events import Event
from appliance.model.plan import AgentPlan, Plan, QueuePlan
from appliance.model.policy import Relaxation, RoutingPlan, Strategy
from appliance.model.states import HangUpCause, Outcome, Trigger
from tests.core.counter import counter

WRAP_MS = 7_000
NEVER_EXPIRES = {"offer_ms": 600_000, "capacity": 1_000, "top_after_ms": 70_000}
SALES = QueuePlan(
    name="sales",
    need={"sales": 3},
    max_wait_ms=90_000,
    prefer_last_agent_ms=15_000,
    relax=(Relaxation(after_ms=20_000, need={"sales": 1}), Relaxation(after_ms=45_000, queues=("service",))),
    **NEVER_EXPIRES,  # type: ignore[arg-type]
)
SERVICE = QueuePlan(
    name="service",
    need={"service": 1},
    target_ms=60_000,
    head_start_ms=25_000,
    relax=(Relaxation(after_ms=60_000, agents=("dora",)), Relaxation(after_ms=80_000, overflow=True)),
    **NEVER_EXPIRES,  # type: ignore[arg-type]
)
VIP = QueuePlan(name="vip", need={"sales": 1}, band=1, **NEVER_EXPIRES)  # type: ignore[arg-type]
AGENTS = tuple(
    AgentPlan(name=name, skills=skills, wrap_up_ms=WRAP_MS, tier=tier)
    for name, skills, tier in (
        ("anna", {"sales": 4}, 0),
        ("ben", {"sales": 1, "service": 2}, 1),
        ("carla", {"service": 1}, 0),
        ("dora", {"fax": 1}, 0),
    )
)
QUEUES = (SALES, SERVICE, VIP)
ROUTINGS = {
    "as it comes": RoutingPlan(),
    "by due alone": RoutingPlan(late_every=0),
    "the late first": RoutingPlan(late_every=1, strategy=Strategy.LEAST_VERSATILE),
    "fewest calls": RoutingPlan(strategy=Strategy.FEWEST_CALLS),
    "best skill": RoutingPlan(strategy=Strategy.BEST_SKILL),
    "lighter next": RoutingPlan(strategy=Strategy.LIGHTER_NEXT),
    "round robin": RoutingPlan(strategy=Strategy.ROUND_ROBIN),
}


def invented(seed: int, number: int = 60) -> Callers:
    """No two things happen at the same millisecond, or hardly ever."""
    draws = np.random.default_rng(seed)
    joined = np.sort(draws.choice(900_000, number, replace=False)) + 1
    return Callers(
        joined=joined,
        asked=joined.copy(),
        queue=draws.integers(0, len(QUEUES), number),
        preferred=draws.integers(-1, len(AGENTS), number),
        patience=draws.integers(5_000, 200_000, number),
        ring=draws.integers(500, 12_000, number),
        talk=draws.integers(3_000, 120_000, number),
        wrap=np.full(number, WRAP_MS),
    )


def with_returners(callers: Callers) -> tuple[Callers, list[str]]:
    """Every third caller soon loses the connection and rings again a little later, from the same number."""
    columns = {each.name: getattr(callers, each.name).copy() for each in fields(Callers)}
    first = np.arange(0, len(callers.joined), 3)
    columns["patience"][first] = 4_000 + columns["patience"][first] % 30_000
    again = {name: column[first] for name, column in columns.items()}
    again["joined"] = columns["joined"][first] + columns["patience"][first] + 1_000 + columns["talk"][first] % 50_000
    again["patience"] = columns["talk"][first] + 60_000
    numbers = [str(caller) for caller in (*range(len(callers.joined)), *first.tolist())]
    order = np.argsort(np.append(columns["joined"], again["joined"]))
    together = {name: np.append(column, again[name])[order] for name, column in columns.items()}
    return Callers(**together), [numbers[place] for place in order]


@dataclass
class Day:
    """The engine, and callers and agents who do what was drawn for them."""

    plan: Plan
    callers: Callers
    numbers: list[str] = field(default_factory=list)
    engine: Engine = field(default_factory=Engine)
    ends: dict[int, tuple[Ending, int, int]] = field(default_factory=dict)
    """Caller → how it ended, with whom, after how long."""
    asked: dict[int, int] = field(default_factory=dict)
    preferred: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._due: list[tuple[int, int, Event]] = []
        self._order = count()
        self.numbers = self.numbers or [str(caller) for caller in range(len(self.callers.joined))]
        spoke = {
            self.numbers[caller]: AGENTS[agent].name
            for caller, agent in enumerate(self.callers.preferred)
            if agent != NOBODY
        }
        self._tell(events.BoxStarted(plan=self.plan, first_call=1, seed=1, spoke_with=spoke), 0)
        for line in self.plan.lines:
            self._tell(events.LineReady(line.name, "modem"), 0)
        for agent in AGENTS:
            self._tell(events.AgentSignedIn(agent.name), 0)
        for caller, at in enumerate(self.callers.joined.tolist()):
            self._plan_call(caller, at)

    def live(self) -> dict[int, tuple[Ending, int, int]]:
        while self._due:
            due = self.engine.next_wake()
            if due is not None and due <= self._due[0][0]:
                self._follow(self.engine.wake(due), due)
            else:
                at, _, event = heappop(self._due)
                self._tell(event, at)
        return self.ends

    def _plan_call(self, caller: int, at: int) -> None:
        queue = QUEUES[self.callers.queue[caller]].name
        line = f"{queue} {caller + 1}"
        for event in self._ring(line, self.numbers[caller]):
            heappush(self._due, (at, next(self._order), event))
        gone = events.LineHungUp(line, HangUpCause.LOOP_BREAK)
        heappush(self._due, (at + int(self.callers.patience[caller]), next(self._order), gone))

    @staticmethod
    def _ring(line: str, number: str) -> Iterator[Event]:
        yield events.CallerIdentified(line, Caller(number=number, presentation=Presentation.GIVEN))
        yield events.LineRang(line)
        yield events.LineAnswered(line)

    def _tell(self, event: Event, at: int) -> None:
        patient = isinstance(event, events.LineHungUp) and self._talks(event.line)
        if not patient:
            self._follow(self.engine.handle(event, at), at)

    def _talks(self, line: str) -> bool:
        """Whose patience was drawn too short has been answered meanwhile."""
        calls = self.engine.snapshot().calls
        return any(call.line == line and call.agent is not None and call.state.value == "talking" for call in calls)

    def _follow(self, actions: tuple[Action, ...], now: int) -> None:
        for action in actions:
            if isinstance(action, NoteDecision) and action.trigger is Trigger.ARRIVED:
                self._note_arrival(action)
            elif isinstance(action, OfferCall):
                caller = self._caller_in(action.call)
                self._later(now + int(self.callers.ring[caller]), events.OfferAccepted(action.agent, action.token))
            elif isinstance(action, Join):
                caller = int(action.line.split()[1]) - 1
                self._later(now + int(self.callers.talk[caller]), events.AgentHungUp(action.agent))
                agent = next(n for n, agent in enumerate(AGENTS) if agent.name == action.agent)
                self.ends[caller] = (Ending.ANSWERED, agent, now - int(self.callers.joined[caller]))
            elif isinstance(action, HangUpLine):
                self._later(now, events.LineReleased(action.line))
            elif isinstance(action, CloseCall) and action.record.talk_began_ms is None:
                caller = int(action.record.line.split()[1]) - 1
                left = Ending.OVERFLOWED if action.record.outcome is Outcome.OVERFLOWED else Ending.ABANDONED
                self.ends[caller] = (left, NOBODY, now - int(self.callers.joined[caller]))

    def _caller_in(self, call: int) -> int:
        return int(self.engine._house.calls[call].line.split()[1]) - 1

    def _note_arrival(self, note: NoteDecision) -> None:
        assert note.call is not None
        assert note.arrived is not None
        caller = self._caller_in(note.call)
        self.asked[caller] = note.arrived
        names = [agent.name for agent in AGENTS]
        self.preferred[caller] = NOBODY if note.preferred is None else names.index(note.preferred)

    def _later(self, at: int, event: Event) -> None:
        heappush(self._due, (at, next(self._order), event))


def rehearsed(plan: Plan, callers: Callers) -> dict[int, tuple[Ending, int, int]]:
    shifts = np.array([(number, 0, 1 << 40) for number in range(len(AGENTS))])
    shop = Shop(tuple(agent.name for agent in AGENTS), tuple(queue.name for queue in QUEUES), shifts)
    played = play(plan, shop, callers)
    return {
        caller: (Ending(int(ending)), int(agent), int(waited))
        for caller, (ending, agent, waited) in enumerate(zip(played.ending, played.agent, played.waited, strict=True))
    }


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("routing", ROUTINGS.values(), ids=list(ROUTINGS))
def test_the_engine_and_the_rehearsal_agree_on_every_caller(routing: RoutingPlan, seed: int) -> None:
    callers = invented(seed)
    plan = counter(QUEUES, AGENTS, routing, lines=len(callers.joined))
    live = Day(plan, callers).live()
    told = rehearsed(plan, callers)
    assert {caller: live[caller] for caller in sorted(live)} == told
    assert {ending for ending, _, _ in told.values()} >= {Ending.ANSWERED, Ending.OVERFLOWED}


@pytest.mark.parametrize("seed", range(6))
def test_they_agree_on_who_comes_back_for_the_place_of_a_lost_connection(seed: int) -> None:
    """Their tickets are older than this wait: the need is easier, the top band nearer, the due time earlier."""
    callers, numbers = with_returners(invented(seed))
    plan = counter(QUEUES, AGENTS, ROUTINGS["by due alone"], lines=len(callers.joined))
    day = Day(plan, callers, numbers)
    live = day.live()
    everybody = range(len(callers.joined))
    asked = np.array([day.asked.get(caller, callers.joined[caller]) for caller in everybody])
    preferred = np.array([day.preferred.get(caller, NOBODY) for caller in everybody])
    told = rehearsed(plan, replace(callers, asked=asked, preferred=preferred))
    assert {caller: live[caller] for caller in sorted(live)} == told
    assert (asked < callers.joined).sum() > 5, "too few came back to tell"
