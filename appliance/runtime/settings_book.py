"""The book of settings: what holds, what was published before, what is being drafted, and whether a draft would do.

Reading and judging take tens of milliseconds and more, so they are for processes of their own and never for the box's.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from appliance.config.document import Document, document_of, from_json, to_json
from appliance.config.document_diff import MASK, changes
from appliance.config.document_merge import Merged, merge
from appliance.config.documents import Table, read_tables
from appliance.config.errors import SettingsFault
from appliance.config.hidden import is_secret
from appliance.config.in_effect import database_in, with_places
from appliance.config.loading import Loaded
from appliance.config.places import Fault
from appliance.config.stored import label_of
from appliance.drivers.check import FaultsOf, checked
from appliance.model.settings_words import FROM_FILES, Conflict, SettingsDraft, SettingsVersion, Spot, Wrong
from appliance.store.faults import StoreFault
from appliance.store.settings_reader import SettingsReader

FILES = "files"
NOTE_OF_FILES = "taken from the files"


class Refusal(Exception):
    """What was asked cannot be: one sentence."""

    def __init__(self, sentence: str, *, missing: bool = False) -> None:
        super().__init__(sentence)
        self.missing = missing


class Judged(NamedTuple):
    """A document that is to be published."""

    faults: tuple[str, ...]
    loaded: Loaded | None
    """None where there are faults."""


class Book:
    """One box's. Everything may raise StoreFault, and SettingsFault for files that are no TOML."""

    def __init__(self, main: Path, database: Path | None = None) -> None:
        """`database`: as the running box says; None: as the file says."""
        self.main = main
        faults: list[str] = []
        self.files: tuple[Table, ...] = read_tables(main, faults)
        self.file_faults = tuple(faults)
        self.database = database or database_in(self.files)

    def of_files(self) -> Document:
        """Raises SettingsFault where they cannot be read."""
        faults = list(self.file_faults)
        document = document_of(self.files, faults)
        if faults:
            raise SettingsFault(faults)
        return document

    def newest(self) -> SettingsVersion:
        """What holds; where nothing is in the store yet, the files as version 0."""
        if self.database.is_file():
            with SettingsReader(self.database) as reader:
                found = reader.newest()
            if found is not None:
                return found
        return SettingsVersion(
            version=0,
            published_utc_ms=0,
            who=FILES,
            note=NOTE_OF_FILES,
            origin=FROM_FILES,
            document=to_json(self.of_files()),
        )

    def version(self, number: int) -> SettingsVersion:
        """Raises Refusal."""
        found = None
        if number and self.database.is_file():
            with SettingsReader(self.database) as reader:
                found = reader.version(number)
        if found is None and (number or self.newest().version):
            sentence = f"there is no version {number} of the settings; `callbox config versions` lists them"
            raise Refusal(sentence, missing=True)
        return found or self.newest()

    def before(self, number: int) -> SettingsVersion:
        """The last one kept before it. Raises Refusal."""
        with SettingsReader(self.database) as reader:
            earlier = [each.version for each in reader.versions(number) if each.version < number]
        if not earlier:
            sentence = f"version {number} is the first one that is kept; there is nothing before it to go back to"
            raise Refusal(sentence, missing=True)
        return self.version(max(earlier))

    def draft(self, name: str) -> SettingsDraft:
        """Raises Refusal."""
        found = None
        if self.database.is_file():
            with SettingsReader(self.database) as reader:
                found = reader.draft(name)
        if found is None:
            sentence = f'no draft is called "{name}"; `callbox config show` lists those there are, `draft` begins one'
            raise Refusal(sentence, missing=True)
        return found

    def brought_up(self, draft: SettingsDraft, *, prefer_ours: bool = False) -> Merged:
        """The draft on top of what holds now, each conflict with who published what is there. Raises Refusal."""
        ours, newest = read_draft(draft), self.newest()
        if draft.base == newest.version:
            return Merged(ours, ())
        base, theirs = read_version(self.version(draft.base)), read_version(newest)
        merged = merge(base, theirs, ours, prefer_ours=prefer_ours)
        return Merged(merged.document, tuple(self._signed(merged.conflicts, draft.base)))

    def judge(self, document: Document, label: str, *more: FaultsOf) -> Judged:
        """As a start of the box would."""
        faults: list[str] = [] if any(table.kind == "box" for table in self.files) else [*self.file_faults]
        tables = with_places(document, self.files, label, self.main, faults)
        faults += still_masked(document, label)
        try:
            loaded = checked(self.main, *more, instead=tables)
        except SettingsFault as fault:
            faults += fault.faults
            loaded = None
        return Judged(tuple(dict.fromkeys(faults)), None if faults else loaded)

    def differ_from_files(self) -> bool:
        """Whether the files say something else than when they were taken over last, so that it is not in effect."""
        if not self.database.is_file():
            return False
        with SettingsReader(self.database) as reader:
            newest, taken = reader.newest(), reader.from_files()
        if newest is None or newest.origin == FROM_FILES or self.file_faults:
            return False
        files = self.of_files()
        known = [read_version(each) for each in (newest, taken) if each is not None]
        return all(changes(each, files) for each in known)

    def _signed(self, conflicts: Iterable[Conflict], base: int) -> Iterable[Conflict]:
        """With the last version that touched the key."""
        conflicts = tuple(conflicts)
        if not conflicts:
            return ()
        with SettingsReader(self.database) as reader:
            versions = reader.since(base)
        touched: list[tuple[Spot, SettingsVersion]] = []
        for earlier, later in pairwise(versions):
            told = changes(read_version(earlier), read_version(later))
            touched += [(change.spot, later) for change in told]
        return [_sign(conflict, touched) for conflict in conflicts]


