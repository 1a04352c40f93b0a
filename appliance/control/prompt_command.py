"""`callbox prompt`: brings recordings in, lists what the box says and where it comes from, and judges all of it."""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from appliance.config.errors import SettingsFault
from appliance.config.loading import DEFAULT_FILE, load
from appliance.config.prompt_folder import NAME, PromptFolder
from appliance.config.prompt_languages import language_doubts
from appliance.config.prompt_uses import uses_of
from appliance.config.rules import LANGUAGE
from appliance.control.blocking_client import BlockingClient
from appliance.control.errors import NoBox, Refused
from appliance.control.place import socket_of
from appliance.control.prompt_record import record, whole_name
from appliance.control.prompt_words import MakePrompts
from appliance.drivers.errors import DriverFault
from appliance.drivers.sound.debian_sounds import SOUNDS, attributions
from appliance.drivers.sound.own_words import OwnWords
from appliance.drivers.sound.prompt_import import keep, made_of, restore, take_away
from appliance.drivers.sound.prompts import BUILT_IN, Source, sources_of
from appliance.drivers.sound.speech import Speech
from appliance.drivers.sound.value_parts import load_parts, value_origins
from appliance.model.languages import names_in
from appliance.model.settings import Settings
from appliance.sound import wav
from appliance.sound.frames import RATE, Samples
from appliance.sound.loudness import loudness_lufs
from appliance.sound.recording_check import judge

TITLES = ("NAME", "LANGUAGE", "LENGTH", "LUFS", "FROM")
BUILT_IN_ORIGIN = "built in"


def main(argv: list[str]) -> int:
    """Returns 0, or 1 where something is wrong, each said in a sentence."""
    asked = _parser().parse_args(argv)
    try:
        settings = _settings(asked.config)
        return WAYS[asked.what](asked, settings)
    except (DriverFault, SettingsFault, NoBox, Refused) as fault:
        sys.stderr.write(f"callbox: {fault}\n")
        return 1


def _add(asked: argparse.Namespace, settings: Settings) -> int:
    made = made_of(asked.file)
    file = keep(PromptFolder(settings.box.state_dir), asked.name, asked.language or "", asked.file, made)
    found = made.judgement
    sys.stdout.write(
        f"{file}: {found.length_ms / 1_000:.1f} s, brought from {found.lufs:.0f} to "
        f"{loudness_lufs(made.samples.astype(float), RATE):.0f} LUFS; heard {_tell_box(settings)}\n"
    )
    for doubt in found.doubts:
        sys.stdout.write(f"but {doubt}\n")
    return 0


def _record(asked: argparse.Namespace, settings: Settings) -> int:
    """By telephone."""
    with BlockingClient(str(asked.socket or socket_of(settings)), "cli") as box:
        made = record(box, settings, whole_name(asked.name, _tag(asked)), number=asked.call, line=asked.line)
    found = made.judgement
    sys.stdout.write(f"kept: {found.length_ms / 1_000:.1f} s, brought from {found.lufs:.0f} LUFS; heard in a moment\n")
    sys.stdout.write("".join(f"but {doubt}\n" for doubt in found.doubts))
    return 0


def _tell_box(settings: Settings) -> str:
    """From when on it is heard."""
    try:
        with BlockingClient(str(socket_of(settings)), "cli") as box:
            box.ask(MakePrompts())
    except (NoBox, Refused):
        return "from the next start of the box on"
    return "as soon as the box has made its prompts anew, which it has begun"


def _delete(asked: argparse.Namespace, settings: Settings) -> int:
    """Refused while something would be missing without it."""
    folder = PromptFolder(settings.box.state_dir)
    file = folder.file(asked.name, _tag(asked))
    if not file.exists():
        raise DriverFault(f'"{file.stem}" is no recording; callbox prompt list shows all')
    left = {name.partition("@")[0] for name in folder.names() if name != file.stem}
    left |= {prompt.name for prompt in settings.plan.prompts} | BUILT_IN.keys()
    uses = uses_of(settings.plan).get(asked.name, ())
    if asked.name not in left and uses:
        raise DriverFault(f'"{asked.name}" is used by {", ".join(uses)}; name another prompt there first')
    take_away(folder, asked.name, _tag(asked))
    sys.stdout.write(f"{asked.name} is gone, {_tell_box(settings)}; callbox prompt restore brings it back\n")
    return 0


