"""Callers sent on to a target of the plan: an extension behind a PBX, by a hook flash on their own line."""

from appliance.core import calls, queues, second_calls, talks
from appliance.core.agent_machine import ActivityTrigger
from appliance.core.call_machine import CallTrigger
from appliance.core.dial_times import handover_within
from appliance.core.house import Call, House
from appliance.model.actions import PlayMusic, StopSound, TellAsker, TransferLine
from appliance.model.events import TransferFailed, TransferWanted
from appliance.model.flow import Transfer
from appliance.model.outbound import TargetPlan
from appliance.model.words import AgentName, CallId, LineName, TargetName


def wanted(house: House, event: TransferWanted) -> None:
    """By an agent; who is refused keeps the caller."""
    call, target = talks.conversation_of(house, event.agent), _target(house, event.target)
    if target is None:
        known = ", ".join(each.name for each in house.plan.targets) or "none"
        why = f'no target is called "{event.target}"; the settings have {known}'
    elif call is None or not call.machine.allows(CallTrigger.HAND_OVER):
        why = f"{event.agent} has no caller to send on"
    elif not second_calls.alone(house, call):
        why = second_calls.why_not_alone(event.agent)
    else:
        house.note(call.id, f"{event.agent} sends the caller on to {target.name}")
        house.do(TellAsker(token=event.token, call=call.id))
        _begin(house, call, target)
        return
    house.do(TellAsker(token=event.token, refusal=why))


def begin(house: House, call: Call, step: Transfer) -> None:
    """By a flow; a target that a later plan no longer has is as one that cannot be reached."""
    target = _target(house, step.target)
    if target is None:
        house.note(call.id, f"There is no target {step.target} any more")
        house.continue_at(call, step.otherwise)
        return
    house.note(call.id, f"Sent on to {target.name}")
    _begin(house, call, target)


def left_to_it(house: House, call: Call, agent: AgentName) -> bool:
    """The agent hangs up while their caller is being sent on, which goes on without them. False where it cannot.

    Whoever came from no queue would have nowhere to go back to.
    """
    if call.queue is None or not call.machine.allows(CallTrigger.TAKE_BACK):
        return False
    talks.end(house, call)
    call.machine.do(CallTrigger.LOSE_STATION, house.now)
    house.note(call.id, f"{agent} hung up while the caller was being sent on")
    return True


def done(house: House, name: LineName) -> None:
    """Told too late it is the end of the call all the same: whoever was on the line is with the PBX."""
    line = house.lines.get(name)
    call = house.calls.get(line.call) if line is not None and line.call is not None else None
    if call is not None and call.record.answered_ms is not None:
        call.handed_over = True
        calls.end(house, call, calls.BOX)


def failed(house: House, event: TransferFailed) -> None:
    call = _handed(house, event.line)
    if call is not None:
        _take_back(house, call, event.reason)


def at_latest(house: House, call_id: CallId) -> None:
    _take_back(house, house.calls[call_id], "the line said nothing about it")


def _begin(house: House, call: Call, target: TargetPlan) -> None:
    call.machine.do(CallTrigger.HAND_OVER, house.now)
    call.token = house.new_token()
    house.do(StopSound(call.line))
    house.alarms.set(("handover", call.id), house.now + handover_within(target.number))
    house.do(TransferLine(call.line, target.number))


def _take_back(house: House, call: Call, reason: str) -> None:
    """Agent and caller speak on; without an agent the flow does; a caller whose agent is gone waits again."""
    house.alarms.cancel(("handover", call.id))
    house.note(call.id, f"Could not be sent on: {reason}")
    agent = house.agents.get(call.agent) if call.agent is not None else None
    step = call.now_at
    if agent is not None:
        call.machine.do(CallTrigger.KEEP, house.now)
        if agent.activity.allows(ActivityTrigger.RESUME):
            house.do(PlayMusic(call.line, call.queue.music if call.queue is not None else "music"))
    elif isinstance(step, Transfer):
        call.machine.do(CallTrigger.TAKE_BACK, house.now)
        house.continue_at(call, step.otherwise)
    else:
        call.machine.do(CallTrigger.TRANSFER, house.now)
        queues.return_to(house, call)


def _target(house: House, name: TargetName) -> TargetPlan | None:
    return next((target for target in house.plan.targets if target.name == name), None)


def _handed(house: House, name: LineName) -> Call | None:
    line = house.lines.get(name)
    call = house.calls.get(line.call) if line is not None and line.call is not None else None
    return call if call is not None and call.machine.allows(CallTrigger.TAKE_BACK) else None
