"""What a network says of its services, in sentences for people."""

from collections.abc import Iterator
from typing import Final

from appliance.model.network import ForwardingReason
from appliance.model.signals import CommandDone
from appliance.protocol.errors import ModemFault
from appliance.protocol.gsm.network.callers import WaitingBooking
from appliance.protocol.gsm.network.modem_errors import modem_error
from appliance.protocol.gsm.network.reading import NetworkValue, read_network_line
from appliance.protocol.gsm.network.services import VOICE, Forwarding, OwnNumberShown, Withholding

_SETTINGS: Final = ("is shown or withheld as booked", "is withheld in every call", "is shown in every call")
_BOOKED: Final = {
    Withholding.NOT_BOOKED: "withholding it is not booked",
    Withholding.ALWAYS: "it is booked as always withheld",
    Withholding.UNKNOWN: "what is booked the network does not tell",
    Withholding.UNLESS_SHOWN: "it is booked as withheld unless a call shows it",
    Withholding.WHEN_ASKED: "it is booked as shown unless a call withholds it",
}
_NOT_OFFERED: Final = "the network or the SIM does not offer this; ask the operator"


def refusal(reply: CommandDone) -> str:
    """Why a command was refused, and what to do."""
    error = modem_error(reply.detail)
    if error is not None:
        return f"{error.words} ({error.kind.value}{'' if error.code is None else f' {error.code}'}); {error.advice}"
    return f"{reply.command} is answered {reply.detail or reply.result.value} without a reason: {_NOT_OFFERED}"


def forwarding(reason: ForwardingReason, reply: CommandDone) -> str:
    """Of voice calls; the classes of data and fax concern nobody here."""
    told = [each for each in _values(reply) if isinstance(each, Forwarding)]
    voice = [each for each in told if each.service_class & VOICE or not each.service_class]
    active = next((each for each in voice if each.active), None)
    if active is None:
        kept = next((each.number for each in voice if each.number), "")
        return f"{reason.value}: off" + (f" (the network keeps {kept} for it)" if kept else "")
    after = f" after {active.seconds} s of ringing" if active.seconds else ""
    return f"{reason.value}: to {active.number or 'a number the network does not tell'}{after}"


def waiting(reply: CommandDone) -> tuple[str, ...]:
    told = [each for each in _values(reply) if isinstance(each, WaitingBooking)]
    voice = [each for each in told if each.service_class & VOICE or not each.service_class]
    if any(each.active for each in voice):
        return ("call waiting is on: in a call, a second caller knocks",)
    return ("call waiting is off: in a call, a second caller hears busy",)


def own_number(reply: CommandDone) -> tuple[str, ...]:
    shown = next((each for each in _values(reply) if isinstance(each, OwnNumberShown)), None)
    if shown is None or shown.setting not in range(len(_SETTINGS)):
        return ("the network does not say whether our number is shown",)
    return (f"our number {_SETTINGS[shown.setting]}; {_BOOKED[shown.booked]}",)


def _values(reply: CommandDone) -> Iterator[NetworkValue]:
    for line in reply.lines:
        try:
            value = read_network_line(line)
        except ModemFault:
            continue  # a line that breaks the standard says nothing
        if value is not None:
            yield value
