"""Offers: a ticket held out to one agent until accepted, declined, expired or withdrawn; each does one thing."""

from appliance.core import talks
from appliance.core.agent_machine import ActivityTrigger, StatusTrigger
from appliance.core.call_machine import CallTrigger
from appliance.core.house import Agent, Call, House
from appliance.core.routing import Match
from appliance.core.spans import clock
from appliance.model.actions import OfferCall, WithdrawOffer, WithdrawReason
from appliance.model.plan import QueuePlan
from appliance.model.words import AgentName, CallId, Token

DID_NOT_ANSWER = "did not answer"
"""The break an agent is sent on after too many unanswered offers."""


def hold_out(house: House, match: Match | None) -> None:
    """Rings the agent the router chose; nothing when it chose nobody."""
    if match is None:
        return
    call, agent = house.calls[match.call], house.agents[match.agent]
    queue = _queue_of(call)
    token = house.new_token()
    call.machine.do(CallTrigger.OFFER, house.now)
    agent.activity.do(ActivityTrigger.OFFER, house.now)
    call.agent, agent.call, agent.token = match.agent, call.id, token
    if call.record.offered_ms is None:
        call.note_down(offered_ms=house.now - call.record.rang_ms)
    house.alarms.set(("offer", call.id), house.now + queue.offer_ms)
    house.note(call.id, f"Offered to {match.agent}: {match.reason}")
    house.do(
        OfferCall(
            agent=match.agent,
            token=token,
            call=call.id,
            caller=call.record.caller,
            queue=queue.name,
            waited_ms=house.now - call.waiting_since,
        )
    )


def accept(house: House, name: AgentName, token: Token) -> None:
    """Compare-and-set on the token: a late answer to an offer that is gone does nothing."""
    agent = house.agents.get(name)
    if agent is None or agent.token != token or agent.call is None:
        return
    call = house.calls[agent.call]
    house.alarms.cancel(("offer", call.id))
    house.routing.withdraw(call.id)
    agent.token = None
    agent.misses = 0
    talks.begin(house, call, agent)


def decline(house: House, name: AgentName, token: Token) -> None:
    agent = house.agents.get(name)
    if agent is None or agent.token != token or agent.call is None:
        return
    house.note(agent.call, f"{name} declined")
    _give_back(house, house.calls[agent.call], agent)


def expire(house: House, call_id: CallId) -> None:
    """The agent did not answer in time; after a few of these in a row they are sent on a break."""
    call = house.calls[call_id]
    if call.agent is None:
        return
    agent, queue = house.agents[call.agent], _queue_of(call)
    agent.misses += 1
    house.note(call.id, f"{call.agent} did not answer for {clock(queue.offer_ms)}")
    _take_back(house, call, agent, WithdrawReason.EXPIRED)
    if agent.misses >= queue.misses and agent.status.allows(StatusTrigger.TAKE_BREAK):
        agent.misses = 0
        agent.reason = DID_NOT_ANSWER
        agent.status.do(StatusTrigger.TAKE_BREAK, house.now)
        house.routing.sign_out(agent.plan.name, house.now)
    _give_back(house, call, agent)


def lose_agent(house: House, agent: Agent) -> None:
    """The agent signed out, went on a break or lost the station while being rung: the ticket goes to the next one."""
    if agent.token is None or agent.call is None:
        return
    call = house.calls[agent.call]
    _take_back(house, call, agent, WithdrawReason.STATION)
    _give_back(house, call, agent, missed=False)


def withdraw(house: House, call: Call, reason: WithdrawReason) -> None:
    """The caller is gone, or left the queue: whoever is rung stops ringing and is free for the next one."""
    name = call.agent
    house.routing.withdraw(call.id)
    if name is None:
        return
    agent = house.agents[name]
    house.alarms.cancel(("offer", call.id))
    _take_back(house, call, agent, reason)
    _let_go(house, call, agent)
    hold_out(house, house.routing.free(name, house.now))


def include(house: House, call_id: CallId, name: AgentName) -> None:
    """An agent who missed this ticket may be offered it again."""
    if call_id in house.calls and name in house.agents:
        hold_out(house, house.routing.include(call_id, name, house.now))


def _queue_of(call: Call) -> QueuePlan:
    assert call.queue is not None, "a call with a ticket has a queue"  # noqa: S101 – for the type checker
    return call.queue


def _take_back(house: House, call: Call, agent: Agent, reason: WithdrawReason) -> None:
    if agent.token is not None:
        house.do(WithdrawOffer(agent.plan.name, agent.token, reason))


def _let_go(house: House, call: Call, agent: Agent) -> None:
    agent.activity.do(ActivityTrigger.GIVE_BACK, house.now)
    agent.call = agent.token = call.agent = None


def _give_back(house: House, call: Call, agent: Agent, *, missed: bool = True) -> None:
    """The ticket keeps its due time; this agent is not asked again for a while; both may match anew at once."""
    name = agent.plan.name
    house.alarms.cancel(("offer", call.id))
    _let_go(house, call, agent)
    call.machine.do(CallTrigger.GIVE_BACK, house.now)
    call.note_down(misses=call.record.misses + missed)
    house.alarms.set(("include", call.id, name), house.now + _queue_of(call).excluded_ms)
    hold_out(house, house.routing.give_back(call.id, name, house.now))
    if agent.activity.allows(ActivityTrigger.OFFER):
        hold_out(house, house.routing.free(name, house.now))
