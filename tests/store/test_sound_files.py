"""Sound files are whole before their rows are there; what a killed run left is finished at the next start."""

import os
import signal
import subprocess
import sys

import numpy as np
import pytest

from appliance.model.caller import Caller, Presentation
from appliance.model.records import MessageRecord, Pause, RecordingRecord
from appliance.sound.loudness import SPEECH_LUFS, loudness_lufs
from appliance.sound.wav import HEADER_BYTES, channels_from_bytes, header
from appliance.store.reader import StoreReader
from appliance.store.sound_files import TOTAL_BYTES, SoundFiles
from appliance.store.sound_kind import SoundKind, call_of, free_path
from appliance.store.track import MOST_PAUSES, QUEUE_S, Keep, Track
from appliance.store.wav_file import WavFile, finish_part
from tests.store.invented import Answers, record

KEEP = Keep(box="night", caller=Caller("5551234", "", Presentation.GIVEN), taken_utc_ms=1_790_000_000_000)
RECORDING, MESSAGE = SoundKind.RECORDING, SoundKind.MESSAGE


def talk(frames):
    """Caller left counts up, agent right counts down."""
    up = np.arange(frames * 160, dtype=np.int16)
    return np.stack((up, -up), axis=1)


@pytest.fixture
def files(open_writer, path):
    writer = open_writer()
    opened = SoundFiles(path.parent, writer)
    yield opened, writer
    opened.close()


def test_a_recording_stands_in_two_channels_with_its_row(files, path):
    sound, writer = files
    sound.begin(RECORDING, 1_234)
    samples = talk(50)
    for frame in np.split(samples, 50):
        sound.write(RECORDING, 1_234, frame)
    sound.end(RECORDING, 1_234)
    assert sound.close()
    writer.flush()
    with StoreReader(path) as reader:
        (row,) = reader.recordings()
    assert row == RecordingRecord(call=1_234, file="recordings/1/call-1234-1.wav", length_ms=1_000)
    assert np.array_equal(channels_from_bytes((path.parent / row.file).read_bytes()), samples)


def test_a_message_is_kept_when_file_and_row_are_durable(files, path):
    sound, _ = files
    answered, seen = Answers(), []

    def then(fault):
        with StoreReader(path) as reader:
            seen.append((reader.messages(), (path.parent / "messages/0/call-7-1.wav").exists()))
        answered(fault)

    sound.begin(MESSAGE, 7)
    sound.write(MESSAGE, 7, np.arange(1_600, dtype=np.int16))
    sound.keep_message(7, KEEP, then)
    assert answered.wait_for(1) == [""]
    row = MessageRecord(
        call=7,
        box="night",
        caller=KEEP.caller,
        taken_utc_ms=KEEP.taken_utc_ms,
        file="messages/0/call-7-1.wav",
        length_ms=200,
    )
    assert seen == [((row,), True)]


def words(amplitude, seconds=2):
    """Louder and softer, as speech is."""
    time = np.arange(seconds * 8_000) / 8_000
    return (amplitude * np.sin(2 * np.pi * 300 * time) * np.sin(2 * np.pi * 1.5 * time)).astype(np.int16)


def test_a_soft_message_is_kept_at_the_level_of_prompts(files, path):
    sound, _ = files
    answered = Answers()
    sound.begin(MESSAGE, 7)
    sound.write(MESSAGE, 7, words(1_500))
    sound.keep_message(7, KEEP, answered)
    assert answered.wait_for(1) == [""]
    folder = path.parent / "messages/0"
    assert [file.name for file in folder.iterdir()] == ["call-7-1.wav"]
    kept = channels_from_bytes((folder / "call-7-1.wav").read_bytes())[:, 0].astype(np.float64)
    assert kept.size == 16_000
    assert loudness_lufs(kept, 8_000) == pytest.approx(SPEECH_LUFS, abs=1.0)
    assert np.corrcoef(kept, words(1_500))[0, 1] > 0.99


def test_without_room_for_a_second_file_the_message_is_kept_as_it_came(files, path):
    sound, _ = files
    answered = Answers()
    (path.parent / "messages/0/call-7-1.wav.level").mkdir(parents=True)  # nothing can be written there
    sound.begin(MESSAGE, 7)
    sound.write(MESSAGE, 7, words(1_500))
    sound.keep_message(7, KEEP, answered)
    assert answered.wait_for(1) == [""]
    kept = channels_from_bytes((path.parent / "messages/0/call-7-1.wav").read_bytes())[:, 0]
    assert np.array_equal(kept, words(1_500))


def test_who_leaves_a_message_can_hear_it_before_it_is_kept(files):
    sound, _ = files
    heard = Answers()
    sound.begin(MESSAGE, 7)
    sound.write(MESSAGE, 7, words(1_500))
    sound.hear_message(7, heard)
    sound.hear_message(8, heard)
    nothing, all_of_it = sorted(heard.wait_for(2), key=len)
    assert not nothing.size
    assert np.array_equal(all_of_it, words(1_500))


