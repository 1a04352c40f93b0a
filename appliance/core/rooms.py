"""Who is in a conversation besides caller and agent: rung, spoken with aside, in conference; who goes on without whom.

Rule: `call.agent` alone decides what is done with the caller; guests and calls beside it only take part. A call beside
another has its agent, and ends with it unless somebody of the house speaks on with whoever is in it.
"""

from appliance.core import agents, recordings, shifts, talks
from appliance.core.agent_machine import ActivityTrigger
from appliance.core.call_machine import CallTrigger
from appliance.core.house import Agent, Call, House
from appliance.core.spans import clock
from appliance.model.actions import WithdrawOffer, WithdrawReason
from appliance.model.talk_actions import Confer
from appliance.model.words import AgentName, LineName


def company(call: Call) -> bool:
    """Others than caller and agent are in the conversation."""
    return bool(call.guests or call.beside)


def with_guest(house: House, name: AgentName) -> Call | None:
    """The conversation of somebody else in which the agent is a guest, or is asked to be."""
    agent = house.agents.get(name)
    call = house.calls.get(agent.call) if agent is not None and agent.call is not None else None
    return call if call is not None and (call.asked == name or name in call.guests) else None


def members(house: House, call: Call) -> tuple[tuple[LineName, ...], tuple[AgentName, ...]]:
    """The lines and agents who hear one another now, but for those who watch."""
    agent = house.agents.get(call.agent) if call.agent is not None else None
    if agent is None:
        return recordings.lines_of(house, call), ()
    name = agent.plan.name
    if not agent.activity.allows(ActivityTrigger.RESUME):
        return recordings.lines_of(house, call), (name, *call.guests)
    aside = house.calls.get(call.asked_call) if call.asked_call is not None else None
    heard = (aside.line,) if aside is not None and not aside.machine.allows(CallTrigger.DIALLED) else ()
    answered = call.asked is not None and call.machine.allows(CallTrigger.PASS_ON)
    return heard, (name, call.asked) if answered and call.asked is not None else (name,)


def arrange(house: House, call: Call) -> None:
    """Joins those who hear one another now."""
    lines, those = members(house, call)
    if len(lines) + len(those) > 1:
        house.do(Confer(lines, those))


def dialled(house: House, host: Call) -> None:
    """There is something to hear for an agent whose caller is on hold; those in a conversation hear who answers."""
    if not host.machine.allows(CallTrigger.GIVE_UP):
        arrange(house, host)


def reached(house: House, call: Call, host: Call) -> None:
    """Somebody outside, rung for a conversation, has answered."""
    call.machine.do(CallTrigger.ACCEPT, house.now)
    call.record.agent, call.record.talk_began_ms = call.agent, call.record.answered_ms
    talks.limit(house, call)
    came(house, host, call.record.dialled)


def came(house: House, call: Call, who: str) -> None:
    """Who was rung is there: spoken with aside, or in the conference at once."""
    aside = call.machine.allows(CallTrigger.COMPANY) and not call.machine.allows(CallTrigger.GIVE_UP)
    call.machine.do(CallTrigger.COMPANY, house.now)
    house.note(call.id, f"{who} answered {call.agent}" if aside else f"{who} joined the conversation")
    if aside:
        arrange(house, call)
    else:
        take_in(house, call)


def take_in(house: House, call: Call) -> None:
    """Who was asked is in the conference now."""
    outside = call.asked_call is not None
    if call.asked is not None:
        call.guests = (*call.guests, call.asked)
    if call.asked_call is not None:
        call.beside = (*call.beside, call.asked_call)
    call.asked = call.asked_call = None
    arrange(house, call)
    if outside:
        recordings.joined(house, call)


def guest_leaves(house: House, call: Call, name: AgentName, why: str) -> None:
    """One who was asked, or is in the conference."""
    agent = house.agents[name]
    if call.asked == name:
        house.note(call.id, f"{name} {why}")
        let_go_asked(house, call)
        _one_less(house, call)
        return
    call.guests = tuple(other for other in call.guests if other != name)
    house.note(call.id, f"{name} left the conference ({why})")
    talks.leave(house, call, agent)
    _one_less(house, call)


def let_go_asked(house: House, call: Call) -> Call | None:
    """Who is rung, or spoken with aside; the state of the call is not moved. The call to end, of somebody outside."""
    house.alarms.cancel(("asked", call.id))
    name, call.asked = call.asked, None
    agent = house.agents.get(name) if name is not None else None
    if agent is not None and agent.token is not None:
        house.do(WithdrawOffer(agent.plan.name, agent.token, WithdrawReason.NOT_ASKED))
        agent.token = None
        agents.let_go(house, agent.plan.name, ActivityTrigger.GIVE_BACK)
    elif agent is not None:
        talks.leave(house, call, agent)
    outside, call.asked_call = call.asked_call, None
    return _alone(house, house.calls[outside]) if outside is not None else None


