"""Voice streams: pace, shielding, codecs, buffer, exits, events; on an invented clock."""

from itertools import repeat
from typing import Any

import numpy as np
import pytest

from appliance.pretend.families import CX930XX, FAMILIES, USR5637
from appliance.pretend.modem import Modem
from appliance.pretend.modem_machine import PretendModemState
from appliance.pretend.script import HangUp, HangUpHow, Listen, Press, PretendCall, Say, Step, Tone
from appliance.pretend.sines import sines
from appliance.pretend.transmit_buffer import shielded
from appliance.pretend.voice_stream import DigitWatch, SilenceWatch
from appliance.sound.codecs import CODECS, ulaw_decode, ulaw_encode

EXITS = {name: family.duplex_exit for name, family in FAMILIES.items() if family.duplex}
WRONG_EXITS = {name: b"\x10^" if leave == b"\x10\x03" else b"\x10\x03" for name, leave in EXITS.items()}
LONG = 3_600_000


def _talking(bench: Any, family: str, *steps: Step, number: int = 131, misbehave: str = "") -> Any:
    host = bench(family, misbehave=misbehave)
    host.ring(PretendCall(number="123", steps=steps or (Listen(ms=LONG),)))
    number = 4 if family == "v253" else number
    assert host.answer(number).endswith(b"\r\nCONNECT\r\n") or host.modem.stream is not None
    return host


@pytest.mark.parametrize("family", EXITS)
def test_exactly_8000_bytes_a_second_reach_the_host_and_are_taken_from_it(bench: Any, family: str) -> None:
    host = _talking(bench, family)
    host.voice = repeat(b"\x55" * (FAMILIES[family].piece_ms * 8))
    host.run(1_000)
    assert len(host.run(60_000)) == 480_000
    host.line.stop(host.now)
    assert host.outcome.underruns == 0
    assert host.outcome.overruns == 0


@pytest.mark.parametrize("number", sorted(set(USR5637.formats)))
def test_what_the_caller_says_arrives_in_each_usr_format(bench: Any, number: int) -> None:
    _tone_arrives(bench, "usr5637", number)


@pytest.mark.parametrize("number", sorted(set(CX930XX.formats)))
def test_what_the_caller_says_arrives_in_each_cx_format(bench: Any, number: int) -> None:
    _tone_arrives(bench, "cx930xx", number)


def _tone_arrives(bench: Any, family: str, number: int) -> None:
    host = _talking(bench, family, Tone(hz=440, ms=LONG, dbm0=-10), number=number)
    host.run(200)
    coded = host.run(1_000).replace(b"\x10\x10", b"\x10")
    decode, _ = CODECS[FAMILIES[family].formats[number].codec]
    heard = decode(coded[: len(coded) & ~1]).astype(float)
    spectrum = np.abs(np.fft.rfft(heard[:8_000]))
    assert int(np.argmax(spectrum)) == 440
    assert np.sqrt(np.mean(heard**2)) == pytest.approx(16_022 * 10 ** (-10 / 20), rel=0.03)


def test_sample_0x10_is_doubled_towards_the_host_and_halved_from_it(bench: Any) -> None:
    host = _talking(bench, "usr5637", Tone(hz=440, ms=LONG, dbm0=0))
    coded = host.run(1_000)
    assert b"\x10\x10" in coded
    assert set(coded.replace(b"\x10\x10", b"").split(b"\x10")[1:]) == set()
    host.send(b"\x10\x10" * 80, 200)
    heard = np.concatenate(host.tracks.heard)
    assert np.count_nonzero(heard == ulaw_decode(b"\x10")[0]) == 80


@pytest.mark.parametrize("family", EXITS)
def test_the_record_says_when_each_sound_came_over_the_wire(bench: Any, family: str) -> None:
    host = _talking(bench, family)
    quiet, loud = ulaw_encode(np.zeros(1_600, np.int16)), ulaw_encode(sines((440,), 400, -10.0))
    came = []
    for _ in range(2):
        host.send(shielded(quiet), 200)
        came.append(host.now)
        host.send(shielded(loud), 20)
        host.send(shielded(loud), 180)  # the same sound goes on
    host.line.stop(host.now)
    assert list(host.outcome.arrivals_ms) == came


