"""Modem families: what differs from modem to modem, read from firmware_config/modems and a folder of one's own."""

import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias, get_args, get_origin

import msgspec

from appliance.config.nearest import hint
from appliance.config.places import Place
from appliance.config.reader import Reader, key_of
from appliance.drivers.errors import DriverFault
from appliance.drivers.line.modem.family_data import Fault
from appliance.drivers.line.modem.gsm_family import GsmFamily, gsm_family_faults
from appliance.drivers.line.modem.voice_family import VoiceFamily, voice_family_faults
from appliance.model.words import Value

AUTO: Final = "auto"
"""The family goes by its USB id and what the modem says of itself."""
OWN_FOLDER: Final = "/etc/callbox/modems"
"""Files of the technician's; they come before the shipped ones, by name."""

Family: TypeAlias = VoiceFamily | GsmFamily
Table: TypeAlias = dict[str, Any]

GENERIC: Final = "generic"
GENERIC_GSM: Final = "generic_gsm"
_FALLBACKS: Final[Mapping[type[Family], str]] = {VoiceFamily: GENERIC, GsmFamily: GENERIC_GSM}
_KINDS: Final[Mapping[str, type[Family]]] = {"voice": VoiceFamily, "gsm": GsmFamily}

_KIND: Final = "kind"
_LIKE: Final = "like"
_MOST_LIKE: Final = 8
"""Files may be like others that are like others; a longer chain is a circle."""
_LARGEST_FILE: Final = 262_144
"""Bytes; the largest we ship has 6,000."""

_USB_WEIGHT, _TEXT_WEIGHT = 2, 1


class FileFault(NamedTuple):
    family: str
    """Name of the file without .toml."""
    sentence: str


class Families(NamedTuple):
    """What was read."""

    sound: Mapping[str, Family]
    """By the name of the file."""
    faults: tuple[FileFault, ...]
    """All there are; the families they are about are not in `sound`, unless the shipped file stands in."""


class _File(NamedTuple):
    folder: Path
    table: Table


def families_folder() -> Path:
    """In the checkout, else below the prefix that the program was installed into. Raises DriverFault."""
    installed = (Path(prefix) / "share" / "callbox" / "modems" for prefix in (sys.prefix, "/usr"))
    places = (Path(__file__).parents[4] / "firmware_config" / "modems", *installed)
    for place in places:
        if place.is_dir():
            return place
    fault = f"modem families: no folder {' or '.join(map(str, places))}; install the callbox package again"
    raise DriverFault(fault)


def read_families(own: Path | None = None, shipped: Path | None = None) -> Families:
    """Every family there is, and every fault. A wrong file of one's own leaves the shipped one of its name in force.

    A shipped family that is like another stays like the shipped one. Read again only after a file has changed.
    Raises DriverFault when there is no sound generic family of each kind.
    """
    first = shipped or families_folder()
    if own is None:
        return _shipped(first, _stamp(first))[1]
    return _with_own(first, _stamp(first), own, _stamp(own))


def families_with(own_folder: str) -> Families:
    """read_families for a folder as the settings name it: empty for none. Raises DriverFault."""
    return read_families(Path(own_folder) if own_folder else None)


def family_of(families: Families, name: str, place: str) -> Family:
    """Raises DriverFault: no such family, or its file is wrong."""
    if name in families.sound:
        return families.sound[name]
    for fault in families.faults:
        if fault.family == name:
            sentence = f'{place}: family = "{name}" cannot be used: {fault.sentence}'
            raise DriverFault(sentence)
    sentence = f'{place}: family = "{name}": {no_such_family(families, VoiceFamily, name)}'
    raise DriverFault(sentence)


def no_such_family(families: Families, kind: type[Family], name: str) -> str:
    """The end of a sentence about a name that is none."""
    return f"no such modem family; {hint(name, (AUTO, *names_of(families, kind)))}"


def names_of(families: Families, kind: type[Family]) -> tuple[str, ...]:
    return tuple(name for name, family in families.sound.items() if isinstance(family, kind))


def choose_family(families: Families, kind: type[Family], said: str, usb: str = "") -> str:
    """The name of the family that fits best: by its USB id first, then by the longest match in what the modem says of
    itself. The generic one of the kind when none fits.
    """
    lower = said.lower()
    found: list[tuple[int, int, str]] = []
    for name, family in families.sound.items():
        longest = max((len(part) for part in family.says if part.lower() in lower), default=0)
        weight = _USB_WEIGHT * (usb in family.usb) + _TEXT_WEIGHT * (longest > 0)
        if weight:
            found.append((weight, longest, name))
    return max(found, default=(0, 0, _FALLBACKS[kind]))[2]


