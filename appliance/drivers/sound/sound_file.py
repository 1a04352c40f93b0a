"""Any sound file as samples: WAV by our own reader, everything else by ffmpeg, a process of its own with limits."""

import stat
from pathlib import Path

import numpy as np
import numpy.typing as npt

from appliance.drivers.errors import DriverFault
from appliance.drivers.sound.outside import run, whole_path
from appliance.sound import wav
from appliance.sound.recording_check import LONGEST_MS

LARGEST_FILE = 200_000_000
"""Bytes; ten minutes of studio sound in two channels are 173 MB."""
FFMPEG = "ffmpeg"
TIMEOUT_S = 120.0
RATES = "8000|11025|16000|22050|24000|32000|44100|48000"
"""A file of another rate is brought to the nearest: ten minutes at 192 kHz would not fit a small computer's memory."""
FORMATS = "mp3,mov,mp4,m4a,3gp,ogg,flac,wav,w64,aiff,au,caf,aac,amr,asf,matroska,webm"
"""Nothing that names further files or addresses: a playlist shall not make ffmpeg open what its writer wants."""

_LONGEST_S = LONGEST_MS // 1_000 + 1
"""A little more than may be a prompt. 20 MB of 8-bit sound would be 42 minutes, and its samples 2 GB of memory."""

Mono = npt.NDArray[np.float64]


def read_sound(file: Path, program: str = FFMPEG) -> tuple[Mono, int]:
    """The mean of its channels on int16's scale, shape (n,), and its rate. Raises DriverFault, MissingLibrary."""
    content = _content(file)
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        try:
            return wav.mono_from_bytes(content, _LONGEST_S)
        except wav.WavFault as fault:
            if "is not understood" not in str(fault):
                raise DriverFault(f"{file}: {fault}") from fault
    try:
        return wav.mono_from_bytes(_converted(file, program))
    except wav.WavFault as fault:
        raise DriverFault(f"{file}: {fault}") from fault


def _content(file: Path) -> bytes:
    try:
        check_size(file)
        return file.read_bytes()
    except OSError as fault:
        raise DriverFault(f"{file}: {fault.strerror}; name a sound file that can be read") from fault


def check_size(file: Path) -> None:
    """Raises DriverFault where it has too much, or no end: a device, or a pipe that nobody writes. Raises OSError."""
    about = file.stat()
    if about.st_size > LARGEST_FILE:
        raise DriverFault(f"{file} has {about.st_size} bytes; at most {LARGEST_FILE} are taken")
    if not (stat.S_ISREG(about.st_mode) or stat.S_ISDIR(about.st_mode)):
        raise DriverFault(f"{file} is a device or a pipe; name a sound file")


def _converted(file: Path, program: str) -> bytes:
    path = whole_path(program, f"{file.name} cannot be read", "apt install ffmpeg, or save the sound as WAV")
    words = [
        *(path, "-nostdin", "-hide_banner", "-loglevel", "error"),
        *("-protocol_whitelist", "file", "-format_whitelist", FORMATS, "-i", f"file:{file.absolute()}"),
        *("-vn", "-sn", "-dn", "-t", str(_LONGEST_S), "-ac", "1", "-c:a", "pcm_s16le"),
        *("-af", f"aformat=sample_rates={RATES}"),
        *("-fs", str(LARGEST_FILE), "-f", "wav", "pipe:1"),
    ]
    try:
        return run(words, timeout_s=TIMEOUT_S)
    except DriverFault as fault:
        raise DriverFault(f"{file}: ffmpeg cannot read it as sound: {fault}; save it as WAV or MP3") from fault
