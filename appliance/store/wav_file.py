"""A WAV file that grows on disk: playable up to its last sync whatever happens, under its own name once whole."""

import os
from contextlib import suppress
from pathlib import Path

from appliance.sound.frames import RATE
from appliance.sound.wav import HEADER_BYTES, header

SAMPLE_BYTES = 2
PART = ".part"


def length_ms(channels: int, data_bytes: int) -> int:
    return data_bytes * 1000 // (RATE * channels * SAMPLE_BYTES)


def sync_folder(folder: Path) -> None:
    """Makes new names in the folder durable. Errors: OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Makes the folder and its parents, durably. Errors: OSError."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


class WavFile:
    """`<path>.part` while it grows, `path` after `finish`. Every method but `close` may raise OSError."""

    def __init__(self, path: Path, channels: int) -> None:
        self.path = path
        self.part = path.with_name(path.name + PART)
        self._channels = channels
        self._bytes = 0
        self._synced = -1
        make_folder(path.parent)
        self._file = os.open(self.part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)
        try:
            self.sync()
            sync_folder(path.parent)
        except OSError:
            self.close()
            raise

    @property
    def length_ms(self) -> int:
        return length_ms(self._channels, self._bytes)

    @property
    def samples(self) -> int:
        """Of each channel, so far."""
        return self._bytes // (SAMPLE_BYTES * self._channels)

    def read(self, first: int, last: int) -> bytes:
        """Samples of all channels from the first up to the last, which is not among them."""
        width = SAMPLE_BYTES * self._channels
        return os.pread(self._file, (last - first) * width, HEADER_BYTES + first * width)

    def append(self, data: bytes) -> None:
        """Samples as they stand in the file: little-endian, channels side by side."""
        view = memoryview(data)
        while view:
            count = os.pwrite(self._file, view, HEADER_BYTES + self._bytes)
            self._bytes += count
            view = view[count:]

    def append_silence(self, count: int) -> None:
        """So many bytes of silence, as a hole that takes no room."""
        self._bytes += count
        os.ftruncate(self._file, HEADER_BYTES + self._bytes)

    def sync(self) -> None:
        """Everything so far survives a power cut, and the header says so."""
        if self._bytes != self._synced:
            os.pwrite(self._file, header(self._channels, self._bytes), 0)
            os.fdatasync(self._file)
            self._synced = self._bytes

    def finish(self, instead: Path | None = None) -> None:
        """The file is whole, durable, and has its own name; or `instead`, a durable file beside it, has that name."""
        self.sync()
        self.close()
        (instead or self.part).rename(self.path)
        sync_folder(self.path.parent)
        self.part.unlink(missing_ok=True)

    def discard(self) -> None:
        self.close()
        self.part.unlink(missing_ok=True)

    def close(self) -> None:
        """Leaves what is there under its .part name; the next start finishes it."""
        file, self._file = self._file, -1
        if file >= 0:
            with suppress(OSError):  # the kernel tells late of what sync has told already
                os.close(file)


def finish_part(part: Path, channels: int) -> tuple[Path, int] | None:
    """A .part file of a killed run gets the header its size tells, and its own name: (path, length in ms).

    None: nothing was recorded; the file is gone. Errors: OSError.
    """
    width = channels * SAMPLE_BYTES
    data_bytes = max(part.stat().st_size - HEADER_BYTES, 0) // width * width
    if not data_bytes:
        part.unlink()
        return None
    path = part.with_name(part.name.removesuffix(PART))
    file = os.open(part, os.O_RDWR | os.O_CLOEXEC)
    try:
        os.ftruncate(file, HEADER_BYTES + data_bytes)
        os.pwrite(file, header(channels, data_bytes), 0)
        os.fsync(file)
    finally:
        os.close(file)
    part.rename(path)
    sync_folder(path.parent)
    return path, length_ms(channels, data_bytes)
