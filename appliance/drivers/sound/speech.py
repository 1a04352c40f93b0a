"""Speech from text, by espeak-ng in its own process; what was made once is read from the cache."""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from appliance.drivers.errors import DriverFault, MissingLibrary
from appliance.sound import wav
from appliance.sound.frames import RATE, Samples
from appliance.sound.loudness import levelled
from appliance.sound.resample import to_8k

RULE = "2"
"""Changes whenever the same text and voice would sound different: old cache files are then no longer found."""

LONGEST_TEXT = 4_000
"""Characters; about four minutes of speech. A longer prompt is a mistake."""

PROGRAM = "espeak-ng"
VOICE = re.compile(r"[a-z][a-z0-9-]{1,30}(\+[a-z][a-z0-9]{0,15})?", re.IGNORECASE)
_TIMEOUT_S = 30.0


class Speech:
    """Makes samples of text. Slow (0.1 s and more a prompt): not for the event loop."""

    def __init__(self, cache_dir: Path, program: str = PROGRAM) -> None:
        self._cache_dir = cache_dir
        self._program = program

    def samples(self, text: str, voice: str) -> Samples:
        """Speech at 8 kHz, trimmed, at loudness.SPEECH_DBFS. Raises DriverFault, MissingLibrary."""
        _check(text, voice)
        cached = self._cache_dir / f"{_name(text, voice)}.wav"
        try:
            return wav.from_bytes(cached.read_bytes())
        except (OSError, wav.WavFault):
            pass  # not there yet, or the power failed while the disk wrote it: made anew
        samples = self._spoken(text, voice)
        _keep(cached, wav.to_bytes(samples))
        return samples

    def _spoken(self, text: str, voice: str) -> Samples:
        content = self._run(text, voice)
        try:
            raw, rate = wav.mono_from_bytes(content)
        except wav.WavFault as fault:
            raise DriverFault(f"espeak-ng made no sound for {_quoted(text)}: {fault}") from fault
        samples = wav.to_int16(levelled(to_8k(raw, rate)))
        if samples.size == 0:
            raise DriverFault(f"espeak-ng is silent for {_quoted(text)}; write words the voice {voice} can say")
        return samples

    def _run(self, text: str, voice: str) -> bytes:
        program = whole_path(self._program)
        try:
            # The text goes in by a pipe: it can neither be an option nor meet a shell.
            ended = subprocess.run(  # noqa: S603 - the voice matched a pattern, there is no shell
                [program, "-v", voice, "--stdin", "-b", "1", "--stdout"],
                input=text.encode(),
                capture_output=True,
                timeout=_TIMEOUT_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as fault:
            raise DriverFault(f"espeak-ng could not speak {_quoted(text)}: {fault}") from fault
        if ended.returncode:
            reason = ended.stderr.decode(errors="replace").strip().splitlines()
            raise DriverFault(
                f'espeak-ng could not speak with voice "{voice}": {reason[-1] if reason else "no reason given"}; '
                "espeak-ng --voices lists what there is"
            )
        return ended.stdout


def whole_path(program: str) -> str:
    """Raises MissingLibrary."""
    path = shutil.which(program)
    if path is None:
        raise MissingLibrary(f"{program} is not installed, so no text can be spoken; apt install espeak-ng")
    return path


def _check(text: str, voice: str) -> None:
    if not text.strip() or len(text) > LONGEST_TEXT:
        raise DriverFault(f"a text of {len(text)} characters; expected 1 to {LONGEST_TEXT}")
    if not VOICE.fullmatch(voice):
        raise DriverFault(f'"{voice}" is no name of a voice; espeak-ng --voices lists them, en is one')


def _name(text: str, voice: str) -> str:
    return hashlib.sha256("\0".join((RULE, str(RATE), voice, text)).encode()).hexdigest()[:40]


def _keep(file: Path, content: bytes) -> None:
    """Whole or not at all. A cache that cannot be written costs time, not a call."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=file.parent, prefix=".draft-")
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        Path(draft).replace(file)
    except OSError:
        Path(draft).unlink(missing_ok=True)


def _quoted(text: str) -> str:
    return f'"{text[:40]}…"' if len(text) > 40 else f'"{text}"'
