"""The life of a call: it opens with a ring, closes once, and its outcome is told apart here and nowhere else."""

from typing import Final

from appliance.core import agents, permits, queues, rooms, talks
from appliance.core.call_machine import WITH_TICKET, CallTrigger
from appliance.core.house import Call, House, Line
from appliance.core.line_machine import LineTrigger
from appliance.core.second_machine import SecondTrigger
from appliance.core.spans import clock
from appliance.model.actions import CloseCall, HangUpLine, OpenCall, OrderSecond, Part, WithdrawReason
from appliance.model.caller import Caller, Presentation
from appliance.model.flow import Flow
from appliance.model.records import CallRecord
from appliance.model.states import Direction, HangUpCause, Outcome, SecondOrder
from appliance.model.words import Ms

CALLER = "caller"
AGENT = "agent"
BOX = "box"
FAR_END = "far end"
"""For the caller of an outgoing call."""

RELEASING_MS: Final[Ms] = 60_000
"""Longest that a line takes to go on-hook, before who knocked in its call is heard of again."""


def open_call(house: House, line: Line, flow: Flow) -> Call:
    """First ring: the call exists from now on, whatever happens to the box."""
    record = CallRecord(
        call=house.next_call,
        line=line.plan.name,
        caller=line.announced or Caller(),
        rang_ms=house.now,
        rang_utc_ms=house.utc_ms(house.now),
    )
    line.announced = None
    call = house.new_call(record, flow)
    line.call = call.id
    house.do(OpenCall(record))
    house.note(call.id, f"Rang on {line.plan.name}")
    return call


def open_second(house: House, line: Line, caller: Caller) -> Call:
    """Somebody knocks in the line's call."""
    record = CallRecord(
        call=house.next_call,
        line=line.plan.name,
        caller=caller,
        rang_ms=house.now,
        rang_utc_ms=house.utc_ms(house.now),
    )
    call = house.new_call(record, house.flows[line.plan.flow])
    call.step = call.flow.start
    house.do(OpenCall(record))
    return call


def open_outgoing(house: House, line: Line, flow: Flow, number: str) -> Call:
    """The wish was granted: the call exists from now on."""
    record = CallRecord(
        call=house.next_call,
        line=line.plan.name,
        caller=Caller(number, presentation=Presentation.GIVEN),
        rang_ms=house.now,
        rang_utc_ms=house.utc_ms(house.now),
        direction=Direction.OUTGOING,
        dialled=number,
    )
    call = house.new_call(record, flow)
    call.step = flow.start
    line.call = call.id
    house.do(OpenCall(record))
    return call


def identify(house: House, call: Call, caller: Caller) -> None:
    call.record.caller = caller
    who = caller.number or caller.presentation.value
    name = f" ({caller.name})" if caller.name else ""
    told = "The number is" if caller.presentation is Presentation.GIVEN else "The caller is"
    house.note(call.id, f"{told} {who}{name}")


def end(house: House, call: Call, who: str, cause: HangUpCause | None = None) -> None:
    """Closes the call: nobody is rung for it, nobody speaks in it, its line goes on-hook, its record is written."""
    call.record.outcome = _outcome(house, call, who, cause)
    if who == CALLER or call.lost:
        queues.broke_off(house, call)
    call.record.hung_up, call.record.cause = FAR_END if call.outgoing and who == CALLER else who, cause
    call.record.ended_ms = house.now - call.record.rang_ms
    queues.leave(house, call, WithdrawReason.CALLER_GONE)
    with_it = rooms.before_end(house, call)
    talks.end(house, call)
    dialler = call.agent
    if dialler is not None and call.machine.allows(CallTrigger.RINGBACK):
        house.do(Part(call.line, dialler))
    house.note(call.id, _farewell(call, call.record.hung_up, cause))
    call.machine.do(CallTrigger.END, house.now)
    house.alarms.cancel(("input", call.id))
    for kind in ("limit", "reach", "handover", "paused", "limit_notice", "asked"):
        house.alarms.cancel((kind, call.id))
    release_line(house, call)
    if call.ledger is not None:
        began = call.record.answered_ms
        permits.close(house, call.ledger, 0 if began is None else house.now - call.record.rang_ms - began)
    del house.calls[call.id]
    record = call.record.so_far()
    house.last_calls.appendleft(record)
    house.do(CloseCall(record))
    if dialler is not None:
        agents.let_go(house, dialler)
    for other in with_it:
        end(house, other, BOX)


