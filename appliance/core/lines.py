"""Lines: rings become calls, calls are answered, the far end hangs up, a modem comes and goes."""

from appliance.core import (
    calls,
    dialling,
    flows,
    messages,
    network_asks,
    outgoing,
    queues,
    ringing_on,
    second_calls,
)
from appliance.core.call_machine import CallTrigger
from appliance.core.house import Call, House, Line
from appliance.core.line_machine import LineTrigger
from appliance.model.actions import AnswerLine
from appliance.model.caller import Caller
from appliance.model.events import CallerIdentified, HandsetMoved, LineAnswered, LineRang, LineReady, LineReleased
from appliance.model.flow import Flow
from appliance.model.network import NetworkSight
from appliance.model.states import DigitSource, HangUpCause
from appliance.model.words import Digit, LineName

UNKNOWN = Caller()

HEARD = frozenset(
    {
        HangUpCause.BUSY_TONE,
        HangUpCause.CONGESTION_TONE,
        HangUpCause.DIAL_TONE,
        HangUpCause.UNOBTAINABLE_TONE,
        HangUpCause.REPEATED_TONE,
        HangUpCause.STEADY_TONE,
        HangUpCause.SILENCE,
        HangUpCause.MODEM_BUSY,
        HangUpCause.MODEM_CONGESTION,
        HangUpCause.MODEM_DIAL_TONE,
    }
)
"""Tones of the PBX while it hands a caller over: no end of the call."""

ANNOUNCED_FOR_MS = 10_000
"""A caller id that came before the first ring belongs to a ring within this time."""


def ready(house: House, event: LineReady) -> None:
    line = house.lines.get(event.line)
    if line is not None and line.machine.allows(LineTrigger.READY):
        house.move_line(line, LineTrigger.READY)
        line.modem, line.can, line.fault, line.announced = event.modem, event.can, "", None
        outgoing.go_on(house, event.line)


def failed(house: House, name: LineName, reason: str) -> None:
    """The modem or its port is gone: its call ends as line lost, others go on."""
    line = house.lines.get(name)
    if line is None:
        return
    house.move_line(line, LineTrigger.FAILED)
    line.fault, line.network, line.texts = reason, None, ""
    outgoing.line_failed(house, name, reason)
    network_asks.line_failed(house, name, reason)
    call = _call_of(house, line)
    house.alarms.cancel(("ring_gap", name))
    line.call = None
    calls.end_second(house, line, calls.BOX, lost=reason)
    ringing_on.lost(house, line, reason)
    house.forget_line_if_gone(name)
    if call is None:
        return
    call.lost = reason
    if messages.outlives(call):
        messages.caller_gone(house, call)
    else:
        calls.end(house, call, calls.BOX)


def rang(house: House, event: LineRang) -> None:
    name, cadence = event.line, event.cadence
    line = house.lines.get(name)
    if line is not None and line.call is not None and line.machine.allows(LineTrigger.REACHED):
        house.note(line.call, "The line rang while it was being dialled on; that caller has to ring again")
    if line is None or house.rested or not line.machine.allows(LineTrigger.RANG):
        return
    house.move_line(line, LineTrigger.RANG)
    call = _call_of(house, line)
    knocked_before = call is None and line.rings_on is not None
    if call is None:
        line.rings = 0
        call = ringing_on.taken_up(house, line) or calls.open_call(house, line, _flow_of(house, line))
    line.rings += 1
    if cadence and line.rings == 1:
        house.note(call.id, f"Rang distinctively: {cadence}")
    house.alarms.set(("ring_gap", name), house.now + line.plan.ring_gap_ms)
    if not knocked_before:  # else who it is now is told in a moment, or another ring is
        _answer_if_due(house, line, call)


def identified(house: House, event: CallerIdentified) -> None:
    name, caller = event.line, event.caller
    line = house.lines.get(name)
    if line is None:
        return
    call = _call_of(house, line)
    if call is None or call.outgoing:
        line.announced = caller
        house.alarms.set(("announced", name), house.now + ANNOUNCED_FOR_MS)
        return
    if ringing_on.somebody_else(line, call, caller) and line.machine.allows(LineTrigger.RINGING_STOPPED):
        line.call = None
        calls.end(house, call, calls.CALLER, HangUpCause.RINGING_STOPPED)
        line.announced = caller
        call = calls.open_call(house, line, _flow_of(house, line))
    calls.identify(house, call, caller)
    _answer_if_due(house, line, call)


def knocked(house: House, name: LineName, caller: Caller) -> None:
    """Another caller waits on a line in use: this call goes on, and its timeline says so."""
    line = house.lines.get(name)
    call = _call_of(house, line) if line is not None else None
    if line is not None and call is not None:
        second_calls.knocked(house, line, call, caller)
        who = f"{caller.number} {caller.name}".strip()
        house.note(call.id, "Another caller knocked on the line" + (f": {who}" if who else ""))


def network_seen(house: House, name: LineName, sight: NetworkSight) -> None:
    line = house.lines.get(name)
    if line is not None:
        line.network = sight


