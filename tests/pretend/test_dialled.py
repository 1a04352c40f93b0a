"""What the pretend exchange does with a box that dials: keys and pulses heard, tones played, numbers checked again."""

from typing import Any

import numpy as np
import pytest

from appliance.pretend.dialled_call import DialledCall
from appliance.pretend.exchange_tones import COUNTRIES
from appliance.pretend.gsm.subscribers import FarEnd
from appliance.pretend.key_watch import KeyWatch
from appliance.pretend.line_machine import ExchangeLineState
from appliance.pretend.sines import DTMF_HZ, sines
from appliance.pretend.subscriber_line import BETWEEN_DIGITS_MS, MOST_DIGITS
from appliance.sound.frames import Samples


def keyed(keys: str, on_ms: int = 60, off_ms: int = 60, dbm0: float = -10.0) -> Samples:
    pause = np.zeros(8 * off_ms, np.int16)
    return np.concatenate([part for key in keys for part in (sines(DTMF_HZ[key], 8 * on_ms, dbm0), pause)])


@pytest.mark.parametrize("piece", [80, 160, 320])
@pytest.mark.parametrize("dbm0", [-5.0, -25.0])
def test_every_key_is_heard_once(piece: int, dbm0: float) -> None:
    sound = keyed("0123456789*#ABCD55", dbm0=dbm0)
    watch = KeyWatch()
    assert "".join(watch.hear(sound[at : at + piece]) for at in range(0, len(sound), piece)) == "0123456789*#ABCD55"


def test_dial_tone_noise_and_clicks_are_no_keys() -> None:
    watch = KeyWatch()
    noise = np.random.default_rng(1).normal(0, 3_000, 16_000).astype(np.int16)
    for sound in (sines((350.0, 440.0), 8_000, -13.0), noise, keyed("5", on_ms=15)):
        assert watch.hear(sound) == ""


@pytest.mark.parametrize(
    "command", ["D0301234567", "D+49301234;", "DT" + "1" * 21 + ";", "D12;D13;", "DP12#;", "D03A;", "D,0301;"]
)
def test_nothing_but_a_number_is_dialled(bench: Any, command: str) -> None:
    host = bench()
    host.at("+FCLASS=8;+VLS=1")
    assert host.at(command).endswith(b"\r\nERROR\r\n")


def test_a_number_is_dialled_off_hook_in_voice_class_only(bench: Any) -> None:
    host = bench()
    assert host.at("DT12;").endswith(b"\r\nERROR\r\n")
    host.at("+FCLASS=8")
    assert host.at("DT12;").endswith(b"\r\nERROR\r\n")
    host.at("+VLS=1")
    assert host.at("DT12;", 2_000).endswith(b"\r\nOK\r\n")


@pytest.mark.parametrize("command", ["DT21;", "DP21;", "+VTS={2,10},[0,0,8],{1,10}"])
def test_a_number_is_whole_after_a_while_and_its_far_end_rings(bench: Any, command: str) -> None:
    host = bench()
    host.at("+FCLASS=8;+VLS=1")
    host.at(command, 3_000)
    assert host.line.state is ExchangeLineState.COLLECTING
    host.until(lambda: host.line.state is ExchangeLineState.CALLING, BETWEEN_DIGITS_MS)
    host.at("+VLS=0")
    assert host.outcome.number == "21"


def test_beyond_a_number_the_exchange_listens_no_more(bench: Any) -> None:
    host = bench()
    host.at("+FCLASS=8;+VLS=1")
    for _ in range(MOST_DIGITS // 8 + 2):
        host.at("+VTS=" + ",".join("{5,10},[0,0,8]" for _ in range(8)), 1_600)
    assert len(host.line._digits) == MOST_DIGITS


def test_who_does_not_answer_rings_and_then_is_busy() -> None:
    call = DialledCall(FarEnd(answers_after_ms=None, gives_up_after_ms=9_000), COUNTRIES["us"])
    loud = [int(np.abs(call.say(8_000)).max()) > 500 for _ in range(14)]
    assert loud[:2] == [True, True]
    assert not any(loud[2:6])
    assert call.refused
    assert not call.answered
    assert all(loud[10:])
