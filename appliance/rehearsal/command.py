"""callbox rehearse: tries a draft of the settings on the calls that were, before it is published."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from appliance.config.draft import read_draft
from appliance.config.errors import SettingsFault
from appliance.config.loading import load
from appliance.config.nearest import nearest
from appliance.control.errors import BadSettings
from appliance.control.place import database_of
from appliance.model.settings import Settings
from appliance.rehearsal.arguments import Asked, asked_for
from appliance.rehearsal.changes import Changes, changes
from appliance.rehearsal.comparison import Comparison, Trial, compare
from appliance.rehearsal.enough import TooThin, expect_callers, expect_enough
from appliance.rehearsal.gauge import Gauge
from appliance.rehearsal.history import History, arrange, read
from appliance.rehearsal.notes import notes, set_aside
from appliance.rehearsal.report import Subject, report
from appliance.rehearsal.words import number
from appliance.store.faults import StoreFault
from appliance.store.history import HistoryReader
from appliance.store.reader import StoreReader

DONE, REFUSED = 0, 1


class Refusal(Exception):
    """What was asked for cannot be told; the text says why, one sentence or a list."""


def main(argv: list[str]) -> int:
    """0: compared, or nothing to compare; 1: refused, with every reason. Raises BadSettings for those in effect."""
    asked = asked_for(argv)
    gauge = Gauge(sys.stderr)
    try:
        text = _rehearse(asked, gauge)
    except (Refusal, TooThin, StoreFault) as fault:
        gauge.clear()
        sys.stderr.write(f"callbox rehearse: {fault}\n")
        return REFUSED
    except KeyboardInterrupt:
        gauge.clear()
        raise
    sys.stdout.write(text + "\n")
    return DONE


def _rehearse(asked: Asked, gauge: Gauge) -> str:
    present = _present(asked.config)
    draft = _draft(asked, present)
    changed = changes(present, draft)
    _expect_changes(asked, changed, present)
    if not changed.rehearsed:
        return _nothing_to_tell(asked)
    database = asked.db or database_of(present)
    since, period = asked.since.begin(_newest(database)), str(asked.since)
    with HistoryReader(database) as reader:
        found = read(reader, since, lambda share: gauge.show("reading the history", share))
    known = [*set_aside(found, present)]
    expect_callers(found, period)
    history = arrange(found)
    expect_enough(history, asked.patience, period)
    trial = Trial(present=present.plan, draft=draft.plan, ways=asked.ways, seed=asked.seed, patience=asked.patience)
    compared = compare(history, trial, lambda share: gauge.show("rehearsing", share))
    gauge.clear()
    known += notes(history, draft, changed, compared)
    return _told(asked, _subject(asked, history, changed, known), compared)


def _present(config: Path) -> Settings:
    try:
        return load(config)
    except SettingsFault as fault:
        raise BadSettings(str(fault)) from None


def _draft(asked: Asked, present: Settings) -> Settings:
    """Checked as `callbox check` would; what this machine lacks for the settings in effect is not the draft's fault."""
    from appliance.drivers.check import checked

    def faults(draft: Path | None) -> dict[str, None]:
        try:
            checked(asked.config, draft=draft)
        except SettingsFault as fault:
            return dict.fromkeys(fault.faults)
        return {}

    wrong = faults(asked.draft)
    own = [fault for fault in wrong if fault not in faults(None)] if wrong else []
    if own:
        listed = "\n".join(own)
        told = f"the draft is not valid:\n{listed}\n{number(len(own), 'fault')} in the draft"
        raise Refusal("\n".join((told, *_misspelt(asked.draft, present))))
    return load(asked.config, draft=asked.draft)


def _expect_changes(asked: Asked, changed: Changes, present: Settings) -> None:
    if changed.others and not changed.rehearsed:
        listed = "\n".join(f"  {each}" for each in changed.others)
        what = f"{asked.draft} changes only what a rehearsal cannot tell the effect of"
        told = f"{what}; it begins when a caller asks for a person, and every offer is answered:\n{listed}"
        raise Refusal("\n".join((told, *_misspelt(asked.draft, present))))


def _misspelt(draft: Path, present: Settings) -> Iterator[str]:
    """Names that are new and much like one there is: probably a change of that one was meant."""
    known = {
        "queue": [queue.name for queue in present.plan.queues],
        "agent": [agent.name for agent in present.plan.agents],
    }
    for table in read_draft(draft, []):
        names = known.get(table.kind, [])
        near = nearest(table.name, names) if table.name not in names else None
        if near is not None:
            yield f'there is no {table.kind} "{table.name}" so far; did you mean "{near}"?'


def _nothing_to_tell(asked: Asked) -> str:
    if asked.json:
        return '{"same":true}'
    return f"{asked.draft} says what the settings say already: nothing would change"


def _newest(database: Path) -> int:
    """When the last call rang; Unix milliseconds."""
    with StoreReader(database) as reader:
        return max((call.rang_utc_ms for call in reader.calls(1)), default=0)


def _subject(asked: Asked, history: History, changed: Changes, known: Iterable[str]) -> Subject:
    return Subject(
        draft=str(asked.draft),
        first_day=history.days[0],
        last_day=history.days[-1],
        days=history.days_with_calls,
        callers=len(history.stays.joined),
        ways=asked.ways,
        changes=changed.rehearsed,
        notes=tuple(known),
    )


def _told(asked: Asked, subject: Subject, compared: Comparison) -> str:
    if asked.json:
        from appliance.rehearsal.as_json import as_json

        return as_json(subject, compared)
    return "\n".join(report(subject, compared, _width(), everything=asked.all))


def _width() -> int:
    """Of the terminal, or as COLUMNS says; text in a file is not wider than a page."""
    if os.environ.get("COLUMNS", "").isdecimal() or sys.stdout.isatty():
        return shutil.get_terminal_size().columns
    return 100
