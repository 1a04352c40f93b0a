"""Agents: what they say of themselves, and the end of their wrap-up."""

from appliance.core import offers
from appliance.core.agent_machine import ActivityTrigger, StatusTrigger
from appliance.core.house import Agent, House
from appliance.model.words import AgentName


def sign_in(house: House, name: AgentName) -> None:
    _become_ready(house, name, StatusTrigger.SIGN_IN)


def end_break(house: House, name: AgentName) -> None:
    _become_ready(house, name, StatusTrigger.COME_BACK)


def sign_out(house: House, name: AgentName, reason: str = "") -> None:
    _become_unready(house, name, StatusTrigger.SIGN_OUT, reason)


def begin_break(house: House, name: AgentName, reason: str) -> None:
    _become_unready(house, name, StatusTrigger.TAKE_BREAK, reason)


def end_wrap_up(house: House, name: AgentName) -> None:
    """By the agent or by the alarm, whichever is first."""
    agent = house.agents.get(name)
    if agent is None or not agent.activity.allows(ActivityTrigger.END_WRAP_UP):
        return
    house.alarms.cancel(("wrap_up", name))
    agent.activity.do(ActivityTrigger.END_WRAP_UP, house.now)
    agent.call = None
    offers.hold_out(house, house.routing.free(name, house.now))
    house.forget_if_gone(name)


def _become_ready(house: House, name: AgentName, trigger: StatusTrigger) -> None:
    agent = house.agents.get(name)
    if agent is None or not agent.status.allows(trigger):
        return
    agent.status.do(trigger, house.now)
    agent.reason = ""
    agent.misses = 0
    offers.hold_out(house, house.routing.sign_in(name, house.now))


def _become_unready(house: House, name: AgentName, trigger: StatusTrigger, reason: str) -> None:
    """A conversation goes on; an offer goes to somebody else."""
    agent: Agent | None = house.agents.get(name)
    if agent is None or not agent.status.allows(trigger):
        return
    routed = agent.status.allows(StatusTrigger.TAKE_BREAK)
    agent.status.do(trigger, house.now)
    agent.reason = reason
    if routed:
        house.routing.sign_out(name, house.now)
    offers.lose_agent(house, agent)
    house.forget_if_gone(name)
