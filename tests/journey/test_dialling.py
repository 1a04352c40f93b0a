"""`callbox dial` and the real processes: the agent hears it ring, the far end answers, both hear each other."""

from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.model.states import Direction, Outcome
from appliance.pretend.gsm.mobile_script import MobileScript
from appliance.pretend.gsm.subscribers import FarEnd
from appliance.pretend.report import Ended
from appliance.pretend.script import HangUp, HangUpHow, Listen, Tone, WaitTone, encode_script
from appliance.sound.measure import dominant_hz, span_of_tone
from appliance.sound.wav import from_bytes
from appliance.store.reader import StoreReader
from tests.journey.house import AGENT_HZ, House
from tests.journey.processes import Box, Exchange, Running, callbox

pytestmark = pytest.mark.journey

NUMBER = "0301234567"
FAR_HZ = 1_000
RINGBACK_HZ = (440.0, 480.0)
"""Of the pretend exchange's country."""
OUTBOUND = """
[outbound]
enabled = true
country_code = "49"
allow = ["0"]
"""
ANSWERS = FarEnd(
    number=NUMBER,
    answers_after_ms=7_000,
    steps=(
        WaitTone(hz=AGENT_HZ[0], within_ms=60_000),
        Tone(hz=FAR_HZ, ms=12_000),
        Listen(ms=500),
        HangUp(how=HangUpHow.LOOP_BREAK),
    ),
)
BUSY = FarEnd(number="0309999999", cause=17)


def house_in(folder: Path) -> House:
    house = House(folder=folder, flows=("talk",))
    house.write()
    house.config.write_text(house.config.read_text() + OUTBOUND)
    settings = house.site / "house.toml"
    heard = folder / "agent"
    heard.mkdir()
    changed = settings.read_text().replace('ring_gap = "1500 ms"', 'ring_gap = "1500 ms"\ndials_out = true')
    changed = changed.replace('pauses = "1 min"', f'pauses = "1 s", heard = "{heard}"')
    settings.write_text(changed)
    return house


def exchange_of(house: House) -> Exchange:
    script = house.folder / "far_ends.json"
    script.write_bytes(encode_script(MobileScript(far_end=(ANSWERS, BUSY))))
    return Exchange(house, [], "--script", f"{script}", "--family", "usr5637", "--heard", f"{house.folder / 'heard'}")


def test_an_agent_calls_somebody_and_both_hear_each_other(tmp_path: Path, keep: Callable[[Running], Running]) -> None:
    house = house_in(tmp_path)
    exchange, box = exchange_of(house), Box(house)
    keep(exchange)
    keep(box)
    box.ready().wait_for_idle_lines()
    done = callbox("dial", "--config", f"{house.config}", "--agent", "anna", NUMBER, limit_s=120)
    assert done.returncode == 0, done.stdout + done.stderr + box.said
    exchange.wait_until(lambda: len(exchange.outcomes()) == 1, "the far end has hung up", limit_s=120)
    box.wait_for_idle_lines()

    busy = callbox("dial", "--config", f"{house.config}", "--agent", "anna", BUSY.number, limit_s=120)
    assert busy.returncode == 1, busy.stdout + busy.stderr
    assert "busy" in busy.stdout
    box.wait_for_idle_lines()
    assert box.asked_to_stop() == 0

    outcome = exchange.outcomes()[0]
    assert (outcome.number, outcome.ended) == (NUMBER, Ended.SCRIPT_DONE), box.said
    far_heard = from_bytes(Path(outcome.heard_wav).read_bytes())
    assert dominant_hz(span_of_tone(far_heard, float(AGENT_HZ[0]))[:8_000]) == pytest.approx(AGENT_HZ[0], abs=3)
    heard = [from_bytes(path.read_bytes()) for path in sorted((tmp_path / "agent").glob("*.wav"))]
    assert any(_rang(sound) for sound in heard), "the agent has heard it ring"
    assert any(len(span_of_tone(sound, float(FAR_HZ))) > 8_000 for sound in heard), "and the far end speak"
    with StoreReader(house.database) as store:
        busy_record, record = store.calls(10)
    assert record.direction is Direction.OUTGOING
    assert record.outcome is Outcome.REACHED
    assert busy_record.outcome is not Outcome.REACHED


def _rang(sound: object) -> bool:
    return any(len(span_of_tone(sound, hz)) > 4_000 for hz in RINGBACK_HZ)  # type: ignore[arg-type]