@pytest.mark.parametrize("family", EXITS)
def test_the_familys_exit_ends_the_stream_and_another_does_not(bench: Any, family: str) -> None:
    host = _talking(bench, family)
    host.send(WRONG_EXITS[family], 200)
    assert host.modem.state is PretendModemState.DUPLEX
    assert host.send(EXITS[family], 200).endswith(b"\x10\x03\r\nOK\r\n")
    assert host.modem.state is PretendModemState.OFF_HOOK
    assert host.at("+VLS=0") == b"\r\nOK\r\n"


def test_what_was_said_before_the_exit_is_played_to_its_end(bench: Any) -> None:
    host = _talking(bench, "usr5637")
    word = ulaw_encode(sines((400.0,), 1_000, -6.0))
    told = host.send(word.replace(b"\x10", b"\x10\x10") + b"\x10\x03AT+VLS=0\r", 1_000)
    assert told.endswith(b"\x10\x03\r\nOK\r\n\r\nOK\r\n")
    heard = np.concatenate(host.tracks.heard)
    start = int(np.flatnonzero(heard)[0]) - 1  # a sine begins with 0
    assert np.array_equal(heard[start : start + 1_000], ulaw_decode(word))


def test_can_throws_away_what_was_not_played(bench: Any) -> None:
    host = _talking(bench, "usr5637")
    host.send(b"\x55" * 1_600 + b"\x10\x18", 500)
    assert np.count_nonzero(np.concatenate(host.tracks.heard)) == 0


@pytest.mark.parametrize("family", EXITS)
def test_more_than_the_buffer_holds_is_dropped_and_told(bench: Any, family: str) -> None:
    host = _talking(bench, family)
    bound = FAMILIES[family].transmit_buffer_bytes
    assert b"\x10o" in host.send(b"\x55" * (bound + 500), 20)
    host.run(1_000)
    assert np.count_nonzero(np.concatenate(host.tracks.heard)) == bound
    host.line.stop(host.now)
    assert host.outcome.overruns == 500


def test_a_host_that_falls_silent_is_told_once_of_the_underrun(bench: Any) -> None:
    host = _talking(bench, "usr5637")
    assert b"\x10u" not in host.run(500)
    told = host.send(b"\x55" * 400, 500)
    assert told.count(b"\x10u") == 1
    host.send(EXITS["usr5637"])
    host.line.stop(host.now)
    assert host.outcome.underruns == 1


def test_a_host_that_does_not_fetch_loses_samples_and_the_modem_stays_small(bench: Any) -> None:
    host = _talking(bench, "usr5637")
    for _ in range(500):
        host.now += 20
        host.line.wake(host.now)
    assert host.modem.counts.overruns > 60_000
    assert len(host.modem.take_output(host.now)) <= 8_192


def test_playing_alone_holds_the_host_back_instead_of_dropping(bench: Any) -> None:
    host = bench("usr5637")
    host.ring(PretendCall(steps=(Listen(ms=LONG),)))
    host.until(lambda: host.modem.state is PretendModemState.RINGING)
    assert host.at("+FCLASS=8;+VSM=131,8000;+VLS=1;+VTX").endswith(b"\r\nCONNECT\r\n")
    sent = 0
    while sent < 20_000:
        room = min(host.modem.room, 20_000 - sent)
        host.send(b"\x55" * room, 20)
        sent += room
    assert host.send(b"\x10\x03", 1_000) == b"\r\nOK\r\n"
    assert np.count_nonzero(np.concatenate(host.tracks.heard)) == 20_000
    assert host.modem.counts.overruns == 0