def owner_leaves(house: House, call: Call, why: str) -> tuple[Call, ...] | None:
    """The agent leaves a conference, which goes on: the calls that end then. None where there is no conference."""
    agent = house.agents.get(call.agent) if call.agent is not None else None
    if agent is None or not company(call):
        return None
    house.note(call.id, f"{agent.plan.name} left the conference ({why})")
    talks.leave(house, call, agent)
    if not call.guests:
        ended = let_go_asked(house, call)
        link(house, call)
        return () if ended is None else (ended,)
    call.agent, call.guests = call.guests[0], call.guests[1:]
    call.record.agent = call.agent
    for other in (*call.beside, *(() if call.asked_call is None else (call.asked_call,))):
        house.calls[other].agent = call.agent
    house.note(call.id, f"{call.agent} has the caller from now on")
    recordings.tell_again(house, call)
    _one_less(house, call)
    return ()


def link(house: House, call: Call) -> None:
    """The last agent is gone; the far ends go on with one another, and are not recorded any more."""
    recordings.stop(house, call)
    house.alarms.cancel(("limit_notice", call.id))
    for each in (call, *(house.calls[other] for other in call.beside)):
        each.agent = None
        each.record.talk_ended_ms = house.now - each.record.rang_ms
        each.machine.do(CallTrigger.LINK, house.now)
    others = ", ".join(house.calls[other].record.dialled for other in call.beside)
    house.note(call.id, f"The caller and {others} go on without an agent")
    arrange(house, call)


def before_end(house: House, call: Call) -> tuple[Call, ...]:
    """The call ends now: who can goes on without it, who cannot is let go. Returns calls that have to end with it."""
    if call.host is not None:
        return _leaves_host(house, call, house.calls[call.host])
    agent = house.agents.get(call.agent) if call.agent is not None else None
    speaks_aside = call.asked_call is not None and call.machine.allows(CallTrigger.PASS_ON)
    if agent is not None and (call.beside or speaks_aside):
        return _go_on_without(house, call, agent)
    return dissolve(house, call)


def dissolve(house: House, call: Call) -> tuple[Call, ...]:
    """The agent's conversation is over and everybody else's with it; harmless where nobody else is in it."""
    ended = let_go_asked(house, call)
    for name in call.guests:
        talks.leave(house, call, house.agents[name])
    others = tuple(_alone(house, house.calls[other]) for other in call.beside)
    call.guests, call.beside = (), ()
    return others if ended is None else (ended, *others)


def drop(house: House, call: Call) -> tuple[Call, ...]:
    """Caller and agent are alone again."""
    others = dissolve(house, call)
    call.machine.do(CallTrigger.ALONE, house.now)
    return others


def _one_less(house: House, call: Call) -> None:
    if company(call) and call.machine.allows(CallTrigger.GIVE_UP) and call.asked is None and call.asked_call is None:
        call.machine.do(CallTrigger.GIVE_UP, house.now)
    elif not company(call) and call.asked is None and call.asked_call is None:
        call.machine.do(CallTrigger.ALONE, house.now)
    arrange(house, call)


def _alone(house: House, call: Call) -> Call:
    """No longer beside another one; whoever spoke in it as an agent does so no more."""
    call.host = call.agent = None
    if call.record.talk_began_ms is not None and call.record.talk_ended_ms is None:
        call.record.talk_ended_ms = house.now - call.record.rang_ms
    return call


def _leaves_host(house: House, call: Call, host: Call) -> tuple[Call, ...]:
    _alone(house, call)
    who = call.record.dialled
    if host.asked_call == call.id:
        host.asked_call = None
        house.note(host.id, f"{who} is gone" if call.record.talk_began_ms is not None else f"{who} was not reached")
    else:
        host.beside = tuple(other for other in host.beside if other != call.id)
        house.note(host.id, f"{who} hung up after {clock(house.now - call.record.rang_ms)}")
    if host.agent is None:
        return () if host.beside else (host,)
    _one_less(house, host)
    return ()


def _go_on_without(house: House, call: Call, agent: Agent) -> tuple[Call, ...]:
    """The caller of a conference is gone: the agent goes on with the others, in a call of theirs."""
    first, *rest = (call.asked_call, *call.beside) if call.machine.allows(CallTrigger.PASS_ON) else call.beside
    if first is None:
        return dissolve(house, call)
    if call.machine.allows(CallTrigger.PASS_ON):
        call.asked_call = None
    gone = let_go_asked(house, call)
    heir = house.calls[first]
    heir.host, heir.guests, heir.beside = None, call.guests, tuple(other for other in rest if other is not None)
    call.guests, call.beside = (), ()
    for other in heir.beside:
        house.calls[other].host = heir.id
    for name in (agent.plan.name, *heir.guests):
        house.agents[name].call = heir.id
    if company(heir):
        heir.machine.do(CallTrigger.CONFER, house.now)
    if agent.activity.allows(ActivityTrigger.RESUME):
        shifts.act(house, agent, ActivityTrigger.RESUME)
    house.note(heir.id, f"{agent.plan.name} speaks on here; call {call.id} is over")
    return () if gone is None else (gone,)
