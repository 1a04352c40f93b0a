"""The life of a call: it opens with a ring, closes once, and its outcome is told apart here and nowhere else."""

from collections.abc import Iterator

from appliance.core import queues, talks
from appliance.core.call_machine import WITH_TICKET, CallTrigger
from appliance.core.house import Call, House, Line
from appliance.core.line_machine import LineTrigger
from appliance.core.spans import clock
from appliance.model.actions import CloseCall, HangUpLine, OpenCall, WithdrawReason
from appliance.model.caller import Caller, Presentation
from appliance.model.flow import Flow
from appliance.model.records import CallRecord
from appliance.model.states import HangUpCause, Outcome

CALLER = "caller"
AGENT = "agent"
BOX = "box"


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
    call.record.hung_up, call.record.cause = who, cause
    call.record.ended_ms = house.now - call.record.rang_ms
    queues.leave(house, call, WithdrawReason.CALLER_GONE)
    talks.end(house, call)
    house.note(call.id, _farewell(call, who, cause))
    call.machine.do(CallTrigger.END, house.now)
    house.alarms.cancel(("input", call.id))
    house.alarms.cancel(("limit", call.id))
    release_line(house, call)
    del house.calls[call.id]
    record = call.record.finished()
    house.last_calls.appendleft(record)
    house.do(CloseCall(record))


def release_line(house: House, call: Call) -> None:
    """Takes the line from the call and tells it to go on-hook; harmless when the line is gone or released already."""
    line = house.line_of(call)
    if line is None:
        return
    line.call = None
    house.alarms.cancel(("ring_gap", line.plan.name))
    if line.machine.allows(LineTrigger.RELEASE):
        house.move_line(line, LineTrigger.RELEASE)
        house.do(HangUpLine(line.plan.name))


def _outcome(house: House, call: Call, who: str, cause: HangUpCause | None) -> Outcome:
    """Design page 5: told by what happened."""
    return next(outcome for fact, outcome in _outcomes(house, call, who, cause) if fact)


def _outcomes(house: House, call: Call, who: str, cause: HangUpCause | None) -> Iterator[tuple[bool, Outcome]]:
    """The strongest fact first."""
    yield call.lost != "", Outcome.LINE_LOST
    yield call.record.talk_began_ms is not None, Outcome.ANSWERED
    yield call.record.answered_ms is None, Outcome.MISSED
    yield call.message_kept, Outcome.MESSAGE_TAKEN
    cut = house.draining and who == BOX and cause is HangUpCause.TIME_LIMIT
    yield cut, Outcome.CUT_BY_RESTART
    waiting = call.machine.state in WITH_TICKET
    yield waiting and who == BOX, Outcome.OVERFLOWED
    short = call.queue is not None and house.now - call.waiting_since <= call.queue.short_ms
    yield waiting and short, Outcome.SHORT_ABANDONED
    yield waiting, Outcome.ABANDONED
    yield call.gave_up and not call.pressed, Outcome.NO_RESPONSE
    yield call.left == "key", Outcome.LEFT_BY_KEY
    yield call.left == "overflow", Outcome.OVERFLOWED
    yield True, Outcome.SELF_SERVED


def _farewell(call: Call, who: str, cause: HangUpCause | None) -> str:
    if call.lost:
        return f"The line was lost: {call.lost}"
    lasted = clock(call.record.ended_ms or 0)
    if who == CALLER and cause is not None:
        return f"The caller hung up after {lasted} (told by {cause.value})"
    because = f" ({cause.value})" if cause is not None else ""
    return f"The {who} ended the call after {lasted}{because}"
