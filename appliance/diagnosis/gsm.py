"""What is wrong with a GSM or LTE modem, its SIM and its network."""

from collections.abc import Iterator
from typing import Final

from appliance.model.diagnosis import Finding, GsmFacts, Weight

FEW_BARS: Final = 1
MANY_BIT_ERRORS: Final = 4
"""RXQUAL; from there on speech is chopped (3GPP 45.008 §8.2.4: 1.6 to 3.2 % and more)."""
TEXTS_LEFT: Final = 3

_SIM_DO: Final = {
    "ABSENT": "put a SIM in, the right way round, and clean its contacts",
    "PIN": "put its PIN into the line's settings (pin = …); the doctor tries none",
    "PUK": "put it into a telephone and enter the PUK that its operator gave",
    "LOCKED": "use the SIM that the modem was sold with, or have the modem unlocked",
    "BUSY": "wait half a minute and look again; if it stays so, take the SIM out and put it in again",
    "UNKNOWN": "look at the SIM in a telephone",
    "NO ANSWER": "unplug the modem and plug it in again; if it comes back, replace the SIM, then the modem",
}


def gsm_findings(facts: GsmFacts) -> Iterator[Finding]:
    if facts.radio_on is False:
        yield Finding(
            weight=Weight.FAULT,
            says="its radio is switched off (AT+CFUN? says so)",
            do="send AT+CFUN=1, or unplug the modem and plug it in again",
        )
    yield from _of_sim(facts)
    yield from _of_network(facts)
    yield from _of_signal(facts)
    yield from _of_sound(facts)
    yield from _of_services(facts)


def _of_sim(facts: GsmFacts) -> Iterator[Finding]:
    if facts.sim in _SIM_DO:
        left = f"; {facts.pin_tries} tries are left" if facts.pin_tries is not None and facts.sim == "PIN" else ""
        says = facts.sim_says.replace(";", ":").partition(":")[0]  # what follows is advice, and so is ours
        yield Finding(weight=Weight.FAULT, says=says + left, do=_SIM_DO[facts.sim])
    if facts.pin_tries == 1 and facts.sim == "PIN":
        yield Finding(
            weight=Weight.FAULT,
            says="one try is left before the SIM locks itself; the box does not take it",
            do="put the SIM into a telephone and enter its PIN there",
        )


def _of_network(facts: GsmFacts) -> Iterator[Finding]:
    if facts.sim not in {"READY", "PIN2", "PUK2"}:
        return  # without its SIM it is in no network, which says nothing
    told = "; ".join(facts.networks) or "it does not say why"
    if facts.registered is False:
        yield Finding(
            weight=Weight.FAULT,
            says=f"no network: {told}",
            do="look at the aerial, and whether the operator has a network here; try the SIM in a telephone",
        )
    elif facts.calls_barred:
        yield Finding(
            weight=Weight.FAULT,
            says=f"it is in the network, and not for calls: {told}",
            do="ask the operator for calls over LTE (VoLTE) with this modem, or let it use GSM or UMTS",
        )
    if facts.roaming:
        yield Finding(
            weight=Weight.DOUBT,
            says=f"it is in another operator's network ({facts.operator or 'roaming'}): calls may cost more",
            do="use a SIM of an operator that is here, or choose the network by hand",
        )


def _of_signal(facts: GsmFacts) -> Iterator[Finding]:
    if facts.bars is not None and facts.dbm is not None and facts.bars <= FEW_BARS:
        yield Finding(
            weight=Weight.DOUBT,
            says=f"weak signal: {facts.dbm} dBm, {facts.bars} of 4 bars (expected: -97 dBm at least)",
            do="move the aerial to a window or put it outside; use a lead for the modem away from the box",
        )
    if facts.bit_errors is not None and facts.bit_errors >= MANY_BIT_ERRORS:
        yield Finding(
            weight=Weight.DOUBT,
            says=f"many bit errors on the air (RXQUAL {facts.bit_errors} of 7): speech will be chopped",
            do="move the aerial away from the box, its power supply and other aerials",
        )


def _of_sound(facts: GsmFacts) -> Iterator[Finding]:
    if facts.speech is False:
        yield Finding(weight=Weight.FAULT, says="it may not carry speech", do=facts.speech_says)
    if facts.sound_by == "port" and facts.sound_trouble:
        says, _, do = facts.sound_trouble.partition("; ")
        yield Finding(
            weight=Weight.FAULT,
            says=f"its sound port: {says}",
            do=do or "write sound_port, the port of its sound, into the line's settings",
        )
    elif facts.sound_by == "none":
        yield Finding(
            weight=Weight.DOUBT,
            says="no way for its sound to reach the box is known",
            do="name its family in the line's settings, or use a modem with a sound port; texts work all the same",
        )


def _of_services(facts: GsmFacts) -> Iterator[Finding]:
    if facts.gives_caller_id is False:
        yield Finding(
            weight=Weight.DOUBT,
            says="it cannot show callers' numbers (AT+CLIP=? is refused)",
            do="expect callers without number; look for newer firmware",
        )
    used, room = facts.texts_used, facts.texts_room
    if used is not None and room is not None and room and room - used <= TEXTS_LEFT:
        yield Finding(
            weight=Weight.DOUBT,
            says=f"its memory of texts is nearly full: {used} of {room}",
            do="let the box run: it stores and deletes them; or delete some with a telephone",
        )
