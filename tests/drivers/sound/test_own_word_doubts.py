"""Languages in which the box is to say values or waits and has neither recordings nor a voice."""

import shutil

import pytest

from appliance.config.prompt_folder import PromptFolder
from appliance.drivers.sound.own_word_doubts import own_word_doubts
from appliance.model.flow import Flow, HangUp
from appliance.model.plan import Plan, QueuePlan
from appliance.model.settings import BoxSettings, Settings
from appliance.sound import wav
from appliance.sound.tones import sine

QUEUE = QueuePlan(name="sales", announce_every_ms=30_000, announce_spoken=(5,))


def house(tmp_path, language="de", queues=(), says=("{digits caller}",)):
    flow = Flow(name="main", start="bye", language=language, steps={"bye": HangUp(prompts=says)})
    box = BoxSettings(state_dir=str(tmp_path), cache_dir=str(tmp_path))
    return Settings(box=box, plan=Plan(flows=(flow,), queues=queues))


def test_without_a_voice_recordings_are_needed(tmp_path):
    told = list(own_word_doubts(house(tmp_path), program="no-such-program"))
    assert [each.split(", but")[0] for each in told] == ["values, waits and places in de are to be spoken"]
    assert "apt install espeak-ng" in told[0]
    folder = PromptFolder(tmp_path)
    folder.path.mkdir()
    for name in ("plus", *(f"n{digit}" for digit in range(10))):
        folder.file(f"part.{name}", "de").write_bytes(wav.to_bytes(sine(500, 200)))
    assert list(own_word_doubts(house(tmp_path), program="no-such-program")) == []


def test_where_nothing_is_said_no_voice_is_asked_for(tmp_path):
    assert list(own_word_doubts(house(tmp_path, says=("hello",)), program="no-such-program")) == []


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs Debian's espeak-ng")
def test_a_language_that_espeak_ng_does_not_speak_is_told(tmp_path):
    told = list(own_word_doubts(house(tmp_path, "xx", (QUEUE,))))
    assert [each.rpartition("; ")[0] for each in told] == [
        'values, waits and places in xx are to be spoken, but espeak-ng has no voice "xx"'
    ]
    assert list(own_word_doubts(house(tmp_path, "pl", (QUEUE,)))) == []
