"""Every family of voice modems, duplex and in turns, through a whole call; and with whatever goes wrong once.

Then the call is answered and released, or the line fails with a sentence; it is never left off-hook.
"""

import contextlib

import numpy as np
import pytest

from appliance.drivers.errors import DriverFault
from appliance.drivers.line.modem.families import read_families
from appliance.drivers.line.modem.voice_family import VoiceFamily
from appliance.model.events import DigitPressed, LineAnswered, LineRang, LineReleased
from appliance.model.states import DigitSource
from tests.contracts.family_modem import FamilyModem, Wrong, modem_of
from tests.drivers.line.jumping_time import in_jumping_time, pass_s
from tests.drivers.line.scripted_modem import Rig, make_rig

FAMILIES = {name: family for name, family in read_families().sound.items() if isinstance(family, VoiceFamily)}
COMMANDS = 45
"""Longest whole call, in commands; a misbehaviour beyond the last one never happens, which is asserted."""
STRIDE = 7
TONE = (8_000 * np.sin(np.arange(160) * 2 * np.pi / 16)).astype(np.int16)

EACH_FAMILY = pytest.mark.parametrize("name", FAMILIES)
EACH_WAY = pytest.mark.parametrize("duplex", [True, False], ids=["duplex", "in turns"])


def rig_of(name: str, *, duplex: bool, at: int = -1, wrong: Wrong = Wrong.REFUSES) -> Rig:
    usb = next(iter(FAMILIES[name].usb), "")
    return make_rig(modem_of(FAMILIES[name], duplex=duplex, at=at, wrong=wrong), usb=usb)


async def whole_call(rig: Rig) -> None:
    """Rings, is answered, hears 100 ms of prompt, presses 5, is hung up."""
    modem = rig.modem
    assert isinstance(modem, FamilyModem)
    await rig.ready()
    modem.say("RING")
    await pass_s(0.1)
    rig.driver.answer(1)
    await rig.until(lambda: LineAnswered("line1") in rig.events)
    for tick in range(40):
        if modem.streaming and modem.mode != "AT+VTX":
            modem.sound()
        rig.ears.say(TONE if tick < 5 else TONE * 0)
        await pass_s(0.02)
    modem.event("/5~")
    await rig.settle()
    rig.driver.hang_up()
    await rig.until(lambda: LineReleased("line1") in rig.events)


@EACH_FAMILY
@EACH_WAY
@in_jumping_time
async def test_a_whole_call(name: str, *, duplex: bool) -> None:
    rig = rig_of(name, duplex=duplex)
    modem = rig.modem
    assert isinstance(modem, FamilyModem)
    await whole_call(rig)
    assert rig.events == [
        LineRang("line1"),
        LineAnswered("line1"),
        DigitPressed("line1", "5", DigitSource.MODEM),
        LineReleased("line1"),
    ]
    assert rig.ears.heard_frames
    assert modem.hook.count(True) == 1
    assert not modem.off_hook
    assert len(modem.commands) < COMMANDS
    assert modem.commands.count("AT") == 1, "no way out needed a resync"
    await rig.done()


@EACH_FAMILY
@EACH_WAY
@pytest.mark.parametrize("wrong", Wrong, ids=lambda wrong: wrong.name.lower())
@in_jumping_time
async def test_whatever_goes_wrong_once_the_line_is_never_left_off_hook(
    name: str, *, duplex: bool, wrong: Wrong
) -> None:
    """At every STRIDEth command; families and faults begin at others, so that together they meet every command."""
    happened = 0
    first = (list(FAMILIES).index(name) + list(Wrong).index(wrong)) % STRIDE
    for at in range(first, COMMANDS, STRIDE):
        rig = rig_of(name, duplex=duplex, at=at, wrong=wrong)
        modem = rig.modem
        assert isinstance(modem, FamilyModem)
        failed = ""
        try:
            await whole_call(rig)
        except DriverFault as fault:
            failed = str(fault)
            assert "\n" not in failed
        with contextlib.suppress(DriverFault):
            await rig.done()
        assert not modem.off_hook, (at, modem.misbehaved, modem.commands)
        assert not modem.streaming
        assert not failed or wrong in {Wrong.REFUSES, Wrong.SILENT}, (modem.misbehaved, failed)
        happened += bool(modem.misbehaved)
        if not modem.misbehaved:
            break
    assert happened > 20 // STRIDE
    assert not rig.modem.misbehaved, "the loop went past the last command"
