"""Whole calls on one line, seen from the host: rings, caller id, the caller's steps, hang-ups, the record."""

from itertools import cycle, repeat
from typing import Any

import numpy as np
import pytest

from appliance.model.caller import Presentation
from appliance.pretend.kinds import with_steps
from appliance.pretend.line_machine import ExchangeLineState
from appliance.pretend.report import Ended, HungUpBy, PretendOutcome, decode_outcomes, encode_outcome
from appliance.pretend.script import (
    HangUp,
    HangUpHow,
    KindChoices,
    Listen,
    Press,
    PretendCall,
    Tone,
    Unplug,
    WaitRelease,
    WaitSilence,
    WaitSound,
    WaitTone,
)
from appliance.pretend.sines import sines
from appliance.sound.codecs import ulaw_encode

KNOWN = PretendCall(number="5045551234", name="DOE JOHN", steps=(Listen(ms=2_000), HangUp()))
ID_LINES = b"\r\nDATE = 0321\r\n\r\nTIME = 1405\r\n\r\nNMBR = 5045551234\r\n\r\nNAME = DOE JOHN\r\n"
SILENCE = b"\xff" * 160


def _pieces(hz: float, ms: int) -> list[bytes]:
    coded = ulaw_encode(sines((hz,), ms * 8, -15.0))
    return [coded[start : start + 160].replace(b"\x10", b"\x10\x10") for start in range(0, len(coded), 160)]


def test_caller_id_comes_between_the_first_rings(bench: Any) -> None:
    host = bench()
    host.at("+VCID=1")
    host.ring(KNOWN)
    assert host.run(4_500) == b"\r\nRING\r\n" + ID_LINES + b"\r\nRING\r\n\r\nRING\r\n"
    assert host.at("+VRID=0") == ID_LINES + b"\r\nOK\r\n"


def test_caller_id_comes_before_the_first_ring_where_the_exchange_does_so(bench: Any) -> None:
    host = bench(before_ring=True)
    host.at("+VCID=1")
    host.ring(KNOWN)
    assert host.run(1_000) == ID_LINES + b"\r\nRING\r\n"


def test_the_record_tells_when_caller_id_was_sent(bench: Any) -> None:
    host = bench()
    host.at("+VCID=1")
    host.ring(PretendCall(number="5550101", patience_rings=1))
    host.run(5_000)
    assert host.outcome.identified_ms == host.outcome.first_ring_ms + 500


def test_raw_caller_id_is_one_line_of_hexadecimal(bench: Any) -> None:
    host = bench("cx930xx")
    host.at("+VCID=2")
    host.ring(KNOWN)
    line = host.run(1_900).split(b"\r\n")[3]
    assert sum(bytes.fromhex(line.decode())) % 256 == 0


@pytest.mark.parametrize("setting", ["+VCID=0", "+VCID=1"])
def test_no_caller_id_when_not_asked_for_or_not_sent(bench: Any, setting: str) -> None:
    host = bench()
    host.at(setting)
    host.ring(KNOWN if setting == "+VCID=0" else PretendCall(presentation=Presentation.UNKNOWN))
    assert host.run(1_900) == b"\r\nRING\r\n"


def test_rings_in_voice_class_are_events(bench: Any) -> None:
    host = bench("cx930xx")
    host.at("+FCLASS=8")
    host.ring(KNOWN)
    assert host.run(2_500) == b"\x10R\x10R"


def test_a_caller_gives_up_after_so_many_rings(bench: Any) -> None:
    host = bench()
    host.ring(PretendCall(kind="gives_up_ringing", patience_rings=2, steps=(HangUp(),)))
    assert host.run(60_000).count(b"RING") == 2
    assert host.free
    assert host.outcome.ended is Ended.GAVE_UP_RINGING
    assert host.outcome.off_hook_ms is None
    host.run(1_000)
    assert host.line.ready(host.now)


