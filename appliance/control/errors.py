"""What clients of the control socket raise. Every text is one sentence."""


class NoBox(Exception):
    """Nobody answers on the socket, or the connection was lost or broke its rules."""


class Refused(Exception):
    """The box answered the request with a Problem."""


class NotThere(Refused):
    """What was asked about does not exist; the text has the nearest that does."""


class BadSettings(Exception):
    """The settings that say where the box is cannot be used; one sentence a line."""