def test_a_kill_between_the_name_and_the_end_of_the_old_file_leaves_one_message(open_writer, path):
    folder = path.parent / "messages/0"
    folder.mkdir(parents=True)
    for name in ("call-7-1.wav", "call-7-1.wav.part", "call-8-1.wav.level"):
        (folder / name).write_bytes(header(1, 32_000) + words(1_500).tobytes())
    open_writer()
    assert [file.name for file in folder.iterdir()] == ["call-7-1.wav"]
    with StoreReader(path) as reader:
        (row,) = reader.messages()
    assert (row.id, row.length_ms, row.cut) == ("7-1", 2_000, False)


def test_a_dropped_message_leaves_nothing(files, path):
    sound, writer = files
    sound.begin(MESSAGE, 7)
    sound.write(MESSAGE, 7, np.ones(160, np.int16))
    sound.drop_message(7)
    sound.close()
    writer.flush()
    assert list(path.parent.rglob("*.wav*")) == []
    with StoreReader(path) as reader:
        assert reader.messages() == ()


def test_keeping_what_is_not_there_or_empty_is_answered_with_a_sentence(files):
    sound, _ = files
    answered = Answers()
    sound.keep_message(9, KEEP, answered)
    assert "no message of call 9" in answered.wait_for(1)[0]
    sound.begin(MESSAGE, 8)
    sound.keep_message(8, KEEP, answered)
    assert "empty" in answered.wait_for(2)[1]


def test_a_second_talk_of_a_call_gets_a_file_of_its_own(files, path):
    sound, writer = files
    for _ in range(2):
        sound.begin(RECORDING, 5)
        sound.write(RECORDING, 5, talk(1))
        sound.end(RECORDING, 5)
    sound.close()
    writer.flush()
    with StoreReader(path) as reader:
        assert [row.file for row in reader.recordings(call=5)] == [
            "recordings/0/call-5-2.wav",
            "recordings/0/call-5-1.wav",
        ]


def test_sound_without_a_file_and_an_end_without_a_beginning_are_nothing(files, path):
    sound, _ = files
    sound.write(RECORDING, 1, talk(1))
    sound.end(RECORDING, 1)
    sound.drop_message(1)
    assert sound.close()
    assert list(path.parent.rglob("*.wav*")) == []


def test_a_folder_that_cannot_be_written_is_told_once_and_the_message_is_lost(open_writer, path):
    told, answered = Answers(), Answers()
    (path.parent / "messages").write_text("in the way")
    sound = SoundFiles(path.parent, open_writer(), tell=told)
    sound.begin(MESSAGE, 7)
    sound.write(MESSAGE, 7, np.ones(160, np.int16))
    sound.keep_message(7, KEEP, answered)
    assert "the message of call 7 stops" in answered.wait_for(1)[0]
    assert sound.close()
    assert len(told.told) == 1


def test_sound_beyond_the_bound_becomes_silence_of_the_same_length():
    track = Track(MESSAGE, 1)
    second = b"\x01" * track.bytes_per_s
    for _ in range(QUEUE_S + 3):
        track.put(second, TOTAL_BYTES)
    assert track.waiting_bytes == QUEUE_S * len(second)
    sound, silence = track.take()[:2]
    assert (sound, silence) == (second * QUEUE_S, 3 * len(second))
    assert track.silenced_bytes == 3 * len(second)
    track.put(second, room=len(second) - 1)
    assert track.waiting_bytes == 0


def test_all_files_together_have_a_bound(open_writer, path):
    sound = SoundFiles(path.parent, open_writer())
    with sound._changed:  # the thread stands still, as on a disk that stalls
        for call in range(40):
            sound.begin(RECORDING, call)
            for _ in range(QUEUE_S):
                sound.write(RECORDING, call, talk(50))
        assert sum(track.waiting_bytes for track in sound._tracks.values()) <= TOTAL_BYTES
        assert sound._room >= 0
    assert sound.close(60)
    assert sound._room == TOTAL_BYTES
    assert {file.stat().st_size for file in path.parent.rglob("*.wav")} == {HEADER_BYTES + QUEUE_S * 32_000}


def test_silence_in_a_file_is_silence_when_read(tmp_path):
    file = WavFile(tmp_path / "a.wav", 1)
    file.append(b"\x01\x00" * 4)
    file.append_silence(8)
    file.append(b"\x02\x00" * 4)
    file.finish()
    assert channels_from_bytes((tmp_path / "a.wav").read_bytes())[:, 0].tolist() == [1] * 4 + [0] * 4 + [2] * 4


