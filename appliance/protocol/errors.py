"""Whose fault it is: OurFault is a bug in the caller of this package, ModemFault is what the other side said or did."""


class ProtocolFault(Exception):
    """One sentence: what happened, what was expected."""


class OurFault(ProtocolFault):
    """The session was asked for something it cannot do in its state."""


class ModemFault(ProtocolFault):
    """The modem's data breaks the standard; raised by parsers, turned into JunkDropped by the session."""
