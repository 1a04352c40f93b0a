"""Listening to the exchange ends by the line's own clock, and by the loop's when the line is not heard any more."""

from asyncio import create_task

from appliance.drivers.line.modem.call_ear import CallEar
from appliance.drivers.sound.tone_plans import load_tone_plan
from appliance.sound.detectors.call_progress import CallTones, Heard
from appliance.sound.frames import FRAME_MS, SILENCE
from tests.drivers.line.jumping_time import in_jumping_time, pass_s
from tests.drivers.line.scripted_modem import Ears


@in_jumping_time
async def test_a_line_that_is_not_heard_any_more_is_not_listened_to_for_ever() -> None:
    ear = CallEar(Ears(), CallTones(load_tone_plan("us")), lambda _: None)
    assert await ear.listen(frozenset({Heard.DIAL_TONE}), 5_000) is None
    assert ear.unheard


@in_jumping_time
async def test_a_line_that_is_silent_was_heard() -> None:
    ear = CallEar(Ears(), CallTones(load_tone_plan("us")), lambda _: None)
    listening = create_task(ear.listen(frozenset({Heard.DIAL_TONE}), 1_000))
    while not listening.done():
        await pass_s(FRAME_MS / 1_000)
        ear.heard(SILENCE)
    assert await listening is None
    assert not ear.unheard
