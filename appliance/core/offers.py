"""Offers: a ticket held out to an agent until accepted, declined, expired or withdrawn; each does one thing.

An agent has at most one; a ticket is held out to one agent, or to several at once where the queue rings all.
"""

from collections.abc import Iterable

from appliance.core import announcing, misses, overflow, shifts, talks, waiting
from appliance.core.agent_machine import ActivityTrigger
from appliance.core.call_machine import CallTrigger
from appliance.core.house import Agent, Call, House
from appliance.core.routing import Match
from appliance.core.spans import clock
from appliance.model.actions import OfferCall, WithdrawOffer, WithdrawReason
from appliance.model.events import OfferAccepted
from appliance.model.states import MissCause
from appliance.model.words import AgentName, CallId, Ms, Token


def hold_out(house: House, matches: Iterable[Match]) -> None:
    """Rings the agents the router chose."""
    for match in matches:
        _ring(house, match)


def accept(house: House, event: OfferAccepted) -> None:
    """Compare-and-set on the token: a late answer to an offer that is gone does nothing."""
    name = event.agent
    agent = house.agents.get(name)
    if agent is None or agent.token != event.token or agent.call is None:
        return
    call = house.calls[agent.call]
    others = [house.agents[other] for other in call.rung if other != name]
    if house.routing.tickets[call.id].rings_all:
        house.recent.answered(call.id, name)
    house.routing.accept(call.id, name)
    house.alarms.cancel(("offer", name))
    agent.token = None
    agent.misses.clear()
    call.rung, call.excluded, call.sent_by = (), (), None
    waiting.served(house, call)
    talks.begin(house, call, agent)
    _call_off(house, others, WithdrawReason.TAKEN)


def decline(house: House, name: AgentName, token: Token, cause: MissCause) -> None:
    agent = house.agents.get(name)
    if agent is None or agent.token != token or agent.call is None:
        return
    house.note(agent.call, f"{name} {cause.value}")
    _take_back(house, agent, WithdrawReason.DECLINED)
    released = misses.count(house, agent, cause, house.calls[agent.call].waits_in)
    _give_back(house, agent, missed=True)
    hold_out(house, released)
    shifts.dismiss(house, name)


def expire(house: House, name: AgentName) -> None:
    """The agent did not answer in time."""
    agent = house.agents.get(name)
    if agent is None or agent.call is None or agent.token is None:
        return
    queue = house.calls[agent.call].waits_in
    house.note(agent.call, f"{name} did not answer for {clock(queue.offer_ms)}")
    _take_back(house, agent, WithdrawReason.EXPIRED)
    released = misses.count(house, agent, MissCause.NO_ANSWER, queue)
    _give_back(house, agent, missed=True)
    hold_out(house, released)
    shifts.dismiss(house, name)


def lose_agent(house: House, agent: Agent, why: str) -> None:
    """The agent signed out, went on a break or lost the station while being rung: the ticket goes to the next one.

    That is no miss: whoever comes back may have it after all.
    """
    if agent.token is None or agent.call is None or agent.plan.name not in house.calls[agent.call].rung:
        return
    house.note(agent.call, f"{agent.plan.name} {why} while it rang")
    _take_back(house, agent, WithdrawReason.STATION)
    _give_back(house, agent, missed=False)


def withdraw(house: House, call: Call, reason: WithdrawReason) -> None:
    """The caller is gone, or left the queue: whoever is rung stops ringing and is free for the next one."""
    rung = [house.agents[name] for name in call.rung]
    house.routing.withdraw(call.id)
    call.rung = ()
    _call_off(house, rung, reason)


def include(house: House, call: CallId, name: AgentName) -> None:
    """An agent who missed this ticket, or sent it on, may be offered it again."""
    known = house.calls.get(call)
    if known is not None:
        known.excluded = tuple(other for other in known.excluded if other != name)
        known.sent_by = None if known.sent_by == name else known.sent_by
    hold_out(house, house.routing.include(call, name, house.now))


def _line_up(house: House, call: Call) -> None:
    """Somebody was ready when this wait began, and did not take it: from now on the caller stands in line."""
    if not call.rung and not call.lined_up:
        waiting.line_up(house, call, house.routing.position(call.id))
        announcing.begin(house, call)


def exclude(house: House, call: Call, name: AgentName, for_ms: Ms) -> None:
    """Not asked again for so long, by whatever queue. Of a ticket that waits the router is told besides."""
    call.excluded = (*(other for other in call.excluded if other != name), name)
    house.alarms.set(("include", call.id, name), house.now + for_ms)


def _ring(house: House, match: Match) -> None:
    call, agent = house.calls[match.call], house.agents[match.agent]
    queue, token = call.waits_in, house.new_token()
    call.machine.do(CallTrigger.OFFER, house.now)
    call.rung = (*call.rung, match.agent)
    agent.call, agent.token = call.id, token
    shifts.act(house, agent, ActivityTrigger.OFFER)
    if call.record.offered_ms is None:
        call.record.offered_ms = house.now - call.record.rang_ms
    house.alarms.set(("offer", match.agent), house.now + queue.offer_ms)
    house.note(call.id, f"Offered to {match.agent}: {house.routing.reason(match)}")
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


def _take_back(house: House, agent: Agent, reason: WithdrawReason) -> None:
    if agent.token is not None:
        house.do(WithdrawOffer(agent.plan.name, agent.token, reason))


def _call_off(house: House, agents: list[Agent], reason: WithdrawReason) -> None:
    """Their phones fall silent; then each is free for the next ticket."""
    for agent in agents:
        _take_back(house, agent, reason)
        _let_go(house, agent)
    for agent in agents:
        hold_out(house, house.routing.free(agent.plan.name, house.now, talked=0))


def _let_go(house: House, agent: Agent) -> None:
    house.alarms.cancel(("offer", agent.plan.name))
    agent.call = agent.token = None
    shifts.act(house, agent, ActivityTrigger.GIVE_BACK)


def _give_back(house: House, agent: Agent, *, missed: bool) -> None:
    """The ticket keeps its due time; who missed it is not asked again for a while; both may match anew at once."""
    if agent.call is None:
        return
    name, call = agent.plan.name, house.calls[agent.call]
    _let_go(house, agent)
    call.rung = tuple(other for other in call.rung if other != name)
    if not call.rung:
        call.machine.do(CallTrigger.GIVE_BACK, house.now)
    if missed:
        call.record.misses += 1
        exclude(house, call, name, call.waits_in.excluded_ms)
    if not call.rung and call.overdue:
        overflow.end_wait(house, call)
    else:
        hold_out(house, house.routing.give_back(call.id, name, house.now, exclude=missed))
        _line_up(house, call)
    if agent.activity.allows(ActivityTrigger.OFFER):
        hold_out(house, house.routing.free(name, house.now, talked=0))
