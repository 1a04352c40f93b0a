"""What drivers raise. Every text is one sentence: where, what, what was expected, what to try."""


class DriverFault(Exception):
    """The hardware, or the way to it, fails; the text is for the technician."""


class UnknownDriver(DriverFault):
    """No driver of that name; the text names the nearest."""


class MissingLibrary(DriverFault):
    """The driver is there, a library it needs is not; the text says how to install it."""