def _restore(asked: argparse.Namespace, settings: Settings) -> int:
    restore(PromptFolder(settings.box.state_dir), asked.name, _tag(asked), asked.version)
    sys.stdout.write(f"{asked.name} is version {asked.version} again, heard {_tell_box(settings)}\n")
    return 0


def _sound(asked: argparse.Namespace, settings: Settings) -> int:
    """As a caller of that language would hear it."""
    sources = {source.name: source for source in _all_sources(settings)}
    source = next((sources[name] for name in names_in(asked.name, _tag(asked)) if name in sources), None)
    if source is None:
        raise DriverFault(f'no prompt is called "{asked.name}"; callbox prompt list shows all')
    sys.stdout.buffer.write(wav.to_bytes(source.make()))
    return 0


def _say(asked: argparse.Namespace, settings: Settings) -> int:
    """Keeps nothing: whoever likes it adds the WAV as a recording."""
    speech = Speech(Path(settings.box.cache_dir), choice=settings.sound)
    sys.stdout.buffer.write(wav.to_bytes(speech.samples(asked.text, _tag(asked) or settings.box.language)))
    return 0


def _tag(asked: argparse.Namespace) -> str:
    return asked.language or ""


def _list_json(settings: Settings) -> int:
    uses, folder = uses_of(settings.plan), PromptFolder(settings.box.state_dir)
    for source in _all_sources(settings):
        name, _, language = source.name.partition("@")
        samples, fault = _made(source)
        entry = {
            "name": name,
            "language": language,
            "length_ms": round(1_000 * samples.size / RATE),
            "origin": source.origin,
            "fault": fault,
            "used_by": uses.get(name, ()),
            "versions": tuple(folder.versions(name, language)),
        }
        sys.stdout.write(msgspec.json.encode(entry).decode() + "\n")
    return 0


def _list(asked: argparse.Namespace, settings: Settings) -> int:
    if asked.json:
        return _list_json(settings)
    rows = [_row(source, *_made(source)) for source in _all_sources(settings)]
    sys.stdout.write("".join(f"{line}\n" for line in _aligned([TITLES, *rows])))
    for language, made_of_what in _value_origins(settings):
        sys.stdout.write(f"values in {language}: {made_of_what}\n")
    sys.stdout.write("".join(f"installed: {line}\n" for line in attributions()))
    return 0


def _check(_asked: argparse.Namespace, settings: Settings) -> int:
    faults, count = 0, 0
    for source in _all_sources(settings):
        samples, fault = _made(source)
        count += 1
        faults += bool(fault)
        if fault:
            sys.stdout.write(f"{source.name}: {fault}\n")
        elif source.origin != BUILT_IN_ORIGIN:
            judgement = judge(samples.astype(float), samples.astype(float), RATE)
            for sentence in (*judgement.faults, *judgement.doubts):
                sys.stdout.write(f"{source.name}: {sentence}\n")
            faults += bool(judgement.faults)
    values = load_parts(settings.plan, *_voices(settings), settings.box.language).faults
    imported = PromptFolder(settings.box.state_dir).names()
    for sentence in (*values, *language_doubts(settings.plan, settings.box.language, imported)):
        sys.stdout.write(f"{sentence}\n")
    faults += len(values)
    sys.stdout.write(f"{count} prompts, {f'{faults} of them cannot' if faults else 'all of them can'} be played\n")
    return 1 if faults else 0


def _all_sources(settings: Settings) -> tuple[Source, ...]:
    named = sources_of(
        settings.plan,
        base_dir=Path("/"),
        speech=Speech(Path(settings.box.cache_dir), choice=settings.sound),
        language=settings.box.language,
        folder=PromptFolder(settings.box.state_dir),
    )
    there = {source.name for source in named}
    built_in = (Source(name, BUILT_IN_ORIGIN, make) for name, make in BUILT_IN.items() if name not in there)
    return (*named, *built_in)


def _value_origins(settings: Settings) -> Iterator[tuple[str, str]]:
    return value_origins(settings.plan, *_voices(settings), settings.box.language)


