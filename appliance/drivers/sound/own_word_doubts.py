"""What the box is to say in words of its own and has neither recordings nor a voice for."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from appliance.config.prompt_folder import PromptFolder
from appliance.drivers.errors import DriverFault
from appliance.drivers.sound.debian_sounds import SOUNDS
from appliance.drivers.sound.own_words import OwnWords
from appliance.drivers.sound.speech import PROGRAM, Speech
from appliance.drivers.sound.voices import installed_voices, speaks
from appliance.model.languages import spoken_in
from appliance.model.settings import Settings
from appliance.model.spoken import languages_of, values_of, waits_and_places
from appliance.sound.spoken.phrases import Parts
from appliance.sound.spoken.saying import saying
from appliance.sound.spoken.vocabulary import is_heard, vocabulary


def own_word_doubts(settings: Settings, program: str = PROGRAM) -> Iterator[str]:
    """A sentence for each language in which values, waits or places cannot be said."""
    speech = Speech(Path(settings.box.cache_dir), choice=settings.sound)
    words = OwnWords(speech, PromptFolder(settings.box.state_dir).names(), SOUNDS)
    for language, phrases in _phrases(settings).items():
        names = {part.name for phrase in phrases for part in phrase if is_heard(part)}
        own, theirs = words.recordings(tuple(names), language)
        fault = _voice_fault(speech.voice(language), program) if {*own, *theirs} < names else ""
        if fault:
            yield f"values, waits and places in {language} are to be spoken, but {fault}"


def _phrases(settings: Settings) -> dict[str, tuple[Parts, ...]]:
    """Language → all that is to be said in it."""
    plan, box = settings.plan, settings.box.language
    said: dict[str, list[Parts]] = {}
    for tag, asked in values_of(plan).items():
        many = (vocabulary(each.kind, spoken_in(tag or box), each.currency) for each in asked)
        said.setdefault(tag or box, []).extend(chain.from_iterable(many))
    for name, _, _ in waits_and_places(plan):
        for tag in dict.fromkeys((box, *languages_of(plan))):
            said.setdefault(tag, []).append(saying(name, spoken_in(tag)) or ())
    return {language: tuple(phrases) for language, phrases in said.items()}


def _voice_fault(voice: str, program: str) -> str:
    """Voices of piper are judged with the setting that names them."""
    if voice.endswith(".onnx"):
        return ""
    try:
        known = speaks(installed_voices(program), voice)
    except DriverFault as fault:
        return str(fault)
    return "" if known else f'espeak-ng has no voice "{voice}"; record the parts, or name one in [sound] voices'
