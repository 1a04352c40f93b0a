"""A large house for the engine: lines bring callers straight into a queue, agents take one call after the other."""

from collections.abc import Callable, Iterable
from time import perf_counter_ns, thread_time_ns

from appliance.core.engine import Engine
from appliance.model import events
from appliance.model.actions import Action, OfferCall, OpenCall
from appliance.model.caller import Caller, Presentation
from appliance.model.events import Event
from appliance.model.flow import Flow, HangUp, Queue
from appliance.model.plan import AgentPlan, LampPlan, LinePlan, Plan, QueuePlan
from appliance.model.talk_states import RecordPolicy
from appliance.model.words import AgentName, CallId, LineName, Ms

QUEUES = 4
WRAP_UP_MS = 20_000
DAY_MS = 86_400_000

Watch = Callable[[str, int, int], None]
"""Told the name of each event and the nanoseconds `handle` took: by the clock, and of the processor."""


class LargeHouse:
    """So many lines with a caller each, so many agents. Each event comes `pace` milliseconds after the last one."""

    def __init__(self, lines: int, agents: int, *, watch: Watch = lambda *_: None, now: Ms = 0, pace: Ms = 1) -> None:
        self.engine = Engine()
        self.now = now
        self._pace = pace
        self.lines: list[LineName] = [f"line{each}" for each in range(lines)]
        self.agents: list[AgentName] = [f"agent{each}" for each in range(agents)]
        self.line_of: dict[CallId, LineName] = {}
        """Of every call that waits."""
        self._watch = watch
        self._tell(events.BoxStarted(plan=plan(self.lines, self.agents), first_call=1, seed=1))
        self._tell_all(events.LineReady(line, "an invented modem") for line in self.lines)

    def sign_everybody_in(self) -> None:
        self._tell_all(events.AgentSignedIn(agent) for agent in self.agents)

    def ring(self, line: LineName) -> list[OfferCall]:
        """A caller comes in and waits, or is held out to somebody at once: those offers are returned."""
        caller = Caller(f"030{line[4:]:0>7}", presentation=Presentation.GIVEN)
        opened = next(action for action in self._tell(events.LineRang(line)) if isinstance(action, OpenCall))
        self.line_of[opened.record.call] = line
        self._tell(events.CallerIdentified(line, caller))
        return _offers(self._tell(events.LineAnswered(line)))

    def accept(self, offer: OfferCall) -> None:
        self._tell(events.OfferAccepted(offer.agent, offer.token))

    def hang_up(self, agent: AgentName, line: LineName) -> None:
        """The conversation is over; the agent wraps up, the line is idle again."""
        self._tell(events.AgentHungUp(agent))
        self._tell(events.LineReleased(line))

    def become_free(self, agent: AgentName) -> list[OfferCall]:
        """The wrap-up is over: what the agent is rung for in the same step."""
        return _offers(self._tell(events.WrapUpEnded(agent)))

    @staticmethod
    def nothing_new() -> Event:
        """An event that changes nothing: an answer to an offer that never was."""
        return events.OfferDeclined("nobody", 0)

    def _tell_all(self, several: Iterable[Event]) -> None:
        for event in several:
            self._tell(event)

    def _tell(self, event: Event) -> tuple[Action, ...]:
        self.now += self._pace
        worked, before = thread_time_ns(), perf_counter_ns()
        actions = self.engine.handle(event, self.now)
        elapsed, work = perf_counter_ns() - before, thread_time_ns() - worked
        self._watch(type(event).__name__, elapsed, work)
        return actions


def _offers(actions: tuple[Action, ...]) -> list[OfferCall]:
    return [action for action in actions if isinstance(action, OfferCall)]


def plan(lines: list[LineName], agents: list[AgentName]) -> Plan:
    """Queues with needs of their own, of which each agent meets two; a lamp per queue and one for faults."""
    return Plan(
        lines=tuple(
            LinePlan(name=name, flow=f"flow{each % QUEUES}", talk_limit_ms=DAY_MS, call_limit_ms=DAY_MS)
            for each, name in enumerate(lines)
        ),
        flows=tuple(_flow(each) for each in range(QUEUES)),
        queues=tuple(_queue(each, len(lines)) for each in range(QUEUES)),
        agents=tuple(
            AgentPlan(
                name=name,
                skills={f"skill{each % QUEUES}": 3, f"skill{(each + 1) % QUEUES}": 2},
                wrap_up_ms=WRAP_UP_MS,
            )
            for each, name in enumerate(agents)
        ),
        lamps=(
            *(LampPlan(name=f"lamp{each}", queue=f"queue{each}") for each in range(QUEUES)),
            LampPlan(name="fault", fault=True),
        ),
    )


def _flow(number: int) -> Flow:
    waiting = Queue(queue=f"queue{number}", on_overflow="goodbye")
    return Flow(name=f"flow{number}", start="wait", person="wait", steps={"wait": waiting, "goodbye": HangUp()})


def _queue(number: int, lines: int) -> QueuePlan:
    """Nobody leaves it by themselves while it is measured."""
    return QueuePlan(
        name=f"queue{number}",
        need={f"skill{number}": 2},
        target_ms=20_000 + 10_000 * number,
        max_wait_ms=DAY_MS,
        offer_ms=DAY_MS,
        capacity=lines,
        record=RecordPolicy.OFF,
    )