def release_line(house: House, call: Call) -> None:
    """Takes the line from the call and tells it to go on-hook; harmless when the line is gone or released already."""
    line = house.line_of(call)
    if line is None:
        _release_second(house, call)
        return
    line.call = None
    house.alarms.cancel(("ring_gap", line.plan.name))
    if line.machine.allows(LineTrigger.RELEASE):
        house.move_line(line, LineTrigger.RELEASE)
        house.do(HangUpLine(line.plan.name))
    end_second(house, line, AGENT if call.record.hung_up == AGENT else BOX)


def end_second(house: House, line: Line, who: str, lost: str = "") -> None:
    """The line is put down or lost: whoever was held on it is gone; who knocked rings on where it is only put down."""
    second, line.second = house.calls.get(line.second) if line.second is not None else None, None
    rings_on = line.second_machine.allows(SecondTrigger.TAKE) and not lost
    line.second_machine.do(SecondTrigger.CLEARED, house.now)
    if second is not None and rings_on:
        line.rings_on = second.id
        house.alarms.set(("rings_on", line.plan.name), house.now + RELEASING_MS)
    elif second is not None:
        second.lost = lost
        end(house, second, who)


def _release_second(house: House, call: Call) -> None:
    """Of two callers the one who is not heard; while they are being swapped both go."""
    line = house.lines.get(call.line)
    if line is None or line.second != call.id:
        return
    line.second = None
    if line.second_machine.allows(SecondTrigger.DROP):
        line.second_machine.do(SecondTrigger.DROP, house.now)
        house.do(OrderSecond(line.plan.name, SecondOrder.REFUSE))
    elif line.call is not None:
        end(house, house.calls[line.call], BOX)


def _outcome(house: House, call: Call, who: str, cause: HangUpCause | None) -> Outcome:
    """Design page 5: told by what happened, the strongest fact first."""
    if call.lost:
        return Outcome.LINE_LOST
    if call.went_as_fax or call.record.talk_began_ms is not None:
        return Outcome.FAX if call.went_as_fax else Outcome.REACHED if call.outgoing else Outcome.ANSWERED
    if call.record.answered_ms is None:
        unanswered = Outcome.TURNED_AWAY if call.turned_away else Outcome.MISSED
        return Outcome.NOT_REACHED if call.outgoing else unanswered
    if call.handed_over or call.message_kept:
        return Outcome.TRANSFERRED if call.handed_over else Outcome.MESSAGE_TAKEN
    if house.draining and who == BOX and cause is HangUpCause.TIME_LIMIT:
        return Outcome.CUT_BY_RESTART
    return _of_a_wait(house, call, who) if call.machine.state in WITH_TICKET else _of_a_menu(call)


def _of_a_wait(house: House, call: Call, who: str) -> Outcome:
    if who == BOX:
        return Outcome.OVERFLOWED
    short = house.now - call.waiting_since <= call.waits_in.short_ms
    return Outcome.SHORT_ABANDONED if short else Outcome.ABANDONED


def _of_a_menu(call: Call) -> Outcome:
    if call.outgoing:
        return Outcome.REACHED
    if call.gave_up and not call.pressed:
        return Outcome.NO_RESPONSE
    return {"key": Outcome.LEFT_BY_KEY, "overflow": Outcome.OVERFLOWED}.get(call.left, Outcome.SELF_SERVED)


def _farewell(call: Call, who: str, cause: HangUpCause | None) -> str:
    if call.lost:
        return f"The line was lost: {call.lost}"
    lasted = clock(call.record.ended_ms or 0)
    if call.handed_over:
        return f"The caller was taken over after {lasted}"
    if who in {CALLER, FAR_END} and cause is not None:
        return f"The {who} hung up after {lasted} (told by {cause.value.removeprefix('told by ')})"
    because = f" ({cause.value})" if cause is not None else ""
    return f"The {who} ended the call after {lasted}{because}"
