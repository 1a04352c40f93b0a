"""A message that a caller leaves is over, kept or lost: its call goes on, if it is still there."""

from appliance.core import messages
from appliance.core.house import House
from appliance.model.message_events import MessageEnded, MessageKept, MessageLost


def ended(house: House, event: MessageEnded) -> None:
    call = next((call for call in house.calls.values() if call.token == event.token), None)
    if call is not None and call.line == event.line:
        messages.ended(house, call, event.token, event.spoken_ms)


def kept(house: House, event: MessageKept) -> None:
    if event.call in house.calls:
        messages.kept(house, house.calls[event.call])


def lost(house: House, event: MessageLost) -> None:
    if event.call in house.calls:
        messages.lost(house, house.calls[event.call], event.reason)
