"""Conversations: caller and agent joined, the caller on hold, and what follows for the agent when it is over."""

from appliance.core import shifts
from appliance.core.agent_machine import ActivityTrigger
from appliance.core.call_machine import CallTrigger
from appliance.core.house import Agent, Call, House
from appliance.core.second_machine import ALONE
from appliance.core.spans import clock
from appliance.model.actions import (
    Hold,
    Join,
    Part,
    PlayMusic,
    Resume,
    StartRecording,
    StopRecording,
    StopSound,
)
from appliance.model.words import AgentName


def begin(house: House, call: Call, agent: Agent) -> None:
    name, record = agent.plan.name, call.record
    call.machine.do(CallTrigger.ACCEPT, house.now)
    call.agent, agent.talking_since = name, house.now
    shifts.act(house, agent, ActivityTrigger.ACCEPT)
    house.limit(call, house.now + _talk_limit(house, call))
    house.spoke_with.keep(call.number, name)
    call.recording = call.queue is not None and call.queue.record
    record.agent = name
    record.recorded = record.recorded or call.recording
    if record.talk_began_ms is None:
        record.talk_began_ms = house.now - record.rang_ms
    house.note(call.id, f"{name} answered after {clock(house.now - call.waiting_since)} of waiting")
    house.do(StopSound(call.line))
    house.do(Join(call.line, name, call.id))
    if call.recording:
        house.do(StartRecording(call.line, name, call.id))


def reached(house: House, call: Call, agent: Agent) -> None:
    """The far end of the agent's outgoing call answered; they hear each other already."""
    name, record = agent.plan.name, call.record
    call.machine.do(CallTrigger.ACCEPT, house.now)
    agent.talking_since = house.now
    shifts.act(house, agent, ActivityTrigger.ACCEPT)
    house.limit(call, house.now + _talk_limit(house, call))
    house.spoke_with.keep(call.number, name)
    record.agent, record.talk_began_ms = name, record.answered_ms


def hold(house: House, name: AgentName) -> None:
    """The caller hears the queue's music; agent and recording stay."""
    agent, call = house.agents.get(name), conversation_of(house, name)
    if agent is None or call is None or not agent.activity.allows(ActivityTrigger.HOLD):
        return
    line = house.line_of(call)
    if not call.machine.allows(CallTrigger.HAND_OVER) or (line is not None and line.second_machine.state not in ALONE):
        return  # being handed over already, or one of two: those are swapped
    shifts.act(house, agent, ActivityTrigger.HOLD)
    house.note(call.id, f"{name} put the caller on hold")
    house.do(Hold(call.line, name))
    house.do(PlayMusic(call.line, call.queue.music if call.queue is not None else "music"))


def resume(house: House, name: AgentName) -> None:
    agent, call = house.agents.get(name), conversation_of(house, name)
    if agent is None or call is None or not agent.activity.allows(ActivityTrigger.RESUME):
        return
    if not call.machine.allows(CallTrigger.HAND_OVER):
        return
    house.note(call.id, f"{name} came back after {clock(house.now - agent.activity.since)}")
    shifts.act(house, agent, ActivityTrigger.RESUME)
    house.do(StopSound(call.line))
    house.do(Resume(call.line, name))


def end(house: House, call: Call) -> None:
    """The conversation is over; the agent wraps up, unless they speak on with another caller of the line.

    Harmless when there is none.
    """
    agent = house.agents.get(call.agent) if call.agent is not None else None
    if agent is None or call.record.talk_began_ms is None:
        return
    name, spoke_last = agent.plan.name, agent.call == call.id
    if spoke_last and not agent.activity.allows(ActivityTrigger.END_TALK):
        return
    call.record.talk_ended_ms = house.now - call.record.rang_ms
    if not spoke_last:
        stop_recording(house, call)
        call.agent = None
        return
    house.do(Part(call.line, name))
    stop_recording(house, call)
    agent.talked += house.now - agent.talking_since
    shifts.act(house, agent, ActivityTrigger.END_TALK)
    call.agent = None
    house.alarms.set(("wrap_up", name), house.now + agent.plan.wrap_up_ms)


def record_on(house: House, call: Call) -> None:
    """In a further file: the caller alone is heard again, after the network held them or was asked to."""
    if call.agent is not None and call.queue is not None and call.queue.record and not call.recording:
        call.recording = True
        house.do(StartRecording(call.line, call.agent, call.id))


def stop_recording(house: House, call: Call) -> None:
    if call.recording:
        call.recording = False
        house.do(StopRecording(call.id))


def conversation_of(house: House, name: AgentName) -> Call | None:
    """The call in which the agent talks, or has the caller on hold."""
    agent = house.agents.get(name)
    call = house.calls.get(agent.call) if agent is not None and agent.call is not None else None
    return call if call is not None and call.agent == name else None


def _talk_limit(house: House, call: Call) -> int:
    line = house.lines.get(call.line)
    return line.plan.talk_limit_ms if line is not None else 0
