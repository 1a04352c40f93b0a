"""The hands in conversations, on a real desk: who hears whom, what is said there, and the pauses of a recording."""

from pathlib import Path

import numpy as np
import pytest

from appliance.model import actions, talk_actions
from appliance.model.talk_events import AnnouncementFailed
from appliance.runtime.legs import line_leg, station_leg
from appliance.sound.frames import FRAME_SAMPLES, Frame
from appliance.store.reader import StoreReader
from appliance.store.sound_kind import SoundKind
from appliance.store.writer import StoreWriter
from tests.runtime.test_hands import SPOKEN, House, house

__all__ = ["house"]

LOST = 'the prompt "lost" is missing; a tone was played instead; callbox prompt check tells more'
LINE, OTHER, ANNA, CARLA = line_leg("line1"), line_leg("line2"), station_leg("anna"), station_leg("carla")


def level(value: int) -> Frame:
    return np.full(FRAME_SAMPLES, value, np.int16)


SAID = {LINE: level(100), OTHER: level(2_000), ANNA: level(30), CARLA: level(7)}


def sums(house: House) -> dict[str, int]:
    """Whose levels each leg says together."""
    return {name: int(frame[0]) for name, frame in house.pump.desk.tick(SAID).frames.items()}


@pytest.fixture
async def talk(house: House) -> House:
    for leg in (LINE, OTHER, CARLA):
        house.pump.open(leg, detect=False)
    house.do(talk_actions.Connect("anna", 1))
    return house


async def test_all_in_a_conference_hear_one_another(talk: House) -> None:
    talk.do(talk_actions.Confer(("line1", "line2", "gone"), ("anna",)))
    assert sums(talk) == {LINE: 2_030, OTHER: 130, ANNA: 2_100, CARLA: 0}
    assert talk.station.told == ["connect 1"]
    talk.do(actions.Part("line1", "anna"))
    assert sums(talk) == {LINE: 2_000, OTHER: 100, CARLA: 0}


async def test_who_watches_hears_all_and_is_heard_by_whom_is_named(talk: House) -> None:
    talk.do(talk_actions.Confer(("line1",), ("anna",)))
    talk.do(talk_actions.Watch(agent="carla", lines=("line1",), agents=("anna",), heard_by=("anna",)))
    assert sums(talk) == {LINE: 30, OTHER: 0, ANNA: 107, CARLA: 130}


async def test_who_is_muted_is_heard_by_nobody(talk: House) -> None:
    talk.do(talk_actions.Confer(("line1",), ("anna",)), talk_actions.Mute("anna", muted=True))
    assert sums(talk)[LINE] == 0
    talk.do(talk_actions.Mute("anna", muted=False), talk_actions.Mute("nobody", muted=True))
    assert sums(talk)[LINE] == 30


async def test_an_announcement_sounds_beside_what_is_spoken(talk: House) -> None:
    talk.do(talk_actions.Confer(("line1",), ("anna",)))
    talk.do(talk_actions.Announce(lines=("line1",), agents=("anna",), prompts=("hello",), token=4))
    spoken = int(SPOKEN[0])
    tick = talk.pump.desk.tick(SAID)
    assert {name: int(frame[0]) for name, frame in tick.frames.items()} == {
        LINE: spoken + 30,
        OTHER: 0,
        ANNA: spoken + 100,
        CARLA: 0,
    }
    assert [(report.leg, report.token) for report in tick.reports if hasattr(report, "token")] == [(LINE, 4)]


async def test_a_prompt_that_is_not_there_is_told_back(talk: House) -> None:
    talk.do(talk_actions.Announce(lines=("line1",), agents=(), prompts=("hello", "lost"), token=4))
    assert talk.submitted == [AnnouncementFailed("line1", 4, LOST)]
    assert sums(talk)[LINE] == 0


async def test_a_pause_stands_in_the_recording_s_row(talk: House, tmp_path: Path, writer: StoreWriter) -> None:
    def block() -> None:
        (recorded,) = talk.pump.desk.tick(SAID).recorded
        talk.files.write(SoundKind.RECORDING, 1, recorded.samples)

    talk.do(talk_actions.Confer(("line1",), ("anna",)), actions.StartRecording("line1", "anna", 1))
    for _ in range(3):
        block()
    talk.do(talk_actions.PauseRecording(1))
    for _ in range(2):
        block()
    talk.do(talk_actions.ResumeRecording(1))
    block()
    talk.do(talk_actions.PauseRecording(1))
    block()
    talk.do(actions.StopRecording(1))
    talk.files.close()
    writer.flush()
    with StoreReader(tmp_path / "callbox.db") as store:
        (row,) = store.recordings()
    assert row.length_ms == 140
    assert [(pause.at_ms, pause.length_ms) for pause in row.pauses] == [(60, 40), (120, 20)]
