"""The state of the whole house: lines, calls, agents, what is due and what was decided in this step."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from appliance.core import agent_machine, call_machine, line_machine
from appliance.core.agent_machine import ActivityMachine, ActivityTrigger, StatusMachine, StatusTrigger
from appliance.core.alarms import Alarms
from appliance.core.call_machine import CallMachine
from appliance.core.digits import DigitMerger
from appliance.core.line_machine import LineMachine
from appliance.core.routing import Match, Routing
from appliance.model.actions import Action, Note
from appliance.model.caller import Caller
from appliance.model.events import ClockStruck
from appliance.model.flow import Flow, Step
from appliance.model.plan import AgentPlan, HoursPlan, LinePlan, Plan, QueuePlan
from appliance.model.records import CallRecord
from appliance.model.states import AgentActivity, AgentStatus, CallState, LampPattern, LineState
from appliance.model.words import (
    AgentName,
    CallId,
    Digit,
    HoursName,
    LampName,
    LineName,
    Ms,
    QueueName,
    StepName,
    Token,
)

TYPED_AHEAD = 32
"""Digits kept for the next question; more than any menu is deep."""

LAST_CALLS = 20
"""Finished calls a snapshot shows; the store has them all."""


@dataclass(slots=True)
class Line:
    plan: LinePlan
    machine: LineMachine
    modem: str = ""
    fault: str = "not started yet"
    call: CallId | None = None
    rings: int = 0
    announced: Caller | None = None
    """Caller id that came before the first ring, as it does in the UK."""
    digits: DigitMerger = field(default_factory=DigitMerger)


@dataclass(slots=True)
class Call:
    record: CallRecord
    machine: CallMachine
    flow: Flow
    step: StepName = ""
    token: Token = 0
    """Of the playing or recording that is under way; anything older is ignored."""
    repeats: int = 0
    """Spent of the present step's budget."""
    collected: str = ""
    leaving: bool = False
    """The present step is over; the next one is entered within the same instant."""
    typed_ahead: list[Digit] = field(default_factory=list)
    pressed: bool = False
    """The caller has pressed a key at least once."""
    gave_up: bool = False
    """A question was left unanswered until its repeats ran out."""
    left: str = ""
    """How the queue was left without a person: "key" or "overflow"."""
    caller_gone: bool = False
    """Hung up, or lost, while a message was being left: the call ends once the message is kept."""
    lost: str = ""
    """Why the line is gone, when it is."""
    message_kept: bool = False
    queue: QueuePlan | None = None
    """As it was when the ticket was taken; a later plan changes it for later callers."""
    agent: AgentName | None = None
    """Who is offered the call, or speaks with the caller."""

    @property
    def id(self) -> CallId:
        return self.record.call

    @property
    def waiting_since(self) -> Ms:
        """When the caller first asked for a person; kept through overflow, transfer and a lost station."""
        return self.record.rang_ms + (self.record.asked_person_ms or 0)

    @property
    def line(self) -> LineName:
        return self.record.line

    @property
    def now_at(self) -> Step:
        return self.flow.steps[self.step]

    def note_down(self, **facts: Any) -> None:
        """Writes facts into the record."""
        self.record = msgspec.structs.replace(self.record, **facts)


@dataclass(slots=True)
class Agent:
    plan: AgentPlan
    status: StatusMachine
    activity: ActivityMachine
    reason: str = ""
    call: CallId | None = None
    token: Token | None = None
    """Of the offer held out now."""
    misses: int = 0
    """Unanswered offers in a row."""


