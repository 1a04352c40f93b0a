"""The state of the whole house: lines, calls, agents, what is due and what was decided in this step."""

from collections import deque
from collections.abc import Callable, Iterable

from appliance.core import agent_machine, call_machine, line_machine
from appliance.core.agent_machine import ActivityMachine, ActivityTrigger, StatusMachine, StatusTrigger
from appliance.core.alarms import Alarms
from appliance.core.call_machine import CallMachine
from appliance.core.drafts import begun
from appliance.core.explain_memory import Recent
from appliance.core.ledger import Ledger
from appliance.core.line_machine import LineMachine, LineTrigger
from appliance.core.members import Agent, Call, Line, Stretch
from appliance.core.memories import Broken, Memory
from appliance.core.outgoing_drafts import OutgoingTexts
from appliance.core.queue_lines import QueueLines
from appliance.core.routing import Matches, Routing
from appliance.core.sound_state import SoundState
from appliance.core.wiring import Wiring
from appliance.model.actions import Action, Note, NoteDecision
from appliance.model.events import ClockStruck
from appliance.model.flow import Flow
from appliance.model.plan import AgentPlan, HoursPlan, LinePlan, Plan, QueuePlan
from appliance.model.records import CallRecord
from appliance.model.snapshot import BoxView, TextView
from appliance.model.states import AgentActivity, AgentStatus, CallState, LampPattern, LineState, ShiftState
from appliance.model.talk_actions import Watch
from appliance.model.words import (
    AgentName,
    CallId,
    FlowName,
    HoursName,
    LampName,
    LineName,
    Ms,
    QueueName,
    StepName,
    Token,
)

__all__ = ["Agent", "Call", "House", "Line"]

TYPED_AHEAD = 32
"""Digits kept for the next question; more than any menu is deep."""

LAST_CALLS = 20
"""Finished calls a snapshot shows; the store has them all."""

LAST_TEXTS = 20
"""Likewise, of texts that came in."""

OF_FAULTS: dict[LineTrigger, Callable[[set[LineName], LineName], None]] = {
    LineTrigger.FAILED: set.add,
    LineTrigger.READY: set.discard,
}
"""What a move of a line does to the set of those that are out of order."""


