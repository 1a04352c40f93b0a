"""`callbox doctor sound`: cards out of trees like /sys and /proc, a tone and a level through ALSA's file plugin."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.doctor.sound import TONE_HZ, tried
from appliance.drivers.errors import DriverFault
from appliance.drivers.sound.card.facts import card_facts
from appliance.drivers.sound.ways import Ways
from appliance.sound.measure import dominant_hz, span_of_tone
from appliance.sound.tones import sine
from tests.drivers.sound import alsa_files
from tests.drivers.sound.card.invented_cards import InventedCards
from tests.drivers.sound.card.test_holders import OPEN, program

REASON = alsa_files.missing()
STREAM = """USB Audio Device at usb-1.2, full speed : USB Audio
Playback:
    Rates: 48000, 44100
Capture:
    Rates: 8000, 48000
"""


def test_cards_are_told_with_ways_rates_and_holders(tmp_path: Path) -> None:
    cards = InventedCards(tmp_path)
    cards.plug(0, "Headphones")
    cards.plug(1, "Device", place="1-1.2", usb="0d8c:0014")
    asound = tmp_path / "asound"
    for stream in ("card0/pcm0p/sub0", "card1/pcm0p/sub0", "card1/pcm0c/sub0"):
        (asound / stream).mkdir(parents=True)
        (asound / stream / "status").write_text("closed\n")
    (asound / "card1" / "stream0").write_text(STREAM)
    (asound / "card1" / "pcm0p" / "sub0" / "status").write_text(OPEN.format(pid=99))
    program(tmp_path, 99, "mplayer")
    headphones, device = card_facts(cards.finder, tmp_path)
    assert (headphones.ways, headphones.rates, headphones.holder) == (Ways.SAYS, (), "")
    assert (device.name, device.ways, device.rates) == ("Device", Ways.BOTH, (8_000, 44_100, 48_000))
    assert device.holder == "mplayer (pid 99) plays on it"


def doctor(tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    alsa = alsa_files.written(tmp_path, sine(440, 60_000, -20.0))
    command = ["/usr/bin/env", f"ALSA_CONFIG_PATH={alsa}", sys.executable, "-m", "appliance", "doctor", "sound", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.skipif(bool(REASON), reason=REASON or "all is there")
def test_a_level_is_measured_and_a_tone_is_said(tmp_path: Path) -> None:
    told = doctor(tmp_path, "--level", alsa_files.FILE, "--json")
    measured = json.loads(told.stdout)
    assert measured["level_dbm0"] == pytest.approx(-20, abs=1), told.stderr
    assert measured["hz"] == 440
    told = doctor(tmp_path, "--tone", alsa_files.FILE)
    assert "1000 Hz for " in told.stdout, told.stderr
    assert dominant_hz(span_of_tone(alsa_files.said(tmp_path), TONE_HZ)) == pytest.approx(TONE_HZ, abs=3)


async def test_a_card_that_is_away_is_one_sentence() -> None:
    with pytest.raises(DriverFault, match=r"Nonesuch: no such sound card; plug it in"):
        await tried("Nonesuch", Ways.SAYS)


async def test_silence_has_no_tone() -> None:
    measured = await tried("", Ways.HEARS, "silent", seconds=0.2)
    assert (measured.hz, measured.level_dbm0) == (None, -99.0)
    assert measured.counts.heard > 0


def test_cards_as_json_are_a_list_also_where_there_are_none(tmp_path: Path) -> None:
    told = doctor(tmp_path, "--json")
    assert told.returncode == 0, told.stderr
    assert isinstance(json.loads(told.stdout), list)
