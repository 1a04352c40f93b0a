"""Company for a conversation: colleagues and people outside are asked aside, handed the caller, or join them."""

from collections.abc import Iterable
from typing import Final

from appliance.core import agents, calls, dialling, offers, recordings, rooms, second_calls, shifts, talks
from appliance.core.agent_machine import ActivityTrigger, StatusTrigger
from appliance.core.call_machine import CallTrigger
from appliance.core.house import Agent, Call, House
from appliance.model.actions import OfferCall, StopSound, TellAsker
from appliance.model.events import CallWanted, OfferAccepted, OfferDeclined
from appliance.model.states import MissCause
from appliance.model.talk_actions import Connect, Mute
from appliance.model.talk_events import CompanyWanted
from appliance.model.words import AgentName, CallId

MOST: Final = 6
"""Besides caller and agent; more voices are no conversation any more."""
RINGS_MS: Final = 30_000
"""A colleague who has not answered by then is elsewhere."""


def wanted(house: House, event: CompanyWanted) -> None:
    """Whoever is refused is told why, and goes on as before."""
    call, agent = talks.conversation_of(house, event.agent), house.agents.get(event.agent)
    why = _refusal(house, event, call)
    if why or call is None or agent is None:
        house.do(TellAsker(token=event.token, refusal=why))
        return
    asked = house.agents.get(event.colleague) if event.colleague is not None else None
    if asked is None:
        outside = dialling.beside(
            house, call, CallWanted(event.line, event.number, event.token, event.agent)
        )  # before the caller is put on hold: it may be refused
        if isinstance(outside, str):
            house.do(TellAsker(token=event.token, refusal=outside))
            return
        call.asked_call = outside.id
    who = event.colleague or house.calls[call.asked_call or 0].record.dialled
    _make_way(house, call, agent, invite=event.invite)
    house.note(call.id, f"{event.agent} {'invites' if event.invite else 'asks'} {who}")
    if asked is not None:
        _ring(house, call, asked)
    house.do(TellAsker(token=event.token, call=call.id))


def accepted(house: House, event: OfferAccepted) -> None:
    """An offer of the router, or a colleague's."""
    call, agent = _rung(house, event.agent), house.agents.get(event.agent)
    if call is None or agent is None:
        offers.accept(house, event)
    elif agent.token == event.token:
        house.alarms.cancel(("asked", call.id))
        agent.token, agent.talking_since = None, house.now
        shifts.act(house, agent, ActivityTrigger.ACCEPT)
        house.do(Connect(event.agent, call.id))
        rooms.came(house, call, event.agent)


def declined(house: House, event: OfferDeclined) -> None:
    """Of a colleague it is no miss: the router gave nothing."""
    call, agent = _rung(house, event.agent), house.agents.get(event.agent)
    if call is None or agent is None:
        offers.decline(house, event.agent, event.token, event.cause)
    elif agent.token == event.token:
        rooms.guest_leaves(house, call, event.agent, event.cause.value)


def not_answered(house: House, call_id: CallId) -> None:
    call = house.calls[call_id]
    if call.asked is not None:
        rooms.guest_leaves(house, call, call.asked, MissCause.NO_ANSWER.value)


def no_longer_here(house: House, name: AgentName) -> None:
    """Signed out or on a break while rung by a colleague."""
    call = _rung(house, name)
    if call is not None:
        rooms.guest_leaves(house, call, name, "is not there any more")


def hung_up(house: House, name: AgentName) -> bool:
    """The agent has put the phone down; True when somebody else has the caller, or they were a guest."""
    call = rooms.with_guest(house, name)
    if call is not None:
        rooms.guest_leaves(house, call, name, "hung up")
        return True
    call = talks.conversation_of(house, name)
    if call is not None and call.machine.allows(CallTrigger.PASS_ON):
        pass_on(house, call, house.agents[name])
        return True
    return call is not None and leave(house, call, "hung up")


def station_lost(house: House, name: AgentName) -> bool:
    """Of a guest, or of an agent whose conference goes on; False when the caller has nobody now."""
    call = rooms.with_guest(house, name)
    if call is not None:
        rooms.guest_leaves(house, call, name, "the station was lost")
        return True
    call = talks.conversation_of(house, name)
    if call is None:
        return False
    if leave(house, call, "the station was lost"):
        return True
    if call.machine.allows(CallTrigger.ALONE):
        _end(house, rooms.drop(house, call))
    return False


def leave(house: House, call: Call, why: str) -> bool:
    """The agent leaves a conference, which goes on; False where there is none."""
    with_it = rooms.owner_leaves(house, call, why)
    _end(house, with_it or ())
    return with_it is not None


