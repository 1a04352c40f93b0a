"""Outgoing calls: asked for, allowed or not, dialled on a line, and answered at the far end or not.

Rule: an agent who calls out is at work from the wish on, and the router knows: nobody is rung for in mid-call.
"""

import msgspec

from appliance.core import agents, calls, permits, rooms, talks
from appliance.core.agent_machine import ActivityTrigger, StatusTrigger
from appliance.core.call_machine import CallTrigger
from appliance.core.dial_times import call_within
from appliance.core.house import Agent, Call, House, Line
from appliance.core.line_machine import LineTrigger
from appliance.core.number_rules import DIALLED, Verdict
from appliance.core.prompt_takes import flow_of_take
from appliance.core.spans import clock
from appliance.model.actions import DialLine, Join, TellAsker
from appliance.model.events import CallWanted, DialFailed, FarEndAnswered
from appliance.model.flow import Flow, HangUp
from appliance.model.outbound import OutboundKind
from appliance.model.spoken import take_of
from appliance.model.states import DialFault, HangUpCause
from appliance.model.words import CallId, FlowName, LineName

NO_FLOW = Flow(name="", start="end", steps={"end": HangUp()})
"""Of a call that nothing was planned for but to reach somebody."""

FAULT_OF: dict[HangUpCause, DialFault] = {
    HangUpCause.LOOP_BREAK: DialFault.REFUSED,
    HangUpCause.NETWORK: DialFault.REFUSED,
    HangUpCause.MODEM_BUSY: DialFault.BUSY,
    HangUpCause.MODEM_CONGESTION: DialFault.CONGESTION,
    HangUpCause.BUSY_TONE: DialFault.BUSY,
    HangUpCause.CONGESTION_TONE: DialFault.CONGESTION,
    HangUpCause.MODEM_DIAL_TONE: DialFault.REFUSED,
    HangUpCause.DIAL_TONE: DialFault.REFUSED,
    HangUpCause.UNOBTAINABLE_TONE: DialFault.UNOBTAINABLE,
}
"""What an end of the connection means before the far end has answered; what is missing means nothing: ringback is a
repeated tone, and between the rings there is silence."""


def wanted(house: House, event: CallWanted) -> None:
    """Begins the call, or says in one sentence why not."""
    verdict = permits.ask(house, event.number, OutboundKind.CALL, by_person=event.agent is not None)
    line = _line_for(house, event, verdict)
    why = _refusal(house, event, verdict) or (line if isinstance(line, str) else _too_long(line, verdict))
    if why or isinstance(line, str):
        permits.refuse(house, verdict, OutboundKind.CALL, _who(event), why)
        house.do(TellAsker(token=event.token, refusal=why))
        return
    call = _begin(house, event, verdict, line)
    house.do(TellAsker(token=event.token, call=call.id))


def beside(house: House, host: Call, event: CallWanted) -> Call | str:
    """A call to somebody who is asked into another one; a sentence when it may not or cannot be."""
    verdict = permits.ask(house, event.number, OutboundKind.CALL, by_person=True)
    line = _line_for(house, event, verdict)
    alone = msgspec.structs.replace(event, agent=None)  # who is in a conversation, as they have to be
    why = _refusal(house, alone, verdict) or (line if isinstance(line, str) else _too_long(line, verdict))
    if why or isinstance(line, str):
        permits.refuse(house, verdict, OutboundKind.CALL, _who(event), why)
        return why
    return _begin(house, event, verdict, line, host=host)


def dialled(house: House, name: LineName) -> None:
    """The number is out: from now on there is something to hear."""
    call = _call_on(house, name)
    if call is None or not call.machine.allows(CallTrigger.DIALLED):
        return
    call.machine.do(CallTrigger.DIALLED, house.now)
    house.alarms.set(("reach", call.id), house.now + house.lines[name].plan.ring_out_ms)
    house.note(call.id, "The number is dialled")
    if call.host is not None:
        rooms.dialled(house, house.calls[call.host])
    elif call.agent is not None:
        house.do(Join(name, call.agent, call.id))


def rings(house: House, name: LineName) -> None:
    call = _call_on(house, name)
    if call is not None and call.machine.allows(CallTrigger.RINGBACK):
        call.machine.do(CallTrigger.RINGBACK, house.now)
        house.note(call.id, "It rings at the far end")


def answered(house: House, event: FarEndAnswered) -> None:
    dialled(house, event.line)  # a line that told of nothing before has dialled all the same
    call, line = _call_on(house, event.line), house.lines.get(event.line)
    if call is None or line is None or not line.machine.allows(LineTrigger.REACHED):
        return
    house.move_line(line, LineTrigger.REACHED)
    house.alarms.cancel(("reach", call.id))
    call.record.answered_ms = house.now - call.record.rang_ms
    call.ends_at = house.now + line.plan.call_limit_ms
    house.note(call.id, f"Answered after {clock(call.record.answered_ms)} ({event.told_by.value})")
    agent = house.agents.get(call.agent) if call.agent is not None else None
    if call.host is not None:
        rooms.reached(house, call, house.calls[call.host])
    elif agent is not None:
        talks.reached(house, call, agent)
    else:
        call.machine.do(CallTrigger.ANSWERED, house.now)
        house.limit_menu(call)
        house.continue_at(call, call.flow.start)


def failed(house: House, event: DialFailed) -> None:
    """Told after the answer it is the end of the call all the same: nothing may be left off-hook."""
    call = _call_on(house, event.line)
    if call is None or not call.outgoing:
        return
    if call.reaching:
        not_reached(house, call, event.cause, event.detail)
    else:
        calls.end(house, call, calls.CALLER, HangUpCause.NETWORK)


