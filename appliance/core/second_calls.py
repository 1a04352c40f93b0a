"""Two callers on one line: one knocks while the other is heard; an agent takes, swaps or refuses; the network holds.

Rule: `line.call` is who is heard and `line.second` the other one; both have a record of their own, and only the agent
of the one heard is theirs: an agent with two callers is in one conversation.
"""

from typing import Final

from appliance.core import calls, recordings, talks
from appliance.core.agent_machine import ActivityTrigger
from appliance.core.call_machine import CallTrigger
from appliance.core.house import Agent, Call, House, Line
from appliance.core.second_machine import ALONE, SecondTrigger
from appliance.core.spans import clock
from appliance.model.actions import OrderSecond, TellAsker
from appliance.model.caller import Caller
from appliance.model.second_events import SecondCallFailed, SecondCallMoved, SecondCallWanted
from appliance.model.states import HangUpCause, LineAbility, SecondOrder
from appliance.model.words import AgentName, CallId, LineName

_TRIGGERS: Final = {
    SecondOrder.TAKE: SecondTrigger.TAKE,
    SecondOrder.SWAP: SecondTrigger.SWAP,
    SecondOrder.REFUSE: SecondTrigger.DROP,
}
_NOBODY: Final = {
    SecondOrder.TAKE: "nobody knocks on the line",
    SecondOrder.SWAP: "the network holds nobody on the line",
    SecondOrder.REFUSE: "nobody knocks on the line, and nobody is held",
}


def knocked(house: House, line: Line, heard: Call, caller: Caller) -> None:
    """A call of its own from the first knock on, where the line can do something about it."""
    if LineAbility.SECOND_CALLS not in line.can or house.rested:
        return
    second = _second_of(house, line)
    if second is not None and second.machine.allows(CallTrigger.KNOCK_TAKEN):
        if caller != Caller() and second.record.caller != caller:
            calls.identify(house, second, caller)
    elif second is None and line.second_machine.allows(SecondTrigger.KNOCK):
        line.second_machine.do(SecondTrigger.KNOCK, house.now)
        line.second = calls.open_second(house, line, caller).id
        house.note(line.second, f"Knocked while call {heard.id} was on {line.plan.name}")


def wanted(house: House, event: SecondCallWanted) -> None:
    """By the agent who is heard; whoever is refused is told why."""
    agent, heard = house.agents.get(event.agent), talks.conversation_of(house, event.agent)
    line = house.line_of(heard) if heard is not None else None
    why = _refusal(event, agent, heard, line)
    second = _second_of(house, line) if line is not None else None
    if why or heard is None or line is None or second is None:
        house.do(TellAsker(token=event.token, refusal=why))
        return
    house.do(TellAsker(token=event.token, call=second.id))
    if event.order is SecondOrder.REFUSE:
        house.note(second.id, f"{event.agent} wanted no second caller")
        calls.end(house, second, calls.AGENT)
        return
    line.second_machine.do(_TRIGGERS[event.order], house.now)
    recordings.interrupt(house, heard)  # the other one may be heard before the modem says so
    house.do(OrderSecond(line.plan.name, event.order))


def moved(house: House, event: SecondCallMoved) -> None:
    """The modem has done as it was told: the other one is heard."""
    line = house.lines.get(event.line)
    if line is None or not line.second_machine.allows(SecondTrigger.MOVED):
        return
    line.second_machine.do(SecondTrigger.MOVED, house.now)
    heard, other = _heard_of(house, line), _second_of(house, line)
    if heard is None:
        return
    if other is None:
        house.note(heard.id, "Heard again")
        recordings.go_on(house, heard)
        return
    if heard.agent is None:
        return
    agent = house.agents[heard.agent]
    line.call, line.second, agent.call = other.id, heard.id, other.id
    if other.machine.allows(CallTrigger.KNOCK_TAKEN):
        _take(house, line, other, agent)
    else:
        house.note(other.id, f"{agent.plan.name} came back; call {heard.id} is held by the network")
    recordings.go_on(house, other)
    house.note(heard.id, f"Held by the network while {agent.plan.name} speaks in call {other.id}")