def test_a_growing_file_is_playable_up_to_its_last_sync(tmp_path):
    file = WavFile(tmp_path / "a.wav", 1)
    file.append(b"\x01\x00" * 80)
    file.sync()
    file.append(b"\x02\x00" * 80)
    assert channels_from_bytes((tmp_path / "a.wav.part").read_bytes()).size == 80
    file.close()


@pytest.mark.parametrize(
    "cut", [*range(0, HEADER_BYTES + 1, 11), HEADER_BYTES + 3, HEADER_BYTES + 4, HEADER_BYTES + 101]
)
def test_a_part_cut_anywhere_is_finished_to_whole_samples(tmp_path, cut):
    file = WavFile(tmp_path / "a.wav", 2)
    file.append(talk(10).tobytes())
    file.close()
    os.truncate(tmp_path / "a.wav.part", cut)
    whole = max(cut - HEADER_BYTES, 0) // 4
    finished = finish_part(tmp_path / "a.wav.part", 2)
    if not whole:
        assert finished is None
        assert list(tmp_path.iterdir()) == []
        return
    assert finished == (tmp_path / "a.wav", whole // 8)
    assert np.array_equal(channels_from_bytes((tmp_path / "a.wav").read_bytes()), talk(10)[:whole])


def test_names_are_made_here_and_read_back(tmp_path):
    assert free_path(tmp_path, MESSAGE, 12_345).relative_to(tmp_path).as_posix() == "messages/12/call-12345-1.wav"
    assert call_of(free_path(tmp_path, MESSAGE, 12_345)) == 12_345
    assert call_of(tmp_path / "holiday.wav") is None


KILLED_WHILE_RECORDING = """
import os, pathlib, signal, sys, numpy as np
from appliance.model.actions import RecordMessage
from appliance.store.rows import Step
from appliance.store.sound_files import SoundFiles
from appliance.store.sound_kind import SoundKind
from appliance.store.writer import StoreWriter
from tests.store.invented import START, record
path = pathlib.Path(sys.argv[1])
writer = StoreWriter.open(path, START)
asked = [RecordMessage(line="line1", call=2, token=1, longest_ms=1, silence_ms=1, box=box) for box in "ab"]
writer.put(record(1), record(2), *(Step(1, None, (action,)) for action in asked))
writer.flush()
sound = SoundFiles(path.parent, writer)
sound.begin(SoundKind.RECORDING, 1)
sound.write(SoundKind.RECORDING, 1, np.ones((16_000, 2), np.int16))
sound.begin(SoundKind.MESSAGE, 2)
sound.write(SoundKind.MESSAGE, 2, np.ones(8_000, np.int16))
sizes = lambda: sorted(file.stat().st_size for file in path.parent.rglob("*.part"))
while sizes() != [16_044, 64_044]: pass
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_run_recorded_is_finished_listed_and_told(open_writer, path):
    died = subprocess.run([sys.executable, "-c", KILLED_WHILE_RECORDING, path], capture_output=True, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    orphan = path.parent / "recordings/0/call-3-1.wav"
    orphan.write_bytes((path.parent / "recordings/0/call-1-1.wav.part").read_bytes())
    told = "\n".join(open_writer().recovery.sentences)
    assert "recordings/0/call-1-1.wav: the recording of call 1 was cut after 2.0 s" in told
    assert "messages/0/call-2-1.wav: the message of call 2 was cut after 1.0 s" in told
    assert "recordings/0/call-3-1.wav: had no row" in told
    with StoreReader(path) as reader:
        assert reader.recordings(call=1) == (
            RecordingRecord(call=1, file="recordings/0/call-1-1.wav", length_ms=2_000, cut=True),
        )
        assert [(m.call, m.box, m.caller, m.length_ms, m.cut) for m in reader.messages()] == [
            (2, "b", record(2).caller, 1_000, True)
        ]
        assert reader.recordings(call=3)[0].cut is False
        assert reader.call(1).recorded
    assert channels_from_bytes((path.parent / "recordings/0/call-1-1.wav").read_bytes()).shape == (16_000, 2)


def test_files_that_are_not_ours_are_left_alone(open_writer, path):
    folder = path.parent / "recordings"
    folder.mkdir()
    (folder / "holiday.wav.part").write_bytes(bytes(100))
    assert "left alone" in open_writer().recovery.sentences[0]
    assert (folder / "holiday.wav.part").exists()


def test_more_pauses_than_a_hand_makes_are_not_kept():
    track = Track(RECORDING, 1)
    for _ in range(MOST_PAUSES + 5):
        track.pause()
        track.put(bytes(640), 1_000_000)
        track.resume()
    assert len(track.pauses) == MOST_PAUSES
    assert track.pauses[-1] == Pause((MOST_PAUSES - 1) * 20, 20)
