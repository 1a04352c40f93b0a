"""What is fuzzed of a SIM's answers: its state, the tries left and its number by every family, room for texts."""

from typing import Final

from appliance.drivers.line.gsm.network_watch import NetworkWatch
from appliance.drivers.line.gsm.sim_lock import sim_in
from appliance.drivers.line.gsm.text_room import no_room
from appliance.drivers.line.modem.families import read_families
from appliance.drivers.line.modem.gsm_family import GsmFamily
from appliance.model.signals import CommandDone, Result, Ring, Unsolicited
from appliance.protocol import ModemFault
from appliance.protocol.gsm.network.storage import stored_messages

_FAMILIES: Final = tuple(each for each in read_families().sound.values() if isinstance(each, GsmFamily))


def sim_answers(data: bytes) -> None:
    """Lines as the modem says them, as answer of each question and unasked."""
    lines = tuple(data.decode("latin-1").split("\n"))
    for reply in (CommandDone("AT", Result.OK, lines), CommandDone("AT", Result.ERROR, (), lines[0])):
        sim = sim_in(reply)
        assert sim is None or (sim.words and "\n" not in sim.words)
    for family in _FAMILIES:
        for question in (family.pin_tries, family.sim_number):
            answer = question.answer(lines) if question else None
            number = question.number(lines) if question else None
            assert number is None or (answer and number == int(answer))
            assert answer is None or 1 <= len(answer) <= max(map(len, lines))
    _room(lines)
    watch = NetworkWatch()
    for signal in (*map(Unsolicited, lines), Ring("")):
        before = watch.came
        watch.heard_waiting(signal)
        assert watch.came - before in {0, 1}
    assert watch.came >= 1


def _room(lines: tuple[str, ...]) -> None:
    try:
        stored = stored_messages(lines)
    except ModemFault:
        stored = ()
    trouble = no_room(CommandDone("AT+CPMS?", Result.OK, lines), stored)
    assert not trouble or (stored and "is full (" in trouble)
