"""The port as a host sees it: a real pseudo-terminal, opened with pyserial."""

import os
import select
from pathlib import Path

import numpy as np
import pytest
import serial

from appliance.pretend.pty_port import PtyPort
from appliance.pretend.tracks import WavTracks
from appliance.sound.wav import from_bytes


def _arrives(port: PtyPort) -> bytes:
    select.select([port.fd], [], [], 2)
    return port.read(100)


def test_bytes_cross_both_ways_untouched(tmp_path: Path) -> None:
    port = PtyPort(tmp_path / "line1")
    every = bytes(range(256))
    with serial.Serial(str(tmp_path / "line1"), 115_200, timeout=2, exclusive=True) as host:
        host.write(every)
        assert _arrives(port) + _arrives(port) + _arrives(port) == every
        assert port.write(every) == 256
        assert host.read(256) == every
    port.close()


def test_a_host_may_go_and_come_back(tmp_path: Path) -> None:
    port = PtyPort(tmp_path / "line1")
    for word in (b"one", b"two"):
        with serial.Serial(str(tmp_path / "line1"), timeout=2, exclusive=True) as host:
            host.write(word)
            assert _arrives(port) == word
    assert port.read(10) == b""
    port.close()


def test_pulling_the_plug_hangs_the_host_up_and_takes_the_name_away(tmp_path: Path) -> None:
    port = PtyPort(tmp_path / "line1")
    host = serial.Serial(str(tmp_path / "line1"), timeout=2)
    port.close()
    port.close()
    assert not (tmp_path / "line1").is_symlink()
    with pytest.raises((OSError, serial.SerialException)):
        host.read(1)
    host.close()


def test_a_stale_name_is_replaced_and_anothers_is_left(tmp_path: Path) -> None:
    link = tmp_path / "line1"
    link.symlink_to("/nowhere")
    first = PtyPort(link)
    assert os.path.realpath(link) == first.device
    second = PtyPort(link)
    first.close()
    assert os.path.realpath(link) == second.device
    second.close()
    assert list(tmp_path.iterdir()) == []


def test_a_port_nobody_reads_from_takes_only_so_much(tmp_path: Path) -> None:
    port = PtyPort(tmp_path / "line1")
    written = sum(port.write(bytes(4_096)) for _ in range(100))
    assert written < 100 * 4_096
    assert port.write(b"x" * 4_096) < 4_096
    port.close()


def test_tracks_are_wav_files_of_equal_length(tmp_path: Path) -> None:
    tracks = WavTracks(tmp_path, 3)
    said, heard = np.arange(160, dtype=np.int16), np.full(160, -7, np.int16)
    for _ in range(120):
        tracks.put(said, heard)
    tracks.close()
    assert np.array_equal(from_bytes(Path(tracks.said_wav).read_bytes()), np.tile(said, 120))
    assert np.array_equal(from_bytes(Path(tracks.heard_wav).read_bytes()), np.tile(heard, 120))
