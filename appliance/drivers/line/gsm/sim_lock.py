"""The SIM of a GSM line: whether it can be used, its PIN tried once and never the last time, and what people can do."""

import asyncio
import hashlib
from typing import Final

from appliance.drivers.errors import DeviceLacks
from appliance.drivers.line import PinMemory
from appliance.drivers.line.modem.gsm_family import GsmFamily, Question
from appliance.drivers.line.modem.link import Link
from appliance.model.signals import CommandDone
from appliance.protocol.errors import ModemFault
from appliance.protocol.gsm.network.modem_errors import modem_error
from appliance.protocol.gsm.network.reading import read_network_line
from appliance.protocol.gsm.network.sim import Sim, SimState, sim_of_error

LOOK_S: Final = 1.0
"""Between two questions for a SIM that is busy."""
FULL_TRIES: Final = 3
"""Of a PIN (3GPP 11.11 §9.3). While all are left nothing wrong was counted, or the SIM was opened since."""
_ROUNDS: Final = 5_000
"""Of the digest: 3 ms. Four digits are found by trying all of them in any case, by whoever may read the file."""


class ProcessMemory:
    """Refused PINs as this process knows them; a PinMemory."""

    def __init__(self) -> None:
        self._pairs: set[str] = set()

    def knows(self, pair: str) -> bool:
        return pair in self._pairs

    async def remember(self, pair: str) -> None:
        self._pairs.add(pair)

    async def forget(self, pair: str) -> None:
        self._pairs.discard(pair)


OF_THIS_PROCESS: Final = ProcessMemory()
"""A driver made anew must not try the next of three."""


async def open_sim(link: Link, family: GsmFamily, pin: str, memory: PinMemory) -> None:
    """Returns with the SIM ready. A PIN is sent once to one SIM, and never when the modem tells that one try is left.

    Raises DriverFault; DeviceLacks when it is the SIM that something is wrong with.
    """
    sim = await _sim(link, family)
    if sim.state is SimState.PIN and pin:
        pair = await _pair(link, family, pin)
        await _check_tries(link, family, known=memory.knows(pair))
        await memory.remember(pair)  # before: a power cut must not have it sent once more
        await _enter_pin(link, pin)
        sim = await _sim(link, family)
        if sim.usable:
            await memory.forget(pair)
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


async def _pair(link: Link, family: GsmFamily, pin: str) -> str:
    """Of SIM and PIN. By the SIM's own number, which it tells while it is locked; else by the port it is at."""
    question = family.sim_number
    sim = (question.answer(await _told(link, question)) if question else None) or link.place
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), sim.encode(), _ROUNDS).hex()


async def _check_tries(link: Link, family: GsmFamily, *, known: bool) -> None:
    """Raises DeviceLacks when the PIN must not be sent. `known`: this SIM was sent this PIN, and did not open."""
    question = family.pin_tries
    tries = question.number(await _told(link, question)) if question else None
    left = "" if tries is None else f" ({tries} {'try is' if tries == 1 else 'tries are'} left)"
    if known and tries != FULL_TRIES:
        raise DeviceLacks(
            f"{link.place}: the SIM has refused the PIN of the line's settings before{left}, and the box tries none "
            "twice; write the right one into the settings, or take the PIN off the SIM in a telephone"
        )
    if tries is not None and tries <= 1:
        raise DeviceLacks(
            f"{link.place}: one try is left before the SIM locks itself, and the box does not take it; "
            "put the SIM into a telephone and enter its PIN there"
        )


async def _enter_pin(link: Link, pin: str) -> None:
    """Once. Raises DeviceLacks when it is refused; whether it was taken when no answer comes, AT+CPIN? tells."""
    reply = await link.ask_once(f'AT+CPIN="{pin}"')
    if reply is not None and not reply.ok:
        error = modem_error(reply.detail)
        why = error.words if error is not None else reply.result.value
        raise DeviceLacks(
            f"{link.place}: the SIM refuses the PIN of the line's settings ({why}), and the box tries none twice; "
            "write the right one into the settings, or take the PIN off the SIM in a telephone"
        )


async def _told(link: Link, question: Question) -> tuple[str, ...]:
    """No line where the modem refuses."""
    reply = await link.ask(question.send)
    return reply.lines if reply.ok else ()


def _now_s() -> float:
    return asyncio.get_running_loop().time()