@pytest.mark.parametrize(("family", "leave"), [("usr5637", b"\x10!"), ("usr5637", b"\x10\x1b"), ("cx930xx", b"\x10^")])
def test_recording_alone_and_its_ways_out(bench: Any, family: str, leave: bytes) -> None:
    host = bench(family)
    host.ring(PretendCall(steps=(Listen(ms=LONG),)))
    host.until(lambda: host.modem.state is PretendModemState.RINGING)
    host.at("+FCLASS=8;+VSM=131,8000;+VLS=1;+VRX", 100)
    assert len(host.run(1_000)) == 8_000
    assert host.send(leave).endswith(b"\x10\x03\r\nOK\r\n")


def test_silence_is_told_when_asked_for(bench: Any) -> None:
    host = bench("usr5637")
    host.ring(PretendCall(steps=(Listen(ms=3_000), Tone(hz=440, ms=1_000), Listen(ms=LONG))))
    host.until(lambda: host.modem.state is PretendModemState.RINGING)
    host.at("+FCLASS=8;+VSM=131,8000;+VSD=128,20;+VLS=1;+VTR", 0)
    told = host.run(8_000)
    assert told.count(b"\x10s") == 1
    assert told.count(b"\x10q") == 1
    assert told.index(b"\x10s") < told.index(b"\x10q")


def test_an_idle_host_ends_the_stream_when_it_asked_for_that(bench: Any) -> None:
    host = _talking(bench, "usr5637")
    host.send(EXITS["usr5637"])
    assert host.at("+VIT=5;+VTR", 0) == b""
    assert host.run(6_000).endswith(b"\x10\x03\r\nOK\r\n")


def test_a_key_is_told_as_the_family_tells_it(bench: Any) -> None:
    press = Press(keys="5", on_ms=200, off_ms=100)
    cx = _talking(bench, "cx930xx", Listen(ms=300), press, Listen(ms=LONG))
    told = cx.run(2_000).replace(b"\x10\x10", b"")
    assert [told[i + 1 : i + 2] for i in range(len(told)) if told[i] == 0x10] == [b"/", b"5", b"5", b"5", b"~"]
    usr = _talking(bench, "usr5637", Listen(ms=300), press, Listen(ms=LONG))
    assert b"\x105" not in usr.run(2_000).replace(b"\x10\x10", b"")  # not in duplex


def test_a_key_shorter_than_40_ms_is_none() -> None:
    watch = DigitWatch(between_marks=True)
    assert "".join(watch.events(key, 10) for key in ["5"] * 3 + [""]) == ""
    assert "".join(watch.events(key, 10) for key in ["5"] * 4 + [""]) == "/5~"


def test_two_keys_in_a_row_are_two() -> None:
    watch = DigitWatch(between_marks=False)
    assert "".join(watch.events(key, 20) for key in ["1"] * 5 + [""] * 3 + ["1"] * 5 + ["2"] * 5) == "112"


def test_no_silence_is_watched_for_unless_asked() -> None:
    watch = SilenceWatch(0)
    assert not any(watch.event(np.zeros(160, np.int16)) for _ in range(1_000))


def test_a_modem_left_streaming_goes_on_and_its_first_answer_is_old_samples(bench: Any) -> None:
    host = _talking(bench, "usr5637", Tone(hz=440, ms=LONG))
    host.run(100)
    assert b"OK" not in host.at("", 1_000)  # AT in mid-stream is sound
    assert host.modem.state is PretendModemState.DUPLEX
    resync = host.send(b"\x10\x03\x10^\x10!\rATE0\r", 500)
    assert resync.endswith(b"\r\nOK\r\n")
    assert host.at("Z", 500).endswith(b"\r\nOK\r\n")
    assert host.free


def test_tones_of_the_modem_are_heard_on_the_line(bench: Any) -> None:
    host = _talking(bench, "usr5637")
    host.send(EXITS["usr5637"])
    before = len(np.concatenate(host.tracks.heard))
    assert host.at("+VTS=[933,0,50]", 300) == b""
    assert host.run(300) == b"\r\nOK\r\n"
    heard = np.concatenate(host.tracks.heard)[before:]
    assert np.count_nonzero(heard) == pytest.approx(4_000, abs=20)
    assert int(np.argmax(np.abs(np.fft.rfft(heard[200 : 4_200 - 200])))) == pytest.approx(933 * 3_800 / 8_000, abs=1)


