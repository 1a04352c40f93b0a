"""Conversations: caller and agent joined, and what follows for the agent when it is over."""

from appliance.core.agent_machine import ActivityTrigger
from appliance.core.call_machine import CallTrigger
from appliance.core.house import Agent, Call, House
from appliance.core.spans import clock
from appliance.model.actions import Join, Part, StartRecording, StopRecording, StopSound


def begin(house: House, call: Call, agent: Agent) -> None:
    name, since_ring = agent.plan.name, house.now - call.record.rang_ms
    call.machine.do(CallTrigger.ACCEPT, house.now)
    agent.activity.do(ActivityTrigger.ACCEPT, house.now)
    house.alarms.cancel(("menu_limit", call.id))
    house.alarms.cancel(("max_wait", call.id))
    house.alarms.set(("talk_limit", call.id), house.now + _talk_limit(house, call))
    if call.record.talk_began_ms is None:
        call.note_down(talk_began_ms=since_ring)
    call.note_down(agent=name)
    house.note(call.id, f"{name} answered after {clock(house.now - call.waiting_since)} of waiting")
    house.do(StopSound(call.line))
    house.do(Join(call.line, name, call.id))
    if call.queue is not None and call.queue.record:
        call.note_down(recorded=True)
        house.do(StartRecording(call.line, name, call.id))


def end(house: House, call: Call) -> None:
    """The conversation is over; the agent wraps up. Harmless when there is none."""
    agent = _agent_of(house, call)
    if agent is None:
        return
    name = agent.plan.name
    house.alarms.cancel(("talk_limit", call.id))
    call.note_down(talk_ended_ms=house.now - call.record.rang_ms)
    house.do(Part(call.line, name))
    if call.record.recorded:
        house.do(StopRecording(call.id))
    agent.activity.do(ActivityTrigger.END_TALK, house.now)
    call.agent = None
    house.alarms.set(("wrap_up", name), house.now + agent.plan.wrap_up_ms)


def _agent_of(house: House, call: Call) -> Agent | None:
    agent = house.agents.get(call.agent) if call.agent is not None else None
    return agent if agent is not None and agent.activity.allows(ActivityTrigger.END_TALK) else None


def _talk_limit(house: House, call: Call) -> int:
    line = house.lines.get(call.line)
    return line.plan.talk_limit_ms if line is not None else 0
