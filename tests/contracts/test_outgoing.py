"""The contract of lines that call out, send texts and ask the network, whatever their modem does wrong; time jumps.

Who is reached hears us and we them; who is not is told as what it was: busy, no answer, refused, no dial tone. Where a
misbehaviour spoils a call the line says why in a sentence and the next one goes out. Nothing goes out twice.
"""

from collections.abc import Iterator
from itertools import cycle
from typing import Final

import numpy as np
import pytest

from appliance.drivers.line.gsm_modem import Driver as GsmDriver
from appliance.model.actions import SendText
from appliance.model.events import DialFailed, FarEndAnswered, LineReleased
from appliance.model.network import SendCode
from appliance.model.states import DialFault, SendFault
from appliance.model.text_events import NetworkReplied, TextRefused, TextSent
from appliance.pretend.families import FAMILIES
from appliance.pretend.gsm.families import GSM_FAMILIES
from appliance.pretend.gsm.mobile_line import MobileLine
from appliance.pretend.gsm.subscribers import FarEnd, UssdMenu
from appliance.pretend.script import HangUp, HangUpHow, Listen, Tone, WaitTone
from appliance.sound.measure import dominant_hz, span_of_tone
from tests.contracts.kept_line import SAYS_HZ, KeptLine
from tests.contracts.test_every_family import MOST_TRIES, WITHOUT_SOUND
from tests.drivers.line.jumping_time import in_jumping_time, pass_s

FAR_HZ: Final = 1_200
TALKS: Final = (
    Listen(ms=300),
    Tone(hz=FAR_HZ, ms=1_500, dbm0=-12.0),
    WaitTone(hz=round(SAYS_HZ), within_ms=20_000),
    Listen(ms=1_000),
    HangUp(how=HangUpHow.LOOP_BREAK),
)
REACHED, BUSY, SILENT, REFUSED = "03011111", "03022222", "03033333", "03044444"
FAR_ENDS: Final = (
    FarEnd(number=REACHED, answers_after_ms=7_000, steps=TALKS),
    FarEnd(number=BUSY, cause=17),
    FarEnd(number=SILENT, answers_after_ms=None, gives_up_after_ms=12_000),
    FarEnd(number=REFUSED, cause=21),
)
CAUSES: Final = {
    BUSY: {DialFault.BUSY},
    SILENT: {DialFault.NO_ANSWER, DialFault.BUSY},
    REFUSED: {DialFault.REFUSED, DialFault.BUSY},
}
"""An exchange has one tone for all of them."""
CREDIT: Final = UssdMenu(asked="*100#", says="Guthaben: 5,00 EUR")
BODY: Final = "Grüße {[€]} 🌍 " * 12

ANALOG: Final = ("", "doubles_a_line", "answers_error_once", "stalls:+VTS", "unplugged_mid_call", "no_dial_tone")
MOBILE: Final = (
    *("", "doubles_carriage_returns", "doubles_a_line", "glues_lines", "floods_events", "swallows_ok", "swallows_ok:D"),
    *("echoes_late", "drops_a_byte", "answers_error_once:D", "stalls:+CLCC", "stalls:D", "unplugged_mid_call"),
)
TYPING: Final = (
    *("", "bare_prompt", "loses_prompt", "echoes_texts", "swallows_ok", "glues_lines", "floods_events", "echoes_late"),
    *("ussd_before_ok", "answers_error_once:+CMGS", "stalls:+CMGS", "doubles_carriage_returns", "drops_a_byte:977"),
)
MOBILES: Final = tuple(name for name in GSM_FAMILIES if name not in WITHOUT_SOUND)


