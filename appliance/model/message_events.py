"""What happens in the message boxes; what happens while a message is left is in events.py."""

from appliance.model.snapshot import BoxView
from appliance.model.words import Value


class BoxesCounted(Value, frozen=True):
    """What lies in the message boxes now; those that never had a message are missing."""

    boxes: tuple[BoxView, ...]
