"""The sound of one call as two WAV files of equal length: what the box said, and what was said to it."""

import wave
from pathlib import Path

from appliance.sound.frames import RATE, Samples

LONGEST_S = 3_600
"""Of one call; what comes after is not kept: a stuck line must not fill the disk."""
_CHUNK_BYTES = RATE * 2


class WavTracks:
    """Written a second at a time; the headers are right after close()."""

    def __init__(self, folder: Path, call: int) -> None:
        self.heard_wav = str(folder / f"call-{call:05}-heard.wav")
        self.said_wav = str(folder / f"call-{call:05}-said.wav")
        self._heard = _Track(self.heard_wav)
        self._said = _Track(self.said_wav)

    def put(self, said: Samples, heard: Samples) -> None:
        self._said.put(said)
        self._heard.put(heard)

    def close(self) -> None:
        self._said.close()
        self._heard.close()


class _Track:
    def __init__(self, path: str) -> None:
        self._file: wave.Wave_write = wave.open(path, "wb")  # noqa: SIM115 - closed when the call is over
        self._file.setnchannels(1)
        self._file.setsampwidth(2)
        self._file.setframerate(RATE)
        self._chunk = bytearray()
        self._room = LONGEST_S * RATE * 2

    def put(self, samples: Samples) -> None:
        data = samples.astype("<i2", copy=False).tobytes()[: self._room]
        self._room -= len(data)
        self._chunk += data
        if len(self._chunk) >= _CHUNK_BYTES:
            self._file.writeframesraw(bytes(self._chunk))
            self._chunk.clear()

    def close(self) -> None:
        self._file.writeframesraw(bytes(self._chunk))
        self._file.close()
