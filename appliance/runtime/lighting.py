"""The lamps of the house, which other lamps may take the place of while the box runs."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from appliance.config.nearest import hint
from appliance.drivers.errors import DriverFault
from appliance.drivers.lamps import Lamps
from appliance.drivers.registry import load_driver, open_options
from appliance.drivers.timers import Timer, Timers
from appliance.model.settings import Settings
from appliance.model.snapshot import LampView
from appliance.model.states import LampPattern
from appliance.model.words import LampName

TRIED_MS: Final = 5_000
"""Long enough to look up from a page to the wall."""


class Lighting:
    """Is the lamps of now."""

    def __init__(self, settings: Settings, timers: Timers | None = None) -> None:
        """`timers` None: of the running loop. Raises DriverFault: what cannot light up is said before any call."""
        self._settings = settings
        self._timers = timers
        self._lamps = _opened(settings)
        self._shown: dict[LampName, LampPattern] = {}
        """What each is to show; of the lamps of the settings, so it grows no further."""
        self._tried: dict[LampName, Timer] = {}

    def show(self, lamp: LampName, pattern: LampPattern) -> None:
        self._shown[lamp] = pattern
        if lamp not in self._tried:
            self._lamps.show(lamp, pattern)

    def try_out(self, lamp: LampName) -> str:
        """It flashes for TRIED_MS, then shows what it is to show. Returns why not, empty when it does."""
        names = [each.name for each in self._settings.plan.lamps]
        if lamp not in names:
            return f'"{lamp}": no such lamp in the settings that hold; {hint(lamp, names)}'
        try:
            self._lamps.show(lamp, LampPattern.FAST)
        except DriverFault as fault:
            return str(fault)
        if lamp in self._tried:
            self._tried.pop(lamp).cancel()
        timers = self._timers or asyncio.get_running_loop()
        self._tried[lamp] = timers.call_at(timers.time() + TRIED_MS / 1_000, lambda: self._tried_out(lamp))
        return ""

    def close(self) -> None:
        self._end_trials()
        self._lamps.close()

    def _tried_out(self, lamp: LampName) -> None:
        del self._tried[lamp]
        with suppress(DriverFault):  # it was told when it was to be shown
            self._lamps.show(lamp, self._shown.get(lamp, LampPattern.OFF))

    def _end_trials(self) -> None:
        for timer in self._tried.values():
            timer.cancel()
        self._tried.clear()

    def adopt(self, settings: Settings, shown: Iterable[LampView]) -> str:
        """Returns why not, empty when all is well; then they are as they were. `shown` is what they are to show."""
        if _key(settings) == _key(self._settings):
            return ""
        self._end_trials()
        self._lamps.close()  # first: a pin serves one only
        fault = ""
        try:
            self._lamps = _opened(settings)
            self._settings = settings
        except DriverFault as why:
            fault = f"the lamps are as they were: {why}"
            self._lamps = _opened(self._settings)
        names = {lamp.name for lamp in self._settings.plan.lamps}
        self._shown = {view.name: view.pattern for view in shown if view.name in names}
        for view in shown:
            if view.name in names:
                self._lamps.show(view.name, view.pattern)
        return fault


def _key(settings: Settings) -> object:
    choice = settings.lamps
    return choice.driver, choice.options, [lamp.name for lamp in settings.plan.lamps]


def _opened(settings: Settings) -> Lamps:
    way = load_driver("lamps", settings.lamps.driver)
    lamps: Lamps = way.Driver(
        open_options(settings.lamps, way.Options), tuple(lamp.name for lamp in settings.plan.lamps)
    )
    return lamps