def test_a_served_caller_and_the_record_of_it(bench: Any) -> None:
    host = bench()
    host.ring(with_steps(PretendCall(kind="served", number="123"), KindChoices(agent_hz=(600, 700), talk_ms=1_000)))
    prompt, agent = _pieces(300, 1_500), _pieces(700, 1_000)
    host.voice = iter([*prompt, *repeat(SILENCE, 100), *_pieces(350, 500), *agent, *repeat(SILENCE, 1_000)])
    host.answer()
    host.until(lambda: host.line.state is ExchangeLineState.CALLER_GONE)
    host.send(b"\x10\x03", 500)
    host.at("+VLS=0")
    outcome = host.outcome
    assert outcome.ended is Ended.SCRIPT_DONE
    assert [step.do for step in outcome.steps] == [
        "wait_sound",
        "wait_silence",
        "press",
        "wait_tone",
        "tone",
        "hang_up",
    ]
    assert outcome.steps[3].detail == "700"
    assert outcome.hung_up_by is HungUpBy.CALLER
    times = (
        outcome.first_ring_ms,
        outcome.off_hook_ms,
        outcome.stream_open_ms,
        outcome.hung_up_ms,
        outcome.released_ms,
    )
    assert sorted(times) == list(times)
    assert outcome.samples == sum(map(len, host.tracks.heard)) == sum(map(len, host.tracks.said))
    said = np.concatenate(host.tracks.said)
    spoken = outcome.steps[4]
    span = said[spoken.began_sample : spoken.ended_sample].astype(float)
    assert len(span) == 8_000
    assert int(np.argmax(np.abs(np.fft.rfft(span)))) == 440
    assert not said[: outcome.steps[2].began_sample].any()
    assert host.tracks.closed


def test_the_record_comes_back_from_its_line(bench: Any) -> None:
    host = bench()
    host.ring(PretendCall(patience_rings=1, steps=(HangUp(),)))
    host.run(10_000)
    outcome: PretendOutcome = host.outcome
    assert list(decode_outcomes(encode_outcome(outcome) * 2 + b'{"call": 3')) == [outcome, outcome]


@pytest.mark.parametrize(
    ("steps", "failure"),
    [
        ((WaitSound(within_ms=1_000),), "wait_sound: heard nothing above -45 dBm0 within 1000 ms"),
        ((WaitTone(hz=(600, 700), within_ms=500),), "wait_tone: 600 Hz or 700 Hz not heard within 500 ms"),
        ((WaitSilence(within_ms=400),), "wait_silence: no sound with 600 ms of silence after it within 400 ms"),
        ((WaitRelease(within_ms=400),), "wait_release: the box did not hang up within 400 ms"),
    ],
)
def test_a_wait_in_vain_is_in_the_record(bench: Any, steps: Any, failure: str) -> None:
    host = bench()
    host.ring(PretendCall(steps=(*steps, Listen(ms=3_600_000))))
    host.voice = repeat(SILENCE)
    host.answer()
    host.until(lambda: host.line.state is ExchangeLineState.CALLER_GONE)
    host.send(b"\x10\x03")
    host.at("H")
    assert (host.outcome.ended, host.outcome.failure) == (Ended.NOT_HEARD, failure)


@pytest.mark.parametrize(("steps", "ended"), [((Listen(ms=60_000),), "box hung up"), ((WaitRelease(),), "script done")])
def test_the_box_hangs_up_first(bench: Any, steps: Any, ended: str) -> None:
    host = bench()
    host.ring(PretendCall(steps=steps))
    host.answer()
    host.send(b"\x10\x03")
    host.at("+VLS=0")
    assert host.outcome.ended.value == ended
    assert host.outcome.hung_up_by is HungUpBy.BOX
    assert host.outcome.hung_up_ms == host.outcome.released_ms


@pytest.mark.parametrize(
    ("country", "hertz", "on_ms"), [("us", (480, 620), 500), ("uk", (400,), 375), ("de", (425,), 480)]
)
def test_busy_tone_has_the_countrys_frequencies_and_cadence(bench: Any, country: str, hertz: Any, on_ms: int) -> None:
    host = bench(country=country)
    host.ring(KNOWN)
    host.answer()
    host.run(10_000)
    tone = np.concatenate(host.tracks.said)[16_000:]
    on = on_ms * 8
    for start in (0, 2 * on, 4 * on):
        spectrum = np.abs(np.fft.rfft(tone[start : start + on].astype(float)))
        peaks = {round(int(place) * 8_000 / on) for place in np.argsort(spectrum)[-len(hertz) :]}
        assert all(min(abs(hz - peak) for peak in peaks) <= 3 for hz in hertz)
        assert np.abs(tone[start + on + 1 : start + 2 * on]).max() <= 8


