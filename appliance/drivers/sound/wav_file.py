"""A sound device made of files: hears one WAV file round and round, writes what it says into another."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np

from appliance.drivers.errors import DeviceStuck, DeviceUnfit, DriverFault
from appliance.drivers.line import SoundPort
from appliance.drivers.sound.frame_clock import FrameClock
from appliance.drivers.sound.sound_file import read_sound
from appliance.drivers.sound.ways import SoundCounts, Ways
from appliance.drivers.timers import Timers
from appliance.drivers.wire import Lost
from appliance.model.words import Ms, Value
from appliance.sound import wav
from appliance.sound.frames import FRAME_SAMPLES, SILENCE, Samples
from appliance.sound.resample import to_8k

MOST_UNWRITTEN: Final = 3_000
"""Frames, one minute: a disk that stands still for longer loses the rest, counted."""


class Options(Value, frozen=True, kw_only=True):
    hears: str = ""
    """File of what is heard, round and round, any format a prompt may have; empty: silence."""
    says: str = ""
    """WAV file that what is said is written into, made anew at each start; empty: nowhere."""


def option_faults(options: Options) -> Iterator[tuple[str, str]]:
    if options.hears and not Path(options.hears).is_file():
        yield "hears", "no such file; expected a sound file, named with its whole path"
    if options.says and not Path(options.says).parent.is_dir():
        yield "says", "its folder is not there; make it, or name another"


class Driver:
    """A sound device (see device.py), by the box's clock."""

    def __init__(
        self,
        options: Options,
        port: SoundPort,
        *,
        ways: Ways = Ways.BOTH,
        lost: Lost,
        now: Callable[[], Ms],
        timers: Timers | None = None,
    ) -> None:
        """`now` is of no use to it."""
        del now
        self._options, self._port, self._ways, self._lost = options, port, ways, lost
        self._clock = FrameClock(self._beat, timers)
        self._sound: Samples = SILENCE
        self._at = self._beats = self._dropped = 0
        self._unwritten: list[bytes] = []
        self._writing: asyncio.Task[None] | None = None
        self._written = 0
        """Bytes of sound in the file."""

    async def prepare(self) -> str:
        """Raises DriverFault for a file that cannot be read or made."""
        self._clock.stop()
        self._at = self._beats = 0
        if self._options.hears and self._ways.heard:
            self._sound = await asyncio.to_thread(_samples, Path(self._options.hears))
        if self._says:
            self._written = 0
            await asyncio.to_thread(self._write, b"")
        return "files"

    async def ready(self) -> None:
        """Always."""

    def begin(self) -> None:
        self._clock.start()

    def end(self) -> None:
        self._clock.stop()
        self._put_away()

    def next_wake(self) -> Ms | None:
        return None

    def check(self, now: Ms) -> None:
        """A file that cannot be written is told when it is written."""

    @property
    def counts(self) -> SoundCounts:
        return SoundCounts(heard=self._beats, lost=self._clock.skipped + self._dropped)

    def close(self) -> None:
        self.end()

    async def gone(self) -> None:
        """What was said is on the disk."""
        while self._writing is not None:
            await asyncio.wait((self._writing,))

    @property
    def _says(self) -> bool:
        return bool(self._options.says) and self._ways.said

    def _beat(self) -> None:
        self._beats += 1
        if self._ways.heard:
            self._port.heard(np.take(self._sound, range(self._at, self._at + FRAME_SAMPLES), mode="wrap"))
            self._at = (self._at + FRAME_SAMPLES) % len(self._sound)
        if not self._ways.said:
            return
        frame = self._port.to_say().astype("<i2").tobytes()
        if self._says:
            self._keep(frame)

    def _keep(self, frame: bytes) -> None:
        if len(self._unwritten) == MOST_UNWRITTEN:
            self._dropped += 1
            return
        self._unwritten.append(frame)
        if len(self._unwritten) % 50 == 0:
            self._put_away()

    def _put_away(self) -> None:
        if self._unwritten and self._writing is None:
            self._writing = asyncio.get_running_loop().create_task(self._written_down())

    async def _written_down(self) -> None:
        try:
            while self._unwritten:
                data = b"".join(self._unwritten)
                self._unwritten.clear()
                await asyncio.to_thread(self._write, data)
        except DriverFault as fault:
            self._lost(fault)
        finally:
            self._writing = None

    def _write(self, data: bytes) -> None:
        """Appends, and puts the header right. Raises DriverFault."""
        path = Path(self._options.says)
        try:
            with path.open("r+b" if self._written else "wb") as file:
                file.seek(wav.HEADER_BYTES + self._written)
                file.write(data)
                self._written += len(data)
                file.seek(0)
                file.write(wav.header(1, self._written))
        except OSError as fault:
            raise DeviceStuck(f"{path}: cannot be written ({fault.strerror}); name another file") from fault


def _samples(path: Path) -> Samples:
    """Raises DriverFault."""
    mono, rate = read_sound(path)
    samples = wav.to_int16(to_8k(mono, rate))
    if not samples.size:
        raise DeviceUnfit(f"{path}: has no sound in it; name another file")
    return samples
