"""The contract of lines, held by every family of pretend modems whatever it does wrong: each case in jumping time.

Callers are answered, both hear each other, keys are known, who hangs up is noticed, the line goes on-hook, texts come
once. Where a misbehaviour spoils a call the line says why in a sentence, comes back by itself, and serves the next.
"""

from collections.abc import Iterator

import numpy as np
import pytest

from appliance.model.events import LineAnswered, LineHungUp, LineRang
from appliance.model.text_events import TextReceived
from appliance.pretend.families import FAMILIES
from appliance.pretend.gsm.families import GSM_FAMILIES
from appliance.pretend.gsm.family_parts import SoundDoor
from appliance.pretend.gsm.texts import PretendText
from appliance.pretend.misbehaviour import Misbehaviour
from appliance.pretend.script import HangUp, HangUpHow, Listen, Press, PretendCall, Tone, WaitRelease
from appliance.sound.measure import dominant_hz, span_of_tone
from tests.contracts.kept_line import ALONE_S, INSISTED_S, SAYS_HZ, KeptLine
from tests.drivers.line.jumping_time import in_jumping_time, pass_s

OF_MOBILES = {
    *("doubles_carriage_returns", "swallows_ok", "glues_lines", "floods_events", "bare_prompt", "sim_busy"),
    *("loses_text_events", "ussd_before_ok", "tells_number_late", "listing_kills_dialling", "sound_half_dies"),
    *("keeps_calls", "deaf_to_hang_up", "slow_network", "slow_sim"),
}
OF_ANALOG = {"samples_before_connect", "false_dial_tone", "never_signals_hang_up"}
WEARS_OUT = {family.name for family in GSM_FAMILIES.values() if family.door is SoundDoor.CPCMREG}
"""Families whose sound port is known to: others have no sign by which anybody could notice."""
EVERY = [each.value for each in Misbehaviour]
WITHOUT_SOUND = ("zte", "gsm_generic")
"""Families of which nobody knows where their sound is: the driver refuses them in words."""
MOST_TRIES = 4
"""Calls until one of each kind was served."""
CALLER_HZ = 440
SPEAKS = (Listen(ms=900), Tone(hz=CALLER_HZ, ms=700, dbm0=-12.0), Press(keys="5", on_ms=120), Listen(ms=300))
NUMBER = "5551234567"
INSISTS = SPEAKS * 9
"""Twenty seconds of it: where the modem owes the OK of ATA, the box knows of it once it has asked for calls."""
FAR_END_HANGS_UP = PretendCall(number=NUMBER, steps=(*SPEAKS, HangUp(how=HangUpHow.LOOP_BREAK)))
BOX_HANGS_UP = PretendCall(number=NUMBER, steps=(*SPEAKS, WaitRelease(within_ms=60_000)))
FAR_END_INSISTS = PretendCall(number=NUMBER, steps=(*INSISTS, HangUp(how=HangUpHow.LOOP_BREAK)))
BOX_HANGS_UP_INSISTED = PretendCall(number=NUMBER, steps=(*INSISTS, WaitRelease(within_ms=60_000)))


def cases() -> Iterator[tuple[str, str]]:
    for family in (*FAMILIES, *GSM_FAMILIES):
        alien = OF_MOBILES if family in FAMILIES else OF_ANALOG
        if family in GSM_FAMILIES and family not in WEARS_OUT:
            alien = alien | {Misbehaviour.SOUND_HALF_DIES.value}
        if family not in WITHOUT_SOUND:
            yield from ((family, misbehave) for misbehave in ("", *EVERY) if misbehave not in alien)


@pytest.mark.parametrize(("family", "misbehave"), tuple(cases()))
@in_jumping_time
async def test_callers_are_served_whatever_the_modem_does(family: str, misbehave: str) -> None:
    kept = KeptLine(family, misbehave)
    kept.start()
    await kept.until(lambda: kept.ups)
    if family in GSM_FAMILIES:
        kept.text(PretendText(number="+49170", text="Grüße 🌍 " * 20))
        await text_came(kept)
    insists = misbehave == Misbehaviour.SWALLOWS_OK.value
    kept.alone_s = INSISTED_S if insists else ALONE_S
    for call in (FAR_END_INSISTS, BOX_HANGS_UP_INSISTED) if insists else (FAR_END_HANGS_UP, BOX_HANGS_UP):
        kept.box_hangs_up = call in (BOX_HANGS_UP, BOX_HANGS_UP_INSISTED)
        tries = 1
        while not await kept.call(call):
            assert kept.downs or insists, kept.events
            if tries == MOST_TRIES:
                break
            tries += 1
        check_call(kept, misbehave)
    for why in kept.downs:
        assert "\n" not in why
        assert "our fault" not in why
    assert not kept.line.off_hook
    await kept.close()


async def text_came(kept: KeptLine) -> None:
    """Once, and whole, however often it is looked for."""
    await kept.until(lambda: any(isinstance(event, TextReceived) for event in kept.events), 1_300)
    await pass_s(10)
    [text] = {(event.key, event.body) for event in kept.events if isinstance(event, TextReceived)}
    assert text[1] == "Grüße 🌍 " * 20


def check_call(kept: KeptLine, misbehave: str) -> None:
    assert isinstance(kept.events[0], LineRang)
    assert LineAnswered("line1") in kept.events, (kept.downs, kept.events)
    if not kept.box_hangs_up and misbehave != Misbehaviour.NEVER_SIGNALS_HANG_UP.value:
        assert any(isinstance(event, LineHungUp) for event in kept.events)
    assert dominant_hz(span_of_tone(np.concatenate(kept.heard), CALLER_HZ)) == pytest.approx(CALLER_HZ, abs=3)
    assert "5" in kept.digits
    said = span_of_tone(np.concatenate(kept.tracks.heard), SAYS_HZ)
    assert dominant_hz(said) == pytest.approx(SAYS_HZ, abs=3)


@pytest.mark.parametrize("family", WITHOUT_SOUND)
@in_jumping_time
async def test_a_family_whose_sound_nobody_knows_is_refused_in_words(family: str) -> None:
    kept = KeptLine(family)
    kept.start()
    await kept.until(lambda: kept.downs)
    assert "the sound of" in kept.downs[0]
    await kept.close()