@pytest.mark.parametrize("how", [HangUpHow.LOOP_BREAK, HangUpHow.NOTHING])
def test_other_ways_to_be_gone(bench: Any, how: HangUpHow) -> None:
    host = bench()
    host.ring(PretendCall(steps=(Listen(ms=1_000), HangUp(how=how))))
    host.answer()
    told = host.run(5_000)
    assert (b"\x10l" in told) == (how is HangUpHow.LOOP_BREAK)
    assert not np.concatenate(host.tracks.said).any()
    assert host.line.state is ExchangeLineState.CALLER_GONE


def test_a_modem_that_tells_busy_does_so_every_four_seconds(bench: Any) -> None:
    host = bench(tells_busy=True)
    host.ring(KNOWN)
    host.answer()
    assert host.run(12_000).count(b"\x10b") == 3


def test_an_unplug_ends_the_call_and_the_modem_comes_back_as_new(bench: Any) -> None:
    host = bench()
    host.ring(PretendCall(steps=(Listen(ms=1_000), Unplug(back_after_ms=2_500))))
    host.answer()
    host.until(lambda: not host.line.plugged)
    assert host.outcome.ended is Ended.UNPLUGGED
    assert host.outcome.released_ms is None
    assert host.tracks.closed
    assert host.run(2_400) == b""
    host.run(200)
    assert host.line.plugged
    assert host.at("") == b"AT\r\r\nOK\r\n"  # echo is on again
    assert host.at("+FCLASS?") == b"AT+FCLASS?\r\r\n0\r\n\r\nOK\r\n"


def test_off_hook_without_a_call_gives_dial_tone_and_no_record(bench: Any) -> None:
    host = bench()
    host.at("E0")
    host.at("+FCLASS=8;+VSM=131,8000;+VLS=1;+VTR", 50)
    assert len(set(host.run(500))) > 20
    host.send(b"\x10\x03")
    host.at("H")
    assert host.free
    assert host.line.finished == []


def test_a_box_that_answers_after_the_caller_gave_up_hears_dial_tone(bench: Any) -> None:
    host = bench()
    host.ring(PretendCall(patience_rings=1, steps=(HangUp(),)))
    host.until(lambda: host.free)
    host.at("+FCLASS=8;+VLS=1")
    assert host.line.state is ExchangeLineState.SEIZED


def test_keys_are_heard_as_dtmf_of_the_level_and_length_asked_for(bench: Any) -> None:
    host = bench()
    host.ring(PretendCall(steps=(Press(keys="7#", on_ms=80, off_ms=60, dbm0=-12), Listen(ms=60_000))))
    host.answer()
    host.run(1_000)
    said = np.concatenate(host.tracks.said).astype(float)
    first, gap = said[:640], said[640:1_120]
    found = sorted(int(place) * 8_000 / 640 for place in np.argsort(np.abs(np.fft.rfft(first)))[-2:])
    assert found == pytest.approx([852, 1209], abs=13)
    assert np.sqrt(np.mean(first**2)) == pytest.approx(16_022 * 10 ** (-12 / 20) * np.sqrt(2), rel=0.03)
    assert not gap.any()
    assert said[1_120:1_760].any()


def test_music_and_speech_are_not_taken_for_a_marked_tone(bench: Any) -> None:
    host = bench()
    host.ring(PretendCall(steps=(WaitTone(hz=(600,), within_ms=5_000),)))
    both = sines((600.0, 733.0, 911.0), 8_000, -20.0)
    coded = ulaw_encode(both)
    host.voice = cycle([coded[start : start + 160].replace(b"\x10", b"\x10\x10") for start in range(0, 8_000, 160)])
    host.answer()
    host.run(6_000)
    host.line.stop(host.now)
    assert host.outcome.ended is Ended.NOT_HEARD


def test_a_tone_for_ever_has_no_step_in_it(bench: Any) -> None:
    host = bench()
    host.ring(PretendCall(steps=(Tone(hz=440, ms=3_600_000, dbm0=-6),)))
    host.answer()
    host.run(10_000)
    said = np.concatenate(host.tracks.said).astype(float)[1:80_000]
    steps = np.abs(np.diff(said))
    assert steps.max() < 1.1 * 2 * np.pi * 440 / 8_000 * 22_657 * 10 ** (-6 / 20)
