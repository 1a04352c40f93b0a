"""A prompt that the settings name a file for: of any format, judged, trimmed and levelled once, and kept so."""

import hashlib
from pathlib import Path

from appliance.drivers.errors import DriverFault
from appliance.drivers.sound.prompt_import import made_of
from appliance.drivers.sound.sound_file import check_size
from appliance.drivers.sound.speech import keep_in_cache
from appliance.sound import wav
from appliance.sound.frames import Samples

RULE = b"1"
"""Changes whenever the same file would sound different."""


def from_file(file: Path, cache_dir: Path) -> Samples:
    """As `callbox prompt add` makes it; the file itself stays as it is. Raises DriverFault, MissingLibrary."""
    cached = cache_dir / f"file-{_seal(file)}.wav"
    try:
        return wav.from_bytes(cached.read_bytes())
    except (OSError, wav.WavFault):
        pass  # not there yet, or the power failed while the disk wrote it: made anew
    samples = made_of(file).samples
    keep_in_cache(cached, wav.to_bytes(samples))
    return samples


def _seal(file: Path) -> str:
    try:
        check_size(file)
        return hashlib.sha256(RULE + file.read_bytes()).hexdigest()[:40]
    except OSError as fault:
        raise DriverFault(f"{file}: {fault.strerror}; put a sound file there or name another") from fault
