"""Transfers: an agent sends the caller on to another queue, where the ticket keeps its arrival."""

from appliance.core import queues, second_calls, talks
from appliance.core.call_machine import CallTrigger
from appliance.core.house import House
from appliance.model.words import AgentName, QueueName


def transfer(house: House, name: AgentName, queue: QueueName) -> None:
    """Where waiting would be pointless the agent keeps the caller."""
    call = talks.conversation_of(house, name)
    if call is None or not call.machine.allows(CallTrigger.HAND_OVER):
        return
    refusal = queues.why_not(house, queue) if second_calls.alone(house, call) else second_calls.why_not_alone(name)
    if refusal:
        house.note(call.id, f"{name} could not send the caller on to {queue}: {refusal}")
        return
    talks.end(house, call)
    call.machine.do(CallTrigger.TRANSFER, house.now)
    house.note(call.id, f"{name} sent the caller on to {queue}")
    queues.transfer_to(house, call, house.queues[queue], name)