def command_interface(families: Families, name: str, usb: str) -> int | None:
    """Which interface of a USB modem takes commands: as the family named says, or one with its id. None: unknown."""
    named = [families.sound[name]] if name in families.sound else families.sound.values()
    return next((family.interfaces.at for family in named if usb in family.usb or name != AUTO), None)


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Changes when a file does."""
    try:
        return tuple((path.name, (found := path.stat()).st_mtime_ns, found.st_size) for path in _files(folder))
    except OSError:
        return ()


@cache
def _shipped(folder: Path, _: object) -> tuple[Mapping[str, _File], Families]:
    """What is shipped, read once: some 20 files take a tenth of a second."""
    files, found = _with_folder({}, Families({}, ()), folder)
    for kind, name in _FALLBACKS.items():
        if not isinstance(found.sound.get(name), kind):
            fault = f"modem families: {folder} has no sound {name}.toml; install the callbox package again"
            raise DriverFault(fault)
    return files, found


@cache
def _with_own(shipped: Path, shipped_stamp: object, own: Path, _: object) -> Families:
    files, found = _shipped(shipped, shipped_stamp)
    return _with_folder(files, found, own)[1]


def _with_folder(files: Mapping[str, _File], found: Families, folder: Path) -> tuple[Mapping[str, _File], Families]:
    """A folder's families laid over those found before; what it has wrong leaves in force what was right."""
    faults: list[FileFault] = []
    new = _read_files(folder, faults)
    files, sound = {**files, **new}, dict(found.sound)
    for name in sorted(new):
        family, wrong = _family(name, files)
        faults += (FileFault(name, sentence) for sentence in wrong)
        if family is not None:
            sound[name] = family
    return files, Families(sound, (*found.faults, *faults))


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.toml"))


def _read_files(folder: Path, faults: list[FileFault]) -> dict[str, _File]:
    files: dict[str, _File] = {}
    for path in _files(folder):
        try:
            if path.stat().st_size > _LARGEST_FILE:
                problem = f"larger than {_LARGEST_FILE} bytes; expected the file of a modem family"
                faults.append(FileFault(path.stem, f"{path}: {problem}"))
                continue
            files[path.stem] = _File(folder, tomllib.loads(path.read_text(encoding="utf-8")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
            faults.append(FileFault(path.stem, f"{path}: not TOML: {fault}"))
        except OSError as fault:
            faults.append(FileFault(path.stem, f"{path}: cannot be read: {fault.strerror}; check who may read it"))
    return files


def _family(name: str, files: Mapping[str, _File]) -> tuple[Family | None, list[str]]:
    """The family of that name, or what is wrong with its file."""
    place = Place(str(files[name].folder / f"{name}.toml"))
    try:
        table = _with_likes(name, files, place)
    except _Wrong as wrong:
        return None, [str(wrong)]
    word = table.pop(_KIND, None)
    kind = _KINDS.get(word) if isinstance(word, str) else None
    if kind is None:
        missing = place.lacks(f'lacks the option "{_KIND}"; {hint("", _KINDS)}')
        return None, [missing if word is None else place.at(_KIND).wrong(word, f"no such kind; {hint('', _KINDS)}")]
    said = files[name].table
    strays = list(_strays(said, table, kind, place)) if _LIKE in said else []
    reader = Reader()
    family = reader.read(table, kind, place)
    faults = strays + reader.faults or [
        str(place.at(*key.split("."))) + f" {problem}" for key, problem in _further(family)
    ]
    return (None, faults) if faults else (family, [])


def _strays(said: Table, table: Table, kind: type[Value], place: Place) -> Iterator[str]:
    """Options of the file itself that are none, taken out of the table: to the reader what is inherited is given."""
    fields = {key_of(field.name): field for field in msgspec.structs.fields(kind)}
    free = [key for key in fields if key not in said]
    for key in said.keys() - {*fields, *((_KIND, _LIKE) if kind in _FALLBACKS else ())}:
        yield place.at(key).wrong(table.pop(key), f"no such option; {hint(key, free, 'every option is given already')}")
    for key in said.keys() & fields.keys():
        inner = _table_kind(fields[key].type)
        if inner is not None and isinstance(said[key], dict):
            yield from _strays(said[key], table[key], inner, place.at(key))


def _table_kind(kind: Any) -> type[Value] | None:
    """Of a field that holds one table, which it may lack."""
    kinds = [each for each in get_args(kind) or (kind,) if isinstance(each, type) and issubclass(each, Value)]
    return kinds[0] if len(kinds) == 1 and get_origin(kind) is not tuple else None


def _further(family: Family) -> Iterator[Fault]:
    return voice_family_faults(family) if isinstance(family, VoiceFamily) else gsm_family_faults(family)


class _Wrong(Exception):
    """The text is the sentence."""


def _with_likes(name: str, files: Mapping[str, _File], place: Place) -> Table:
    """The table with everything it does not say itself taken from the one it is like, that of its `like` included."""
    chain = [files[name].table]
    while (like := chain[-1].get(_LIKE)) is not None:
        if not isinstance(like, str) or like not in files:
            others = [other for other in files if other != name]
            raise _Wrong(place.at(_LIKE).wrong(like, f"no such modem family; {hint(str(like), others)}"))
        if len(chain) == _MOST_LIKE:
            raise _Wrong(place.at(_LIKE).wrong(like, "leads in a circle; expected a family with everything in it"))
        chain.append(files[like].table)
        kind = chain[-1].get(_KIND)
        if kind is not None and (wanted := chain[0].get(_KIND, kind)) != kind:
            raise _Wrong(place.at(_LIKE).wrong(like, f'is of kind "{kind}"; expected a family of kind "{wanted}"'))
    whole: Table = {}
    for table in reversed(chain):
        whole = _laid_over(whole, table)
    whole.pop(_LIKE, None)
    if len(chain) > 1:
        whole = {"says": [], "usb": [], **whole, **{key: chain[0].get(key, []) for key in ("says", "usb")}}
    return whole


def _laid_over(below: Table, table: Table) -> Table:
    """Key by key, in tables within tables as well; everything else, a list too, is replaced. Shares no table."""
    whole = dict(below)
    for key, said in table.items():
        under = below.get(key)
        whole[key] = _laid_over(under if isinstance(under, dict) else {}, said) if isinstance(said, dict) else said
    return whole
