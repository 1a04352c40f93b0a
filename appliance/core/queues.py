"""Waiting: a call takes a ticket, hears music, and leaves the queue by an agent, a key, overflow or hanging up."""

from appliance.core import offers
from appliance.core.call_machine import WITH_TICKET, CallTrigger
from appliance.core.house import Call, House
from appliance.core.spans import clock
from appliance.model.actions import PlayMusic, WithdrawReason
from appliance.model.flow import Queue
from appliance.model.plan import QueuePlan
from appliance.model.words import CallId, Digit


def join(house: House, call: Call, step: Queue) -> None:
    """Takes a ticket, or goes on at once where waiting would be pointless."""
    if call.record.asked_person_ms is None:
        call.note_down(asked_person_ms=house.now - call.record.rang_ms)
    call.note_down(queue=step.queue)
    queue = house.queue(step.queue)
    refusal = _refusal(house, step, queue)
    if queue is None or refusal:
        _overflow(house, call, step, refusal)
        return
    call.queue = queue
    call.machine.do(CallTrigger.ENQUEUE, house.now)
    _wait(house, call, queue)
    match = house.routing.enqueue(call.id, queue.name, call.waiting_since, house.now)
    if match is None:
        house.note(call.id, house.routing.explain(call.id))
    offers.hold_out(house, match)


def press(house: House, call: Call, digit: Digit) -> None:
    """A key pressed while waiting leaves the queue, or means nothing."""
    step = call.now_at
    if not isinstance(step, Queue) or digit not in step.keys:
        return
    call.left = "key"
    call.note_down(path=(*call.record.path, digit))
    house.note(call.id, f"Left {step.queue} with key {digit} after {clock(house.now - call.waiting_since)}")
    leave(house, call, WithdrawReason.LEFT)
    call.machine.do(CallTrigger.LEAVE_QUEUE, house.now)
    house.continue_at(call, step.keys[digit])


def wait_too_long(house: House, call_id: CallId) -> None:
    """The queue's longest wait is over."""
    call = house.calls[call_id]
    step = call.now_at
    if call.machine.state not in WITH_TICKET or not isinstance(step, Queue) or call.queue is None:
        return
    waited = clock(call.queue.max_wait_ms)
    leave(house, call, WithdrawReason.LEFT)
    call.machine.do(CallTrigger.LEAVE_QUEUE, house.now)
    _overflow(house, call, step, f"nobody was free for {waited}")


def leave(house: House, call: Call, reason: WithdrawReason) -> None:
    """Gives the place in line up; harmless without one."""
    if call.machine.state not in WITH_TICKET:
        return
    house.alarms.cancel(("max_wait", call.id))
    house.limit_menu(call)
    offers.withdraw(house, call, reason)


def return_to(house: House, call: Call) -> None:
    """Back into the queue after the agent's station was lost, with the old place in line."""
    step = call.now_at
    if call.queue is None or not isinstance(step, Queue):
        return
    if house.queue(call.queue.name) is None:
        call.machine.do(CallTrigger.LEAVE_QUEUE, house.now)
        house.limit_menu(call)
        _overflow(house, call, step, "the queue is gone from the plan")
        return
    _wait(house, call, call.queue)
    offers.hold_out(house, house.routing.enqueue(call.id, call.queue.name, call.waiting_since, house.now))


def _wait(house: House, call: Call, queue: QueuePlan) -> None:
    """With music, and for as long as the queue allows: the limit of menus begins anew after it."""
    house.alarms.cancel(("menu_limit", call.id))
    house.alarms.set(("max_wait", call.id), house.now + queue.max_wait_ms)
    house.do(PlayMusic(call.line, queue.music))


def _refusal(house: House, step: Queue, queue: QueuePlan | None) -> str:
    if queue is None:
        return f"there is no queue {step.queue} any more"
    if len(house.routing.waiting(queue.name)) >= queue.capacity:
        return f"{queue.capacity} are waiting already"
    if queue.needs_staff and not house.routing.anyone_for(queue.name):
        return "nobody is signed in who could take the call"
    return ""


def _overflow(house: House, call: Call, step: Queue, why: str) -> None:
    call.left = "overflow"
    house.note(call.id, f"Goes on from {step.queue} without a person: {why}")
    house.continue_at(call, step.on_overflow)
