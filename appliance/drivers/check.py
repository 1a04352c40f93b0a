"""`callbox check` and `callbox show-config`: what is wrong with the settings, and what they come to."""

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

from appliance.config.documents import Table
from appliance.config.dump import dump
from appliance.config.errors import SettingsFault
from appliance.config.loading import DEFAULT_FILE, Loaded, all_of, choices, read_settings, single
from appliance.config.nearest import hint
from appliance.config.places import Place
from appliance.config.prompt_folder import PromptFolder
from appliance.config.prompt_languages import language_doubts
from appliance.config.references import Entry
from appliance.config.tables import LampsTable, LineTable
from appliance.config.talk_sense import recording_doubts
from appliance.drivers.errors import DriverFault
from appliance.drivers.line.modem.families import OWN_FOLDER, families_with
from appliance.drivers.registry import every_option_fault, load_driver, open_options
from appliance.drivers.sound.card.finder import CardFinder
from appliance.drivers.sound.device_check import card_doubts, device_faults
from appliance.drivers.sound.own_word_doubts import own_word_doubts
from appliance.drivers.sound.speech import PROGRAM, piper_faults
from appliance.drivers.sound.tone_plans import TonePlanFault, load_tone_plan
from appliance.drivers.sound.voices import installed_voices, speaks
from appliance.drivers.wire.port_advice import port_advice
from appliance.drivers.wire.port_finder import PortFinder
from appliance.model.languages import fallbacks
from appliance.model.plan import LampPlan, PromptPlan
from appliance.model.settings import BoxSettings, DriverChoice, Settings, SoundSettings
from appliance.model.words import Value

_KINDS = {"line": ("line", "driver"), "agent": ("station", "station"), "lamps": ("lamps", "driver")}
_KINDS |= dict.fromkeys(("loudspeaker", "line_in"), ("sound", "driver"))
"""Table → kind of its driver, the option that names it."""

Entries: TypeAlias = tuple[Entry, ...]
FaultsOf: TypeAlias = Callable[[Entries], Iterable[str]]
"""What is wrong with tables that may have None where they could not be read, which is told already."""


def main(argv: list[str]) -> int:
    """Says every fault of the settings, or that there is none. Returns 0, or 1 when there are faults."""
    config = arguments_of("check", argv).config
    try:
        loaded = checked(config, family_file_faults, voice_faults, piper_voice_faults)
    except SettingsFault as fault:
        return _refuse(fault)
    settings = loaded.settings
    which = f" (version {loaded.version})" if loaded.version else ""
    sys.stdout.write(f"settings are sound{which}: {summary(settings)}\n")
    imported = PromptFolder(settings.box.state_dir).names()
    missing = language_doubts(settings.plan, settings.box.language, imported)
    told = recording_doubts(settings.plan)
    doubts = (*port_doubts(settings), *card_doubts(loaded.entries), *missing, *own_word_doubts(settings), *told)
    for sentence in doubts:
        sys.stdout.write(f"but {sentence}\n")
    return 0


def show_config(argv: list[str]) -> int:
    """Writes the settings in effect as TOML, each with its origin. Returns 0, or 1 when there are faults."""
    arguments = arguments_of("show-config", argv)
    try:
        loaded = checked(arguments.config)
    except SettingsFault as fault:
        return _refuse(fault)
    sys.stdout.write(dump(loaded, changed=arguments.changed, open_options=_options_of))
    return 0


def checked(
    main_file: Path, *more: FaultsOf, draft: Path | None = None, instead: Iterable[Table] | None = None
) -> Loaded:
    """The settings, a draft laid over them, with everything checked that can be without touching a device, and more.

    One wrong table keeps no other from being checked. `instead`: as read_settings. Raises SettingsFault.
    """
    found = read_settings(main_file, choice_faults, draft=draft, instead=instead)
    told = (faults_of(found.entries) for faults_of in (wiring_faults, sound_faults, device_faults, *more))
    return found.loaded(fault for faults in told for fault in faults)


def wiring_faults(entries: Entries) -> Iterator[str]:
    """Lamps of the plan and of the driver that do not meet."""
    _, choice = next(choices(entries, LampsTable), (None, DriverChoice(driver=LampsTable().driver)))
    with contextlib.suppress(DriverFault, SettingsFault):  # what is wrong with the table itself is told by itself
        way = load_driver("lamps", choice.driver)
        names = [lamp.name for lamp in all_of(entries, LampPlan)]
        if way.wiring_faults is not None and _all_read(entries, "lamp"):
            yield from way.wiring_faults(open_options(choice, way.Options), names)