def _voices(settings: Settings) -> tuple[OwnWords, Speech]:
    speech = Speech(Path(settings.box.cache_dir), choice=settings.sound)
    return OwnWords(speech, PromptFolder(settings.box.state_dir).names(), SOUNDS), speech


def _made(source: Source) -> tuple[Samples, str]:
    """And what is wrong with it."""
    try:
        return source.make(), ""
    except DriverFault as fault:
        return BUILT_IN["beep"]()[:0], str(fault)


def _row(source: Source, samples: Samples, fault: str) -> tuple[str, ...]:
    name, _, language = source.name.partition("@")
    if fault:
        return (name, language or "-", "-", "-", fault)
    loudness = loudness_lufs(samples.astype(float), RATE)
    return (name, language or "-", f"{samples.size / RATE:.1f} s", f"{loudness:.0f}", source.origin)


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _settings(config: Path | None) -> Settings:
    """Those of the file, of the usual file, or the defaults where there is neither. Raises SettingsFault."""
    if config is None and not DEFAULT_FILE.exists():
        return Settings()
    return load(config or DEFAULT_FILE)


def _parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(prog="callbox prompt", description="What the box says: recordings and texts.")
    config = argparse.ArgumentParser(add_help=False)
    config.add_argument("--config", type=Path, metavar="FILE", help=f"the settings (default: {DEFAULT_FILE})")
    ways = whole.add_subparsers(dest="what", metavar="add|record|list|check|delete|restore|sound|say", required=True)
    add = ways.add_parser("add", parents=[config], help="bring a recording in, under the name of a prompt")
    add.add_argument("name", metavar="NAME", help="of the prompt; with that name flows and queues play it")
    add.add_argument("file", type=Path, metavar="FILE", help="WAV; with ffmpeg also MP3, M4A, Ogg, FLAC and others")
    add.add_argument("--language", type=_language, metavar="TAG", help="only for callers of this language")
    listing = ways.add_parser("list", parents=[config], help="list every prompt: how long, how loud, whose")
    listing.add_argument("--json", action="store_true", help="one JSON object a line; also where it is used")
    ways.add_parser("check", parents=[config], help="make every prompt, and say what is wrong with it")
    _add_changes(ways, config)
    return whole


def _add_changes(ways: "argparse._SubParsersAction[argparse.ArgumentParser]", config: argparse.ArgumentParser) -> None:
    delete = ways.add_parser("delete", parents=[config], help="take a recording away, unless it is used")
    back = ways.add_parser("restore", parents=[config], help="play an earlier version of a recording again")
    sound = ways.add_parser("sound", parents=[config], help="write a prompt to stdout as WAV, as callers hear it")
    take = ways.add_parser("record", parents=[config], help="ring a telephone and record what is said after the tone")
    take.add_argument("--call", metavar="NUMBER", required=True, help="whom to ring; [outbound] must allow it")
    take.add_argument("--line", metavar="LINE", help="ring on this line (default: the first idle one that may)")
    take.add_argument("--socket", metavar="PATH", help="the box's control socket (default: from the settings)")
    say = ways.add_parser("say", parents=[config], help="write a text to stdout as WAV, as the box speaks it")
    say.add_argument("text", metavar="TEXT")
    say.add_argument("--language", type=_language, metavar="TAG", help="whose voice (default: the box's)")
    for way in (delete, back, sound, take):
        way.add_argument("name", metavar="NAME", type=_name)
        way.add_argument("--language", type=_language, metavar="TAG", help="the one for this language")
    back.add_argument("version", type=int, metavar="VERSION", help="its number, as prompt list --json tells")


WAYS = {
    "add": _add,
    "list": _list,
    "check": _check,
    "delete": _delete,
    "restore": _restore,
    "sound": _sound,
    "say": _say,
    "record": _record,
}


def _name(text: str) -> str:
    if not NAME.fullmatch(text) or "@" in text:
        raise argparse.ArgumentTypeError(f"the name of a prompt was expected, not {text[:60]!r}")
    return text


def _language(text: str) -> str:
    if not re.fullmatch(LANGUAGE, text):
        raise argparse.ArgumentTypeError(f'the tag of a language was expected, such as "de" or "de-AT", not {text!r}')
    return text.lower()
