"""`callbox check` and `callbox show-config`: what is wrong with the settings, and what they come to."""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from appliance.config.dump import dump
from appliance.config.errors import SettingsFault
from appliance.config.loading import DEFAULT_FILE, Loaded, load_with_tables
from appliance.config.nearest import hint
from appliance.config.places import Place
from appliance.config.prompt_folder import PromptFolder
from appliance.config.prompt_languages import language_doubts
from appliance.drivers.errors import DriverFault
from appliance.drivers.line.modem.families import OWN_FOLDER, families_with
from appliance.drivers.registry import load_driver, open_options
from appliance.drivers.sound.card.finder import CardFinder
from appliance.drivers.sound.speech import PROGRAM, piper_faults
from appliance.drivers.sound.tone_plans import TonePlanFault, load_tone_plan
from appliance.drivers.sound.voices import installed_voices, speaks
from appliance.drivers.wire.port_advice import port_advice
from appliance.drivers.wire.port_finder import PortFinder
from appliance.model.languages import fallbacks
from appliance.model.plan import PromptPlan
from appliance.model.settings import BoxSettings, DriverChoice, Settings, SoundSettings
from appliance.model.words import Value

_KINDS = {"line": ("line", "driver"), "agent": ("station", "station"), "lamps": ("lamps", "driver")}
"""Table → kind of its driver, the option that names it."""


def main(argv: list[str]) -> int:
    """Says every fault of the settings, or that there is none. Returns 0, or 1 when there are faults."""
    config = _arguments("check", argv).config
    try:
        settings = checked(config, family_file_faults, voice_faults, piper_voice_faults).settings
    except SettingsFault as fault:
        return _refuse(fault)
    sys.stdout.write(f"settings are sound: {summary(settings)}\n")
    imported = PromptFolder(settings.box.state_dir).names()
    missing = language_doubts(settings.plan, settings.box.language, imported)
    for sentence in (*port_doubts(settings), *missing):
        sys.stdout.write(f"but {sentence}\n")
    return 0


def show_config(argv: list[str]) -> int:
    """Writes the settings in effect as TOML, each with its origin. Returns 0, or 1 when there are faults."""
    arguments = _arguments("show-config", argv)
    try:
        loaded = checked(arguments.config)
    except SettingsFault as fault:
        return _refuse(fault)
    sys.stdout.write(dump(loaded, changed=arguments.changed, open_options=_options_of))
    return 0


def checked(main_file: Path, *more: Callable[[Loaded], Iterable[str]], draft: Path | None = None) -> Loaded:
    """The settings, a draft laid over them, with everything checked that can be without touching a device, and more.

    Raises SettingsFault.
    """
    loaded = load_with_tables(main_file, choice_faults, draft=draft)
    faults = (
        *wiring_faults(loaded.settings),
        *sound_faults(loaded),
        *(fault for faults_of in more for fault in faults_of(loaded)),
    )
    if faults:
        raise SettingsFault(faults)
    return loaded


def wiring_faults(settings: Settings) -> tuple[str, ...]:
    """Lamps of the plan and of the driver that do not meet."""
    way = load_driver("lamps", settings.lamps.driver)
    if way.wiring_faults is None:
        return ()
    options = open_options(settings.lamps, way.Options)
    return way.wiring_faults(options, (lamp.name for lamp in settings.plan.lamps))


def family_file_faults(loaded: Loaded) -> Iterator[str]:
    """Every fault of every file of modem families: those shipped, and those of the folders that lines name.

    Told only when people check: a box starts without the family of a wrong file.
    """
    folders = {OWN_FOLDER: None}
    for choice in loaded.settings.lines.values():
        options = open_options(choice, load_driver("line", choice.driver).Options)
        folders[getattr(options, "family_folder", "")] = None
    try:
        found = [fault.sentence for folder in folders for fault in families_with(folder).faults]
    except DriverFault as fault:
        found = [str(fault)]
    yield from dict.fromkeys(found)


def sound_faults(loaded: Loaded) -> Iterator[str]:
    """A country whose tones nobody has told us, or all that is wrong with its file."""
    try:
        load_tone_plan(loaded.settings.sound.country)
    except TonePlanFault as told:
        files = [entry.table.place.where.partition(":")[0] for entry in loaded.entries if entry.table.kind == "sound"]
        yield from (f"{files[0]}: {fault}" if files else fault for fault in told.faults)