def _all_read(entries: Entries, kind: str) -> bool:
    return all(entry.sound for entry in entries if entry.table.kind == kind)


def family_file_faults(entries: Entries) -> Iterator[str]:
    """Every fault of every file of modem families: those shipped, and those of the folders that lines name.

    Told only when people check: a box starts without the family of a wrong file.
    """
    folders = {OWN_FOLDER: None}
    for _, choice in choices(entries, LineTable):
        folder: object = choice.options.get("family_folder", "")
        if isinstance(folder, str):
            folders[folder] = None
            yield from _folder_faults(folder, Place(choice.place, ("options", "family_folder")))
    try:
        found = [fault.sentence for folder in folders for fault in families_with(folder).faults]
    except DriverFault as fault:
        found = [str(fault)]
    yield from dict.fromkeys(found)


def _folder_faults(folder: str, place: Place) -> Iterator[str]:
    """One that is named and has nothing to read."""
    if not folder or folder == OWN_FOLDER:
        return
    try:
        if not Path(folder).is_dir():
            yield place.wrong(folder, 'no such folder; expected one with files of modem families, or "" for none')
        elif not os.access(folder, os.R_OK | os.X_OK):
            yield place.wrong(folder, "cannot be read; expected a folder the box may read")
    except ValueError:
        yield place.wrong(folder, "no path of a folder")


def sound_faults(entries: Entries) -> Iterator[str]:
    """A country whose tones nobody has told us, or all that is wrong with its file."""
    country: object = single(entries, SoundSettings).country
    try:
        load_tone_plan(country if isinstance(country, str) else SoundSettings().country)
    except TonePlanFault as told:
        files = [entry.table.place.where.partition(":")[0] for entry in entries if entry.table.kind == "sound"]
        yield from (f"{files[0]}: {fault}" if files else fault for fault in told.faults)


def voice_faults(entries: Entries, program: str = PROGRAM) -> Iterator[str]:
    """Voices that espeak-ng lacks. Asked only when people check: a box plays a tone for what it cannot speak."""
    if not any(prompt.text for prompt in all_of(entries, PromptPlan)):
        return
    try:
        voices = installed_voices(program)
    except DriverFault as fault:
        yield str(fault)
        return
    sound = single(entries, SoundSettings)
    for entry in entries:
        for option, voice in _voices_named(entry.value, sound):
            if not speaks(voices, voice):
                sentence = f"espeak-ng has no such voice; {hint(voice, sorted(voices))}"
                yield entry.table.place.at(*option).wrong(voice, sentence)


def _voices_named(value: Value, sound: SoundSettings) -> Iterator[tuple[tuple[str, ...], str]]:
    """Options and the voices of espeak-ng they ask for; what piper speaks, or another voice, is left out."""
    spoken = {tag.lower() for tag in (*(sound.piper_voices or {}), *(sound.voices or {}))}
    if isinstance(value, BoxSettings | PromptPlan) and value.language and not spoken & {*fallbacks(value.language)}:
        yield ("language",), value.language
    if isinstance(value, PromptPlan):
        yield from ((("texts", tag), tag) for tag in value.texts or {} if not spoken & {*fallbacks(tag)})
    if isinstance(value, SoundSettings):
        yield from ((("voices", tag), voice) for tag, voice in (value.voices or {}).items() if voice)


def piper_voice_faults(entries: Entries) -> Iterator[str]:
    """Voices of piper that are not there, and piper itself. Asked only when people check."""
    yield from piper_faults(single(entries, SoundSettings).piper_voices or {})


def choice_faults(table: str, choice: DriverChoice) -> Iterator[str]:
    """What is wrong with the driver that a table (line, agent, lamps) chooses, and with its options."""
    kind, option = _KINDS[table]
    try:
        yield from every_option_fault(choice, load_driver(kind, choice.driver))
    except DriverFault as fault:
        yield Place(choice.place, (option,)).lacks(str(fault))


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


def arguments_of(command: str, argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"callbox {command}", description=__doc__)
    parser.add_argument("--config", type=Path, default=DEFAULT_FILE, metavar="FILE", help=f"default: {DEFAULT_FILE}")
    if command == "show-config":
        parser.add_argument("--changed", action="store_true", help="only what differs from the defaults")
    return parser.parse_args(argv)


def _refuse(fault: SettingsFault) -> int:
    number = len(fault.faults)
    sys.stderr.write(f"{fault}\n{number} fault" + ("" if number == 1 else "s") + " in the settings\n")
    return 1
