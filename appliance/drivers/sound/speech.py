"""Prompts from text: espeak-ng or piper speak, the result is levelled and kept, so that each is made once."""

import hashlib
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from appliance.drivers.errors import DriverFault, MissingLibrary
from appliance.drivers.sound import outside
from appliance.model.languages import fallbacks
from appliance.model.settings import SoundSettings
from appliance.sound import wav
from appliance.sound.frames import RATE, Samples
from appliance.sound.loudness import levelled
from appliance.sound.resample import to_8k

RULE = "3"
"""Changes whenever the same text and voice would sound different: old cache files are then no longer found."""

LONGEST_TEXT = 4_000
"""Characters; about four minutes of speech. A longer prompt is a mistake."""

PROGRAM = "espeak-ng"
PIPER = "piper"
VOICE = re.compile(r"[a-z][a-z0-9-]{1,30}(\+[a-z][a-z0-9]{0,15})?", re.IGNORECASE)
_TIMEOUT_S = 30.0
_PIPER_TIMEOUT_S = 180.0
"""A small computer speaks slower than it is heard."""


class Speech:
    """Makes samples of text. Slow (0.1 s and more a prompt): not for the event loop."""

    def __init__(
        self, cache_dir: Path, program: str = PROGRAM, *, choice: SoundSettings | None = None, piper: str = PIPER
    ) -> None:
        """`choice` says which voice speaks which language; without it the language is the name of a voice."""
        self.cache_dir = cache_dir
        self._program = program
        self._piper = piper
        self._choice = choice or SoundSettings()

    def samples(self, text: str, language: str) -> Samples:
        """Speech at 8 kHz, trimmed, at loudness.SPEECH_LUFS. Raises DriverFault, MissingLibrary."""
        known = self.known(text, language)
        if known is not None:
            return known
        voice = self.voice(language)
        samples = self._spoken(text, voice)
        keep_in_cache(self._cached(text, voice), wav.to_bytes(samples))
        return samples

    def known(self, text: str, language: str) -> Samples | None:
        """What was spoken before; None when it was not, or the disk lost it with the power. Raises DriverFault."""
        voice = self.voice(language)
        _check(text, voice)
        try:
            return wav.from_bytes(self._cached(text, voice).read_bytes())
        except (OSError, wav.WavFault):
            return None

    def _cached(self, text: str, voice: str) -> Path:
        return self.cache_dir / f"{_name(text, voice)}.wav"

    def voice(self, language: str) -> str:
        """What speaks it: the file of a voice of piper, or else the name of a voice of espeak-ng."""
        return _of(self._choice.piper_voices, language) or _of(self._choice.voices, language) or language

    def _spoken(self, text: str, voice: str) -> Samples:
        program = PIPER if _is_file(voice) else PROGRAM
        content = self._by_piper(text, voice) if _is_file(voice) else self._by_espeak(text, voice)
        try:
            raw, rate = wav.mono_from_bytes(content)
        except wav.WavFault as fault:
            raise DriverFault(f"{program} made no sound for {_quoted(text)}: {fault}") from fault
        samples = wav.to_int16(levelled(to_8k(raw, rate)))
        if samples.size == 0:
            raise DriverFault(f"{program} is silent for {_quoted(text)}; write words the voice {voice} can say")
        return samples

    def _by_espeak(self, text: str, voice: str) -> bytes:
        path = espeak_path(self._program)
        try:  # The text goes in by a pipe: it can neither be an option nor meet a shell.
            words = [path, "-v", voice, "--stdin", "-b", "1", "--stdout"]
            return outside.run(words, text.encode(), timeout_s=_TIMEOUT_S, writes_files=True)
        except DriverFault as fault:
            raise DriverFault(
                f'espeak-ng could not speak with voice "{voice}": {fault}; espeak-ng --voices lists what there is'
            ) from fault

    def _by_piper(self, text: str, voice: str) -> bytes:
        path = piper_path(self._piper)
        line = " ".join(text.split()) + "\n"  # piper takes each line for a text of its own
        with tempfile.TemporaryDirectory(prefix="callbox-piper-") as folder:
            spoken = Path(folder) / "spoken.wav"
            words = [path, "--model", voice, "--output_file", str(spoken)]
            try:
                outside.run(words, line.encode(), timeout_s=_PIPER_TIMEOUT_S, writes_files=True)
                return spoken.read_bytes()
            except (DriverFault, OSError) as fault:
                raise DriverFault(f"piper could not speak {_quoted(text)} with {voice}: {fault}") from fault


def espeak_path(program: str = PROGRAM) -> str:
    """Raises MissingLibrary."""
    return outside.whole_path(program, "no text can be spoken", "apt install espeak-ng")


def piper_path(program: str = PIPER) -> str:
    """Raises MissingLibrary."""
    install = "pipx install piper-tts, or take the language out of [sound] piper_voices to have espeak-ng speak it"
    return outside.whole_path(program, "its voices cannot speak", install)


def piper_faults(voices: Mapping[str, str], program: str = PIPER) -> list[str]:
    """A sentence for each voice of piper that cannot speak, by its language."""
    faults = [
        f"[sound] piper_voices.{language} = {voice}: no such file; expected the .onnx file of a voice, .json beside it"
        for language, voice in voices.items()
        if voice and not (Path(voice).is_file() and Path(f"{voice}.json").is_file())
    ]
    try:
        if voices:
            piper_path(program)
    except MissingLibrary as fault:
        faults.append(f"[sound] piper_voices: {fault}")
    return faults


def _of(voices: Mapping[str, str], language: str) -> str:
    known = {tag.lower(): voice for tag, voice in voices.items()}
    return next((known[each] for each in fallbacks(language) if each in known), "")


def _is_file(voice: str) -> bool:
    return voice.endswith(".onnx")


def _check(text: str, voice: str) -> None:
    if not text.strip() or len(text) > LONGEST_TEXT:
        raise DriverFault(f"a text of {len(text)} characters; expected 1 to {LONGEST_TEXT}")
    if not _is_file(voice) and not VOICE.fullmatch(voice):
        raise DriverFault(f'"{voice}" is no name of a voice; espeak-ng --voices lists them, en is one')


def _name(text: str, voice: str) -> str:
    return hashlib.sha256("\0".join((RULE, str(RATE), voice, text)).encode()).hexdigest()[:40]


def keep_in_cache(file: Path, content: bytes) -> None:
    """Whole or not at all. A cache that cannot be written costs time, not a call."""
    try:
        write_whole(file, content)
    except OSError:
        return


def write_whole(file: Path, content: bytes) -> None:
    """The file is as it was, or new and whole on the disk. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=file.parent, prefix=".draft-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(draft).chmod(0o644)
        Path(draft).replace(file)
    except OSError:
        Path(draft).unlink(missing_ok=True)
        raise


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return f'"{line[:40]}…"' if len(line) > 40 else f'"{line}"'
