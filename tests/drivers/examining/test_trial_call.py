"""Somebody rings for the doctor: id, echo, level, keys and hang-up as the pretend exchange made them."""

import asyncio

import pytest

from appliance.diagnosis.loop import judged_call
from appliance.drivers.examining.trial_call import NobodyRang, trial_call
from appliance.drivers.line import LineDriver, Report, SoundPort
from appliance.drivers.line.voice_modem import Driver, Options
from appliance.drivers.sound.tone_plans import load_tone_plan
from appliance.model.diagnosis import CallFacts
from appliance.model.states import HangUpCause
from appliance.pretend.line import NoTracks
from appliance.pretend.modem_machine import PretendModemState
from appliance.pretend.record_draft import RecordDraft
from appliance.pretend.script import HangUp, Listen, Press, PretendCall, Tone
from tests.drivers.examining.ports_of_pretend import Plugged, voice_line
from tests.drivers.line.jumping_time import in_jumping_time, pass_s

RINGS = PretendCall(
    number="5045551234",
    steps=(
        Listen(ms=4_500),
        Tone(hz=800, ms=1_500, dbm0=-15.0),
        Press(keys="123"),
        Listen(ms=2_000),
        HangUp(),
    ),
)


async def tried(family: str, call: PretendCall | None) -> tuple[CallFacts, list[str], PretendModemState]:
    line = voice_line(family)
    plugged = Plugged(line)
    told: list[str] = []

    def make(report: Report, sound: SoundPort) -> LineDriver:
        return Driver("line1", Options(port="memory"), report, sound, wire=plugged.wires[""])

    ringing = asyncio.ensure_future(_ring(plugged, call)) if call else None
    try:
        facts = await trial_call(make, load_tone_plan("us"), told.append)
    finally:
        plugged.end()
        if ringing:
            ringing.cancel()
    return facts, told, line.modem.state


async def _ring(plugged: Plugged, call: PretendCall) -> None:
    while not plugged.line.ready(plugged._now):
        await pass_s(0.05)
        plugged._catch_up()
    plugged.line.begin(RecordDraft(1, call, plugged._now), {}, "03211405", NoTracks())
    plugged._go_on()


@in_jumping_time
async def test_a_call_is_measured_from_ring_to_hang_up() -> None:
    facts, told, state = await tried("usr5637", RINGS)
    steps = {step.about: step for step in judged_call(facts)}
    assert facts.number == "10 digits, the last 34"
    assert facts.hung_up in {HangUpCause.LOOP_BREAK, HangUpCause.BUSY_TONE, HangUpCause.DIAL_TONE}
    assert facts.keys_heard == "123"
    assert facts.heard_dbm0 is not None
    assert -19 < facts.heard_dbm0 < -5
    assert facts.released_ms is not None
    assert {about for about, step in steps.items() if step.good is False} == set()
    assert told[0] == "the modem is prepared"
    assert told[-1] == "hang up now"
    assert state is PretendModemState.ON_HOOK


@in_jumping_time
async def test_nobody_rings() -> None:
    with pytest.raises(NobodyRang, match="nobody rang within 60 s"):
        await tried("cx930xx", None)


@in_jumping_time
async def test_a_caller_who_is_gone_at_once_is_told() -> None:
    facts, _, state = await tried("usr5637", PretendCall(number="", steps=(Listen(ms=300), HangUp())))
    steps = {step.about: step for step in judged_call(facts)}
    assert steps["keys"].good is False
    assert state is PretendModemState.ON_HOOK


@in_jumping_time
async def test_a_line_that_is_lost_in_the_call_keeps_what_was_measured_and_says_why() -> None:
    plugged = Plugged(voice_line("usr5637"))

    def make(report: Report, sound: SoundPort) -> LineDriver:
        return Driver("line1", Options(port="memory"), report, sound, wire=plugged.wires[""])

    def now_does(what: str) -> None:
        if what.startswith("say something"):
            plugged._ends[""].unplug()

    ringing = asyncio.ensure_future(_ring(plugged, RINGS))
    facts = await trial_call(make, load_tone_plan("us"), now_does)
    plugged.end()
    ringing.cancel()
    assert facts.answered_ms is not None
    assert facts.broke
    assert [step.about for step in judged_call(facts)] == ["caller id", "answering", "echo"]
