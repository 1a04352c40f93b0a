"""A sound card where there is none: a PulseAudio of the test's own, whose wires are two pipes; ALSA leads to it."""

import asyncio
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import numpy.typing as npt

from appliance.sound.frames import FRAME_SAMPLES, RATE, Samples
from tests.drivers.line.jumping_time import pass_s

PCM = "callboxtest"
PIPE_RATE = RATE
BEAT_S = 0.02
STARTS_WITHIN_S = 30.0
ALSA = """
</usr/share/alsa/alsa.conf>
pcm.{pcm} {{
    type asym
    playback.pcm {{ type pulse device "spoken" }}
    capture.pcm {{ type pulse device "wired" }}
}}
"""
SCRIPT = """
load-module module-pipe-source source_name=wired file={folder}/to-card format=s16le rate={rate} channels=1
load-module module-pipe-sink sink_name=spoken file={folder}/from-card format=s16le rate={rate} channels=1 \
use_system_clock_for_timing=yes
load-module module-native-protocol-unix
"""


def missing() -> str:
    """What is not installed; empty when all is there."""
    if shutil.which("pulseaudio") is None:
        return "needs pulseaudio"
    if not any(Path("/usr/lib").glob("*/alsa-lib/libasound_module_pcm_pulse.so")):
        return "needs libasound2-plugins"
    try:
        import pyaudio
    except ImportError as fault:
        return f"needs PyAudio ({fault})"
    return "" if pyaudio.PyAudio else "needs PyAudio"


class PulseCard:
    """Lives from start() to close(). What the card hears is fed by feed(); what it says is in `said`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.said = bytearray()
        self._daemon: subprocess.Popen[bytes] | None = None
        self._into = self._from = -1

    @property
    def environment(self) -> dict[str, str]:
        """Of whoever is to see the card."""
        place = str(self._folder)
        return {"ALSA_CONFIG_PATH": f"{place}/alsa.conf", "XDG_RUNTIME_DIR": place, "HOME": place}

    async def start(self) -> None:
        folder = self._folder
        folder.chmod(0o700)
        (folder / "alsa.conf").write_text(ALSA.format(pcm=PCM))
        (folder / "script.pa").write_text(SCRIPT.format(folder=folder, rate=PIPE_RATE))
        words = ["pulseaudio", "-n", "-F", str(folder / "script.pa"), "--exit-idle-time=-1", "--daemonize=no"]
        with (folder / "pulse.log").open("wb") as log:
            self._daemon = subprocess.Popen(
                [*words, "--disable-shm=yes", "--use-pid-file=no"], stderr=log, env={**os.environ, **self.environment}
            )
        async with asyncio.timeout(STARTS_WITHIN_S):
            while not (folder / "pulse" / "native").exists():
                await pass_s(BEAT_S)
        self._into = os.open(folder / "to-card", os.O_WRONLY | os.O_NONBLOCK)
        self._from = os.open(folder / "from-card", os.O_RDONLY | os.O_NONBLOCK)

    def feed(self, frame: Samples) -> None:
        """20 ms for the card to hear; what it says is taken."""
        try:
            os.write(self._into, frame.astype("<i2").tobytes())
            self.said += os.read(self._from, 65_536)
        except BlockingIOError:
            return

    @property
    def said_samples(self) -> npt.NDArray[np.int16]:
        return np.frombuffer(bytes(self.said[: len(self.said) // 2 * 2]), "<i2")

    def end_daemon(self) -> None:
        """As a card that is pulled out."""
        if self._daemon is not None:
            self._daemon.kill()
            self._daemon.wait()

    def close(self) -> None:
        self.end_daemon()
        for fd in (self._into, self._from):
            if fd >= 0:
                os.close(fd)


def pieces(sound: Samples, number: int) -> Samples:
    at = number * FRAME_SAMPLES % len(sound)
    return sound[at : at + FRAME_SAMPLES]
