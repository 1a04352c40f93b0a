"""Message boxes: how many messages lie in each, and what may be done with one of them."""

from appliance.core.box_machine import TABLE, BoxMachine
from appliance.core.house import House
from appliance.model.message_events import BoxesCounted
from appliance.model.records import MessageMark, MessageRecord
from appliance.model.states import MessageOrder, MessageState


def counted(house: House, event: BoxesCounted) -> None:
    before, house.boxes = house.boxes, {box.name: box for box in event.boxes}
    for name in before.keys() | house.boxes.keys():
        if before.get(name) != house.boxes.get(name):
            house.wiring.touch_box(name)


def marked(message: MessageRecord, order: MessageOrder, who: str, utc_ms: int) -> MessageMark | str:
    """What the message becomes, or one sentence why it cannot."""
    machine = BoxMachine(TABLE, message.state, 0)
    taken_by = message.who if message.state is MessageState.TAKEN else ""
    if taken_by and order is MessageOrder.TAKE and taken_by != who:
        return f"message {message.id} is taken by {taken_by}; they give it back first"
    if order is MessageOrder.TAKE and not who:
        return f"message {message.id} is taken by somebody; say who"
    if not machine.allows(order):
        return f"message {message.id} is {message.state.value}; that cannot be said of it now"
    machine.do(order, 0)
    same = machine.state is message.state
    gone = order in {MessageOrder.GIVE_BACK, MessageOrder.NEW}
    who = message.who if same or (not who and not gone) else "" if gone else who
    changed = message.changed_utc_ms if same else utc_ms
    return MessageMark(file=message.file, state=machine.state, who=who, changed_utc_ms=changed)