def files_differ(main: Path) -> str:
    """One sentence where the files say something that is not in effect; empty otherwise, and where nobody can tell."""
    try:
        differ = Book(main).differ_from_files()
    except (StoreFault, SettingsFault):
        return ""
    if not differ:
        return ""
    return (
        f"{main} and the files beside it were changed since the published settings hold, so that change is not in "
        "effect; `callbox config import` makes a draft of them, `callbox config export` writes what holds"
    )


def read_version(version: SettingsVersion) -> Document:
    """Raises SettingsFault."""
    return from_json(version.document, label_of(version.version))


def read_draft(draft: SettingsDraft) -> Document:
    """Raises SettingsFault."""
    return from_json(draft.document, draft_label(draft.name))


def draft_label(name: str) -> str:
    """Where a fault of it stands."""
    return f"draft {name}"


def told(fault: str) -> Wrong:
    return Wrong(sentence=str(fault), spot=fault.spot if isinstance(fault, Fault) else Spot())


def from_files_anew(newest: SettingsVersion | None, files: Document, utc_ms: int) -> SettingsVersion | None:
    """The version that the files make as a box starts on them; None: they are as they were, or hold no more."""
    if newest is not None and newest.origin != FROM_FILES:
        return None
    if newest is not None and not changes(read_version(newest), files):
        return None
    before = newest.version if newest is not None else 0
    return SettingsVersion(
        version=before + 1,
        base=before,
        published_utc_ms=utc_ms,
        who=FILES,
        note=NOTE_OF_FILES,
        origin=FROM_FILES,
        document=to_json(files),
    )


def still_masked(document: Document, label: str) -> list[str]:
    """Secrets that are to stay as they are where none is."""
    return [
        Fault(f"{label}: [{spot.kind}] {spot.name} {'.'.join(spot.keys)}: no secret is kept here; write it out", spot)
        for kind, bodies in document.items()
        for name, body in bodies.items()
        for spot in _masks(body, Spot(kind=kind, name=name))
    ]


def _masks(value: Any, spot: Spot) -> list[Spot]:
    if isinstance(value, Mapping):
        return [
            found
            for key, inside in value.items()
            for found in _masks(inside, Spot(kind=spot.kind, name=spot.name, keys=(*spot.keys, key)))
        ]
    return [spot] if value == MASK and spot.keys and is_secret(spot.keys[-1]) else []


def _sign(conflict: Conflict, touched: Iterable[tuple[Spot, SettingsVersion]]) -> Conflict:
    here = conflict.spot
    for spot, version in touched:
        shorter = min(len(spot.keys), len(here.keys))
        if (spot.kind, spot.name, spot.keys[:shorter]) == (here.kind, here.name, here.keys[:shorter]):
            conflict = msgspec.structs.replace(
                conflict, version=version.version, who=version.who, published_utc_ms=version.published_utc_ms
            )
    return conflict
