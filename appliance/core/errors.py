"""What core raises: where nothing else is said, a fault of ours, never of a caller, a setting or the hardware."""


class CoreFault(Exception):
    """Core was asked for something that cannot be."""


class UnknownName(CoreFault, LookupError):
    """No agent, queue or waiting call of that name; the text says which, and what is there."""


class ImpossibleTransition(CoreFault):
    """A machine was asked for a move its table does not have."""


class TimeWentBack(CoreFault):
    """The clock given to the engine is not monotonic."""


class CannotSimulate(Exception):
    """Not a fault of ours: the settings have no such line or flow. One sentence."""
