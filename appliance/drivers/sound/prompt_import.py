"""A recording becomes a prompt: read, judged, trimmed, brought to one loudness, and kept with what it was made from."""

from pathlib import Path
from typing import NamedTuple

from appliance.config.prompt_folder import MOST_VERSIONS, NAME, PromptFolder
from appliance.drivers.errors import DriverFault
from appliance.drivers.sound.sound_file import FFMPEG, read_sound
from appliance.drivers.sound.speech import write_whole
from appliance.model.languages import variant
from appliance.model.words import PromptName
from appliance.sound import wav
from appliance.sound.frames import Samples
from appliance.sound.loudness import levelled
from appliance.sound.recording_check import Judgement, judge
from appliance.sound.resample import to_8k

LONGEST_ENDING = 12


class Made(NamedTuple):
    samples: Samples
    """At 8 kHz, at loudness.SPEECH_LUFS."""
    judgement: Judgement


def made_of(file: Path, program: str = FFMPEG) -> Made:
    """What a recording comes to. Raises DriverFault, MissingLibrary: it cannot be read, or is of no use."""
    original, rate = read_sound(file, program)
    at_8k = to_8k(original, rate)
    judgement = judge(at_8k, original, rate)
    if judgement.faults:
        raise DriverFault(f"{file}: {'; '.join(judgement.faults)}")
    return Made(wav.to_int16(levelled(at_8k)), judgement)


def keep(folder: PromptFolder, name: PromptName, language: str, file: Path, made: Made) -> Path:
    """The prompt in the folder, whole or not at all, and its source beside it. Raises DriverFault."""
    whole = variant(name, language) if language else name
    if not NAME.fullmatch(whole):
        raise DriverFault(
            f'"{whole}" cannot be the name of a prompt; expected 1 to 40 letters, digits, spaces and ".-_", '
            'and the language as a tag such as "de" or "de-AT"'
        )
    target, ending = folder.file(name, language), file.suffix.lower()[:LONGEST_ENDING]
    source = folder.source(name, language, ending)
    try:
        content = file.read_bytes()
        put_by(folder, name, language)
        write_whole(source, content)
        write_whole(target, wav.to_bytes(made.samples))
        for older in folder.sources(name, language):
            if older != source:
                older.unlink()
    except OSError as fault:
        raise DriverFault(
            f"{target} cannot be written: {fault.strerror}; try it as the user that the box runs as, or as root"
        ) from fault
    return target


def put_by(folder: PromptFolder, name: PromptName, language: str) -> None:
    """What is played now becomes the newest of the versions before. Raises OSError."""
    target = folder.file(name, language)
    if target.exists():
        write_whole(folder.next_version(name, language), target.read_bytes())
        for old in [*folder.versions(name, language).values()][:-MOST_VERSIONS]:
            old.unlink()


def restore(folder: PromptFolder, name: PromptName, language: str, number: int) -> None:
    """A version from before is played again, and what was played becomes a version. Raises DriverFault."""
    known = folder.versions(name, language)
    if number not in known:
        there = ", ".join(map(str, known)) or "none"
        raise DriverFault(f'"{name}" has no version {number}; there is {there}; callbox prompt list --json shows them')
    try:
        content = known[number].read_bytes()
        put_by(folder, name, language)
        write_whole(folder.file(name, language), content)
    except OSError as fault:
        raise DriverFault(f"{known[number]}: {fault.strerror}; try it as the user that the box runs as") from fault


def take_away(folder: PromptFolder, name: PromptName, language: str) -> None:
    """The recording goes; it becomes a version, and can be restored. Raises DriverFault."""
    target = folder.file(name, language)
    try:
        put_by(folder, name, language)
        target.unlink()
    except OSError as fault:
        raise DriverFault(f"{target}: {fault.strerror}; callbox prompt list shows what is there") from fault
