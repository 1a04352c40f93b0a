"""What is told of callers before they call: whom the address book and the blocklist treat in a way of their own."""

from appliance.model.contacts import CallerBlock, CallerMark
from appliance.model.words import Value


class CallersKnown(Value, frozen=True, kw_only=True):
    """In the place of all that was told before; holds for calls that ring from now on."""

    marks: tuple[CallerMark, ...] = ()
    blocks: tuple[CallerBlock, ...] = ()
