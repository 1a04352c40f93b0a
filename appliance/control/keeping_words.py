"""What whoever looks after the box may have it do."""

from appliance.model.words import LampName, Value


class ReadCallers(Value, frozen=True):
    """The address book or the blocklist has changed: the box reads anew whom it treats in a way of their own."""


class TryLamp(Value, frozen=True):
    """It flashes for some seconds, whatever it is to show; then it shows that."""

    lamp: LampName
