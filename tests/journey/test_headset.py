"""An agent by a headset on the box: a whole call through `callbox run`, PortAudio and ALSA's file plugin, compared."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from appliance.model.states import Outcome
from appliance.pretend.report import Ended
from appliance.sound import chimes
from appliance.sound.measure import dominant_hz, level_dbm0, span_of_tone
from appliance.sound.tones import sine
from appliance.sound.wav import from_bytes
from appliance.store.reader import StoreReader
from tests.drivers.sound import alsa_files
from tests.journey.callers import CALLER_HZ, talks
from tests.journey.house import AGENT_HZ, House
from tests.journey.processes import Box, Exchange, Running

REASON = alsa_files.missing()
pytestmark = [pytest.mark.journey, pytest.mark.skipif(bool(REASON), reason=REASON or "all is there")]

SPEAKS_MS = 3_000
RATE_OF_CARD_S = 120
AGENT = """
[[agent]]
name = "anna"
skills = { sales = 1 }
ready_at_start = true
station = "headset"
options = { device = { card = "pcm:callboxfile" }, answers_after = "500 ms" }
"""


def test_a_caller_and_a_headset_hear_each_other(tmp_path: Path, keep: Callable[[Running], Running]) -> None:
    house = House(folder=tmp_path, flows=("talk",))
    house.write()
    site = house.site / "house.toml"
    site.write_text(site.read_text().partition("[[agent]]")[0] + AGENT)
    alsa = alsa_files.written(tmp_path, sine(AGENT_HZ[0], RATE_OF_CARD_S * 1_000, -12.0))
    exchange = Exchange(house, [talks("line1", SPEAKS_MS, rings=120)], "--heard", f"{tmp_path / 'heard'}")
    box = Box(house, ALSA_CONFIG_PATH=str(alsa))
    keep(exchange)
    keep(box)
    box.ready()
    exchange.wait_until(lambda: len(exchange.outcomes()) == 1, "the caller is gone", limit_s=120)
    box.wait_for_idle_lines()
    assert box.asked_to_stop() == 0
    [outcome] = exchange.outcomes()
    assert outcome.ended is Ended.SCRIPT_DONE, box.said
    with StoreReader(house.database) as store:
        assert [record.outcome for record in store.calls(10)] == [Outcome.ANSWERED]
    said_by_agent = span_of_tone(from_bytes(Path(outcome.heard_wav).read_bytes()), AGENT_HZ[0])
    assert len(said_by_agent) > 8_000
    assert dominant_hz(said_by_agent[4_000:]) == pytest.approx(AGENT_HZ[0], abs=3)
    headset = alsa_files.said(tmp_path)
    rang = span_of_tone(headset, 660.0)
    assert len(rang), "it rang in the headset"
    assert np.abs(headset).max() >= np.abs(chimes.ring()).max() // 2
    said_by_caller = span_of_tone(headset, CALLER_HZ)
    assert len(said_by_caller) == pytest.approx(SPEAKS_MS * 8, abs=1_600)
    assert dominant_hz(said_by_caller) == pytest.approx(CALLER_HZ, abs=3)
    assert level_dbm0(said_by_caller) > -30.0
