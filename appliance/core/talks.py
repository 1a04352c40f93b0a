"""Conversations: caller and agent joined, the caller on hold, and what follows for the agent when it is over."""

from appliance.core import recordings, shifts
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
    StopSound,
)
from appliance.model.words import AgentName


def begin(house: House, call: Call, agent: Agent) -> None:
    name, record = agent.plan.name, call.record
    call.machine.do(CallTrigger.ACCEPT, house.now)
    call.agent, agent.talking_since = name, house.now
    shifts.act(house, agent, ActivityTrigger.ACCEPT)
    limit(house, call)
    house.spoke_with.keep(call.number, name)
    record.agent = name
    if record.talk_began_ms is None:
        record.talk_began_ms = house.now - record.rang_ms
    house.note(call.id, f"{name} answered after {clock(house.now - call.waiting_since)} of waiting")
    house.do(StopSound(call.line))
    house.do(Join(call.line, name, call.id))
    recordings.conversation_began(house, call)


def reached(house: House, call: Call, agent: Agent) -> None:
    """The far end of the agent's outgoing call answered; they hear each other already."""
    name, record = agent.plan.name, call.record
    call.machine.do(CallTrigger.ACCEPT, house.now)
    agent.talking_since = house.now
    shifts.act(house, agent, ActivityTrigger.ACCEPT)
    limit(house, call)
    house.spoke_with.keep(call.number, name)
    record.agent, record.talk_began_ms = name, record.answered_ms


def hold(house: House, name: AgentName, note: str = "") -> None:
    """The caller hears the queue's music; agent and recording stay. `note`: what the timeline says of it."""
    agent, call = house.agents.get(name), conversation_of(house, name)
    if agent is None or call is None or not agent.activity.allows(ActivityTrigger.HOLD):
        return
    line = house.line_of(call)
    if not call.machine.allows(CallTrigger.HAND_OVER) or (line is not None and line.second_machine.state not in ALONE):
        return  # being handed over already, or one of two: those are swapped
    shifts.act(house, agent, ActivityTrigger.HOLD)
    house.note(call.id, note or f"{name} put the caller on hold")
    house.do(Hold(call.line, name))
    house.do(PlayMusic(call.line, call.queue.music if call.queue is not None else "music"))


def resume(house: House, name: AgentName) -> None:
    agent, call = house.agents.get(name), conversation_of(house, name)
    if agent is None or call is None or not agent.activity.allows(ActivityTrigger.RESUME):
        return
    if not call.machine.allows(CallTrigger.HAND_OVER):
        return
    agent.away_from_caller = False
    house.note(call.id, f"{name} came back after {clock(house.now - agent.activity.since)}")
    shifts.act(house, agent, ActivityTrigger.RESUME)
    house.do(StopSound(call.line))
    house.do(Resume(call.line, name))
    recordings.take_up(house, call)


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
    house.alarms.cancel(("limit_notice", call.id))
    if not spoke_last:
        recordings.stop(house, call)
        call.agent = None
        return
    house.do(Part(call.line, name))
    recordings.stop(house, call)
    _write_up(house, agent)
    call.agent = None


def leave(house: House, call: Call, agent: Agent) -> None:
    """The agent is out of the conversation, which goes on without them."""
    house.do(Part(call.line, agent.plan.name))
    _write_up(house, agent)


def limit(house: House, call: Call) -> None:
    """Of a conversation; those in it may be told a while before."""
    line = house.lines.get(call.line)
    until = house.now + (line.plan.talk_limit_ms if line is not None else 0)
    house.limit(call, until)
    if line is not None and line.plan.limit_notice:
        before = min(until, call.ends_at) - line.plan.limit_notice_before_ms
        if before > house.now:
            house.alarms.set(("limit_notice", call.id), before)


def conversation_of(house: House, name: AgentName) -> Call | None:
    """The call in which the agent talks, or has the caller on hold."""
    agent = house.agents.get(name)
    call = house.calls.get(agent.call) if agent is not None and agent.call is not None else None
    return call if call is not None and call.agent == name else None


def _write_up(house: House, agent: Agent) -> None:
    agent.talked += house.now - agent.talking_since
    agent.muted = False
    shifts.act(house, agent, ActivityTrigger.END_TALK)
    house.alarms.set(("wrap_up", agent.plan.name), house.now + agent.plan.wrap_up_ms)