def test_answering_as_data_ends_with_no_carrier(bench: Any) -> None:
    host = bench()
    host.ring(PretendCall(steps=(Listen(ms=LONG),)))
    host.until(lambda: host.modem.state is PretendModemState.RINGING)
    assert host.at("A") == b""
    assert host.run(60_000).endswith(b"\r\nNO CARRIER\r\n")
    assert host.free


def test_a_file_is_said_sample_for_sample(bench: Any) -> None:
    host = bench()
    sound = sines((300.0, 500.0), 5_000, -12.0)
    host.ring(PretendCall(steps=(Listen(ms=500), Say(wav="x"), HangUp(how=HangUpHow.NOTHING))))
    host.line._caller._sounds = {"x": sound}
    host.answer()
    host.run(3_000)
    said = np.concatenate(host.tracks.said)
    assert np.array_equal(said[4_000:9_000], ulaw_decode(ulaw_encode(sound)))


def test_unplugged_modems_have_no_way_to_stream() -> None:
    modem = Modem(USR5637)
    assert modem.state is PretendModemState.UNPLUGGED
    assert not modem.off_hook


def _half_duplex(bench: Any, family: str, command: str) -> Any:
    host = bench(family)
    host.ring(PretendCall(number="1", steps=(Listen(ms=LONG),)))
    host.until(lambda: host.modem.state is PretendModemState.RINGING)
    host.at(f"+FCLASS=8;+VSM=131,8000;+VLS=1;{command}", 200)
    return host


def test_a_modem_without_duplex_plays_and_records_by_turns(bench: Any) -> None:
    host = _half_duplex(bench, "multitech", "+VTR")
    assert host.modem.stream is None
    assert b"CONNECT" in host.at("+VTX", 100)
    assert host.send(b"\x55" * 800 + b"\x10\x03", 500).endswith(b"\r\nOK\r\n")
    assert b"CONNECT" in host.at("+VRX", 100)
    assert host.send(b"\x10!", 100).endswith(b"\x10\x03\r\nOK\r\n")


@pytest.mark.parametrize(("command", "deaf_to"), [("+VTX", b"\x10\x03"), ("+VRX", b"\x10!")])
def test_a_modem_that_wants_three_marks_where_others_want_one(bench: Any, command: str, deaf_to: bytes) -> None:
    host = _half_duplex(bench, "zoom3095", command)
    host.send(deaf_to, 300)
    assert host.modem.stream is not None
    assert host.send(b"\x10\x10\x10\x03", 500).endswith(b"\r\nOK\r\n")
    assert host.modem.stream is None


def test_a_sample_that_looks_like_a_mark_is_no_exit_elsewhere(bench: Any) -> None:
    host = _half_duplex(bench, "usr5637", "+VTX")
    assert host.send(b"\x10\x10\x10\x03", 300).endswith(b"\r\nOK\r\n")  # one sample, then the exit


def test_samples_before_connect(bench: Any) -> None:
    host = bench("usr5637", misbehave="samples_before_connect")
    host.ring(PretendCall(number="1", steps=(Listen(ms=LONG),)))
    assert b"\xff" * 480 + b"\r\nCONNECT\r\n" in host.answer()


def test_a_false_dial_tone_while_playing_only(bench: Any) -> None:
    host = _talking(bench, "usr5637", misbehave="false_dial_tone")
    assert b"\x10d" not in host.run(5_000).replace(b"\x10\x10", b"")
    host.voice = repeat(b"\x55" * 160)
    assert host.run(6_000).replace(b"\x10\x10", b"").count(b"\x10d") == 3


def test_the_format_in_force_is_told(bench: Any) -> None:
    host = bench("v253")
    host.at("E0+FCLASS=8;+VSM=4,8000")
    assert host.at("+VSM?") == b"\r\n4,8000\r\n\r\nOK\r\n"
