"""Waiting: a call takes a ticket, hears music, and leaves the queue by an agent, a key, hanging up, or overflow."""

from appliance.core import ageing, announcing, callers, offers, overflow, recordings, waiting
from appliance.core.call_machine import WITH_TICKET, CallTrigger
from appliance.core.house import Call, House
from appliance.core.memories import Broken
from appliance.core.spans import clock
from appliance.model.actions import PlayMusic, WithdrawReason
from appliance.model.flow import Queue
from appliance.model.plan import QueuePlan
from appliance.model.states import AgentStatus
from appliance.model.words import AgentName, Digit, Ms, QueueName


def join(house: House, call: Call, step: Queue) -> None:
    """Takes a ticket, or goes on at once where waiting would be pointless."""
    if call.record.asked_person_ms is None:
        call.record.asked_person_ms = house.now - call.record.rang_ms
    call.record.queue = step.queue
    queue = house.queues.get(step.queue)
    refusal = _refusal(house, queue, step.queue)
    if queue is None or refusal:
        overflow.go_on(house, call, step.queue, refusal)
        return
    call.arrived = _arrival(house, call, queue)
    call.machine.do(CallTrigger.ENQUEUE, house.now)
    _wait(house, call, queue)


def press(house: House, call: Call, digit: Digit) -> None:
    """A key pressed while waiting leaves the queue, or means nothing."""
    step = call.now_at
    if not isinstance(step, Queue) or digit not in step.keys:
        return
    call.left, call.record.wait_ended_ms = "key", house.now - call.record.rang_ms
    call.record.path = (*call.record.path, digit)
    house.note(call.id, f"Left {step.queue} with key {digit} after {clock(house.now - call.waiting_since)}")
    leave(house, call, WithdrawReason.LEFT)
    call.machine.do(CallTrigger.LEAVE_QUEUE, house.now)
    house.continue_at(call, step.keys[digit])


def leave(house: House, call: Call, reason: WithdrawReason) -> None:
    """Gives the place in line up; harmless without one."""
    if call.machine.state not in WITH_TICKET:
        return
    house.limit_menu(call)
    waiting.given_up(house, call)
    offers.withdraw(house, call, reason)


def broke_off(house: House, call: Call) -> None:
    """The connection is gone while waiting: who rings again soon has the old place."""
    queue = call.queue
    if call.machine.state not in WITH_TICKET or queue is None or call.arrived is None or not queue.keep_place_ms:
        return
    house.broken.keep(_place_of(call, queue), Broken(call.arrived, house.now + queue.keep_place_ms))


def return_to(house: House, call: Call) -> None:
    """Back into the queue after the agent's station was lost, with the old place in line."""
    if call.queue is None:
        return
    queue = house.queues.get(call.queue.name)
    if queue is None:
        call.machine.do(CallTrigger.LEAVE_QUEUE, house.now)
        house.limit_menu(call)
        overflow.go_on(house, call, call.queue.name, "the queue is gone from the plan")
        return
    _wait(house, call, queue)


def transfer_to(house: House, call: Call, queue: QueuePlan, by: AgentName) -> None:
    """From a conversation into another queue, with the arrival the ticket always had; not back to who sent it."""
    call.record.queue = queue.name
    offers.exclude(house, call, by, queue.excluded_ms)
    call.sent_by = by
    _wait(house, call, queue)


def why_not(house: House, queue: QueueName) -> str:
    """Why waiting there would be pointless; empty when it is not."""
    return _refusal(house, house.queues.get(queue), queue)


def adopt(house: House, gone: frozenset[QueueName]) -> None:
    """A changed plan holds for who waits already, except in the music they hear.

    Whoever waits in a queue that is `gone` with it waits on by the rules it had, for those who could take the call.
    """
    for call_id in house.routing.replanned:
        house.note(call_id, "The settings were changed: who may take the call, or who comes first")
    for call_id in tuple(house.routing.tickets):
        call = house.calls[call_id]
        queue = house.queues.get(call.queue.name) if call.queue is not None else None
        if queue is not None:
            call.queue = queue
            overflow.limit_wait(house, call)
            ageing.begin(house, call)
        elif call.waits_in.name in gone:
            name = call.waits_in.name
            house.note(call_id, f"The settings have no queue {name} any more; waits on by the rules it had")


def _wait(house: House, call: Call, queue: QueuePlan) -> None:
    """With music, and for as long as the queue allows: the limit of menus begins anew after it."""
    arrived = waiting.begin(house, call, queue)
    overflow.limit_wait(house, call)
    if not recordings.tell_waiting(house, call, queue):
        house.do(PlayMusic(call.line, queue.music))
    preferred, keep = _last_agent(house, call, queue)
    if preferred in call.excluded:
        preferred, keep = None, False
    matches = house.routing.enqueue(
        call.id,
        queue.name,
        arrived,
        house.now,
        preferred=preferred,
        keep=keep,
        excluded=call.excluded,
        sent_by=call.sent_by,
        head_start=callers.head_start(house, call),
    )
    ageing.begin(house, call)
    if arrived < house.now:
        ageing.tell(house, call)
    if not matches:
        place = house.routing.position(call.id)
        house.note(call.id, f"Waits in {queue.name} at place {place}")
        waiting.line_up(house, call, place)
        announcing.begin(house, call)
    offers.hold_out(house, matches)


def _arrival(house: House, call: Call, queue: QueuePlan) -> Ms:
    """When this caller first asked: in this call, or in the one whose wait here broke off, come back for in time."""
    asked = house.now if call.arrived is None else call.arrived
    place = _place_of(call, queue)
    broken = house.broken.recall(place)
    if broken is None or broken.until < house.now or broken.arrived >= asked:
        return asked
    house.broken.forget(place)
    since = clock(house.now - broken.arrived)
    house.note(call.id, f"Has the place in {queue.name} of the call that broke off, taken {since} ago")
    return broken.arrived


def _place_of(call: Call, queue: QueuePlan) -> str:
    """What a place that broke off is remembered by: a detour through another queue must not cost it."""
    return f"{call.number} {queue.name}" if call.number else ""


def _last_agent(house: House, call: Call, queue: QueuePlan) -> tuple[AgentName | None, bool]:
    """Whom the book names, else who spoke with this number last; and whether to wait: while they could take it."""
    name = callers.own_agent(call) or house.spoke_with.recall(call.number)
    agent = house.agents.get(name) if name is not None else None
    if name is None or agent is None or not house.routing.may_take(name, queue.name):
        return None, False
    return name, queue.prefer_last_agent_ms > 0 and agent.status.state is AgentStatus.READY


def _refusal(house: House, queue: QueuePlan | None, name: QueueName) -> str:
    if queue is None:
        return f"there is no queue {name} any more"
    if house.waits.count(queue.name) >= queue.capacity:
        return f"{queue.capacity} are waiting already"
    if queue.needs_staff and not house.routing.anyone_for(queue.name):
        return "nobody is signed in who could take the call"
    return ""
