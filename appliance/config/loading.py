"""From files to frozen settings: reads every table, checks them against one another, and says every fault at once."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from appliance.config.documents import Table
from appliance.config.draft import laid_over, read_draft
from appliance.config.errors import SettingsFault
from appliance.config.in_effect import InEffect, tables_in_effect
from appliance.config.places import Fault
from appliance.config.prompt_folder import PromptFolder
from appliance.config.reader import Reader
from appliance.config.references import Entry, check_references
from appliance.config.tables import (
    LISTS,
    NO_DEVICE,
    SINGLE,
    AgentTable,
    HoursTable,
    LampsTable,
    LineInTable,
    LineTable,
    LoudspeakerTable,
)
from appliance.core.flow_checker import check_flow
from appliance.model.flow import Flow
from appliance.model.mail import MailSettings
from appliance.model.outbound import OutboundPlan, TargetPlan
from appliance.model.plan import AgentPlan, LampPlan, LinePlan, LoudspeakerPlan, Plan, PromptPlan, QueuePlan
from appliance.model.policy import RoutingPlan
from appliance.model.settings import BoxSettings, DriverChoice, Settings, SoundSettings, WebSettings
from appliance.model.words import Value

V = TypeVar("V", bound=Value)

DEFAULT_FILE = Path("/etc/callbox/appliance.toml")


ChoiceFaults = Callable[[str, DriverChoice], Iterable[str]]
"""Table (line, agent, lamps) and the driver it chooses → what is wrong with the driver or its options."""


class Loaded(NamedTuple):
    """Settings with the tables they came from."""

    settings: Settings
    entries: tuple[Entry, ...]
    version: int = 0
    """Of the published settings; 0: they are those of the files."""


class Found(NamedTuple):
    """Every table as far as it could be read, and what is wrong with all of them."""

    entries: tuple[Entry, ...]
    faults: tuple[str, ...]
    version: int = 0

    def loaded(self, more: Iterable[str] = ()) -> Loaded:
        """Raises SettingsFault with every fault there is, and with those that others have found."""
        faults = tuple(dict.fromkeys((*self.faults, *more)))
        if faults:
            raise SettingsFault(faults)
        return Loaded(_settings(self.entries), self.entries, self.version)


def load(main_file: Path, *, draft: Path | None = None) -> Settings:
    """The settings in effect: of the main file and site/*.toml next to it, or published from its box since.

    Raises SettingsFault with every fault there is.

    Drivers' options are read by the drivers; `drivers/check.py` checks them beforehand.
    """
    return load_with_tables(main_file, draft=draft).settings


def load_with_tables(main_file: Path, *, draft: Path | None = None) -> Loaded:
    """The same, with the tables, and a draft laid over them."""
    return read_settings(main_file, draft=draft).loaded()


def read_settings(
    main_file: Path,
    choice_faults: ChoiceFaults = lambda _table, _choice: (),
    *,
    draft: Path | None = None,
    instead: Iterable[Table] | None = None,
) -> Found:
    """Every table, a draft laid over them, and every fault; `choice_faults` adds what only drivers know.

    `instead` are tables that are to be judged in place of those in effect.
    """
    faults: list[str] = []
    held = tables_in_effect(main_file, faults) if instead is None else InEffect(tuple(instead), 0)
    tables = held.tables
    if draft is not None:
        tables = laid_over(tables, read_draft(draft, faults))
    reader = Reader()
    entries = tuple(_read(tables, reader))
    state_dir = single(entries, BoxSettings).state_dir
    imported = PromptFolder(state_dir).plain_names() if state_dir else ()
    dangling = check_references(entries, tables, imported)
    faults += reader.faults + dangling
    for entry in entries:
        faults += _flow_faults(entry, dangling)
        choice = choice_of(entry)
        if choice is not None:
            faults += _of_table(entry.table, choice_faults(entry.table.kind, choice))
    return Found(entries, tuple(faults), held.version)


def _of_table(table: Table, faults: Iterable[str]) -> Iterator[str]:
    """Drivers know where in their options something is wrong, and not in which table these stand."""
    for fault in faults:
        yield fault.of_table(table.kind, table.place.name) if isinstance(fault, Fault) else fault


def choice_of(entry: Entry) -> DriverChoice | None:
    """The driver the table chooses, as far as that can be read."""
    match entry.value:
        case LineTable(driver=str(name), options=dict(options)):
            pass
        case LampsTable(driver=str(name), options=dict(options)):
            pass
        case LoudspeakerTable(driver=str(name), options=dict(options)) if name != NO_DEVICE:
            pass
        case LineInTable(driver=str(name), options=dict(options)) if name != NO_DEVICE:
            pass
        case AgentTable(station=str(name), options=dict(options)):
            pass
        case _:
            return None
    return DriverChoice(driver=name, options=options, place=entry.table.place.where)


def _read(tables: Iterable[Table], reader: Reader) -> Iterator[Entry]:
    for table in tables:
        kind = SINGLE.get(table.kind) or LISTS[table.kind]
        before = len(reader.faults)
        value = _with_whole_path(reader.read(table.body, kind, table.place), table.folder)
        yield Entry(table, value, sound=len(reader.faults) == before)


def _with_whole_path(value: Value, folder: Path) -> Value:
    """A file is told from its own folder; everybody else shall not need to know which that was."""
    if isinstance(value, PromptPlan) and value.file:
        return msgspec.structs.replace(value, file=str(folder / value.file))
    if isinstance(value, MailSettings) and value.password_file:
        return msgspec.structs.replace(value, password_file=str(folder / value.password_file))
    return value


def _flow_faults(entry: Entry, dangling: Iterable[str]) -> Iterator[str]:
    """Where the ways of a flow lead; judged when all its steps are there, so that nothing is told twice."""
    told = any(fault.startswith(f"{entry.table.place.where} ") for fault in dangling)
    if isinstance(entry.value, Flow) and entry.sound and not told:
        for fault in check_flow(entry.value):
            place = entry.table.place
            yield Fault(place.lacks(fault.sentence), place.at(*fault.keys).spot)


def _settings(entries: tuple[Entry, ...]) -> Settings:
    return Settings(
        box=single(entries, BoxSettings),
        web=single(entries, WebSettings),
        sound=single(entries, SoundSettings),
        mail=single(entries, MailSettings),
        lamps=next(choices(entries, LampsTable), (None, DriverChoice(driver=LampsTable().driver)))[1],
        loudspeaker=next((choice for _, choice in choices(entries, LoudspeakerTable)), None),
        line_in=next((choice for _, choice in choices(entries, LineInTable)), None),
        lines={line.name: choice for line, choice in choices(entries, LineTable)},
        stations={agent.name: choice for agent, choice in choices(entries, AgentTable)},
        plan=Plan(
            routing=single(entries, RoutingPlan),
            lines=tuple(_as_kind(line, LinePlan) for line in all_of(entries, LineTable)),
            flows=all_of(entries, Flow),
            queues=all_of(entries, QueuePlan),
            agents=tuple(_as_kind(agent, AgentPlan) for agent in all_of(entries, AgentTable)),
            hours=tuple(hours.plan() for hours in all_of(entries, HoursTable)),
            lamps=all_of(entries, LampPlan),
            prompts=all_of(entries, PromptPlan),
            outbound=single(entries, OutboundPlan),
            targets=all_of(entries, TargetPlan),
            loudspeaker=next(
                (_as_kind(table, LoudspeakerPlan) for table, _ in choices(entries, LoudspeakerTable)), None
            ),
        ),
    )


def choices(entries: Iterable[Entry], kind: type[V]) -> Iterator[tuple[V, DriverChoice]]:
    """Of each table of that kind, with the driver it chooses."""
    for entry in entries:
        choice = choice_of(entry)
        if isinstance(entry.value, kind) and choice is not None:
            yield entry.value, choice


def all_of(entries: Iterable[Entry], kind: type[V]) -> tuple[V, ...]:
    """The values of that kind; what could not be read in them is None."""
    return tuple(entry.value for entry in entries if isinstance(entry.value, kind))


def single(entries: Iterable[Entry], kind: type[V]) -> V:
    """The one value of that kind, or its defaults."""
    return next(iter(all_of(entries, kind)), kind())


def _as_kind(value: Value, kind: type[V]) -> V:
    """Without the fields that only the table has."""
    return kind(**{field.name: getattr(value, field.name) for field in msgspec.structs.fields(kind)})
