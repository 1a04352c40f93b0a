"""An agent's shift: every move of status and activity, and the stretches of time between them.

Rule: status and activity move here and nowhere else, so that the stretches of a shift add up exactly to its length.
"""

from appliance.core.agent_machine import ActivityTrigger, StatusTrigger
from appliance.core.house import House
from appliance.core.members import Agent
from appliance.model.actions import NoteInterval
from appliance.model.states import AgentActivity, AgentStatus, ShiftState
from appliance.model.words import AgentName

OF_STATUS = {
    AgentStatus.SIGNED_OUT: ShiftState.SIGNED_OUT,
    AgentStatus.READY: ShiftState.READY,
    AgentStatus.ON_BREAK: ShiftState.ON_BREAK,
}
OF_ACTIVITY = {
    AgentActivity.OFFERED: ShiftState.OFFERED,
    AgentActivity.DIALLING: ShiftState.DIALLING,
    AgentActivity.TALKING: ShiftState.TALKING,
    AgentActivity.HOLDING: ShiftState.HOLDING,
    AgentActivity.WATCHING: ShiftState.WATCHING,
    AgentActivity.WRAPPING_UP: ShiftState.WRAPPING_UP,
}
"""What an agent does counts for more than what they say: a conversation goes on after signing out."""


def say(house: House, agent: Agent, trigger: StatusTrigger, reason: str = "") -> None:
    agent.status.do(trigger, house.now)
    agent.reason = reason
    _turn(house, agent)


def act(house: House, agent: Agent, trigger: ActivityTrigger) -> None:
    """`agent.call` is already that of the new activity."""
    agent.activity.do(trigger, house.now)
    _turn(house, agent)


def dismiss(house: House, name: AgentName) -> None:
    """Who is not in the plan any more goes with the last call; a break they do not come back from ends with it."""
    agent = house.agents.get(name)
    if agent is None or house.plans_with(name) or not agent.activity.allows(ActivityTrigger.OFFER):
        return
    if agent.status.allows(StatusTrigger.COME_BACK):
        say(house, agent, StatusTrigger.SIGN_OUT)
    house.forget_if_gone(name)


def _turn(house: House, agent: Agent) -> None:
    """Writes the stretch down that is over, if one is."""
    state = OF_ACTIVITY.get(agent.activity.state) or OF_STATUS[agent.status.state]
    past, now = agent.stretch, house.now
    if past.state is state and past.call == agent.call:
        return
    if now > past.since and past.state is not ShiftState.SIGNED_OUT:
        house.do(
            NoteInterval(
                agent=agent.plan.name,
                state=past.state,
                reason=past.reason,
                began=past.since,
                ended=now,
                call=past.call,
            )
        )
    past.state, past.since, past.call = state, now, agent.call
    past.reason = agent.reason if state is ShiftState.ON_BREAK else ""
