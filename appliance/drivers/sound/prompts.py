"""All prompts of a plan as samples: spoken, recorded or read from files. One that fails is left out, and is told."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from appliance.config.prompt_folder import PromptFolder
from appliance.drivers.errors import DriverFault
from appliance.drivers.sound.debian_sounds import SOUNDS, credit
from appliance.drivers.sound.own_words import PART, OwnWords, announcements
from appliance.drivers.sound.prompt_file import from_file
from appliance.drivers.sound.speech import Speech
from appliance.model.languages import variant
from appliance.model.plan import Plan, PromptPlan
from appliance.model.words import PromptName
from appliance.sound import tones, wav
from appliance.sound.frames import Samples
from appliance.sound.music import hold_music

BUILT_IN: dict[PromptName, Callable[[], Samples]] = {"music": hold_music, "beep": tones.beep}
"""model.plan.BUILT_IN_PROMPTS."""


class Source(NamedTuple):
    """One prompt in one language, not made yet."""

    name: PromptName
    """With its language, where it is for one only: hello@de."""
    origin: str
    """For people: "recorded", "spoken by de", the file."""
    make: Callable[[], Samples]
    """Raises DriverFault."""


def load_prompts(
    plan: Plan, *, base_dir: Path, speech: Speech, language: str, folder: PromptFolder | None = None
) -> tuple[dict[PromptName, Samples], tuple[str, ...]]:
    """Every prompt of the plan, those built in, and one sentence for each that could not be made.

    Files are named from base_dir on; texts are spoken by `language` where the prompt names none; `folder` has the
    recordings that were imported. Slow: not for the event loop.
    """
    prompts = {name: make() for name, make in BUILT_IN.items()}
    faults: list[str] = []
    for source in sources_of(plan, base_dir=base_dir, speech=speech, language=language, folder=folder):
        try:
            prompts[source.name] = source.make()
        except DriverFault as fault:
            faults.append(f'prompt "{source.name}": {fault}; a tone is played instead')
    return prompts, tuple(faults)


def sources_of(
    plan: Plan, *, base_dir: Path, speech: Speech, language: str, folder: PromptFolder | None = None
) -> tuple[Source, ...]:
    """What each prompt comes from. A recording that was imported replaces a text, not a file that the settings name."""
    named: dict[PromptName, Source] = {}
    for prompt in plan.prompts:
        for source in _planned(prompt, base_dir, speech, language):
            named[source.name] = source
    files = {prompt.name for prompt in plan.prompts if prompt.file}
    for name, file in (folder.names() if folder is not None else {}).items():
        if name not in files and not name.startswith(PART):
            named[name] = Source(name, "recorded", lambda file=file: _read(file))  # type: ignore[misc]
    words = OwnWords(speech, folder.names() if folder is not None else {}, SOUNDS)
    own = (Source(*each) for each in announcements(plan, words, language))
    return (*named.values(), *own)


def _planned(prompt: PromptPlan, base_dir: Path, speech: Speech, language: str) -> Iterator[Source]:
    if prompt.text:
        yield _spoken(prompt.name, prompt.text, prompt.language or language, speech)
    elif prompt.file:
        file = base_dir / prompt.file
        origin = "; ".join(filter(None, (prompt.file, credit(file))))
        yield Source(prompt.name, origin, lambda: from_file(file, speech.cache_dir))
    elif prompt.name in BUILT_IN:
        yield Source(prompt.name, "built in", BUILT_IN[prompt.name])
    else:
        yield Source(prompt.name, "nothing", _nothing)
    for tag, text in prompt.texts.items():
        yield _spoken(variant(prompt.name, tag), text, tag, speech)


def _spoken(name: PromptName, text: str, language: str, speech: Speech) -> Source:
    return Source(name, f"spoken by {Path(speech.voice(language)).stem}", lambda: speech.samples(text, language))


def _nothing() -> Samples:
    raise DriverFault("neither text nor file is given; write one of them")


def _read(file: Path) -> Samples:
    """Of one that was imported: it is as it shall be heard."""
    try:
        return wav.from_bytes(file.read_bytes())
    except (OSError, wav.WavFault) as fault:
        raise DriverFault(f"{file}: {fault}; bring it in again") from fault