def text_room_seen(house: House, name: LineName, trouble: str) -> None:
    line = house.lines.get(name)
    if line is not None:
        line.texts = trouble
        house.wiring.touch_faults()


def handset_moved(house: House, event: HandsetMoved) -> None:
    """A telephone beside the box joined the call or left it; nothing is decided by it."""
    line = house.lines.get(event.line)
    call = _call_of(house, line) if line is not None else None
    if call is not None:
        which = "on the same line" if event.extension else "at the modem"
        house.note(call.id, f"The telephone {which} was {'lifted' if event.lifted else 'put down'}")


def forget_announced(house: House, name: LineName) -> None:
    if name in house.lines:
        house.lines[name].announced = None


def answered(house: House, event: LineAnswered) -> None:
    name = event.line
    line = house.lines.get(name)
    if line is None or not line.machine.allows(LineTrigger.ANSWERED):
        return
    house.move_line(line, LineTrigger.ANSWERED)
    house.alarms.cancel(("ring_gap", name))
    call = _call_of(house, line)
    if call is None:
        return
    call.machine.do(CallTrigger.ANSWERED, house.now)
    call.record.answered_ms = house.now - call.record.rang_ms
    house.note(call.id, f"Answered at ring {line.rings}")
    outgoing.go_on(house, name)
    call.ends_at = house.now + line.plan.call_limit_ms
    house.limit_menu(call)
    house.continue_at(call, call.flow.start)


def hung_up(house: House, name: LineName, cause: HangUpCause) -> None:
    """The far end is gone. A message being left is finished first, the line goes on-hook at once.

    A line that only rang has nothing to put down.
    """
    line = house.lines.get(name)
    if line is not None and line.machine.allows(LineTrigger.RINGING_STOPPED):
        ringing_stopped(house, name)
        return
    call = _call_of(house, line) if line is not None else None
    if call is None or (cause in HEARD and call.machine.allows(CallTrigger.TAKE_BACK)):
        return
    if call.reaching:
        dialling.cut_off(house, call, cause)
    elif messages.outlives(call):
        call.record.cause = cause
        messages.caller_gone(house, call)
        calls.release_line(house, call)
    elif line is None or not second_calls.bring_back(house, line, call, cause):
        calls.end(house, call, calls.CALLER, cause)


def released(house: House, event: LineReleased) -> None:
    name = event.line
    line = house.lines.get(name)
    if line is not None and line.machine.allows(LineTrigger.RELEASED):
        house.move_line(line, LineTrigger.RELEASED)
        line.rings = 0
        ringing_on.released(house, line)
        outgoing.go_on(house, name)
        house.forget_line_if_gone(name)


def ringing_stopped(house: House, name: LineName) -> None:
    """No ring for a while: the caller gave up before the box answered."""
    line = house.lines.get(name)
    if line is None or not line.machine.allows(LineTrigger.RINGING_STOPPED):
        return
    call = _call_of(house, line)
    house.move_line(line, LineTrigger.RINGING_STOPPED)
    line.rings = 0
    outgoing.go_on(house, name)
    if call is not None:
        calls.end(house, call, calls.CALLER, HangUpCause.RINGING_STOPPED)


def station_lost(house: House, call: Call, name: str, reason: str) -> None:
    """The agent's station went away in mid-conversation: the caller goes back into the queue, at the old place."""
    if call.queue is None or not second_calls.alone(house, call):
        house.note(call.id, f"{name}'s station was lost ({reason})")
        calls.end(house, call, calls.BOX)
        return
    call.machine.do(CallTrigger.LOSE_STATION, house.now)
    if call.machine.allows(CallTrigger.TAKE_BACK):
        house.note(call.id, f"{name}'s station was lost ({reason}) while the caller was being sent on")
        return
    house.note(call.id, f"{name}'s station was lost ({reason}): back into the queue")
    queues.return_to(house, call)


def _answer_if_due(house: House, line: Line, call: Call) -> None:
    """Answers once the caller is known, at the set ring at the latest; never while the box is stopping."""
    if house.draining or not line.machine.allows(LineTrigger.ANSWER):
        return
    if call.record.caller == UNKNOWN and line.rings < line.plan.rings:
        return
    house.move_line(line, LineTrigger.ANSWER)
    call.machine.do(CallTrigger.ANSWER, house.now)
    house.do(AnswerLine(line.plan.name, call.id))


def _call_of(house: House, line: Line) -> Call | None:
    return house.calls.get(line.call) if line.call is not None else None


def _flow_of(house: House, line: Line) -> Flow:
    return house.flows[line.plan.flow]


def pressed(house: House, name: LineName, digit: Digit, source: DigitSource) -> None:
    """A key, as one of the two witnesses tells it."""
    line = house.lines.get(name)
    call = _call_of(house, line) if line is not None else None
    if line is not None and call is not None and line.digits.is_new(digit, source, house.now):
        flows.press(house, call, digit)