class House:
    """Everything the engine knows. Parts of the core change it; the engine is the only one to hand it out."""

    def __init__(self) -> None:
        self.now: Ms = 0
        self.plan = Plan()
        self.clock = ClockStruck(utc_ms=0, date="1970-01-01", day=3, minute=0)
        self.clock_at: Ms = 0
        self.lines: dict[LineName, Line] = {}
        self.calls: dict[CallId, Call] = {}
        self.agents: dict[AgentName, Agent] = {}
        self.lamps: dict[LampName, LampPattern] = {}
        self.last_calls: list[CallRecord] = []
        self.alarms = Alarms()
        self.routing = Routing((), ())
        self.draining = False
        self.rested = False
        self.next_call: CallId = 1
        self._next_token: Token = 1
        self._actions: list[Action] = []
        self._continuations: list[tuple[CallId, StepName]] = []

    def do(self, action: Action) -> None:
        self._actions.append(action)

    def note(self, call: CallId, text: str) -> None:
        """One sentence into the call's timeline: what was done and why."""
        self._actions.append(Note(call, self.now - self.calls[call].record.rang_ms, text))

    def take_actions(self) -> tuple[Action, ...]:
        taken = tuple(self._actions)
        self._actions.clear()
        return taken

    def continue_at(self, call: Call, step: StepName) -> None:
        """The call goes on at that step once the present one is wholly left."""
        call.leaving = True
        self._continuations.append((call.id, step))

    def take_continuation(self) -> tuple[CallId, StepName] | None:
        return self._continuations.pop(0) if self._continuations else None

    def new_token(self) -> Token:
        token, self._next_token = self._next_token, self._next_token + 1
        return token

    def utc_ms(self, at: Ms) -> int:
        """Unix time at that moment of the monotonic clock, as far as the last ClockStruck told."""
        return self.clock.utc_ms + (at - self.clock_at) if self.clock.utc_ms else 0

    def adopt(self, plan: Plan) -> tuple[Match, ...]:
        """Takes up a plan: what is new is added, what is gone goes once nothing uses it; returns what now fits anew."""
        self.plan = plan
        self._adopt_lines(plan.lines)
        self._adopt_agents(plan.agents)
        return self.routing.replan(plan.queues, plan.agents, self.now)

    def forget_if_gone(self, name: AgentName) -> None:
        """An agent whom the plan does not have any more goes once signed out and done with the last call."""
        agent = self.agents[name]
        busy = agent.status.allows(StatusTrigger.SIGN_OUT) or not agent.activity.allows(ActivityTrigger.OFFER)
        if not busy and all(plan.name != name for plan in self.plan.agents):
            del self.agents[name]

    def queue(self, name: QueueName) -> QueuePlan | None:
        return next((queue for queue in self.plan.queues if queue.name == name), None)

    def hours(self, name: HoursName) -> HoursPlan:
        """The plan of that name; hours that a later plan no longer has are closed all day."""
        return next((hours for hours in self.plan.hours if hours.name == name), HoursPlan(name=name))

    def line_of(self, call: Call) -> Line | None:
        """The call's line, unless it was lost or has been released already."""
        line = self.lines.get(call.line)
        return line if line is not None and line.call == call.id else None

    def _adopt_lines(self, plans: Iterable[LinePlan]) -> None:
        wanted = {plan.name: plan for plan in plans}
        for name, plan in wanted.items():
            if name in self.lines:
                self.lines[name].plan = plan
            else:
                machine = LineMachine(line_machine.TABLE, LineState.OUT_OF_ORDER, self.now)
                self.lines[name] = Line(plan, machine)
        for name in self.lines.keys() - wanted.keys():
            self.forget_line_if_gone(name)

    def _adopt_agents(self, plans: Iterable[AgentPlan]) -> None:
        wanted = {plan.name: plan for plan in plans}
        for name, plan in wanted.items():
            if name in self.agents:
                self.agents[name].plan = plan
            else:
                self.agents[name] = Agent(
                    plan,
                    StatusMachine(agent_machine.STATUS_TABLE, AgentStatus.SIGNED_OUT, self.now),
                    ActivityMachine(agent_machine.ACTIVITY_TABLE, AgentActivity.IDLE, self.now),
                )
        for name in self.agents.keys() - wanted.keys():
            self.forget_if_gone(name)

    def limit_menu(self, call: Call) -> None:
        """From now on the box alone has the caller, for so long at the most."""
        line = self.line_of(call)
        if line is not None:
            self.alarms.set(("menu_limit", call.id), self.now + line.plan.menu_limit_ms)

    def forget_line_if_gone(self, name: LineName) -> None:
        """A line that the plan does not have any more goes once its call is over."""
        if self.lines[name].call is None and all(plan.name != name for plan in self.plan.lines):
            del self.lines[name]

    def new_call(self, record: CallRecord, flow: Flow) -> Call:
        call = Call(record, CallMachine(call_machine.TABLE, CallState.RINGING, self.now), flow)
        self.calls[call.id] = call
        self.next_call = call.id + 1
        return call
