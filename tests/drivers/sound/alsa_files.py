"""ALSA devices where there is no card: PCMs of ALSA's own file and null plugins, by a configuration of the test's."""

from pathlib import Path

import numpy as np

from appliance.sound.frames import Samples

# A card that rests is opened anew, and ALSA would write its file anew with it: what is said is added to the end.
ALSA = """
</usr/share/alsa/alsa.conf>
pcm.callboxfile {{
    type asym
    playback.pcm {{ type file slave.pcm "null" format "raw" file "| cat >> {folder}/said.raw" }}
    capture.pcm {{ type file slave.pcm "null" format "raw" file "/dev/null" infile "{folder}/heard.raw" }}
}}
pcm.callboxnull {{ type null }}
"""
FILE, NULL = "pcm:callboxfile", "pcm:callboxnull"


def missing() -> str:
    """What is not installed; empty when all is there."""
    if not Path("/usr/share/alsa/alsa.conf").is_file():
        return "needs ALSA's configuration (apt install libasound2-data)"
    try:
        import pyaudio
    except ImportError as fault:
        return f"needs PyAudio ({fault})"
    return "" if pyaudio.PyAudio else "needs PyAudio"


def written(folder: Path, heard: Samples, rate_times: int = 1) -> Path:
    """The configuration, for ALSA_CONFIG_PATH. The devices hear the sound once, each sample so many times over."""
    (folder / "heard.raw").write_bytes(np.repeat(heard, rate_times).astype("<i2").tobytes())
    configuration = folder / "alsa.conf"
    configuration.write_text(ALSA.format(folder=folder))
    return configuration


def said(folder: Path) -> Samples:
    """What the file device was given to say so far."""
    content = (folder / "said.raw").read_bytes()
    return np.frombuffer(content[: len(content) // 2 * 2], "<i2").astype(np.int16)
