"""The sound port of each family that has one: when it opens, the frames, what the far end hears."""

import numpy as np
import pytest

from appliance.pretend.gsm.sound_port import QUEUE_FRAMES
from appliance.pretend.script import HangUp, Listen, PretendCall, Tone
from appliance.pretend.sines import sines
from tests.pretend.gsm.bench import MobileBench

OK, ERROR = b"\r\nOK\r\n", b"\r\nERROR\r\n"
FRAMES = {"huawei_e173": 320, "sim7600": 640, "ec25": 320}
LONG = 3_600_000


def _talking(family: str, *, misbehave: str = "", setting: str = "") -> MobileBench:
    host = MobileBench(family, misbehave=misbehave)
    host.at(setting)
    _call(host)
    return host


def _call(host: MobileBench) -> None:
    opens_before = host.family.name == "ec25"
    if opens_before:
        assert host.at("+QPCMV=1,0") == OK
    host.ring(PretendCall(number="1", steps=(Tone(hz=440, ms=LONG, dbm0=-10.0), HangUp())))
    assert host.at("A").startswith((OK, b"\r\n"))
    if not opens_before:
        assert _open(host) == OK


def _open(host: MobileBench) -> bytes:
    return host.at("^DDSETEX=2" if host.family.name.startswith("huawei") else "+CPCMREG=1", 100)


@pytest.mark.parametrize("family", FRAMES)
def test_16000_bytes_a_second_in_frames_of_the_family(family: str) -> None:
    host = _talking(family)
    host.run(200)
    assert len(host.run(4_000, "-sound")) == pytest.approx(64_000, abs=FRAMES[family])
    host.got["-sound"].clear()
    while not host.got["-sound"]:
        host.run(1)
    assert len(host.got["-sound"]) == FRAMES[family]


@pytest.mark.parametrize("family", FRAMES)
def test_the_callers_tone_arrives_and_the_hosts_is_heard(family: str) -> None:
    host = _talking(family)
    tone = sines((700.0,), 80_000, -12.0).astype("<i2").tobytes()
    place = iter(range(0, len(tone), FRAMES[family]))

    def voice() -> bytes:
        start = next(place)
        return tone[start : start + FRAMES[family]]

    host.voice = voice
    told = np.frombuffer(host.run(2_000, "-sound"), "<i2").astype(float)[:8_000]
    assert int(np.argmax(np.abs(np.fft.rfft(told)))) == pytest.approx(440 * len(told) / 8_000, abs=1)
    heard = np.concatenate(host.tracks.heard)[-8_000:].astype(float)
    assert int(np.argmax(np.abs(np.fft.rfft(heard)))) == 700
    host.at("+CHUP")
    assert host.outcome.underruns == 0
    assert host.outcome.stream_open_ms is not None


def test_the_wide_band_of_simcom() -> None:
    host = _talking("sim7600", setting="+CPCMFRM=1")
    host.run(200)
    assert len(host.run(1_000, "-sound")) == 32_000


@pytest.mark.parametrize(("family", "command"), [("huawei_e173", "^DDSETEX=2"), ("sim7600", "+CPCMREG=1")])
def test_a_door_that_opens_in_a_call_only(family: str, command: str) -> None:
    assert MobileBench(family).at(command) == ERROR


def test_a_door_that_opens_before_the_call_only() -> None:
    host = MobileBench("ec25")
    host.ring(PretendCall(number="1", steps=(Listen(ms=LONG),)))
    assert host.at("+QPCMV=1,0") == ERROR
    assert host.at("+QPCMV=0") == OK


def test_families_without_a_sound_port_do_not_know_the_commands() -> None:
    assert "-sound" not in MobileBench("sim800").modem.ports
    assert MobileBench("sim800").at("+CPCMREG=1") == ERROR
    assert MobileBench("huawei_e173").at("+CPCMREG=1") == b"\r\nCOMMAND NOT SUPPORT\r\n"


def test_bytes_of_the_host_are_bounded_and_an_odd_one_waits() -> None:
    host = _talking("huawei_e173")
    sound = host.modem.sound
    sound.receive(bytes(5_000), host.now)
    assert len(sound._input) == QUEUE_FRAMES * 320
    assert sound.counts.overruns == 5_000 - QUEUE_FRAMES * 320
    sound._input.clear()
    sound.receive(b"\x01\x02\x03", host.now)
    host.run(40)
    assert bytes(sound._input) == b"\x03"


def test_what_comes_while_the_door_is_shut_goes_nowhere() -> None:
    host = MobileBench("huawei_e173")
    host.send(bytes(320), wire="-sound")
    assert len(host.modem.sound._input) == 0


def test_with_the_call_the_frames_end() -> None:
    host = _talking("huawei_e173")
    host.at("+CHUP")
    host.run(100)
    assert host.run(1_000, "-sound") == b""


def test_an_endpoint_that_half_dies_after_a_call_is_cured_by_a_restart_only() -> None:
    host = _talking("sim7600", misbehave="sound_half_dies")
    host.at("+CHUP", 1_000)
    host.ring(PretendCall(number="1", steps=(Listen(ms=LONG),)))
    host.at("A")
    assert (_open(host), _open(host)) == (ERROR, OK)
    host.voice = lambda: b"\x55" * 640
    host.tracks.heard.clear()
    assert host.run(1_000, "-sound")
    assert not any(piece.any() for piece in host.tracks.heard)
    host.voice = None
    host.at("+CHUP;+CRESET")
    host.run(8_000)
    host.at("E0")
    host.ring(PretendCall(number="1", steps=(Listen(ms=LONG),)))
    host.at("A")
    assert _open(host) == OK


def test_ringback_is_heard_before_the_answer() -> None:
    host = MobileBench("ec25")
    host.at("+QPCMV=1,0")
    host.at("D0301;", 1_500)
    assert any(np.frombuffer(bytes(host.got["-sound"]), "<i2"))
