"""What the desk reports becomes events of the line; what it records goes to the right file."""

from pathlib import Path

import numpy as np
import pytest

from appliance.model import events, message_events
from appliance.model.events import Event
from appliance.model.fax_events import FaxHeard
from appliance.model.states import DigitSource, FaxSign, HangUpCause
from appliance.runtime.ears import event_of, keep_block
from appliance.runtime.legs import line_leg, line_of, station_leg
from appliance.sound.recorders import BridgeBlock, MessageBlock
from appliance.sound.reports import (
    DigitHeard,
    HangUpToneHeard,
    MachineHeard,
    MessageOver,
    PlayingEnded,
    Report,
    SilenceHeard,
)
from appliance.sound.wav import channels_from_bytes
from appliance.store.reader import StoreReader
from appliance.store.sound_files import SoundFiles
from appliance.store.sound_kind import SoundKind
from appliance.store.track import Keep
from appliance.store.writer import StoreWriter
from tests.store.invented import Answers, record

LEG = line_leg("line1")


@pytest.mark.parametrize(
    ("report", "event"),
    [
        (DigitHeard(LEG, "5", 93), events.DigitPressed("line1", "5", DigitSource.HOST, 93)),
        (PlayingEnded(LEG, 9), events.PromptsEnded("line1", 9)),
        (HangUpToneHeard(LEG, HangUpCause.DIAL_TONE), events.LineHungUp("line1", HangUpCause.DIAL_TONE)),
        (MachineHeard(LEG, FaxSign.FLAGS), FaxHeard("line1", FaxSign.FLAGS, DigitSource.HOST)),
        (SilenceHeard(LEG, 60_000), events.LineHungUp("line1", HangUpCause.SILENCE)),
        (MessageOver(LEG, 9, 1_500), message_events.MessageEnded("line1", 9, 1_500)),
    ],
)
def test_reports_of_a_line_are_events(report: Report, event: Event) -> None:
    assert event_of(report) == event


def test_a_silent_agent_hangs_nobody_up() -> None:
    assert event_of(SilenceHeard(station_leg("anna"), 60_000)) is None


@pytest.mark.parametrize("name", ["line1", "anna", "station/anna", "line/line1", ""])
def test_a_line_and_an_agent_of_one_name_are_two_legs(name: str) -> None:
    assert line_leg(name) != station_leg(name)
    assert line_of(line_leg(name)) == name
    assert line_of(station_leg(name)) is None


def test_conversations_and_messages_go_to_the_file_of_their_call(tmp_path: Path, writer: StoreWriter) -> None:
    writer.put(record(3), record(4))
    files, answers = SoundFiles(tmp_path, writer), Answers()
    files.begin(SoundKind.RECORDING, 3)
    files.begin(SoundKind.MESSAGE, 4)
    both = np.arange(320, dtype=np.int16).reshape(160, 2)
    spoken = np.arange(160, dtype=np.int16)
    whose = {9: 4}.get
    keep_block(files, whose, BridgeBlock(3, both))
    keep_block(files, whose, MessageBlock(LEG, 9, spoken))
    keep_block(files, whose, MessageBlock(LEG, 8, spoken))  # of a message that is over: nobody's
    files.end(SoundKind.RECORDING, 3)
    files.keep_message(4, Keep(box="general", caller=record(4).caller, taken_utc_ms=0), answers)
    assert answers.wait_for(1) == [""]
    files.close()
    writer.flush()
    with StoreReader(tmp_path / "callbox.db") as store:
        (recording,), (message,) = store.recordings(), store.messages()
    assert np.array_equal(channels_from_bytes((tmp_path / recording.file).read_bytes()), both)
    assert np.array_equal(channels_from_bytes((tmp_path / message.file).read_bytes())[:, 0], spoken)
