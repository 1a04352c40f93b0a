"""Sound files of every kind, read by the real ffmpeg where it is installed; and programs that misbehave."""

import os
import shutil
import struct
import subprocess
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from appliance.drivers.errors import DriverFault, MissingLibrary
from appliance.drivers.sound import outside, sound_file
from appliance.drivers.sound.prompt_file import from_file
from appliance.drivers.sound.sound_file import FORMATS, read_sound
from appliance.sound import wav
from appliance.sound.resample import to_8k
from appliance.sound.tones import sine

TONE = sine(1_000, 1_000)

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs Debian's ffmpeg")


def written(folder: Path, name: str) -> Path:
    """One second of 1 kHz in the format of the name's ending."""
    plain = folder / "plain.wav"
    plain.write_bytes(wav.to_bytes(TONE))
    file = folder / name
    subprocess.run(["ffmpeg", "-loglevel", "error", "-i", plain, "-ar", "48000", "-ac", "2", file], check=True)
    return file


def program(folder: Path, script: str) -> str:
    file = folder / "program"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return str(file)


@needs_ffmpeg
@pytest.mark.parametrize("name", ["a.mp3", "a.m4a", "a.ogg", "a.flac", "a.opus", "a.aiff", "an odd, 'name'.mp3"])
def test_what_people_have_is_read(tmp_path, name):
    samples, rate = read_sound(written(tmp_path, name))
    assert rate == 48_000
    assert samples.size / rate == pytest.approx(1.0, abs=0.1)
    at_8k = to_8k(samples, rate)[2_000:6_000]
    spectrum = np.abs(np.fft.rfft(at_8k * np.hanning(at_8k.size)))
    assert np.argmax(spectrum) * 8_000 / at_8k.size == pytest.approx(1_000, abs=2)
    assert np.abs(at_8k).max() == pytest.approx(np.abs(TONE).max() / np.sqrt(2), rel=0.1)  # its two channels from one


@needs_ffmpeg
def test_a_wav_of_a_kind_we_do_not_read_goes_to_ffmpeg(tmp_path):
    plain, coded = tmp_path / "plain.wav", tmp_path / "coded.wav"
    plain.write_bytes(wav.to_bytes(TONE))
    subprocess.run(["ffmpeg", "-loglevel", "error", "-i", plain, "-c:a", "adpcm_ms", coded], check=True)
    assert read_sound(coded)[0].size == pytest.approx(8_000, abs=1_000)


@needs_ffmpeg
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("text.mp3", "I am no sound"),
        ("list.m3u8", "#EXTM3U\n#EXTINF:1,\n{other}\n"),
        ("list.ffconcat", "ffconcat version 1.0\nfile '{other}'\n"),
        ("picture.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ],
)
def test_what_is_no_sound_or_leads_to_other_files_is_refused(tmp_path, name, content):
    other = written(tmp_path, "other.mp3")
    file = tmp_path / name
    file.write_text(content.format(other=other))
    with pytest.raises(DriverFault, match=r"ffmpeg cannot read it as sound: .*; save it as WAV or MP3"):
        read_sound(file)
    assert "hls" not in FORMATS
    assert "concat" not in FORMATS


def test_a_wav_needs_no_ffmpeg(tmp_path):
    file = tmp_path / "a.wav"
    file.write_bytes(wav.to_bytes(TONE))
    samples, rate = read_sound(file, "no-such-program")
    assert rate == 8_000
    assert np.array_equal(samples, TONE)


def test_without_ffmpeg_it_is_said_what_to_install(tmp_path):
    file = tmp_path / "a.mp3"
    file.write_bytes(b"ID3\4")
    with pytest.raises(MissingLibrary, match=r"so a\.mp3 cannot be read; apt install ffmpeg, or save the sound as WAV"):
        read_sound(file, "no-such-program")


def test_faults_of_files_are_sentences(tmp_path):
    with pytest.raises(DriverFault, match=r"gone\.wav: No such file or directory; name a sound file"):
        read_sound(tmp_path / "gone.wav")
    torn = tmp_path / "torn.wav"
    torn.write_bytes(wav.to_bytes(TONE)[:-10])
    with pytest.raises(DriverFault, match=r"torn\.wav: 16000 bytes of sound announced"):
        read_sound(torn)
    large = tmp_path / "large.mp3"
    with large.open("wb") as out:
        out.truncate(sound_file.LARGEST_FILE + 1)
    with pytest.raises(DriverFault, match="at most 200000000 are taken"):
        read_sound(large)


def test_a_program_that_never_ends_is_ended(tmp_path):
    with pytest.raises(DriverFault, match=r"not done after 0\.2 s"):
        outside.run([program(tmp_path, "exec sleep 1000")], timeout_s=0.2)


def test_a_program_that_writes_files_cannot(tmp_path):
    script = program(tmp_path, f"read line; echo much > {tmp_path}/left")
    with pytest.raises(DriverFault):
        outside.run([script], b"go\n", timeout_s=30.0)
    assert not (tmp_path / "left").exists() or (tmp_path / "left").stat().st_size == 0


def test_a_program_s_last_words_are_the_reason(tmp_path):
    with pytest.raises(DriverFault, match="the moon is full"):
        outside.run([program(tmp_path, "echo first >&2; echo the moon is full >&2; exit 3")], timeout_s=30.0)
    with pytest.raises(DriverFault, match="it ended with code 4 and gave no reason"):
        outside.run([program(tmp_path, "exit 4")], timeout_s=30.0)


def test_a_program_that_reads_nothing_of_what_it_is_fed_is_no_fault(tmp_path):
    assert outside.run([program(tmp_path, "echo done")], b"x" * 200_000, timeout_s=30.0) == b"done\n"


def test_what_has_no_end_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe.wav")
    for endless in (Path("/dev/zero"), tmp_path / "pipe.wav"):
        with pytest.raises(DriverFault, match="is a device or a pipe; name a sound file"):
            read_sound(endless)
        with pytest.raises(DriverFault, match="is a device or a pipe; name a sound file"):
            from_file(endless, tmp_path)


def test_a_wav_that_would_fill_the_memory_is_refused_before_it_is_decoded(tmp_path):
    file = tmp_path / "long.wav"
    data = bytes(605 * 4_000)
    head = b"RIFF\0\0\0\0WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 4_000, 4_000, 1, 8)
    file.write_bytes(head + b"data" + struct.pack("<I", len(data)) + data)
    tracemalloc.start()
    try:
        with pytest.raises(DriverFault, match=r"sound of more than 601 s; cut it"):
            read_sound(file, "no-such-program")
        assert tracemalloc.get_traced_memory()[1] < 4 * len(data)
    finally:
        tracemalloc.stop()


@needs_ffmpeg
def test_a_film_without_sound_is_told_as_such(tmp_path):
    film = tmp_path / "mute.mp4"
    words = ["-f", "lavfi", "-i", "color=c=red:s=64x64:d=0.2", film]
    subprocess.run(["ffmpeg", "-loglevel", "error", *words], check=True)
    with pytest.raises(DriverFault, match="does not contain any stream"):
        read_sound(film)