class House:
    """Everything the engine knows. Parts of the core change it; the engine is the only one to hand it out."""

    def __init__(self) -> None:
        self.now: Ms = 0
        self.plan = Plan()
        self.flows: dict[FlowName, Flow] = {}
        self.queues: dict[QueueName, QueuePlan] = {}
        self.clock = ClockStruck(utc_ms=0, date="1970-01-01", day=3, minute=0)
        self.clock_at: Ms = 0
        self.lines: dict[LineName, Line] = {}
        self.out_of_order: set[LineName] = set()
        self.calls: dict[CallId, Call] = {}
        self.agents: dict[AgentName, Agent] = {}
        self.lamps: dict[LampName, LampPattern] = {}
        self.wiring = Wiring()
        self.boxes: dict[str, BoxView] = {}
        self.missed_marks = 0
        self.last_calls: deque[CallRecord] = deque(maxlen=LAST_CALLS)
        self.last_texts: deque[TextView] = deque(maxlen=LAST_TEXTS)
        self.alarms = Alarms()
        self.recent = Recent()
        self.listener: Callable[[NoteDecision], None] | None = None  # told of each decision in the moment it is made
        self.routing = Routing(note=self.decided)
        self.waits = QueueLines()
        self.spoke_with: Memory[AgentName] = Memory()  # number → who spoke with it last
        self.broken: Memory[Broken] = Memory()  # number and queue → the wait that broke off
        self.outgoing = OutgoingTexts()
        self.asks: dict[Token, LineName] = {}  # of a network, not yet answered, and of which line's
        self.ledger = Ledger()
        self.watching: dict[AgentName, Watch | None] = {}  # who watches others → what they hear, as last told
        self.prompt_faults: dict[str, None] = {}  # sentences, each once, the oldest first
        self.sound = SoundState()
        self.draining = self.rested = False
        self.next_call: CallId = 1
        self.continues: deque[tuple[CallId, StepName]] = deque()
        """Calls that go on at a step once the present one is wholly left; empty between steps of the engine."""
        self._hours: dict[HoursName, HoursPlan] = {}
        self._planned_lines: frozenset[LineName] = frozenset()
        self._planned_agents: frozenset[AgentName] = frozenset()
        self._next_token: Token = 1
        self._actions: list[Action] = []
        self.do: Callable[[Action], None] = self._actions.append  # puts an action after those of this step

    def decided(self, decision: NoteDecision) -> None:
        """Who takes which ticket, told in the moment of deciding: everything still stands as it was decided on."""
        self._actions.append(decision)
        self.recent.add(self.now, decision)
        if self.listener is not None:
            self.listener(decision)

    def note(self, call: CallId, text: str) -> None:
        """One sentence into the call's timeline: what was done and why."""
        self._actions.append(Note(call, self.now - self.calls[call].record.rang_ms, text))

    def note_later(self, call: CallId, text: str) -> bool:
        """The same, also when the call is over; False when it is too long ago."""
        ended = (record.rang_ms for record in self.last_calls if record.call == call)
        rang = self.calls[call].record.rang_ms if call in self.calls else next(ended, None)
        if rang is not None:
            self._actions.append(Note(call, self.now - rang, text))
        return rang is not None

    def take_actions(self) -> tuple[Action, ...]:
        taken = tuple(self._actions)
        self._actions.clear()
        return taken

    def continue_at(self, call: Call, step: StepName) -> None:
        """The call goes on at that step once the present one is wholly left."""
        call.leaving = True
        self.continues.append((call.id, step))

    def new_token(self) -> Token:
        token, self._next_token = self._next_token, self._next_token + 1
        return token

    def utc_ms(self, at: Ms) -> int:
        """Unix time at that moment of the monotonic clock, as far as the last ClockStruck told."""
        return self.clock.utc_ms + (at - self.clock_at) if self.clock.utc_ms else 0

    def begin(self, plan: Plan, seed: int) -> Matches:
        """The first plan of this run; the seed decides where the plan does not name one."""
        self.routing = Routing(seed=plan.routing.seed or seed, note=self.decided)
        return self.adopt(plan)

    def adopt(self, plan: Plan) -> Matches:
        """Takes up a plan: what is new is added, what is gone goes once nothing uses it; returns what now fits anew."""
        self.plan = plan
        self.recent.forget(self.now)
        self.flows = {flow.name: flow for flow in plan.flows}
        self.queues = {queue.name: queue for queue in plan.queues}
        self._hours = {hours.name: hours for hours in plan.hours}
        self._adopt_lines(plan.lines)
        self._adopt_agents(plan.agents)
        self.wiring = Wiring(plan.lamps)
        self.lamps = {lamp.name: self.lamps[lamp.name] for lamp in plan.lamps if lamp.name in self.lamps}
        matches = self.routing.replan(plan, self.now)
        self.waits.adopt({name: self.routing.in_line(name) for name in self.queues})
        return matches

    def plans_with(self, name: AgentName) -> bool:
        return name in self._planned_agents

    def forget_if_gone(self, name: AgentName) -> None:
        """An agent whom the plan does not have any more goes once signed out and done with the last call."""
        agent = self.agents[name]
        busy = agent.status.allows(StatusTrigger.SIGN_OUT) or not agent.activity.allows(ActivityTrigger.OFFER)
        if not self.plans_with(name) and not busy:
            del self.agents[name]

    def hours(self, name: HoursName) -> HoursPlan:
        """The plan of that name; hours that a later plan no longer has are closed all day."""
        return self._hours.get(name) or HoursPlan(name=name)

    def line_of(self, call: Call) -> Line | None:
        """The call's line, unless it was lost or has been released already."""
        line = self.lines.get(call.line)
        return line if line is not None and line.call == call.id else None

    def limit(self, call: Call, until: Ms) -> None:
        """What the call is in – a menu, a queue, a talk – ends then, or with the longest call; one at a time."""
        self.alarms.set(("limit", call.id), min(until, call.ends_at))

    def limit_menu(self, call: Call) -> None:
        """From now on the box alone has the caller."""
        line = self.line_of(call)
        if line is not None:
            self.limit(call, self.now + line.plan.menu_limit_ms)

    def move_line(self, line: Line, trigger: LineTrigger) -> None:
        """Keeps account of the lines that are out of order."""
        line.machine.do(trigger, self.now)
        self.wiring.touch_line(line.plan.name)
        if trigger in OF_FAULTS:
            OF_FAULTS[trigger](self.out_of_order, line.plan.name)
            self.wiring.touch_faults()

    def forget_line_if_gone(self, name: LineName) -> None:
        """A line that the plan does not have any more goes once its call is over."""
        if name not in self._planned_lines and self.lines[name].call is None:
            del self.lines[name]
            self.out_of_order.discard(name)
            self.wiring.touch_line(name)
            self.wiring.touch_faults()

    def new_call(self, record: CallRecord, flow: Flow) -> Call:
        machine = CallMachine(call_machine.TABLE, CallState.BEGUN, self.now)
        machine.do(call_machine.FIRST[record.direction], self.now)
        call = Call(record.call, record.line, begun(record), machine, flow)
        self.calls[call.id] = call
        self.next_call = call.id + 1
        return call

    def _adopt_lines(self, plans: Iterable[LinePlan]) -> None:
        wanted = {plan.name: plan for plan in plans}
        self._planned_lines = frozenset(wanted)
        for name, plan in wanted.items():
            if name in self.lines:
                self.lines[name].plan = plan
            else:
                machine = LineMachine(line_machine.TABLE, LineState.OUT_OF_ORDER, self.now)
                self.lines[name] = Line(plan, machine)
                self.out_of_order.add(name)
        for name in self.lines.keys() - wanted.keys():
            self.forget_line_if_gone(name)

    def _adopt_agents(self, plans: Iterable[AgentPlan]) -> None:
        wanted = {plan.name: plan for plan in plans}
        self._planned_agents = frozenset(wanted)
        for name, plan in wanted.items():
            if name in self.agents:
                self.agents[name].plan = plan
            else:
                self.agents[name] = Agent(
                    plan,
                    StatusMachine(agent_machine.STATUS_TABLE, AgentStatus.SIGNED_OUT, self.now),
                    ActivityMachine(agent_machine.ACTIVITY_TABLE, AgentActivity.IDLE, self.now),
                    Stretch(ShiftState.SIGNED_OUT, self.now),
                )
        for name in self.agents.keys() - wanted.keys():
            self.forget_if_gone(name)
