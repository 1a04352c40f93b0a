"""The plan that a simulated call is played on: its own line, and lines of callers made up to keep the agents busy."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from msgspec.structs import replace

from appliance.core.errors import CannotSimulate
from appliance.model.flow import Flow, HangUp, Queue, Step
from appliance.model.plan import AgentPlan, LinePlan, Plan, QueuePlan
from appliance.model.simulation import Staff, Wanted
from appliance.model.talk_states import RecordPolicy
from appliance.model.words import FlowName, LineName, Ms, QueueName, StepName

MADE_UP: Final = "(made up)"
"""No name of the settings has a parenthesis, so that nothing made up is taken for something of the house."""
BUSY: Final = f"{MADE_UP} busy"
"""Line, flow, queue and skill of the callers whom busy agents speak with."""
MOST_BUSY: Final = 500
"""Agents who are kept busy; a site with more has the others away."""
A_DAY_MS: Final[Ms] = 86_400_000


class Stage(NamedTuple):
    """Everything that is needed to play the call."""

    plan: Plan
    line: LinePlan
    flow: Flow
    busy: tuple[LineName, ...]
    """Lines of callers for the agents to speak with."""
    ahead: tuple[LineName, ...]
    """Lines of callers who are to wait already."""
    agents: tuple[AgentPlan, ...]
    """Those who are there."""


def staged(plan: Plan, wanted: Wanted) -> Stage:
    """Raises CannotSimulate for a line or flow that there is not."""
    line, flow = _line_and_flow(plan, wanted)
    queues = _queues_of(flow) if wanted.staff is Staff.BUSY else ()
    agents = () if wanted.staff is Staff.AWAY else plan.agents
    agents = agents[:MOST_BUSY] if wanted.staff is Staff.BUSY else agents
    busy = tuple(_made_up(f"{BUSY} {number}", BUSY) for number, _ in enumerate(_takers(agents), 1) if queues)
    waiting = [(queue, number) for number in range(wanted.ahead) for queue in queues]
    ahead = tuple(_made_up(f"{MADE_UP} {queue} {number}", f"{MADE_UP} {queue}") for queue, number in waiting)
    house = replace(
        plan,
        lines=(line, *busy, *ahead),
        flows=(flow, *map(_waiting_in, dict.fromkeys((BUSY, *queues)))),
        queues=(*plan.queues, QueuePlan(name=BUSY, need={BUSY: 1}, record=RecordPolicy.OFF)),
        agents=tuple(replace(agent, skills={**agent.skills, BUSY: 1}, ready_at_start=False) for agent in plan.agents),
        lamps=(),
        loudspeaker=None,
    )
    return Stage(house, line, flow, _names(busy), _names(ahead), agents)


def _line_and_flow(plan: Plan, wanted: Wanted) -> tuple[LinePlan, Flow]:
    lines, flows = {line.name: line for line in plan.lines}, {flow.name: flow for flow in plan.flows}
    if wanted.line and wanted.line not in lines:
        raise CannotSimulate(f'there is no line "{wanted.line}"; there is {_listed(lines)}')
    if wanted.flow and wanted.flow not in flows:
        raise CannotSimulate(f'there is no flow "{wanted.flow}"; there is {_listed(flows)}')
    if not flows or not (wanted.flow or lines):
        raise CannotSimulate("there is no flow that could answer; add one, and a line that has it")
    having = (line for line in plan.lines if line.flow == wanted.flow or not wanted.flow)
    line = lines[wanted.line] if wanted.line else next(having, None)
    line = line or LinePlan(name=f"{MADE_UP} line", flow=wanted.flow)
    flow = flows.get(wanted.flow or line.flow)
    if flow is None:
        raise CannotSimulate(f'line "{line.name}": there is no flow "{line.flow}"; there is {_listed(flows)}')
    return replace(line, flow=flow.name), replace(flow, language=wanted.language or flow.language)


def _queues_of(flow: Flow) -> tuple[QueueName, ...]:
    return tuple(dict.fromkeys(step.queue for step in flow.steps.values() if isinstance(step, Queue)))


def _takers(agents: tuple[AgentPlan, ...]) -> tuple[AgentPlan, ...]:
    return tuple(agent for agent in agents if agent.capacity.voice > 0)


def _made_up(name: LineName, flow: FlowName) -> LinePlan:
    """A line that is in nobody's way for a day."""
    return LinePlan(name=name, flow=flow, rings=1, talk_limit_ms=A_DAY_MS, call_limit_ms=A_DAY_MS)


def _waiting_in(queue: QueueName) -> Flow:
    """The flow of callers made up: straight into the queue."""
    steps: dict[StepName, Step] = {"wait": Queue(queue=queue, on_overflow="bye"), "bye": HangUp()}
    name = queue if queue == BUSY else f"{MADE_UP} {queue}"
    return Flow(name=name, start="wait", person="wait", steps=steps)


def _names(lines: tuple[LinePlan, ...]) -> tuple[LineName, ...]:
    return tuple(line.name for line in lines)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names) or "none at all"
