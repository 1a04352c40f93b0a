"""The SIM of a GSM line: whether it can be used, its PIN tried once and never the last time, and what people can do."""

import asyncio
from typing import Final

from appliance.drivers.errors import DeviceLacks
from appliance.drivers.line.modem.gsm_family import GsmFamily
from appliance.drivers.line.modem.link import Link
from appliance.model.signals import CommandDone
from appliance.protocol.errors import ModemFault
from appliance.protocol.gsm.network.modem_errors import modem_error
from appliance.protocol.gsm.network.reading import read_network_line
from appliance.protocol.gsm.network.sim import PinTries, Sim, SimState, sim_of_error

LOOK_S: Final = 1.0
"""Between two questions for a SIM that is busy."""
_TRIES_LEFT: Final = ("AT+CPINR", "AT^CPIN?")

_refused: set[tuple[str, str]] = set()
"""Ports and PINs that this process has tried in vain: a driver made anew must not try the next of three."""


async def open_sim(link: Link, family: GsmFamily, pin: str) -> None:
    """Returns with the SIM ready. A PIN is sent once, and never when the modem tells that one try is left.

    Raises DriverFault; DeviceLacks when it is the SIM that something is wrong with.
    """
    sim = await _sim(link, family)
    if sim.state is SimState.PIN and pin:
        await _enter_pin(link, pin)
        sim = await _sim(link, family)
        if sim.usable:
            _refused.discard((link.place, pin))
    if not sim.usable:
        fault = f"{link.place}: {sim.words}"
        raise DeviceLacks(fault)


def sim_in(reply: CommandDone) -> Sim | None:
    """What a reply to AT+CPIN? says; None when it says nothing of the SIM."""
    for line in reply.lines if reply.ok else ():
        try:
            found = read_network_line(line)
        except ModemFault:
            continue
        if isinstance(found, Sim):
            return found
    error = modem_error(reply.detail)
    return sim_of_error(error.code) if error is not None else None


async def _sim(link: Link, family: GsmFamily) -> Sim:
    """Waits while it is busy, as after power-on. Raises DeviceLacks when it is busy for too long."""
    over = _now_s() + family.sim_busy_for_ms / 1_000
    while True:
        reply = await link.ask("AT+CPIN?")
        sim = sim_in(reply)
        if sim is not None and sim.state is not SimState.BUSY:
            return sim
        if _now_s() >= over:
            said = reply.detail or " ".join(reply.lines) or reply.result.value
            fault = (
                f"{link.place}: the SIM is not ready after {family.sim_busy_for_ms // 1_000} s ({said}); look whether "
                "it sits well, try it in a telephone, else ask the operator for another"
            )
            raise DeviceLacks(fault)
        await asyncio.sleep(LOOK_S)


async def _enter_pin(link: Link, pin: str) -> None:
    tries = await _tries_left(link)
    if (link.place, pin) in _refused:
        raise DeviceLacks(
            f"{link.place}: the SIM has refused this PIN; correct it in the line's settings and start anew"
        )
    if tries is not None and tries <= 1:
        raise DeviceLacks(
            f"{link.place}: one try is left before the SIM locks itself, and the box does not take it; "
            "put the SIM into a telephone and enter its PIN there"
        )
    _refused.add((link.place, pin))
    reply = await link.ask_once(f'AT+CPIN="{pin}"')
    if reply is None:
        return  # nobody knows whether it was taken: AT+CPIN? will tell, and it is not sent again
    if not reply.ok:
        error = modem_error(reply.detail)
        why = f"{error.words}" if error is not None else reply.result.value
        raise DeviceLacks(
            f"{link.place}: the SIM refuses the PIN of the settings ({why}); correct it, the box tries none twice"
        )


async def _tries_left(link: Link) -> int | None:
    """None where the modem does not tell."""
    for command in _TRIES_LEFT:
        reply = await link.ask(command)
        for line in reply.lines if reply.ok else ():
            try:
                found = read_network_line(line)
            except ModemFault:
                continue
            if isinstance(found, PinTries) and found.pin is not None:
                return found.pin
    return None


def _now_s() -> float:
    return asyncio.get_running_loop().time()
