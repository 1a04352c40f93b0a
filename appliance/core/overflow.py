"""Overflow: a caller leaves a queue without a person, because waiting is over or would be pointless.

Rule: a wait that is over lets a phone that rings ring to its end; who does not answer it then ends the wait.
"""

from appliance.core import waiting
from appliance.core.call_machine import CallTrigger
from appliance.core.house import Call, House
from appliance.core.spans import clock
from appliance.model.flow import Queue
from appliance.model.words import CallId, QueueName


def limit_wait(house: House, call: Call) -> None:
    """By the longest wait, or by the relaxation where it ends sooner; both count from when this wait began."""
    queue = call.waits_in
    longest = queue.max_wait_ms
    if queue.relax and queue.relax[-1].overflow:
        longest = min(longest, queue.relax[-1].after_ms)
    call.overdue = False
    house.limit(call, call.joined + longest)


def wait_too_long(house: House, call_id: CallId) -> None:
    """The queue's longest wait is over, or its relaxation ends with it."""
    call = house.calls[call_id]
    if call.rung:
        call.overdue = True
        house.limit(call, call.ends_at)
    else:
        end_wait(house, call)


def end_wait(house: House, call: Call) -> None:
    """Of a call with a ticket for which no phone rings any more."""
    house.limit_menu(call)
    waiting.given_up(house, call)
    house.routing.withdraw(call.id)
    call.machine.do(CallTrigger.LEAVE_QUEUE, house.now)
    go_on(house, call, call.waits_in.name, f"nobody took the call for {clock(house.now - call.joined)}")


def go_on(house: House, call: Call, queue: QueueName, why: str) -> None:
    """At the step that its flow names for this; an outgoing call that an agent sent here has none, and ends."""
    step = call.now_at
    call.left, call.record.wait_ended_ms = "overflow", house.now - call.record.rang_ms
    house.note(call.id, f"Goes on from {queue} without a person: {why}")
    house.continue_at(call, step.on_overflow if isinstance(step, Queue) else call.flow.start)
