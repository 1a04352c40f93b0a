"""Whether settings can be published, judged in a process of its own, so that no call hears it.

`python -m appliance.runtime.settings_judge` reads a Case from stdin and writes its Verdict to stdout.
"""

import os
import sys
from pathlib import Path

import msgspec

from appliance.config.document import Document, to_json
from appliance.config.document_diff import changes, masked, masked_changes
from appliance.config.errors import SettingsFault
from appliance.config.stored import label_of
from appliance.drivers.errors import DriverFault
from appliance.drivers.sound import outside
from appliance.model.settings import Settings
from appliance.model.settings_orders import PublishDraft, SettingsRefused, UndoSettings
from appliance.model.settings_words import PUBLISHED, UNDONE, Change, Conflict, SettingsVersion
from appliance.model.words import Value
from appliance.runtime.settings_book import Book, Refusal, read_version, told
from appliance.runtime.settings_drafts import LONGEST_WORDS
from appliance.store.faults import StoreFault

MODULE = "appliance.runtime.settings_judge"
TIMEOUT_S = 120.0
"""Far more than the largest site takes on a small computer under calls."""
NICER = 10
"""Calls go before."""


class Case(Value, frozen=True, kw_only=True):
    order: PublishDraft | UndoSettings
    main: str
    """File of the settings."""
    database: str
    utc_ms: int


class Allowed(Value, frozen=True, kw_only=True):
    version: SettingsVersion
    settings: Settings
    changes: tuple[Change, ...]
    """Against what holds, without secrets."""


class Verdict(Value, frozen=True):
    """Either."""

    allowed: Allowed | None = None
    refused: SettingsRefused | None = None


def judge_beside(case: Case) -> Verdict:
    """In another process; this one only waits for it. Never raises for what is wrong with the settings."""
    try:
        program = [sys.executable, "-m", MODULE]
        answer = outside.run(program, msgspec.json.encode(case), timeout_s=TIMEOUT_S, writes_files=True)
        return msgspec.json.decode(answer, type=Verdict)
    except (DriverFault, msgspec.DecodeError) as fault:
        what = f"the settings could not be checked ({fault})"
        sentence = f"{what}; nothing was changed; try again, and start the box again after an update"
        return Verdict(refused=SettingsRefused(sentence=sentence))


def judge(case: Case) -> Verdict:
    """Here and now: slow, not for the event loop."""
    try:
        return Verdict(allowed=_allowed(case))
    except _Conflicting as fault:
        return Verdict(refused=conflicting(fault.conflicts))
    except Refusal as fault:
        return Verdict(refused=SettingsRefused(sentence=str(fault), missing=fault.missing))
    except SettingsFault as fault:
        wrong = tuple(map(told, fault.faults))
        what = "the draft" if isinstance(case.order, PublishDraft) else "that version"
        sentence = f"{what} has {len(wrong)} fault" + ("" if len(wrong) == 1 else "s") + "; nothing was published"
        return Verdict(refused=SettingsRefused(sentence=sentence, wrong=wrong))
    except StoreFault as fault:
        return Verdict(refused=SettingsRefused(sentence=str(fault)))


class _Conflicting(Refusal):
    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        super().__init__("conflicting")
        self.conflicts = conflicts


def conflicting(conflicts: tuple[Conflict, ...]) -> SettingsRefused:
    """Why a draft cannot be published: others were there first."""
    number = len(conflicts)
    sentence = (
        f"{number} setting{' was' if number == 1 else 's were'} changed by somebody else since this draft was begun; "
        "the draft is as it was: `callbox config merge` takes theirs, or yours"
    )
    return SettingsRefused(sentence=sentence, conflicts=tuple(map(without_secrets, conflicts)))


def without_secrets(conflict: Conflict) -> Conflict:
    key = conflict.spot.keys[-1] if conflict.spot.keys else ""
    hidden = {side: masked(getattr(conflict, side), key) for side in ("base", "theirs", "ours")}
    return msgspec.structs.replace(conflict, **hidden)


def _allowed(case: Case) -> Allowed:
    book = Book(Path(case.main), Path(case.database))
    newest = book.newest()
    wanted = _draft(book, case.order) if isinstance(case.order, PublishDraft) else _earlier(book, case.order, newest)
    changed = changes(read_version(newest), wanted)
    if not changed:
        raise Refusal("nothing in it differs from the settings in effect, so there is nothing to publish")
    number = newest.version + 1
    settings = _expect_sound(book, wanted, number)
    version = SettingsVersion(
        version=number,
        base=newest.version,
        published_utc_ms=case.utc_ms,
        who=case.order.who[:LONGEST_WORDS],
        note=case.order.note[:LONGEST_WORDS] or _note(case.order),
        origin=PUBLISHED if isinstance(case.order, PublishDraft) else UNDONE,
        document=to_json(wanted),
    )
    return Allowed(version=version, settings=settings, changes=masked_changes(changed))


def _expect_sound(book: Book, wanted: Document, number: int) -> Settings:
    judged = book.judge(wanted, label_of(number))
    if judged.loaded is None:
        raise SettingsFault(judged.faults)
    return judged.loaded.settings


def _draft(book: Book, order: PublishDraft) -> Document:
    draft = book.draft(order.name)
    if draft.revision != order.revision:
        raise Refusal(
            f'draft "{draft.name}" was changed by {draft.who} meanwhile: it is revision {draft.revision}, '
            f"not {order.revision}; look at it again"
        )
    merged = book.brought_up(draft)
    if merged.conflicts:
        raise _Conflicting(merged.conflicts)
    return merged.document


def _earlier(book: Book, order: UndoSettings, newest: SettingsVersion) -> Document:
    if order.newest != newest.version:
        raise Refusal(
            f"version {newest.version} was published by {newest.who} meanwhile; look at it before you undo anything"
        )
    return read_version(book.version(order.to) if order.to else book.before(newest.version))


def _note(order: PublishDraft | UndoSettings) -> str:
    if isinstance(order, PublishDraft):
        return ""
    return f"version {order.to} again" if order.to else f"version {order.newest} undone"


def main() -> None:
    if hasattr(os, "sched_setscheduler"):
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    os.nice(NICER)
    case = msgspec.json.decode(sys.stdin.buffer.read(), type=Case)
    sys.stdout.buffer.write(msgspec.json.encode(judge(case)))


if __name__ == "__main__":
    main()
