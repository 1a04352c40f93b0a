"""Lamps on the pins of the computer, through gpiozero. Its `mock` pin factory is the simulator.

A steady lamp costs nothing. A blinking one has a thread of gpiozero's that wakes at each change and at no other time.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib.metadata import EntryPoint, entry_points

from gpiozero import LED, Factory, GPIOPinInUse, PinInvalidPin

from appliance.config.nearest import hint
from appliance.drivers.errors import DriverFault, UnknownDriver
from appliance.drivers.lamps import unknown_lamp
from appliance.drivers.registry import missing_library
from appliance.model.states import LampPattern
from appliance.model.words import LampName, Value

_FACTORIES = "gpiozero_pin_factories"
"""The entry point group in which gpiozero and others offer ways to reach pins."""

_RHYTHMS = {LampPattern.SLOW: (1.0, 1.0), LampPattern.FAST: (0.2, 0.2)}
"""Seconds on and off. Fast stays below three flashes a second, which may hurt people (WCAG 2.2, 2.3.1)."""


class Options(Value, frozen=True, kw_only=True):
    pin_factory: str = "lgpio"
    """How pins are reached: a pin factory of gpiozero, such as lgpio, rpigpio, pigpio, native; mock for none."""
    pins: dict[LampName, int] = {}
    """Lamp → GPIO number (17 is GPIO17, not pin 17 of the header)."""
    active_high: bool = True
    """The lamp is lit when its pin is high."""


class Driver:
    def __init__(self, options: Options, names: Iterable[LampName], *, factory: Factory | None = None) -> None:
        """Opens every pin, dark. Raises DriverFault. A `factory` given is used instead of the one the options name."""
        self._lamps: dict[LampName, LED] = {}
        lamps = tuple(names)
        for fault in wiring_faults(options, lamps):
            raise DriverFault(fault)
        self._factory = factory if factory is not None else open_factory(options.pin_factory)
        try:
            for lamp in lamps:
                self._lamps[lamp] = self._open(lamp, options)
        except DriverFault:
            self.close()
            raise

    def show(self, lamp: LampName, pattern: LampPattern) -> None:
        led = self._lamps.get(lamp)
        if led is None:
            raise DriverFault(unknown_lamp("gpio", lamp, self._lamps))
        try:
            _light(led, pattern)
        except Exception as fault:  # each pin library has errors of its own
            text = f'lamps gpio: lamp "{lamp}" on {led.pin} does not obey: {fault}; try another pin factory'
            raise DriverFault(text) from fault

    def close(self) -> None:
        while self._lamps:
            _, led = self._lamps.popitem()
            _quietly(led.close)
        _quietly(self._factory.close)

    def _open(self, lamp: LampName, options: Options) -> LED:
        number = options.pins[lamp]
        place = f'lamps gpio: pins."{lamp}" = {number}'
        try:
            return LED(number, active_high=options.active_high, pin_factory=self._factory)
        except GPIOPinInUse as fault:
            text = f"{place}: the pin is in use by something else in this program; give the lamp another pin"
            raise DriverFault(text) from fault
        except PinInvalidPin as fault:
            text = f"{place}: no such pin on this computer; expected the number of a GPIO, such as 17"
            raise DriverFault(text) from fault
        except Exception as fault:  # lgpio.error "GPIO busy", RPi's RuntimeError, …: each pin library has its own
            text = f"{place}: the pin cannot be had: {fault}; gpioinfo says who holds it"
            raise DriverFault(text) from fault


def wiring_faults(options: Options, names: Iterable[LampName]) -> tuple[str, ...]:
    """What in the options does not fit the lamps of the plan, one sentence each."""
    lamps = tuple(names)
    faults = [
        f'lamps gpio: lamp "{lamp}" has no pin; expected pins = {{ "{lamp}" = NUMBER }}'
        for lamp in lamps
        if lamp not in options.pins
    ]
    taken: dict[int, LampName] = {}
    for lamp, number in options.pins.items():
        if lamp not in lamps:
            faults.append(f'lamps gpio: pins."{lamp}" = {number}: no such lamp; {hint(lamp, lamps)}')
        if taken.setdefault(number, lamp) != lamp:
            faults.append(
                f'lamps gpio: pins."{lamp}" = {number}: is the pin of lamp "{taken[number]}"; give each lamp its own'
            )
    return tuple(faults)


def open_factory(name: str) -> Factory:
    """The pin factory of that name. Raises UnknownDriver, MissingLibrary or, when there are no pins, DriverFault."""
    found = _offered().get(name)
    if found is None:
        text = f'lamps gpio: pin_factory = "{name}": no such pin factory; {hint(name, sorted(_offered()))}'
        raise UnknownDriver(text)
    try:
        factory: Factory = found.load()()
    except ImportError as fault:
        who = f'lamps gpio: the pin factory "{name}"'
        raise missing_library(who, fault) from fault
    except Exception as fault:  # each pin library has errors of its own
        text = f'lamps gpio: the pin factory "{name}" finds no pins: {fault}; expected a computer with GPIO, or "mock"'
        raise DriverFault(text) from fault
    return factory


def _offered() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=_FACTORIES)}


def _light(led: LED, pattern: LampPattern) -> None:
    if pattern in _RHYTHMS:
        on_s, off_s = _RHYTHMS[pattern]
        led.blink(on_time=on_s, off_time=off_s)
    elif pattern is LampPattern.ON:
        led.on()
    else:
        led.off()


def _quietly(close: Callable[[], None]) -> None:
    """Closing goes on whatever one pin says."""
    with suppress(Exception):
        close()
