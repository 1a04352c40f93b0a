"""What the router raises. After any of these nothing has changed."""


class RouterFault(Exception):
    """The call makes no sense now; the text says which id, what was found and what was expected."""


class UnknownId(RouterFault, LookupError):
    """No agent, ticket or need of that id."""


class AlreadyThere(RouterFault):
    """The agent or ticket has been added before."""


class WrongState(RouterFault):
    """The agent or ticket is there, but this cannot happen to it now."""


class OutOfRange(RouterFault, OverflowError):
    """A number that does not fit: an id or a time beyond int64, a level outside 1–255."""


class RouterFull(RouterFault):
    """One of the router's limits is reached; the text names it."""
