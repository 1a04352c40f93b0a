"""Voices that no limit of the detector was set by: other speakers, other programs that speak, other languages."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from appliance.sound.frames import RATE, Samples
from benchmarks import hang_up_sounds
from benchmarks.digits import never_heard
from benchmarks.digits.talk_off import Corpus, joined, said

OTHER_PROMPTS = (
    "sounds/es",
    "sounds/fr",
    "sounds/digits",
    "sounds/letters",
    "sounds/phonetic",
    "sounds/it_IT_f_Menardi",
)
"""In the folder of Debian's sounds: asterisk-prompt-es-co, -fr-armelle and -it-menardi-wav."""
CHILDREN = (Path("/usr/share/klettres"), Path("/usr/share/ktuberling/sounds"))
"""klettres-data and ktuberling-data: letters, syllables and words, by people, in some thirty languages."""
FESTIVAL = Path("/usr/share/festival/voices")
FLITE_VOICES = ("kal16", "awb", "rms", "slt")
ESPEAK_EACH = (("", 50, 160), ("+f3", 70, 150))
"""Variant, pitch and words a minute."""
NUMBERS = 40
SUFFIXES = (".gsm", ".ogg", ".wav", ".mp3")


def corpora(folder: Path) -> Iterator[Corpus]:
    """What is installed of them; voices that limits were set by are left out."""
    yield from never_heard.corpora()
    chance = np.random.default_rng(11)
    sounds: dict[str, Iterable[Samples]] = {
        "prompts of es-co, fr-armelle, it-menardi": _files(folder / name for name in OTHER_PROMPTS),
        "people in klettres and ktuberling": _files(CHILDREN),
        "festival": _spoken_by("text2wave", _festival(), chance),
        "flite": _spoken_by("flite", [_flite(name) for name in FLITE_VOICES], chance),
        "espeak-ng, every other language": _espeak(chance),
    }
    for name, each in sounds.items():
        pieces = tuple(joined(each))
        if pieces:
            yield Corpus(name, pieces)


def _files(folders: Iterable[Path]) -> Iterator[Samples]:
    """All sounds of each innermost folder, one after the other."""
    innermost = {file.parent for folder in folders for file in folder.rglob("*") if file.suffix in SUFFIXES}
    for place in sorted(innermost) if shutil.which("ffmpeg") else ():
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as names:
            files = sorted(file for file in place.iterdir() if file.suffix in SUFFIXES)
            names.write("".join(f"file '{file}'\n" for file in files))
            names.flush()
            reading = ["ffmpeg", "-v", "quiet", "-f", "concat", "-safe", "0", "-i", names.name]
            writing = ["-ar", str(RATE), "-ac", "1", "-f", "s16le", "-"]
            yield np.frombuffer(subprocess.run([*reading, *writing], check=False, capture_output=True).stdout, "<i2")


def _spoken_by(program: str, voices: Iterable[list[str]], chance: np.random.Generator) -> Iterator[Samples]:
    for command in voices if shutil.which(program) else ():
        with tempfile.TemporaryDirectory() as folder:
            text, sound = Path(folder) / "text", Path(folder) / "speech.wav"
            text.write_text(_text(chance))
            filled = [part.format(text=text, sound=sound) for part in command]
            done = subprocess.run(filled, check=False, capture_output=True)
            if done.returncode == 0 and sound.exists():
                yield _resampled(sound)


def _resampled(sound: Path) -> Samples:
    command = ["ffmpeg", "-v", "quiet", "-i", str(sound), "-ar", str(RATE), "-ac", "1", "-f", "s16le", "-"]
    return np.frombuffer(subprocess.run(command, check=True, capture_output=True).stdout, "<i2")


def _festival() -> Iterator[list[str]]:
    for voice in sorted(FESTIVAL.glob("*/*")):
        yield ["text2wave", "-eval", f"(voice_{voice.name})", "-o", "{sound}", "{text}"]


def _flite(voice: str) -> list[str]:
    return ["flite", "-voice", voice, "-f", "{text}", "-o", "{sound}"]


def _espeak(chance: np.random.Generator) -> Iterator[Samples]:
    if not shutil.which("espeak-ng"):
        return
    listed = subprocess.run(["espeak-ng", "--voices"], check=True, capture_output=True, text=True).stdout
    known = {voice.split("+")[0] for voice in hang_up_sounds.VOICES}
    for language in sorted({line.split()[1] for line in listed.splitlines()[1:]} - known):
        for variant, pitch, speed in ESPEAK_EACH:
            voice, text = language + variant, _text(chance)
            try:
                yield said(text, voice, pitch, speed)
            except subprocess.CalledProcessError as fault:
                why = fault.stderr.decode(errors="replace").strip() or f"it ends with {fault.returncode}"
                sys.stderr.write(f"benchmarks.digits: espeak-ng lists {voice} and cannot speak it, left out: {why}\n")


def _text(chance: np.random.Generator) -> str:
    numbers = (10 ** chance.uniform(0, 6, NUMBERS)).astype(int)
    return " ".join((*hang_up_sounds.TEXTS, ". ".join(map(str, numbers))))
