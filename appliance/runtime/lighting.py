"""The lamps of the house, which other lamps may take the place of while the box runs."""

from collections.abc import Iterable

from appliance.drivers.errors import DriverFault
from appliance.drivers.lamps import Lamps
from appliance.drivers.registry import load_driver, open_options
from appliance.model.settings import Settings
from appliance.model.snapshot import LampView
from appliance.model.states import LampPattern
from appliance.model.words import LampName


class Lighting:
    """Is the lamps of now."""

    def __init__(self, settings: Settings) -> None:
        """Raises DriverFault: what cannot light up is said before the first call, not in it."""
        self._settings = settings
        self._lamps = _opened(settings)

    def show(self, lamp: LampName, pattern: LampPattern) -> None:
        self._lamps.show(lamp, pattern)

    def close(self) -> None:
        self._lamps.close()

    def adopt(self, settings: Settings, shown: Iterable[LampView]) -> str:
        """Returns why not, empty when all is well; then they are as they were. `shown` is what they are to show."""
        if _key(settings) == _key(self._settings):
            return ""
        self._lamps.close()  # first: a pin serves one only
        fault = ""
        try:
            self._lamps = _opened(settings)
            self._settings = settings
        except DriverFault as why:
            fault = f"the lamps are as they were: {why}"
            self._lamps = _opened(self._settings)
        names = {lamp.name for lamp in self._settings.plan.lamps}
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