def drop(house: House, call: Call) -> None:
    """All but caller and agent are let go."""
    house.note(call.id, f"{call.agent} speaks with the caller alone")
    _end(house, rooms.drop(house, call))


def pass_on(house: House, call: Call, agent: Agent) -> None:
    """Who was asked has the caller from now on."""
    name, asked = agent.plan.name, call.asked
    house.do(StopSound(call.line))
    if asked is None:
        _take_in(house, call)
        talks.leave(house, call, agent)
        rooms.link(house, call)
        return
    house.note(call.id, f"{name} handed the caller to {asked}")
    call.asked, call.agent, call.record.agent = None, asked, asked
    call.machine.do(CallTrigger.PASS_ON, house.now)
    house.spoke_with.keep(call.number, asked)
    talks.leave(house, call, agent)
    rooms.arrange(house, call)
    recordings.take_up(house, call)


def join(house: House, call: Call, agent: Agent) -> None:
    """Caller, agent and who was asked."""
    house.do(StopSound(call.line))
    house.note(call.id, f"{agent.plan.name} joined the caller and {_asked_name(house, call)}")
    call.machine.do(CallTrigger.CONFER, house.now)
    shifts.act(house, agent, ActivityTrigger.RESUME)
    recordings.take_up(house, call)
    rooms.take_in(house, call)


def _take_in(house: House, call: Call) -> None:
    call.beside = (*call.beside, *(() if call.asked_call is None else (call.asked_call,)))
    call.asked_call = None


def _make_way(house: House, call: Call, agent: Agent, *, invite: bool) -> None:
    if invite:
        call.machine.do(CallTrigger.INVITE, house.now)
        return
    if agent.activity.allows(ActivityTrigger.HOLD):
        talks.hold(house, agent.plan.name)
    if agent.muted:
        agent.muted = False
        house.do(Mute(agent.plan.name, muted=False))
    recordings.set_aside(house, call)
    call.machine.do(CallTrigger.ASK, house.now)


def _ring(house: House, call: Call, asked: Agent) -> None:
    name = asked.plan.name
    agents.occupy(house, asked, call.id, ActivityTrigger.OFFER)
    asked.token, call.asked = house.new_token(), name
    house.alarms.set(("asked", call.id), house.now + RINGS_MS)
    house.do(
        OfferCall(
            agent=name,
            token=asked.token,
            call=call.id,
            caller=call.record.caller,
            queue=call.queue.name if call.queue is not None else "",
            waited_ms=0,
        )
    )


def _refusal(house: House, event: CompanyWanted, call: Call | None) -> str:
    """One sentence; empty when somebody may be asked."""
    if event.agent not in house.agents or call is None:
        return f"{event.agent} has no caller; somebody is asked about one, or joins one"
    if not call.machine.allows(CallTrigger.INVITE if event.invite else CallTrigger.ASK):
        return f"the call of {event.agent} is {call.machine.state.value}; end that first"
    if event.invite and house.agents[event.agent].activity.allows(ActivityTrigger.RESUME):
        return f"{event.agent} has the caller on hold; come back first"
    if not second_calls.alone(house, call):
        return second_calls.why_not_alone(event.agent)
    if len(call.guests) + len(call.beside) >= MOST:
        return f"{MOST} besides caller and agent are in the conference, which is the most"
    return _why_not(house, event)


def _why_not(house: House, event: CompanyWanted) -> str:
    """Of a colleague; what is wrong with a number is found as for any call."""
    asked = house.agents.get(event.colleague) if event.colleague is not None else None
    if (event.colleague is None) == (not event.number):
        return "give a colleague or a number, one of them"
    if event.colleague is None:
        return ""
    if asked is None:
        return f'no agent is called "{event.colleague}"; `callbox status` shows them'
    if not asked.status.allows(StatusTrigger.TAKE_BREAK):
        return f"{event.colleague} is {asked.status.state.value}"
    if not asked.activity.allows(ActivityTrigger.OFFER):
        return f"{event.colleague} is {asked.activity.state.value}"
    return ""


def _rung(house: House, name: AgentName) -> Call | None:
    """The call for which a colleague has the agent rung."""
    call, agent = rooms.with_guest(house, name), house.agents.get(name)
    return call if call is not None and call.asked == name and agent is not None and agent.token is not None else None


def _asked_name(house: House, call: Call) -> str:
    return call.asked or house.calls[call.asked_call or 0].record.dialled


def _end(house: House, those: Iterable[Call]) -> None:
    for call in those:
        calls.end(house, call, calls.BOX)
