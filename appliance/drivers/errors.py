"""What drivers raise. Every text is one sentence: where, what, what was expected, what to try."""


class DriverFault(Exception):
    """The hardware, or the way to it, fails; the text is for the technician."""


class DeviceGone(DriverFault):
    """Nothing is there: unplugged, or not yet plugged in. It may come by itself; until then nothing can be mended."""


class DeviceHeld(DriverFault):
    """It is there and cannot be had: another program holds it, or we may not. Only people can change that."""


class DeviceUnfit(DriverFault):
    """It answers, and is not what the settings say or what is needed. Only people can change that."""


class DeviceStuck(DriverFault):
    """It is there, and does not do what it must. Starting it afresh may help."""


class DeviceDeaf(DriverFault):
    """It is there, was asked in every way there is, and does not answer. Asking it once more would tell nothing."""


class DeviceLacks(DriverFault):
    """It works, and lacks what no reset brings: a network, its SIM, the SIM's PIN. Its port stays open meanwhile."""


class UnknownDriver(DriverFault):
    """No driver of that name; the text names the nearest."""


class MissingLibrary(DriverFault):
    """The driver is there, a library it needs is not; the text says how to install it."""
