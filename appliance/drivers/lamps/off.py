"""No lamps: what is shown is only remembered."""

from collections.abc import Iterable

from appliance.drivers.errors import DriverFault
from appliance.drivers.lamps import unknown_lamp
from appliance.model.states import LampPattern
from appliance.model.words import LampName, Value


class Options(Value, frozen=True, kw_only=True):
    """Nothing to choose."""


class Driver:
    def __init__(self, _options: Options, names: Iterable[LampName]) -> None:
        self._patterns = dict.fromkeys(names, LampPattern.OFF)

    def show(self, lamp: LampName, pattern: LampPattern) -> None:
        if lamp not in self._patterns:
            raise DriverFault(unknown_lamp("off", lamp, self._patterns))
        self._patterns[lamp] = pattern

    def close(self) -> None:
        self._patterns = dict.fromkeys(self._patterns, LampPattern.OFF)