def failed(house: House, event: SecondCallFailed) -> None:
    """All is as before; who cannot be brought back is let go."""
    line = house.lines.get(event.line)
    if line is None or not line.second_machine.allows(SecondTrigger.FAILED):
        return
    line.second_machine.do(SecondTrigger.FAILED, house.now)
    heard, second = _heard_of(house, line), _second_of(house, line)
    if heard is None:
        return
    if second is not None:
        house.note(second.id, f"The modem could not {event.order.value} the second call: {event.reason}")
        recordings.go_on(house, heard)
        return
    house.note(heard.id, f"Could not be brought back: {event.reason}")
    calls.end(house, heard, calls.BOX)


def gone(house: House, name: LineName) -> None:
    """Who knocked gave up, or who was held hung up."""
    line = house.lines.get(name)
    second = _second_of(house, line) if line is not None else None
    if line is None or second is None:
        return
    line.second = None
    line.second_machine.do(SecondTrigger.GONE, house.now)
    knocked_in_vain = second.machine.allows(CallTrigger.KNOCK_TAKEN)
    calls.end(house, second, calls.CALLER, HangUpCause.RINGING_STOPPED if knocked_in_vain else HangUpCause.NETWORK)
    if (heard := _heard_of(house, line)) is not None:
        recordings.go_on(house, heard)


def bring_back(house: House, line: Line, heard: Call, cause: HangUpCause) -> bool:
    """Who was heard has hung up: the agent hears who was held. False when nobody is."""
    held = _second_of(house, line)
    if held is None or not line.second_machine.allows(SecondTrigger.LEFT_ALONE):
        return False
    under_way = not line.second_machine.allows(SecondTrigger.SWAP)
    line.second_machine.do(SecondTrigger.LEFT_ALONE, house.now)
    line.call, line.second = held.id, None
    if held.agent is not None:
        house.agents[held.agent].call = held.id
    calls.end(house, heard, calls.CALLER, cause)
    if not under_way:
        house.do(OrderSecond(line.plan.name, SecondOrder.SWAP))
    return True


def alone(house: House, call: Call) -> bool:
    """Whether the line has nobody else to hear or to bring back."""
    line = house.line_of(call)
    return line is None or line.second_machine.state in ALONE


def why_not_alone(name: AgentName) -> str:
    return f"{name} has a second caller, whom the network holds; refuse or end that call first"


def _take(house: House, line: Line, call: Call, agent: Agent) -> None:
    """Who knocked is in the conversation; its sound comes on the line that the agent hears already."""
    call.machine.do(CallTrigger.KNOCK_TAKEN, house.now)
    call.agent = agent.plan.name
    call.record.agent = agent.plan.name
    call.record.answered_ms = call.record.talk_began_ms = house.now - call.record.rang_ms
    call.ends_at = house.now + line.plan.call_limit_ms
    house.limit(call, house.now + line.plan.talk_limit_ms)
    house.spoke_with.keep(call.number, agent.plan.name)
    house.note(call.id, f"{agent.plan.name} took the call after {clock(call.record.answered_ms)} of knocking")


def _refusal(event: SecondCallWanted, agent: Agent | None, heard: Call | None, line: Line | None) -> str:
    """One sentence; empty when the modem may be told."""
    if agent is None:
        return f'no agent is called "{event.agent}"'
    if heard is None or line is None or not heard.machine.allows(CallTrigger.HAND_OVER):
        return f"{event.agent} is in no conversation on a line"
    if LineAbility.SECOND_CALLS not in line.can:
        return f"{line.plan.name}: its modem ({line.modem}) cannot take a second call; ask who knocks to ring again"
    if not agent.activity.allows(ActivityTrigger.HOLD):
        return f"{event.agent} has the caller on hold; come back first"
    if not line.second_machine.allows(_TRIGGERS[event.order]):
        return f"{line.plan.name}: {_NOBODY[event.order]}; the second call is: {line.second_machine.state.value}"
    return ""


def _heard_of(house: House, line: Line) -> Call | None:
    return _call(house, line.call)


def _second_of(house: House, line: Line) -> Call | None:
    return _call(house, line.second)


def _call(house: House, call: CallId | None) -> Call | None:
    return house.calls.get(call) if call is not None else None