def not_reached(house: House, call: Call, fault: DialFault, detail: str = "") -> None:
    call.record.dial_fault = fault
    house.note(call.id, f"Nobody was reached: {fault.value}" + (f" ({detail})" if detail else ""))
    calls.end(house, call, calls.BOX)


def cut_off(house: House, call: Call, cause: HangUpCause) -> None:
    """The connection ended before anybody answered, or somebody thinks so."""
    fault = FAULT_OF.get(cause)
    if fault is not None:
        not_reached(house, call, fault, cause.value)


def reach_at_latest(house: House, call_id: CallId) -> None:
    """It was not dialled, or not answered, for too long."""
    call = house.calls[call_id]
    if call.machine.allows(CallTrigger.DIALLED):
        not_reached(
            house, call, DialFault.NOT_READY, f"the line did not dial within {clock(house.now - call.machine.since)}"
        )
    else:
        not_reached(house, call, DialFault.NO_ANSWER, f"after {clock(house.now - call.machine.since)}")


def _begin(house: House, event: CallWanted, verdict: Verdict, line: Line, *, host: Call | None = None) -> Call:
    call = calls.open_outgoing(house, line, _flow(house, event.flow or "") or NO_FLOW, verdict.number)
    call.ledger = permits.grant(house, verdict, OutboundKind.CALL, _who(event), line.plan.name)
    house.move_line(line, LineTrigger.DIAL)
    house.note(call.id, f"{line.plan.name} calls {verdict.number} for {_who(event)}")
    agent = house.agents.get(event.agent) if event.agent is not None else None
    if host is not None:
        call.agent, call.host = event.agent, host.id
    elif agent is not None:
        call.agent = event.agent
        agents.occupy(house, agent, call.id, ActivityTrigger.DIAL)
    digits = line.plan.dial_prefix + verdict.number
    house.alarms.set(("reach", call.id), house.now + call_within(digits))
    house.do(DialLine(line.plan.name, call.id, digits))
    return call


def _refusal(house: House, event: CallWanted, verdict: Verdict) -> str:
    """One sentence; empty when nothing but a line is wanted."""
    if house.rested or (house.draining and not verdict.emergency):
        return "the box is stopping: no new calls; try again when it is back"
    if wrong := _for_nobody(house, event):
        return wrong
    if verdict.refusal:
        return f"{permits.shown(verdict.number)} {verdict.refusal}"
    if event.agent is not None and (busy := _why_not(house.agents.get(event.agent), event.agent, verdict)):
        return busy
    up = sum(call.outgoing for call in house.calls.values())
    if up >= house.plan.outbound.at_once and not verdict.emergency:
        return f"{up} outgoing calls are up, which is the most at once; wait for one to end"
    return ""


def _too_long(line: Line, verdict: Verdict) -> str:
    """What the line dials before the number counts with it."""
    prefix = line.plan.dial_prefix
    if DIALLED.fullmatch(prefix + verdict.number):
        return ""
    return f"{verdict.number} has {len(prefix + verdict.number)} digits with the line's dial_prefix; at most 20 can be"


def _for_nobody(house: House, event: CallWanted) -> str:
    if event.agent is not None and event.flow is not None:
        return "an outgoing call is for an agent or for a flow, not for both; name one"
    if event.flow is not None and _flow(house, event.flow) is None:
        return f'no flow is called "{event.flow}"; the settings have {", ".join(house.flows) or "none"}'
    return ""


def _why_not(agent: Agent | None, name: str, verdict: Verdict) -> str:
    if agent is None:
        return f'no agent is called "{name}"'
    if not agent.status.allows(StatusTrigger.SIGN_OUT) and not verdict.emergency:
        return f"{name} is signed out; sign in first"
    if not agent.activity.allows(ActivityTrigger.DIAL):
        return f"{name} is {agent.activity.state.value}; end that first"
    return ""


def _line_for(house: House, event: CallWanted, verdict: Verdict) -> Line | str:
    """The line named, else the first idle one of those that may dial out; a sentence when there is none."""
    if event.line is not None:
        line = house.lines.get(event.line)
        if line is None:
            return f'no line is called "{event.line}"; `callbox status` shows the lines'
        if not line.plan.dials_out and not verdict.emergency:
            return f"{event.line} may not call out; say dials_out = true in its [[line]], or name another"
        if line.about_to_ring:
            return f"{event.line} is about to ring; try again when that caller is through"
        return line if line.machine.allows(LineTrigger.DIAL) else f"{event.line} is {line.machine.state.value}"
    free = [line for line in house.lines.values() if not line.about_to_ring]
    idle = [line for line in free if line.machine.allows(LineTrigger.DIAL)]
    allowed = [line for line in idle if line.plan.dials_out]
    chosen = next(iter(allowed or (idle if verdict.emergency else ())), None)
    return "no line that may call out is idle; try again in a minute" if chosen is None else chosen


def _flow(house: House, name: FlowName) -> Flow | None:
    return house.flows.get(name) or flow_of_take(name)


def _who(event: CallWanted) -> str:
    if event.agent is not None:
        return f"agent {event.agent}"
    if event.flow is not None and (name := take_of(event.flow)) is not None:
        return f'whoever records the prompt "{name}"'
    return f"flow {event.flow}" if event.flow is not None else "a test"


def _call_on(house: House, name: LineName) -> Call | None:
    line = house.lines.get(name)
    return house.calls.get(line.call) if line is not None and line.call is not None else None
