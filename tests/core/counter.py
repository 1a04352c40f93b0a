"""A house whose callers ask for a person at once, played in a few words, with the engine that decides in it."""

from collections.abc import Iterable

from appliance.core.engine import Engine
from appliance.model import events
from appliance.model.actions import Action, AnswerLine, Note, OfferCall
from appliance.model.caller import Caller, Presentation
from appliance.model.events import Event
from appliance.model.flow import Flow, HangUp, Queue
from appliance.model.plan import AgentPlan, LinePlan, Plan, QueuePlan
from appliance.model.policy import RoutingPlan
from appliance.model.states import HangUpCause
from appliance.model.words import AgentName, CallId, Ms

Played = tuple[Ms, Event | None, tuple[Action, ...]]


def counter(
    queues: Iterable[QueuePlan], agents: Iterable[AgentPlan], routing: RoutingPlan | None = None, *, lines: int = 3
) -> Plan:
    """Each queue has lines of its own, "sales 1" to "sales 3", which lead straight into it."""
    named = tuple(queues)
    flows = tuple(
        Flow(name=queue.name, start="wait", steps={"wait": Queue(queue=queue.name, on_overflow="bye"), "bye": HangUp()})
        for queue in named
    )
    own = tuple(
        LinePlan(name=f"{queue.name} {n}", flow=queue.name, rings=1) for queue in named for n in range(1, lines + 1)
    )
    return Plan(routing=routing or RoutingPlan(), lines=own, flows=flows, queues=named, agents=tuple(agents))


class Counter:
    """Plays events on the engine; everything played is kept, as a journal would."""

    def __init__(self, plan: Plan) -> None:
        self.engine = Engine()
        self.now: Ms = 0
        self.journal: list[Played] = []
        self.calls: dict[str, CallId] = {}
        self.play(events.BoxStarted(plan=plan, first_call=1, seed=1))
        for line in plan.lines:
            self.play(events.LineReady(line.name, "modem"))

    def play(self, event: Event) -> tuple[Action, ...]:
        actions = self.engine.handle(event, self.now)
        self.journal.append((self.now, event, actions))
        return actions

    def at(self, seconds: float) -> "Counter":
        """Time passes until then; what is due on the way happens in its time."""
        until = int(seconds * 1000)
        while (due := self.engine.next_wake()) is not None and due <= until:
            self.now = due
            self.journal.append((due, None, self.engine.wake(due)))
        self.now = until
        return self

    def sign_in(self, *agents: AgentName) -> None:
        for agent in agents:
            self.play(events.AgentSignedIn(agent))

    def ring(self, line: str, number: str = "") -> CallId:
        """A caller rings there and asks for a person in the same moment."""
        if number:
            caller = Caller(number=number, presentation=Presentation.GIVEN)
            self.play(events.CallerIdentified(line, caller))
        opened = self.play(events.LineRang(line))
        (call,) = (action.call for action in opened if isinstance(action, AnswerLine))
        self.calls[line] = call
        self.play(events.LineAnswered(line))
        return call

    def hang_up(self, line: str) -> None:
        self.play(events.LineHungUp(line, HangUpCause.LOOP_BREAK))
        self.play(events.LineReleased(line))

    def offer(self, agent: AgentName) -> OfferCall:
        """The last one made to the agent."""
        made = (action for _, _, actions in reversed(self.journal) for action in actions)
        return next(action for action in made if isinstance(action, OfferCall) and action.agent == agent)

    def accept(self, agent: AgentName) -> None:
        self.play(events.OfferAccepted(agent, self.offer(agent).token))

    def decline(self, agent: AgentName) -> tuple[Action, ...]:
        return self.play(events.OfferDeclined(agent, self.offer(agent).token))

    def notes(self, call: CallId) -> tuple[str, ...]:
        done = (action for _, _, actions in self.journal for action in actions)
        return tuple(action.text for action in done if isinstance(action, Note) and action.call == call)
