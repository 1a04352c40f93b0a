"""Offers that came to nothing on the agent's side: counted by cause; too many of one in a row and it is a break."""

from appliance.core import shifts
from appliance.core.agent_machine import StatusTrigger
from appliance.core.house import Agent, House
from appliance.core.routing import Matches
from appliance.model.plan import QueuePlan
from appliance.model.states import MissCause


def count(house: House, agent: Agent, cause: MissCause, queue: QueuePlan) -> Matches:
    """The break's reason is the cause. The agent still has the ticket; it is to be given back after this.

    Returns what others may take that was kept for the agent.
    """
    agent.misses[cause] = agent.misses.get(cause, 0) + 1
    limit = {
        MissCause.NO_ANSWER: queue.misses,
        MissCause.BUSY: queue.misses_busy,
        MissCause.DECLINED: queue.misses_declined,
        MissCause.UNREACHABLE: queue.misses_unreachable,
    }[cause]
    if not limit or agent.misses[cause] < limit or not agent.status.allows(StatusTrigger.TAKE_BREAK):
        return ()
    agent.misses.clear()
    if agent.call is not None:
        often = f" {limit} times in a row" if limit > 1 else ""
        house.note(agent.call, f"{agent.plan.name} is sent on a break: {cause.value}{often}")
    shifts.say(house, agent, StatusTrigger.TAKE_BREAK, cause.value)
    return house.routing.sign_out(agent.plan.name, house.now)
