"""What core raises: each is a fault of ours, never of a caller, a setting or the hardware."""


class CoreFault(Exception):
    """Core was asked for something that cannot be."""


class UnknownName(CoreFault, LookupError):
    """No agent, queue or waiting call of that name; the text says which, and what is there."""


class ImpossibleTransition(CoreFault):
    """A machine was asked for a move its table does not have."""


class TimeWentBack(CoreFault):
    """The clock given to the engine is not monotonic."""
