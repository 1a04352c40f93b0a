"""Lamps: the contract of what lights up. A driver is a file here with `Options` and `Driver`."""

from collections.abc import Iterable
from typing import Protocol

from appliance.config.nearest import hint
from appliance.model.states import LampPattern
from appliance.model.words import LampName


class Lamps(Protocol):
    """All lamps of the house. Built as Driver(options, names); a lamp that fails never stops a call."""

    def show(self, lamp: LampName, pattern: LampPattern) -> None:
        """Sets the lamp's pattern from now on. Returns at once. Raises DriverFault."""

    def close(self) -> None:
        """Everything dark and let go. Never raises."""


def unknown_lamp(driver: str, lamp: LampName, names: Iterable[LampName]) -> str:
    return f'lamps {driver}: "{lamp}": no such lamp; {hint(lamp, names)}'
