"""Caller id as a modem tells it: formatted lines, or the message of the exchange in hexadecimal.

The message is the Multiple Data Message Format of Bellcore TR-NWT-000031: type 0x80, length, parameters, checksum.
"""

from appliance.model.caller import Presentation
from appliance.model.words import Value
from appliance.pretend.script import PretendCall

_ABSENCE = {Presentation.WITHHELD: "P", Presentation.OUT_OF_AREA: "O"}


class CallerIdentity(Value, frozen=True, kw_only=True):
    """What the exchange sends between the rings."""

    number: str
    name: str
    presentation: Presentation
    at: str
    """Local time of the call, MMDDHHMM."""


def identity_of(call: PretendCall, at: str) -> CallerIdentity | None:
    """What the exchange knows of who rings; None when it sends nothing."""
    if call.presentation is Presentation.UNKNOWN:
        return None
    return CallerIdentity(number=call.number, name=call.name, presentation=call.presentation, at=at)


def formatted(identity: CallerIdentity, *, spaces: bool) -> tuple[str, ...]:
    """The lines of +VCID=1."""
    absence = _ABSENCE.get(identity.presentation)
    fields = {"DATE": identity.at[:4], "TIME": identity.at[4:], "NMBR": absence or identity.number or "O"}
    if absence or identity.name:
        fields["NAME"] = absence or identity.name
    equals = " = " if spaces else "="
    return tuple(f"{name}{equals}{value}" for name, value in fields.items())


def raw(identity: CallerIdentity) -> str:
    """The line of +VCID=2, hexadecimal."""
    absence = _ABSENCE.get(identity.presentation, "" if identity.number else "O")
    body = _parameter(0x01, identity.at)
    body += _parameter(0x04, absence) if absence else _parameter(0x02, identity.number)
    if absence:
        body += _parameter(0x08, absence)
    elif identity.name:
        body += _parameter(0x07, identity.name)
    message = bytes((0x80, len(body))) + body
    return (message + bytes((-sum(message) & 0xFF,))).hex().upper()


def _parameter(kind: int, text: str) -> bytes:
    return bytes((kind, len(text))) + text.encode("ascii")
