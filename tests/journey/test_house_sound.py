"""The loudspeaker and the line-in of a running box: a chime that is measured, music from outside that callers hear."""

from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.control.doctor_answers import read_diagnosis
from appliance.control.schema import GetDiagnosis
from appliance.pretend.report import Ended
from appliance.pretend.script import HangUp, HangUpHow, PretendCall, Tone, WaitTone
from appliance.sound import chimes
from appliance.sound.measure import dominant_hz, level_dbm0, span_of_tone
from appliance.sound.tones import sine
from appliance.sound.wav import from_bytes
from tests.drivers.sound import alsa_files
from tests.journey.callers import CALLER_HZ
from tests.journey.house import House
from tests.journey.processes import Box, Exchange, Running

REASON = alsa_files.missing()
pytestmark = [pytest.mark.journey, pytest.mark.skipif(bool(REASON), reason=REASON or "all is there")]

RADIO_HZ = 440
SETTINGS = """
[loudspeaker]
driver = "wav_file"
waited = "1 s"
every = "5 s"
options = {{ says = "{folder}/room.wav" }}

[line_in]
driver = "portaudio"
options = {{ card = "pcm:callboxfile" }}
"""


def waits(line: str) -> PretendCall:
    """Until the radio is heard, and then for as long as the room needs to be told."""
    steps = (WaitTone(hz=(RADIO_HZ,)), Tone(hz=CALLER_HZ, ms=3_000), HangUp(how=HangUpHow.LOOP_BREAK))
    return PretendCall(kind="waits", line=line, number="5550100", patience_rings=120, steps=steps)


def test_who_waits_hears_the_radio_and_the_room_is_told(tmp_path: Path, keep: Callable[[Running], Running]) -> None:
    house = House(folder=tmp_path, flows=("talk",))
    house.write()
    site = house.site / "house.toml"
    site.write_text(site.read_text().partition("[[agent]]")[0] + AGENT)
    flows = house.site / "flows.toml"
    flows.write_text(flows.read_text().rstrip() + '\nmusic = "line_in"\n')
    (house.site / "sound.toml").write_text(SETTINGS.format(folder=tmp_path))
    alsa = alsa_files.written(tmp_path, sine(RADIO_HZ, 120_000, -16.0))
    exchange = Exchange(house, [waits("line1")], "--heard", f"{tmp_path / 'heard'}")
    box = Box(house, ALSA_CONFIG_PATH=str(alsa))
    keep(exchange)
    keep(box)
    box.ready()
    exchange.wait_until(lambda: len(exchange.outcomes()) == 1, "the caller is gone", limit_s=120)
    box.wait_for_idle_lines()
    assert {device.name: device.works for device in box.snapshot().devices} == {"loudspeaker": True, "line_in": True}
    with box.client() as client:
        told = read_diagnosis(client.ask(GetDiagnosis())).sound  # type: ignore[arg-type]
    assert {each.device: each.works for each in told} == {"loudspeaker": True, "line_in": True}
    assert all(each.heard > 50 for each in told)
    assert box.asked_to_stop() == 0
    [outcome] = exchange.outcomes()
    assert outcome.ended is Ended.SCRIPT_DONE, box.said
    radio = span_of_tone(from_bytes(Path(outcome.heard_wav).read_bytes()), RADIO_HZ)
    assert len(radio) > 8_000
    assert dominant_hz(radio[4_000:]) == pytest.approx(RADIO_HZ, abs=3)
    room = from_bytes((tmp_path / "room.wav").read_bytes())
    assert len(span_of_tone(room, 784.0)), "it chimed"
    assert level_dbm0(room[: len(chimes.waiting())]) == pytest.approx(level_dbm0(chimes.waiting()), abs=1)


AGENT = """
[[agent]]
name = "anna"
skills = { sales = 1 }
station = "pretend"
"""
