"""Agents: what they say of themselves, and the end of their wrap-up."""

from appliance.core import offers, shifts
from appliance.core.agent_machine import ActivityTrigger, StatusTrigger
from appliance.core.house import Agent, House
from appliance.model.words import AgentName, CallId


def sign_in(house: House, name: AgentName) -> None:
    _become_ready(house, name, StatusTrigger.SIGN_IN)


def end_break(house: House, name: AgentName) -> None:
    _become_ready(house, name, StatusTrigger.COME_BACK)


def sign_out(house: House, name: AgentName) -> None:
    _become_unready(house, name, StatusTrigger.SIGN_OUT, told="signed out")


def begin_break(house: House, name: AgentName, reason: str) -> None:
    _become_unready(house, name, StatusTrigger.TAKE_BREAK, told="went on break", reason=reason)


def lose_station(house: House, name: AgentName, reason: str) -> None:
    """Signed out, whatever they were doing."""
    _become_unready(house, name, StatusTrigger.SIGN_OUT, told=f"lost the station ({reason})", reason=reason)


def end_wrap_up(house: House, name: AgentName) -> None:
    """By the agent or by the alarm, whichever is first."""
    agent = house.agents.get(name)
    if agent is None or not agent.activity.allows(ActivityTrigger.END_WRAP_UP):
        return
    house.alarms.cancel(("wrap_up", name))
    _become_free(house, agent, ActivityTrigger.END_WRAP_UP)


def let_go(house: House, name: AgentName, trigger: ActivityTrigger = ActivityTrigger.LET_GO) -> None:
    """Of something that leaves nothing to be written up, as an outgoing call of theirs that reached nobody."""
    agent = house.agents.get(name)
    if agent is not None and agent.activity.allows(trigger):
        _become_free(house, agent, trigger)


def occupy(house: House, agent: Agent, call: CallId, trigger: ActivityTrigger) -> None:
    """With work that no queue gave. Who writes notes stops: the router has them busy, or does not know of them."""
    name = agent.plan.name
    if agent.activity.allows(ActivityTrigger.END_WRAP_UP):
        house.alarms.cancel(("wrap_up", name))
    elif agent.status.allows(StatusTrigger.TAKE_BREAK):
        agent.unrouted = not house.routing.occupy(name, call, house.now)
    else:
        agent.unrouted = True
    agent.call = call
    shifts.act(house, agent, trigger)


def _become_free(house: House, agent: Agent, trigger: ActivityTrigger) -> None:
    name, talked = agent.plan.name, agent.talked
    agent.call, agent.talked = None, 0
    shifts.act(house, agent, trigger)
    if agent.unrouted:
        agent.unrouted = False
    else:
        offers.hold_out(house, house.routing.free(name, house.now, talked=talked))
    shifts.dismiss(house, name)


def _become_ready(house: House, name: AgentName, trigger: StatusTrigger) -> None:
    agent = house.agents.get(name)
    if agent is None or not agent.status.allows(trigger):
        return
    shifts.say(house, agent, trigger)
    agent.misses.clear()
    if agent.unrouted and agent.call is not None:
        matches, known = house.routing.sign_in_busy(name, agent.call, house.now)
        agent.unrouted = not known
    else:
        matches = house.routing.sign_in(name, house.now)
    offers.hold_out(house, matches)


def _become_unready(house: House, name: AgentName, trigger: StatusTrigger, *, told: str, reason: str = "") -> None:
    """A conversation goes on; an offer goes to somebody else, and so does what was kept for this agent."""
    agent: Agent | None = house.agents.get(name)
    if agent is None or not agent.status.allows(trigger):
        return
    routed = agent.status.allows(StatusTrigger.TAKE_BREAK)
    shifts.say(house, agent, trigger, reason)
    freed = house.routing.sign_out(name, house.now) if routed else ()
    offers.lose_agent(house, agent, told)
    offers.hold_out(house, freed)
    shifts.dismiss(house, name)
