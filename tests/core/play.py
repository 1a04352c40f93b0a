"""Plays a house by moves instead of events: a move means something in whatever state the house is."""

from dataclasses import dataclass, field
from typing import TypeAlias

from appliance.core.engine import Engine
from appliance.model import events
from appliance.model.actions import Action
from appliance.model.caller import Caller, Presentation
from appliance.model.events import Event
from appliance.model.plan import Plan
from appliance.model.snapshot import AgentView, Snapshot
from appliance.model.states import HangUpCause, LineState, MissCause
from appliance.model.words import Ms

Move: TypeAlias = tuple[str, ...]
"""What, and who: ("calls", "line1", "5551234"), ("accepts", "anna")."""

CAUSES = {cause.name: cause for cause in MissCause}


@dataclass
class Step:
    now: Ms
    event: Event | None
    actions: tuple[Action, ...]


@dataclass
class Play:
    """An engine and everything it was told and has answered."""

    plan: Plan
    houses: dict[str, Plan] = field(default_factory=dict)
    seed: int = 1
    engine: Engine = field(default_factory=Engine)
    now: Ms = 0
    steps: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tell(events.BoxStarted(plan=self.plan, first_call=1, seed=self.seed))
        self.tell(events.ClockStruck(utc_ms=1_795_435_200_000, date="2026-11-23", day=0, minute=720))
        for line in self.plan.lines:
            self.tell(events.LineReady(line.name, "an invented modem"))

    def tell(self, event: Event) -> tuple[Action, ...]:
        self.steps.append(Step(self.now, event, self.engine.handle(event, self.now)))
        return self.steps[-1].actions

    def wait(self, until: Ms) -> None:
        """Wakes whenever the engine wants to be woken, as the heart does."""
        while (due := self.engine.next_wake()) is not None and due <= until:
            self.now = max(self.now, due)
            self.steps.append(Step(self.now, None, self.engine.wake(self.now)))
        self.now = until

    def do(self, move: Move) -> None:
        """One move; nothing when it makes no sense now."""
        for event in self._events(*move):
            self.tell(event)

    def _events(self, what: str, whom: str, how: str = "") -> list[Event]:
        match what:
            case "calls":
                return self._call(whom, how)
            case "hangs up":
                return [events.LineHungUp(whom, HangUpCause.LOOP_BREAK), events.LineReleased(whom)]
            case "fails":
                return [events.LineFailed(whom, "unplugged"), events.LineReady(whom, "an invented modem")]
            case "presses":
                return [events.DigitPressed(whom, how, next(iter(events.DigitSource)))]
            case "plan":
                return [events.PlanPublished(self.houses[whom])]
            case _:
                return self._of_agent(what, whom, how)

    def _call(self, line: str, number: str) -> list[Event]:
        caller = Caller(number, presentation=Presentation.GIVEN) if number else Caller()
        if not any(view.name == line and view.state is LineState.IDLE for view in self.view().lines):
            return []
        return [events.LineRang(line), events.CallerIdentified(line, caller), events.LineAnswered(line)]

    def _of_agent(self, what: str, name: str, how: str) -> list[Event]:
        agent = self.agent(name)
        token = agent.token if agent is not None else None
        if what == "accepts":
            return [events.OfferAccepted(name, token)] if token is not None else []
        if what == "misses":
            return [events.OfferDeclined(name, token, CAUSES[how])] if token is not None else []
        return {
            "signs in": [events.AgentSignedIn(name)],
            "signs out": [events.AgentSignedOut(name)],
            "takes a break": [events.BreakBegan(name, how)],
            "comes back": [events.BreakEnded(name)],
            "ends the call": [events.AgentHungUp(name)],
            "ends the notes": [events.WrapUpEnded(name)],
            "holds": [events.HoldBegan(name)],
            "resumes": [events.HoldEnded(name)],
            "sends on": [events.CallTransferred(name, how)],
            "loses the station": [events.StationLost(name, "closed")],
        }[what]

    def agent(self, name: str) -> AgentView | None:
        return next((view for view in self.view().agents if view.name == name), None)

    def view(self) -> Snapshot:
        return self.engine.snapshot()