def voice_faults(loaded: Loaded, program: str = PROGRAM) -> Iterator[str]:
    """Voices that espeak-ng lacks. Asked only when people check: a box plays a tone for what it cannot speak."""
    if not any(prompt.text for prompt in loaded.settings.plan.prompts):
        return
    try:
        voices = installed_voices(program)
    except DriverFault as fault:
        yield str(fault)
        return
    for entry in loaded.entries:
        for option, voice in _voices_named(entry.value, loaded.settings.sound):
            if not speaks(voices, voice):
                sentence = f"espeak-ng has no such voice; {hint(voice, sorted(voices))}"
                yield entry.table.place.at(*option).wrong(voice, sentence)


def _voices_named(value: Value, sound: SoundSettings) -> Iterator[tuple[tuple[str, ...], str]]:
    """Options and the voices of espeak-ng they ask for; what piper speaks, or another voice, is left out."""
    spoken = {tag.lower() for tag in (*sound.piper_voices, *sound.voices)}
    if isinstance(value, BoxSettings | PromptPlan) and value.language and not spoken & {*fallbacks(value.language)}:
        yield ("language",), value.language
    if isinstance(value, PromptPlan):
        yield from ((("texts", tag), tag) for tag in value.texts if not spoken & {*fallbacks(tag)})
    if isinstance(value, SoundSettings):
        yield from ((("voices", tag), voice) for tag, voice in value.voices.items())


def piper_voice_faults(loaded: Loaded) -> Iterator[str]:
    """Voices of piper that are not there, and piper itself. Asked only when people check."""
    yield from piper_faults(loaded.settings.sound)


def choice_faults(table: str, choice: DriverChoice) -> Iterator[str]:
    """What is wrong with the driver that a table (line, agent, lamps) chooses, and with its options."""
    kind, option = _KINDS[table]
    try:
        way = load_driver(kind, choice.driver)
        options = open_options(choice, way.Options)
        for name, problem in way.option_faults(options) if way.option_faults else ():
            yield Place(choice.place, ("options", name)).wrong(getattr(options, name), problem)
    except DriverFault as fault:
        yield Place(choice.place, (option,)).lacks(str(fault))
    except SettingsFault as fault:
        yield from fault.faults


def port_doubts(settings: Settings, finder: PortFinder | None = None, cards: CardFinder | None = None) -> Iterator[str]:
    """What may go wrong with the names of ports and sound cards as they are now; no fault, so nothing is refused."""
    for choice in settings.lines.values():
        options = open_options(choice, load_driver("line", choice.driver).Options)
        for sentence in port_advice(getattr(options, "port", ""), finder or PortFinder()):
            yield f"{choice.place} {sentence}"
        yield from (f"{choice.place} {doubt}" for doubt in _card_doubts(getattr(options, "card", ""), cards))


def _card_doubts(name: str, cards: CardFinder | None) -> Iterator[str]:
    try:
        if name:
            (cards or CardFinder()).find(name)
    except DriverFault as fault:
        yield f"sound card {fault}"


def summary(settings: Settings) -> str:
    plan = settings.plan
    counted = (
        ("line", len(settings.lines)),
        ("agent", len(settings.stations)),
        ("queue", len(plan.queues)),
        ("flow", len(plan.flows)),
        ("prompt", len(plan.prompts)),
        ("lamp", len(plan.lamps)),
    )
    return ", ".join(f"{number} {word}" + ("" if number == 1 else "s") for word, number in counted)


def _options_of(table: str, choice: DriverChoice) -> Value:
    return open_options(choice, load_driver(_KINDS[table][0], choice.driver).Options)


def _arguments(command: str, argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"callbox {command}", description=__doc__)
    parser.add_argument("--config", type=Path, default=DEFAULT_FILE, metavar="FILE", help=f"default: {DEFAULT_FILE}")
    if command == "show-config":
        parser.add_argument("--changed", action="store_true", help="only what differs from the defaults")
    return parser.parse_args(argv)


def _refuse(fault: SettingsFault) -> int:
    number = len(fault.faults)
    sys.stderr.write(f"{fault}\n{number} fault" + ("" if number == 1 else "s") + " in the settings\n")
    return 1
