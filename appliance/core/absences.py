"""Stations out of reach for a moment, as a browser that is loaded anew: the caller hears music, and then the agent."""

from appliance.core import talks
from appliance.core.agent_machine import ActivityTrigger
from appliance.core.house import House
from appliance.model.words import AgentName


def began(house: House, name: AgentName) -> None:
    """Those of a conference speak on; a caller who is on hold already stays there."""
    agent = house.agents.get(name)
    if agent is None:
        return
    speaks = agent.activity.allows(ActivityTrigger.HOLD)
    if speaks:
        talks.hold(house, name, f"The station of {name} is out of reach; the caller hears music")
    agent.away_from_caller = speaks and agent.activity.allows(ActivityTrigger.RESUME)


def over(house: House, name: AgentName) -> None:
    """Whom the agent had put on hold stays on hold."""
    agent = house.agents.get(name)
    if agent is not None and agent.away_from_caller:
        talks.resume(house, name)