def pairs(families: tuple[str, ...], wrong: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Every family with nothing wrong, and each misbehaviour at every third one: they do their wrong alike."""
    for place, family in enumerate(families):
        yield from ((family, each) for turn, each in enumerate(wrong) if not each or (place + turn) % 3 == 0)


def cases() -> Iterator[tuple[str, str, str]]:
    """Of those who are not reached each time another."""
    chosen = (*pairs(tuple(FAMILIES), ANALOG), *pairs(MOBILES, MOBILE))
    return ((*pair, unhappy) for pair, unhappy in zip(chosen, cycle(CAUSES)))


@pytest.mark.parametrize(("family", "misbehave", "unhappy"), tuple(cases()))
@in_jumping_time
async def test_calls_go_out_and_their_end_is_told_whatever_the_modem_does(
    family: str, misbehave: str, unhappy: str
) -> None:
    kept = KeptLine(family, misbehave, far_ends=FAR_ENDS)
    kept.start()
    await kept.until(lambda: kept.ups)
    for number in (unhappy, REACHED):
        for _ in range(MOST_TRIES):
            served = await kept.dial(number)
            assert len(kept.line.finished) <= 1, "dialled twice"
            if served and not spoilt(kept, misbehave):
                break
        check(kept, number, misbehave)
    for why in kept.downs:
        assert "\n" not in why
        assert "our fault" not in why
    assert not kept.line.off_hook
    await kept.close()


def spoilt(kept: KeptLine, misbehave: str) -> bool:
    """A modem that refuses the dialling itself, once."""
    return misbehave.startswith("answers_error_once") and any(
        isinstance(event, DialFailed) and event.cause is DialFault.REFUSED for event in kept.events
    )


def check(kept: KeptLine, number: str, misbehave: str) -> None:
    if misbehave.startswith("swallows_ok"):
        return  # nothing but a dialect's own lines tells of the answer then, and some have none: it comes too late
    assert isinstance(kept.events[-1], LineReleased), (kept.downs, kept.events)
    failed = [event for event in kept.events if isinstance(event, DialFailed)]
    if misbehave == "no_dial_tone":
        assert [event.cause for event in failed] == [DialFault.NO_DIAL_TONE]
        return
    if number != REACHED:
        assert len(failed) == 1, kept.events
        assert failed[0].cause in CAUSES[number], failed
        return
    assert not failed, failed
    assert any(isinstance(event, FarEndAnswered) for event in kept.events)
    assert dominant_hz(span_of_tone(np.concatenate(kept.heard), FAR_HZ)) == pytest.approx(FAR_HZ, abs=3)
    said = span_of_tone(np.concatenate(kept.tracks.heard), SAYS_HZ)
    assert dominant_hz(said) == pytest.approx(SAYS_HZ, abs=3)


@pytest.mark.parametrize(("family", "misbehave"), tuple(pairs(MOBILES, TYPING)))
@in_jumping_time
async def test_a_text_goes_out_once_and_the_network_answers_a_code(family: str, misbehave: str) -> None:
    kept = KeptLine(family, misbehave, far_ends=FAR_ENDS, ussd=(CREDIT,))
    kept.start()
    await kept.until(lambda: kept.ups)
    line = kept.line
    assert isinstance(line, MobileLine)
    for _ in range(MOST_TRIES):
        told = await sent(kept)
        if isinstance(told, TextSent) or told.fault is not SendFault.LATER:
            break
        await pass_s(10)
    assert isinstance(told, TextSent), told
    assert [text.text for text in line.sent_texts] == [BODY]
    reply = await asked(kept)
    assert reply.words == ("Guthaben: 5,00 EUR",), reply
    assert not any("our fault" in why for why in kept.downs)
    await kept.close()


async def sent(kept: KeptLine) -> TextSent | TextRefused:
    """What the last part of the text came to."""
    done = sum(isinstance(event, TextSent) for event in kept.events)
    kept.events[:] = [event for event in kept.events if not isinstance(event, TextRefused)]
    driver = await up(kept)
    driver.send_text(SendText(line="line1", text=1, number=REACHED, body=BODY, done=done))

    def end() -> TextSent | TextRefused | None:
        told = [event for event in kept.events if isinstance(event, TextSent | TextRefused)]
        last = told[-1] if told else None
        return last if isinstance(last, TextRefused) or (last and last.part == last.parts) else None

    await kept.until(end, 300)
    found = end()
    assert found
    return found


async def asked(kept: KeptLine) -> NetworkReplied:
    driver = await up(kept)
    driver.ask_network(7, SendCode("*100#"))
    await kept.until(lambda: any(isinstance(event, NetworkReplied) for event in kept.events), 300)
    return next(event for event in kept.events if isinstance(event, NetworkReplied))


async def up(kept: KeptLine) -> GsmDriver:
    await kept.until(lambda: kept.keeper.driver is not None)
    assert isinstance(kept.keeper.driver, GsmDriver)
    return kept.keeper.driver
